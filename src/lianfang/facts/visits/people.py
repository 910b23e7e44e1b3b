"""The numbers under which the store knows people: keyed hashes of an identity number, a telephone, or what a file has.

The key is made from that of look-ups, which lies in the folder of keys or with their keeper, never beside the visits.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from uuid import UUID

import polars as pl

from lianfang.access.keys import keys
from lianfang.access.masks import Masked
from lianfang.facts.identities import sealed_values
from lianfang.trace.store import keyed
from lianfang.trace.store.siphash import KEY_BYTES


def number_of(texts: pl.Series) -> pl.Series:
    """The number of each person by what names them there; null for null and for what is empty.

    Spaces, hyphens, capitals, full-width signs and a leading +86 make no difference, as in ``ciphers.normalised``.
    """
    plain = texts.cast(pl.String)
    odd = plain.str.contains("[^0-9A-Z]").fill_null(False)
    # Most are digits as they are; the rest is looked at apart, which costs more than the hash.
    if odd.any():
        other = plain.filter(odd).str.normalize("NFKC").str.replace_all(r"[\s-]", "").str.to_uppercase()
        plain = plain.scatter(odd.arg_true(), other.str.strip_prefix("+86"))
    return keyed(plain.set(plain == "", None), _key())


def numbers_of_persons(persons: Iterable[UUID]) -> dict[UUID, list[int]]:
    """The numbers that people of the ledger may have in the store: of identity number, telephone, and their UUID.

    Row-level security decides whose are told; the machine is told all.
    """
    asked = list(persons)
    named: dict[UUID, list[str]] = {person: [str(person)] for person in asked}
    kinds: tuple[Masked, ...] = ("identity", "telephone")
    for kind in kinds:
        for person, value in sealed_values(asked, kind).items():
            named[person].append(value)
    pairs = [(person, text) for person, texts in named.items() for text in texts]
    numbers = number_of(pl.Series([text for _, text in pairs], dtype=pl.String)).to_list()
    found: dict[UUID, list[int]] = {}
    for (person, _), number in zip(pairs, numbers, strict=True):
        found.setdefault(person, []).append(number)
    return found


def _key() -> bytes:
    return hmac.digest(keys().lookup_key(), b"lianfang collected visits", "sha256")[:KEY_BYTES]
