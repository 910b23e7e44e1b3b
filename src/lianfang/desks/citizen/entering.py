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
CONSENT_REFUSED = "record consent refused"
# So many wrong tries from one address, in so long, before it has to wait.
MOST_TRIES = 20
WINDOW = timedelta(minutes=15)
# How long the page stays open on a telephone that may be put down.
OPEN_FOR = timedelta(minutes=30)
_KEY = "own_page"


def must_wait(request: HttpRequest) -> bool:
    """Whether too many wrong codes, or names of a guardian, came from this address; the audit is what counts them."""
    address = request.META.get("REMOTE_ADDR", "")
    with machine_session():
        tries = AuditLine.objects.filter(
            moment__gt=Now() - WINDOW, action__in=(REFUSED, CONSENT_REFUSED), place__startswith=f"{address} "
        ).count()
    return tries >= MOST_TRIES


def entered(request: HttpRequest) -> bool:
    """Opens the page of whomever the form proves, and says so in the audit; whether it did."""
    number, code = (request.POST.get(name, "")[:40] for name in ("number", "code"))
    if number.strip():
        person, way, how = person_of_paper(number, code, clock.now()), "paper_code", _("With a paper")
    else:
        person, way, how = person_of_entry_code(code), "counter_code", _("With a code from a counter")
    if person is None:
        audited(None, REFUSED, reason=how, where=place_of(request), name=CITIZEN)
        return False
    # A new session key, so that nobody who planted the old one comes in behind.
    request.session.cycle_key()
    request.session[_KEY] = [str(person), clock.machine_time().timestamp(), way]
    with own_session(person):
        area = own.own_area()
    audited(None, ENTERED, [person], reason=how, where=place_of(request), name=CITIZEN, area=area)
    return True


def whose(request: HttpRequest) -> UUID | None:
    """Whose page is open in this browser; None where none is, or none is any more."""
    held = request.session.get(_KEY)
    # A page that a release before this one opened has no way in: it is opened anew.
    if held is None or len(held) != 3:
        return None
    person, since, _way = held
    if clock.machine_time().timestamp() - since > OPEN_FOR.total_seconds():
        left(request)
        return None
    return UUID(person)


def way_in(request: HttpRequest) -> str:
    """By what the page that is open was opened, as `consent.how` names it."""
    return str(request.session[_KEY][2])


def left(request: HttpRequest) -> None:
    """Closes the page in this browser."""
    request.session.pop(_KEY, None)
    request.session.cycle_key()
