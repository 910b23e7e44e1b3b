"""What a page says of a file beside the file: its kind, how its headers are read, what is so of all its rows."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal, cast

from django.http import QueryDict
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks.moments import day_read
from lianfang.facts.load import Options, SheetRead
from lianfang.vocabulary import Mistake

DATE_ORDERS = ("ymd", "mdy", "dmy")
# What the form asks of all rows, in its order.
ASKED = ("kind", "map", "sheet", "disease", "outbreak", "day_zero", "date_order")
# Rows a transaction: so many are recorded between two tellings of how far it has come.
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Asked:
    """The choices of the page. ``columns``: headers whose column was chosen by hand ("": not to be read)."""

    kind: str
    map: str = ""
    sheet: str = ""
    disease: str = ""
    outbreak: str = ""
    day_zero: str = ""
    date_order: str = ""
    columns: dict[str, str] = field(default_factory=dict)

    def digest(self) -> str:
        """Equal for equal choices: by it a preview is found again."""
        told = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()

    def options(self, account: Account) -> Options:
        """The options of a load in the account's name. Raises Mistake where a choice cannot be read."""
        if self.date_order not in ("", *DATE_ORDERS):
            raise Mistake(_("the order of dates is ymd, mdy or dmy, not %r") % self.date_order)
        return Options(
            map=self.map or None,
            sheet=self.sheet or None,
            disease=self.disease or None,
            outbreak=self.outbreak or None,
            area=account.area or None,
            day_zero=_day(self.day_zero),
            columns=self.columns,
            date_order=cast('Literal["ymd", "mdy", "dmy"]', self.date_order) if self.date_order else None,
            account=account.username,
            chunk=CHUNK,
        )


def asked_of(given: QueryDict, kind: str) -> Asked:
    """The choices of an address or a form, all but the columns; ``kind`` where they name none."""

    def text(name: str, most: int = 120) -> str:
        return given.get(name, "").strip()[:most]

    return Asked(
        kind=text("kind") or kind,
        map=text("map"),
        sheet=text("sheet"),
        disease=text("disease"),
        outbreak=text("outbreak"),
        day_zero=text("day_zero", 40),
        date_order=text("date_order", 40),
    )


def columns_of(given: QueryDict, asked: Asked, sheets: tuple[SheetRead, ...], known: frozenset[str]) -> dict[str, str]:
    """The headers whose column was chosen otherwise than the mapping has it.

    Where kind or mapping were changed in the same form, the columns beside them were chosen for another and are
    forgotten. Headers are told by their place, since they may be of any length.
    """
    if given.get("columns_for") != columns_for(asked):
        return {}
    chosen = {}
    for place, (header, columns) in enumerate(headers_of(sheets).items()):
        column = given.get(f"c{place}")
        if column is not None and column != (columns[0] if columns else "") and (not column or column in known):
            chosen[header] = column
    return chosen


def headers_of(sheets: tuple[SheetRead, ...]) -> dict[str, tuple[str, ...]]:
    """Each header of the file once, with the columns that it is read as."""
    found: dict[str, tuple[str, ...]] = {}
    for sheet in sheets:
        for read in sheet.headers:
            found[read.header] = found.get(read.header) or read.columns
    return found


def columns_for(asked: Asked) -> str:
    """What the columns of a form were chosen for."""
    return f"{asked.kind} {asked.map} {asked.sheet}"


def told(asked: Asked) -> dict[str, Any]:
    """The choices as they travel to the worker."""
    return asdict(asked)


def _day(text: str) -> date | None:
    if not text:
        return None
    day = day_read(text)
    if day is None:
        raise Mistake(_("day 0 is a day such as 2020-01-31, not %r") % text)
    return day
