"""The kinds of place that a declaration names: of units, vehicles, homes and rooms, by their words or in Chinese."""

import re
from collections.abc import Iterable

from lianfang.plan.contact_rules import PLACES
from lianfang.vocabulary.kinds.movement import JOURNEY
from lianfang.vocabulary.shared_columns import UNIT_KINDS

_APART = re.compile(r"[\s,，、;；]+")


def kinds_named(text: str) -> tuple[str, ...]:
    """The kinds of place that a declaration names, by their words or their Chinese names."""
    return tuple(kind for kind in _words(text).values() if kind is not None)


def kinds_unknown(text: str) -> tuple[str, ...]:
    """The words in which a declaration names no kind of place."""
    return tuple(word for word, kind in _words(text).items() if kind is None)


def _words(text: str) -> dict[str, str | None]:
    words = _chinese()
    told = dict.fromkeys(word for word in _APART.split(text.strip()) if word)
    named = {word: words.get(word, word) for word in told}
    return {word: kind if kind in PLACES else None for word, kind in named.items()}


def _chinese() -> dict[str, str]:
    options: Iterable[tuple[str, str]] = [(option.zh, option.name) for option in UNIT_KINDS]
    means = next(column for column in JOURNEY.columns if column.name == "means")
    return dict(options) | {option.zh: option.name for option in means.options} | {"住户": "household", "房间": "room"}
