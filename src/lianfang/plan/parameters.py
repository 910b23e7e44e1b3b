"""Parameters of a plan: named values with their sources, typed, with what a lower layer may make of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from lianfang.plan import words
from lianfang.plan.answering import RESPONSIBILITIES
from lianfang.plan.branch import Branch, Mapping, Scalar, Sequence
from lianfang.plan.finding import Span
from lianfang.plan.model import Parameter, Source, Value
from lianfang.plan.ordering import open_end, within_limits
from lianfang.plan.reading import NAME, Reader
from lianfang.vocabulary.shared_columns import UNIT_KINDS

PARAMETER_KEYS = ("name", "type", "value", "unit", "source", "lower may", "stricter", "floor", "ceiling")
TYPES = ("duration", "number", "days", "slots", "unit kinds", "words", "responsibilities")
LOWER_MAY = ("neither", "loosen", "tighten")
TO_BE_FOUND = "to be found"
KINDS_OF_UNIT = tuple(option.name for option in UNIT_KINDS)
KINDS_OF_RESPONSIBILITY = tuple(option.name for option in RESPONSIBILITIES)
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,6})?")
# A parameter of one of these names could not be told from what it stands beside.
RESERVED = frozenset({"this", "true", "false", "known", "unknown", "and", "or", "not", "is", "in", "where", "within"})


def read_parameters(reader: Reader, branch: Branch | None, layer: str) -> dict[str, Parameter]:
    """The parameters of a plan or layer by name, in their order."""
    remedy = "write name_of_it: and its parts below it"
    found = {}
    for key, item, span in reader.entries(branch, "parameters", "parameters have names", remedy):
        held = _parameter(reader, key, item, span, layer)
        if held is not None:
            found[key] = held
        else:
            reader.broken.add(key)
    return found


def _parameter(reader: Reader, key: str, branch: Branch, span: Span, layer: str) -> Parameter | None:
    if not NAME.fullmatch(key) or key in RESERVED:
        remedy = "write it in small letters with _ between them, as isolation_length"
        reader.say("unusable-name", span, f"a parameter cannot be called {key[:40]}", remedy)
        return None
    if key in names_taken() - RESERVED:
        message = f"{key} is a column of facts or duties"
        reader.say("unusable-name", span, message, f"call it otherwise, as {key}_of_plan")
        return None
    told = reader.mapping(branch, "a parameter", PARAMETER_KEYS, ("name", "type", "value"))
    names = reader.names(told.items.get("name"), "name")
    source = read_source(reader, told, span, "the parameter")
    type_ = reader.word(told.items.get("type"), "type", TYPES)
    lower = reader.word(told.items.get("lower may"), "lower may", LOWER_MAY) or "neither"
    stricter = reader.word(told.items.get("stricter"), "stricter", ("more", "less"))
    unit = reader.text(told.items.get("unit"), "unit") if "unit" in told.items else ""
    if type_ == "number" and "unit" not in told.items:
        reader.say("missing-key", span, "a number says its unit", "add unit: °C, or what it counts")
    if type_ is not None and type_ != "number" and "unit" in told.items:
        reader.say("unknown-key", told.keys["unit"], f"of type {type_} there is no unit", "take it out")
    if type_ is None:
        return None
    value, floor, ceiling = (
        read_value(reader, told.items.get(part), part, type_) for part in ("value", "floor", "ceiling")
    )
    if value is None:
        return None
    if lower != "neither" and stricter is None:
        reader.say(
            "missing-key", span, f"lower may is {lower}, but not which way is stricter", "add stricter: more or less"
        )
    needed = open_end(lower, stricter)  # type: ignore[arg-type]
    if needed is not None and needed not in told.items:
        reader.say("limit-missing", span, f"a lower layer may {lower} this without end", f"add {needed}: …")
    if not within_limits(value, floor, ceiling):
        reader.say(
            "outside-its-limits",
            told.items["value"].span,
            "the value does not keep to floor and ceiling",
            "move the value or the limit",
        )
    return Parameter(
        key, names, type_, value, unit or "", source, lower, stricter, floor, ceiling, layer, span  # type: ignore[arg-type]
    )  # fmt: skip


@cache
def names_taken() -> frozenset[str]:
    """The names that mean something already: columns of facts and duties, words of the language."""
    columns = frozenset(name for kind in words.kinds() for name in words.columns(kind))
    return columns | frozenset(words.DUTY) | RESERVED


def read_value(reader: Reader, branch: Branch | None, what: str, type_: str) -> Value | None:
    """A value of a type; None where it is not there or is none."""
    if branch is None:
        return None
    if type_ == "duration":
        return reader.duration(branch, what)
    if type_ == "number":
        return _number(reader, branch, what)
    items: dict[str, Callable[[Branch], Any]] = {
        "days": lambda item: reader.number(item, "a day"),
        "slots": reader.slot,
        "unit kinds": lambda item: reader.word(item, "a kind of unit", KINDS_OF_UNIT, "unknown-unit-kind"),
        "words": lambda item: reader.text(item, "a word"),
        "responsibilities": lambda item: reader.word(item, "a responsibility", KINDS_OF_RESPONSIBILITY),
    }
    if isinstance(branch, Mapping):
        reader.say("wrong-shape", branch.span, f"{what} is a list of {type_}", f"write {what}: [a, b]")
        return None
    if isinstance(branch, Sequence) and not branch.items:
        reader.say("wrong-shape", branch.span, f"{what} holds nothing", f"write {what}: [a, b]")
        return None
    before = len(reader.findings)
    held = [items[type_](item) for item in reader.items(branch)]
    if len(reader.findings) > before:
        return None
    found = tuple(sorted(set(held))) if type_ in ("days", "slots") else tuple(dict.fromkeys(held))
    if type_ == "slots" and any(one[1] > other[0] for one, other in pairwise(found)):
        reader.say("bad-slot", branch.span, "two slots overlap", "end one where the next begins")
        return None
    return found


def _number(reader: Reader, branch: Branch, what: str) -> float | None:
    text = reader.text(branch, what)
    if text is None:
        return None
    if not NUMBER.fullmatch(text):
        remedy = "the unit stands beside it: unit: °C" if isinstance(branch, Scalar) and text[:1].isdigit() else ""
        reader.say("wrong-shape", branch.span, f"{what} is a number, not {text[:40]}", remedy)
        return None
    return float(text)


def read_source(reader: Reader, told: Mapping, span: Span, what: str) -> Source:
    """The source of a rule, parameter or setting; a clause `to be found` is a note."""
    branch = told.items.get("source")
    if branch is None:
        reader.say("missing-source", span, f"{what} rests on no document", "add source: {document, clause, date}")
        return Source("", None, None, span)
    parts = reader.mapping(branch, "source", ("document", "clause", "date"), ("document", "clause"))
    clause = reader.text(parts.items.get("clause"), "clause")
    if clause == TO_BE_FOUND:
        reader.say("clause-to-be-found", parts.items["clause"].span, "the clause is to be found", note=True)
    document = reader.text(parts.items.get("document"), "document") or ""
    day = reader.day(parts.items.get("date"), "date")
    return Source(document, None if clause == TO_BE_FOUND else clause, day, branch.span)


def value_text(value: Value) -> str:
    """A value as the file writes it."""
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, float):
        return f"{value:g}"
    return "[" + ", ".join(_item_text(item) for item in value) + "]"


def _item_text(item: Any) -> str:
    if isinstance(item, tuple):
        return "{:02}:{:02}-{:02}:{:02}".format(*divmod(item[0], 60), *divmod(item[1], 60))
    return str(item)


def duration_text(length: timedelta) -> str:
    """A length of time as the file writes it: 14 days, 2 h, 30 min."""
    seconds = length.total_seconds()
    if seconds % 86400 == 0 and seconds > 172800:
        return f"{seconds / 86400:g} days"
    return f"{seconds / 3600:g} h" if seconds % 3600 == 0 else f"{seconds / 60:g} min"
