"""Whom a case met at one place and time, as tracing found: each contact's evidence, by the plan's own settings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.cdc.queries import case_labels
from lianfang.desks.export import Exported, exported, option_of
from lianfang.desks.queries import person_names
from lianfang.desks.rules import spoken
from lianfang.situation.models import Encounter, UnnamedContact
from lianfang.situation.plans import every_plan

ORDER = ("began", "person", "visit", "exposing_visit", "place")


@dataclass(frozen=True, slots=True)
class Met:
    """An encounter in words: who, how near by which setting, where and when, and through which other contact."""

    person: UUID
    name: str
    grade: str
    setting: str
    place: str
    began: datetime
    ended: datetime
    minutes: int
    via: UUID | None
    via_name: str


def met(account: Account, found: Iterable[Encounter], own: UUID | None) -> list[Met]:
    """Encounters in words; ``own`` is the person of the case, through whom a close contact needs no name."""
    rows = list(found)
    people = person_names(account, [person for row in rows for person in (row.person, row.via)])
    units = names.units(row.place for row in rows)

    def name(person: UUID) -> str:
        return getattr(people.get(person), "name", None) or "–"

    return [
        Met(
            row.person,
            name(row.person),
            row.grade,
            setting_name(row.plan, row.setting),
            units[row.place].name if row.place in units else row.place,
            row.began,
            row.ended,
            row.minutes,
            None if row.via == own else row.via,
            "" if row.via == own else name(row.via),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Unnamed:
    """People who met a case at a place and whom the ledger does not know: how many, how near, from when to when."""

    case: UUID
    number: str
    place: str
    setting: str
    grade: str
    people: int
    began: datetime
    ended: datetime


def unnamed(account: Account, found: Iterable[UnnamedContact]) -> list[Unnamed]:
    """These in words, for a page or a file."""
    rows = list(found)
    cases = case_labels(account, [row.case for row in rows])
    units = names.units(row.place for row in rows)
    return [
        Unnamed(
            row.case,
            (cases[row.case].number if row.case in cases else None) or "",
            units[row.place].name if row.place in units else row.place,
            setting_name(row.plan, row.setting),
            row.grade,
            row.people,
            row.began,
            row.ended,
        )
        for row in rows
    ]


def setting_name(plan: str, setting: str) -> str:
    """What a setting of a plan is called; its id where the plan has it no more."""
    held = next((each.contacts for each in every_plan() if each.id == plan), None)
    found = held.setting(setting) if held is not None else None
    return spoken(found.names) if found is not None else setting


def met_exported(request: HttpRequest, rows: list[Met]) -> HttpResponse:
    """The encounters as a file; they follow from visits and are not to be loaded again."""

    def of(column: str) -> Any:
        return lambda row: getattr(row, column)

    columns = [
        Exported("姓名", of("name")),
        Exported("接触者类型", option_of("exposure", "grade", of("grade"))),
        Exported(_("Setting"), of("setting")),
        Exported(_("Place"), of("place")),
        Exported(_("From"), of("began")),
        Exported(_("Until"), of("ended")),
        Exported(_("Minutes"), of("minutes")),
        Exported(_("Through"), of("via_name")),
    ]
    return exported(request, "encounters", columns, rows, persons=of("person"), computed=True)
