"""The JSON Schema of plan files, made from the loader's own words, for editors."""

from __future__ import annotations

import json
from typing import Any

from lianfang.plan import words
from lianfang.plan.case_definitions import CLASSES, CRITERION_KEYS, DEFINITION_KEYS
from lianfang.plan.codes import CODE_KEYS
from lianfang.plan.contact_rules import (
    AIR,
    CONTACTS_KEYS,
    EXPOSING_FROM,
    EXPOSING_KEYS,
    MOST_HOPS,
    PLACES,
    REACH_KEYS,
    REACHES,
    SETTING_KEYS,
)
from lianfang.plan.definitions import ANCHOR_KEYS, ANCHORED, FOUNDING_KEYS, GROUP_KEYS, GROUP_NAME, SHARES
from lianfang.plan.layers import SET_KEYS
from lianfang.plan.levels import FIGURE_KEYS, FORCE, GRADE_KEYS, MEASURE_KEYS, ORIGINS, SCALE_KEYS
from lianfang.plan.load import LAYER_KEYS, PLAN_KEYS, RUNNING, WEEKS
from lianfang.plan.parameters import KINDS_OF_RESPONSIBILITY, KINDS_OF_UNIT, LOWER_MAY, PARAMETER_KEYS, TYPES
from lianfang.plan.retention import FROM, KEPT_KINDS, OF, PERIOD_KEYS, PERIOD_NEEDED, PUBLICATION_KEYS
from lianfang.plan.rules import (
    CHAPTER_KEYS,
    LATE_KEYS,
    LEVELS,
    MEETING_KEYS,
    OWES_KEYS,
    RECIPIENT_KEYS,
    RULE_KEYS,
    SUBJECTS,
    WAIVERS,
)
from lianfang.plan.scales import COUNTED, GRAVITY
from lianfang.plan.watches import COUNTED as WATCHED
from lianfang.plan.watches import METHODS, NEEDED, WATCH_KEYS
from lianfang.vocabulary.grounds import COLOURS, GROUNDS

TEXT = {"type": "string"}
EXPRESSION = {"type": "string", "description": "An expression of the plan language (docs/plan-language.md)."}
DURATION = {"type": "string", "pattern": r"^\d+(\.\d+)?\s*(weeks?|days?|hours?|h|minutes?|min)$"}
PARAMETER = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "description": "The name of a parameter of the plan."}
DISTANCE = {"anyOf": [{"type": "string", "pattern": r"^\d+(\.\d+)?\s*(m|km)$"}, PARAMETER]}
GROUP = {
    "type": "string",
    "pattern": f"^group {GROUP_NAME.pattern}$",
    "description": "One of the plan's groups.",
}  # fmt: skip
DAY = {"type": "string", "format": "date"}
IN_FORCE = {
    "type": "object", "properties": {"from": DAY, "until": DAY}, "required": [], "additionalProperties": False,
}  # fmt: skip
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
        MEETING_KEYS, ("fact",), fact=kinds, where=EXPRESSION,
        same={"enum": ["person", "case", "unit", "county", "group", "subject"]},
        **{"from": EXPRESSION, "until": EXPRESSION, "moment": TEXT},
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
    recipient = _object(RECIPIENT_KEYS, ("kinds",), kinds=unit_kinds, level={"enum": list(LEVELS)})
    late = _object(LATE_KEYS, LATE_KEYS, after=duration, to=recipient)
    owes = _object(
        OWES_KEYS, ("what", "by", "met by"), what=NAMES, by=by, to=recipient, late=_one_or_many(late),
        responsibility={"enum": list(KINDS_OF_RESPONSIBILITY)}, opens=EXPRESSION, within=duration, due=EXPRESSION,
        ends=EXPRESSION,
        **{"on days": days, "each day": each_day, "daily by units": daily, "met by": _one_or_many(meeting)},
    )  # fmt: skip
    source = _object(("document", "clause", "date"), ("document", "clause"), document=TEXT, clause=TEXT, date=DAY)
    lower_may = {"enum": list(LOWER_MAY)}
    rule = _object(
        RULE_KEYS, ("name", "source", "for", "owes"), name=NAMES, source=source, when=EXPRESSION, owes=owes,
        subject={"enum": list(SUBJECTS)}, floor=DURATION, ceiling=DURATION, reason=NAMES, milder=NAMES,
        **{"for": about, "lower may": lower_may, "waived for": _one_or_many({"enum": list(WAIVERS)})},
        **{"waived by": _one_or_many({"enum": list(KINDS_OF_UNIT)})},
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
        FOUNDING_KEYS, ("cases",), cases={"anyOf": [{"type": "integer", "minimum": 1}, PARAMETER]}, within=duration,
        near=DISTANCE, **{"in one": shares},
    )  # fmt: skip
    group = _object(
        GROUP_KEYS, ("name", "source", "founded by", "closed after"), name=NAMES, source=source, where=EXPRESSION,
        **{"counted by": EXPRESSION, "founded by": _one_or_many(founding), "joined by": _one_or_many(shares)},
        reaches=DISTANCE, **{"closed after": duration},
    )  # fmt: skip
    group_names = {"type": "string", "pattern": f"^{GROUP_NAME.pattern}$"}
    number = {"anyOf": [{"type": "number"}, PARAMETER]}
    watch = _object(
        WATCH_KEYS, NEEDED, name=NAMES, source=source, counts=_one_or_many({"enum": list(WATCHED)}),
        level={"enum": list(LEVELS)}, method={"enum": list(METHODS)}, percentile=number, least=number, quiet=duration,
        **{"false discoveries": number},
    )  # fmt: skip
    period = _object(
        PERIOD_KEYS, PERIOD_NEEDED, name=NAMES, source=source, facts=_one_or_many({"enum": list(KEPT_KINDS)}),
        of={"enum": list(OF)}, after=duration, identities={"enum": ["yes", "no", True, False]},
        **{"from": {"enum": list(FROM)}},
    )  # fmt: skip
    publication = _object(
        PUBLICATION_KEYS, PUBLICATION_KEYS, source=source,
        **{"suppressed up to": number, "rounded to": number, "least people": number},
    )  # fmt: skip
    rules = {"type": "object", "additionalProperties": rule}
    chapter = _object(CHAPTER_KEYS, CHAPTER_KEYS, name=NAMES, rules=rules)
    parts = {
        "plan": TEXT, "name": NAMES, "disease": TEXT, "uses": _one_or_many(TEXT), "level": {"enum": list(LEVELS)},
        "time zone": TEXT, "week": {"enum": list(WEEKS)},
        "in force": IN_FORCE, "stands on": TEXT,
        "lower may add": _one_or_many(kinds), "running duties": {"enum": list(RUNNING)},
        "sets": {"type": "object", "additionalProperties": setting},
        "parameters": {"type": "object", "additionalProperties": parameter, "propertyNames": PARAMETER},
        "anchors": {"type": "object", "additionalProperties": anchor, "propertyNames": PARAMETER},
        "groups": {"type": "object", "additionalProperties": group, "propertyNames": group_names},
        "criteria": {
            "type": "object", "additionalProperties": _object(
                CRITERION_KEYS, CRITERION_KEYS, name=NAMES, source=source, when=EXPRESSION
            ), "propertyNames": PARAMETER,
        },
        "case definitions": {
            "type": "object", "additionalProperties": _object(
                DEFINITION_KEYS, ("name", "source", "when"), name=NAMES, source=source, when=EXPRESSION,
                since=EXPRESSION, **{"goes before": _one_or_many({"enum": list(CLASSES)})},
            ), "propertyNames": {"enum": list(CLASSES)},
        },
        "chapters": {"type": "array", "items": chapter},
        "contacts": _contacts(duration, source),
        "levels": {"type": "object", "additionalProperties": _scale(source), "propertyNames": PARAMETER},
        "codes": {"type": "object", "additionalProperties": _code(source)},
        "warns": {"type": "object", "additionalProperties": watch},
        "retention": {"type": "object", "additionalProperties": period},
        "publication": publication,
    }  # fmt: skip
    plan = _object(PLAN_KEYS, ("plan", "name", "disease", "chapters"), **{key: parts[key] for key in PLAN_KEYS})
    layer = _object(
        LAYER_KEYS, ("plan", "stands on", "name", "level"), **{key: parts[key] for key in LAYER_KEYS}
    )  # fmt: skip
    whole = {"if": {"type": "object", "required": ["stands on"]}, "then": layer, "else": plan}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Lianfang plan 预案", **whole}


def _code(source: dict[str, Any]) -> dict[str, Any]:
    return _object(
        CODE_KEYS, ("name", "source", "colour", "ground", "expires"), name=NAMES, source=source,
        colour={"enum": list(COLOURS)}, ground={"enum": list(GROUNDS)}, when=EXPRESSION, expires=EXPRESSION,
        **{"from": EXPRESSION},
    )  # fmt: skip


def _scale(source: dict[str, Any]) -> dict[str, Any]:
    """A scale of levels; which levels it may hold follows from what it is about."""
    counted = _one_or_many({"enum": list(COUNTED)})
    figure = _object(
        FIGURE_KEYS, ("name",), name=NAMES, counts=counted, unit=TEXT, within={"anyOf": [DURATION, PARAMETER]},
        origin=_one_or_many({"enum": list(ORIGINS)}),
        **{"cluster of": counted, "at least": {"anyOf": [{"type": "integer"}, PARAMETER]}},
    )  # fmt: skip
    measure = _object(
        MEASURE_KEYS, ("what",), what=NAMES, of=_one_or_many({"enum": list(KINDS_OF_UNIT)})
    )  # fmt: skip
    grade = _object(
        GRADE_KEYS, ("when",), when=EXPRESSION, **{"lowered when": EXPRESSION, "orders": _one_or_many(measure)}
    )  # fmt: skip
    levels = {level: grade for known in GRAVITY.values() for level in known}
    return _object(
        SCALE_KEYS, ("name", "source", "about", "of", "figures", "grades"), name=NAMES, source=source,
        about={"enum": list(GRAVITY)}, of=_one_or_many({"enum": list(LEVELS)}), force={"enum": list(FORCE)},
        figures={"type": "object", "additionalProperties": figure, "propertyNames": PARAMETER},
        **{"in force": IN_FORCE},
        grades=_object(tuple(levels), (), **levels),
    )  # fmt: skip


def _contacts(duration: dict[str, Any], source: dict[str, Any]) -> dict[str, Any]:
    reach = _object(
        REACH_KEYS, ("of",), of={"enum": list(REACHES)}, apart={"type": "integer", "minimum": 0},
        staff={"enum": ["yes", "no", True, False]}, **{"at least": duration},
    )  # fmt: skip
    setting = _object(
        SETTING_KEYS, ("name", "source"), name=NAMES, source=source, places=_one_or_many({"enum": list(PLACES)}),
        air={"enum": list(AIR)}, close=reach, general=reach,
        **{"area at most": {"type": "integer", "minimum": 1}, "air stays risky": duration},
    )  # fmt: skip
    anchor = _object(EXPOSING_KEYS, EXPOSING_KEYS, anchor={"enum": list(EXPOSING_FROM)}, back=duration)
    return _object(
        CONTACTS_KEYS, ("source", "exposing from", "settings"), source=source,
        hops={"type": "integer", "minimum": 1, "maximum": MOST_HOPS},
        settings={"type": "object", "additionalProperties": setting},
        **{"exposing from": _one_or_many(anchor), "clock tolerance": duration, "visits kept": duration},
    )  # fmt: skip


def _object(keys: tuple[str, ...], needed: tuple[str, ...], **parts: Any) -> dict[str, Any]:
    assert set(parts) == set(keys), set(parts) ^ set(keys)
    properties = {key: parts[key] for key in keys}
    return {"type": "object", "properties": properties, "required": list(needed), "additionalProperties": False}


def _one_or_many(item: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [item, {"type": "array", "items": item}]}


def as_text() -> str:
    """The schema as it is published, `plans/plan.schema.json`."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
