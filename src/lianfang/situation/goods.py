"""Whom a batch ties to a fact: who handled it, what was sampled of it, where it went. Each is answered by an index.

What is asked is the ledger with what was corrected since: it may be more than what then holds, never less.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lianfang.situation.relating import ids


@dataclass(slots=True)
class Goods:
    """The specimens and consignments, by subject, that must be known beside those whose situation is derived anew."""

    specimens: set[str] = field(default_factory=set)
    consignments: set[str] = field(default_factory=set)


def batches_told(
    specimens: Iterable[str] = (), consignments: Iterable[str] = (), persons: Iterable[str] = ()
) -> set[str]:  # fmt: skip
    """The batches of these specimens and consignments, and those that these persons handled."""
    return (
        _asked("SELECT DISTINCT batch FROM facts_specimen WHERE subject = ANY(%s::uuid[])", specimens)
        | _asked("SELECT DISTINCT batch FROM facts_consignment WHERE subject = ANY(%s::uuid[])", consignments)
        | _asked("SELECT DISTINCT batch FROM facts_handling WHERE person = ANY(%s::uuid[])", persons)
    )


def handlers_of(batches: Iterable[str]) -> set[str]:
    """The persons who handled any of these batches."""
    return _asked("SELECT DISTINCT person::text FROM facts_handling WHERE batch = ANY(%s)", batches)


def units_of_specimens(specimens: Iterable[str]) -> set[str]:
    """The codes of the places where these specimens of goods and surfaces were taken."""
    return _asked("SELECT DISTINCT unit FROM facts_specimen WHERE subject = ANY(%s::uuid[])", specimens)


def goods_beside(batches: Iterable[str], units: Iterable[str]) -> Goods:
    """What was sampled of these batches and at these places, and where the batches went."""
    told = sorted(set(batches))
    return Goods(
        _asked("SELECT DISTINCT subject::text FROM facts_specimen WHERE batch = ANY(%s)", told)
        | _asked("SELECT DISTINCT subject::text FROM facts_specimen WHERE unit = ANY(%s)", units),
        _asked("SELECT DISTINCT subject::text FROM facts_consignment WHERE batch = ANY(%s)", told),
    )


def _asked(sql: str, values: Iterable[str]) -> set[str]:
    told = sorted(set(values))
    return ids(sql, told) if told else set()
