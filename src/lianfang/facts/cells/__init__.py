"""What a cell of a file may hold before anybody knows its column: plain text, marks, and why it is refused."""

from lianfang.facts.cells.parsed import Parsed
from lianfang.facts.cells.plain import LOST_DIGITS, UNKNOWN, half_width, half_width_of, trimmed
from lianfang.facts.cells.reasons import chinese, reason

__all__ = ["LOST_DIGITS", "UNKNOWN", "Parsed", "chinese", "half_width", "half_width_of", "reason", "trimmed"]
