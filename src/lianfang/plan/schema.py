"""The JSON Schema of plan files, made from the loader's own words, for editors."""

from __future__ import annotations

import json
from typing import Any

from lianfang.plan import words
from lianfang.plan.definitions import ANCHOR_KEYS, ANCHORED, FOUNDING_KEYS, GROUP_KEYS, GROUP_NAME, SHARES
from lianfang.plan.layers import SET_KEYS
from lianfang.plan.load import LAYER_KEYS, PLAN_KEYS, RUNNING
from lianfang.plan.parameters import KINDS_OF_UNIT, LOWER_MAY, PARAMETER_KEYS, TYPES
from lianfang.plan.rules import CHAPTER_KEYS, LEVELS, MEETING_KEYS, OWES_KEYS, RULE_KEYS, SUBJECTS, WAIVERS

TEXT = {"type": "string"}
EXPRESSION = {"type": "string", "description": "An expression of the plan language (docs/plan-language.md)."}
DURATION = {"type": "string", "pattern": r"^\d+(\.\d+)?\s*(weeks?|days?|hours?|h|minutes?|min)$"}
PARAMETER = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "description": "The name of a parameter of the plan."}
GROUP = {
    "type": "string",
    "pattern": f"^group {GROUP_NAME.pattern}$",
    "description": "One of the plan's groups.",
}  # fmt: skip
DAY = {"type": "string", "format": "date"}
NAMES = {
    "type": "object",
    "properties": {"zh": TEXT, "en": TEXT},
    "required": ["zh", "en"],
    "additionalProperties": False,
}


def schema() -> dict[str, Any]:
    """The schema as data (JSON Schema 2020-12)."""
    kinds = {"enum": list(words.kinds())}
    about = {"anyOf": [{"enum": [kind for kind in words.kinds() if kind != "group"]}, GROUP]}
    unit_kinds = {"anyOf": [*_one_or_many({"enum": list(KINDS_OF_UNIT)})["anyOf"], PARAMETER]}
    duration = {"anyOf": [DURATION, PARAMETER]}
    meeting = _object(
        MEETING_KEYS, ("fact",), fact=kinds, same={"enum": ["person", "case", "unit", "county", "group"]},
        where=EXPRESSION, **{"from": EXPRESSION, "until": EXPRESSION, "moment": TEXT},
    )  # fmt: skip
    by = _object(
        ("kinds", "area", "level", "unit"), ("kinds",), kinds=unit_kinds, unit=EXPRESSION,
        area={"enum": ["responsible", "whereabouts", "treated", "recorded"]}, level={"enum": list(LEVELS)},
    )  # fmt: skip
    numbers = {"anyOf": [*_one_or_many({"type": "integer"})["anyOf"], PARAMETER]}
    days = _object(
        ("days", "counted from", "first day"), ("days", "counted from"), days=numbers,
        **{"counted from": EXPRESSION, "first day": {"type": "integer"}},
    )  # fmt: skip
    slot = {"type": "string", "pattern": r"^\d{1,2}:\d{2}-\d{1,2}:\d{2}$"}
    each_day = _object(
        ("between", "counted from"),
        ("between",),
        between={"anyOf": [*_one_or_many(slot)["anyOf"], PARAMETER]},
        **{"counted from": EXPRESSION},
    )
    daily = _object(("kinds", "cut", "due"), ("kinds", "cut", "due"), kinds=unit_kinds, cut=duration, due=duration)
    owes = _object(
        OWES_KEYS, ("what", "by", "met by"), what=NAMES, by=by, opens=EXPRESSION, within=duration, due=EXPRESSION,
        ends=EXPRESSION,
        **{"on days": days, "each day": each_day, "daily by units": daily, "met by": _one_or_many(meeting)},
    )  # fmt: skip
    source = _object(("document", "clause", "date"), ("document", "clause"), document=TEXT, clause=TEXT, date=DAY)
    lower_may = {"enum": list(LOWER_MAY)}
    rule = _object(
        RULE_KEYS, ("name", "source", "for", "owes"), name=NAMES, source=source, when=EXPRESSION, owes=owes,
        subject={"enum": list(SUBJECTS)}, floor=DURATION, ceiling=DURATION, reason=NAMES, milder=NAMES,
        **{"for": about, "lower may": lower_may, "waived for": _one_or_many({"enum": list(WAIVERS)})},
    )  # fmt: skip
    value = {"anyOf": [DURATION, {"type": "number"}, *_one_or_many({"anyOf": [{"type": "integer"}, TEXT]})["anyOf"]]}
    parameter = _object(
        PARAMETER_KEYS, ("name", "type", "value", "source"), name=NAMES, type={"enum": list(TYPES)}, value=value,
        unit=TEXT, source=source, stricter={"enum": ["more", "less"]}, floor=value, ceiling=value,
        **{"lower may": lower_may},
    )  # fmt: skip
    setting = _object(
        SET_KEYS, ("source",), value=value, within=DURATION, reason=NAMES, milder=NAMES, source=source
    )  # fmt: skip
    anchor = _object(
        ANCHOR_KEYS, ANCHOR_KEYS, name=NAMES, at=EXPRESSION, day={"type": "integer"},
        **{"for": _one_or_many({"enum": list(ANCHORED)})},
    )  # fmt: skip
    shares = {"enum": list(SHARES)}
    founding = _object(
        FOUNDING_KEYS, FOUNDING_KEYS, cases={"anyOf": [{"type": "integer", "minimum": 2}, PARAMETER]}, within=duration,
        **{"in one": shares},
    )  # fmt: skip
    group = _object(
        GROUP_KEYS, ("name", "source", "founded by", "closed after"), name=NAMES, source=source, where=EXPRESSION,
        **{"counted by": EXPRESSION, "founded by": _one_or_many(founding), "joined by": _one_or_many(shares)},
        **{"closed after": duration},
    )  # fmt: skip
    group_names = {"type": "string", "pattern": f"^{GROUP_NAME.pattern}$"}
    rules = {"type": "object", "additionalProperties": rule}
    chapter = _object(CHAPTER_KEYS, CHAPTER_KEYS, name=NAMES, rules=rules)
    parts = {
        "plan": TEXT, "name": NAMES, "disease": TEXT, "level": {"enum": list(LEVELS)}, "time zone": TEXT,
        "in force": _object(("from", "until"), (), **{"from": DAY, "until": DAY}), "stands on": TEXT,
        "lower may add": _one_or_many(kinds), "running duties": {"enum": list(RUNNING)},
        "sets": {"type": "object", "additionalProperties": setting},
        "parameters": {"type": "object", "additionalProperties": parameter, "propertyNames": PARAMETER},
        "anchors": {"type": "object", "additionalProperties": anchor, "propertyNames": PARAMETER},
        "groups": {"type": "object", "additionalProperties": group, "propertyNames": group_names},
        "chapters": {"type": "array", "items": chapter},
    }  # fmt: skip
    plan = _object(PLAN_KEYS, ("plan", "name", "disease", "chapters"), **{key: parts[key] for key in PLAN_KEYS})
    layer = _object(
        LAYER_KEYS, ("plan", "stands on", "name", "level"), **{key: parts[key] for key in LAYER_KEYS}
    )  # fmt: skip
    whole = {"if": {"type": "object", "required": ["stands on"]}, "then": layer, "else": plan}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Lianfang plan 预案", **whole}


def _object(keys: tuple[str, ...], needed: tuple[str, ...], **parts: Any) -> dict[str, Any]:
    assert set(parts) == set(keys), set(parts) ^ set(keys)
    properties = {key: parts[key] for key in keys}
    return {"type": "object", "properties": properties, "required": list(needed), "additionalProperties": False}


def _one_or_many(item: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [item, {"type": "array", "items": item}]}


def as_text() -> str:
    """The schema as it is published, `plans/plan.schema.json`."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
