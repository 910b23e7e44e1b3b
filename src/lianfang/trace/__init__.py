"""Who met whom: cases and visits in; encounters, grades and contacts out, each a table one can print.

Tracing is imported when first used: its engines are heavy, and reading itineraries or keeping visits does without them.
"""

from typing import TYPE_CHECKING, Any

from lianfang.trace.rules import SAME_PLACE, Rule

if TYPE_CHECKING:
    from lianfang.trace.run import Traced, trace

__all__ = ["SAME_PLACE", "Rule", "Traced", "trace"]


def __getattr__(name: str) -> Any:
    if name in ("Traced", "trace"):
        from lianfang.trace import run

        return getattr(run, name)
    raise AttributeError(f"trace has no {name!r}")
