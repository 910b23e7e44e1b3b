"""Decisions as papers: a file of all that were ticked, each on pages of its own."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.decisions.queries import Paper, isolating_duties
from lianfang.desks.homes import Home, homes_of, young
from lianfang.desks.language import language_of_page
from lianfang.desks.moments import local
from lianfang.desks.papers import taken_along
from lianfang.desks.rules import spoken
from lianfang.desks.words import option_word
from lianfang.facts.entry_codes import code_of_paper
from lianfang.reports.decision_paper import DecisionPaper, document
from lianfang.reports.render import document_written
from lianfang.situation.models import Duty
from lianfang.situation.plans import rule_of


def printed(request: HttpRequest, account: Account, papers: Sequence[Paper], form: str, at: datetime) -> HttpResponse:
    """The papers as one file to download; ``form`` is docx or pdf."""
    duties = isolating_duties(account, [UUID(paper.decision["subject"]) for paper in papers])
    units = names.units(paper.decision["unit"] for paper in papers)
    children = [paper.person.person for paper in papers if paper.person is not None and young(paper.person, at)]
    guardians = homes_of(children, at) if children else {}
    made = []
    for paper in papers:
        person = UUID(paper.decision["subject"])
        guardian = guardians.get(person, Home()).guardian
        made.append(document(_paper(request, paper, units, duties.get(person), guardian), language_of_page()))
    content = document_written(made[0], form, at, *made[1:])
    return taken_along(content, f"decisions-{local(at):%Y%m%d-%H%M}", form)


def _paper(
    request: HttpRequest, paper: Paper, units: Mapping[str, Any], duty: Duty | None, guardian: str
) -> DecisionPaper:  # fmt: skip
    decision, status = paper.decision, paper.person
    unit = units.get(decision["unit"] or "")
    return DecisionPaper(
        number=paper.number,
        name=(status.name if status else None) or "–",
        sex=option_word("person.sex", status.sex) if status and status.sex else "",
        birth=status.birth if status else None,
        unit=unit.name if unit else "",
        decided_by=decision["doctor"],
        decided=local(decision["occurred_from"]).date(),
        ground=decision["ground"],
        rule=_rule(duty),
        begins=decision["begins"],
        ends=decision["ends"],
        provided=decision["provided"] or "",
        remedy=decision["remedy"] or "",
        address=request.build_absolute_uri(reverse("verify_paper", args=[paper.number])),
        code=code_of_paper(paper.number),
        own_page=request.build_absolute_uri(reverse("citizen:enter")),
        lifts=decision["lifts"] or "",
        guardian=guardian,
    )


def _rule(duty: Duty | None) -> str:
    """The plan, its rule and the document behind it; a clause that nobody has found yet is not printed."""
    found = rule_of(duty.plan, duty.rule) if duty else None
    if found is None:
        return ""
    plan, rule = found
    source = rule.source.document + (f"，{rule.source.clause}" if rule.source.clause else "")
    return f"{spoken(plan.names)}：{spoken(rule.names)}（{source}）"
