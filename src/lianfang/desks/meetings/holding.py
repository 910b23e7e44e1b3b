"""A meeting and its decisions as somebody typed them, recorded whole: the meeting and a task a decision, or nothing."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks.moments import local_zone, moment_typed
from lianfang.desks.recording import Refused, whole
from lianfang.desks.tasks.form import TypedTask, leaders_of_owners, next_numbers, row_of, typed_task
from lianfang.facts.meetings import meetings

# So many lines for decisions stand on the form at first, and so many more are added at once.
LINES, MORE, MOST = 5, 5, 60


@dataclass(frozen=True, slots=True)
class TypedMeeting:
    """A meeting as somebody typed it, with its decisions, blank lines among them."""

    title: str = ""
    number: str = ""
    at: str = ""
    chair: str = ""
    attended: str = ""
    note: str = ""
    decisions: tuple[TypedTask, ...] = ()

    def with_lines(self, count: int) -> "TypedMeeting":
        """The same with blank lines up to ``count``."""
        lacking = max(0, min(count, MOST) - len(self.decisions))
        return replace(self, decisions=(*self.decisions, *(TypedTask() for _ in range(lacking))))


def typed_meeting(request: HttpRequest) -> TypedMeeting:
    """What the form of a meeting holds."""
    given = request.POST.get("lines", "")
    lines = min(int(given), MOST) if given.isdigit() else 0
    said = {name: request.POST.get(name, "").strip() for name in ("title", "number", "at", "chair", "attended", "note")}
    return TypedMeeting(**said, decisions=tuple(typed_task(request, f"{line}-") for line in range(lines)))


def next_meeting_number(account: Account, now: datetime) -> str:
    """The next number of the year's own row: 2021年第4次."""
    year = now.astimezone(local_zone()).year
    held = [one.number for one in meetings(now, area=account.area)]
    taken = [
        number[len(f"{year}年第") : -1] for number in held if number.startswith(f"{year}年第") and number[-1] == "次"
    ]
    return f"{year}年第{max((int(each) for each in taken if each.isdigit()), default=0) + 1}次"


def held(request: HttpRequest, account: Account, said: TypedMeeting, now: datetime) -> tuple[str | None, list[str]]:
    """Records the meeting and its decisions, all or none: the meeting's subject, and what was wrong, a line each."""
    chosen = [(place, task) for place, task in enumerate(said.decisions, start=1) if not task.blank]
    at = moment_typed(said.at)
    if at is not None and at > now:
        return None, [_("The meeting is still to come; it is recorded when it was held.")]
    leaders = leaders_of_owners([task.owner for _place, task in chosen], account.area_path, now)
    meeting = {
        "meeting.number": said.number or next_meeting_number(account, now),
        "meeting.title": said.title or None,
        "meeting.chair": said.chair or None,
        "meeting.attended": said.attended or None,
        "meeting.note": said.note or None,
        "meeting.unit": account.unit or None,
        "meeting.occurred_from": at or said.at or None,
    }
    try:
        with whole(request) as record:
            subject = str(record("meeting", [meeting], new=True).subjects["meeting"][0])
            if chosen:
                numbers = next_numbers(now, len(chosen))
                rows = [
                    {
                        **row_of(task, now, number, leaders.get(task.owner, "")),
                        "task.origin": "meeting",
                        "task.meeting": subject,
                    }
                    for (_place, task), number in zip(chosen, numbers, strict=True)
                ]
                record("task", rows)
    except Refused as refused:
        if refused.column.startswith("task."):
            lines = [
                _("Decision %(line)d: %(why)s") % {"line": chosen[rejection.row][0], "why": why}
                for rejection, why in zip(refused.rejections, refused.lines, strict=True)
            ]
            return None, lines
        return None, refused.lines
    return subject, []
