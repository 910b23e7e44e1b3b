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
    return sealed_values([person], kind).get(person)


def sealed_values(persons: Iterable[UUID], kind: Masked) -> dict[UUID, str]:
    """The latest value of this kind of each of these persons, in clear, in one query; who has none is left out.

    Whoever shows them writes one line of the audit that names all whose value was shown.
    """
    column = SEALED[kind]
    # Only the column asked for: of a grid's fifteen hundred people the rest would take longer than to open it.
    told = _told(persons, "subject", "supersedes", "withdrawn", column)
    latest = {row.subject: value for row in told if (value := getattr(row, column)) is not None}
    return dict(zip(latest, ciphers.decrypted(list(latest.values())), strict=True))


def _told(persons: Iterable[UUID], *columns: str) -> list[Person]:
    """What stands of who these persons are, the oldest first: neither corrected nor withdrawn.

    With only these columns read, where any are named.
    """
    told = Person.objects.filter(subject__in=list(persons)).order_by("known_at", "id")
    rows = list(told.only(*columns) if columns else told)
    # What was withdrawn is corrected by a fact that says so and stands no more itself.
    gone = {row.supersedes for row in rows}
    return [row for row in rows if not row.withdrawn and row.id not in gone]


def persons_with(kind: Masked, value: str) -> list[UUID]:
    """The persons of whom this value (identity number, telephone, address) is told, found by its keyed hash.

    ``value`` in the form in which it is kept (``identity.document_of`` gives it of a number). Row-level security
    decides who is found.
    """
    return persons_by(kind, [value])[value]


def persons_by(kind: Masked, values: Iterable[str]) -> dict[str, list[UUID]]:
    """For each value the persons of whom it is told, as ``persons_with`` finds them; two queries for all of them."""
    asked = list(dict.fromkeys(values))
    by_digest = dict(zip(map(bytes, ciphers.lookup_hashes(asked)), asked, strict=True)) if asked else {}
    column = f"{SEALED[kind]}_hash"
    told = Person.objects.filter(withdrawn=False, **{f"{column}__in": list(by_digest)})
    rows = list(told.order_by("id").values_list("id", "subject", column))
    corrected = set(
        Person.objects.filter(supersedes__in=[fact for fact, *_ in rows]).values_list("supersedes", flat=True)
    )
    found: dict[str, dict[UUID, None]] = {value: {} for value in asked}
    for fact, subject, digest in rows:
        if fact not in corrected:
            found[by_digest[bytes(digest)]][subject] = None
    return {value: list(subjects) for value, subjects in found.items()}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a person's page shows of who they are; sealed values only as masks."""

    masks: dict[Masked, str]
    fact: Person | None


def identity_of(person: UUID) -> Identity:
    """The latest facts about who a person is, what identifies masked."""
    return identities_of([person])[person]


def identities_of(persons: Iterable[UUID]) -> dict[UUID, Identity]:
    """The same of several people in one query, each asked for in the answer."""
    told: dict[UUID, list[Person]] = {person: [] for person in persons}
    for row in reversed(_told(told)):
        told[row.subject].append(row)
    return {person: _identity(rows) for person, rows in told.items()}


def _identity(rows: list[Person]) -> Identity:
    masks: dict[Masked, str] = {}
    for kind, column in SEALED.items():
        found = next((getattr(row, column) for row in rows if getattr(row, column) is not None), None)
        masks[kind] = masked(kind, ciphers.decrypted([found])[0]) if found is not None else ""
    return Identity(masks, rows[0] if rows else None)
