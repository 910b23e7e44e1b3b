"""What a backup says of itself: of each table how many rows it has and a digest of them, as at the moment of the dump.

Counted in the dump's own snapshot and again in the database made from it, it proves that facts, figures, duties and the
audit's chain came back as they were. The order of rows counts for nothing, and no row is opened.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import psycopg
from psycopg import sql

from lianfang.vocabulary.mistakes import Mistake

# Before a digest is taken of a row as text, whatever changes how a value is written is set.
_AS_TEXT = (
    ("TimeZone", "UTC"), ("DateStyle", "ISO, YMD"), ("IntervalStyle", "postgres"), ("bytea_output", "hex"),
    ("extra_float_digits", "1"),
)  # fmt: skip
_TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    " AND NOT relispartition ORDER BY relname"
)
_DIGEST = (
    "SELECT count(*), coalesce(sum(('x' || left(md5(told::text), 16))::bit(64)::bigint::numeric), 0)::text"
    " FROM public.{} told"
)
FACTS, DUTIES, FIGURES, AUDIT = "facts_*", "situation_duty", "situation_count", "access_auditline"


@dataclass(frozen=True, slots=True)
class Proof:
    """Of each table, by its name, how many rows it has and the digest of all of them."""

    tables: Mapping[str, tuple[int, str]]

    @property
    def as_json(self) -> bytes:
        """As it lies in a backup."""
        return json.dumps({"tables": self.tables}, sort_keys=True).encode()

    def rows(self, pattern: str) -> int:
        """How many rows the tables have whose names are of this pattern, as ``facts_*`` is one of files."""
        return sum(rows for name, (rows, _) in self.tables.items() if fnmatchcase(name, pattern))


def read(raw: bytes) -> Proof:
    """The proof of a backup. Raises Mistake where it is none."""
    try:
        told = json.loads(raw)["tables"]
        return Proof({str(name): (int(rows), str(digest)) for name, (rows, digest) in told.items()})
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Mistake("the backup's proof cannot be read") from None


def counted(connection: "psycopg.Connection[tuple[Any, ...]]") -> Proof:
    """The proof of the database that this connection sees, which has to see every row; within its transaction."""
    for name, value in _AS_TEXT:
        connection.execute("SELECT set_config(%s, %s, true)", [name, value])
    tables = {}
    for (name,) in connection.execute(_TABLES).fetchall():
        row = connection.execute(sql.SQL(_DIGEST).format(sql.Identifier(name))).fetchone()
        assert row is not None
        tables[str(name)] = (int(row[0]), str(row[1]))
    return Proof(tables)


def held_against(before: Proof, after: Proof) -> None:
    """Raises Mistake, naming the tables, where what was restored is not what was backed up."""
    names = before.tables.keys() | after.tables.keys()
    other = sorted(name for name in names if before.tables.get(name) != after.tables.get(name))
    if other:
        told = ", ".join(
            f"{name} ({before.tables.get(name, (0,))[0]:,} rows then, {after.tables.get(name, (0,))[0]:,} now)"
            for name in other[:5]
        )
        raise Mistake(f"what was restored is not what was backed up, and the old database stays: {told}")
