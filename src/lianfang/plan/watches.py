"""What a plan watches for signals (`warns`): which cases of which areas, by which method, how unusual is enough."""

from __future__ import annotations

from datetime import timedelta

from lianfang.plan.branch import Branch, Mapping
from lianfang.plan.finding import Span
from lianfang.plan.model import Watch
from lianfang.plan.parameters import read_source, read_value
from lianfang.plan.reading import Reader
from lianfang.plan.rules import LEVELS

WATCH_KEYS = (
    "name", "source", "counts", "level", "method", "percentile", "least", "false discoveries", "quiet",
)  # fmt: skip
NEEDED = ("name", "source", "counts", "level", "method")
# Cases by how they are classified, counted on the day on which they were.
COUNTED = ("confirmed", "clinical", "suspected", "asymptomatic")
METHODS = ("ears-c1", "ears-c2", "ears-c3", "farrington", "cusum", "moving-percentile", "scan", "threshold")
PERCENTILE, LEAST, FALSE_DISCOVERIES, QUIET = 80.0, 1.0, 0.2, timedelta(days=14)


def read_watches(reader: Reader, branch: Branch | None) -> tuple[Watch, ...]:
    """The watches of a plan in their order."""
    remedy = "write county-cases: and its parts below it"
    found = (_watch(reader, *entry) for entry in reader.entries(branch, "warns", "warns names what is watched", remedy))
    return tuple(watch for watch in found if watch is not None)


def _watch(reader: Reader, key: str, branch: Branch, span: Span) -> Watch | None:
    reader.used = set()
    told = reader.mapping(branch, "a watch", WATCH_KEYS, NEEDED)
    names = reader.names(told.items.get("name"), "name")
    source = read_source(reader, told, span, "the watch")
    counts = reader.words(told.items.get("counts"), "counts", COUNTED, "unknown-option")
    level = reader.word(told.items.get("level"), "level", LEVELS)
    method = reader.word(told.items.get("method"), "method", METHODS)
    if method is not None and method != "moving-percentile" and "percentile" in told.items:
        message = f"{method} has no percentile"
        reader.say("unknown-key", told.keys["percentile"], message, "it goes with method: moving-percentile")
    if method == "threshold" and "false discoveries" in told.items:
        remedy = "take it out: so many cases are a signal, however many areas are looked at"
        reader.say("unknown-key", told.keys["false discoveries"], "threshold judges no chance", remedy)
    percentile = _figure(reader, told, "percentile", PERCENTILE, 0, 100)
    least = _figure(reader, told, "least", LEAST, 1, 1_000_000)
    discoveries = _figure(reader, told, "false discoveries", FALSE_DISCOVERIES, 0, 1)
    quiet = reader.duration(told.items.get("quiet"), "quiet") if "quiet" in told.items else QUIET
    here = tuple(sorted(reader.used))
    if not counts or level is None or method is None or quiet is None:
        return None
    return Watch(key, names, source, counts, level, method, percentile, least, discoveries, quiet, span, here)


def _figure(reader: Reader, told: Mapping, key: str, usual: float, low: float, high: float) -> float:
    """A number or a parameter of type number; the usual one where nothing is said."""
    branch = told.items.get(key)
    if branch is None:
        return usual
    parameter = reader.parameter(branch, key, "number")
    value = parameter.value if parameter is not None else read_value(reader, branch, key, "number")
    if not isinstance(value, float):
        return usual
    if not low <= value <= high:
        reader.say("outside-its-limits", branch.span, f"{key} lies between {low:g} and {high:g}", "move it")
    return value
