"""Collected visits as tracing asks for them: those that just came in, and who of the ledger they are of."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import polars as pl
from django.db import connection

from lianfang.access.keys import keys
from lianfang.facts.models import CollectedVisit, NumberedPerson
from lianfang.facts.recording.lookups import queried
from lianfang.facts.visits.keeping import COLUMNS, batch_name, frame_of, store
from lianfang.facts.visits.people import numbers_of_persons
from lianfang.trace.store.told import VISIT

_FEW = 20_000


def arrived(first: int, last: int, days: tuple[date, date], visits: int) -> pl.DataFrame:
    """So many visits that came in under these numbers, none that takes another away, on days from one to another.

    Where some of them are sealed by now, all of those days.
    """
    rows = CollectedVisit.objects.filter(id__gte=first, id__lte=last).values_list("id", *COLUMNS)
    found, (since, until) = [frame_of(rows).drop("id")], days
    for day in (day for day in store().open_days() if since <= day <= until):
        found += [pl.read_ipc(one) for one in store().batches(day) if one.stem == batch_name(first)]
    if sum(frame.height for frame in found) < visits:
        sealed = [day for day in store().sealed_days() if since <= day <= until]
        found += [store().sealed_visits(day).visits() for day in sealed]
    whole = pl.concat(found, how="diagonal")
    return whole.filter(~pl.col("gone").fill_null(False)).select(*VISIT).unique(maintain_order=True)


def numbered(persons: Iterable[str]) -> dict[str, list[int]]:
    """Keeps under which numbers these people of the ledger may be found; answers those that are new, by person."""
    of = numbers_of_persons(UUID(person) for person in persons)
    pairs = [(digest, str(person)) for person, told in of.items() for digest in _digests(told)]
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO facts_numberedperson (digest, person) SELECT * FROM unnest(%s::bytea[], %s::uuid[])"
            " ON CONFLICT DO NOTHING RETURNING person::text",
            [[digest for digest, _ in pairs], [person for _, person in pairs]],
        )
        new = {row[0] for row in cursor.fetchall()}
    return {str(person): told for person, told in of.items() if str(person) in new}


def nobody_numbered() -> bool:
    """Whether nobody of the ledger is numbered yet: before the first tracing."""
    return not NumberedPerson.objects.exists()


def persons_of(numbers: Sequence[int]) -> pl.DataFrame:
    """Who of the ledger has these numbers: ``number, known`` (a person's UUID). One number may be several people's."""
    distinct = list(dict.fromkeys(numbers))
    found = []
    for start in range(0, len(distinct), _FEW):
        asked = distinct[start : start + _FEW]
        digests = pl.DataFrame({"number": asked, "digest": _digests(asked)}, {"number": pl.Int64, "digest": pl.Binary})
        sql = "SELECT digest, person::text AS known FROM facts_numberedperson WHERE digest = ANY(%s::bytea[])"
        known = queried(sql, [digests["digest"].to_list()], {"digest": pl.Binary, "known": pl.String})
        found.append(digests.join(known, on="digest", how="inner").select("number", "known"))
    return pl.concat([pl.DataFrame(schema={"number": pl.Int64, "known": pl.String}), *found])


def _digests(numbers: Sequence[int]) -> list[bytes]:
    key = hmac.digest(keys().lookup_key(), b"lianfang numbered persons", "sha256")
    return [hmac.digest(key, number.to_bytes(8, "little", signed=True), "sha256") for number in numbers]
