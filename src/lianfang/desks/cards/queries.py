"""What the pages on report cards read: what is in the national system and not here, and the other way round."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from lianfang import vocabulary
from lianfang.access.models import Account
from lianfang.desks.moments import local
from lianfang.desks.queries import person_names
from lianfang.facts.report_cards import LastState, last_states
from lianfang.situation import queries as situation
from lianfang.situation.models import CaseStatus
from lianfang.vocabulary.diseases import disease_codes

# Days back that the page looks at first.
DAYS = 30
SECTIONS = ("not_reported", "differs", "deleted", "not_here", "twice")


class Case(NamedTuple):
    """What the page asks of a case here: the columns of its status."""

    case: UUID
    person: UUID | None
    number: str | None
    disease: str | None
    classification: str | None
    onset: date | None
    outcome: str | None
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """A person on the page: which section, the case here, the card there, what differs (column, there, here).

    ``name`` is the card's until ``with_names`` gives that of here.
    """

    section: str
    case: Case | None
    card: LastState | None
    differs: tuple[tuple[str, str, str], ...] = ()
    name: str = ""

    @property
    def person(self) -> Any:
        """The person's id."""
        return self.case.person if self.case is not None else self.card.person if self.card is not None else None


def reconciled(account: Account, since: datetime, at: datetime) -> list[Line]:
    """Every case or card of the days that is not the same on both sides, the gravest section first."""
    here = situation.cases_of(account)
    cases = _cases(here.filter(classified__gte=since).order_by("-classified"))
    states = last_states(at, cases=[str(case.case) for case in cases], since=since)
    found = {str(case.case): case for case in cases}
    others = {state.case for state in states} - set(found)
    found |= {str(case.case): case for case in _cases(here.filter(case__in=others))} if others else {}
    of_case: dict[str, list[LastState]] = {}
    for state in states:
        of_case.setdefault(state.case, []).append(state)
    lines: list[Line] = []
    for key, case in found.items():
        lines += _of_case(case, of_case.pop(key, []))
    for cards in of_case.values():
        live = [card for card in cards if card.deleted is None]
        lines += [Line("not_here", None, card, name=card.cells.get("患者姓名", "")) for card in live]
    order = {section: place for place, section in enumerate(SECTIONS)}
    return sorted(lines, key=lambda line: order[line.section])


def _cases(cases: QuerySet[CaseStatus]) -> list[Case]:
    # A page compares thousands of cases; objects of the model would take most of its time.
    return [Case(*row) for row in cases.values_list(*Case._fields)]


def with_names(account: Account, lines: Sequence[Line]) -> list[Line]:
    """These lines with the names of people who are known here."""
    people = person_names(account, [line.case.person for line in lines if line.case is not None])
    named = {person: status.name for person, status in people.items() if status.name}
    return [replace(line, name=named.get(line.case.person, "")) if line.case else line for line in lines]


def _of_case(case: Case, cards: list[LastState]) -> list[Line]:
    live = [card for card in cards if card.deleted is None]
    excluded = case.classification == "excluded"
    if not cards:
        return [] if excluded else [Line("not_reported", case, None)]
    if not live:
        return [] if excluded else [Line("deleted", case, cards[-1])]
    if excluded:
        return [Line("not_here", case, card) for card in live]
    lines = [Line("twice", case, card) for card in live] if len(live) > 1 else []
    # Of two cards the latest state speaks; that there are two is said above.
    last = max(live, key=lambda card: card.known)
    differs = tuple(_differences(case, last))
    return [*lines, *([Line("differs", case, last, differs)] if differs else [])]


def _differences(case: Case, card: LastState) -> Iterable[tuple[str, str, str]]:
    words = {option.name: option for option in vocabulary.kind("case").column("classification").options}
    there = card.cells.get("病例分类", "")
    own = words.get(case.classification or "")
    if own is not None and there not in (own.zh, *own.also):
        yield "病例分类", there, own.zh
    for header, here in (("发病日期", case.onset), ("死亡日期", _died(case))):
        said = card.cells.get(header, "")[:10].replace("/", "-")
        if said != (here.isoformat() if here else ""):
            yield header, said, here.isoformat() if here else ""
    disease = card.cells.get("疾病名称", "")
    if disease_codes().get(disease.casefold(), case.disease) != case.disease:
        yield "疾病名称", disease, case.disease or ""


def _died(case: Case) -> date | None:
    return local(case.ended).date() if case.outcome == "died" and case.ended else None
