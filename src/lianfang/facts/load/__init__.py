"""Real files into the ledger: read, mapped to the vocabulary's columns, recorded in chunks, the rest given back.

``load(kind, path, options, at)`` records, ``preview(...)`` says row by row what it would do. Both are one way with two
ends, for the command line and the page alike. ``looked_at`` says before how a file's headers are read.
"""

from lianfang.facts.load.answer import Answer, Change, Preview, RejectedRow
from lianfang.facts.load.looked_at import ColumnToFill, HeaderRead, SheetRead, columns_to_fill, looked_at
from lianfang.facts.load.mapping import Mapping, mapping_of
from lianfang.facts.load.options import Options
from lianfang.facts.load.rejects import write_rejects
from lianfang.facts.load.run import kinds_of_files, load, preview
from lianfang.facts.load.shipped import shipped

__all__ = [
    "Answer",
    "Change",
    "ColumnToFill",
    "HeaderRead",
    "Mapping",
    "Options",
    "Preview",
    "RejectedRow",
    "SheetRead",
    "columns_to_fill",
    "kinds_of_files",
    "load",
    "looked_at",
    "mapping_of",
    "preview",
    "shipped",
    "write_rejects",
]
