"""Who met whom: cases and visits in; encounters, grades and contacts out, each a table one can print."""

from lianfang.trace.rules import SAME_PLACE, Rule
from lianfang.trace.run import Traced, trace

__all__ = ["SAME_PLACE", "Rule", "Traced", "trace"]
