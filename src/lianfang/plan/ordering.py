"""Which of two values of a parameter is the stricter one, and whether a value keeps to floor and ceiling.

Durations and numbers are ordered by size; lists by what they hold, so that of two lists neither of which holds the
other neither is the stricter.
"""

from __future__ import annotations

from typing import Literal

from lianfang.plan.model import LowerMay, Value

Direction = Literal["same", "tighten", "loosen", "neither"]


def at_most(low: Value, high: Value) -> bool:
    """Whether `low` is not above `high`: no larger, no longer, or a list of which `high` holds all."""
    if isinstance(low, tuple) or isinstance(high, tuple):
        return isinstance(low, tuple) and isinstance(high, tuple) and set(low) <= set(high)
    return low <= high  # type: ignore[operator]  # both are durations, or both numbers


def direction(before: Value, value: Value, stricter: Literal["more", "less"] | None) -> Direction:
    """Which way a value goes from the one before; `neither` where the two cannot be ordered."""
    more, less = at_most(before, value), at_most(value, before)
    if more and less:
        return "same"
    if stricter is None or not (more or less):
        return "neither"
    return "tighten" if more == (stricter == "more") else "loosen"


def within_limits(value: Value, floor: Value | None, ceiling: Value | None) -> bool:
    """Whether a value is neither under the floor nor over the ceiling; a limit not given limits nothing."""
    return (floor is None or at_most(floor, value)) and (ceiling is None or at_most(value, ceiling))


def open_end(lower_may: LowerMay, stricter: Literal["more", "less"] | None) -> Literal["floor", "ceiling"] | None:
    """The limit that must be given, so that nobody below can go on and on; None where nobody may change anything."""
    if lower_may == "neither" or stricter is None:
        return None
    return "ceiling" if (lower_may == "tighten") == (stricter == "more") else "floor"
