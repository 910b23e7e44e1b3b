"""What the pages of goods ask: what was found positive, what was told of a batch, what is owed for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import polars as pl

from lianfang.access.models import Account
from lianfang.desks.queries import end_of_day
from lianfang.facts import known_by
from lianfang.situation import queries as situation
from lianfang.situation.models import Duty, DutyCause
from lianfang.trace.goods import Handling, Presence, Sample, Stage, Traced, Visit, presences, traced

GOODS = ("goods", "surface")
_POSITIVE = ("positive", "preliminary_positive")


@dataclass(frozen=True, slots=True)
class Found:
    """Goods or surfaces found positive: those of one batch, or one specimen of none."""

    batch: str | None
    item: str
    category: str
    number: str
    places: tuple[str, ...]
    first: datetime
    result: str
    specimens: int
    handled: int


@dataclass(frozen=True, slots=True)
class Batch:
    """What was told of a batch: its specimens with what was found, where it went, who handled it and in which work."""

    batch: str
    specimens: list[dict[str, Any]]
    traced: Traced
    samples: list[Sample]
    works: dict[str, dict[str, Any]]

    @property
    def item(self) -> str:
        """What it is called, by a specimen or a consignment."""
        told = (one["item"] for one in self.specimens)
        sent = (way.consignment.item for way in self.traced.ways)
        return next((one for one in (*told, *sent) if one), "")


def found_positive(at: datetime) -> list[Found]:
    """Goods and surfaces found positive, as far as the session sees their specimens; the latest first."""
    results = known_by(at, ["test_result"], where={"result": _POSITIVE})["test_result"]
    specimens = known_by(at, ["specimen"], {"specimen": results["subject"].unique()}, where={"category": GOODS})
    said = specimens["specimen"].join(results.select("subject", "result", tested="occurred_from"), on="subject")
    named = said["batch"].drop_nulls().unique().to_list()
    handled = known_by(at, ["handling"], where={"batch": named})["handling"] if named else None
    persons: dict[str, int] = {}
    if handled is not None:
        persons = dict(handled.group_by("batch").agg(pl.col("person").n_unique()).iter_rows())
    groups: dict[Any, list[dict[str, Any]]] = {}
    for row in said.sort("tested", "id").to_dicts():
        groups.setdefault(row["batch"] or (row["subject"],), []).append(row)
    return sorted((_found(rows, persons) for rows in groups.values()), key=lambda one: one.first, reverse=True)


def _found(rows: list[dict[str, Any]], persons: dict[str, int]) -> Found:
    first = rows[0]
    sure = any(row["result"] == "positive" for row in rows)
    return Found(
        first["batch"],
        next((row["item"] for row in rows if row["item"]), ""),
        first["category"],
        first["number"] or "",
        tuple(dict.fromkeys(row["unit"] for row in rows if row["unit"])),
        first["tested"],
        "positive" if sure else "preliminary_positive",
        len({row["subject"] for row in rows}),
        persons.get(first["batch"] or "", 0),
    )


def batch_of(batch: str, at: datetime) -> Batch | None:
    """What was told of a batch, as far as the session sees it; None where nothing was."""
    told = known_by(at, ["specimen", "consignment", "handling"], where={"batch": [batch]})
    if not any(frame.height for frame in told.values()):
        return None
    subjects = told["specimen"]["subject"].to_list()
    results = known_by(at, ["test_result"], {"specimen": subjects})["test_result"]
    latest = results.sort("occurred_from", "id").unique("subject", keep="last")
    latest = latest.select("subject", "result", tested="occurred_from")
    joined = told["specimen"].join(latest, on="subject", how="left").sort("occurred_from", "id")
    specimens = joined.filter(pl.col("category").is_in(GOODS)).to_dicts()
    samples = [
        Sample(row["unit"], row["occurred_from"]) for row in specimens if row["unit"] and row["result"] in _POSITIVE
    ]
    stages = [
        Stage(row["number"] or row["subject"], row["from_unit"], row["to_unit"], row["stage"], row["occurred_from"],
              row["item"], row["quantity"])
        for row in told["consignment"].to_dicts()
    ]  # fmt: skip
    works = {row["id"]: row for row in told["handling"].to_dicts()}
    handlings = [
        Handling(row["id"], UUID(row["person"]), row["unit"], row["occurred_from"], row["occurred_until"])
        for row in works.values()
    ]
    return Batch(batch, specimens, traced(stages, samples, handlings), samples, works)


def there_meanwhile(told: Batch, at: datetime) -> list[Presence]:
    """Who is on record to have been where the batch lay meanwhile and is not told to have handled it.

    A visit of which nobody told when it ended lasts to the end of its day.
    """
    stops = told.traced.stops
    rows = known_by(at, ["visit"], where={"place": [stop.place for stop in stops]})["visit"].to_dicts()
    handled = {touch.handling.person for touch in told.traced.touches}
    visits = [
        Visit(
            row["id"],
            UUID(row["person"]),
            row["place"],
            row["occurred_from"],
            row["occurred_until"] or end_of_day(row["occurred_from"]),
        )
        for row in rows
        if row["person"] and UUID(row["person"]) not in handled
    ]
    return presences(stops, told.samples, visits)


def owed_for(account: Account, facts: Iterable[str]) -> dict[UUID | None, Duty]:
    """By person the duty that one of these facts causes and that is due last."""
    keys = DutyCause.objects.filter(fact__in=list(facts)).values_list("duty", flat=True)
    found = situation.duties_of(account).filter(key__in=list(keys)).order_by("due", "key")
    return {duty.person: duty for duty in found}
