"""What a plan would change if it were in force, on the ledger: the facts are read once for both plans.

Nothing is written: the situation stays as the plans in force have it.
"""

from __future__ import annotations

from datetime import datetime

import polars as pl

from lianfang.access.session import machine_session
from lianfang.derive.bound import EVERYWHERE
from lianfang.derive.effect import Effect, effect
from lianfang.facts import known_by
from lianfang.places.frames import areas_frame, counting_from_frame, units_frame
from lianfang.plan import Plan
from lianfang.plan.meaning import meaning
from lianfang.situation.meeting import withdrawn_cases
from lianfang.situation.models import Encounter
from lianfang.situation.refresh import derivable
from lianfang.situation.ties import ties_of
from lianfang.situation.writing import stored


def ledger_effect(
    old: Plan, new: Plan, at: datetime, *, area: str = EVERYWHERE, past: bool = False
) -> tuple[Effect, pl.DataFrame]:  # fmt: skip
    """What a change of plan moves in an area by the facts known at a moment (aware), and the areas.

    The machine reads, whoever asks: what is shown of it must lie in the asker's area. Who met whom is taken as it
    stands, unless the moment is `past` or the plans judge it otherwise: then it is traced anew from the visits.
    """
    with machine_session():
        tables = _facts(old, new, at, traced=past or meaning(old.contacts) != meaning(new.contacts))
        return effect(tables, old, new, at, counting_from=counting_from_frame(), area=area), tables["areas"]


def _facts(old: Plan, new: Plan, at: datetime, traced: bool) -> dict[str, pl.DataFrame]:
    """What both plans are derived from; of people only those of whom something is told, where that is enough."""
    if any(_asks_everybody(plan) for plan in (old, new)):
        tables = known_by(at, derivable())
    else:
        tables = known_by(at, [kind for kind in derivable() if kind != "person"])
        told = [frame["person"] for frame in tables.values() if "person" in frame.columns]
        told += [tables["specimen"]["persons"].explode(empty_as_null=True)]
        told += [tables["merge"][name] for name in ("subject", "merged") if name in tables["merge"].columns]
        persons = pl.concat([one.cast(pl.String) for one in told]).drop_nulls().unique().to_list()
        tables |= known_by(at, ["person"], {"person": persons})
    tables |= known_by(at, ["visit"]) if traced else {"encounter": stored(Encounter)}
    return {**tables, "case_withdrawn": withdrawn_cases(at), "areas": areas_frame(), "units": units_frame()}


def _asks_everybody(plan: Plan) -> bool:
    """Whether a plan says something of people of whom nothing but who they are is known."""
    return any(rule.kind == "person" for rule in plan.rules) or any(
        asked.kind == "person" for asked in ties_of((plan,)).asked
    )
