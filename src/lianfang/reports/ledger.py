"""A day's report from the ledger and the situation: gathers the tables as known at a moment, then calls the figures."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta

import polars as pl

from lianfang import vocabulary
from lianfang.facts import known_by
from lianfang.facts.known import columns_told, subjects_told
from lianfang.facts.responsible import with_leaders
from lianfang.places.frames import areas_frame, counting_from_frame, units_frame
from lianfang.places.models import Area
from lianfang.places.short_names import short_name
from lianfang.plan import Plan
from lianfang.reports.counted import Counted, Tree, reporting_from
from lianfang.reports.daily import daily_figures, differences
from lianfang.reports.day_tables import DayMoments, derived_tables, stored_tables
from lianfang.reports.english_names import english_name
from lianfang.reports.figures import AreaName, DailyFigures, DailyReport, Difference, Revision
from lianfang.reports.promises import promise_of
from lianfang.reports.revisions import revisions
from lianfang.reports.wording import DISEASES, ZONE
from lianfang.situation.models import CaseStatus
from lianfang.situation.plans import plan_of
from lianfang.vocabulary import Mistake

# When a day's report is counted and due where the plan in force does not say.
_CUT, _DUE = timedelta(days=1), timedelta(days=1, hours=2)
# Facts that a unit's signature covers: what of these becomes known later re-opens the day.
_COVERED = ("case", "outcome", "severity")


def daily_report(
    area: str,
    day: date,
    *,
    now: datetime,
    disease: str | None = None,
    as_of: datetime | None = None,
    beside: bool = True,
    duties: bool = True,
) -> DailyReport:
    """The report of an area's day, with what was known at an earlier moment beside it.

    With ``as_of`` the report stands as it was known then, and the differences lead from there to now; without it, of a
    day whose due moment is past, as known now, the differences leading there from the due moment. What was known at an
    earlier moment is derived anew from the whole ledger: a page that cannot wait leaves it out with ``beside=False``.
    What was owed takes longer than all the rest: who does not tell of it leaves it out with ``duties=False``.
    ``disease`` may be left out where the ledger knows one only. Called within a session that may read the area.

    Raises Mistake on an area or disease unknown, a day to come, an ``as_of`` to come.
    """
    _refuse_to_come(day, now)
    if as_of is not None and as_of > now:
        raise Mistake(f"--as-of {as_of.isoformat()} is still to come; give a moment that is past")
    chosen = _disease(disease, now)
    moments = _moments(day, plan_of(chosen))
    if as_of is not None and not beside:
        return DailyReport(_figures(area, chosen, moments, as_of, now, duties=duties))
    if as_of is not None:
        then = _figures(area, chosen, moments, as_of, now, duties=duties)
        found = differences(then, _figures(area, chosen, moments, now, now, duties=False))
        return DailyReport(then, as_of, False, found)
    figures = _figures(area, chosen, moments, now, now, duties=duties)
    if now < moments.due or not beside:
        return DailyReport(figures)
    then = _figures(area, chosen, moments, moments.due, now, duties=False)
    return DailyReport(figures, moments.due, True, differences(then, figures))


def known_then(
    area: str, day: date, disease: str, known_at: datetime, now: datetime
) -> tuple[DailyFigures, tuple[Difference, ...]]:
    """The figures of an area's day as they were known at an earlier moment, and how each leads to what is known now.

    Without duties, whose derivation takes many times as long as that of the figures.
    """
    moments = _moments(day, plan_of(disease))
    then = _figures(area, disease, moments, known_at, now, duties=False)
    return then, differences(then, _figures(area, disease, moments, now, now, duties=False))


def day_figures(
    area: str, day: date, *, now: datetime, disease: str | None = None
) -> tuple[DailyFigures, DailyFigures]:
    """The figures of an area's day without duties, and those of the day before, both as known now.

    Of the day before only what was counted is told: neither who signed it, nor the rate among contacts, nor what became
    known of earlier days. Raises Mistake as `daily_report` does.
    """
    _refuse_to_come(day, now)
    chosen = _disease(disease, now)
    plan = plan_of(chosen)
    moments, before = _moments(day, plan), _moments(day - timedelta(days=1), plan)
    counted, figures = _counted_figures(area, chosen, moments, now, now, duties=False, days=(before.day, day))
    earlier = daily_figures(
        counted, area=area, day=before.day, known_at=now, cut=before.cut, due=before.due,
        disease_names=DISEASES.get(chosen),
    )  # fmt: skip
    return figures, earlier


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


def _moments(day: date, plan: Plan | None) -> DayMoments:
    begins = datetime.combine(day, time(), ZONE)
    rules = plan.rules if plan is not None else ()
    daily = next((rule for rule in rules if rule.owes.schedule.how == "daily"), None)
    schedule = daily.owes.schedule if daily is not None else None
    kept = {rule.id: promise_of(meeting.kind for meeting in rule.owes.met_by) for rule in rules}
    return DayMoments(
        day=day,
        begins=begins.astimezone(UTC),
        cut=(begins + (schedule.cut if schedule else _CUT)).astimezone(UTC),
        due=(begins + (schedule.due if schedule else _DUE)).astimezone(UTC),
        rule=daily.id if daily is not None else None,
        promises={rule: name for rule, name in kept.items() if name is not None},
        titles={rule.id: (rule.names.zh, rule.names.en) for rule in rules},
    )


def _figures(
    area: str, disease: str, moments: DayMoments, known_at: datetime, now: datetime, *, duties: bool
) -> DailyFigures:
    return _counted_figures(area, disease, moments, known_at, now, duties=duties, days=(moments.day,))[1]


def _counted_figures(
    area: str,
    disease: str,
    moments: DayMoments,
    known_at: datetime,
    now: datetime,
    *,
    duties: bool,
    days: Collection[date],
) -> tuple[Counted, DailyFigures]:
    """The figures of the day of these moments, and all that is counted of these days, of which they were made."""
    tree = Tree.of(areas_frame())
    facts = known_by(known_at, ["reported_count"], where={"disease": [disease]})
    facts |= known_by(known_at, ["sign_off"], where={"disease": [disease], "day": [moments.day]})
    reported_by_now = facts["reported_count"]
    if known_at != now:
        reported_by_now = known_by(now, ["reported_count"], where={"disease": [disease]})["reported_count"]
    path = tree.path(area) if area in tree.rows else ""
    # Of a case about which nothing became known meanwhile nothing can differ.
    since, until = moments.due - timedelta(days=1), min(moments.due, known_at)
    asked = subjects_told("case", since, until)
    if known_at == now:
        tables = stored_tables(path, disease, moments, known_at, duties=duties, asked=asked, days=days)
    else:
        tables = derived_tables(path, disease, moments, known_at, duties=duties, asked=asked)
    reporting = reporting_from(reported_by_now, disease)
    counted = Counted(tables.counts, facts["reported_count"], counting_from_frame(), tree, disease, reporting)
    figures = daily_figures(
        counted,
        area=area,
        day=moments.day,
        known_at=known_at,
        cut=moments.cut,
        due=moments.due,
        sign_offs=facts["sign_off"],
        units=with_leaders(units_frame(), known_at),
        duties=tables.duties,
        contact_infection=tables.contact_infection,
        signers=tables.signers.union(_signed(facts["sign_off"], moments.day, disease)),
        promises=moments.promises,
        rule_titles=moments.titles,
        late_facts=_late_facts(moments, known_at, disease),
        revised=_revised(tables.cases, moments, since, until, disease),
        disease_names=DISEASES.get(disease),
    )
    return counted, figures


def _signed(sign_offs: pl.DataFrame, day: date, disease: str) -> list[str]:
    """The units that signed the day, also those that the plan does not ask to."""
    given = sign_offs.filter((pl.col("day") == day) & (pl.col("disease") == disease))
    return given["unit"].drop_nulls().to_list()


def _revised(
    cases: Sequence[str], moments: DayMoments, since: datetime, until: datetime, disease: str
) -> tuple[Revision, ...]:
    """What became known of earlier days between the due moments of the day before and of this day, of these cases."""
    if not cases:
        return ()
    about = {"case": sorted(cases)}
    columns = ("subject", "classification", "occurred_from")
    of_disease = {"disease": [disease]}
    before, now = (
        known_by(at, ["case"], about, of_disease, columns=columns)["case"].select(columns) for at in (since, until)
    )
    return revisions(before, now, about["case"], moments.begins)


def _late_facts(moments: DayMoments, known_at: datetime, disease: str) -> dict[str, list[datetime]]:
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
