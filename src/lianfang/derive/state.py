"""The state of a duty at a moment, computed from its moments and never stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

State = Literal["planned", "open", "overdue", "met", "met_late", "ended", "waived"]
# What a page says; 待办 / 已办结 / 超期 are the field's own.
STATES: dict[State, tuple[str, str]] = {
    "planned": ("未到时", "Planned"),
    "open": ("待办", "Open"),
    "overdue": ("超期", "Overdue"),
    "met": ("已办结", "Met"),
    "met_late": ("超期办结", "Met late"),
    "ended": ("已终止", "Ended"),
    "waived": ("不再执行", "Waived"),
}


def _moment(duty: Any, name: str) -> datetime | None:
    held: datetime | None = duty.get(name) if isinstance(duty, dict) else getattr(duty, name)
    return held


def state(duty: Any, at: datetime) -> State:
    """The state of a duty (a row as a dictionary, or an object with the same names) at a moment of the same kind."""
    opened, due, ends, met, waived = (_moment(duty, name) for name in ("opened", "due", "ends", "met", "waived"))
    if met is not None and met <= at:
        return "met_late" if due is not None and met > due else "met"
    if waived is not None and waived <= at:
        return "waived"
    if opened is not None and at < opened:
        return "planned"
    if ends is not None and at >= ends:
        return "ended"
    if due is not None and at > due:
        return "overdue"
    return "open"


def missed(duty: Any, at: datetime) -> bool:
    """Whether a duty ended unmet although its time had passed: not done, and no longer to be done."""
    due, ends = _moment(duty, "due"), _moment(duty, "ends")
    return state(duty, at) == "ended" and due is not None and ends is not None and due <= ends
