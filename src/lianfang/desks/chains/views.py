"""传播链: the chains of an outbreak, whom to ask about first where no source is known, and links ruled out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.access.audit import place_of
from lianfang.access.models import Account
from lianfang.desks.chains import queries
from lianfang.desks.chains.drawing import By, Labels, drawn
from lianfang.desks.chains.folding import Line, lines_of, with_infectors
from lianfang.desks.chains.linking import Chains, Cut, Link, likely_infectors
from lianfang.desks.choices import is_uuid
from lianfang.desks.doors import allowed, reads
from lianfang.desks.export import Exported, exported
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.queries import person_names
from lianfang.desks.recording import say, say_done, together
from lianfang.reports.estimates import SERIAL_INTERVALS
from lianfang.situation import queries as situation
from lianfang.situation.models import PersonStatus
from lianfang.vocabulary import Mistake

_ON_A_PAGE = 50
# So many of those found are sure to stand in the picture.
_OPEN = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A case as the list tells it: whom it was infected by and what says so, how many it infected, whom to ask about.

    ``likely`` are rows of cases, each with its share by the days alone; only where nobody told of an infector.
    """

    row: int
    link: Link | None
    days: int | None
    others: tuple[int, ...]
    infected: int
    likely: tuple[tuple[int, float], ...] = ()


@reads("case", "case_status", "contact")
def chains(request: HttpRequest) -> HttpResponse:
    """The chains of one outbreak: list and picture, of all or of what was searched, and the links ruled out in it."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    every = queries.outbreaks(account)
    chosen = _chosen(request, every)
    if chosen is None:
        return page(request, "chains/chains.html", {"outbreaks": every})
    told, cut = queries.chains_in(account, chosen, at)
    text = request.GET.get("q", "").strip()
    asked = _asked(request, account, told, text)
    among = _among(told, asked)
    rows = list(range(len(told.ill))) if among is None else sorted(among)
    if request.GET.get("export"):
        return _exported(request, account, told, rows)
    shown = Paginator(rows, _ON_A_PAGE).get_page(request.GET.get("page"))
    listed = _rows(told, list(shown.object_list), chosen.disease)
    by: By = "day" if request.GET.get("by") == "day" else "generation"
    lines = lines_of(told, among, asked[:_OPEN])
    people = person_names(account, _whose(told, listed, lines, cut))
    label = _labels(told, people)
    generations = told.forest.generation
    return page(
        request,
        "chains/chains.html",
        {
            "outbreaks": every,
            "chosen": chosen,
            "told": told,
            "by": by,
            "q": text,
            "asked": asked,
            "nothing_found": bool(text) and not asked,
            "shown": shown,
            "rows": [(one, told.ill[one.row], label(one.row), _ties(one, label)) for one in listed],
            "generations": int(generations.max(initial=0)) + 1,
            # The first of a chain is of the first generation, as cases are counted in the field.
            "generation": (generations + 1).tolist(),
            "sizes": _sizes(told),
            "picture": drawn(told, lines, by, _words(told, label), frozenset(asked)),
            "cut": [(one, _label_of(told, label, one.infector), _label_of(told, label, one.infected)) for one in cut],
            "interval": SERIAL_INTERVALS.get(chosen.disease),
            "may_cut": allowed(account, "record", "cut_link"),
        },
    )


def _chosen(request: HttpRequest, every: Sequence[queries.Outbreak]) -> queries.Outbreak | None:
    """The outbreak that the address names, else the latest; 404 for one of which the account sees nothing."""
    given = request.GET.get("of", "")
    if not given:
        return every[0] if every else None
    for one in every:
        if one.named == given:
            return one
    raise Http404("no such outbreak")


def _asked(request: HttpRequest, account: Account, told: Chains, text: str) -> tuple[int, ...]:
    """The rows that were searched for by number or name, or opened from the picture. Raises Mistake on what is none."""
    given = request.GET.get("from", "")
    if given:
        if not is_uuid(given):
            raise Mistake(_("from is the id of a case, not %r") % given)
        row = told.row.get(UUID(given))
        return () if row is None else (row,)
    if not text:
        return ()
    named = situation.people_of(account).filter(name__gte=text, name__lt=text + "\U0010ffff")
    persons = set(named.filter(person__in=[one.person for one in told.ill]).values_list("person", flat=True))
    return tuple(
        row for row, one in enumerate(told.ill) if one.person in persons or text.casefold() in one.number.casefold()
    )


def _among(told: Chains, asked: tuple[int, ...]) -> set[int] | None:
    """What is shown of what was asked: those found with their infectors, and of one alone all who hang below it."""
    if not asked:
        return None
    among = with_infectors(told, asked)
    due = list(asked) if len(asked) == 1 else []
    while due:
        row = due.pop()
        among.add(row)
        due += told.infected[row]
    return among


def _rows(told: Chains, rows: Sequence[int], disease: str) -> list[Row]:
    lost = [row for row in rows if row not in told.kept]
    likely = likely_infectors(told, lost, disease)
    return [_row(told, row, tuple(likely.get(row, ()))) for row in rows]


def _row(told: Chains, row: int, likely: tuple[tuple[int, float], ...] = ()) -> Row:
    link = told.kept.get(row)
    days = told.days_between(link) if link else None
    return Row(row, link, days, tuple(told.others.get(row, ())), len(told.infected[row]), likely)


def _ties(one: Row, label: Any) -> dict[str, Any]:
    """The other cases of a row under their names, and what ties it to the first."""
    return {
        "by": label(one.link.infector) if one.link else "",
        "evidence": _evidence_word(one.link) if one.link else "",
        "others": [label(other) for other in one.others],
        "likely": [(label(other), round(100 * share)) for other, share in one.likely],
    }


def _whose(told: Chains, rows: Iterable[Row], lines: Iterable[Line], cut: Iterable[Cut]) -> list[UUID]:
    """The persons of all cases that the page names."""
    named = {case for line in lines if len(line.cases) == 1 for case in line.cases}
    for one in rows:
        named |= {one.row, *one.others, *(other for other, _share in one.likely)}
        named |= {one.link.infector} if one.link else set()
    named |= {told.row[case] for each in cut for case in (each.infector, each.infected) if case in told.row}
    return [told.ill[row].person for row in sorted(named)]


def _labels(told: Chains, people: Any) -> Any:
    def label(row: int) -> str:
        one = told.ill[row]
        named: PersonStatus | None = people.get(one.person)
        return (named.name if named else None) or one.number or "–"

    return label


def _label_of(told: Chains, label: Any, case: UUID) -> str:
    return label(told.row[case]) if case in told.row else "–"


def _sizes(told: Chains) -> dict[str, int]:
    tied = [row for row in range(len(told.ill)) if row in told.kept or told.infected[row]]
    return {"chains": told.forest.chains(), "tied": len(tied), "alone": len(told.ill) - len(tied)}


def _words(told: Chains, label: Any) -> Labels:
    def several(line: Line) -> str:
        n = len(line.cases)
        if line.parent >= 0:
            return _("%d who infected nobody known") % n
        if line.folded:
            return _("%(n)d smaller chains, %(cases)d cases") % {"n": n, "cases": n + line.folded}
        return _("%d cases without a known link") % n

    return Labels(label, several, lambda n: f"+{n}", lambda n: _("generation %d") % n)


def _exported(request: HttpRequest, account: Account, told: Chains, rows: Sequence[int]) -> HttpResponse:
    """The list as a file, with the evidence of each link."""
    listed = [_row(told, row) for row in rows]
    label = _labels(told, person_names(account, _whose(told, listed, (), ())))

    def infector(one: Row) -> str:
        return told.ill[one.link.infector].number if one.link else ""

    columns = [
        Exported(_("Case number"), lambda one: told.ill[one.row].number),
        Exported(_("Name"), lambda one: label(one.row)),
        Exported(_("Onset"), lambda one: told.ill[one.row].onset),
        Exported(_("Generation"), lambda one: int(told.forest.generation[one.row]) + 1),
        Exported(_("First of the chain"), lambda one: told.ill[told.forest.first[one.row]].number),
        Exported(_("Infected by"), infector),
        Exported(_("Evidence"), lambda one: _evidence_word(one.link) if one.link else ""),
        Exported(_("Days between"), lambda one: one.days),
        Exported(_("Others possible"), lambda one: "、".join(told.ill[other].number for other in one.others)),
        Exported(_("Infected"), lambda one: one.infected),
    ]
    return exported(request, "chains", columns, listed, persons=lambda one: told.ill[one.row].person, computed=True)


def _evidence_word(link: Link) -> str:
    words = {"both": _("as told, and a contact"), "told": _("as told"), "contact": _("a contact")}
    return words[link.evidence]


@reads("case", "case_status", "contact")
def link(request: HttpRequest, infector: UUID, infected: UUID) -> HttpResponse:
    """One link: what says that it is so; by POST it is ruled out with a ground, or that is taken back with a reason."""
    account: Account = request.user  # type: ignore[assignment]
    by = situation.case_for(account, str(infector), place_of(request))
    of = situation.case_for(account, str(infected), place_of(request))
    cut = next((one for one in queries.cut_links([of.case], moment_of(request)) if one.infector == by.case), None)
    may = allowed(account, "record", "cut_link")
    wrong: list[str] = []
    if request.method == "POST":
        if not may:
            raise Http404("this desk rules out no link")
        wrong = _taken_back(request, cut) if cut else _ruled_out(request, by.case, of)
        if not wrong:
            say_done(request, 1)
            chosen = queries.Outbreak(of.disease or "", of.outbreak, 1)
            return redirect(f"{reverse('chains:chains')}?{urlencode({'of': chosen.named, 'from': of.case})}")
        say(request, wrong)
    people = person_names(account, [by.person, of.person])
    return page(
        request,
        "chains/link.html",
        {
            "by": by,
            "of": of,
            "by_name": getattr(people.get(by.person), "name", None) or by.number,
            "of_name": getattr(people.get(of.person), "name", None) or of.number,
            "met": situation.contacts_of(account).filter(case=by.case, person=of.person).order_by("grade").first(),
            "days": (of.onset - by.onset).days if of.onset and by.onset else None,
            "cut": cut,
            "may_cut": may,
            "given": request.POST,
        },
        status=422 if wrong else 200,
    )


def _ruled_out(request: HttpRequest, infector: UUID, of: Any) -> list[str]:
    ground = request.POST.get("ground", "").strip()[:500]
    if not ground:
        return [_("Ground: is missing; say what speaks against the link.")]
    fact = {
        "case": str(of.case),
        "person": str(of.person) if of.person else None,
        "infector": str(infector),
        "ground": ground,
        "decided_by": request.POST.get("decided_by", "").strip()[:50] or None,
        "occurred_from": now_of(request),
    }
    return together(request, [("cut_link", [fact])])


def _taken_back(request: HttpRequest, cut: Cut) -> list[str]:
    reason = request.POST.get("reason", "").strip()[:200]
    if not reason:
        return [_("Reason: is missing; say what was wrong.")]
    fact = {
        "case": str(cut.infected),
        "person": str(cut.person) if cut.person else None,
        "infector": str(cut.infector),
        "ground": cut.ground,
        "occurred_from": cut.at,
        "supersedes": str(cut.fact),
        "withdrawn": True,
        "reason": reason,
    }
    return together(request, [("cut_link", [fact])])
