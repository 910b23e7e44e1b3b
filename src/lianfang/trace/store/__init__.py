"""Visits kept by the hundred million: sealed segments, mapped, and tracing that reads only what is touched."""

from lianfang.trace.store.journal import Store
from lianfang.trace.store.loading import exported, read_in_batches
from lianfang.trace.store.sealing import sealed
from lianfang.trace.store.segment import Segment, opened
from lianfang.trace.store.tracing import trace

__all__ = ["Segment", "Store", "exported", "opened", "read_in_batches", "sealed", "trace"]
