"""系统管理: accounts given by invitation, suspended and opened again; their sessions and tokens seen and ended.

No page here tells of a person of the ledger.
"""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import segno
from axes.utils import reset
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang.access import roles, second_factor, sessions
from lianfang.access.audit import audited, place_of
from lianfang.access.invitations import invitation_of
from lianfang.access.models import Account, ApiToken
from lianfang.access.tokens import end
from lianfang.desks import names
from lianfang.desks.administration.devices import device_words
from lianfang.desks.administration.queries import STATES, Line, account_for, accounts_of, lines, narrowed
from lianfang.desks.administration.wording import ACTS, DONE, STATE_WORDS
from lianfang.desks.doors import allowed, corrects, reads, records
from lianfang.desks.export import Exported, exported
from lianfang.desks.language import name_of
from lianfang.desks.page import page
from lianfang.desks.paging import LongPaginator
from lianfang.facts import clock
from lianfang.places.models import Area, Unit
from lianfang.places.tree import is_within

ROWS = 50
# How long an invitation may last, in hours, the first unless another is chosen.
LASTING = (24, 72, 168)
_USERNAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{2,59}")
# With a session left open anybody could else lock its holder out, or choose a password that the holder never gave.
_OF_ANOTHER = ("suspend", "factor", "invite")
_FIELDS = ("username", "name", "role", "area", "unit", "hours")


@reads("account")
def today(request: HttpRequest) -> HttpResponse:
    """Every account of the area: what it is for, when it last came in, its second factor, its state."""
    account: Account = request.user  # type: ignore[assignment]
    at = clock.machine_time()
    text, role = request.GET.get("q", "").strip()[:60], request.GET.get("role", "")
    state = request.GET.get("state", "")
    found = narrowed(accounts_of(account), text, role, state, at)
    if request.GET.get("export"):
        return exported(request, "accounts", _COLUMNS, lines(found, at))
    shown = LongPaginator(found, ROWS).get_page(request.GET.get("page"))
    listed = lines(shown.object_list, at)
    return page(
        request,
        "administration/today.html",
        {
            "lines": [(line, STATE_WORDS[line.state]) for line in listed],
            "shown": shown,
            "q": text,
            "role": role,
            "state": state,
            "roles": [(each.name, name_of(each)) for each in roles.ROLES],
            "states": [(each, STATE_WORDS[each]) for each in STATES],
            "units": names.units(line.account.unit for line in listed),
            "areas": names.areas(line.account.area for line in listed),
            "may_give": allowed(account, "record", "account"),
        },
    )


@records("account")
def give(request: HttpRequest) -> HttpResponse:
    """The form of a new account; given, its invitation, shown this once."""
    giver: Account = request.user  # type: ignore[assignment]
    said = {field: request.POST.get(field, "").replace("\x00", "").strip() for field in _FIELDS}
    if request.method != "POST":
        return _form(request, said, [])
    area = Area.objects.filter(code=said["area"]).first()
    unit = Unit.objects.filter(code=said["unit"]).first()
    hours = int(said["hours"]) if said["hours"] in map(str, LASTING) else LASTING[0]
    wrong = []
    if not _USERNAME.fullmatch(said["username"]):
        wrong.append(_("The user name has three to sixty letters, digits, dots or hyphens."))
    if said["role"] not in roles.NAMES:
        wrong.append(_("Choose a role."))
    if area is None or not is_within(area.path, giver.area_path):
        wrong.append(_("The area is none of yours; choose one from the list."))
    if said["unit"] and (unit is None or not is_within(unit.path, giver.area_path)):
        wrong.append(_("The unit is none of your area's; leave it empty or choose one from the list."))
    if wrong or area is None:
        return _form(request, said, wrong)
    try:
        with transaction.atomic():
            given = Account.objects.given(
                said["username"], None, said["role"],
                name=said["name"][:60], area=area.code, area_path=area.path, unit=unit.code if unit else "",
            )  # fmt: skip
    except IntegrityError:
        return _form(request, said, [_("There is an account of this user name already; choose another.")])
    audited(giver, "give account", reason=f"{given.username} {given.role} {given.area}", where=place_of(request))
    return _invited(request, given, hours)


@reads("account")
def account(request: HttpRequest, account: UUID) -> HttpResponse:
    """One account: its sessions, tokens and invitations, and what may be done."""
    reader: Account = request.user  # type: ignore[assignment]
    found = account_for(reader, account)
    [line] = lines([found], clock.machine_time())
    return page(
        request,
        "administration/account.html",
        {
            "line": line,
            "state_word": STATE_WORDS[line.state],
            "role": name_of(roles.role(found.role)),
            "sessions": [(one, device_words(one.user_agent)) for one in sessions.sessions_of([found.pk])],
            "tokens": list(sessions.tokens_of(found)),
            "invitations": list(found.invitations.all()[:5]),
            "may_change": allowed(reader, "correct", "account"),
            "own": found.pk == reader.pk,
            "lasting": LASTING,
            "units": names.units([found.unit]),
            "areas": names.areas([found.area]),
        },
    )


@require_POST
@corrects("account")
def act(request: HttpRequest, account: UUID) -> HttpResponse:
    """Invites anew, suspends, opens again, unlocks, ends a session or a token or all, takes the second factor away."""
    actor: Account = request.user  # type: ignore[assignment]
    found = account_for(actor, account)
    what = request.POST.get("what", "")
    if what not in ACTS:
        messages.error(request, _("Nothing was chosen; nothing was done."))
        return redirect("administration:account", found.pk)
    if what in _OF_ANOTHER and found.pk == actor.pk:
        messages.error(request, _("Nobody does this to the own account; another administrator does."))
        return redirect("administration:account", found.pk)
    if what == "invite":
        chosen = request.POST.get("hours", "")
        return _invited(request, found, int(chosen) if chosen in map(str, LASTING) else LASTING[0])
    _done(found, what, request.POST.get("which", ""))
    audited(actor, ACTS[what], reason=found.username, where=place_of(request))
    messages.success(request, str(DONE[what]))
    return redirect("administration:account", found.pk)


def _done(found: Account, what: str, which: str) -> None:
    if what in ("suspend", "reopen"):
        found.is_active = what == "reopen"
        found.save(update_fields=["is_active"])
    if what in ("suspend", "everything", "factor"):
        sessions.end_everything(found)
    if what == "factor":
        second_factor.removed_from(found)
    if what == "unlock":
        reset(username=found.username)
    if what == "session" and not (which.isdigit() and sessions.end_session(found, int(which))):
        raise Http404("no such session of this account")
    if what == "token":
        token = ApiToken.objects.filter(account=found, prefix=which).first()
        if token is None:
            raise Http404("no such token of this account")
        end(token)


def _form(request: HttpRequest, said: dict[str, str], wrong: list[str]) -> HttpResponse:
    giver: Account = request.user  # type: ignore[assignment]
    low = giver.area_path
    context: dict[str, Any] = {
        "said": said,
        "wrong": wrong,
        "roles": [(each.name, name_of(each)) for each in roles.ROLES],
        "own_areas": Area.objects.filter(path__gte=low, path__lt=low + "~").order_by("order")[:500],
        "own_units": Unit.objects.filter(path__gte=low, path__lt=low + "~").order_by("code")[:2000],
        "lasting": LASTING,
    }
    return page(request, "administration/give.html", context, status=422 if wrong else 200)


def _invited(request: HttpRequest, found: Account, hours: int) -> HttpResponse:
    """The invitation's page. Its code is in no other place, and not in the audit."""
    giver: Account = request.user  # type: ignore[assignment]
    invitation, code = invitation_of(found, giver, timedelta(hours=hours))
    audited(giver, ACTS["invite"], reason=found.username, where=place_of(request))
    link = f"{request.build_absolute_uri(reverse('invitation'))}?{urlencode({'code': code})}"
    picture = segno.make(link, error="m", micro=False).svg_data_uri(scale=4, border=2)
    shown = {"invited": found, "invitation": invitation, "code": code, "link": link, "picture": picture}
    answer = page(request, "administration/invited.html", shown)
    answer["Cache-Control"] = "no-store"
    return answer


def _named(line: Line) -> str:
    return name_of(roles.role(line.account.role))


_COLUMNS = [
    Exported("用户名", lambda line: line.account.username),
    Exported("姓名", lambda line: line.account.name),
    Exported("角色", _named),
    Exported("辖区", lambda line: line.account.area),
    Exported("单位", lambda line: line.account.unit),
    Exported("最近登录", lambda line: line.account.last_login),
    Exported("第二因素", lambda line: line.second),
    Exported("状态", lambda line: str(STATE_WORDS[line.state])),
    Exported("登录会话", lambda line: line.sessions),
]
