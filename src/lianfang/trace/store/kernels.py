"""The loops over mapped columns. Arrays and scalars in, arrays out; whoever calls them checks and allocates.

Times are whole seconds since 1970 as 32 bits, which last until 2106. Keys are 64 bits, spread evenly by `mix`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from numba import get_num_threads, njit, prange, set_num_threads
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Times = NDArray[np.uint32]
Offsets = NDArray[np.int64]

FEW = 2_000

_A, _B = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_NOT_A, _NOT_B = np.uint64(0x96DE1B173F119089), np.uint64(0x319642B2D24D8EC3)


@contextmanager
def threads_for(exposing: int) -> Iterator[None]:
    """Within, as many threads as so many who expose are worth: on a busy machine waking them takes far longer than what
    a hundred cases met."""
    before = get_num_threads()
    set_num_threads(1 if exposing < FEW else before)
    try:
        yield
    finally:
        set_num_threads(before)


@njit(cache=True, nogil=True)
def mix(key: Any) -> Any:
    """SplitMix64's last step: a key for a key, neighbours far apart, so that the first bits say where it lies."""
    z = np.uint64(key)
    z = (z ^ (z >> np.uint64(30))) * _A
    z = (z ^ (z >> np.uint64(27))) * _B
    return z ^ (z >> np.uint64(31))


@njit(cache=True)
def unmix(mixed: Any) -> Any:
    """The key that was mixed."""
    z = np.uint64(mixed)
    z = (z ^ (z >> np.uint64(31)) ^ (z >> np.uint64(62))) * _NOT_B
    z = (z ^ (z >> np.uint64(27)) ^ (z >> np.uint64(54))) * _NOT_A
    return z ^ (z >> np.uint64(30)) ^ (z >> np.uint64(60))


@njit(cache=True, nogil=True)
def mixed(keys: Any) -> Any:
    """Every key mixed."""
    out = np.empty(keys.size, np.uint64)
    for i in range(keys.size):
        out[i] = mix(keys[i])
    return out


@njit(cache=True)
def unmixed(keys: Any) -> Any:
    """Every key as it was, signed."""
    out = np.empty(keys.size, np.int64)
    for i in range(keys.size):
        out[i] = np.int64(unmix(keys[i]))
    return out


@njit(cache=True, nogil=True)
def position(keys: Any, starts: Any, shift: Any, key: Any) -> Any:
    """Where a mixed key lies among the sorted ones, or -1. `starts` has where each value of the first bits begins."""
    bucket = np.int64(key >> np.uint64(shift))
    for i in range(starts[bucket], starts[bucket + 1]):
        if keys[i] >= key:
            return i if keys[i] == key else -1
    return -1


@njit(cache=True)
def positions(keys: Any, starts: Any, shift: Any, wanted: Any) -> Any:
    """The same of many mixed keys."""
    out = np.empty(wanted.size, np.int64)
    for i in range(wanted.size):
        out[i] = position(keys, starts, shift, wanted[i])
    return out


class Pairs(NamedTuple):
    """Pairs of a case and a person, to be looked up: `table` has their numbers, twice as many slots as pairs or more,
    `hints` a bit for each, so that most others are told apart without the table.
    """

    case: NDArray[np.int64]
    person: NDArray[np.int64]
    table: NDArray[np.int64]
    hints: NDArray[np.uint64]


@njit(cache=True, nogil=True)
def _hint(mixed: Any, words: Any) -> Any:
    """In which word a pair's hint stands, and as which bit."""
    return (mixed >> np.uint64(40)) & np.uint64(words - 1), np.uint64(1) << ((mixed >> np.uint64(34)) & np.uint64(63))


NOBODY = Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.full(16, -1, np.int64), np.zeros(4, np.uint64))


@njit(cache=True)
def pairs_of(index: Any, person: Any) -> Any:
    """These pairs, of which some may come more than once."""
    size = 16
    while size < 2 * index.size:
        size *= 2
    table, hints, last = np.full(size, -1, np.int64), np.zeros(size // 4, np.uint64), np.uint64(size - 1)
    for i in range(index.size):
        both = mix(person[i]) ^ mix(~index[i])
        word, bit = _hint(both, hints.size)
        hints[word] |= bit
        slot = both & last
        while table[slot] >= 0:
            slot = (slot + np.uint64(1)) & last
        table[slot] = i
    return Pairs(index.copy(), person.copy(), table, hints)


@njit(cache=True, nogil=True)
def among(pairs: Any, index: Any, mixed_index: Any, person: Any) -> Any:
    """Whether a case and a person are one of the pairs; `mixed_index` is the case's `mix(~index)`."""
    both = mix(person) ^ mixed_index
    word, bit = _hint(both, pairs.hints.size)
    if not pairs.hints[word] & bit:
        return False
    last = np.uint64(pairs.table.size - 1)
    slot = both & last
    while pairs.table[slot] >= 0:
        one = pairs.table[slot]
        if pairs.person[one] == person and pairs.case[one] == index:
            return True
        slot = (slot + np.uint64(1)) & last
    return False


@njit(cache=True, parallel=True)
def stretch_counts(found: Any, offsets: Any, start: Any, end: Any, since: Any, until: Any) -> Any:
    """How many visits of each exposing person lie within its time of exposing."""
    out = np.zeros(found.size, np.int64)
    for i in prange(found.size):
        if found[i] >= 0:
            for row in range(offsets[found[i]], offsets[found[i] + 1]):
                if start[row] >= until[i]:
                    break
                if max(start[row], since[i]) < min(end[row], until[i]):
                    out[i] += 1
    return out


@njit(cache=True, parallel=True)
def stretches(found: Any, offsets: Any, place: Any, start: Any, end: Any, since: Any, until: Any, at: Any) -> Any:
    """Those visits, cut to that time: who (its number among the exposing), place, start, end."""
    total = at[-1]
    who, where = np.empty(total, np.int64), np.empty(total, np.int64)
    begin, finish = np.empty(total, np.uint32), np.empty(total, np.uint32)
    for i in prange(found.size):
        if found[i] >= 0:
            k = at[i]
            for row in range(offsets[found[i]], offsets[found[i] + 1]):
                if start[row] >= until[i]:
                    break
                low, high = max(start[row], since[i]), min(end[row], until[i])
                if low < high:
                    who[k], where[k], begin[k], finish[k] = i, place[row], low, high
                    k += 1
    return who, where, begin, finish


@njit(cache=True)
def _first_row(start: Any, low: Any, high: Any, wanted: Any) -> Any:
    """The first row of a place that starts at `wanted` or later."""
    while low < high:
        middle = (low + high) // 2
        if start[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, parallel=True)
def meeting_counts(
    place: Any, begin: Any, finish: Any, exposing: Any, index: Any, least: Any, known: Any,
    offsets: Any, longest: Any, person: Any, start: Any, end: Any,
) -> Any:  # fmt: skip
    """How many others, but those whom the case is known to have exposed, were at the place of each stretch for `least`
    seconds of it.
    """
    out = np.zeros(place.size, np.int64)
    for i in prange(place.size):
        if place[i] >= 0:
            low, high, of_case = offsets[place[i]], offsets[place[i] + 1], mix(~index[i])
            early = max(np.int64(begin[i]) - np.int64(longest[place[i]]), 0)
            for row in range(_first_row(start, low, high, early), high):
                if start[row] >= finish[i]:
                    break
                b, f = np.int64(max(start[row], begin[i])), np.int64(min(end[row], finish[i]))
                if b < f and f - b >= least and person[row] != exposing[i] and person[row] != index[i]:
                    out[i] += not among(known, index[i], of_case, person[row])
    return out


@njit(cache=True, parallel=True)
def meetings(
    place: Any, begin: Any, finish: Any, exposing: Any, index: Any, least: Any, known: Any,
    offsets: Any, longest: Any, person: Any, start: Any, end: Any, named: Any, at: Any,
) -> Any:  # fmt: skip
    """Those others: the case, who exposed, who was met, the place by its name (`named`, one a stretch), the overlap's
    start and end in microseconds, its whole minutes.
    """
    total = at[-1]
    case, via, met = np.empty(total, np.int64), np.empty(total, np.int64), np.empty(total, np.int64)
    where, minutes = np.empty(total, np.int64), np.empty(total, np.int32)
    since, until = np.empty(total, np.int64), np.empty(total, np.int64)
    for i in prange(place.size):
        if place[i] >= 0 and at[i] < at[i + 1]:
            k, of_case = at[i], mix(~index[i])
            case[k : at[i + 1]], via[k : at[i + 1]], where[k : at[i + 1]] = index[i], exposing[i], named[i]
            low, high = offsets[place[i]], offsets[place[i] + 1]
            early = max(np.int64(begin[i]) - np.int64(longest[place[i]]), 0)
            for row in range(_first_row(start, low, high, early), high):
                if start[row] >= finish[i]:
                    break
                b, f = np.int64(max(start[row], begin[i])), np.int64(min(end[row], finish[i]))
                if (
                    b < f
                    and f - b >= least
                    and person[row] != exposing[i]
                    and person[row] != index[i]
                    and not among(known, index[i], of_case, person[row])
                ):
                    met[k], since[k], until[k], minutes[k] = person[row], b * 1_000_000, f * 1_000_000, (f - b) // 60
                    k += 1
    return case, via, met, where, since, until, minutes


@njit(cache=True)
def overlapping(offsets: Any, place: Any, start: Any, end: Any) -> Any:
    """Whether anybody is twice at one place at one time, by the visits of each person in the order of their start."""
    for i in range(offsets.size - 1):
        for row in range(offsets[i], offsets[i + 1]):
            for later in range(row + 1, offsets[i + 1]):
                if start[later] >= end[row]:
                    break
                if place[later] == place[row]:
                    return True
    return False
