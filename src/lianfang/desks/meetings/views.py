"""调度会: meetings held, the briefing for the next, the form of a meeting's decisions, its list before and after."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.choices import diseases_of
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.export import Exported, exported
from lianfang.desks.language import language_of_page
from lianfang.desks.meetings.holding import LINES, MORE, TypedMeeting, held, next_meeting_number, typed_meeting
from lianfang.desks.meetings.rows import change_lines, linked, opened_by
from lianfang.desks.moments import field_moment
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.papers import OFFERED, paper_taken
from lianfang.desks.recording import say
from lianfang.desks.tasks.form import owners_within
from lianfang.desks.tasks.queries import open_tasks, tasks
from lianfang.facts.meetings import meetings
from lianfang.reports.meeting_figures import DecisionList
from lianfang.reports.meeting_ledger import briefing, decision_list
from lianfang.reports.meeting_paper import decisions_document, document
from lianfang.reports.meeting_wording import parts
from lianfang.reports.render import document_written
from lianfang.vocabulary import Mistake


@reads("meeting", "task")
def meeting_list(request: HttpRequest) -> HttpResponse:
    """The meetings held, the latest first, with how many of the decisions of each are struck off."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    held_ones = meetings(at)
    decided: dict[str, list[bool]] = {}
    for line in tasks(at):
        if line.fact["meeting"]:
            decided.setdefault(line.fact["meeting"], []).append(line.closed is not None)
    told = [(one, len(decided.get(str(one.id), ())), sum(decided.get(str(one.id), ()))) for one in held_ones]
    if request.GET.get("export"):
        return exported(request, "meetings", _COLUMNS, held_ones)
    shown = {
        "meetings": told[:100],
        "units": names.units((one.unit for one in held_ones[:100]), at),
        "may_hold": allowed(account, "record", "meeting", "task"),
    }
    return page(request, "meetings/list.html", shown)


_COLUMNS = [
    Exported("会议编号", lambda one: one.number),
    Exported("会议名称", lambda one: one.title),
    Exported("召集单位", lambda one: one.unit),
    Exported("主持人", lambda one: one.chair),
    Exported("参会单位", lambda one: one.attended),
    Exported("备注", lambda one: one.note),
    Exported("召开时间", lambda one: one.at),
]


@reads("duty", "count", "sign_off", "task", "meeting")
def brief(request: HttpRequest) -> HttpResponse:
    """The briefing as known now (or at ``?as-of=``); ``?compare=1`` beside what the last meeting knew; ``?form=``."""
    account: Account = request.user  # type: ignore[assignment]
    if not account.area:
        raise Mistake(_("your account has no area of which a report could tell; ask whoever gave you the account"))
    at, form = moment_of(request), request.GET.get("form", "")
    disease, diseases = diseases_of(request, account)
    # What was known then is derived from the whole ledger: the paper waits for it, the page only where it is asked to.
    compare = bool(request.GET.get("compare") or form)
    made = briefing(account.area, now=at, disease=disease, compare=compare)
    language = language_of_page()
    if form:
        return paper_taken(request, document(made, language), form, f"briefing-{account.area}")
    past = request.GET.get("as-of", "")
    shown = {
        "made": made,
        "parts": linked(parts(made, language), opened_by(made, past)),
        "changes": change_lines(made, past) if compare else [],
        "compare": compare,
        "text": document_written(document(made, language), "txt", at).decode(),
        "disease": disease,
        "diseases": diseases,
        "forms": OFFERED,
        "chinese": language == "zh",
        "may_hold": allowed(account, "record", "meeting", "task"),
    }
    return page(request, "meetings/briefing.html", shown)


@records("meeting", "task")
def hold(request: HttpRequest) -> HttpResponse:
    """The form of a meeting and its decisions; sent, it records the meeting and a task a decision."""
    account: Account = request.user  # type: ignore[assignment]
    now = now_of(request)
    said = TypedMeeting(at=field_moment(now), number=next_meeting_number(account, now)).with_lines(LINES)
    status = 200
    if request.method == "POST":
        said = typed_meeting(request)
        if request.POST.get("more"):
            said = said.with_lines(len(said.decisions) + MORE)
        else:
            subject, wrong = held(request, account, said, now)
            if subject is not None:
                messages.success(request, _("The meeting is recorded, and its decisions are tasks."))
                return redirect("meetings:meeting", subject)
            say(request, wrong)
            status = 422
    open_ = [(line, line.word(now)) for line in open_tasks(tasks(now))]
    shown = {
        "said": said,
        "open": open_[:30],
        "units": names.units((line.fact["owner"] for line, _word in open_), now),
        "owners": owners_within(account.area_path),
    }
    return page(request, "meetings/hold.html", shown, status=status)


@reads("meeting", "task")
def one(request: HttpRequest, meeting: UUID) -> HttpResponse:
    """A meeting's list: what was open when it began, what it decided and how that stands; as paper with ``?form=``."""
    at = moment_of(request)
    if not meetings(at, ids=[str(meeting)]):
        raise Http404("no such meeting")
    made = decision_list(meeting, at)
    paper = decisions_document(made, language_of_page())
    if form := request.GET.get("form", ""):
        return paper_taken(request, paper, form, f"decisions-{made.meeting.number or meeting}")
    shown = {
        "made": made,
        "lists": _lists(made),
        "text": document_written(paper, "txt", at).decode(),
        "forms": OFFERED,
    }
    return page(request, "meetings/meeting.html", shown)


def _lists(made: DecisionList) -> list[tuple[str, tuple[object, ...]]]:
    return [(_("Decided by the meeting"), made.decided), (_("Open before the meeting"), made.before)]
