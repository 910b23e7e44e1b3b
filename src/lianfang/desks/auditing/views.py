"""审计: who looked at whom and why; what is out of the ordinary; the chain's end as a line to keep elsewhere."""

from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lianfang.access import anchors
from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account, AuditLine
from lianfang.access.roles import CITIZEN, role
from lianfang.desks.auditing import unusual
from lianfang.desks.auditing.queries import Asked, lines_asked
from lianfang.desks.auditing.wording import action_words
from lianfang.desks.choices import day_of, is_uuid
from lianfang.desks.doors import allowed, reads
from lianfang.desks.emergency.told import told_of
from lianfang.desks.export import Exported, exported
from lianfang.desks.language import name_of
from lianfang.desks.page import page
from lianfang.desks.paging import LongPaginator
from lianfang.desks.papers import taken_along
from lianfang.vocabulary import Mistake

ROWS = 50
ACTIONS = ("read", "open", "list", "export", "print", "load", "break glass", "sign in", "refused")


@reads("audit")
def today(request: HttpRequest) -> HttpResponse:
    """What is out of the ordinary, first; the latest lines below."""
    found = unusual.unusual()
    latest = list(lines_asked(Asked())[:ROWS])
    return page(
        request,
        "auditing/today.html",
        {
            "unusual": [(one, _why(one), _role_word(one)) for one in found[:ROWS]],
            "hidden": max(0, len(found) - ROWS),
            "lines": [(line, action_words(line.action), _role_word(line)) for line in latest],
            "may_see_people": allowed(request.user, "read", "person"),  # type: ignore[arg-type]
            "openings": told_of(request.user),  # type: ignore[arg-type]
            "audits": True,
        },
    )


@reads("audit")
def lines(request: HttpRequest) -> HttpResponse:
    """Every line of the area, narrowed by who, about whom, what and when."""
    account: Account = request.user  # type: ignore[assignment]
    person = request.GET.get("person", "").strip()
    if person and not is_uuid(person):
        raise Mistake(_("person is the id of a person, as the address of a file shows it, not %s") % repr(person[:60]))
    asked = Asked(
        request.GET.get("name", "").strip()[:60],
        UUID(person) if person else None,
        request.GET.get("action", ""),
        day_of(request, "first"),
        day_of(request, "last"),
    )
    found = lines_asked(asked)
    if request.GET.get("export"):
        return exported(request, "audit", _columns(), found.iterator(chunk_size=2000))
    # Who asks who looked at somebody has looked, too.
    audited(account, "read audit", [asked.person] if asked.person else (), where=place_of(request))
    shown = LongPaginator(found, ROWS).get_page(request.GET.get("page"))
    return page(
        request,
        "auditing/lines.html",
        {
            "asked": asked,
            "shown": shown,
            "lines": [(line, action_words(line.action), _role_word(line)) for line in shown],
            "actions": [(each, _("attempts refused") if each == "refused" else action_words(each)) for each in ACTIONS],
            "may_see_people": allowed(account, "read", "person"),
        },
    )


@reads("audit")
def anchored(request: HttpRequest) -> HttpResponse:
    """The end of the chain as one signed line with its code, to print or to take along."""
    account: Account = request.user  # type: ignore[assignment]
    audited(account, "read anchor", where=place_of(request))
    made = anchors.anchor()
    if made is not None and request.GET.get("form") == "txt":
        return taken_along(f"{made}\n".encode(), f"anchor-{made.moment:%Y%m%d-%H%M}", "txt")
    code = segno.make(str(made), error="m", micro=False).svg_data_uri(scale=3, border=2) if made else ""
    return page(request, "auditing/anchor.html", {"anchor": made, "code": code})


def _columns() -> list[Exported]:
    return [
        Exported(_("Moment"), lambda line: line.moment),
        Exported(_("Account"), lambda line: line.name),
        Exported(_("Role held"), lambda line: _role_word(line)),
        Exported(_("Did"), lambda line: action_words(line.action)),
        Exported(_("People"), lambda line: len(line.persons)),
        Exported(_("Reason"), lambda line: line.reason),
        Exported(_("From where"), lambda line: line.place),
    ]


def _role_word(of: AuditLine | unusual.Unusual) -> str:
    if of.name == CITIZEN and not of.role:
        return _("in person, without an account")
    return name_of(role(of.role)) if of.role else ""


def _why(one: unusual.Unusual) -> str:
    n = {"n": one.number}
    told = {
        "night": _("opened the files of %(n)d at night, from %(from)d to %(until)d o'clock")
        % {**n, "from": unusual.NIGHT_FROM, "until": unusual.NIGHT_UNTIL},
        "many": _("opened the files of %(n)d one by one in a day") % n,
        "taken": _("took out a list of %(n)d people") % n,
        "watched": _("one person's file was opened by %(n)d accounts") % n,
        "again": _("opened the same person's file on %(n)d days") % n,
        "refused": _("was refused %(n)d times in a day") % n,
    }
    return str(told[one.kind])
