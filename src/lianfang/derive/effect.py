"""What a change of plan does on facts at one moment: to duties, to health codes, to the proposed levels of areas.

The facts are brought into shape once, and so is who people are and what cases are; of the plans only what does not mean
the same is derived by each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

import polars as pl

from lianfang.derive.bound import EVERYWHERE, bound, lies
from lianfang.derive.compare import Comparison, compared
from lianfang.derive.compare_codes import compared_codes
from lianfang.derive.compare_levels import compared_levels
from lianfang.derive.concerned import concerned
from lianfang.derive.inputs import prepared, read_kinds
from lianfang.derive.levels import levels
from lianfang.derive.run import Engine, derive_by_each
from lianfang.plan import Plan
from lianfang.plan.kinds_read import kinds_read
from lianfang.plan.meaning import differing, differing_codes, levels_differ, without_definitions
from lianfang.plan.model import Rule


@dataclass(frozen=True)
class Effect:
    """The duties that two plans differ in; the people whose code, the areas whose level is another.

    The rows of `codes` are those of `compare_codes`, of `levels` those of `compare_levels`.
    """

    duties: Comparison
    codes: pl.DataFrame
    levels: pl.DataFrame

    @property
    def lists(self) -> dict[str, pl.DataFrame]:
        """The rows of each, by its name."""
        return {"duties": self.duties.rows, "codes": self.codes, "levels": self.levels}


def effect(
    tables: Mapping[str, pl.DataFrame], old: Plan, new: Plan, at: datetime, engine: Engine = "auto",
    counting_from: pl.DataFrame | None = None, area: str = EVERYWHERE,
) -> Effect:  # fmt: skip
    """Derives the facts by both plans at a moment (aware) and compares what stands in the area of this path.

    `tables` as `derive` takes them, `counting_from` as `levels` does. The new plan is derived under the old one's id,
    so that waivers and assignments hold in both. Raises Mistake for columns that cannot be read.
    """
    sides, of_codes = differing_sides(old, new), differing_codes(old, new)
    # Whom no rule or code that differs is about owes and has the same by both.
    told = concerned(tables, sides, {rule.kind for side in sides for rule in _moving(side, of_codes)})
    before, after = (bound(derived, area) for derived in derive_by_each(told, sides, at, engine))
    moved = compared_levels(
        *(
            levels(tables, derived.cases, plan, at, engine, counting_from)
            for plan, derived in zip(sides, (before, after), strict=True)
        )
    )  # fmt: skip
    if area != EVERYWHERE:
        paths = prepared({"areas": tables["areas"]}, old.time_zone)["areas"].select(area="code", path="path")
        moved = moved.join(paths.filter(lies(("path",), area)), on="area", how="semi")
    return Effect(compared(before, after, at), compared_codes(before.codes, after.codes, at, tables), moved)


@lru_cache(maxsize=8)
def differing_sides(old: Plan, new: Plan) -> tuple[Plan, Plan]:
    """Of both plans what does not mean the same, under the old one's id: codes and levels whole where one differs."""
    rules, of_codes, of_levels = differing(old, new), differing_codes(old, new), levels_differ(old, new)

    def side(plan: Plan) -> Plan:
        differs = tuple(rule for rule in plan.rules if rule.id in rules)
        codes, levels = plan.codes if of_codes else (), plan.levels if of_levels else ()
        return without_definitions(replace(plan, id=old.id, rules=differs, codes=codes, levels=levels))

    return side(old), side(new)


def kinds_asked(old: Plan, new: Plan, traced: bool = False) -> frozenset[str]:
    """The kinds of fact from which the effect of a change of plan follows as from all; `traced` where visits are too.

    What the rules, codes and levels that differ speak of, and by what people, cases and contacts are what they are.
    """
    sides = differing_sides(old, new)
    asked = set(_WHO).union(*(kinds_read(side) for side in sides))
    if any(side.levels for side in sides):
        asked |= _OF_LEVELS
    if traced:
        asked.add("test_result")
    if "test_result" in asked:
        asked.add("specimen")
    return frozenset(asked) & frozenset(read_kinds())


_WHO = (
    "person", "case", "severity", "outcome", "admission", "journey", "transfer", "observation", "merge", "membership",
    "exposure", "notice", "attempt", "waiver", "assignment",
)  # fmt: skip
_OF_LEVELS = frozenset({"reported_count", "sign_off"})


def _moving(plan: Plan, codes: frozenset[str]) -> Iterator[Rule]:
    """The rules of a plan, and those on which these codes of it stand."""
    yield from plan.rules
    yield from (code.rule for code in plan.codes if code.rule.id in codes)
