"""A list of the bench as pages and exports ask for it: counted and cut by the database."""

from datetime import datetime
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from lianfang.access.models import Account
from lianfang.desks.export import Exported
from lianfang.desks.laboratory import queries
from lianfang.desks.laboratory.lines import export_columns, export_rows, lines_of
from lianfang.desks.queries import person_names
from lianfang.facts import specimens
from lianfang.facts.specimens import Day, What

ROWS = 50
_OF_RESULTS = ("review", "tested", "positive", "preliminary")


class Found:
    """The rows of a list, counted and cut by the database, as ``Paginator`` asks for them."""

    def __init__(self, account: Account, what: str, at: datetime, day: Day | None) -> None:
        self.account, self.what, self.at, self.day = account, what, at, day
        self.pools = queries.pools_waiting(account, at) if what == "pools" else []

    def count(self) -> int:
        """How many rows there are."""
        if self.what == "pools":
            return len(self.pools)
        if self.what == "persons" and self.day:
            return specimens.counted(self.at, self.day).persons
        return specimens.count(cast(What, self.what), self.at, self.day)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, cut: slice) -> list[Any]:
        start, most = cut.start or 0, cut.stop - (cut.start or 0)
        if self.what == "pools":
            return self.pools[cut]
        if self.what == "persons" and self.day:
            return self._persons(specimens.persons_sampled(self.at, self.day, most=most, start=start).to_dicts())
        told = specimens.rows(cast(What, self.what), self.at, self.day, most=most, start=start).to_dicts()
        return lines_of(self.account, told, self.at)

    def _persons(self, told: list[dict[str, Any]]) -> list[dict[str, Any]]:
        people = {str(p): s for p, s in person_names(self.account, [row["person"] for row in told]).items()}
        return [{**row, "person": people.get(row["person"])} for row in told]

    def columns(self) -> list[Exported]:
        """The columns of the export."""
        if self.what != "persons":
            return export_columns(self.what in (*_OF_RESULTS, "pools"))
        return [
            Exported("姓名", lambda row: getattr(row["person"], "name", "")),
            Exported("标本编号", lambda row: "、".join(number or "" for number in row["numbers"])),
            Exported("采样时间", lambda row: row["sampled"]),
        ]

    def exported(self) -> list[dict[str, Any]]:
        """The rows of the export, one a person."""
        if self.what == "persons" and self.day:
            return self._persons(specimens.persons_sampled(self.at, self.day).to_dicts())
        if self.what == "pools":
            return export_rows(self.account, [pool.row for pool in self.pools])
        return export_rows(self.account, specimens.rows(cast(What, self.what), self.at, self.day).to_dicts())


def cut(request: HttpRequest, found: Found) -> Page[Any]:
    """The page of a list that ``?page=`` asks for."""
    return Paginator(cast(Any, found), ROWS).get_page(request.GET.get("page"))
