"""交接中: what is on the way and until when it is owed; accepted, refused or taken back in bulk; both ends on paper."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.as_text import Part, as_text, line_of
from lianfang.desks.choices import is_uuid
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.export import Exported, exported, option_of
from lianfang.desks.moments import deadline, moment_words, span_words
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.papers import PRINTED
from lianfang.desks.transfers import queries
from lianfang.desks.transfers.printing import printed
from lianfang.desks.transfers.queries import Handed, OfArea
from lianfang.desks.transfers.sending import signed
from lianfang.desks.words import option_word
from lianfang.places.models import Unit
from lianfang.places.tree import is_within

# No page shows more at once, so no form names more.
MOST = 500


@reads("transfer", "person_status", "duty")
def today(request: HttpRequest) -> HttpResponse:
    """What is between two hands by area, overdue first; what came back; what both ends signed these days."""
    return _today(request)


def _today(request: HttpRequest, lines: Sequence[str] = ()) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    handed = queries.waiting(account, at)
    if request.GET.get("export"):
        return exported(request, "transfers", _COLUMNS, handed, persons=lambda one: one.sent["person"], computed=True)
    back, done = queries.answered(account, at)
    units = queries.units_of(handed, back, done)
    side = request.GET.get("side", "")
    mine = account.unit or None
    counts = {
        "": len(handed),
        "in": sum(1 for one in handed if mine and one.sent["to_unit"] == mine),
        "out": sum(1 for one in handed if mine and one.sent["from_unit"] == mine),
    }
    listed = [one for one in handed if side not in _ENDS or (mine and one.sent[_ENDS[side]] == mine)]
    area = names.areas([request.GET.get("area", "")]).get(request.GET.get("area", ""))
    if area is not None:
        listed = [one for one in listed if _reaches(one, units, area.path)]
    groups = queries.by_area(listed, units, at)
    return page(
        request,
        "transfers/today.html",
        {
            "lines": lines,
            "groups": groups,
            "listed": len(listed),
            "over": sum(group.over for group in groups),
            "side": side,
            "sides": list(counts.items()),
            "area": area,
            "of_areas": sorted(
                {unit.area_id: unit.path for unit in units.values()}.items(), key=lambda item: str(item[1])
            ),
            "back": back,
            "done": done,
            "units": units,
            "areas": names.areas(unit.area_id for unit in units.values()),
            "mine": mine,
            "may_sign": allowed(account, "record", "transfer") and bool(mine),
            "reason": request.POST.get("reason", ""),
            "ticked": set(request.POST.getlist("transfer")) if lines else set(),
            "text": _text(groups, units, at),
        },
        status=422 if lines else 200,
    )


_ENDS = {"in": "to_unit", "out": "from_unit"}


def _reaches(one: Handed, units: Mapping[str, Unit], path: str) -> bool:
    """Whether either end acts within an area."""
    ends = (units.get(one.sent[end] or "") for end in _ENDS.values())
    return any(unit is not None and is_within(unit.path, path) for unit in ends)


_COLUMNS = [
    Exported("姓名", lambda one: one.name),
    Exported("移交内容", option_of("transfer", "what", lambda one: one.sent["what"])),
    Exported("转运编号", lambda one: one.sent["number"]),
    Exported("移交单位", lambda one: one.sent["from_unit"]),
    Exported("接收单位", lambda one: one.sent["to_unit"]),
    Exported("发出时间", lambda one: one.sent["occurred_from"]),
    Exported("签收时限", lambda one: one.due),
    Exported("车辆", lambda one: one.sent["vehicle"]),
    Exported("陪护人", lambda one: one.sent["companion"]),
    Exported("备注", lambda one: one.sent["note"]),
]


def _text(groups: Sequence[OfArea], units: Mapping[str, Unit], at: datetime) -> str:
    parts = [
        Part(group.area.name if group.area else "", [_line(one, units, at) for one in group.handed]) for group in groups
    ]
    return as_text(_("Between two hands"), at, parts)


def _line(one: Handed, units: Mapping[str, Unit], at: datetime) -> str:
    """One transfer in a line of a message: who, what, from where to where, since when, by when it is to be answered."""
    ends = " → ".join(
        units[code].name for code in (one.sent["from_unit"], one.sent["to_unit"]) if code and code in units
    )
    what = option_word("transfer.what", one.sent["what"])
    since = _("sent %(moment)s, %(age)s ago") % {
        "moment": moment_words(one.sent["occurred_from"]),
        "age": span_words(at - one.sent["occurred_from"]),
    }
    return line_of(one.name, what, ends, since, _by_when(one, at))


def _by_when(one: Handed, at: datetime) -> str:
    if one.came is not None:
        return _("in since %s, not signed for") % moment_words(one.came)
    return deadline(one.due, at).text if one.due else ""


@require_POST
@records("transfer")
def act(request: HttpRequest) -> HttpResponse:
    """Accepts, refuses or takes back the ticked transfers: all of them, or none."""
    account: Account = request.user  # type: ignore[assignment]
    at = now_of(request)
    subjects = [text for text in request.POST.getlist("transfer")[:MOST] if is_uuid(text)]
    chosen = queries.chosen(account, subjects, at)
    what = request.POST.get("what", "")
    reason = request.POST.get("reason", "").strip()[:200]
    wrong = _against(account, chosen, what, reason, at)
    if not wrong:
        wrong = _recorded(request, chosen, what, reason)
    if wrong:
        return _today(request, wrong)
    words = {
        "received": _("%d accepted: from now on they are this unit's."),
        "refused": _("%d refused; the sender stays responsible."),
        "withdrawn": _("%d taken back."),
    }
    messages.success(request, words[what] % len(chosen))
    return redirect("transfers:today")


def _against(account: Account, chosen: Sequence[Handed], what: str, reason: str, at: datetime) -> list[str]:
    """What speaks against an answer before the ledger is asked, a line each."""
    if not chosen:
        return [_("No transfer was ticked; nothing was recorded.")]
    if what not in ("received", "refused", "withdrawn"):
        return [_("Choose to accept, to refuse or to take back; nothing was recorded.")]
    end = "from_unit" if what == "withdrawn" else "to_unit"
    others = [one for one in chosen if not account.unit or one.sent[end] != account.unit]
    if others and what == "withdrawn":
        return [_("%s: was sent by another unit, which alone takes it back.") % one.name for one in others]
    if others:
        return [_("%s: was sent to another unit, which alone signs for it.") % one.name for one in others]
    if not reason and what == "refused":
        return [_("Reason: is missing; the sender reads it and stays responsible. Nothing was recorded.")]
    if not reason and what == "withdrawn":
        return [_("Reason: is missing; the other end reads why it was taken back. Nothing was recorded.")]
    if what == "received" and Unit.objects.filter(code=account.unit, kind="isolation_site").exists():
        waiting = {one.transfer for one in queries.waiting(account, at) if one.came is None}
        people = [one for one in chosen if one.sent["what"] == "person" and one.transfer in waiting]
        return [_("%s: is received with a room, on the page Receive.") % one.name for one in people]
    return []


def _recorded(request: HttpRequest, chosen: Sequence[Handed], what: str, reason: str) -> list[str]:
    """Records the answers, or that they were taken back; answers what was wrong, a line each."""
    if what == "withdrawn":
        gone = [one for one in chosen if one.answer is not None]
        if gone:
            told = _("%s: was answered by the other end; it cannot be taken back any more.")
            return [told % one.name for one in gone]
        rows = [
            {
                "transfer": one.transfer,
                "person": one.sent["person"],
                "supersedes": one.sent["id"],
                "withdrawn": True,
                "reason": reason,
            }
            for one in chosen
        ]
    else:
        kept = ("number", "what", "from_unit", "to_unit", "to_area", "vehicle", "companion")
        rows = [
            {name: one.sent[name] for name in kept}
            | {
                "transfer": one.transfer,
                "person": one.sent["person"],
                "stage": what,
                "note": reason or None,
                "occurred_from": now_of(request),
            }
            for one in chosen
        ]
    return signed(request, rows, [one.name for one in chosen])


@require_POST
@reads("transfer", "person_status")
def papers(request: HttpRequest) -> HttpResponse:
    """The ticked transfers as one file of papers, with what both ends signed; on record."""
    account: Account = request.user  # type: ignore[assignment]
    form: Any = request.POST.get("form", "pdf")
    if form not in PRINTED:
        raise Http404("a transfer is printed as docx or pdf")
    at = now_of(request)
    subjects = [text for text in request.POST.getlist("transfer")[:MOST] if is_uuid(text)]
    chosen = queries.chosen(account, subjects, at)
    if not chosen:
        messages.error(request, _("No transfer was ticked; nothing was printed."))
        return redirect("transfers:today")
    persons = {UUID(one.sent["person"]) for one in chosen if one.sent["person"]}
    audited(account, "print transfers", persons, where=place_of(request))
    return printed(chosen, form, at)
