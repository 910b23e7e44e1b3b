"""The plan's `retention` and `publication`, read from the tree."""

from __future__ import annotations

from typing import Any, get_args

from lianfang import vocabulary
from lianfang.plan.branch import Branch, Mapping
from lianfang.plan.finding import Span
from lianfang.plan.parameters import read_source, read_value
from lianfang.plan.reading import Reader
from lianfang.plan.retained import KeptFrom, KeptOf, Period, Publication

PERIOD_KEYS = ("name", "source", "facts", "of", "from", "after", "identities")
PERIOD_NEEDED = ("name", "source", "facts", "from", "after")
PUBLICATION_KEYS = ("source", "suppressed up to", "rounded to", "least people")
OF: tuple[str, ...] = get_args(KeptOf)
FROM: tuple[str, ...] = get_args(KeptFrom)
# Who somebody is goes with what is told of them, by `identities`, and a merge holds two tellings together.
_NEVER = frozenset({"merge"})
# A specimen of several goes when it is due of each, and its results with it.
KEPT_KINDS = tuple(
    kind.name
    for kind in vocabulary.kinds()
    if kind.name not in _NEVER and (kind.subject == "person" or kind.about_a_person)
)


def read_retention(reader: Reader, branch: Branch | None) -> tuple[Period, ...]:
    """The periods of a plan in their order."""
    message, remedy = "retention names what is kept for how long", "write arrivals: and its parts below it"
    found = (_period(reader, *entry) for entry in reader.entries(branch, "retention", message, remedy))
    return tuple(period for period in found if period is not None)


def _period(reader: Reader, key: str, branch: Branch, span: Span) -> Period | None:
    reader.used = set()
    told = reader.mapping(branch, "a period", PERIOD_KEYS, PERIOD_NEEDED)
    names = reader.names(told.items.get("name"), "name")
    source = read_source(reader, told, span, "the period")
    kinds = reader.words(told.items.get("facts"), "facts", KEPT_KINDS, "unknown-fact")
    of: Any = reader.word(told.items.get("of"), "of", OF) or "everybody"
    since: Any = reader.word(told.items.get("from"), "from", FROM)
    after = reader.duration(told.items.get("after"), "after")
    identities = reader.word(told.items.get("identities"), "identities", ("yes", "no")) == "yes"
    if not kinds or since is None or after is None:
        return None
    return Period(key, names, source, kinds, of, since, after, identities, span, tuple(sorted(reader.used)))


def read_publication(reader: Reader, told: Mapping) -> Publication | None:
    """What a plan says of counts that are published; None where it says nothing of them."""
    branch = told.items.get("publication")
    if branch is None:
        return None
    reader.clause, reader.used = "publication", set()
    span = told.keys["publication"]
    parts = reader.mapping(branch, "publication", PUBLICATION_KEYS, PUBLICATION_KEYS)
    source = read_source(reader, parts, span, "publication")
    suppressed, rounded, people = (
        _figure(reader, parts, key, low) for key, low in zip(PUBLICATION_KEYS[1:], (1, 1, 2), strict=True)
    )
    reader.clause = ""
    return Publication(source, suppressed, rounded, people, span, tuple(sorted(reader.used)))


def _figure(reader: Reader, told: Mapping, key: str, low: int) -> int:
    """A whole number or a parameter of type number, from `low` to 100; `low` where it is neither."""
    branch = told.items.get(key)
    if branch is None:
        return low
    parameter = reader.parameter(branch, key, "number")
    value = parameter.value if parameter is not None else read_value(reader, branch, key, "number")
    if not isinstance(value, float):
        return low
    if value != int(value) or not low <= value <= 100:
        reader.say("outside-its-limits", branch.span, f"{key} is {value:g}", f"write a whole number from {low} to 100")
        return low
    return int(value)
