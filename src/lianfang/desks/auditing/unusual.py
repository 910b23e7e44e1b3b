"""Access that is out of the ordinary: each kind with its measure, so that whoever is asked can be told why.

A look is a line about one person alone: a file opened, a number shown in full. Lists are looks at nobody in particular,
however many they name, and count only where they are taken out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from lianfang.access.roles import CITIZEN

BACK = timedelta(days=30)
# The measures, as the page tells them.
NIGHT_FROM, NIGHT_UNTIL = 23, 5
LOOKS_A_DAY = 100
ROWS = 1_000
LOOKED_AT_BY = 6
DAYS_AGAIN = 5
REFUSED_A_DAY = 10


@dataclass(frozen=True, slots=True)
class Unusual:
    """One thing to ask about: which kind, whose (an account's, or a person's file), when last, how many."""

    kind: str
    name: str
    role: str
    person: UUID | None
    last: datetime
    number: int


# Of one night the hours after midnight belong to the evening before. Whoever opens their own page looks at nobody else.
_SQL = """
    WITH looks AS (
        SELECT name, role, account, persons[1] AS person, moment, moment AT TIME ZONE %(zone)s AS local
        FROM access_auditline WHERE cardinality(persons) = 1 AND action NOT LIKE '%% refused'
        AND action NOT LIKE 'list%%' AND (account IS NOT NULL OR name <> %(own)s)
        AND moment > clock_timestamp() - %(back)s)
    SELECT 'night', name, role, NULL::uuid, max(moment), count(DISTINCT person) FROM looks
        WHERE extract(hour FROM local) >= %(night_from)s OR extract(hour FROM local) < %(night_until)s
        GROUP BY name, role, (local - make_interval(hours => %(night_until)s))::date
    UNION ALL SELECT 'many', name, role, NULL, max(moment), count(DISTINCT person) FROM looks
        GROUP BY name, role, local::date HAVING count(DISTINCT person) >= %(looks)s
    UNION ALL SELECT 'watched', '', '', person, max(moment), count(DISTINCT account) FROM looks
        GROUP BY person HAVING count(DISTINCT account) >= %(by)s
    UNION ALL SELECT 'again', name, role, person, max(moment), count(DISTINCT local::date) FROM looks
        GROUP BY name, role, person HAVING count(DISTINCT local::date) >= %(again)s
    UNION ALL SELECT 'taken', name, role, NULL, moment, cardinality(persons) FROM access_auditline
        WHERE (action LIKE 'export %%' OR action LIKE 'print %%') AND cardinality(persons) >= %(rows)s
        AND moment > clock_timestamp() - %(back)s
    UNION ALL SELECT 'refused', name, role, NULL, max(moment), count(*) FROM access_auditline
        WHERE action LIKE '%% refused' AND moment > clock_timestamp() - %(back)s
        GROUP BY name, role, (moment AT TIME ZONE %(zone)s)::date HAVING count(*) >= %(refused)s
"""


def unusual() -> list[Unusual]:
    """What was unusual in the last thirty days, the latest first; of the reader's area, by the policy.

    The days are the database's, as the lines' moments are, whatever a demonstration's clock shows.
    """
    given: dict[str, Any] = {
        "back": BACK, "zone": settings.TIME_ZONE, "night_from": NIGHT_FROM, "night_until": NIGHT_UNTIL,
        "looks": LOOKS_A_DAY, "by": LOOKED_AT_BY, "again": DAYS_AGAIN, "rows": ROWS, "refused": REFUSED_A_DAY,
        "own": CITIZEN,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SQL, given)
        found = [Unusual(*row) for row in cursor.fetchall()]
    return sorted(found, key=lambda one: (one.last, one.number), reverse=True)
