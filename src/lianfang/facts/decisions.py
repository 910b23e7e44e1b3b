"""Decisions to persons as the ledger keeps them: the numbers of their papers, and whether a paper is known.

A paper's number is all that a stranger needs to ask about it, so nobody may guess one: 12 signs of Crockford's base 32
(https://www.crockford.com/base32.html) drawn at random, 60 bits. With a million papers out, a thousand guesses a second
meet one in some 36 years, and would learn two days and no person.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import polars as pl

from lianfang.facts.known import known_by
from lianfang.facts.models import Decision

# Without I, L, O and U, which are misread.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH, _GROUP = 12, 4
_MISREAD = str.maketrans("OIL", "011")


def new_number() -> str:
    """A number that no paper has had: three groups of four signs."""
    return _grouped("".join(secrets.choice(SIGNS) for _ in range(_LENGTH)))


def number_read(text: str) -> str:
    """The number that somebody typed or scanned, as it stands on papers; "" where the text can be none.

    Small letters, blanks and missing hyphens do no harm, nor O for 0 and I or L for 1.
    """
    signs = "".join(text.upper().split()).replace("-", "").translate(_MISREAD)
    return _grouped(signs) if len(signs) == _LENGTH and set(signs) <= set(SIGNS) else ""


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


def _grouped(signs: str) -> str:
    return "-".join(signs[place : place + _GROUP] for place in range(0, _LENGTH, _GROUP))
