"""A story told once a worker: the rows it left are put back for the next test that tells it, in a tenth of the time.

The rows are those that recording and derivation wrote, to the last; nothing is made up here. A story told over another
is told in full.
"""

from collections.abc import Callable, Hashable
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from psycopg import sql

from lianfang.access.session import machine_session

T = TypeVar("T")

# Accounts, places, the clock and what the framework keeps are no story's.
_OURS = ("facts_%", "situation_%")
_CLOCK = "facts_clockoffset"
# The database counts these anew while the duties are put back.
_KEPT_BY_ITSELF = ("situation_dutytally", "situation_opentally", "situation_owedperson")
_taken: dict[Hashable, tuple[dict[str, str], Any]] = {}


def told_once(key: Hashable, tell: Callable[[], T]) -> T:
    """What ``tell`` answers, with its rows in the database; told anew only where no photograph of ``key`` was taken.

    Places and accounts are not in the photograph: put them in before. Runs within the test's transaction. What was
    encrypted with other keys is another photograph.
    """
    key = (settings.KEYS_FOLDER, key)
    with machine_session(), connection.cursor() as cursor:
        if _filled(cursor):
            return tell()
        if key not in _taken:
            answer = tell()
            _taken[key] = {table: _rows(cursor, table) for table in _filled(cursor)}, answer
            return answer
        rows, answer = _taken[key]
        for table, held in rows.items():
            _put_back(cursor, table, held)
        return answer  # type: ignore[no-any-return]


@cache
def _tables() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relispartition AND relname LIKE ANY(%s) AND relname <> ALL(%s) ORDER BY relname",
            [list(_OURS), [_CLOCK, *_KEPT_BY_ITSELF]],
        )
        return tuple(name for (name,) in cursor.fetchall())


def _filled(cursor: Any) -> list[str]:
    """The tables that hold any row."""
    asked = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
        for name in _tables()
    )
    cursor.execute(asked)
    return [name for (name,) in cursor.fetchall()]


def _rows(cursor: Any, table: str) -> str:
    cursor.execute(sql.SQL("SELECT jsonb_agg(to_jsonb(one))::text FROM {} one").format(sql.Identifier(table)))
    return str(cursor.fetchone()[0])


def _put_back(cursor: Any, table: str, rows: str) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, _columns(table)))
    put = sql.SQL("INSERT INTO {name} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{name}, %s)")
    cursor.execute(put.format(name=sql.Identifier(table), columns=columns), [rows])


@cache
def _columns(table: str) -> tuple[str, ...]:
    """All but a row number of the table's own, which is given anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attidentity = '' ORDER BY attnum",
            [table],
        )
        return tuple(name for (name,) in cursor.fetchall())
