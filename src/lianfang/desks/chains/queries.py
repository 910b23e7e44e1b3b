"""What the pages of chains ask: the outbreaks of an area, their cases, what was told and traced of who met whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import polars as pl
from django.db.models import Count, Max, QuerySet
from django.db.models.functions import Coalesce, Least, TruncDate

from lianfang.access.models import Account
from lianfang.desks.chains.linking import Chains, Cut, Ill, chains_of
from lianfang.desks.moments import local_zone
from lianfang.facts import known_by
from lianfang.facts.load.links import BETWEEN
from lianfang.situation import queries as situation
from lianfang.situation.models import CaseStatus

_INFECTED = ("suspected", "clinical", "confirmed", "asymptomatic", "positive_again")
# Who is near enough to be infected: a contact of a contact met no case.
_MET = ("close", "general")
# When a case was classified, as what.
_MOMENTS = ("suspected", "clinical", "confirmed", "asymptomatic", "classified")


@dataclass(frozen=True, slots=True)
class Outbreak:
    """A disease and an outbreak of it (None: cases of none), with how many cases an account sees of it."""

    disease: str
    outbreak: str | None
    cases: int

    @property
    def named(self) -> str:
        """How an address names it."""
        return f"{self.disease}|{self.outbreak or ''}"


def _infected(account: Account) -> QuerySet[CaseStatus]:
    return situation.cases_of(account).filter(classification__in=_INFECTED, disease__isnull=False)


def outbreaks(account: Account) -> list[Outbreak]:
    """Every outbreak of which the account sees a case, that with the latest first; cases of none come last."""
    rows = _infected(account).values("disease", "outbreak").annotate(n=Count("case"), last=Max("classified"))
    told = rows.order_by("-last", "disease", "outbreak").values_list("disease", "outbreak", "n")
    found = [Outbreak(disease or "", outbreak, cases) for disease, outbreak, cases in told]
    return sorted(found, key=lambda one: one.outbreak is None)


def chains_in(account: Account, outbreak: Outbreak, at: datetime) -> tuple[Chains, list[Cut]]:
    """The chains of an outbreak as far as the account sees its cases, and the links that were ruled out in it."""
    found = _infected(account).filter(disease=outbreak.disease, outbreak=outbreak.outbreak)
    # Values and no objects, the day found by the database: of thousands either takes most of a page's time.
    first = TruncDate(Least(*_MOMENTS), tzinfo=local_zone())
    rows = found.values_list("case", "person", "number", "onset", Coalesce("onset", first), "classification")
    ill = [Ill(case, person, number or "", onset, day, word or "") for case, person, number, onset, day, word in rows]
    whose = {one.person: one.case for one in ill}
    met = situation.contacts_of(account).filter(case__in=found.values("case"), person__in=found.values("person"))
    pairs = met.filter(grade__in=_MET).values_list("case", "person")
    contacts = [(case, whose[person]) for case, person in pairs if person in whose]
    cut = cut_links([one.case for one in ill], at)
    told = _told(ill, outbreak, at)
    return chains_of(ill, told, contacts, [(one.infector, one.infected) for one in cut], outbreak.disease), cut


def _told(ill: list[Ill], outbreak: Outbreak, at: datetime) -> dict[UUID, list[UUID]]:
    """By case the cases whose numbers its facts name as its infectors; what a later fact leaves out holds on."""
    columns = ("subject", "index_number", "occurred_from", "id")
    facts = known_by(at, ["case"], {"case": [str(one.case) for one in ill]}, columns=columns)["case"]
    numbered = {one.number: one.case for one in ill if one.number}
    told: dict[UUID, list[UUID]] = {}
    for case, numbers in facts.select("subject", "index_number").iter_rows():
        if numbers:
            told[UUID(case)] = [numbered[one] for one in numbers.split(BETWEEN) if one in numbered]
    return told


def cut_links(cases: Collection[UUID], at: datetime) -> list[Cut]:
    """The links to these cases that were ruled out, as known at a moment, the latest first."""
    # Few links are ever ruled out: all are read, for an outbreak may have thousands of cases.
    facts = known_by(at, ["cut_link"])["cut_link"]
    facts = facts.filter(pl.col("subject").is_in([str(case) for case in cases]))
    found = [
        Cut(
            UUID(row["id"]),
            UUID(row["infector"]),
            UUID(row["subject"]),
            UUID(row["person"]) if row["person"] else None,
            row["ground"],
            row["decided_by"] or "",
            row["recorded_by"],
            row["occurred_from"],
        )
        for row in facts.iter_rows(named=True)
    ]
    return found[::-1]
