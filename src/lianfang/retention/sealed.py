"""A month's key destroyed once something that it encrypted was removed: then no backup opens it either.

What stays of that month is encrypted anew with the present month's key first, and only when nothing needs the old key
any more is it destroyed. A run that is broken off is ended by the next: the key goes last.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Max

from lianfang import vocabulary
from lianfang.access.ciphers import decrypted, encrypted, lookup_hashes
from lianfang.access.keys import KeyGone, keys
from lianfang.facts.clock import local_day
from lianfang.facts.models import Removal
from lianfang.facts.recording.sealing import sealed_columns
from lianfang.facts.removing import ALIAS, as_retention, month_of
from lianfang.facts.tables import columns_of, table_of

_TOGETHER = 2_000


def keys_to_destroy(at: datetime) -> list[str]:
    """The months before this one of which something was removed and whose key is still there, the oldest first."""
    present = min(at.strftime("%Y-%m"), local_day(at).strftime("%Y-%m"))
    with as_retention():
        told = Removal.objects.using(ALIAS).values_list("months", flat=True).distinct()
        months = {month for several in told for month in several if month < present}
    return sorted(month for month in months if _there(month))


def backups_to_destroy(at: datetime) -> list[str]:
    """The months whose backups still hold what was removed since and are older than last month's, the oldest first.

    Last month's stay openable, so that a removal on the first of a month does not leave the house without a backup.
    """
    last = (local_day(at).replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    with as_retention():
        removed = Removal.objects.using(ALIAS).aggregate(last=Max("at"))["last"]
    if removed is None:
        return []
    return [month for month in keys().backup_months() if month < min(last, local_day(removed).strftime("%Y-%m"))]


def _there(month: str) -> bool:
    try:
        keys().opening_key(month)
    except KeyGone:
        return False
    return True


def key_destroyed(month: str, at: datetime) -> int:
    """Encrypts anew what still needs a month's key, then destroys the key; answers how many values were.

    Raises RuntimeError where a value does not open to what its hash says: then nothing is destroyed.
    """
    done = 0
    for kind, column in _sealed():
        while moved := _moved(kind, column, month, at):
            done += moved
    left = sum(count for (held, _, _), count in sealed_by_month().items() if held == month)
    if left:
        raise RuntimeError(f"{left} values still need the key of {month}")
    keys().destroy(month)
    return done


def sealed_by_month() -> dict[tuple[str, str, str], int]:
    """How many values are encrypted, by month of the key, kind and column."""
    found: dict[tuple[str, str, str], int] = {}
    with as_retention() as cursor:
        for kind, column in _sealed():
            cursor.execute(
                f'SELECT {month_of(column)}, count(*) FROM "{table_of(kind)}"'  # noqa: S608 (names of a model)
                f" WHERE {column} IS NOT NULL GROUP BY 1"
            )
            found |= {(month, kind, column): count for month, count in cursor.fetchall()}
    return found


def _sealed() -> Iterator[tuple[str, str]]:
    for kind in vocabulary.kinds():
        for column in sealed_columns(kind):
            yield kind.name, column


def _moved(kind: str, column: str, month: str, at: datetime) -> int:
    """Encrypts some values of a month anew; answers how many, none where no more is left."""
    table, hashed = table_of(kind), f"{column}_hash" if f"{column}_hash" in columns_of(kind) else "NULL::bytea"
    with as_retention() as cursor:
        cursor.execute(
            f'SELECT id::text, {column}, {hashed} FROM "{table}"'  # noqa: S608 (names of a model)
            f" WHERE {column} IS NOT NULL AND {month_of(column)} = %s ORDER BY id LIMIT %s",
            [month, _TOGETHER],
        )
        rows = cursor.fetchall()
        if not rows:
            return 0
        texts = decrypted([value for _, value, _ in rows])
        for text, (_, _, digest) in zip(lookup_hashes(texts), rows, strict=True):
            if digest is not None and bytes(digest) != text:
                raise RuntimeError(f"{kind}.{column}: a value is not what its hash says")
        anew = encrypted(texts, local_day(at).strftime("%Y-%m"))
        cursor.execute(
            f'UPDATE "{table}" fact SET {column} = anew.value'  # noqa: S608
            " FROM (SELECT unnest(%s::uuid[]) AS id, unnest(%s::bytea[]) AS value) anew WHERE fact.id = anew.id",
            [[fact for fact, *_ in rows], anew],
        )
        return len(rows)
