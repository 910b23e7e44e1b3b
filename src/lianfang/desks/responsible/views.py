"""责任分工 on one page: leaders, signers, grid workers; a change from a date on, and the duties that move with it."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lianfang import vocabulary
from lianfang.access.models import Account
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.export import Exported, exported, option_of
from lianfang.desks.moments import moment_typed
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.recording import Refused, say, say_done, whole
from lianfang.desks.responsible.queries import (
    ROLES,
    duties_left,
    left_behind,
    lines,
    signing_kinds,
    units_here,
)
from lianfang.facts.responsible import told_of
from lianfang.places.models import Unit
from lianfang.situation.queries import with_causes

ROWS = 60
KINDS = ("command", "signing", "grid", "")
_FIELDS = ("role", "name", "post", "telephone", "account", "since", "until", "note")


@reads("responsibility")
def table(request: HttpRequest) -> HttpResponse:
    """Every unit of the area with who is responsible for it: its leader, who signs its day, a grid's worker."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    kind, sought = request.GET.get("kind", "command"), request.GET.get("q", "").strip()
    units = units_here(account, "" if sought else kind if kind in KINDS else "command", sought)
    if request.GET.get("export"):
        return exported(request, "responsibilities", _COLUMNS, told_of(at, units.values_list("code", flat=True)))
    shown = Paginator(units, ROWS).get_page(request.GET.get("page"))
    context = {
        "lines": lines(shown.object_list, at),
        "shown": shown,
        "kind": kind,
        "kinds": KINDS,
        "q": sought,
        "signing": sorted(signing_kinds()),
        "left": left_behind(account, at)[:30] if allowed(account, "record", "assignment") else [],
        "may_change": allowed(account, "record", "responsibility"),
    }
    return page(request, "responsible/list.html", context)


_COLUMNS = [
    Exported("单位", lambda one: one.unit),
    Exported("职责", option_of("responsibility", "role", lambda one: one.role)),
    Exported("姓名", lambda one: one.name),
    Exported("职务", lambda one: one.post),
    Exported("账号", lambda one: one.account),
    Exported("备注", lambda one: one.note),
    Exported("起始时间", lambda one: one.since),
]


@reads("responsibility")
def one(request: HttpRequest, code: str) -> HttpResponse:
    """A unit: who holds each role, everybody who did and will, and the form of a change."""
    return _one(request, code)


def _one(request: HttpRequest, code: str, said: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    unit = _unit_for(account, code)
    line = lines([unit], at)[0]
    context = {
        "line": line,
        "history": told_of(at, [code]),
        "left": left_behind(account, at, code),
        "may_move": allowed(account, "record", "assignment"),
        "may_change": allowed(account, "record", "responsibility"),
        "roles": [option.name for option in vocabulary.kind("responsibility").column("role").options],
        "accounts": Account.objects.filter(unit=code, is_active=True).order_by("username")[:50],
        "said": said or {"role": "worker" if unit.kind == "grid" else "leader"},
    }
    return page(request, "responsible/unit.html", context, status=status)


def _unit_for(account: Account, code: str) -> Unit:
    unit = Unit.objects.filter(code=code, path__startswith=account.area_path).select_related("area").first()
    if unit is None:
        raise Http404("no such unit")
    return unit


@require_POST
@records("responsibility")
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Records who is responsible from a moment on; duties with whoever held the role before move along, all or none."""
    account: Account = request.user  # type: ignore[assignment]
    unit, now = _unit_for(account, code), now_of(request)
    said = {name: request.POST.get(name, "").strip() for name in _FIELDS}
    since = moment_typed(said["since"]) if said["since"] else now
    wrong = _wrong(said, since)
    if not wrong:
        row = {
            "responsibility.unit": unit.code,
            "responsibility.role": said["role"] or None,
            "responsibility.name": said["name"] or None,
            "responsibility.post": said["post"] or None,
            "responsibility.telephone": said["telephone"] or None,
            "responsibility.account": said["account"] or None,
            "responsibility.note": said["note"] or None,
            "responsibility.occurred_from": since,
            "responsibility.occurred_until": moment_typed(said["until"]) or said["until"] or None,
        }
        try:
            with whole(request) as record:
                record("responsibility", [row])
                moved = _moved(account, unit.code, now, record) if allowed(account, "record", "assignment") else 0
        except Refused as refused:
            wrong = refused.lines
        else:
            say_done(request, 1)
            if moved:
                _say_moved(request, moved)
            return redirect("responsible:unit", code)
    say(request, wrong)
    return _one(request, code, said, 422)


def _wrong(said: dict[str, str], since: datetime | None) -> list[str]:
    """What of a change cannot be, in the words of the page: only what the ledger cannot know."""
    found = []
    if since is None:
        found.append(_("%s is no moment; write it as 2021-01-10T08:00") % repr(said["since"]))
    if said["role"] and said["role"] not in ROLES:
        found.append(_("%s is no role here") % repr(said["role"]))
    if said["account"] and not Account.objects.filter(username=said["account"], is_active=True).exists():
        found.append(_("no account is called %s; leave it empty, or ask for one") % repr(said["account"]))
    return found


def _moved(account: Account, unit: str, now: datetime, record: Any) -> int:
    """Assigns to whoever follows what is still with those who left the unit's roles; how many duties moved."""
    rows: list[dict[str, Any]] = []
    for left in left_behind(account, now, unit):
        rows += [
            {
                "assignment.duty": duty.key,
                "assignment.to_account": left.follower.account,
                "assignment.note": _("with the change of who is responsible: %(old)s to %(new)s")
                % {"old": left.account, "new": left.follower.account},
                "assignment.occurred_from": now,
            }
            for duty in duties_left(account, now, unit, left.account)
        ]
    if rows:
        record("assignment", with_causes("assignment", rows))
    return len(rows)


@require_POST
@records("assignment")
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Moves what is still with whoever left: for a change whose date has come since it was recorded."""
    account: Account = request.user  # type: ignore[assignment]
    unit = _unit_for(account, code)
    try:
        with whole(request) as record:
            moved = _moved(account, unit.code, now_of(request), record)
    except Refused as refused:
        say(request, refused.lines)
    else:
        _say_moved(request, moved)
    return redirect("responsible:unit", code)


def _say_moved(request: HttpRequest, moved: int) -> None:
    from django.contrib import messages

    messages.success(request, ngettext("%d duty moved along.", "%d duties moved along.", moved) % moved)
