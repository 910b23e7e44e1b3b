"""Text of a plan in, plan and all findings out. Nothing a user writes raises."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import partial
from typing import Any, get_args
from zoneinfo import ZoneInfo

from lianfang.plan import words
from lianfang.plan.branch import Mapping
from lianfang.plan.case_definitions import read_cases
from lianfang.plan.checks import plan_checks
from lianfang.plan.codes import read_codes
from lianfang.plan.contact_rules import read_contacts
from lianfang.plan.definitions import read_definitions
from lianfang.plan.finding import Finding
from lianfang.plan.layers import check_added, read_settings, set_parameters, set_rules
from lianfang.plan.levels import read_levels
from lianfang.plan.model import Layer, Parameter, Plan, Rule, Week
from lianfang.plan.parameters import read_parameters
from lianfang.plan.reading import Reader
from lianfang.plan.retention import read_publication, read_retention
from lianfang.plan.rules import LEVELS, read_rules
from lianfang.plan.shelf import Shelf, shipped
from lianfang.plan.tree import read
from lianfang.plan.used import named_parameters, parameters_of, read_used, taken_over
from lianfang.plan.watches import read_watches

PLAN_KEYS = (
    "plan", "name", "disease", "uses", "level", "in force", "time zone", "week", "running duties", "lower may add",
    "parameters", "anchors", "groups", "criteria", "case definitions", "chapters", "contacts", "levels", "codes",
    "warns", "retention", "publication",
)  # fmt: skip
LAYER_KEYS = ("plan", "stands on", "name", "level", "in force", "lower may add", "sets", "parameters", "chapters")
# What becomes of duties that run when a version begins: they keep to the old one, or are changed over.
RUNNING = ("keep", "change over")
WEEKS = get_args(Week)
# Nation, province, prefecture, county, and room for one more.
MOST_LAYERS = 5


def load(text: str, name: str, find: Shelf = shipped) -> tuple[Plan | None, list[Finding]]:
    """The plan of a text and everything found in it; no plan where a finding is more than a note.

    `name` is the file's name, kept for messages. A layer is read with what it stands on, which `find` gives by its id;
    the findings are those of the layer's own text. Never raises on what a user wrote.
    """
    return _load(text, name, find, ())


def _load(text: str, name: str, find: Shelf, above: tuple[str, ...]) -> tuple[Plan | None, list[Finding]]:
    if "\0" in text:
        return None, [Finding("unreadable-file", "this is no text", None, "a plan is a YAML file in UTF-8")]
    tree, findings = read(text)
    if tree is None:
        return None, findings
    reader = Reader()
    reader.findings += findings
    if not isinstance(tree, Mapping):
        reader.say("wrong-shape", tree.span, "this is no plan", "a plan begins with plan: NAME")
        return None, reader.findings
    made = _layered if "stands on" in tree else _plan
    plan = made(reader, tree, text, name, find, above)
    found = sorted(reader.findings, key=lambda finding: (finding.span is None, finding.span, finding.name))
    fit = all(finding.note for finding in found)
    return (plan if fit else None), found


def _plan(reader: Reader, tree: Mapping, text: str, file: str, find: Shelf, above: tuple[str, ...]) -> Plan:
    told = reader.mapping(tree, "the plan", PLAN_KEYS, ("plan", "name", "disease", "chapters"))
    zone = reader.text(told.items.get("time zone"), "time zone") or "Asia/Shanghai"
    try:
        ZoneInfo(zone)
    except Exception:
        reader.say("unknown-word", told.items["time zone"].span, f"no time zone is called {zone}", "as Asia/Shanghai")
    layer = _head(reader, told, text, file, "nation")
    own = read_parameters(reader, told.items.get("parameters"), layer.id)
    used = read_used(reader, told.items.get("uses"), partial(_load, find=find, above=(*above, layer.id)), find, above)
    reader.parameters = {**own, **parameters_of(reader, used, own)}
    read_definitions(reader, told)
    disease = reader.text(told.items.get("disease"), "disease") or ""
    plan = Plan(
        id=layer.id,
        names=layer.names,
        disease=disease,
        in_force_from=layer.in_force_from,
        in_force_until=layer.in_force_until,
        time_zone=zone,
        week=reader.word(told.items.get("week"), "week", WEEKS) or "iso",  # type: ignore[arg-type]
        rules=(
            *read_rules(reader, told, layer.id),
            *(rule for one in used for rule in taken_over(one.rules, one.parameters, disease)),
        ),
        digest=hashlib.sha256("".join((text, *(one.digest for one in used))).encode()).hexdigest(),
        file=file,
        parameters=tuple(reader.parameters.values()),
        layers=(layer,),
        used=tuple(layer for one in used for layer in one.layers),
        may_add=_may_add(reader, told),
        running=reader.word(told.items.get("running duties"), "running duties", RUNNING) or "keep",  # type: ignore[arg-type]
        **_beside_rules(reader, told, layer.id),
    )
    for rule in plan.rules:
        if rule.reason is not None or rule.milder is not None:
            reader.say("unknown-key", rule.span, "only a layer gives its rules reason and milder", "take them out")
    named = named_parameters(plan)
    bound = tuple(one for one in plan.parameters if one.layer == layer.id or one.id in named)
    plan = replace(plan, parameters=bound)
    theirs = {rule.clause for one in used for rule in one.rules}
    for check in plan_checks():
        # What is wrong in a plan that is used is said of that plan's own file.
        reader.findings += (finding for finding in check(plan) if finding.clause not in theirs)
    return plan


def _layered(
    reader: Reader, tree: Mapping, text: str, file: str, find: Shelf, above: tuple[str, ...]
) -> Plan | None:  # fmt: skip
    """A layer with what it stands on; None where that cannot be had."""
    told = reader.mapping(tree, "a layer", LAYER_KEYS, ("plan", "name", "level"))
    layer = _head(reader, told, text, file, None)
    below = _below(reader, told, layer, find, (*above, layer.id))
    if below is None:
        return None
    if layer.level and LEVELS.index(layer.level) <= LEVELS.index(below.layers[-1].level):
        message = f"a {layer.level} cannot stand on a {below.layers[-1].level}"
        reader.say("layer-out-of-order", told.items["level"].span, message, "a layer stands on a higher level")
    settings = read_settings(reader, told.items.get("sets"), below, layer.id)
    parameters = {one.id: one for one in set_parameters(below.parameters, settings)}
    own = read_parameters(reader, told.items.get("parameters"), layer.id)
    for name in parameters.keys() & own.keys():
        message = f"{below.parameter(name).layer} has a parameter {name}"
        reader.say("unusable-name", own[name].span, message, "set its value under sets, or take another name")
    reader.parameters = {**parameters, **own}
    reader.anchors, reader.groups = ({one.id: one for one in held} for held in (below.anchors, below.groups))  # type: ignore[assignment]
    added = read_rules(reader, told, layer.id)
    check_added(reader, added, below)
    changed = any(name in parameters for name in settings)
    again = _read_again(reader, below, parameters, told) if changed else below
    rules = (*set_rules(again.rules, settings), *added)
    plan = replace(
        again, in_force_from=layer.in_force_from or below.in_force_from,
        in_force_until=layer.in_force_until or below.in_force_until, rules=rules, file=file,
        digest=hashlib.sha256(f"{below.digest}{text}".encode()).hexdigest(),
        parameters=tuple(reader.parameters.values()), layers=(*below.layers, layer),
        may_add=_may_add(reader, told),
    )  # fmt: skip
    _check_whole(reader, plan, below, added, told)
    return plan


def _head(reader: Reader, told: Mapping, text: str, file: str, usual: str | None) -> Layer:
    since, until = reader.days(told.items.get("in force"))
    return Layer(
        id=reader.text(told.items.get("plan"), "plan") or "",
        names=reader.names(told.items.get("name"), "name"),
        level=reader.word(told.items.get("level"), "level", LEVELS) or usual or "",
        in_force_from=since,
        in_force_until=until,
        file=file,
        text=text,
    )


def _may_add(reader: Reader, told: Mapping) -> tuple[str, ...]:
    return reader.words(told.items.get("lower may add"), "lower may add", words.kinds(), "unknown-fact")


def _below(reader: Reader, told: Mapping, layer: Layer, find: Shelf, above: tuple[str, ...]) -> Plan | None:
    """What a layer stands on, itself read whole."""
    wanted = reader.text(told.items["stands on"], "stands on")
    span = told.items["stands on"].span
    if wanted is None:
        return None
    if wanted in above or len(above) > MOST_LAYERS:
        message = f"{wanted} stands on this layer, or is it" if wanted in above else f"more than {MOST_LAYERS} layers"
        reader.say("layer-out-of-order", span, message, "a layer stands on a higher level")
        return None
    text = find(wanted)
    if text is None:
        remedy = f"put {wanted}.yaml beside this file; the plans that ship are found by their name"
        reader.say("unknown-plan", span, f"no plan is called {wanted[:60]}", remedy)
        return None
    below, findings = _load(text, f"{wanted}.yaml", find, above)
    if below is None:
        wrong = sum(not finding.note for finding in findings)
        reader.say("unfit-below", span, f"{wanted} has {wrong} findings itself", f"lianfang plan check {wanted}.yaml")
    return below


def _read_again(reader: Reader, below: Plan, parameters: dict[str, Parameter], told: Mapping) -> Plan:
    """A plan with other values of its parameters, and what its own layers set of their times.

    What the new values make wrong in its files is said where this layer sets them.
    """
    again = Reader(parameters)
    bottom, *layers = (_tree_of(layer) for layer in below.layers)
    read_definitions(again, bottom)
    rules = list(read_rules(again, bottom, below.id))
    for layer, tree in zip(below.layers[1:], layers, strict=True):
        rules += read_rules(again, tree, layer.id)
    for layer in below.used:
        tree = _tree_of(layer)
        lists = read_parameters(Reader(), tree.items.get("parameters"), layer.id)
        rules += taken_over(read_rules(Reader({**lists, **parameters}), tree, layer.id), lists.values(), below.disease)
    kept = {rule.id: rule for rule in below.rules}
    times = {rule.id: kept[rule.id].settings[-1] for rule in rules if rule.id in kept and kept[rule.id].settings}
    made = tuple(
        replace(rule, settings=kept[rule.id].settings) if rule.id in times else rule for rule in set_rules(rules, times)
    )
    # The rest only the plan at the bottom has.
    parts = _beside_rules(again, bottom, below.id)
    reader.findings += [replace(one, span=told.keys["sets"], others=()) for one in again.findings if not one.note]
    return replace(below, rules=made, **parts)


def _tree_of(layer: Layer) -> Mapping:
    tree, _ = read(layer.text)
    assert isinstance(tree, Mapping)  # it was read before
    return tree


def _beside_rules(reader: Reader, told: Mapping, layer: str) -> dict[str, Any]:
    """What a plan says beside its rules, as its parts are called; definitions are read before the rules."""
    criteria, definitions = read_cases(reader, told, layer)
    return {
        "criteria": criteria, "definitions": definitions,
        "anchors": tuple(reader.anchors.values()), "groups": tuple(reader.groups.values()),
        "levels": read_levels(reader, told.items.get("levels"), layer),
        "codes": read_codes(reader, told.items.get("codes"), layer),
        "watches": read_watches(reader, told.items.get("warns")), "contacts": read_contacts(reader, told),
        "periods": read_retention(reader, told.items.get("retention")), "publication": read_publication(reader, told),
    }  # fmt: skip


def _check_whole(reader: Reader, plan: Plan, below: Plan, added: tuple[Rule, ...], told: Mapping) -> None:
    """The checks of the whole: what is wrong in a rule of another file is said where this layer sets its figures."""
    own = {rule.clause for rule in added}
    setting = told.keys.get("sets")
    known = {rule.id for rule in below.rules}
    taken = {rule.clause for rule in added if rule.id in known}
    for check in plan_checks():
        for finding in check(plan):
            if finding.name == "rule-twice" and finding.clause in taken:
                continue
            if finding.clause in own or finding.clause.startswith("parameters > "):
                others = finding.others if finding.name != "overlapping-rules" else ()
                reader.findings.append(replace(finding, others=others))
            elif setting is not None:
                reader.findings.append(replace(finding, span=setting, others=()))
