"""Signed figures that a correction lowered: cases counted when a unit signed its day, which no longer count so."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection

# A case stays among these once it was so; only a correction takes it out.
_COUNTED = ("confirmed", "asymptomatic", "clinical", "suspected")

# A unit answers for the cases that it reported and for those of its area.
_LOWERED = """
SELECT new.known_at, (old.occurred_from AT TIME ZONE %(zone)s)::date AS day, old.classification, old.responsible,
    new.reason, array_agg(DISTINCT signed.unit ORDER BY signed.unit), max(signed.occurred_from)
FROM facts_case new
JOIN facts_case old ON old.id = new.supersedes
LEFT JOIN places_area area ON area.code = old.responsible
JOIN facts_signoff signed ON signed.day = (old.occurred_from AT TIME ZONE %(zone)s)::date
    AND signed.disease = old.disease AND NOT signed.withdrawn
    AND signed.occurred_from >= old.known_at AND signed.occurred_from < new.known_at
JOIN places_unit unit ON unit.code = signed.unit
    AND (unit.code = old.reported_by OR starts_with(area.path, unit.path))
WHERE new.supersedes IS NOT NULL AND new.known_at > %(since)s AND new.known_at <= %(at)s
    AND old.disease = %(disease)s AND old.classification = ANY (%(counted)s)
    AND (new.withdrawn OR new.classification <> old.classification
        OR (new.occurred_from AT TIME ZONE %(zone)s)::date <> (old.occurred_from AT TIME ZONE %(zone)s)::date)
GROUP BY new.id, old.id
ORDER BY new.known_at DESC, new.id
"""


@dataclass(frozen=True, slots=True)
class Lowered:
    """One case fewer in a signed figure: since when it is known, which day's and which figure, where, why, who signed.

    `signed` is the moment of the latest signature under the figure.
    """

    known: datetime
    day: date
    figure: str
    area: str | None
    reason: str | None
    units: tuple[str, ...]
    signed: datetime


def lowered(disease: str, since: datetime, at: datetime) -> list[Lowered]:
    """What corrections that became known after a moment, until another, took from signed days; the latest first.

    Row-level security applies: a level above sees what its areas corrected, as soon as they did.
    """
    asked: dict[str, Any] = {
        "zone": settings.TIME_ZONE,
        "since": since,
        "at": at,
        "disease": disease,
        "counted": list(_COUNTED),
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOWERED, asked)
        return [
            Lowered(known, day, figure, area, reason, tuple(units), signed)
            for known, day, figure, area, reason, units, signed in cursor.fetchall()
        ]
