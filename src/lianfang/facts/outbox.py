"""The outbox: subjects of which facts were recorded, noted in the same transaction, for whoever keeps a situation.

This room knows nothing of the situation: who wants to hear of it calls ``listen``.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

import polars as pl
from django.db import connection, transaction

from lianfang.facts.models import Touched
from lianfang.facts.recording.writing import FEW, copied

Listener = Callable[[int], None]
_listeners: list[Listener] = []
_untold: ContextVar[list[int] | None] = ContextVar("_untold", default=None)


def listen(listener: Listener) -> None:
    """After each commit that touched subjects, calls the listener with their number."""
    if listener not in _listeners:
        _listeners.append(listener)


@contextmanager
def quiet() -> Iterator[list[int]]:
    """Within, what this thread notes is told to no listener: for many batches after which one refresh does for all.

    Answers a list that gets the number of subjects of each batch.
    """
    untold: list[int] = []
    before = _untold.set(untold)
    try:
        yield untold
    finally:
        _untold.reset(before)


def case_touched_by(kind: str) -> str:
    """As what a fact of a kind notes the case that it names: an exposure says something of whoever was exposed; of the
    case only where a plan asks."""
    return "exposing" if kind == "exposure" else "case"


def note(touched: Iterable[tuple[str, str]]) -> None:
    """Notes these subjects (kind, UUID) in the transaction now open, and tells the listeners once it commits."""
    distinct = sorted(set(touched))
    if not distinct:
        return
    if len(distinct) <= FEW:
        Touched.objects.bulk_create([Touched(kind=kind, subject=subject) for kind, subject in distinct])
    else:
        frame = pl.DataFrame(distinct, schema={"kind": pl.String, "subject": pl.String}, orient="row")
        copied("incoming_touched", Touched._meta.db_table, frame)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO facts_touched (kind, subject) SELECT kind, subject FROM incoming_touched")
            cursor.execute("DROP TABLE incoming_touched")
    if (untold := _untold.get()) is not None:
        untold.append(len(distinct))
        return
    for listener in _listeners:
        # What is committed is recorded: a listener that fails is logged, and the subjects stay noted.
        transaction.on_commit(_telling(listener, len(distinct)), robust=True)


def _telling(listener: Listener, subjects: int) -> Callable[[], None]:
    def tell() -> None:
        listener(subjects)

    return tell


def waiting_since() -> datetime | None:
    """Since when the oldest subject waits for its refresh; None where none waits and the situation is up to date."""
    return Touched.objects.order_by("id").values_list("at", flat=True).first()
