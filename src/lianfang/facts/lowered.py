"""Signed figures that a correction lowered: cases counted when a unit signed its day, which no longer count so."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from lianfang.facts.known import known_by

# A case stays among these once it was so; only a correction takes it out.
_COUNTED = ("confirmed", "asymptomatic", "clinical", "suspected")

# A unit answers for the cases that it reported and for those of its area, as they stood when it signed: a correction of
# something else between the signature and this one changes nothing of that.
_LOWERED = """
SELECT new.id::text, new.known_at, (old.occurred_from AT TIME ZONE %(zone)s)::date AS day, old.classification,
    old.responsible, new.reason, array_agg(DISTINCT signed.unit ORDER BY signed.unit), max(signed.occurred_from)
FROM facts_case new
JOIN facts_case old ON old.id = new.supersedes
LEFT JOIN places_area area ON area.code = old.responsible
JOIN facts_signoff signed ON signed.day = (old.occurred_from AT TIME ZONE %(zone)s)::date
    AND signed.disease = old.disease AND NOT signed.withdrawn
    AND signed.occurred_from < new.known_at
    AND (SELECT NOT told.withdrawn AND told.classification = old.classification
            AND (told.occurred_from AT TIME ZONE %(zone)s)::date = signed.day
        FROM facts_case told
        WHERE told.subject = old.subject AND coalesce(told.original, told.id) = coalesce(old.original, old.id)
            AND told.known_at <= signed.occurred_from
        ORDER BY told.known_at DESC, told.id DESC LIMIT 1)
JOIN places_unit unit ON unit.code = signed.unit
    AND (unit.code = old.reported_by OR starts_with(area.path, unit.path))
WHERE new.supersedes IS NOT NULL AND new.known_at > %(since)s AND new.known_at <= %(at)s
    AND old.disease = %(disease)s AND old.classification = ANY (%(counted)s)
    AND (new.withdrawn OR new.classification <> old.classification
        OR (new.occurred_from AT TIME ZONE %(zone)s)::date <> (old.occurred_from AT TIME ZONE %(zone)s)::date)
GROUP BY new.id, old.id
"""


@dataclass(frozen=True, slots=True)
class Lowered:
    """One case fewer in a signed figure: since when it is known, which day's and which figure, where, why, who signed.

    `signed` is the moment of the latest signature under the figure, `correction` the fact that lowered it.
    """

    correction: str
    known: datetime
    day: date
    figure: str
    area: str | None
    reason: str | None
    units: tuple[str, ...]
    signed: datetime


def lowered(disease: str, since: datetime, at: datetime) -> list[Lowered]:
    """What corrections that became known after a moment, until another, took from signed days; the latest first.

    Row-level security applies: a level above sees what its areas corrected, as soon as they did; what another node
    lowered, as soon as its signed file is loaded.
    """
    found = [*_corrected_here(disease, since, at), *_told_by_nodes(disease, since, at)]
    return sorted(found, key=lambda one: (one.known, one.correction), reverse=True)


def _corrected_here(disease: str, since: datetime, at: datetime) -> list[Lowered]:
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
            Lowered(correction, known, day, figure, area, reason, tuple(units), signed)
            for correction, known, day, figure, area, reason, units, signed in cursor.fetchall()
        ]


def _told_by_nodes(disease: str, since: datetime, at: datetime) -> list[Lowered]:
    told = known_by(at, ["lowered_figure"], where={"disease": [disease]}, between=(since, at))["lowered_figure"]
    return [
        Lowered(
            row["correction"],
            row["occurred_from"],
            row["day"],
            row["figure"],
            row["counted"],
            row["why"],
            tuple(row["units"].split(",")),
            row["signed"],
        )
        for row in told.iter_rows(named=True)
    ]
