"""督办事项: given, applied for with evidence, accepted or sent back by somebody else, struck off."""

from collections import Counter
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang import vocabulary
from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.choices import is_uuid
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.export import Exported, exported
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.papers import attached
from lianfang.desks.queries import end_of_day
from lianfang.desks.reasons import reason_words
from lianfang.desks.recording import recorded, say
from lianfang.desks.tasks.form import TypedTask, leaders_of_owners, next_numbers, owners_within, row_of, typed_task
from lianfang.desks.tasks.queries import (
    TaskLine,
    fact_pointed_at,
    facts_told,
    finding_of,
    open_findings,
    task_for,
    tasks,
)
from lianfang.desks.words import option_word
from lianfang.facts.evidence_files import MOST_BYTES, file_of, told_file
from lianfang.facts.meetings import meetings
from lianfang.facts.standing_tasks import leaders_of
from lianfang.vocabulary import Mistake

STATES = ("open", "overdue", "today", "applied", "sent_back", "struck_off")


@reads("task")
def task_list(request: HttpRequest) -> HttpResponse:
    """Every task, the open ones first; ``state`` and ``leader`` narrow them; the form to give one."""
    return _list(request)


def _list(request: HttpRequest, said: TypedTask | None = None, status: int = 200) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    lines = tasks(at)
    units = names.units((line.fact["owner"] for line in lines), at)
    named = leaders_of(lines, at)
    led = [(line, named[line.id]) for line in lines]
    state, leader = request.GET.get("state", ""), request.GET.get("leader", "")
    chosen = [
        (line, name)
        for line, name in led
        if (not state or _in_state(line, state, at)) and (not leader or name == leader)
    ]
    if request.GET.get("export"):
        return exported(request, "tasks", _export_columns(at), [line for line, _name in chosen])
    over = Counter(name for line, name in led if line.state(at) == "overdue")
    may_give = allowed(account, "record", "task")
    shown = {
        "open": [(line, line.word(at), name) for line, name in chosen if line.closed is None],
        "closed": [(line, line.word(at), name) for line, name in chosen if line.closed is not None][:50],
        "states": [(each, sum(1 for line in lines if _in_state(line, each, at))) for each in STATES],
        "state": state,
        "leader": leader,
        "over": sorted(over.items(), key=lambda pair: (-pair[1], pair[0])),
        "units": units,
        "may_give": may_give,
        "may_see_leaders": allowed(account, "read", "responsibility"),
        "owners": owners_within(account.area_path) if may_give else [],
        "findings": open_findings(at)[:50] if may_give and allowed(account, "read", "finding") else [],
        "origins": [option.name for option in vocabulary.kind("task").column("origin").options],
        "said": said or TypedTask(origin="superior", finding=request.GET.get("finding", "")),
    }
    return page(request, "tasks/list.html", shown, status=status)


def _in_state(line: TaskLine, state: str, at: datetime) -> bool:
    if state == "open":
        return line.closed is None
    if state == "today":
        return line.closed is None and at < line.fact["deadline"] <= end_of_day(at)
    return line.state(at) == state


def _export_columns(at: datetime) -> list[Exported]:
    # The headers are those that the import of tasks reads, so that an edited export can be loaded again.
    declared = vocabulary.kind("task")
    told = ("number", "title", "origin", "superior", "owner", "doer", "helpers", "leader", "deadline", "note")
    return [
        *(Exported(declared.column(name).zh, partial(_said, name)) for name in told),
        Exported(declared.moment_zh, lambda line: line.fact["occurred_from"]),
        Exported(_("State"), lambda line: line.word(at).text),
        Exported("task.id", lambda line: line.id),
    ]


def _said(column: str, line: TaskLine) -> Any:
    value = line.fact[column]
    return option_word("task.origin", value) if column == "origin" and value else value


@require_POST
@records("task")
def give(request: HttpRequest) -> HttpResponse:
    """Gives a task to a unit; refused, the form comes back with what was typed."""
    account: Account = request.user  # type: ignore[assignment]
    said, now = typed_task(request), now_of(request)
    leader = leaders_of_owners([said.owner], account.area_path, now).get(said.owner, "")
    answer = recorded(request, "task", [row_of(said, now, next_numbers(now, 1)[0], leader)])
    if answer is None or answer.rejected:
        return _list(request, said, 422)
    return redirect("tasks:list")


@reads("task")
def one(request: HttpRequest, task: UUID) -> HttpResponse:
    """A task with its evidence and the answers to it."""
    return _one(request, task)


def _one(request: HttpRequest, task: UUID, text: str = "", status: int = 200) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    line = task_for(task, at)
    history = [("evidence", row) for row in line.evidence] + [("acceptance", row) for row in line.acceptances]
    history.sort(key=lambda pair: pair[1]["occurred_from"])
    units = names.units([line.fact["owner"], *(row["unit"] for _kind, row in history)], at)
    pointed = {row["fact"]: fact_pointed_at(row["fact"], at) for row in line.evidence if row["fact"]}
    may_apply = line.closed is None and allowed(account, "record", "evidence")
    held = meetings(at, ids=[line.fact["meeting"]])[:1] if line.fact["meeting"] else []
    shown = {
        "line": line,
        "word": line.word(at),
        "leader": leaders_of([line], at)[line.id],
        "meeting": held[0] if held else None,
        "may_see_meeting": bool(held) and allowed(account, "read", "meeting"),
        "finding": finding_of(line, at),
        "history": [(kind, row, pointed.get(row.get("fact"))) for kind, row in history],
        "units": units,
        "may_apply": may_apply,
        "may_accept": line.applied and allowed(account, "record", "acceptance") and not _is_doer(account, line),
        "is_doer": line.applied and _is_doer(account, line),
        "told": facts_told(account, line, at) if may_apply else [],
        "text": text,
        "most": MOST_BYTES // 1024 // 1024,
    }
    return page(request, "tasks/task.html", shown, status=status)


def _is_doer(account: Account, line: TaskLine) -> bool:
    """Whether the account is of the unit that did it, or applied itself: then another must accept."""
    last = line.evidence[-1] if line.evidence else None
    by_account = last is not None and last["recorded_by"] == account.username
    return by_account or bool(account.unit and account.unit == line.fact["owner"])


@require_POST
@records("evidence")
def apply(request: HttpRequest, task: UUID) -> HttpResponse:
    """Says what was done, with a file or a fact that proves it, and asks for acceptance (申请销号)."""
    line = task_for(task, now_of(request))
    if line.closed:
        messages.error(request, _("This task was struck off before; nothing was recorded."))
        return redirect("tasks:task", task)
    text = request.POST.get("text", "").strip()
    row: dict[str, Any] = {
        "task": str(task),
        "evidence.text": text or None,
        "evidence.fact": request.POST.get("fact") or None,
        "evidence.occurred_from": now_of(request),
    }
    if row["evidence.fact"] and not (
        is_uuid(row["evidence.fact"]) and fact_pointed_at(row["evidence.fact"], now_of(request))
    ):
        say(request, [_("The fact that should prove it is not there; choose one of the list.")])
        return _one(request, task, text, 422)
    sent = request.FILES.get("file")
    try:
        if sent is not None:
            # What is larger is not read whole to be refused.
            row |= told_file(sent.name or "", sent.read(MOST_BYTES + 1))
    except Mistake as mistake:
        say(request, [reason_words(str(mistake))])
        return _one(request, task, text, 422)
    answer = recorded(request, "evidence", [row])
    if answer is None or answer.rejected:
        return _one(request, task, text, 422)
    return redirect("tasks:task", task)


@reads("evidence")
def evidence_file(request: HttpRequest, task: UUID, evidence: UUID) -> HttpResponse:
    """The file of a task's evidence, to be saved; on record."""
    line = task_for(task, now_of(request))
    if all(row["id"] != str(evidence) for row in line.evidence):
        raise Http404("the task has no such evidence")
    found = file_of(evidence)
    if found is None:
        raise Http404("the evidence has no file")
    audited(request.user, "read evidence file", where=place_of(request))  # type: ignore[arg-type]
    answer = HttpResponse(found.content, content_type=found.type)
    # Saved and never shown in place: what somebody sent in is no page of ours.
    answer["Content-Disposition"] = attached(found.name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@records("acceptance")
def answer(request: HttpRequest, task: UUID) -> HttpResponse:
    """Accepts what was done (销号), or sends it back. Never by whoever did it."""
    account: Account = request.user  # type: ignore[assignment]
    line = task_for(task, now_of(request))
    if not line.applied:
        messages.error(request, _("Nobody has applied for acceptance; nothing was recorded."))
    elif _is_doer(account, line):
        messages.error(request, _("Whoever did it does not accept it: another must."))
    else:
        row = {
            "task": str(task),
            "acceptance.accepted": request.POST.get("accepted") == "yes",
            "acceptance.note": request.POST.get("note", "").strip() or None,
            "acceptance.occurred_from": now_of(request),
        }
        recorded(request, "acceptance", [row])
    return redirect("tasks:task", task)
