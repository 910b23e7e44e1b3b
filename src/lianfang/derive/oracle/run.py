"""Statuses and duties in plain Python: what each sentence of a plan means."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import partial

import polars as pl

from lianfang.derive.keys import duty_key
from lianfang.derive.oracle.evaluate import World, moment, value
from lianfang.derive.oracle.groups import groups_of, zone_of
from lianfang.derive.oracle.obligations import causes_of, episodes_of, met_by, occurrences_of
from lianfang.derive.oracle.owners import owner_of
from lianfang.derive.oracle.proposals import at_hand, proposals_of
from lianfang.derive.oracle.relations import Ties, related_in
from lianfang.derive.oracle.statuses import BEFORE_ALL, Row, cases_of, contacts_of, in_order, people_of, through
from lianfang.derive.oracle.views import shared_of, views_of
from lianfang.derive.outputs import local_schema
from lianfang.plan.criteria import CaseDefinition, Criterion
from lianfang.plan.expression import And, Expression, Name, walk
from lianfang.plan.kinds_read import speaks_of_proposals
from lianfang.plan.model import Code, Formula, Plan, Rule

AREAS = ("responsible", "whereabouts", "treated")
# Whose duty a fact makes, by the column that names it: what is owed for a place is another subject than its code.
OF_ITSELF = {"person": "person", "case": "case", "group": "group", "subject": "subject", "specimen": "subject"}
ABOUT = ("subject_kind", "subject", "person", "case", "unit", "county", "group")


def statuses(
    tables: Mapping[str, pl.DataFrame], encounters: pl.DataFrame | None = None, fallen: Iterable[Row] = (),
    lying: Mapping[str, str | None] | None = None,
) -> dict[str, list[Row]]:  # fmt: skip
    """Rows of people, cases and contacts, and through whom some are secondary ones, of all diseases.

    `tables` as `inputs.prepared` gives them.

    `encounters` unite with what was told; `fallen` are the cases that were withdrawn, whose contacts have no ground;
    `lying` says where a case lies of whose person nothing is read.
    """
    facts = {kind: frame.to_dicts() for kind, frame in tables.items()}
    paths = {row["code"]: row["path"] for row in facts["areas"]}
    unit_paths = {unit["code"]: unit["path"] for unit in facts["units"] if unit["path"] is not None}
    people = people_of(facts, paths, unit_paths)
    cases = cases_of(facts, people, paths, lying or {})
    met = [] if encounters is None else encounters.to_dicts()
    return {
        "person_status": list(people.values()),
        "case_status": list(cases.values()),
        "contact": contacts_of(facts, people, {**{row["case"]: row for row in fallen}, **cases}, met),
        "through": through(facts, met),
    }


def duties(
    tables: Mapping[str, pl.DataFrame], status: Mapping[str, list[Row]], plan: Plan, at: datetime,
    subjects: Collection[str] | None = None,
) -> dict[str, list[Row]]:  # fmt: skip
    """Rows of duties, their causes, groups and their members, codes and proposals.

    `status` as `statuses`, `at` as local time; with `subjects` only their duties, codes and proposals.
    """
    facts = {kind: frame.to_dicts() for kind, frame in tables.items()}
    units, areas = facts.pop("units"), facts.pop("areas")
    paths = {row["code"]: row["path"] for row in areas}
    levels = {row["code"]: row["level"] for row in areas}
    unit_paths = {unit["code"]: unit["path"] for unit in units if unit["path"] is not None}
    unit_kinds = {unit["code"]: unit["kind"] for unit in units}
    people = {row["person"]: row for row in status["person_status"]}
    cases = {row["case"]: row for row in status["case_status"]}
    # The cases beside, as all of a county, are weighed only where a rule may ask what is proposed of them.
    weighing = None if speaks_of_proposals(plan) else subjects
    views, ties, world = seen_by(plan, facts, status, units, areas, weighing)
    proposals = [row for row in views["case_proposal"] if subjects is None or row["case"] in subjects]
    waivers, assignments = Closings(facts["waiver"]), Closings(facts["assignment"])

    def find(kind: str, same: str, duty: Row) -> list[Row]:
        return world.related(kind, ("group" if same == "group" else "same", same), duty)

    paths_of_groups = {row["group"]: row["responsible"] for row in views["group"]}

    def place(rule: Rule, first: Row) -> Row:
        """The three areas of whom a duty is about, and the area on the way up from which somebody owes it."""
        if first["unit"] is not None or first["county"] is not None or first["group"] is not None:
            path = paths_of_groups.get(first["group"])
            path = path or (unit_paths.get(first["unit"]) if first["unit"] is not None else paths.get(first["county"]))
            three: Row = {"responsible": path, "whereabouts": path, "treated": None}
        else:
            who = cases.get(first["case"] or "") or people.get(first["person"] or "") or {}
            three = {name: who.get(name) for name in AREAS}
            three["responsible"] = three["responsible"] or paths.get(first["area"] or "")
            three["whereabouts"] = three["whereabouts"] or three["responsible"]
        recorded = paths.get(first["area"] or "") if rule.owes.by.area == "recorded" else None
        wanted = recorded or three.get(rule.owes.by.area) or three["responsible"]
        return three | {"from_area": wanted}

    if subjects is not None:
        subjects = {*subjects, *(member["group"] for member in ties.members if member["case"] in subjects)}
    owed: list[Row] = []
    causes: list[Row] = []
    for rule in plan.rules:
        rows = views[rule.kind]
        if rule.group is not None:
            rows = [row for row in rows if row["definition"] == rule.group.id]
        column = OF_ITSELF.get(rule.subject)
        if subjects is not None and column is not None:
            # Of nobody else is the duty asked: the others of a county, known beside, are not weighed one by one.
            rows = [row for row in rows if row.get(column) in subjects]
        for episode in episodes_of(causes_of(rule, rows, units, paths, world)):
            first = episode[0]
            if subjects is not None and first["subject"] not in subjects:
                continue
            where = place(rule, first)
            named = first["unit"] if rule.owes.schedule.how == "daily" else first["named"]
            code, kind, path = owner_of(rule.owes.by, where["from_area"], named, units, levels)
            for occurrence in occurrences_of(rule, episode, at):
                duty = {
                    **{name: first[name] for name in ABOUT},
                    "outbreak": first["outbreak"], "plan": plan.id, "rule": rule.id, "disease": plan.disease,
                    **occurrence, **where, "owed_by": code, "owed_kind": kind, "area": path,
                }  # fmt: skip
                named_by = partial(_key, duty)
                duty["key"] = named_by(first["original"])
                originals = [cause["original"] for cause in episode]
                met = met_by(rule, duty, find, world)
                if met is not None:
                    duty["met"], duty["met_kind"], duty["met_by"] = met
                _waived(duty, waivers.of(originals, named_by), at)
                _assigned(duty, assignments.of(originals, named_by), unit_paths, unit_kinds)
                owed.append(duty)
                causes += [
                    {"duty": duty["key"], "fact": cause["fact"], "original": cause["original"], "kind": cause["kind"],
                     "since": cause["opened"], "until": cause["ends"]}
                    for cause in episode
                ]  # fmt: skip
    codes: list[Row] = []
    for each in plan.codes:
        grounds = causes_of(each.rule, views[each.rule.kind], units, paths, world)
        codes += [row for row in codes_of(each, grounds) if subjects is None or row["person"] in subjects]
    for row in codes:
        row |= {"plan": plan.id, "disease": plan.disease}
        row |= {name: people.get(row["person"], {}).get(name) for name in AREAS}
    groups = [{name: row.get(name) for name in local_schema("group")} for row in views["group"]]
    return {
        "duty": owed, "duty_cause": causes, "group": groups, "group_member": ties.members, "health_code": codes,
        "case_proposal": proposals,
    }  # fmt: skip


def seen_by(
    plan: Plan, facts: Mapping[str, list[Row]], status: Mapping[str, list[Row]], units: list[Row], areas: list[Row],
    weighing: Collection[str] | None = None,
) -> tuple[dict[str, list[Row]], Ties, World]:  # fmt: skip
    """The facts as the plan's rules see them, with its anchors and groups, and what relates them.

    Its case definitions are weighed on all cases, or on those among `weighing`.
    """
    paths = {row["code"]: row["path"] for row in areas}
    levels = {row["code"]: row["level"] for row in areas}
    cases = {row["case"]: row for row in status["case_status"]}
    kinds = {unit["code"]: unit["kind"] for unit in units}
    views = views_of(facts, status["contact"], cases, levels, kinds, plan.disease)
    ties = Ties(shared_of(facts, kinds), cases, views["contact"], paths)
    ties.through = list(status.get("through", ()))
    world = World(related_in(views, ties), paths)
    # No anchor sees another: all are worked out before any is there.
    held = [
        (row, anchor.id, moment(value(formula.expression, row, {}, world)))
        for anchor in plan.anchors
        for kind, formula in anchor.formulas
        for row in views[kind]
    ]
    for row, name, when in held:
        row[name] = when
    for group in plan.groups:
        groups, members = groups_of(
            plan, group, views["case"], cases, ties, world, {unit["code"]: unit for unit in units}
        )
        views["group"] += groups
        ties.members += members
    zones = [
        (row, case, group.reaches)
        for group in plan.groups if group.apart
        for row in views["group"] if row["definition"] == group.id
        for member in ties.members if member["group"] == row["group"]
        for case in views["case"] if case["id"] == member["fact"] and None not in (case["longitude"], case["latitude"])
    ]  # fmt: skip
    for row in views["measurement"]:
        row["group"] = zone_of(row, zones)
    chosen = [row for case, row in cases.items() if weighing is None or case in weighing]
    views["case_proposal"] += proposals_of(plan, views["case"], chosen, world)
    return views, ties, world


def codes_of(code: Code, grounds: list[Row]) -> list[Row]:
    """The codes that the grounds make: one for each person and fact as first told, that which stands longest."""
    found: dict[tuple[str, str], Row] = {}
    for ground in sorted(grounds, key=lambda ground: (ground["ends"] or BEFORE_ALL, ground["fact"])):
        if ground["ends"] is not None and ground["person"] is not None:
            found[ground["person"], ground["original"]] = {
                "rule": code.rule.id, "person": ground["person"], "colour": code.colour, "ground": code.rule.kind,
                "fact": ground["fact"], "original": ground["original"], "since": ground["opened"],
                "expires": ground["ends"],
            }  # fmt: skip
    return list(found.values())


class Closings:
    """Waivers or assignments: each names a duty by its key and, where it says so, by what had caused the duty then."""

    def __init__(self, rows: list[Row]) -> None:
        self.by_key: dict[str, list[Row]] = {}
        self.by_cause: dict[str, list[Row]] = {}
        for row in in_order(row for row in rows if row["duty"] is not None and row["occurred_from"] is not None):
            self.by_key.setdefault(row["duty"], []).append(row)
            for cause in row["causes"] or ():
                self.by_cause.setdefault(cause, []).append(row)

    def of(self, originals: list[str], named_by: Callable[[str], str]) -> list[Row]:
        """Those that speak of the duty with these causes: by the key from any of them, or from one that fell since."""
        found = [row for one in dict.fromkeys(originals) for row in self.by_key.get(named_by(one), [])]
        beside = (row for one in originals for row in self.by_cause.get(one, []))
        found += [row for row in beside if row["duty"] in {named_by(cause) for cause in row["causes"]}]
        return in_order({row["id"]: row for row in found}.values())


def _key(duty: Row, original: str) -> str:
    return duty_key(duty["plan"], duty["rule"], duty["subject"], original, duty["occurrence"])


def _waived(duty: Row, waivers: list[Row], at: datetime) -> None:
    told = [row for row in waivers if row["until"] is None or row["until"] > at]
    if told:
        duty["waived"], duty["waived_by"] = told[0]["occurred_from"], told[0]["id"]
        duty["waiver_reason"] = told[0]["why"]


def _assigned(duty: Row, assignments: list[Row], unit_paths: Mapping[str, str], unit_kinds: Mapping[str, str]) -> None:
    if not assignments:
        return
    last = assignments[-1]
    duty["assigned_to"] = last["to_account"]
    if last["to_unit"] in unit_kinds:
        duty["owed_by"], duty["owed_kind"] = last["to_unit"], unit_kinds[last["to_unit"]]
        duty["area"] = unit_paths.get(last["to_unit"])


def failures(
    tables: Mapping[str, pl.DataFrame], plan: Plan, rule: Rule, fact: str, at: datetime
) -> list[tuple[str, bool | None, Row]]:
    """For each row of a fact: the first part of the rule's condition that is not true, its value, and its words'."""
    views, world, _ = _seen(tables, plan)
    told: list[tuple[str, bool | None, Row]] = []
    rows = [row for row in views[rule.kind] if row["id"] == fact]
    if rule.group is not None:
        rows = [row for row in rows if row["definition"] == rule.group.id]
    for row in rows:
        if rule.when is None:
            told.append(("", True, {}))
            continue
        told.append(_failing(rule.when, row, world))
    return told


def weighed(
    tables: Mapping[str, pl.DataFrame], plan: Plan, case: str
) -> list[tuple[Criterion | CaseDefinition, bool | None, str, Row]]:  # fmt: skip
    """Each criterion and definition of a plan on a case: its value, the first part that is not true, its words'."""
    views, world, cases = _seen(tables, plan)
    row = at_hand(plan, {fact["id"]: fact for fact in views["case"]}, cases.get(case))
    told: list[tuple[Criterion | CaseDefinition, bool | None, str, Row]] = []
    for held in plan.conditions if row is not None else ():
        assert row is not None
        part, _, words = _failing(held.when, row, world)
        row[held.id] = value(held.when.expression, row, {}, world)
        told.append((held, row[held.id], part, words))
    return told


def _seen(tables: Mapping[str, pl.DataFrame], plan: Plan) -> tuple[dict[str, list[Row]], World, dict[str, Row]]:
    status = statuses(tables)
    facts = {kind: frame.to_dicts() for kind, frame in tables.items()}
    units, areas = facts.pop("units"), facts.pop("areas")
    views, _, world = seen_by(plan, facts, status, units, areas)
    return views, world, {row["case"]: row for row in status["case_status"]}


def _failing(condition: Formula, row: Row, world: World) -> tuple[str, bool | None, Row]:
    """The first part of a condition that is not true, its value, and what its words hold; nothing where all are."""
    part = first_untrue(condition.expression, row, world)
    if part is None:
        return "", True, {}
    names = {one.name: row.get(one.name) for one in walk(part) if isinstance(one, Name) and one.of is None}
    text = condition.text[part.start : part.end]
    return text, value(part, row, {}, world), {name: held for name, held in names.items() if name in row}


def first_untrue(node: Expression, row: Row, world: World) -> Expression | None:
    """The first part, joined by and, that is not true; None where all are."""
    if isinstance(node, And):
        return first_untrue(node.left, row, world) or first_untrue(node.right, row, world)
    return None if value(node, row, {}, world) is True else node
