"""What everybody finds of the own account: the sessions and tokens that stand, and their end; an invitation's page."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lianfang.access.audit import audited, place_of
from lianfang.access.invitations import accepted, account_invited
from lianfang.access.models import Account
from lianfang.access.sessions import end_session, sessions_of, tokens_of
from lianfang.access.tokens import end
from lianfang.desks.administration.devices import device_words
from lianfang.desks.page import page


@login_required
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in, since when and on what; each ended by a press, or all but this one."""
    account: Account = request.user  # type: ignore[assignment]
    standing = list(sessions_of([account.pk]))
    if request.method == "POST":
        _ended(request, account, [one.pk for one in standing if not _here(request, one)])
        return redirect("own_sessions")
    return page(
        request,
        "administration/own.html",
        {
            "sessions": [(one, device_words(one.user_agent), _here(request, one)) for one in standing],
            "tokens": list(tokens_of(account)),
        },
    )


def invitation(request: HttpRequest) -> HttpResponse:
    """For whoever holds an invitation: the password is chosen here, once, and known to nobody else."""
    given = request.POST if request.method == "POST" else request.GET
    code = given.get("code", "").strip()[:60]
    invited = account_invited(code) if code else None
    wrong: list[str] = []
    if code and invited is None:
        wrong.append(_("This invitation is used, expired or unknown. Ask whoever gave it for another."))
        audited(None, "accept invitation refused", where=place_of(request))
    elif request.method == "POST" and invited is not None:
        password, again = given.get("password", ""), given.get("again", "")
        wrong = _mistakes(password, again, invited)
        if not wrong and accepted(code, password):
            audited(None, "accept invitation", where=place_of(request), name=invited.username)
            messages.success(request, _("Your password is set. Sign in with it."))
            return redirect("account_login")
    answer = render(
        request,
        "administration/invitation.html",
        {"code": code, "invited": invited, "wrong": wrong},
        status=422 if wrong else 200,
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _mistakes(password: str, again: str, invited: Account) -> list[str]:
    if password != again:
        return [_("The two passwords differ.")]
    try:
        validate_password(password, invited)
    except ValidationError as mistake:
        return list(mistake.messages)
    return []


def _here(request: HttpRequest, session: UserSession) -> bool:
    return bool(session.session_key == request.session.session_key)


def _ended(request: HttpRequest, account: Account, others: list[int]) -> None:
    what, which = request.POST.get("what", ""), request.POST.get("which", "")
    if what == "session" and which.isdigit():
        ended = end_session(account, int(which))
    elif what == "others":
        ended = sum(end_session(account, one) for one in others) == len(others)
    elif what == "token":
        found = tokens_of(account).filter(prefix=which).first()
        ended = found is not None
        if found is not None:
            end(found)
    else:
        ended = False
    if not ended:
        raise Http404("no such session or token of one's own")
    audited(account, "end token" if what == "token" else "end session", reason="own", where=place_of(request))
    messages.success(request, _("Ended."))
