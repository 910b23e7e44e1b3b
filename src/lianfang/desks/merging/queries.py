"""Pairs that may be one person, and what was decided of pairs before, within an account's area."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lianfang.access.masks import Masked
from lianfang.access.models import Account
from lianfang.desks.queries import person_names
from lianfang.facts import known_by
from lianfang.facts.alike import pairs_alike
from lianfang.facts.identities import identities_of
from lianfang.situation.models import PersonStatus
from lianfang.situation.queries import cases_of

# So many stand on the page: decided in one go, then the next ones come.
MOST = 50
_DECIDED = 30


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: who it is, what identifies as masks, and the numbers of the cases that are theirs."""

    status: PersonStatus
    masks: dict[Masked, str]
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pair: how alike, why, who was known first and who was recorded later."""

    score: float
    reasons: tuple[str, ...]
    known: Side
    new: Side

    @property
    def value(self) -> str:
        """The pair as a form names it: kept and merged."""
        return f"{self.known.status.person}:{self.new.status.person}"


def proposals(account: Account, at: datetime, most: int = MOST) -> tuple[list[Proposal], int]:
    """The pairs to decide, the most alike first, and how many there are in all."""
    pairs = pairs_alike(at)
    people = person_names(account, [UUID(person) for pair in pairs for person in (pair.known, pair.new)])
    seen = [
        (pair, people[UUID(pair.known)], people[UUID(pair.new)])
        for pair in pairs
        if UUID(pair.known) in people and UUID(pair.new) in people
    ]
    seen = [(pair, known, new) for pair, known, new in seen if not known.merged_into and not new.merged_into]
    shown = seen[:most]
    side = _sides(account, [status for _pair, known, new in shown for status in (known, new)])
    found = [Proposal(pair.score, pair.reasons, side(known), side(new)) for pair, known, new in shown]
    return found, len(seen)


def _sides(account: Account, people: list[PersonStatus]) -> Any:
    wanted = [status.person for status in people]
    identities = identities_of(wanted)
    numbers: dict[UUID, list[str]] = {}
    for person, number in cases_of(account).filter(person__in=wanted).values_list("person", "number"):
        numbers.setdefault(person, []).append(number or "")
    return lambda status: Side(status, identities[status.person].masks, tuple(numbers.get(status.person, ())))


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of somebody's: the two, whether they are one, when and by whom."""

    kept: PersonStatus
    merged: PersonStatus
    one: bool
    at: datetime
    by: str

    @property
    def value(self) -> str:
        """The pair as a form names it."""
        return f"{self.kept.person}:{self.merged.person}"


def decided(account: Account, at: datetime) -> list[Decided]:
    """The latest decisions about people of this area."""
    told = known_by(at, ["merge"])["merge"].sort("known_at", descending=True).head(_DECIDED)
    rows = list(told.select("subject", "merged", "undone", "known_at", "recorded_by").iter_rows(named=True))
    people = person_names(account, [UUID(row[name]) for row in rows for name in ("subject", "merged")])
    return [
        Decided(people[kept], people[merged], not row["undone"], row["known_at"], row["recorded_by"])
        for row in rows
        if (kept := UUID(row["subject"])) in people and (merged := UUID(row["merged"])) in people
    ]


def pairs_of(account: Account, chosen: Iterable[str]) -> list[tuple[UUID, UUID]]:
    """The pairs that a form names, of which the account may see both; each once."""
    pairs = []
    for text in dict.fromkeys(chosen):
        kept, _colon, merged = text.partition(":")
        try:
            pairs.append((UUID(kept), UUID(merged)))
        except ValueError:
            continue
    people = person_names(account, [person for pair in pairs for person in pair])
    return [(kept, merged) for kept, merged in pairs if kept in people and merged in people and kept != merged]
