"""Today's visits as lines of a sheet of paper, and what was written on it read back, line by line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2s

from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks.ages import years_of
from lianfang.desks.grid import queries
from lianfang.desks.grid.answers import Telling, Unclear, telling_of
from lianfang.desks.grid.households import Household
from lianfang.desks.grid.visits import Owed, cards_of
from lianfang.desks.language import chinese
from lianfang.desks.moments import deadline, local, local_zone
from lianfang.places.models import Unit
from lianfang.reports.visit_sheet import BOOKED, DONE, NOT_MET, VisitLine

# What the boxes for somebody who was not met mean, as a tap on the phone says it.
_NOT_MET = dict(zip(NOT_MET, ("no_answer", "refused", "gone"), strict=True))
_TICKED = frozenset({DONE, "√", "✓", "v", "+", "y"})
_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_TIME = re.compile(r"(\d{1,2})\s*[:.点时]?\s*(\d{2})")
_WRITTEN = str.maketrans("０１２３４５６７８９：．－／", "0123456789:.-/")
# Letters and digits that are not taken for one another in handwriting.
_LETTERS = "ACDEFHJKLMNPRTUVWXY34679"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sheet: its place, a code that names it whatever happened since, the door, what is owed of whom."""

    place: int
    household: Household
    owed: Owed

    @property
    def code(self) -> str:
        """Three letters that name the duty of this line."""
        number = int.from_bytes(blake2s(self.owed.duty.key.encode(), digest_size=4).digest())
        size = len(_LETTERS)
        return "".join(_LETTERS[number // size**place % size] for place in range(3))

    @property
    def done(self) -> bool:
        """Whether it was done since, so that there is nothing left to type."""
        return self.owed.duty.met is not None or self.owed.duty.waived is not None


def lines_of(account: Account, printed: datetime, grid: Unit | None = None) -> list[Line]:
    """The lines of the sheet that was printed at a moment, in its order: by door as one walks, then by deadline.

    ``grid`` is whose sheet it is where it is not the account's own. Addresses are opened: whoever shows them writes
    the audit's line.
    """
    cards = cards_of(account, printed, duties=queries.owed_then(account, printed, grid))
    found = ((card.household, owed) for card in cards for owed in card.owed)
    return [Line(place, household, owed) for place, (household, owed) in enumerate(found, 1)]


def printed_lines(lines: Sequence[Line], at: datetime) -> tuple[VisitLine, ...]:
    """The lines as the paper has them."""
    return tuple(
        VisitLine(
            f"{line.place} {line.code}",
            line.household.address,
            _who(line, at),
            line.owed.why,
            deadline(line.owed.duty.due, at).text if line.owed.duty.due else "",
            line.owed.asks,
        )
        for line in lines
    )


def _who(line: Line, at: datetime) -> str:
    person = line.owed.person
    years = years_of(person.birth, local(at).date()) if person.birth else person.age
    age = "" if years is None else f"{int(years)}岁" if chinese() else f"{int(years)} y"
    return f"{person.name or '–'} {age}".strip()


class UnclearLine(Unclear):
    """What was typed of a line that cannot be: its duty's key, its field (``answer`` or ``time``), and one line why."""

    def __init__(self, duty: str, field: str, why: str) -> None:
        super().__init__(why)
        self.duty, self.field = duty, field


def tellings_of(
    lines: Sequence[Line],
    answers: Sequence[str],
    times: Sequence[str],
    told_by: str,
    printed: datetime,
    now: datetime,
) -> list[Telling]:
    """The facts that were written on these lines, at the times written; what was left empty is not told.

    ``told_by`` is the name of whoever was at the doors. A time left empty is that of the line above.
    Raises UnclearLine where something cannot be.
    """
    told: list[Telling] = []
    moment: datetime | None = None
    for line, answer, time in zip(lines, answers, times, strict=True):
        key = line.owed.duty.key
        try:
            moment = _moment(time, printed, now) if time.strip() else moment
        except Unclear as unclear:
            raise UnclearLine(key, "time", f"{line.place} {line.owed.person.name}: {unclear}") from None
        if not answer.strip():
            continue
        if moment is None:
            why = _("Time: empty; write when the visit was, such as 9:30")
            raise UnclearLine(key, "time", f"{line.place} {line.owed.person.name}: {why}")
        try:
            form = answer_of(line.owed.asks, answer, local(printed).date())
            told.append(telling_of(form, line.owed.duty, told_by, moment))
        except Unclear as unclear:
            raise UnclearLine(key, "answer", f"{line.place} {line.owed.person.name}: {unclear}") from None
    return told


def answer_of(asks: str, text: str, day: date) -> dict[str, str]:
    """What was typed of a line as the phone's form says it. ``day`` is that of the sheet. Raises Unclear."""
    typed = text.strip().translate(_WRITTEN).lower()
    if typed in _NOT_MET:
        return {"answer": f"attempt {_NOT_MET[typed]}"}
    if asks == "temperature":
        return {"answer": "temperature", "temperature": typed}
    if asks in ("told", "entered", "found") and typed in _TICKED:
        return {"answer": asks}
    if asks == "evidence" and typed == BOOKED[0]:
        return {"answer": "booked"}
    if asks == "evidence" and (found := _DAY.fullmatch(typed)):
        return {"answer": "evidence", "sampled": _sampled(int(found[1]), int(found[2]), day)}
    raise Unclear(_("%s: is none of the boxes of this line; write the digit before the box") % text.strip()[:20])


def _sampled(month: int, day: int, today: date) -> str:
    """The last such day up to today, as a form writes it; a day that there is not is left for the form to refuse."""
    year = today.year if (month, day) <= (today.month, today.day) else today.year - 1
    return f"{year:04d}-{month:02d}-{day:02d}"


def _moment(text: str, printed: datetime, now: datetime) -> datetime:
    """A time of the sheet's day: 9:30, 930, 9点30. Raises Unclear."""
    found = _TIME.fullmatch(text.strip().translate(_WRITTEN))
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise Unclear(_("Time %s: is no time; write it as 9:30 or 930") % text.strip()[:20])
    day = local(printed)
    moment = datetime(day.year, day.month, day.day, int(found[1]), int(found[2]), tzinfo=local_zone())
    if moment > now:
        raise Unclear(_("Time %s: lies in the future; mend it") % text.strip()[:20])
    if moment < printed - timedelta(minutes=1):
        raise Unclear(_("Time %s: lies before the sheet was printed; mend it") % text.strip()[:20])
    # In the minute of the printing it was after it: what was done then stands on the sheet as done.
    return max(moment, printed + timedelta(microseconds=1))
