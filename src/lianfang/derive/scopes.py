"""Which version of a plan holds where and since when, and what follows by all of them together.

A version holds in an area and all that lies in it. Of two that hold, the one of the smaller area goes before the one of
the greater; of one area that which began later. A duty keeps to the version in force when its obligation arose, as
`versions` has it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from lianfang.derive.bound import EVERYWHERE, bound, lies
from lianfang.derive.cases import cases as cases_of
from lianfang.derive.inputs import prepared
from lianfang.derive.outputs import Derived, together
from lianfang.derive.people import people as people_of
from lianfang.derive.run import Engine, derive
from lianfang.derive.versions import derive_by_versions
from lianfang.plan import Plan
from lianfang.plan.model import Layer
from lianfang.vocabulary import place_subject


@dataclass(frozen=True)
class Version:
    """A version of a plan: in which area (its path) it holds, from which day on, since when that is known.

    What ships holds everywhere from the day that it names itself.
    """

    plan: Plan
    area: str = EVERYWHERE
    begins: date | None = None
    signed: datetime | None = None


@dataclass(frozen=True)
class Scope:
    """The versions of one plan, the earliest first, by which the people of an area owe, but for those areas in it that
    have a version of their own.

    With `always` the first of them holds from the beginning, whatever day it names: it ships.
    """

    area: str
    but: tuple[str, ...]
    versions: tuple[Plan, ...]
    always: bool

    @property
    def plan(self) -> Plan:
        """The version in force."""
        return self.versions[-1]

    @property
    def plain(self) -> bool:
        """Whether nothing but what ships holds, and everywhere."""
        return self.always and len(self.versions) == 1 and self.area == EVERYWHERE and not self.but


def scopes(versions: Iterable[Version], at: datetime) -> list[tuple[Scope, ...]]:
    """The scopes at a moment (aware), plan by plan in the order given; of each plan those of the greater areas first.

    A version that has not begun, or was signed later, is not there yet.
    """
    by_plan: dict[str, list[Version]] = {}
    for one in versions:
        day = at.astimezone(ZoneInfo(one.plan.time_zone)).date()
        begun = one.signed is None or (one.signed <= at and one.begins is not None and one.begins <= day)
        if begun:
            by_plan.setdefault(one.plan.id, []).append(one)
    return [_of_plan(held) for held in by_plan.values()]


def _of_plan(versions: Sequence[Version]) -> tuple[Scope, ...]:
    areas = sorted({one.area for one in versions}, key=lambda path: (path.count("/"), path))
    chains: dict[str, tuple[list[Plan], bool]] = {}
    for area in areas:
        of_area = [one for one in versions if one.area == area]
        own, always = _in_turn(of_area), any(one.signed is None for one in of_area)
        above = [path for path in chains if area.startswith(path)]
        if above:
            first = own[0].in_force_from or date.min
            before, always = chains[above[-1]]
            own = [*(one for one in before if (one.in_force_from or date.min) < first), *own]
        chains[area] = own, always
    return tuple(
        Scope(area, _within(area, areas), _joined(chain, always), always) for area, (chain, always) in chains.items()
    )  # fmt: skip


def _in_turn(versions: Iterable[Version]) -> list[Plan]:
    """The plans of one area by the day on which each begins; of one day the one signed last."""
    by_day: dict[date, Plan] = {}
    for one in sorted(versions, key=lambda one: (one.begins or date.min, one.signed is not None, one.signed)):
        begins = one.begins if one.signed is not None else one.plan.in_force_from
        plan = one.plan if begins == one.plan.in_force_from else replace(one.plan, in_force_from=begins)
        by_day[begins or date.min] = plan
    return [by_day[day] for day in sorted(by_day)]


def _joined(chain: Sequence[Plan], always: bool) -> tuple[Plan, ...]:
    """The chain in which each version ends where the next begins; the first, where it ships, begins with all time."""
    if len(chain) == 1:
        return tuple(chain)
    first = replace(chain[0], in_force_from=None) if always else chain[0]
    *before, last = (first, *chain[1:])
    return (*(one if one.in_force_until is None else replace(one, in_force_until=None) for one in before), last)


@dataclass(frozen=True)
class Outdated:
    """A layer that holds in an area and keeps the edition beneath it that it was signed on, though a newer one holds
    around it: which file that is, in the newer plan.
    """

    area: str
    plan: Plan
    layer: Layer
    newer: Plan


def outdated(held: Sequence[Scope]) -> list[Outdated]:
    """The layers of one plan, in all its scopes, that a newer edition reaches only when they are signed again."""
    found = []
    for scope in held:
        around = [one for one in held if scope.area.startswith(one.area) and one.area != scope.area]
        for layer in scope.plan.layers[:-1]:
            editions = [one.plan for one in around if any(other.id == layer.id for other in one.plan.layers)]
            # The nearest around decides, as it decides what is owed there.
            newer = editions[-1] if editions else None
            if newer is None or newer.layer(layer.id).text == layer.text:
                continue
            if (newer.in_force_from or date.min) > (scope.plan.in_force_from or date.min):
                found.append(Outdated(scope.area, scope.plan, layer, newer))
    return found


def _within(area: str, areas: Sequence[str]) -> tuple[str, ...]:
    return tuple(other for other in areas if other != area and other.startswith(area))


def derive_in_scopes(
    tables: Mapping[str, pl.DataFrame], held: Sequence[Scope], at: datetime, engine: Engine = "auto",
    subjects: Collection[str] | None = None,
) -> Derived:  # fmt: skip
    """What follows from facts by one plan in all its scopes at a moment (aware); `tables` as `derive` takes them.

    Who met whom follows from the first scope, that of the greatest area, for all: an encounter is one, whoever judges.
    Where that is given, and only what follows for some subjects is asked, a scope where none of them lies is left out.
    """
    some = subjects is not None and tables.get("encounter") is not None and len(held) > 1
    where = _places(tables, held, set(subjects or ())) if some else None
    reached = [one for one in held if where is None or where.filter(lies(("path",), one.area, one.but)).height]
    each: list[Derived] = []
    # Who people are follows in any scope: where nobody lies in one, the first says it.
    for scope in reached or held[:1]:
        if each and tables.get("encounter") is None:
            tables = {**tables, "encounter": each[0].encounters}
        if scope.always and len(scope.versions) == 1:
            made = derive(tables, scope.plan, at, engine, subjects)
        else:
            made = derive_by_versions(tables, scope.versions, at, engine, subjects)
        each.append(bound(made, scope.area, scope.but))
    return together(each)


def _places(
    tables: Mapping[str, pl.DataFrame], held: Sequence[Scope], subjects: Collection[str]
) -> pl.DataFrame | None:  # fmt: skip
    """The `path` of every area in which something may follow for these subjects; None where only deriving tells."""
    plans = [plan for scope in held for plan in scope.versions]
    rules = [rule for plan in plans for rule in plan.rules]
    told = {rule.kind for rule in rules if rule.subject == "subject"}
    facts = prepared(tables, held[0].plan.time_zone)
    placed = {rule.subject for rule in rules} <= _PLACED and told <= facts.keys()
    if not placed or any(plan.groups for plan in plans):
        return None
    people = people_of(facts)
    parts = [people.select(subject="person", path=_WHERE), cases_of(facts, people).select(subject="case", path=_WHERE)]
    for kind, frame in (("unit", facts["units"]), ("area", facts["areas"])):
        named = pl.Series("subject", [place_subject(kind, code) for code in frame["code"]], dtype=pl.String)
        parts.append(frame.select(named, "path"))
    # What a fact of another kind asks for is owed where it was recorded.
    paths = facts["areas"].select("path", area="code")
    for kind in sorted(told):
        parts.append(facts[kind].select("subject", "area").join(paths, on="area", how="left").select("subject", "path"))
    found = pl.concat(parts).filter(pl.col("subject").is_in(list(subjects)))
    if found["path"].null_count() or found["subject"].n_unique() < len(subjects):
        return None
    return found.select("path").unique()


# Of whom rules oblige whose place is known beforehand, and which of a person's and a case's places counts.
_PLACED = frozenset({"person", "case", "unit", "county", "subject"})
_WHERE = pl.coalesce("responsible", "whereabouts")
