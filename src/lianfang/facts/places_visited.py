"""Who was at the places, or in the vehicles, of these visits and rides meanwhile: indexed questions to the ledger.

It answers with facts, of which `known_by` says what was known of them and when.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection

# The numbers of a vehicle as tracing compares them (`trace.vehicles.printed`), each of a train that changes its own.
NUMBERS_OF = r"string_to_array(upper(regexp_replace(vehicle, '\s|次.*$', '', 'g')), '/')"
# Of what has no end the whole day counts; and a day that begins elsewhere may be another here.
_DAY = timedelta(days=2)


def visits_at(
    places: Iterable[tuple[str, datetime, datetime]], vehicles: Iterable[tuple[str, datetime, datetime]]
) -> tuple[set[str], set[str]]:
    """Visits and journeys, by their ids, at places (unit codes or names as told) or in vehicles in these windows."""
    at, aboard = list(places), list(vehicles)
    visits = _ids(_AT_PLACES.format(column="place"), at) | _ids(_AT_PLACES.format(column="place_name"), at)
    visits |= _ids(_ABOARD.format(table="facts_visit", from_="fact.occurred_from", until=_UNTIL), aboard)
    left = "coalesce(fact.left_origin, fact.occurred_from - interval '2 days')"
    journeys = _ids(_ABOARD.format(table="facts_journey", from_=left, until=_ARRIVED), aboard)
    return visits, journeys


_UNTIL = "coalesce(fact.occurred_until, fact.occurred_from + interval '2 days')"
# A ride that is told by its day alone, or by when it set out, may last the day.
_ARRIVED = "coalesce(fact.occurred_until, fact.occurred_from + interval '2 days')"
_WINDOWS = "unnest(%s::text[], %s::timestamptz[], %s::timestamptz[]) AS asked(key, begins, ends)"
_AT_PLACES = (
    f"SELECT DISTINCT fact.id::text FROM {_WINDOWS} JOIN facts_visit fact ON fact.{{column}} = asked.key"  # noqa: S608
    f" AND fact.occurred_from < asked.ends AND {_UNTIL} > asked.begins"
)
_ABOARD = (
    f"SELECT DISTINCT fact.id::text FROM {_WINDOWS} JOIN {{table}} fact ON fact.vehicle IS NOT NULL AND {NUMBERS_OF}"  # noqa: S608
    " && ARRAY[asked.key] AND {from_} < asked.ends AND {until} > asked.begins"
)


def _ids(sql: str, windows: list[tuple[str, datetime, datetime]]) -> set[str]:
    if not windows:
        return set()
    columns = [list(column) for column in zip(*windows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(sql, columns)
        return {row[0] for row in cursor.fetchall()}
