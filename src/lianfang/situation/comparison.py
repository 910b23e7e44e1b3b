"""What a plan would change if it were in force, on the ledger: the facts are read once for both plans.

Nothing is written: the situation stays as the plans in force have it.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

import polars as pl
from django.db.models import Count, Max

from lianfang.access.session import machine_session
from lianfang.derive.bound import EVERYWHERE
from lianfang.derive.effect import Effect, differing_sides, effect, kinds_asked
from lianfang.facts import known_by
from lianfang.facts.models import Request
from lianfang.places.frames import areas_frame, counting_from_frame, units_frame
from lianfang.plan import Plan
from lianfang.plan.meaning import meaning
from lianfang.situation.meeting import withdrawn_cases
from lianfang.situation.models import Encounter
from lianfang.situation.ties import ties_of
from lianfang.situation.writing import stored


def ledger_effect(
    old: Plan, new: Plan, at: datetime, *, area: str = EVERYWHERE, past: bool = False, as_met: bool = False
) -> tuple[Effect, pl.DataFrame]:  # fmt: skip
    """What a change of plan moves in an area by the facts known at a moment (aware), and the areas.

    The machine reads, whoever asks: what is shown of it must lie in the asker's area. Who met whom is taken as it
    stands, unless the moment is `past` or the plans judge it otherwise: then it is traced anew from the visits. With
    `as_met` it stays as it stands all the same, as it does when a version for an area is signed.
    """
    with machine_session():
        tables = _facts(old, new, at, traced=past or (not as_met and judge_otherwise(old, new)))
        return effect(tables, old, new, at, counting_from=counting_from_frame(), area=area), tables["areas"]


def judge_otherwise(old: Plan, new: Plan) -> bool:
    """Whether two plans differ in who is a contact through visits."""
    return meaning(old.contacts) != meaning(new.contacts)


def _facts(old: Plan, new: Plan, at: datetime, traced: bool) -> dict[str, pl.DataFrame]:
    """What both plans are derived from: the kinds of fact that what differs speaks of, and of people only those of whom
    something is told, where that is enough.
    """
    kinds = kinds_asked(old, new, traced)
    if any(_asks_everybody(side) for side in differing_sides(old, new)):
        tables = known_by(at, kinds, whole=True)
    else:
        tables = known_by(at, kinds - {"person"}, whole=True)
        told = [frame["person"] for frame in tables.values() if "person" in frame.columns]
        told += [tables[kind]["persons"].explode(empty_as_null=True) for kind in kinds & {"specimen"}]
        told += [tables["merge"][name] for name in ("subject", "merged")]
        persons = pl.concat([one.cast(pl.String) for one in told]).drop_nulls().unique()
        tables |= _persons(persons, at)
    tables |= known_by(at, ["visit"], whole=True) if traced else {"encounter": stored(Encounter)}
    return {**tables, "case_withdrawn": withdrawn_cases(at), "areas": areas_frame(), "units": units_frame()}


def _persons(persons: pl.Series, at: datetime) -> dict[str, pl.DataFrame]:
    """Who these people are: asked for one by one where they are few, else picked from all."""
    if persons.len() <= _FEW:
        return known_by(at, ["person"], {"person": persons.to_list()})
    every = known_by(at, ["person"], whole=True)["person"]
    return {"person": every.join(persons.to_frame("person"), on="person", how="semi")}


def _asks_everybody(plan: Plan) -> bool:
    """Whether a plan says something of people of whom nothing but who they are is known."""
    return any(rule.kind == "person" for rule in plan.rules) or any(
        asked.kind == "person" for asked in ties_of((plan,)).asked
    )


def kept_effect(old: Plan, new: Plan, at: datetime, *, area: str = EVERYWHERE) -> tuple[Effect, pl.DataFrame, datetime]:
    """As `ledger_effect` now, with the moment as of which it is known: answered again without work for some minutes.

    Whoever turns the pages of one proposal's lists waits once, unless somebody records meanwhile.
    """
    with machine_session():
        recorded = Request.objects.aggregate(number=Count("pk"), last=Max("recorded_at"))
    version = (old.digest, new.digest, area, recorded["number"], recorded["last"])
    with _lock:
        held = _kept.get(version)
    if held is not None and timedelta(0) <= at - held[2] < _KEPT_FOR:
        return held
    found, areas = ledger_effect(old, new, at, area=area, as_met=True)
    with _lock:
        _kept[version] = (found, areas, at)
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return found, areas, at


# So many people are asked for one by one sooner than all are read.
_FEW = 20_000
_KEPT, _KEPT_FOR = 2, timedelta(minutes=10)
_kept: OrderedDict[tuple[object, ...], tuple[Effect, pl.DataFrame, datetime]] = OrderedDict()
_lock = Lock()
