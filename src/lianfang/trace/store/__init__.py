"""Visits kept by the hundred million: days sealed, mapped, and tracing that reads only what is touched."""

from lianfang.trace.store.by_settings import trace_by_settings
from lianfang.trace.store.days import Days
from lianfang.trace.store.loading import exported, read_in_batches
from lianfang.trace.store.looking import visits_at, visits_of
from lianfang.trace.store.sealing import sealed
from lianfang.trace.store.segment import Segment, opened
from lianfang.trace.store.siphash import keyed
from lianfang.trace.store.told import MOMENT, TOLD, VISIT, Told
from lianfang.trace.store.tracing import trace

__all__ = [
    "MOMENT",
    "TOLD",
    "VISIT",
    "Days",
    "Segment",
    "Told",
    "exported",
    "keyed",
    "opened",
    "read_in_batches",
    "sealed",
    "trace",
    "trace_by_settings",
    "visits_at",
    "visits_of",
]
