"""Decisions to persons as the ledger keeps them: the numbers of their papers, and whether a paper is known.

A paper's number is all that a stranger needs to ask about it, so nobody may guess one: 12 signs drawn at random, 60
bits. With a million papers out, a thousand guesses a second meet one in some 36 years, and would learn two days and no
person.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import polars as pl

from lianfang.facts import signs
from lianfang.facts.known import known_by
from lianfang.facts.models import Decision

_LENGTH = 12


def new_number() -> str:
    """A number that no paper has had: three groups of four signs."""
    return signs.drawn(_LENGTH)


def number_read(text: str) -> str:
    """The number that somebody typed or scanned, as it stands on papers; "" where the text can be none."""
    return signs.read(text, _LENGTH)


def papers(
    at: datetime, *, numbers: Iterable[str] = (), lifting: Iterable[str] = (), persons: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """The decisions with these numbers, those that lift them, or those about these persons, the latest first.

    As known at a moment, without what was withdrawn. Row-level security decides which.
    """
    by_column = {"paper": list(numbers), "lifts": list(lifting)}
    narrowed: list[dict[str, Any]] = [{"where": {name: wanted}} for name, wanted in by_column.items() if wanted]
    if about := list(persons):
        narrowed.append({"subjects": {"person": about}})
    return _latest_first(known_by(at, ["decision"], **each)["decision"] for each in narrowed)


def latest_papers(at: datetime, since: datetime) -> list[dict[str, Any]]:
    """The decisions to persons since a moment, as known at another, the latest first. Row-level security decides."""
    return _latest_first([known_by(at, ["decision"], between=(since, at))["decision"]])


def _latest_first(frames: Iterable[pl.DataFrame]) -> list[dict[str, Any]]:
    """The decisions of these frames that are papers, each once."""
    found = {row["id"]: row for frame in frames for row in frame.iter_rows(named=True) if row["paper"]}
    return sorted(found.values(), key=lambda row: (row["occurred_from"], row["paper"]), reverse=True)


def ever_issued(number: str) -> bool:
    """Whether a paper of this number was ever written, be it withdrawn since."""
    return Decision.objects.filter(paper=number).exists()
