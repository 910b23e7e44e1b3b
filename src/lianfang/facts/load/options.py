"""What whoever loads a file may say beside it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a load, on the command line and on the page.

    ``map``: a mapping file's path or the name of a shipped one. ``area``: where whoever loads acts (its code).
    ``known_at``: the header of the column that tells when a row was known, of a historic source. ``day_zero``: which
    day is 0, where the file counts days. ``constants``: columns said outright
    (``case.classification`` → ``confirmed``). ``otherwise``: what holds where a row says nothing in a column
    (``test_result.laboratory`` → whoever loads the laboratory's own file).
    (``case.classification`` → ``confirmed``). ``columns``: of single headers the column that each is read as, whatever
    the mapping says; "" for one that is not to be read. ``date_order``: which comes first in dates such as 03/04/2021.
    ``account``: on whose behalf. ``chunk``: rows a transaction.
    ``request``: of a page, so that a form sent twice is one load.
    """

    map: str | None = None
    sheet: str | None = None
    disease: str | None = None
    outbreak: str | None = None
    area: str | None = None
    known_at: str | None = None
    day_zero: date | None = None
    constants: dict[str, str] = field(default_factory=dict)
    otherwise: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    date_order: Literal["ymd", "mdy", "dmy"] | None = None
    account: str = "command line"
    chunk: int = 50_000
    request: UUID | None = None
