"""What waits to be traced through the collected visits. Whoever notes it needs none of the store's compiled code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl
from django.db import transaction

from lianfang.facts.models import ToTrace

_ARRIVED, _GONE, _EVERYTHING = "visits", "gone", "everything"
# Of whom a fact may say who exposes others, from when until when, or by which number they are known.
_KINDS = ("person", "case", "specimen")
_listeners: list[Callable[[], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """Calls the listener after each commit by which visits came in."""
    if listener not in _listeners:
        _listeners.append(listener)


def note_subjects(touched: Iterable[tuple[str, str]]) -> None:
    """Notes subjects (kind, UUID) of which facts were recorded."""
    told = set(touched)
    noted = [ToTrace(kind=kind, subject=subject) for kind, subject in sorted(told) if kind in _KINDS]
    ToTrace.objects.bulk_create(noted, batch_size=2000)
    if any(kind == "plan" for kind, _ in told):
        note_everything()


def note_everything() -> None:
    """Notes that every case has to be traced: a plan may look further back, or nobody remembers what was recorded."""
    ToTrace.objects.create(kind=_EVERYTHING)


def note_arrived(first: int, last: int, days: Sequence[date], visits: int, gone: pl.DataFrame) -> None:
    """Notes visits that came in under these numbers, and which others they take away (`person, place, start`)."""
    ToTrace.objects.create(
        kind=_ARRIVED, first=first, last=last, first_day=min(days), last_day=max(days), visits=visits
    )  # fmt: skip
    ToTrace.objects.bulk_create(ToTrace(kind=_GONE, **row) for row in gone.iter_rows(named=True))
    for listener in _listeners:
        transaction.on_commit(listener, robust=True)


def anything() -> bool:
    """Whether anything waits."""
    return ToTrace.objects.exists()


@dataclass(slots=True)
class Waiting:
    """What waited: subjects (kind, UUID), visits that came as ``tracing.arrived`` takes them, those taken away
    (person, place, start), and whether everything has to be traced."""

    subjects: list[tuple[str, str]] = field(default_factory=list)
    came: list[tuple[int, int, tuple[date, date], int]] = field(default_factory=list)
    gone: list[tuple[int, str, datetime]] = field(default_factory=list)
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.subjects or self.came or self.gone or self.everything)


def taken() -> Waiting:
    """What waits, the oldest first, taken out in the transaction now open."""
    notes = list(ToTrace.objects.order_by("id").select_for_update(skip_locked=True))
    ToTrace.objects.filter(id__in=[one.id for one in notes]).delete()
    waited = Waiting()
    for one in notes:
        if one.kind == _EVERYTHING:
            waited.everything = True
        elif one.first is not None and one.last is not None and one.first_day and one.last_day and one.visits:
            waited.came.append((one.first, one.last, (one.first_day, one.last_day), one.visits))
        elif one.person is not None and one.place and one.start:
            waited.gone.append((one.person, one.place, one.start))
        else:
            waited.subjects.append((one.kind, str(one.subject)))
    return waited
