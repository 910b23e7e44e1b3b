"""The loops that say who of those at a place is within reach, by a plan's settings. Arrays and scalars in, arrays out.

The meaning is that of `trace.few` and `trace.settings`, said once more for hundreds of millions of visits.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange

from lianfang.trace.store.kernels import _first_row, among, mix

# What carriage, room, row or setting is not known.
UNKNOWN = -1
NO_ROW = -(2**31)
# What a reach shares, by its number here.
OF = ("place", "carriage", "room", "row")
_CARRIAGE, _ROOM, _ROW = 1, 2, 3
CLOSE, GENERAL = 0, 1


@njit(cache=True)
def stretch_rows(found: Any, offsets: Any, start: Any, end: Any, since: Any, until: Any, at: Any) -> Any:
    """The visits of those exposing within their time: who (its number), the row, and the time cut to that."""
    total = at[-1]
    who, rows = np.empty(total, np.int64), np.empty(total, np.int64)
    begin, finish = np.empty(total, np.int64), np.empty(total, np.int64)
    for i in range(found.size):
        if found[i] >= 0:
            k = at[i]
            for row in range(offsets[found[i]], offsets[found[i] + 1]):
                if start[row] >= until[i]:
                    break
                low, high = max(start[row], since[i]), min(end[row], until[i])
                if low < high:
                    who[k], rows[k], begin[k], finish[k] = i, row, low, high
                    k += 1
    return who, rows, begin, finish


@njit(cache=True)
def _near(of: Any, apart: Any, staff: Any, mine: Any, theirs: Any) -> Any:
    """Whether one is within a reach of the other, their times apart; each is carriage, room, row and staff."""
    carriage, room = mine[0] == theirs[0], mine[1] == theirs[1]
    known = mine[2] != NO_ROW and theirs[2] != NO_ROW
    rows = known and abs(mine[2] - theirs[2]) <= apart
    if of == _CARRIAGE:
        shared = carriage and mine[0] != UNKNOWN
    elif of == _ROOM:
        shared = carriage and room and mine[1] != UNKNOWN
    elif of == _ROW:
        shared = carriage and room and rows
    else:
        shared = True
    if shared or staff == 0 or (mine[3] == 0 and theirs[3] == 0):
        return shared
    # What is not known of where staff served narrows nothing.
    serving = carriage or mine[0] == UNKNOWN or theirs[0] == UNKNOWN
    if of >= _ROOM:
        serving = serving and (room or mine[1] == UNKNOWN or theirs[1] == UNKNOWN)
    return serving and (of != _ROW or not known or rows)


@njit(cache=True)
def _graded(begin: Any, end: Any, entered: Any, gone: Any, tolerance: Any, setting: Any, mine: Any, theirs: Any) -> Any:
    """Grade (or UNKNOWN) and overlap of two who were there, where one clock is off as makes the overlap longest."""
    later = min(entered - begin, gone - end, tolerance)
    earlier = min(begin - entered, end - gone, tolerance)
    off = later if later > 0 else -earlier if earlier > 0 else 0
    low, high = max(begin + off, entered), min(end + off, gone)
    if low < high:
        for grade in (CLOSE, GENERAL):
            of, apart, staff, least = setting[grade]
            if of != UNKNOWN and high - low >= least and _near(of, apart, staff, mine, theirs):
                return grade, low, high
    return UNKNOWN, low, high


@njit(cache=True, parallel=True)
def near_counts(
    place: Any, begin: Any, finish: Any, exposing: Any, index: Any, mine: Any, setting: Any, settings: Any,
    tolerance: Any, known: Any, offsets: Any, longest: Any, person: Any, start: Any, end: Any, detail: Any, seats: Any,
    fits: Any,
) -> Any:  # fmt: skip
    """How many, but those whom the case is known to have exposed, were within reach of each stretch."""
    out = np.zeros(place.size, np.int64)
    for i in prange(place.size):
        if place[i] >= 0:
            low, high, of_case = offsets[place[i]], offsets[place[i] + 1], mix(~index[i])
            early = max(begin[i] - tolerance - np.int64(longest[place[i]]), 0)
            for row in range(_first_row(start, low, high, early), high):
                entered, gone = np.int64(start[row]), np.int64(end[row])
                if entered >= finish[i] + tolerance:
                    break
                if gone <= begin[i] - tolerance or person[row] == exposing[i] or person[row] == index[i]:
                    continue
                if fits[detail[row]] and not among(known, index[i], of_case, person[row]):
                    rules = settings[setting[i]]
                    grade, _, _ = _graded(
                        begin[i], finish[i], entered, gone, tolerance, rules, mine[i], seats[detail[row]]
                    )
                    out[i] += grade != UNKNOWN
    return out


@njit(cache=True, parallel=True)
def near_rows(
    place: Any, begin: Any, finish: Any, exposing: Any, index: Any, mine: Any, setting: Any, settings: Any,
    tolerance: Any, known: Any, offsets: Any, longest: Any, person: Any, start: Any, end: Any, detail: Any, seats: Any,
    fits: Any, at: Any,
) -> Any:  # fmt: skip
    """Those: the stretch's number, the person, the grade, the overlap."""
    total = at[-1]
    which, met = np.empty(total, np.int64), np.empty(total, np.int64)
    grades, since, until = np.empty(total, np.int8), np.empty(total, np.uint32), np.empty(total, np.uint32)
    for i in prange(place.size):
        if place[i] >= 0:
            k = at[i]
            low, high, of_case = offsets[place[i]], offsets[place[i] + 1], mix(~index[i])
            early = max(begin[i] - tolerance - np.int64(longest[place[i]]), 0)
            for row in range(_first_row(start, low, high, early), high):
                entered, gone = np.int64(start[row]), np.int64(end[row])
                if entered >= finish[i] + tolerance:
                    break
                if gone <= begin[i] - tolerance or person[row] == exposing[i] or person[row] == index[i]:
                    continue
                if fits[detail[row]] and not among(known, index[i], of_case, person[row]):
                    rules = settings[setting[i]]
                    grade, b, f = _graded(
                        begin[i], finish[i], entered, gone, tolerance, rules, mine[i], seats[detail[row]]
                    )
                    if grade != UNKNOWN:
                        which[k], met[k], grades[k], since[k], until[k] = i, person[row], grade, b, f
                        k += 1
    return which, met, grades, since, until


@njit(cache=True)
def first_of_each(group: Any, groups: Any, person: Any, place: Any, during: Any, what: Any) -> Any:
    """Of each row whether it is the first of those that are the same.

    Taken group by group (who exposed whom for which case), each by a table that stays in the nearest memory: one table
    for millions of rows takes several times as long, sorting or grouping by all columns ten times.
    """
    at = np.zeros(groups + 1, np.int64)
    for i in range(group.size):
        at[group[i] + 1] += 1
    for one in range(groups):
        at[one + 1] += at[one]
    order, filled = np.empty(group.size, np.int64), at[:-1].copy()
    for i in range(group.size):
        order[filled[group[i]]] = i
        filled[group[i]] += 1
    out = np.ones(group.size, np.bool_)
    table = np.empty(16, np.int64)
    for one in range(groups):
        size = 16
        while size < 2 * (at[one + 1] - at[one]):
            size *= 2
        if size > table.size:
            table = np.empty(size, np.int64)
        table[:size] = -1
        last = np.uint64(size - 1)
        for j in range(at[one], at[one + 1]):
            i = order[j]
            slot = mix(mix(person[i]) ^ mix(~place[i]) ^ during[i] ^ np.uint64(what[i])) & last
            while table[slot] >= 0:
                other = table[slot]
                if (
                    person[other] == person[i]
                    and during[other] == during[i]
                    and place[other] == place[i]
                    and what[other] == what[i]
                ):
                    out[i] = False
                    break
                slot = (slot + np.uint64(1)) & last
            if out[i]:
                table[slot] = i
    return out
