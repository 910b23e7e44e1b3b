"""督办事项: given, applied for with evidence, accepted or sent back by somebody else."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang import vocabulary
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.export import Exported, exported
from lianfang.desks.page import local_zone, moment_of, now_of, page
from lianfang.desks.recording import recorded
from lianfang.desks.tasks.queries import TaskLine, task_for, tasks
from lianfang.desks.templatetags.desk import option_word
from lianfang.places.models import Unit
from lianfang.places.tree import range_of


@reads("task")
def task_list(request: HttpRequest) -> HttpResponse:
    """Every task, the open ones first; the form to give one."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    lines = tasks(at)
    if request.GET.get("export"):
        return exported(request, "tasks", _export_columns(at), lines)
    low, high = range_of(account.area_path)
    owners = Unit.objects.filter(path__gte=low, path__lt=high).exclude(kind="grid")[:400]
    return page(
        request,
        "tasks/list.html",
        {
            "open": [(line, line.word(at)) for line in lines if line.closed is None],
            "closed": [(line, line.word(at)) for line in lines if line.closed is not None][:50],
            "units": names.units([line.fact["owner"] for line in lines]),
            "may_give": allowed(account, "record", "task"),
            "owners": owners,
            "origins": [option.name for option in vocabulary.kind("task").column("origin").options],
        },
    )


def _export_columns(at: datetime) -> list[Exported]:
    # The headers are those that the import of tasks reads, so that an edited export can be loaded again.
    declared = vocabulary.kind("task")
    told = ("number", "title", "origin", "owner", "helpers", "leader", "deadline", "note")
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
    """Gives a task to a unit."""
    deadline = request.POST.get("deadline", "")
    row = {
        "task.number": request.POST.get("number", "").strip() or _next_number(now_of(request)),
        "task.title": request.POST.get("title", "").strip() or None,
        "task.origin": request.POST.get("origin") or None,
        "task.owner": request.POST.get("owner") or None,
        "task.leader": _leader(request),
        "task.deadline": _moment(deadline) or deadline or None,
        "task.note": request.POST.get("note", "").strip() or None,
        "task.occurred_from": now_of(request),
    }
    recorded(request, "task", [row])
    return redirect("tasks:list")


def _next_number(now: datetime) -> str:
    """A number of the year's own row: 2021-017."""
    local = now.astimezone(local_zone())
    given = [line.fact["number"] or "" for line in tasks(now)]
    taken = [int(number[5:]) for number in given if number.startswith(f"{local.year}-") and number[5:].isdigit()]
    return f"{local.year}-{max(taken, default=0) + 1:03d}"


def _leader(request: HttpRequest) -> str | None:
    given = request.POST.get("leader", "").strip()
    if given:
        return given
    return Unit.objects.filter(code=request.POST.get("owner", "")).values_list("leader", flat=True).first() or None


def _moment(text: str) -> datetime | None:
    """What a form's field of date and time says, in the time zone of the installation."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=local_zone()) if moment is not None and moment.tzinfo is None else moment


@reads("task")
def one(request: HttpRequest, task: UUID) -> HttpResponse:
    """A task with its evidence and the answers to it."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    line = task_for(task, at)
    history = [("evidence", row) for row in line.evidence] + [("acceptance", row) for row in line.acceptances]
    history.sort(key=lambda pair: pair[1]["occurred_from"])
    units = [line.fact["owner"], *(row["unit"] for _kind, row in history)]
    return page(
        request,
        "tasks/task.html",
        {
            "line": line,
            "word": line.word(at),
            "history": history,
            "units": names.units(units),
            "may_apply": line.closed is None and allowed(account, "record", "evidence"),
            "may_accept": line.applied and allowed(account, "record", "acceptance") and not _is_doer(account, line),
            "is_doer": line.applied and _is_doer(account, line),
        },
    )


def _is_doer(account: Account, line: TaskLine) -> bool:
    """Whether the account is of the unit that did it, or applied itself: then another must accept."""
    last = line.evidence[-1] if line.evidence else None
    by_account = last is not None and last["recorded_by"] == account.username
    return by_account or bool(account.unit and account.unit == line.fact["owner"])


@require_POST
@records("evidence")
def apply(request: HttpRequest, task: UUID) -> HttpResponse:
    """Says what was done, and asks for acceptance (申请销号)."""
    line = task_for(task, now_of(request))
    if line.closed:
        messages.error(request, _("This task was struck off before; nothing was recorded."))
        return redirect("tasks:task", task)
    row = {
        "task": str(task),
        "evidence.text": request.POST.get("text", "").strip() or None,
        "evidence.occurred_from": now_of(request),
    }
    recorded(request, "evidence", [row])
    return redirect("tasks:task", task)


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
