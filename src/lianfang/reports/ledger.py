"""A day's report from the ledger and the situation: gathers the tables as known at a moment, then calls the figures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import polars as pl
from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.db.models import Count as Aggregate

from lianfang import vocabulary
from lianfang.derive.counts import COUNTS, counts, spells_of_cases, spells_of_contacts, spells_of_tests
from lianfang.derive.run import derive
from lianfang.facts import known_by
from lianfang.facts.known import columns_told, subjects_told
from lianfang.facts.responsible import with_leaders
from lianfang.places.frames import areas_frame, counting_from_frame, units_frame
from lianfang.places.models import Area
from lianfang.places.short_names import short_name
from lianfang.places.tree import range_of
from lianfang.plan import Plan
from lianfang.reports.counted import reporting_from
from lianfang.reports.daily import daily_figures, differences
from lianfang.reports.english_names import english_name
from lianfang.reports.figures import AreaName, DailyFigures, DailyReport, Difference, Revision
from lianfang.reports.promises import promise_of
from lianfang.reports.revisions import revisions
from lianfang.reports.wording import DISEASES, ZONE
from lianfang.situation import refresh
from lianfang.situation.frames import frame_of
from lianfang.situation.long_over import long_over_since
from lianfang.situation.models import CaseStatus, Contact, Count, Duty, DutyTally, OpenTally
from lianfang.situation.plans import plan_of
from lianfang.situation.queries import observation_ended, unended
from lianfang.situation.tallying import (
    DUE_IN_DAY,
    ENDS_BEFORE_DUE,
    ENDS_BY_CUT,
    MET_BY_CUT,
    MET_IN_TIME,
    WAIVED_BY_CUT,
)
from lianfang.vocabulary import Mistake

# When a day's report is counted and due where the plan in force does not say.
_CUT, _DUE = timedelta(days=1), timedelta(days=1, hours=2)
# Facts that a unit's signature covers: what of these becomes known later re-opens the day.
_COVERED = ("case", "outcome", "severity")
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class _Day:
    """What the plan says of a day: its moments, by which rule units sign it, what its rules are and keep."""

    begins: datetime
    cut: datetime
    due: datetime
    rule: str | None
    promises: Mapping[str, str]
    titles: Mapping[str, tuple[str, str]]


def daily_report(
    area: str,
    day: date,
    *,
    now: datetime,
    disease: str | None = None,
    as_of: datetime | None = None,
    beside: bool = True,
) -> DailyReport:
    """The report of an area's day, with what was known at an earlier moment beside it.

    With ``as_of`` the report stands as it was known then, and the differences lead from there to now; without it, of a
    day whose due moment is past, as known now, the differences leading there from the due moment. What was known at an
    earlier moment is derived anew from the whole ledger: a page that cannot wait leaves it out with ``beside=False``.
    ``disease`` may be left out where the ledger knows one only. Called within a session that may read the area.

    Raises Mistake on an area or disease unknown, a day to come, an ``as_of`` to come.
    """
    _refuse_to_come(day, now)
    if as_of is not None and as_of > now:
        raise Mistake(f"--as-of {as_of.isoformat()} is still to come; give a moment that is past")
    chosen = _disease(disease, now)
    moments = _moments(day, plan_of(chosen))
    if as_of is not None and not beside:
        return DailyReport(_figures(area, day, chosen, moments, as_of, now))
    if as_of is not None:
        then = _figures(area, day, chosen, moments, as_of, now)
        found = differences(then, _figures(area, day, chosen, moments, now, now))
        return DailyReport(then, as_of, False, found)
    figures = _figures(area, day, chosen, moments, now, now)
    if now < moments.due or not beside:
        return DailyReport(figures)
    then = _figures(area, day, chosen, moments, moments.due, now, duties=False)
    return DailyReport(figures, moments.due, True, differences(then, figures))


def known_then(
    area: str, day: date, disease: str, known_at: datetime, now: datetime
) -> tuple[DailyFigures, tuple[Difference, ...]]:
    """The figures of an area's day as they were known at an earlier moment, and how each leads to what is known now.

    Without duties, whose derivation takes many times as long as that of the figures.
    """
    moments = _moments(day, plan_of(disease))
    then = _figures(area, day, disease, moments, known_at, now, duties=False)
    return then, differences(then, _figures(area, day, disease, moments, now, now))


def day_figures(
    area: str, day: date, *, now: datetime, disease: str | None = None, counted_only: bool = False
) -> DailyFigures:
    """The figures of an area's day without duties, as known now. Raises Mistake as `daily_report` does.

    ``counted_only`` is for a day beside another, of which nothing is asked but what was counted: the rate among
    contacts and what became known of earlier days are then left out.
    """
    _refuse_to_come(day, now)
    chosen = _disease(disease, now)
    moments = _moments(day, plan_of(chosen))
    return _figures(area, day, chosen, moments, now, now, duties=False, counted_only=counted_only)


def area_named(code: str) -> AreaName:
    """An area as reports name it. Raises Mistake on a code that is none."""
    row = Area.objects.filter(code=code).values_list("level", "name").first()
    if row is None:
        raise Mistake(f"no area has the code {code!r}; `lianfang load areas FILE` puts areas in")
    return named(code, *row)


def named(code: str, level: str, name: str) -> AreaName:
    """An area of this code, level and full name, as reports name it."""
    return AreaName(code, level, name, short_name(name), english_name(name))


def diseases(now: datetime) -> tuple[str, ...]:
    """The diseases of which the ledger has cases or reported counts."""
    found = set(CaseStatus.objects.values_list("disease", flat=True).distinct())
    found |= set(known_by(now, ["reported_count"])["reported_count"]["disease"].unique())
    return tuple(sorted(name for name in found if name))


def _refuse_to_come(day: date, now: datetime) -> None:
    local = now.astimezone(ZONE).date()
    if day > local:
        raise Mistake(f"--date {day} is still to come (today is {local}); a report is of a day that has begun")


def _disease(asked: str | None, now: datetime) -> str:
    if asked is not None and (asked in DISEASES or plan_of(asked) is not None):
        return asked
    known = diseases(now)
    if asked is not None:
        if asked not in known:
            raise Mistake(f"--disease {asked!r} is not known; the ledger has {', '.join(known) or 'none yet'}")
        return asked
    if len(known) > 1:
        raise Mistake(f"the ledger has {', '.join(known)}: say which with --disease")
    return known[0] if known else "covid19"


def _moments(day: date, plan: Plan | None) -> _Day:
    begins = datetime.combine(day, time(), ZONE)
    rules = plan.rules if plan is not None else ()
    daily = next((rule for rule in rules if rule.owes.schedule.how == "daily"), None)
    schedule = daily.owes.schedule if daily is not None else None
    kept = {rule.id: promise_of(meeting.kind for meeting in rule.owes.met_by) for rule in rules}
    return _Day(
        begins=begins.astimezone(UTC),
        cut=(begins + (schedule.cut if schedule else _CUT)).astimezone(UTC),
        due=(begins + (schedule.due if schedule else _DUE)).astimezone(UTC),
        rule=daily.id if daily is not None else None,
        promises={rule: name for rule, name in kept.items() if name is not None},
        titles={rule.id: (rule.names.zh, rule.names.en) for rule in rules},
    )


def _figures(
    area: str,
    day: date,
    disease: str,
    moments: _Day,
    known_at: datetime,
    now: datetime,
    *,
    duties: bool = True,
    counted_only: bool = False,
) -> DailyFigures:
    areas = areas_frame()
    facts = known_by(known_at, ["reported_count"], where={"disease": [disease]})
    facts |= known_by(known_at, ["sign_off"], where={"disease": [disease], "day": [day]})
    reported_by_now = facts["reported_count"]
    if known_at != now:
        reported_by_now = known_by(now, ["reported_count"], where={"disease": [disease]})["reported_count"]
    if known_at == now:
        tables = _stored(area, areas, day, disease, moments, known_at, duties=duties, people=not counted_only)
    else:
        tables = _derived(disease, known_at, moments, duties=duties)
    return daily_figures(
        tables["counts"],
        facts["reported_count"],
        facts["sign_off"],
        tables["duties"],
        tables["contacts"],
        areas,
        with_leaders(units_frame(), known_at),
        area=area,
        day=day,
        disease=disease,
        known_at=known_at,
        cut=moments.cut,
        due=moments.due,
        cases=tables["cases"],
        counting_from=counting_from_frame(),
        reporting=reporting_from(reported_by_now, disease),
        signers=_signers(tables["signing"], facts["sign_off"], day, disease),
        promises=moments.promises,
        rule_titles=moments.titles,
        late_facts=_late_facts(moments, known_at, disease),
        revised=_revised(_inside(tables["cases"], area, areas), moments, known_at, disease),
        disease_names=DISEASES.get(disease),
    )


def _stored(
    area: str,
    areas: pl.DataFrame,
    day: date,
    disease: str,
    moments: _Day,
    known_at: datetime,
    *,
    duties: bool,
    people: bool,
) -> dict[str, pl.DataFrame]:
    """Counts of the area as the situation keeps them, contacts and cases of its ``people``, and duties where shown.

    Only what the day's figures need.
    """
    path = areas.filter(pl.col("code") == area)["path"]
    low, high = range_of(path[0]) if path.len() else ("", "")

    def within(column: str) -> Q:
        return Q(disease=disease, **{f"{column}__gte": low, f"{column}__lt": high})

    contacts = Contact.objects.filter(within("responsible"))
    cases = CaseStatus.objects.filter(within("responsible"))
    if not people:
        contacts, cases = contacts.none(), cases.none()
    columns = ("case", "person", "disease", "responsible", "confirmed", "asymptomatic")
    return {
        "signing": frame_of(Duty.objects.filter(within("area"), rule=moments.rule, due=moments.due), ("owed_by",)),
        "counts": frame_of(Count.objects.filter(within("path"), date=day), tuple(COUNTS)),
        "duties": _duties_alike(within("responsible") | within("area"), moments, known_at, low, asked=duties),
        "contacts": _contacts_over(contacts, cases),
        "cases": frame_of(cases, columns),
    }


def _contacts_over(contacts: QuerySet[Contact], cases: QuerySet[CaseStatus]) -> pl.DataFrame:
    """The contacts whose observation ended, by release or by the infection itself; the others are in the counts.

    Where nobody's ended, one that goes on says that there are contacts at all.
    """
    columns = ("person", "disease", "responsible", "released")
    over = pl.concat([frame_of(contacts.filter(each), columns) for each in observation_ended(cases)])
    if over.height:
        return over
    some = contacts[:1].values_list("pk", flat=True)
    return frame_of(contacts.filter(pk__in=list(some)), columns)


def _duties_alike(here: Q, moments: _Day, known_at: datetime, path: str, *, asked: bool) -> pl.DataFrame:
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


def _derived(disease: str, known_at: datetime, moments: _Day, *, duties: bool) -> dict[str, pl.DataFrame]:
    """Counts, contacts and cases as they followed from what was known then, and duties where they are shown."""
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
    return {
        "signing": derived.duties.filter(signs).select("owed_by"),
        "counts": counts(spells, known_at),
        "duties": derived.duties,
        "contacts": derived.contacts,
        "cases": derived.cases,
    }


def _signers(owing: pl.DataFrame, sign_offs: pl.DataFrame, day: date, disease: str) -> set[str]:
    """The units that owe the day's signature by the plan, and those that gave it unasked."""
    given = sign_offs.filter((pl.col("day") == day) & (pl.col("disease") == disease))
    return {*owing["owed_by"].drop_nulls(), *given["unit"].drop_nulls()}


def _inside(cases: pl.DataFrame, area: str, areas: pl.DataFrame) -> pl.DataFrame:
    """Of these cases those for which the area is responsible."""
    within = areas.filter(pl.col("code") == area)["path"]
    return cases.filter(pl.col("responsible").str.starts_with(within[0])) if within.len() else cases.clear()


def _revised(cases: pl.DataFrame, moments: _Day, known_at: datetime, disease: str) -> tuple[Revision, ...]:
    """What became known of earlier days between the due moments of the day before and of this day."""
    if not cases.height:
        return ()
    since, until = moments.due - timedelta(days=1), min(moments.due, known_at)
    # Of a case about which nothing became known meanwhile nothing can differ.
    about = {"case": sorted(set(cases["case"]).intersection(subjects_told("case", since, until)))}
    columns = ("subject", "classification", "occurred_from")
    of_disease = {"disease": [disease]}
    before, now = (
        known_by(at, ["case"], about, of_disease, columns=columns)["case"].select(columns) for at in (since, until)
    )
    return revisions(before, now, about["case"], moments.begins)


def _late_facts(moments: _Day, known_at: datetime, disease: str) -> dict[str, list[datetime]]:
    """By unit, when facts of the day about this disease that it recorded became known after the cut."""
    found: dict[str, list[datetime]] = {}
    for name in _COVERED:
        unit = next((c.name for c in vocabulary.kind(name).columns if getattr(c, "recorder", False)), None)
        if unit is None:
            continue
        about = {"disease": [disease]} if "disease" in columns_told(name) else {}
        wanted = (unit, "known_at")
        of_day = known_by(known_at, [name], where=about, between=(moments.begins, moments.cut), columns=wanted)[name]
        late = of_day.filter((pl.col("known_at") > moments.cut) & pl.col(unit).is_not_null())
        for code, at in late.select(unit, "known_at").iter_rows():
            found.setdefault(code, []).append(at)
    return found
