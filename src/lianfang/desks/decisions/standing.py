"""How a decision stands on a day: in force, not begun, over, ended before its term, withdrawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from lianfang.desks.moments import local

State = Literal["valid", "not_begun", "over", "ended", "lifting", "withdrawn", "unknown"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A state, the first day, and the last day as it has become. Days are None where there are none to tell."""

    state: State
    begins: date | None = None
    ends: date | None = None


def standing_of(decision: Mapping[str, Any], early: date | None, today: date) -> Standing:
    """How a decision stands; ``early`` is the day on which it was lifted or its ground fell, None where neither.

    On that day it has ended already: nobody is held a day longer than the ground. A paper that lifts another says from
    when to when the isolation was.
    """
    begins, ends = decision["begins"], decision["ends"]
    if decision["decision"] == "lifted":
        return Standing("lifting", begins, ends)
    if early is not None and early <= min(ends, today):
        return Standing("ended", min(begins, early), early)
    if today > ends:
        return Standing("over", begins, ends)
    return Standing("not_begun" if today < begins else "valid", begins, ends)


def early_end(
    decided: datetime, lifted: Iterable[date], contacts: Iterable[tuple[datetime | None, datetime | None]]
) -> date | None:
    """The first day on which a decision was lifted, or its last ground fell or ended in release; None where none did.

    ``contacts`` are the person's, each as (ground fell, released). One that had ended before the decision is not what
    it rests on; while one of the others goes on, so does the decision.
    """
    ends = [min((moment for moment in both if moment is not None), default=None) for both in contacts]
    standing = [end for end in ends if end is None or end > decided]
    days = list(lifted)
    if standing and None not in standing:
        days.append(local(max(end for end in standing if end is not None)).date())
    return min(days, default=None)
