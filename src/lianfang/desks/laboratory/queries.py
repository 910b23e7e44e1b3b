"""What the pages of the laboratory show beside the bench's own questions: people, duties, figures of a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404

from lianfang.access.audit import audited
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.moments import start_of
from lianfang.desks.queries import open_duties
from lianfang.desks.rules import rules_met_by
from lianfang.facts import known_by, specimens
from lianfang.facts.disputes import fact_told
from lianfang.facts.specimens import Day
from lianfang.places.models import Unit
from lianfang.situation.models import Duty, DutyCause

# So many positive pools are looked at, the latest first: their persons' duties end within days.
POOLS = 200


def day_of_bench(day: date, laboratory: str | None = None) -> Day:
    """A local day as the bench's questions ask for it."""
    begins = start_of(day)
    return Day(begins, begins + timedelta(days=1), laboratory)


def waiting_duties(account: Account, persons: Iterable[str], at: datetime) -> dict[str, Duty]:
    """By person, the open duty that a result meets, the first to be due."""
    duties = open_duties(account, at).filter(person__in=set(persons), rule__in=rules_met_by("test_result"))
    found: dict[str, Duty] = {}
    for duty in duties.order_by("due", "key"):
        found.setdefault(str(duty.person), duty)
    return found


@dataclass(frozen=True, slots=True)
class Pool:
    """A positive pool: its row, and the open duties of those of its persons who still wait for a single sample."""

    row: Mapping[str, Any]
    duties: tuple[Duty, ...]

    @property
    def first(self) -> Duty:
        """The duty that is due first."""
        return self.duties[0]


def pools_waiting(account: Account, at: datetime) -> list[Pool]:
    """The positive pools that are the cause of a duty still open, the first to be due on top."""
    rows = specimens.rows("pools", at, most=POOLS).to_dicts()
    causes = DutyCause.objects.filter(fact__in=[row["fact"] for row in rows]).values_list("fact", "duty")
    by_fact: dict[str, set[str]] = {}
    for fact, key in causes:
        by_fact.setdefault(str(fact), set()).add(key)
    keys = {key for found in by_fact.values() for key in found}
    duties = {duty.key: duty for duty in open_duties(account, at).filter(key__in=keys)}
    pools = []
    for row in rows:
        owed = [duties[key] for key in by_fact.get(row["fact"], ()) if key in duties]
        if owed:
            pools.append(Pool(row, tuple(sorted(owed, key=_by_due))))
    return sorted(pools, key=lambda pool: _by_due(pool.first))


def _by_due(duty: Duty) -> tuple[bool, Any, str]:
    return duty.due is None, duty.due, duty.key


@dataclass(frozen=True, slots=True)
class Bench:
    """A specimen with its results, the latest known of each: as rows of ``known_by``."""

    specimen: dict[str, Any]
    results: list[dict[str, Any]]


def specimen_for(account: Account, subject: UUID, at: datetime, where: str = "") -> Bench:
    """The specimen, if this account may see it; the look is audited. Raises Http404 else, as for none at all."""
    told = known_by(at, ["specimen", "test_result"], {"specimen": [str(subject)]})
    found = told["specimen"].to_dicts()
    if not found:
        raise Http404("no such specimen")
    audited(account, "read", [UUID(person) for person in found[-1]["persons"] or ()], where=where)
    results = told["test_result"].sort("occurred_from", "id").to_dicts()
    return Bench(found[-1], results)


def specimens_numbered(number: str, at: datetime) -> list[str]:
    """The specimens that an account may see with just this number: their subjects."""
    return known_by(at, ["specimen"], where={"number": [number]})["specimen"]["subject"].unique().to_list()


def laboratories(results: Iterable[Mapping[str, Any]]) -> set[str]:
    """The units that tested, and those that took the samples, of these rows."""
    return {code for row in results for code in (row.get("laboratory"), row.get("sampled_by")) if code}


def units_named(codes: Iterable[str | None]) -> dict[str, Unit]:
    """Units by their codes, for the words of a page."""
    return names.units(codes)


def owing(pools: Iterable[Pool]) -> dict[str, Unit]:
    """The units that owe the single samples of pools, and those that tested them."""
    told = list(pools)
    return names.units(
        [*(duty.owed_by for pool in told for duty in pool.duties), *(pool.row["laboratory"] for pool in told)]
    )


def result_told(specimen: str, fact: str) -> dict[str, Any] | None:
    """A result of this specimen as it was told, be it corrected since; None where there is none of this id."""
    try:
        found = fact_told("test_result", UUID(fact))
    except ValueError:
        return None
    return found if found is not None and found["subject"] == specimen else None
