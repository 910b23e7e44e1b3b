"""The way in without an account: what was typed is right or nothing is told; tries are counted, on record."""

from datetime import timedelta
from uuid import UUID

from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lianfang.access.audit import audited, place_of
from lianfang.access.models import AuditLine
from lianfang.access.roles import CITIZEN
from lianfang.access.session import machine_session, own_session
from lianfang.facts import clock
from lianfang.facts.entry_codes import person_of_entry_code, person_of_paper
from lianfang.situation import own

ENTERED, REFUSED = "enter own page", "enter own page refused"
# So many wrong tries from one address, in so long, before it has to wait.
MOST_TRIES = 20
WINDOW = timedelta(minutes=15)
# How long the page stays open on a telephone that may be put down.
OPEN_FOR = timedelta(minutes=30)
_KEY = "own_page"


def must_wait(request: HttpRequest) -> bool:
    """Whether too many wrong codes came from this address; the audit is what counts them."""
    address = request.META.get("REMOTE_ADDR", "")
    with machine_session():
        tries = AuditLine.objects.filter(
            moment__gt=Now() - WINDOW, action=REFUSED, place__startswith=f"{address} "
        ).count()
    return tries >= MOST_TRIES


def entered(request: HttpRequest) -> bool:
    """Opens the page of whomever the form proves, and says so in the audit; whether it did."""
    number, code = (request.POST.get(name, "")[:40] for name in ("number", "code"))
    if number.strip():
        person, how = person_of_paper(number, code, clock.now()), _("With a paper")
    else:
        person, how = person_of_entry_code(code), _("With a code from a counter")
    if person is None:
        audited(None, REFUSED, reason=how, where=place_of(request), name=CITIZEN)
        return False
    # A new session key, so that nobody who planted the old one comes in behind.
    request.session.cycle_key()
    request.session[_KEY] = [str(person), clock.machine_time().timestamp()]
    with own_session(person):
        area = own.own_area()
    audited(None, ENTERED, [person], reason=how, where=place_of(request), name=CITIZEN, area=area)
    return True


def whose(request: HttpRequest) -> UUID | None:
    """Whose page is open in this browser; None where none is, or none is any more."""
    held = request.session.get(_KEY)
    if held is None:
        return None
    person, since = held
    if clock.machine_time().timestamp() - since > OPEN_FOR.total_seconds():
        left(request)
        return None
    return UUID(person)


def left(request: HttpRequest) -> None:
    """Closes the page in this browser."""
    request.session.pop(_KEY, None)
    request.session.cycle_key()
