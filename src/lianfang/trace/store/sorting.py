"""The loops that sort visits into a segment: into pieces by the first bits of a key, and a piece by key and start.

Arrays and scalars in, arrays out; none of them holds Python's lock, so that two run at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from lianfang.trace.store.kernels import mix, position

RECORD = np.dtype([("key", "<u8"), ("other", "<i8"), ("start", "<u4"), ("end", "<u4"), ("detail", "<u4")])
# So many bits are sorted by at once: their counts stay in the nearest cache.
_DIGIT = 11
# With so many bits more than the rows need, two keys hardly ever share the bits that are sorted by.
_SPARE = 13


@njit(cache=True, nogil=True)
def in_pieces(key: Any, other: Any, start: Any, end: Any, detail: Any, bits: Any, out: Any) -> Any:
    """Puts visits that last into `out`, those of one piece together in their order; answers where each piece ends.

    A piece is the first `bits` bits of the mixed key.
    """
    at = np.zeros((1 << bits) + 1, np.int64)
    mixed = np.empty(key.size, np.uint64)
    for i in range(key.size):
        if start[i] < end[i]:
            mixed[i] = mix(key[i])
            at[_first(mixed[i], bits) + 1] += 1
    for piece in range(1 << bits):
        at[piece + 1] += at[piece]
    for i in range(key.size):
        if start[i] < end[i]:
            piece = _first(mixed[i], bits)
            row = at[piece]
            at[piece] += 1
            out[row]["key"], out[row]["other"] = mixed[i], other[i]
            out[row]["start"], out[row]["end"], out[row]["detail"] = start[i], end[i], detail[i]
    return at[:-1]


@njit(cache=True, nogil=True)
def _first(mixed: Any, bits: Any) -> Any:
    """The first bits; a shift by all 64 is none."""
    return np.int64(mixed >> np.uint64(64 - bits)) if bits else np.int64(0)


@njit(cache=True, nogil=True)
def _length(number: Any) -> Any:
    """How many bits a number has."""
    bits = 0
    while number > np.uint64(0):
        number >>= np.uint64(1)
        bits += 1
    return bits


@njit(cache=True, nogil=True)
def by_key_and_start(records: Any, bits: Any) -> Any:
    """The order of a piece's records by key and start; those of one key and start stay as they came.

    `bits` are those which all keys of the piece share. Sorted are numbers that have the first of the other bits of the
    key above the start; the few whose keys then turn out to differ are put right at the end.
    """
    size = records.size
    low, high = np.uint32(2**32 - 1), np.uint32(0)
    for i in range(size):
        low, high = min(low, records[i]["start"]), max(high, records[i]["start"])
    of_start = _length(np.uint64(high) - np.uint64(low)) if size else 0
    of_key = min(_length(np.uint64(size)) + _SPARE, 64 - of_start)
    what, order = np.empty(size, np.uint64), np.empty(size, np.uint32)
    for i in range(size):
        first = (records[i]["key"] << np.uint64(bits)) >> np.uint64(64 - of_key)
        what[i] = (first << np.uint64(of_start)) | np.uint64(records[i]["start"] - low)
        order[i] = i
    what_then, order_then = np.empty(size, np.uint64), np.empty(size, np.uint32)
    for low_bit in range(0, of_start + of_key, _DIGIT):
        at = np.zeros((1 << _DIGIT) + 1, np.int64)
        for i in range(size):
            at[((what[i] >> np.uint64(low_bit)) & np.uint64((1 << _DIGIT) - 1)) + np.uint64(1)] += 1
        for digit in range(1 << _DIGIT):
            at[digit + 1] += at[digit]
        for i in range(size):
            digit = (what[i] >> np.uint64(low_bit)) & np.uint64((1 << _DIGIT) - 1)
            row = at[digit]
            at[digit] += 1
            what_then[row], order_then[row] = what[i], order[i]
        what, what_then, order, order_then = what_then, what, order_then, order
    first_row = 0
    for i in range(1, size + 1):
        if i < size and what[i] >> np.uint64(of_start) == what[first_row] >> np.uint64(of_start):
            continue
        key = records[order[first_row]]["key"]
        for row in range(first_row + 1, i):
            if records[order[row]]["key"] != key:
                keys = np.empty(i - first_row, np.uint64)
                for j in range(keys.size):
                    keys[j] = records[order[first_row + j]]["key"]
                order[first_row:i] = order[first_row:i][np.argsort(keys, kind="mergesort")]
                break
        first_row = i
    return order


@njit(cache=True, nogil=True)
def laid(records: Any, order: Any, other: Any) -> Any:
    """A sorted piece as columns: `other` is filled; answers start, end and detail of each record, and of each key the
    key, how many records it has and how long the longest lasts."""
    size = records.size
    start, end, detail = np.empty(size, np.uint32), np.empty(size, np.uint32), np.empty(size, np.uint32)
    keys, counts, longest = np.empty(size, np.uint64), np.empty(size, np.int64), np.empty(size, np.uint32)
    last = -1
    for i in range(size):
        one = records[order[i]]
        start[i], end[i], detail[i], other[i] = one["start"], one["end"], one["detail"], one["other"]
        lasts = np.uint32(one["end"] - one["start"])
        if last < 0 or keys[last] != one["key"]:
            last += 1
            keys[last], counts[last], longest[last] = one["key"], 1, lasts
        else:
            counts[last] += 1
            longest[last] = max(longest[last], lasts)
    return start, end, detail, keys[: last + 1].copy(), counts[: last + 1].copy(), longest[: last + 1].copy()


@njit(cache=True, nogil=True)
def numbered(others: Any, keys: Any, starts: Any, shift: Any) -> Any:
    """The number of each key (not mixed) among the sorted mixed ones."""
    out = np.empty(others.size, np.uint32)
    for i in range(others.size):
        out[i] = position(keys, starts, shift, mix(others[i]))
    return out


@njit(cache=True, nogil=True)
def starts(keys: Any, bits: Any) -> Any:
    """Where the keys of each value of the first bits begin among sorted ones, and at last how many there are."""
    out = np.zeros((1 << bits) + 1, np.int64)
    for i in range(keys.size):
        out[np.int64(keys[i] >> np.uint64(64 - bits)) + 1] += 1
    for value in range(1 << bits):
        out[value + 1] += out[value]
    return out
