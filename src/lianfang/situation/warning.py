"""Early warning inside the system: every area judged by every watch of the plans in force, what is unusual recorded.

A signal is a fact of the machine's; the plan's rule makes it a duty to verify. Run twice it says nothing new. The
methods are imported when something is judged: web processes import this module for its signals, and judge nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

import polars as pl

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.derive.bound import lies
from lianfang.derive.scopes import Scope
from lianfang.facts.outbox import quiet
from lianfang.places.boundaries import neighbours
from lianfang.places.frames import areas_frame
from lianfang.plan import Plan
from lianfang.plan.model import Watch
from lianfang.situation.case_series import CaseSeries, case_series
from lianfang.situation.judging import FEW_DAYS, PAST, Found, Memory, days_judged, unusual
from lianfang.situation.outbox import drain
from lianfang.situation.plans import look_again, scopes_at
from lianfang.vocabulary import place_subject

MACHINE = "early-warning"


def raise_signals(at: datetime) -> int:
    """Judges today so far and yesterday by every watch of every plan in force; answers how many signals were new.

    An area and disease with a signal that nobody has answered gets no second one: another method that finds it too is
    added to the first. One that was answered is quiet until the day of which the answer speaks, else as long as the
    plan says.
    """
    raised = 0
    look_again()
    memory = Memory()
    for scope in (scope for of_plan in scopes_at(at) for scope in of_plan):
        read: dict[tuple[tuple[str, ...], str], CaseSeries] = {}
        new = 0
        for watch in scope.plan.watches:
            with machine_session():
                key = (watch.counts, watch.level)
                if key not in read:
                    read[key] = _series(scope.plan, watch, at)
                unusual_here = _in_scope(found_unusual(scope.plan, watch, at, read[key], memory), scope)
                rows = new_signals(watch, scope.plan.disease, unusual_here, at)
            # One refresh does for all signals of a plan; each by itself had taken longer than all that judges.
            with quiet():
                new += _recorded(rows, at)
        if new:
            drain(at)
        raised += new
    memory.keep()
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


def found_unusual(
    plan: Plan, watch: Watch, at: datetime, series: CaseSeries | None = None, memory: Memory | None = None
) -> list[Found]:
    """What a watch finds unusual at a moment, the least likely first: one an area, today before yesterday.

    ``series`` are its counts to today where somebody has read them; they may go back further than it looks. ``memory``
    spares what was judged before.
    """
    past = PAST.get(watch.method, FEW_DAYS)
    series = series or _series(plan, watch, at)
    days, counts = series.days[-past - 1 :], series.counts[:, -past - 1 :]
    pairs = neighbours(watch.level) if watch.method == "scan" else []
    found: dict[str, Found] = {}
    judge = unusual if memory is None else memory.unusual
    for last in days_judged(days, watch, plan.week):
        for one in judge(series.areas, days[:last], counts[:, :last], watch, pairs, plan.week):
            found.setdefault(one.area, one)
    return sorted(found.values(), key=lambda one: (one.chance, one.expected - one.observed, one.area))


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


def _recorded(rows: list[dict[str, Any]], at: datetime) -> int:
    """Records signals, each where its area is: who owes the duty is looked for from there.

    Answers how many were new.
    """
    if not rows:
        return 0
    areas = [row["signal.about"] for row in rows]
    request: UUID = uuid5(NAMESPACE_URL, "lianfang:signal:" + json.dumps(rows, default=str, sort_keys=True))
    told = [row | {"signal.occurred_from": at} for row in rows]
    by = facts.Recorder(MACHINE, areas[0])
    return facts.record("signal", told, by, "machine", request, at, areas=areas).loaded


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
