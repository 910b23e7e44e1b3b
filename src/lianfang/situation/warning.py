"""Early warning inside the system: every area judged by every watch of the plans in force, what is unusual recorded.

A signal is a fact of the machine's; the plan's rule makes it a duty to verify. Run twice it says nothing new. The
methods are imported when something is judged: web processes import this module for its signals, and judge nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.derive.bound import lies
from lianfang.derive.scopes import Scope
from lianfang.facts.outbox import quiet
from lianfang.places.boundaries import neighbours
from lianfang.places.frames import areas_frame
from lianfang.plan import Plan
from lianfang.plan.model import Watch, Week
from lianfang.situation.case_series import CaseSeries, case_series
from lianfang.situation.outbox import drain
from lianfang.situation.plans import look_again, scopes_at
from lianfang.vocabulary import place_subject

if TYPE_CHECKING:
    from lianfang.analysis.series import Floats, Judged

MACHINE = "early-warning"
# Days of the past that each method looks at, the years of the slow ones with their windows.
_YEARS = 5 * 366 + 40
PAST = {"moving-percentile": _YEARS, "farrington": _YEARS, "cusum": 366, "scan": 90}
FEW_DAYS = 35
# The chance with which each method's own bound is passed by one count.
EARS_ALPHA = 0.001
CUSUM_ALPHA = 0.01
WEEK = 7
# The scan looks at an area and so many around it, and stops where so many permutations were as striking.
MOST_NEIGHBOURS, ENOUGH = 50, 25


@dataclass(frozen=True, slots=True)
class Found:
    """An alarm that is kept: where, over which days, what was seen and expected, and its chance.

    Of the scan the chance is that of the whole cluster, whose areas ``cluster`` names by their codes.
    """

    area: str
    first_day: date
    last_day: date
    observed: float
    expected: float
    upper: float
    chance: float
    cluster: str = ""


def raise_signals(at: datetime) -> int:
    """Judges today so far and yesterday by every watch of every plan in force; answers how many signals were new.

    An area and disease with a signal that nobody has answered gets no second one: another method that finds it too is
    added to the first. One that was answered is quiet until the day of which the answer speaks, else as long as the
    plan says.
    """
    raised = 0
    look_again()
    for scope in (scope for of_plan in scopes_at(at) for scope in of_plan):
        read: dict[tuple[tuple[str, ...], str], CaseSeries] = {}
        new = 0
        for watch in scope.plan.watches:
            with machine_session():
                key = (watch.counts, watch.level)
                if key not in read:
                    read[key] = _series(scope.plan, watch, at)
                unusual_here = _in_scope(found_unusual(scope.plan, watch, at, read[key]), scope)
                rows = new_signals(watch, scope.plan.disease, unusual_here, at)
            # One refresh does for all signals of a plan; each by itself had taken longer than all that judges.
            with quiet():
                new += sum(_recorded(row, at) for row in rows)
        if new:
            drain(at)
        raised += new
    return raised


def _series(plan: Plan, watch: Watch, at: datetime) -> CaseSeries:
    """What a watch counts, as far back as it or another of the plan's watches of the same counts looks."""
    same = [one for one in plan.watches if (one.counts, one.level) == (watch.counts, watch.level)] or [watch]
    past = max(PAST.get(one.method, FEW_DAYS) for one in same)
    today = at.astimezone(ZoneInfo(plan.time_zone)).date()
    return case_series(plan.disease, watch.counts, watch.level, today, past + 1, at)


def _in_scope(found: list[Found], scope: Scope) -> list[Found]:
    """Those of the areas in which the plan's version holds."""
    if scope.plain:
        return found
    paths = areas_frame().select("code", "path")
    held = set(paths.filter(lies(("path",), scope.area, scope.but))["code"])
    return [one for one in found if one.area in held]


def found_unusual(plan: Plan, watch: Watch, at: datetime, series: CaseSeries | None = None) -> list[Found]:
    """What a watch finds unusual at a moment, the least likely first: one an area, today before yesterday.

    ``series`` are its counts to today where somebody has read them; they may go back further than it looks.
    """
    past = PAST.get(watch.method, FEW_DAYS)
    series = series or _series(plan, watch, at)
    days, counts = series.days[-past - 1 :], series.counts[:, -past - 1 :]
    pairs = neighbours(watch.level) if watch.method == "scan" else []
    found: dict[str, Found] = {}
    for last in _days_judged(days, watch, plan.week):
        for one in unusual(series.areas, days[:last], counts[:, :last], watch, pairs, plan.week):
            found.setdefault(one.area, one)
    return sorted(found.values(), key=lambda one: (one.chance, one.expected - one.observed, one.area))


def _days_judged(days: Any, watch: Watch, week: Week) -> tuple[int, ...]:
    """Up to which day a watch judges: today so far, then yesterday. Weeks are judged twice only on a week's last day,
    for on others the last that is over is the same."""
    from lianfang import analysis

    both = (len(days), len(days) - 1)
    if watch.method != "farrington":
        return both
    tomorrow = days[-1].astype(object) + timedelta(days=1)
    return both if tomorrow.isoweekday() == analysis.WEEK_STARTS[week] else both[:1]


def unusual(
    areas: tuple[str, ...],
    days: Any,
    counts: Floats,
    watch: Watch,
    pairs: Iterable[tuple[str, str]] = (),
    week: Week = "iso",
) -> list[Found]:
    """Which areas are unusual on the last of these days: enough cases, above the bound, and kept among all alarms.

    ``pairs`` are areas beside one another; without any the scan has nothing to look for. ``week`` says which days are
    the whole weeks by which Farrington's method goes: the last that is over by the last day.
    """
    from lianfang import analysis

    if not areas or not len(days):
        return []
    if watch.method == "scan":
        return _clustered(areas, days, counts, watch, pairs)
    last, length, observed, judged, alpha = _judged(days, counts, watch, week)
    seen, expected, upper = observed[:, -1], judged.expected[:, -1], judged.upper[:, -1]
    alarm = judged.alarm[:, -1] & (seen >= watch.least)
    if watch.method == "threshold":
        chances, kept = np.where(judged.judged[:, -1], 0.0, np.nan), alarm
    else:
        chances = analysis.chance_of_so_many(np.where(judged.judged[:, -1], seen, np.nan), expected, upper, alpha)
        kept = alarm & analysis.discoveries(chances, watch.false_discoveries)
    first = last - timedelta(days=length - 1)
    return [
        Found(
            areas[place], first, last, float(seen[place]), float(np.nan_to_num(expected[place])), float(upper[place]),
            float(chances[place]),
        )
        for place in np.flatnonzero(kept)
    ]  # fmt: skip


def _clustered(
    areas: tuple[str, ...], days: Any, counts: Floats, watch: Watch, pairs: Iterable[tuple[str, str]]
) -> list[Found]:
    """The areas with cases of every cluster that is kept among all clusters and has enough cases."""
    from lianfang import analysis

    since = _begin(~np.isnan(counts))
    whole = np.flatnonzero(~np.isnan(counts[:, since:]).any(axis=1))
    held = counts[whole, since:]
    place_of = {areas[area]: place for place, area in enumerate(whole)}
    beside = [(place_of[one], place_of[two]) for one, two in pairs if one in place_of and two in place_of]
    if not beside or held.shape[1] <= WEEK:
        return []
    order = _order(len(whole), tuple(beside))
    clusters = [one for one in analysis.scan(held, order, most_days=WEEK, enough=ENOUGH) if one.cases >= watch.least]
    kept = analysis.discoveries([one.p for one in clusters], watch.false_discoveries)
    last, found = days[-1].astype(object), []
    for cluster in (one for one, keep in zip(clusters, kept, strict=True) if keep):
        first = last - timedelta(days=cluster.days - 1)
        named = " ".join(areas[whole[place]] for place in cluster.areas)
        share = held[:, -cluster.days :].sum() / held.sum()
        for place in cluster.areas:
            seen, expected = float(held[place, -cluster.days :].sum()), float(held[place].sum() * share)
            if seen > 0:
                code = areas[whole[place]]
                found.append(Found(code, first, last, seen, expected, float("nan"), cluster.p, named))
    return found


@lru_cache(maxsize=4)
def _order(areas: int, beside: tuple[tuple[int, int], ...]) -> Any:
    """The areas from each one outwards: the same for every disease of a run."""
    from lianfang import analysis

    return analysis.order_by_neighbours(areas, beside, MOST_NEIGHBOURS)


def _begin(known: Any) -> int:
    """The day from which on, on every day, half of the areas known at the end are known."""
    here = known[known[:, -1]]
    if not len(here):
        return 0
    short = np.flatnonzero(here.mean(axis=0) < 0.5)
    return int(short[-1]) + 1 if len(short) else 0


def _judged(days: Any, counts: Floats, watch: Watch, week: Week) -> tuple[date, int, Floats, Judged, float]:
    """The last day judged and how many days a count covers, the counts, what the method says, its bound's chance."""
    from lianfang import analysis
    from lianfang.analysis.moving_percentile import blocks_of

    last: date = days[-1].astype(object)
    if watch.method == "moving-percentile":
        told = analysis.moving_percentile(counts, days, percentile=watch.percentile, first=len(days) - 1)
        return last, WEEK, blocks_of(counts[:, -WEEK:], WEEK), told, min(1 - watch.percentile / 100, 0.49)
    if watch.method == "farrington":
        begins, weeks = analysis.counts_by_week(counts, days, analysis.WEEK_STARTS[week])
        ends = begins + (WEEK - 1)
        over = int((ends <= days[-1]).sum())
        options = analysis.FARRINGTON_OPTIONS["noufaily"]
        told = analysis.farrington(weeks[:, :over], ends[:over], options, first=over - 1)
        return ends[over - 1].astype(object), WEEK, weeks[:, :over], told, options.alpha
    if watch.method == "cusum":
        return last, 1, counts, analysis.cusum(counts, max(counts.shape[1] // 2, 1)), CUSUM_ALPHA
    if watch.method == "threshold":
        return last, 1, counts, analysis.fixed_threshold(counts, watch.least), 0.0
    return last, 1, counts, analysis.ears(counts, watch.method[-2:].upper(), alpha=EARS_ALPHA), EARS_ALPHA


def new_signals(watch: Watch, disease: str, found: Iterable[Found], at: datetime) -> list[dict[str, Any]]:
    """The rows of kind ``signal`` that are new: none where one is open by this method, or answered and quiet."""
    known = facts.known_by(at, ["signal", "signal_answer"], where={"disease": [disease]})
    latest: dict[str, dict[str, Any]] = {}
    methods: dict[str, set[str]] = {}
    for row in known["signal"].sort("occurred_from", "id").iter_rows(named=True):
        latest[row["about"]] = row
        methods.setdefault(row["subject"], set()).add(row["method"])
    answers = {row["subject"]: row for row in known["signal_answer"].sort("occurred_from").iter_rows(named=True)}
    rows = []
    for one in found:
        before = latest.get(one.area)
        answer = answers.get(before["subject"]) if before is not None else None
        if before is not None and answer is None:
            if watch.method in methods[before["subject"]]:
                continue
            subject = before["subject"]
        elif answer is not None and one.last_day <= quiet_until(answer, watch.quiet):
            continue
        else:
            subject = place_subject("signal", f"{one.area} {disease} {one.last_day}")
        rows.append(
            {
                "signal": subject,
                "signal.about": one.area,
                "signal.disease": disease,
                "signal.method": watch.method,
                "signal.counted": " ".join(watch.counts),
                "signal.first_day": one.first_day,
                "signal.last_day": one.last_day,
                "signal.observed": one.observed,
                "signal.expected": round(one.expected, 3),
                "signal.upper": None if one.upper != one.upper else round(one.upper, 3),
                "signal.chance": float(f"{one.chance:.3g}"),
                "signal.cluster": one.cluster or None,
            }
        )
    return rows


def quiet_until(answer: dict[str, Any], quiet: timedelta) -> date:
    """The last day of which nothing more is said after an answer."""
    until: date | None = answer["until"]
    return until if until is not None else (answer["occurred_from"] + quiet).date()


def _recorded(row: dict[str, Any], at: datetime) -> bool:
    """Records one signal where its area is: who owes the duty is looked for from there. Answers whether it was new."""
    by = facts.Recorder(MACHINE, row["signal.about"])
    request: UUID = uuid5(NAMESPACE_URL, "lianfang:signal:" + json.dumps(row, default=str, sort_keys=True))
    told = row | {"signal.occurred_from": at}
    recorded = facts.record("signal", [told], by, "machine", request, at)
    return recorded.loaded == 1


def signals(at: datetime, disease: str | None = None, subjects: Iterable[str] | None = None) -> pl.DataFrame:
    """The signals as known at a moment, a row a signal and method, with the answer where there is one.

    Those that nobody has answered first, the least likely by chance before others; then the answered, the newest first.
    Columns of the kind ``signal``, and ``answer, answered, answered_by, note, until`` (null: none yet).
    """
    where = {} if disease is None else {"disease": [disease]}
    about = None if subjects is None else {"signal": list(subjects)}
    known = facts.known_by(at, ["signal", "signal_answer"], about, where)
    answers = known["signal_answer"].sort("occurred_from", "id").unique("subject", keep="last").select(
        "subject", "answer", "until", "note", pl.col("occurred_from").alias("answered"),
        pl.col("recorded_by").alias("answered_by"),
    )  # fmt: skip
    both = known["signal"].join(answers, on="subject", how="left", maintain_order="left")
    first = pl.col("chance").min().over("subject")
    since = pl.col("occurred_from").min().over("subject")
    return both.sort(
        pl.col("answer").is_not_null(),
        pl.when(pl.col("answer").is_null()).then(first),
        since.dt.epoch("us").neg(),
        "subject",
        "chance",
        "method",
    )


def value_of_methods(told: pl.DataFrame) -> pl.DataFrame:
    """What the answers say of each method: ``method, signals, answered, outbreaks, artefacts, expected``.

    ``outbreaks`` of ``answered`` is the positive predictive value; what nobody has answered says nothing.
    """
    return (
        told.group_by("method")
        .agg(
            pl.len().alias("signals"),
            pl.col("answer").is_not_null().sum().alias("answered"),
            (pl.col("answer") == "outbreak").sum().alias("outbreaks"),
            (pl.col("answer") == "artefact").sum().alias("artefacts"),
            (pl.col("answer") == "expected").sum().alias("expected"),
        )
        .sort("method")
    )
