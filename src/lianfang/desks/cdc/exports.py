"""The line list and the contacts as files that load again: what the latest fact of each says, and whose it is.

The headers are those that the import reads. Rows are known again by the marks of person, case and fact at their end
(``person.id``, ``case.id``, ``exposure.case``), which identify nobody outside this installation. A row left as it is
changes nothing, an edited cell corrects its fact. Columns that are computed from several facts stand under headers that
no import reads.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.cdc.queries import case_labels
from lianfang.desks.export import Exported, exported, option_of
from lianfang.desks.page import moment_of
from lianfang.desks.queries import person_names
from lianfang.facts import known_by


def cases_exported(request: HttpRequest, account: Account, found: list[Any]) -> HttpResponse:
    """The cases, a row each: the person, the latest classification, severity and outcome with their moments."""
    people = person_names(account, [case.person for case in found])
    facts = known_by(moment_of(request), ["case", "severity", "outcome"], {"case": [str(c.case) for c in found]})
    latest = {kind: _latest(frame) for kind, frame in facts.items()}
    areas = names.areas([case.responsible for case in found])

    def own(column: str, kind: str = "case") -> Callable[[Any], Any]:
        # Where the fact is not this area's to see, what follows from it is.
        def value(case: Any) -> Any:
            fact = latest[kind].get(str(case.case))
            return fact[column] if fact is not None else getattr(case, _STATUS.get(column, column), None)

        return value

    columns = [
        Exported("病例编号", own("number")),
        *_of_person(people),
        Exported("病种", own("disease")),
        Exported("疫情", own("outbreak")),
        Exported("病例分类", option_of("case", "classification", own("classification"))),
        Exported("诊断时间", own("occurred_from")),
        Exported("临床分型", option_of("severity", "severity", own("severity", "severity"))),
        Exported("分型时间", lambda case: _moment(latest["severity"].get(str(case.case)))),
        Exported("发病日期", own("onset")),
        Exported("来源", option_of("case", "origin", own("origin"))),
        Exported("代次", own("generation")),
        Exported(
            "责任辖区", lambda case: _responsible(latest["case"].get(str(case.case)), areas.get(case.responsible))
        ),
        Exported("转归", option_of("outcome", "outcome", own("outcome", "outcome"))),
        Exported("转归时间", lambda case: _moment(latest["outcome"].get(str(case.case)))),
        Exported("person.id", lambda case: case.person),
        Exported("case.id", lambda case: case.case),
    ]
    return exported(request, "linelist", columns, found, persons=lambda case: case.person)


# The columns of the derived table that say what a fact's column says.
_STATUS = {"occurred_from": "classified"}


def _latest(facts: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """By case, its latest fact, by the order in which the situation takes them."""
    ordered = facts.sort("occurred_from", "id").unique("subject", keep="last", maintain_order=True)
    return {row["subject"]: row for row in ordered.iter_rows(named=True)}


def _moment(fact: dict[str, Any] | None) -> datetime | None:
    return None if fact is None else fact["occurred_from"]


def _responsible(fact: dict[str, Any] | None, area: Any) -> str:
    """The area that the fact names; of a fact that is not to be seen, the one that follows from it."""
    if fact is not None:
        return str(fact["responsible"] or "")
    return area.code if area is not None else ""


def contacts_exported(request: HttpRequest, account: Account, found: list[Any]) -> HttpResponse:
    """The contacts, a row an exposure as it was told; how far each has come stands beside it."""
    people = person_names(account, [contact.person for contact in found])
    indexes = case_labels(account, [contact.case for contact in found])
    persons = sorted({str(contact.person) for contact in found})
    told = known_by(moment_of(request), ["exposure"], {"person": persons})["exposure"]
    by_pair: dict[tuple[str, str | None], list[dict[str, Any]]] = {}
    for fact in told.sort("occurred_from", "id").iter_rows(named=True):
        by_pair.setdefault((fact["person"], fact["case"]), []).append(fact)
    rows = [
        (contact, fact)
        for contact in found
        for fact in by_pair.get((str(contact.person), str(contact.case) if contact.case else None), [{}])
    ]

    def of_contact(column: str) -> Callable[[Any], Any]:
        return lambda row: getattr(row[0], column)

    def own(column: str, derived: str) -> Callable[[Any], Any]:
        return lambda row: row[1].get(column) if row[1] else getattr(row[0], derived, None)

    columns = [
        *(Exported(each.header, partial(_of_contact, each)) for each in _of_person(people)),
        Exported(_("Case"), lambda row: getattr(indexes.get(row[0].case), "number", "")),
        Exported("病种", own("disease", "disease")),
        Exported("疫情", own("outbreak", "outbreak")),
        Exported("接触者类型", option_of("exposure", "grade", own("grade", "grade"))),
        Exported("首次接触时间", own("occurred_from", "first_exposed")),
        Exported("末次接触时间", own("last", "last_exposed")),
        Exported("接触方式", own("setting", "")),
        Exported("与病例关系", own("relation", "")),
        Exported(_("Judged"), of_contact("judged")),
        Exported(_("Told"), of_contact("told")),
        Exported(_("Reached"), of_contact("called")),
        Exported(_("Attempts in vain"), of_contact("unanswered")),
        Exported(_("Refuses since"), of_contact("refused")),
        Exported(_("Left on"), of_contact("left")),
        Exported(_("Carried"), of_contact("carried")),
        Exported(_("Received"), of_contact("received")),
        Exported(_("Released"), of_contact("released")),
        Exported("person.id", of_contact("person")),
        Exported("exposure.case", of_contact("case")),
    ]
    return exported(request, "contacts", columns, rows, persons=lambda row: row[0].person)


def _of_contact(column: Exported, row: Any) -> Any:
    return column.value(row[0])


def _of_person(people: dict[UUID | None, Any]) -> Iterable[Exported]:
    def of(column: str) -> Callable[[Any], Any]:
        return lambda row: getattr(people.get(row.person), column, None)

    return (
        Exported("姓名", of("name")),
        Exported("性别", option_of("person", "sex", of("sex"))),
        Exported("出生日期", of("birth")),
        Exported("年龄", of("age")),
    )
