"""The outbox drained: subjects of which facts were recorded get their situation refreshed, soon and once."""

from datetime import datetime

from django.db import connection, transaction

from lianfang.access.session import machine_session
from lianfang.facts.visits.collecting import ever_collected
from lianfang.facts.visits.waiting import note_everything, note_subjects
from lianfang.situation.refresh import rebuild, refresh

# Past so many, deriving everything anew is quicker than so many one by one.
REBUILD_FROM = 20_000
_CHUNK = 2_000


def drain(at: datetime) -> int:
    """Refreshes all subjects waiting in the outbox, as known at ``at``; answers how many there were.

    A refresh that fails, or a process that dies in it, leaves its subjects in the outbox for the next. Where visits are
    collected, the subjects wait on to be traced through these (`drawing.draw`).
    """
    drained = 0
    with transaction.atomic(), machine_session():
        waiting = _waiting()
        if waiting > REBUILD_FROM:
            _taken(None)
            rebuild(at)
            if ever_collected():
                note_everything()
            return waiting
    while True:
        with transaction.atomic(), machine_session():
            touched = _taken(_CHUNK)
            if touched:
                refresh(touched, at)
                if ever_collected():
                    note_subjects(touched)
        drained += len(touched)
        if len(touched) < _CHUNK:
            return drained


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM facts_touched")
        return int(cursor.fetchone()[0])


def _taken(count: int | None) -> list[tuple[str, str]]:
    """The oldest so many, taken out; those that another is refreshing right now are his."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM facts_touched WHERE id IN"
            " (SELECT id FROM facts_touched ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING kind, subject::text",
            [count],
        )
        return cursor.fetchall()
