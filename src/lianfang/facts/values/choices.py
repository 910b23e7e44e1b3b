"""Columns that take one of a few options, written by any of their names."""

import re
from collections.abc import Iterable, Mapping

import polars as pl

from lianfang.facts.cells import UNKNOWN, Parsed, half_width_of, reason
from lianfang.facts.values.distinct import Answer, by_distinct


def choices(text: pl.Series, options: object) -> Parsed:
    """The stored names of the options that cells mean.

    ``options``: objects with name, zh, en and also (vocabulary.Option), or names, or name → other words. Case, width,
    spaces and underscores do not matter. What is an option is never taken for "unknown" (无, -).
    """
    words = _words(options)
    names = ", ".join(dict.fromkeys(words.values()))

    def answer(cell: str) -> Answer:
        if (name := words.get(key_of(cell))) is not None:
            return name, None, None
        if half_width_of(cell).strip().lower() in UNKNOWN:
            return None, None, None
        return None, reason("no_such_option", options=names), None

    return by_distinct(text, answer, pl.String())


def key_of(word: str) -> str:
    """The word as it is compared."""
    plain = half_width_of(word).casefold()
    short = re.sub(r"[\s_'·]", "", plain)
    return re.sub(r"(?<=\w)-(?=\w)", "", short)


def _words(options: object) -> dict[str, str]:
    found: dict[str, str] = {}
    every: list[tuple[str, list[str]]] = []
    if isinstance(options, Mapping):
        every = [(name, [others] if isinstance(others, str) else list(others)) for name, others in options.items()]
    elif isinstance(options, Iterable):
        for option in options:
            if isinstance(option, str):
                every.append((option, []))
            else:
                every.append((option.name, [option.zh, option.en, *option.also]))
    # An option's own name wins over another's synonym.
    for name, _ in every:
        found[key_of(name)] = name
    for name, others in every:
        for other in others:
            found.setdefault(key_of(other), name)
    return found
