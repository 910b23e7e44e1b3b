"""Files as people keep them, into sheets of text: which kind of file, where its table is, which rows are rows."""

from lianfang.facts.cells import LOST_DIGITS
from lianfang.facts.reading.header import header_key
from lianfang.facts.reading.read import LIMIT_BYTES, read
from lianfang.facts.reading.sheet import Sheet, Sheets

__all__ = ["LIMIT_BYTES", "LOST_DIGITS", "Sheet", "Sheets", "header_key", "read"]
