"""The one door by which facts leave the ledger: by their ids, as a role of the database that may do just that.

The connection ``retention`` is that role's; pages, loads and the worker's other tasks connect as the web role, which
has no right to it. What is removed is written down by kind, day and area in the same transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError, connections
from psycopg.errors import InsufficientPrivilege

from lianfang import vocabulary
from lianfang.access.session import machine_session
from lianfang.facts.entry import RECORDING
from lianfang.facts.models import Removal, Removed
from lianfang.facts.outbox import case_touched_by
from lianfang.facts.recording.sealing import sealed_columns
from lianfang.facts.tables import columns_of, table_of
from lianfang.vocabulary import Mistake

ALIAS = "retention"
# So many facts go in one transaction: whoever records waits for it.
_TOGETHER = 5_000


@dataclass(frozen=True, slots=True)
class Rule:
    """Why facts go: the rule (plan and period), its name in both languages, its clause, the closing it follows."""

    id: str
    zh: str
    en: str
    clause: str
    closing: UUID | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """What went, or would go: so many facts of a kind, day and area, about so many people."""

    kind: str
    day: date
    area: str
    area_path: str
    facts: int
    people: int
    digest: str


@contextmanager
def as_retention() -> Iterator[Any]:
    """A transaction of the role that removes, in which it may; its cursor.

    Raises Mistake where the database does not know the role, or its connection is another's.
    """
    try:
        with machine_session(using=ALIAS), connections[ALIAS].cursor() as cursor:
            cursor.execute("SELECT set_config('app.retention', 'on', true)")
            yield cursor
    except DatabaseError as error:
        if isinstance(error.__cause__, InsufficientPrivilege):
            raise Mistake(
                "the database lets nobody remove facts by this connection: DATABASE_RETENTION_URL names that of the "
                "role lianfang_retention"
            ) from error
        raise


def of_whom(kind: str) -> str:
    """The SQL of the people whom a row of this kind (``fact``) names, as an array of UUIDs."""
    columns = columns_of(kind)
    if "persons" in columns:
        return "coalesce(fact.persons, ARRAY[]::uuid[])"
    own = "fact.subject" if vocabulary.kind(kind).subject == "person" else None
    named = "fact.person" if "person" in columns else None
    both = ", ".join(name for name in (own, named) if name)
    return f"array_remove(ARRAY[{both}]::uuid[], NULL)"


def removed(kind: str, facts: Sequence[str], rule: Rule, at: datetime, by: str) -> list[Gone]:
    """Removes these facts and writes down what went; whom they were about is noted for the next refresh."""
    gone: list[Gone] = []
    for start in range(0, len(facts), _TOGETHER):
        some = list(facts[start : start + _TOGETHER])
        with as_retention() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RECORDING])
            counted = list(_counted(cursor, kind, some))
            for one, ids in counted:
                _written(one, ids, rule, at, by, _months(cursor, kind, [fact for fact, _ in ids]))
            _touched(cursor, kind, some)
            cursor.execute(
                "DELETE FROM facts_dispute WHERE kind = %s AND ARRAY[fact, seen, before] && %s::uuid[]", [kind, some]
            )
            cursor.execute(f'DELETE FROM "{table_of(kind)}" WHERE id = ANY(%s::uuid[])', [some])  # noqa: S608 (table of a model)
            if cursor.rowcount != sum(one.facts for one, _ in counted):
                raise RuntimeError(f"{kind}: {cursor.rowcount} rows went and {counted} were counted")
        gone += [one for one, _ in counted]
    return gone


def _counted(cursor: Any, kind: str, facts: Sequence[str]) -> Iterator[tuple[Gone, list[tuple[str, str]]]]:
    """By day and area what goes, with each fact's id and subject, in the order of the ids."""
    cursor.execute(
        f"SELECT id::text, subject::text, {of_whom(kind)}::text[], area, area_path,"  # noqa: S608 (names of a model)
        " (greatest(occurred_from, occurred_until) AT TIME ZONE %s)::date"
        f' FROM "{table_of(kind)}" fact WHERE id = ANY(%s::uuid[]) ORDER BY id',
        [settings.TIME_ZONE, list(facts)],
    )
    groups: dict[tuple[date, str, str], list[tuple[str, str, list[str]]]] = {}
    for fact, subject, persons, area, path, day in cursor.fetchall():
        groups.setdefault((day, area, path), []).append((fact, subject, persons))
    for (day, area, path), rows in sorted(groups.items()):
        people = {person for _, _, persons in rows for person in persons}
        digest = hashlib.sha256("".join(fact for fact, *_ in rows).encode()).hexdigest()
        yield Gone(kind, day, area, path, len(rows), len(people), digest), [(row[0], row[1]) for row in rows]


def _months(cursor: Any, kind: str, facts: Sequence[str]) -> list[str]:
    """The months with whose keys what is encrypted of these facts was encrypted."""
    months: set[str] = set()
    for column in sealed_columns(vocabulary.kind(kind)):
        cursor.execute(
            f'SELECT DISTINCT {month_of(column)} FROM "{table_of(kind)}"'  # noqa: S608 (names of a model)
            f" WHERE id = ANY(%s::uuid[]) AND {column} IS NOT NULL",
            [list(facts)],
        )
        months |= {month for (month,) in cursor.fetchall()}
    return sorted(months)


def month_of(column: str) -> str:
    """The SQL of the month with whose key a column's value was encrypted."""
    return f"convert_from(substring({column} FROM 2 FOR 7), 'SQL_ASCII')"


def _written(
    one: Gone, ids: Iterable[tuple[str, str]], rule: Rule, at: datetime, by: str, months: list[str]
) -> None:  # fmt: skip
    removal = Removal(
        id=uuid4(), at=at, by=by, rule=rule.id, rule_zh=rule.zh, rule_en=rule.en, clause=rule.clause,
        closing=rule.closing, kind=one.kind, day=one.day, area=one.area, area_path=one.area_path, facts=one.facts,
        people=one.people, months=months, digest=one.digest,
    )  # fmt: skip
    removal.save(using=ALIAS, force_insert=True)
    rows = [Removed(fact=fact, subject=subject, removal_id=removal.id) for fact, subject in ids]
    Removed.objects.using(ALIAS).bulk_create(rows, batch_size=1_000)


def _touched(cursor: Any, kind: str, facts: Sequence[str]) -> None:
    """Notes whom the facts were about, while they are still there, in the outbox of the refresh."""
    case = f", ('{case_touched_by(kind)}', ARRAY[fact.case])" if "case" in columns_of(kind) else ""
    cursor.execute(
        "INSERT INTO facts_touched (kind, subject, at) SELECT DISTINCT kind, subject, now() FROM ("  # noqa: S608 (names of a model)
        f'SELECT about.kind, unnest(about.subjects) AS subject FROM "{table_of(kind)}" fact,'
        f" LATERAL (VALUES (%s, ARRAY[fact.subject]), ('person', {of_whom(kind)}){case}) about (kind, subjects)"
        " WHERE fact.id = ANY(%s::uuid[])) named WHERE subject IS NOT NULL",
        [vocabulary.kind(kind).subject, list(facts)],
    )
