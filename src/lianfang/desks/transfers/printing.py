"""Transfers as papers: a page for each pair of units, a line a person, what both ends signed."""

from collections.abc import Iterable
from datetime import datetime

from django.http import HttpResponse

from lianfang.access.models import Account
from lianfang.desks.ages import years_of
from lianfang.desks.language import chinese, language_of_page
from lianfang.desks.moments import local
from lianfang.desks.papers import taken_along
from lianfang.desks.transfers.queries import Handed, Row, units_of
from lianfang.desks.words import option_word
from lianfang.reports import transfer_paper
from lianfang.reports.render import document_written
from lianfang.situation.models import PersonStatus


def printed(handed: list[Handed], form: str, at: datetime) -> HttpResponse:
    """The papers as one file to download; ``form`` is docx or pdf."""
    gathered: dict[tuple[str, str, str], list[Handed]] = {}
    for one in handed:
        gathered.setdefault((one.sent["from_unit"] or "", one.sent["to_unit"] or "", one.sent["what"]), []).append(one)
    units, signers = units_of(handed), _signers(handed)
    papers = [
        transfer_paper.TransferPaper(
            units[from_unit].name if from_unit in units else from_unit or "–",
            units[to_unit].name if to_unit in units else to_unit or "–",
            what == "responsibility",
            tuple(_line(one, signers, at) for one in listed),
            local(at),
        )
        for (from_unit, to_unit, what), listed in gathered.items()
    ]
    made = [transfer_paper.document(paper, language_of_page()) for paper in papers]
    content = document_written(made[0], form, at, *made[1:])
    return taken_along(content, f"transfers-{local(at):%Y%m%d-%H%M}", form)


def _signers(handed: Iterable[Handed]) -> dict[str, str]:
    """By account, the name of whoever signed an end."""
    accounts = {row["recorded_by"] for one in handed for row in (one.sent, one.answer) if row}
    return dict(Account.objects.filter(username__in=accounts).values_list("username", "name"))


def _line(one: Handed, signers: dict[str, str], at: datetime) -> transfer_paper.Handed:
    return transfer_paper.Handed(
        one.name,
        _about(one.person, at),
        one.sent["number"] or "",
        one.sent["vehicle"] or "",
        one.sent["companion"] or "",
        _signature(one.sent, signers) if one.sent["stage"] == "sent" else None,
        _signature(one.answer, signers) if one.answer else None,
    )


def _signature(row: Row, signers: dict[str, str]) -> transfer_paper.Signature:
    refused = row["stage"] == "refused"
    return transfer_paper.Signature(
        signers.get(row["recorded_by"]) or row["recorded_by"],
        local(row["occurred_from"]),
        refused,
        (row["note"] or "") if refused else "",
    )


def _about(person: PersonStatus | None, at: datetime) -> str:
    if person is None:
        return ""
    sex = option_word("person.sex", person.sex) if person.sex else ""
    years = years_of(person.birth, local(at).date()) if person.birth else person.age
    age = "" if years is None else f"{int(years)}岁" if chinese() else str(int(years))
    return " ".join(part for part in (sex, age) if part)
