"""Asks the system for what a step is about to read, all at once, so that the disk is not waited for page by page.

What is in memory already is not read again. The arrays are mapped ones, and nothing of them is changed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types

from lianfang.trace.store.kernels import _first_row

_WILLNEED = 3
_PAGE = 4096
# Of places with more visits than this the first row is searched for by reading, not all their starts asked for.
_MANY = 65_536
# Bytes of a column that are read as soon as a page of it.
_SHORT = 1 << 20
_madvise: Any = types.ExternalFunction("madvise", types.int32(types.uintp, types.uintp, types.int32))


@njit(cache=True, nogil=True)
def _ask(column: Any, low: Any, high: Any) -> None:
    if low < high:
        begin = column.ctypes.data + low * column.itemsize
        page = begin - begin % _PAGE
        _madvise(page, begin - page + (high - low) * column.itemsize, _WILLNEED)


@njit(cache=True, nogil=True)
def _ask_for(column: Any, rows: Any, length: Any) -> None:
    """So many of a column from each of these rows on; a short column is asked for at once."""
    if column.size * column.itemsize <= _SHORT:
        _ask(column, 0, column.size)
        return
    for one in rows:
        if one >= 0:
            _ask(column, one, one + length)


@njit(cache=True, nogil=True)
def ask_for_keys(keys: Any, offsets: Any, starts: Any, shift: Any, wanted: Any) -> None:
    """What `kernels.positions` reads for these mixed keys, and where the rows of each begin."""
    for key in wanted:
        bucket = np.int64(key >> np.uint64(shift))
        _ask(starts, bucket, bucket + 2)
    for key in wanted:
        bucket = np.int64(key >> np.uint64(shift))
        _ask(keys, starts[bucket], starts[bucket + 1])
        _ask(offsets, starts[bucket], starts[bucket + 1] + 1)


@njit(cache=True, nogil=True)
def ask_for_rows(found: Any, offsets: Any, other: Any, start: Any, end: Any, detail: Any) -> None:
    """The rows of these keys."""
    for one in found:
        if one >= 0:
            low, high = offsets[one], offsets[one + 1]
            _ask(start, low, high)
            _ask(end, low, high)
            _ask(other, low, high)
            _ask(detail, low, high)


@njit(cache=True, nogil=True)
def ask_for_stretches(
    place: Any, begin: Any, finish: Any, keys: Any, offsets: Any, longest: Any,
    person: Any, start: Any, end: Any, detail: Any,
) -> None:  # fmt: skip
    """What is read of who was at these places meanwhile; without a detail that is not asked for."""
    _ask_for(offsets, place, 2)
    _ask_for(longest, place, 1)
    _ask_for(keys, place, 1)
    for one in place:
        if one >= 0 and offsets[one + 1] - offsets[one] <= _MANY:
            _ask(start, offsets[one], offsets[one + 1])
    for i in range(place.size):
        if place[i] >= 0:
            low, high = offsets[place[i]], offsets[place[i] + 1]
            early = max(np.int64(begin[i]) - np.int64(longest[place[i]]), 0)
            first = _first_row(start, low, high, early)
            last = _first_row(start, first, high, finish[i])
            if high - low > _MANY:
                _ask(start, first, last)
            _ask(end, first, last)
            _ask(person, first, last)
            if detail.size:
                _ask(detail, first, last)
