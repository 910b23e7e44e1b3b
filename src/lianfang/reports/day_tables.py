"""The tables of which a day's figures are made: as the situation keeps them, or derived anew from what was known."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, When
from django.db.models import Count as Aggregate

from lianfang.derive.counts import COUNTS, counts, spells_of_cases, spells_of_contacts, spells_of_tests
from lianfang.derive.run import derive
from lianfang.places.tree import range_of
from lianfang.reports.daily import infected_contacts
from lianfang.reports.wording import ZONE
from lianfang.situation import refresh
from lianfang.situation.frames import frame_of
from lianfang.situation.long_over import long_over_since
from lianfang.situation.models import CaseStatus, Contact, Count, Duty, DutyTally, OpenTally
from lianfang.situation.plans import plan_of
from lianfang.situation.queries import unended
from lianfang.situation.tallying import (
    DUE_IN_DAY,
    ENDS_BEFORE_DUE,
    ENDS_BY_CUT,
    MET_BY_CUT,
    MET_IN_TIME,
    WAIVED_BY_CUT,
)

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class DayMoments:
    """What the plan says of a day: its moments, by which rule units sign it, what its rules are and keep."""

    day: date
    begins: datetime
    cut: datetime
    due: datetime
    rule: str | None
    promises: Mapping[str, str]
    titles: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class DayTables:
    """``counts`` as the derived table of that name, ``duties`` as ``daily_figures`` takes them.

    ``signers`` are the units that owe the day's signature, ``contact_infection`` the infected among the contacts whose
    observation is over and these (unknown where there is no contact), ``cases`` those asked about that lie in the area.
    """

    counts: pl.DataFrame
    duties: pl.DataFrame
    signers: frozenset[str]
    contact_infection: tuple[int | None, int | None]
    cases: list[str]


def stored_tables(
    path: str,
    disease: str,
    moments: DayMoments,
    known_at: datetime,
    *,
    duties: bool,
    asked: Collection[str],
    days: Collection[date],
) -> DayTables:
    """What the situation keeps of the area of a path: the counts of these days, the rest of the day of the moments.

    ``asked`` are cases of which something was told lately.
    """
    low, high = range_of(path) if path else ("", "")

    def within(column: str) -> Q:
        return Q(disease=disease, **{f"{column}__gte": low, f"{column}__lt": high})

    signing = Duty.objects.filter(within("area"), rule=moments.rule, due=moments.due).values_list("owed_by", flat=True)
    cases = CaseStatus.objects.filter(within("responsible"))
    found = cases.filter(case__in=list(asked)).values_list("case", flat=True) if asked else []
    return DayTables(
        frame_of(Count.objects.filter(within("path"), date__in=list(days)), tuple(COUNTS)),
        _duties_alike(within("responsible") | within("area"), moments, known_at, low, asked=duties),
        frozenset(unit for unit in signing if unit),
        _contact_infection(Contact.objects.filter(within("responsible")), cases, moments.cut),
        [str(case) for case in found],
    )


def _contact_infection(
    contacts: QuerySet[Contact], cases: QuerySet[CaseStatus], cut: datetime
) -> tuple[int | None, int | None]:
    """As `infected_contacts`, counted by the database: its answer is two numbers, and not thousands of people."""
    if not contacts.exists():
        return None, None
    ill = cases.filter(Q(confirmed__lt=cut) | Q(asymptomatic__lt=cut))
    people = Aggregate("person", distinct=True)
    infected: int = contacts.filter(person__in=ill.values("person")).aggregate(n=people)["n"]
    released = contacts.filter(~Exists(ill.filter(person=OuterRef("person"))), released__lt=cut)
    return infected, infected + released.aggregate(n=people)["n"]


def _duties_alike(here: Q, moments: DayMoments, known_at: datetime, path: str, *, asked: bool) -> pl.DataFrame:
    """The duties of an area that the day counts, those that are alike as one row with their ``number``.

    Alike are those of one rule and unit that fell due in the day or before it, were met in time, late or not, waived or
    not, and ended before the deadline, by the cut or not: of each moment a row tells one that says the same. Where no
    duties are ``asked`` for there are none.
    """
    if not asked:
        return _told_of(pl.DataFrame(schema=_ALIKE | {"n": pl.Int64}), moments.begins, moments.cut, path)
    begins, cut = moments.begins, min(moments.cut, known_at)
    if cut == begins + timedelta(days=1):
        # A day that is over: those that fell due in it were counted when they were written.
        tallied = DutyTally.objects.filter(here, day=begins.astimezone(ZONE).date()).values(*_ALIKE)
        in_day = _rows(tallied.annotate(n=Sum("number")))
    else:
        in_day = _standing(here & Q(due__gt=begins, due__lte=moments.cut), begins, cut)
    before = here & Q(due__lte=begins)
    # Questions and not one with OR: each has its index, and what was closed before the day is never read.
    open_then = [
        before & Q(met__gte=begins) & (Q(waived__isnull=True) | Q(waived__gte=begins)),
        before & Q(met__isnull=True, waived__gte=begins),
    ]
    left = long_over_since(begins, known_at)
    if left is not None:
        open_then.append(before & left)
    undone = OpenTally.objects.filter(before, unended(begins)).values("rule", "disease", "owed_by", standing=_end(cut))
    still = _rows(undone.annotate(n=Sum("number")))
    found = pl.concat([in_day, still, *(_standing(each, begins, cut) for each in open_then)])
    return _told_of(found, begins, cut, path)


_ALIKE = {"rule": pl.String, "disease": pl.String, "owed_by": pl.String, "standing": pl.Int64}


def _rows(counted: QuerySet[Any, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(counted.values_list(*_ALIKE, "n")), schema=_ALIKE | {"n": pl.Int64}, orient="row")


def _standing(duties: Q, begins: datetime, cut: datetime) -> pl.DataFrame:
    """How many duties of each rule, disease and unit stand alike: the database groups by one number a duty."""
    standing = (
        Case(When(due__gt=begins, then=DUE_IN_DAY), default=0)
        + Case(When(met__lte=F("due"), then=MET_IN_TIME), When(met__lte=cut, then=MET_BY_CUT), default=0)
        + _end(cut)
        + Case(When(waived__lte=cut, then=WAIVED_BY_CUT), default=0)
    )
    told = Duty.objects.filter(duties).values("rule", "disease", "owed_by", standing=standing)
    return _rows(told.annotate(n=Aggregate("*")))


def _end(cut: datetime) -> Case:
    return Case(When(ends__lt=F("due"), then=ENDS_BEFORE_DUE), When(ends__lte=cut, then=ENDS_BY_CUT), default=0)


def _told_of(counted: pl.DataFrame, begins: datetime, cut: datetime, path: str) -> pl.DataFrame:
    """Rows that stand for duties as the figures ask of them, of whose moments each says the same."""

    def said(bit: int) -> pl.Expr:
        return pl.col("standing") & bit != 0

    moment = pl.Datetime("us", "UTC")
    by_cut = pl.lit(cut, moment)
    due = pl.when(said(DUE_IN_DAY)).then(pl.lit(begins + _INSTANT, moment)).otherwise(pl.lit(begins, moment))
    return counted.select(
        "rule",
        "disease",
        "owed_by",
        due.alias("due"),
        pl.when(said(MET_IN_TIME)).then(due).when(said(MET_BY_CUT)).then(by_cut).alias("met"),
        pl.when(said(WAIVED_BY_CUT)).then(by_cut).alias("waived"),
        pl.when(said(ENDS_BEFORE_DUE)).then(due - _INSTANT).when(said(ENDS_BY_CUT)).then(by_cut).alias("ends"),
        pl.col("n").alias("number"),
        pl.lit(path).alias("responsible"),
    )


def derived_tables(
    path: str, disease: str, moments: DayMoments, known_at: datetime, *, duties: bool, asked: Collection[str]
) -> DayTables:
    """The same as it followed from what was known then, the counts of every day; duties where they are shown."""
    facts = refresh.whole_tables(known_at)
    plan = plan_of(disease)
    if plan is None:
        derived = refresh.derived_from(facts, known_at)
    else:
        derived = derive(facts, plan if duties else replace(plan, rules=()), known_at)
    spells = pl.concat(
        [
            spells_of_cases(derived.cases, facts["admission"]),
            spells_of_contacts(derived.contacts, facts["areas"]),
            spells_of_tests(facts["specimen"], derived.people, facts["areas"]),
        ]
    )
    signs = (pl.col("rule") == moments.rule) & (pl.col("due") == moments.due)
    here = derived.cases.filter(pl.col("responsible").str.starts_with(path)) if path else derived.cases.clear()
    return DayTables(
        counts(spells, known_at),
        derived.duties,
        frozenset(derived.duties.filter(signs)["owed_by"].drop_nulls()),
        infected_contacts(derived.contacts, derived.cases, path, disease, moments.cut),
        here.filter(pl.col("case").is_in(list(asked)))["case"].to_list(),
    )
