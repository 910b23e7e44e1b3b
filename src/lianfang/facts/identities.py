"""What identifies a person, opened: as masks for a page, one value at a time in clear.

Whoever shows a value in clear writes the audit's line; row-level security decides whose may be opened at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from lianfang.access import ciphers
from lianfang.access.masks import Masked, masked
from lianfang.facts.models import Person

# Sealed values by the kind of their mask, and the column in which each is kept.
SEALED: dict[Masked, str] = {"identity": "identity_number", "telephone": "telephone", "address": "address"}


def sealed_value(person: UUID, kind: Masked) -> str | None:
    """The latest value of this kind that is known of a person, in clear. Whoever shows it writes the audit's line."""
    column = SEALED[kind]
    rows = (
        Person.objects.filter(subject=person, withdrawn=False)
        .order_by("-known_at", "-id")
        .values_list("id", "supersedes", column)
    )
    gone: set[UUID] = set()
    for fact, supersedes, ciphertext in rows:
        if supersedes:
            gone.add(supersedes)
        if ciphertext is not None and fact not in gone:
            return ciphers.decrypted([ciphertext])[0]
    return None


def persons_with(kind: Masked, value: str) -> list[UUID]:
    """The persons of whom this value (identity number, telephone, address) is told, found by its keyed hash.

    ``value`` in the form in which it is kept (``identity.document_of`` gives it of a number). Row-level security
    decides who is found.
    """
    (digest,) = ciphers.lookup_hashes([value])
    told = Person.objects.filter(withdrawn=False, **{f"{SEALED[kind]}_hash": digest})
    rows = list(told.order_by("id").values_list("id", "subject"))
    corrected = set(
        Person.objects.filter(supersedes__in=[fact for fact, _ in rows]).values_list("supersedes", flat=True)
    )
    return list(dict.fromkeys(subject for fact, subject in rows if fact not in corrected))


@dataclass(frozen=True, slots=True)
class Identity:
    """What a person's page shows of who they are; sealed values only as masks."""

    masks: dict[Masked, str]
    fact: Person | None


def identity_of(person: UUID) -> Identity:
    """The latest facts about who a person is, what identifies masked."""
    rows = list(Person.objects.filter(subject=person, withdrawn=False).order_by("-known_at", "-id"))
    gone = {row.supersedes for row in rows}
    rows = [row for row in rows if row.id not in gone]
    masks: dict[Masked, str] = {}
    for kind, column in SEALED.items():
        found = next((getattr(row, column) for row in rows if getattr(row, column) is not None), None)
        masks[kind] = masked(kind, ciphers.decrypted([found])[0]) if found is not None else ""
    return Identity(masks, rows[0] if rows else None)


def masks_of(persons: Iterable[UUID]) -> dict[UUID, dict[Masked, str]]:
    """The masks of many people, in one query."""
    wanted = set(persons)
    told = Person.objects.filter(subject__in=wanted, withdrawn=False).order_by("known_at", "id")
    rows = list(told.values_list("id", "supersedes", "subject", *SEALED.values()))
    gone = {row[1] for row in rows}
    found: dict[UUID, dict[Masked, str]] = {person: dict.fromkeys(SEALED, "") for person in wanted}
    for fact, _supersedes, person, *values in rows:
        if fact in gone:
            continue
        for kind, value in zip(SEALED, values, strict=True):
            if value is not None:
                found[person][kind] = masked(kind, ciphers.decrypted([value])[0])
    return found
