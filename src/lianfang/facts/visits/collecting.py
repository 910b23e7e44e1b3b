"""Collecting is off by default: a declaration turns it on for an area, kinds of place and a time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianfang.facts.known import known_by
from lianfang.places.models import Area
from lianfang.plan.contact_rules import PLACES
from lianfang.vocabulary.kinds.movement import JOURNEY
from lianfang.vocabulary.shared_columns import UNIT_KINDS

_APART = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, slots=True)
class Collecting:
    """What a declaration lets be collected: visits in an area, at kinds of place, that begin in a time (half-open)."""

    declaration: UUID
    area: str
    area_path: str
    kinds: tuple[str, ...]
    since: datetime
    until: datetime | None


def declared(at: datetime) -> list[Collecting]:
    """What was declared by a moment, also what is over or still to come. The machine's or an account's, by its area."""
    frame = known_by(at, ["declaration"], where={"about": ["collecting"]})["declaration"]
    paths = dict(Area.objects.filter(code__in=frame["declared"].to_list()).values_list("code", "path"))
    return [
        Collecting(
            UUID(row["original"] or row["id"]),
            row["declared"],
            paths[row["declared"]],
            kinds_named(row["place_kinds"] or ""),
            row["occurred_from"],
            row["occurred_until"],
        )
        for row in frame.iter_rows(named=True)
        if row["declared"] in paths
    ]


def in_force(at: datetime) -> list[Collecting]:
    """What may be collected at a moment: nothing where no declaration holds."""
    return [one for one in declared(at) if one.since <= at and (one.until is None or at < one.until)]


def kinds_named(text: str) -> tuple[str, ...]:
    """The kinds of place that a declaration names, by their words or their Chinese names; others are left out."""
    words = _chinese()
    named = (words.get(word, word) for word in _APART.split(text.strip()))
    return tuple(dict.fromkeys(word for word in named if word in PLACES))


def _chinese() -> dict[str, str]:
    options: Iterable[tuple[str, str]] = [(option.zh, option.name) for option in UNIT_KINDS]
    means = next(column for column in JOURNEY.columns if column.name == "means")
    return dict(options) | {option.zh: option.name for option in means.options} | {"住户": "household", "房间": "room"}
