"""Rows of the bench as a page and an export show them: with the people, the time they waited, the duty that waits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lianfang import vocabulary
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.export import Exported
from lianfang.desks.laboratory.queries import laboratories, waiting_duties
from lianfang.desks.moments import span_words
from lianfang.desks.queries import person_names
from lianfang.places.models import Unit
from lianfang.situation.models import Duty, PersonStatus

# So many names of a pool stand in a list; the rest is a number.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the bench: ``named`` the first of its people that the reader may see, ``more`` how many others."""

    row: Mapping[str, Any]
    named: Sequence[PersonStatus]
    more: int
    people: int
    age: str
    duty: Duty | None


def lines_of(account: Account, rows: Sequence[Mapping[str, Any]], at: datetime) -> list[Line]:
    """The rows as lines, in two queries for all of them."""
    persons = [person for row in rows for person in row["persons"] or ()]
    people = {str(person): status for person, status in person_names(account, persons).items()}
    duties = waiting_duties(account, persons, at) if persons else {}
    lines = []
    for row in rows:
        within = row["persons"] or []
        named = [people[person] for person in within if person in people][:NAMED]
        owed = [duties[person] for person in within if person in duties]
        first = min(owed, key=lambda duty: (duty.due is None, duty.due, duty.key)) if owed else None
        age = span_words(at - row["sampled"])
        lines.append(Line(row, named, len(within) - len(named), len(within), age, first))
    return lines


def units_of(lines: Iterable[Line]) -> dict[str, Unit]:
    """The units named in lines: who sampled, who tested, who owes what waits."""
    told = list(lines)
    return names.units([*laboratories(line.row for line in told), *(line.duty.owed_by for line in told if line.duty)])


def export_rows(account: Account, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A row for each person of each specimen, as the import of tests reads them; a surface has one of its own."""
    people = person_names(account, {person for row in rows for person in row["persons"] or ()})
    told: list[dict[str, Any]] = []
    for row in rows:
        for person in row["persons"] or [None]:
            told.append({**row, "person": people.get(UUID(person)) if person else None})
    return told


def export_columns(about_results: bool) -> list[Exported]:
    """The columns of an export, under the headers that the import reads."""

    def column(name: str) -> Any:
        return lambda row: row[name]

    def option(kind: str, name: str) -> Any:
        words = {each.name: each.zh for each in vocabulary.kind(kind).column(name).options}
        return lambda row: words.get(row[name], row[name] or "")

    columns = [
        Exported("标本编号", column("number")),
        Exported("姓名", lambda row: getattr(row["person"], "name", "")),
        Exported("采样时间", column("sampled")),
        Exported("标本对象", option("specimen", "category")),
        Exported("混检人数", column("pool")),
        Exported("采样原因", column("purpose")),
        Exported("采样单位", column("sampled_by")),
        Exported("病种", column("disease")),
    ]
    if about_results:
        columns += [
            Exported("检测项目", option("test_result", "assay")),
            Exported("检测结果", option("test_result", "result")),
            Exported("ORF1ab Ct值", column("ct_orf1ab")),
            Exported("N基因Ct值", column("ct_n")),
            Exported("检测时间", column("tested")),
            Exported("检测单位", column("laboratory")),
            Exported("次数", column("round")),
        ]
    return columns
