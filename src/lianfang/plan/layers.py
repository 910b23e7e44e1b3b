"""A layer on a plan: what a province, prefecture or county sets of what stands below it, as far as it may.

"Below" is what a layer stands on: the nation's plan at the bottom. Of a parameter a layer sets the value, of a rule
`within`; it says why, and what milder thing was considered where it tightens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from lianfang.plan.branch import Branch
from lianfang.plan.finding import Span, nearest
from lianfang.plan.model import LowerMay, Names, Parameter, Plan, Rule, Setting, Value
from lianfang.plan.ordering import direction, within_limits
from lianfang.plan.parameters import read_source, read_value, value_text
from lianfang.plan.reading import Reader

SET_KEYS = ("value", "within", "reason", "milder", "source")
# A shorter time to act is the stricter one.
OF_WITHIN: Literal["less"] = "less"


@dataclass(frozen=True)
class _Held:
    """What is set, as it stood before: a parameter's value or a rule's `within`."""

    before: Value
    lower_may: LowerMay
    stricter: Literal["more", "less"] | None
    floor: Value | None
    ceiling: Value | None


def read_settings(reader: Reader, branch: Branch | None, plan: Plan, layer: str) -> dict[str, Setting]:
    """What a layer sets of a plan, by the name of the parameter or rule."""
    remedy = "write isolation_length: {value: …}"
    found = {}
    for key, item, span in reader.entries(branch, "sets", "sets names parameters and rules", remedy):
        setting = _setting(reader, key, item, span, plan, layer)
        if setting is not None:
            found[key] = setting
    return found


def _setting(reader: Reader, key: str, branch: Branch, span: Span, plan: Plan, layer: str) -> Setting | None:
    parameter = next((one for one in plan.parameters if one.id == key), None)
    rule = next((one for one in plan.rules if one.id == key), None)
    if parameter is None and rule is None:
        known = [*(one.id for one in plan.parameters), *(one.id for one in plan.rules)]
        reader.say(
            "unknown-parameter", span, f"{plan.layers[-1].id} has no parameter or rule {key}", nearest(key, known)
        )
        return None
    figure = "value" if parameter is not None else "within"
    told = reader.mapping(branch, f"what is set of {key}", (figure, *SET_KEYS[2:]), (figure,))
    source = read_source(reader, told, span, "what is set")
    reason, milder = reader.grounds(told)
    if figure not in told.items:
        return None
    if parameter is not None:
        held = _Held(
            parameter.value, parameter.lower_may, parameter.stricter, parameter.floor, parameter.ceiling
        )  # fmt: skip
        value = read_value(reader, told.items["value"], "value", parameter.type)
    else:
        assert rule is not None
        if rule.owes.within is None or rule.lower_may == "neither":
            _refused(reader, span, key, "neither", "it says lower may: neither")
            return None
        held = _Held(rule.owes.within, rule.lower_may, OF_WITHIN, rule.floor, rule.ceiling)
        value = reader.duration(told.items["within"], "within")
    if value is None:
        return None
    way = direction(held.before, value, held.stricter)
    if way == "same":
        message = f"{key} is {value_text(value)} already"
        reader.say("sets-nothing", told.items[figure].span, message, "take it out")
        return None
    if way == "neither" or way != held.lower_may:
        _refused(reader, told.items[figure].span, key, way, _may(held, key))
        return None
    if not within_limits(value, held.floor, held.ceiling):
        low, high = (None if one is None else value_text(one) for one in (held.floor, held.ceiling))
        limits = ", ".join(f"{name} {limit}" for name, limit in (("floor", low), ("ceiling", high)) if limit)
        reader.say(
            "outside-its-limits",
            told.items[figure].span,
            f"{value_text(value)} does not keep to {limits}",
            "go no further",
        )
        return None
    if way == "tighten":
        reasoned(reader, span, reason, milder)
    return Setting(layer, held.before, value, way, reason, milder, source, span)


def reasoned(reader: Reader, span: Span, reason: Names | None, milder: Names | None) -> None:
    """Says where what is stricter than above lacks its reason or the milder alternative considered."""
    for part, told in (("reason", reason), ("milder", milder)):
        if told is None:
            remedy = f"add {part}: {{zh: …, en: …}}" + (
                ", the alternative that was considered" if part == "milder" else ""
            )
            reader.say("tightening-without-reason", span, f"stricter than above, without {part}", remedy)


def _refused(reader: Reader, span: Span, key: str, way: str, remedy: str) -> None:
    name = "looser-than-it-may-be" if way == "loosen" else "stricter-than-it-may-be"
    said = {
        "loosen": "makes it looser", "tighten": "makes it stricter", "neither": "makes it another",
    }[way]  # fmt: skip
    reader.say(name, span, f"{key}: the layer {said} than above", remedy)


def _may(held: _Held, key: str) -> str:
    if held.lower_may == "neither":
        return f"it is {value_text(held.before)}, and says lower may: neither"
    return f"it is {value_text(held.before)}, and a lower layer may only {held.lower_may} it"


def set_parameters(parameters: Iterable[Parameter], settings: dict[str, Setting]) -> tuple[Parameter, ...]:
    """The parameters with the values that a layer set."""
    return tuple(
        replace(one, value=settings[one.id].value, settings=(*one.settings, settings[one.id]))
        if one.id in settings
        else one
        for one in parameters
    )


def set_rules(rules: Iterable[Rule], settings: dict[str, Setting]) -> tuple[Rule, ...]:
    """The rules with the times that a layer set."""
    made = []
    for rule in rules:
        setting = settings.get(rule.id)
        if setting is not None:
            assert isinstance(setting.value, timedelta)
            owes = replace(rule.owes, within=setting.value)
            rule = replace(rule, owes=owes, settings=(*rule.settings, setting))
        made.append(rule)
    return tuple(made)


def check_added(reader: Reader, rules: Iterable[Rule], plan: Plan) -> None:
    """Says which rules of a layer may not be added to the plan below, and which lack their reason."""
    taken = {rule.id: rule for rule in plan.rules}
    for rule in rules:
        reader.clause = rule.clause
        if rule.id in taken:
            message = f"{taken[rule.id].layer} has a rule {rule.id}"
            reader.say("rule-twice", rule.span, message, "give this one another name")
        if rule.kind not in plan.may_add:
            may = f"it may for {', '.join(plan.may_add)}" if plan.may_add else "it may add none"
            message = f"a layer on {plan.layers[-1].id} may add no rule for {rule.kind}"
            reader.say("rule-may-not-be-added", rule.span, message, may)
        reasoned(reader, rule.span, rule.reason, rule.milder)
    reader.clause = ""
