"""Who met a case, from visits and rides as recorded, by the settings of the plan: the evidence beside what was told.

A visit without an end lasts until the end of its day. Of one whose hour is not known the whole day counts, less what
the plan's tolerance and its risky air would carry into the next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from lianfang.derive.outputs import frame_of
from lianfang.derive.people import Tables
from lianfang.plan.model import ContactRules, Plan
from lianfang.trace import few

DAY = timedelta(days=1)
# Samples from so long before a case was first classified on are those of this illness and not of an earlier one.
OF_THIS_ILLNESS = timedelta(days=14)
_CLASSIFIED = ("suspected", "clinical", "confirmed", "asymptomatic")
ISOLATED = ("central", "home")


def encounters(
    tables: Tables, visits: pl.DataFrame, cases: pl.DataFrame, plan: Plan, only: Collection[str] | None = None
) -> pl.DataFrame:
    """The vocabulary's ``encounter`` for the cases of the plan's disease, or ``only`` some of them; moments local.

    ``tables`` as ``inputs.prepared`` gives them, ``visits`` the facts of that kind in the same form, ``cases`` as
    ``cases.cases``, those that were withdrawn as well.
    """
    rules = plan.contacts
    index = cases.filter((pl.col("disease") == plan.disease) & pl.col("person").is_not_null())
    if rules is None or index.is_empty() or (visits.is_empty() and tables["journey"].is_empty()):
        return frame_of([], "encounter")
    exposing = exposing_times(tables, index, rules)
    kinds = dict(tables["units"].select("code", "kind").iter_rows())
    known = {row["id"]: row["known_at"] or row["occurred_from"] for row in _facts(visits, tables["journey"])}
    spots = few.prepared(visits_and_rides(visits, tables["journey"], kinds, rules), {}, rules)
    ill = set(index.filter(~pl.col("classification").is_in(["excluded", "withdrawn"]))["person"])
    terms = _terms(tables["observation"])
    rows: list[dict[str, Any]] = []
    for case in exposing.iter_rows(named=True):
        if only is not None and case["case"] not in only:
            continue
        one = few.Case(case["case"], case["person"], case["since"], case["until"])
        shut = [(person, begin) for person, begin, end in terms if end is None or end >= case["since"]]
        found = few.encounters([one], spots, shut, rules, ill)
        rows += _rows(found, case, plan, known)
    return frame_of(rows, "encounter")


def exposing_times(tables: Tables, cases: pl.DataFrame, rules: ContactRules) -> pl.DataFrame:
    """From when to when each case exposes others: ``case, person, disease, outbreak, known, since, until``.

    By the first anchor of the plan that is known; until the first admission or isolation after that.
    """
    sampled = tables["specimen"].select(
        "subject", pl.col("persons").alias("person"), pl.col("occurred_from").alias("sampled")
    ).explode("person", empty_as_null=True)  # fmt: skip
    results = tables["test_result"].select("subject", "result").join(sampled, on="subject", how="inner")
    told = cases.with_columns(classified=pl.min_horizontal(*_CLASSIFIED))
    own = told.select("case", "person", "classified").join(results, on="person", how="inner")
    own = own.filter(pl.col("sampled") >= pl.col("classified") - OF_THIS_ILLNESS)
    positive = (
        own.filter(pl.col("result") == "positive").group_by("case").agg(pl.col("sampled").min().alias("positive"))
    )
    told = told.join(positive, on="case", how="left", maintain_order="left")
    before = own.join(told.select("case", "positive"), on="case", how="inner").filter(
        (pl.col("result") == "negative") & (pl.col("sampled") < pl.coalesce("positive", "classified"))
    )
    negative = before.group_by("case").agg(pl.col("sampled").max().alias("negative"))
    told = told.join(negative, on="case", how="left", maintain_order="left")
    columns = {
        "onset": pl.col("onset").cast(pl.Datetime("us")), "positive sample": pl.col("positive"),
        "last negative": pl.col("negative"), "classified": pl.col("classified"),
    }  # fmt: skip
    since = pl.coalesce(*(columns[anchor] - back for anchor, back in rules.since))
    told = told.with_columns(since=since).filter(pl.col("since").is_not_null())
    ends = pl.concat(
        [
            tables["admission"].select("person", pl.col("occurred_from").alias("until")),
            tables["observation"]
            .filter(pl.col("observation").is_in(ISOLATED) & (pl.col("stage") == "entered"))
            .select("person", pl.col("occurred_from").alias("until")),
        ]
    )
    shut = told.select("case", "person", "since").join(ends, on="person", how="inner")
    first = shut.filter(pl.col("until") >= pl.col("since")).group_by("case").agg(pl.col("until").min())
    first_known = (
        tables["case"]
        .group_by(pl.col("subject").alias("case"))
        .agg(pl.coalesce("known_at", "occurred_from").min().alias("known"))
    )
    told = told.join(first, on="case", how="left", maintain_order="left")
    told = told.join(first_known, on="case", how="left", maintain_order="left")
    return told.select("case", "person", "disease", "outbreak", "known", "since", "until").sort("case")


def _terms(observations: pl.DataFrame) -> list[tuple[str, datetime, datetime | None]]:
    """Isolations: who, from when, and until when where a release came after."""
    facts = observations.filter(pl.col("observation").is_in(ISOLATED) & pl.col("person").is_not_null())
    left: dict[str, list[datetime]] = {}
    for person, at in facts.filter(pl.col("stage") == "released").select("person", "occurred_from").iter_rows():
        left.setdefault(person, []).append(at)
    entered = facts.filter(pl.col("stage") == "entered").select("person", "occurred_from").iter_rows()
    return [
        (person, at, min((end for end in left.get(person, ()) if end >= at), default=None)) for person, at in entered
    ]


def _facts(visits: pl.DataFrame, journeys: pl.DataFrame) -> Iterator[dict[str, Any]]:
    yield from visits.iter_rows(named=True)
    yield from journeys.iter_rows(named=True)


def visits_and_rides(
    visits: pl.DataFrame, journeys: pl.DataFrame, kinds: dict[str, str], rules: ContactRules
) -> Iterator[few.Visit]:
    """Visits and rides as tracing takes them. A ride without a number has no place that others could share."""
    edges = (rules.tolerance, rules.tolerance + max((one.lingers for one in rules.settings), default=timedelta(0)))
    for row in visits.iter_rows(named=True):
        place = row["place"] or row["place_name"]
        if row["person"] is None or row["occurred_from"] is None or not (place or row["vehicle"]):
            continue
        start, end = _whole(row["occurred_from"], row["occurred_until"], edges)
        yield few.Visit(
            row["id"], row["person"], place or row["vehicle"], start, end,
            kind=row["place_kind"] or kinds.get(row["place"] or ""), number=row["vehicle"], carriage=row["carriage"],
            room=row["room"], row=row["row"], seat=row["seat"], staff=row["staff"], air=row["air"],
            square_metres=row["square_metres"],
        )  # fmt: skip
    for row in journeys.iter_rows(named=True):
        if row["person"] is None or row["occurred_from"] is None or not row["vehicle"]:
            continue
        if row["direction"] == "intended_return":
            continue
        start, end = _ride(row, edges)
        yield few.Visit(
            row["id"], row["person"], row["vehicle"], start, end,
            kind=None if row["means"] == "other" else row["means"], number=row["vehicle"], carriage=row["carriage"],
            seat=row["seat"],
        )  # fmt: skip


def _whole(
    start: datetime, end: datetime | None, edges: tuple[timedelta, timedelta]
) -> tuple[datetime, datetime]:  # fmt: skip
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    if end is not None:
        return start, end
    if start == midnight:
        return start + edges[0], start + DAY - edges[1]
    return start, midnight + DAY


def _ride(row: dict[str, Any], edges: tuple[timedelta, timedelta]) -> tuple[datetime, datetime]:
    """When somebody was aboard: from leaving to arriving, as far as these are told, else that day."""
    at, left = row["occurred_from"], row["left_origin"]
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if row["direction"] == "departure":
        return _whole(at, row["occurred_until"], edges)
    if at == midnight:
        return (left or at + edges[0]), at + DAY - edges[1]
    return (left if left is not None and left < at else midnight), at


def _rows(
    found: set[few.Encounter], case: dict[str, Any], plan: Plan, known: dict[Any, datetime]
) -> Iterator[dict[str, Any]]:
    """Encounters as rows. An encounter is known once both visits and the case are, and of whoever exposed too."""
    first: dict[Any, datetime] = {}
    own = case["known"]
    ordered = sorted(found, key=lambda one: (one.via is not None, one.overlap_start, str(one.visit), one.place))
    for one in ordered:
        moments = [
            known[one.visit],
            known[one.exposing_visit],
            first.get(one.via) if one.via is not None else None,
            own,
        ]
        at = max(moment for moment in moments if moment is not None)
        if one.grade != "general":
            first[one.person] = min(at, first.get(one.person, at))
        yield {
            "case": one.case, "person": one.person, "via": one.via or case["person"], "grade": one.grade,
            "disease": case["disease"], "outbreak": case["outbreak"], "plan": plan.id, "setting": one.rule,
            "place": one.place, "began": one.overlap_start, "ended": one.overlap_end,
            "minutes": (one.overlap_end - one.overlap_start) // timedelta(minutes=1), "visit": one.visit,
            "exposing_visit": one.exposing_visit, "known": at,
        }  # fmt: skip
