"""Pages for whoever has no account: the way in, one's own record, the appeal; and what is kept about whom, for all."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang import facts, vocabulary
from lianfang.access.audit import audited, place_of
from lianfang.access.roles import CITIZEN
from lianfang.access.session import own_session
from lianfang.desks import names
from lianfang.desks.citizen.consenting import (
    OWN_PAGE,
    Child,
    child_at,
    is_shut,
    relations,
    wrong_with,
)
from lianfang.desks.citizen.entering import CONSENT_REFUSED, entered, left, must_wait, way_in, whose
from lianfang.desks.citizen.keeping import keepings
from lianfang.desks.citizen.queries import look_words, record_of, waits_for_an_answer
from lianfang.desks.guardians import LONGEST_NAME, is_another
from lianfang.desks.language import language_of_page
from lianfang.desks.moments import to_the_minute
from lianfang.desks.page import now_of
from lianfang.desks.recording import line_of, one_at_a_time, request_id_of
from lianfang.facts import Recorder
from lianfang.facts.entry import answered
from lianfang.plan.wording.codes import colour
from lianfang.situation import own
from lianfang.vocabulary.kinds.cases import APPEAL

LONGEST = 600


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """The way in: the number and code of a paper, or a counter's code. Whatever is wrong is told alike."""
    status = 200
    if request.method == "POST":
        if must_wait(request):
            status = 429
        elif entered(request):
            return redirect("citizen:record")
        else:
            status = 422
    asked = request.POST.get("number", "") or request.GET.get("number", "")
    return render(request, "citizen/enter.html", {"refused": status, "number": asked[:40]}, status=status)


@require_safe
@never_cache
def record(request: HttpRequest) -> HttpResponse:
    """One's own code, duties, decisions and appeals; who looked; what is kept. Of a child only with consent."""
    return _record(request)


def _record(request: HttpRequest, wrong: str = "") -> HttpResponse:
    person = whose(request)
    if person is None:
        return redirect("citizen:enter")
    now = now_of(request)
    with own_session(person):
        child = child_at(now)
    if child is not None and not child.agreed:
        return _asked(request, child)
    with own_session(person):
        found = record_of(now)
    audited(None, "read own page", [person], where=place_of(request), name=CITIZEN, area=found.area)
    units = [owed.unit for owed in found.owed] + [paper.unit for paper in found.papers]
    units += [look.unit for look in found.looks]
    units += [answer.unit for each in found.appeals for answer in each.answers]
    units += [each.duty.owed_by for each in found.appeals if each.duty]
    kept = {keeping.kind: keeping for keeping in keepings([kept.kind for kept in found.kept])}
    context: dict[str, Any] = {
        "now": now,
        "record": found,
        "colour": colour(found.colour, language_of_page()),
        "looks": [(look, *look_words(look)) for look in found.looks],
        "kept": [(kept[each.kind], each) for each in found.kept if each.kind in kept],
        "child": child,
        "matters": [option.name for option in APPEAL.column("matter").options],
        "typed": request.POST,
        "wrong": wrong,
        "units": names.units(units),
        "areas": names.areas([look.area for look in found.looks if not look.unit]),
        "longest": LONGEST,
    }
    return render(request, "citizen/record.html", context, status=422 if wrong else 200)


def _asked(request: HttpRequest, child: Child, wrong: str = "", status: int = 200) -> HttpResponse:
    """The question to a guardian: of the child nothing but that their page is asked for."""
    context = {"child": child, "wrong": wrong, "relations": relations(), "typed": request.POST, "longest": LONGEST_NAME}
    return render(request, "citizen/consent.html", context, status=status)


@require_POST
@never_cache
def consent(request: HttpRequest) -> HttpResponse:
    """Records what a guardian answers: agreed, refused, or withdrawn of what they agreed to; a fact each time."""
    person = whose(request)
    if person is None:
        return redirect("citizen:enter")
    one_at_a_time(person)
    request_id, now = request_id_of(request), now_of(request)
    with own_session(person):
        child = child_at(now)
    answer = request.POST.get("answer", "")
    # Whoever grew up meanwhile is asked nothing; a button pressed twice, or late, finds it answered.
    if child is None or answered(request_id) is not None or child.agreed != (answer == "withdrawn"):
        return redirect("citizen:record")
    if not child.area:
        return _asked(request, child, _("Your record names no area that could answer; please ask at a counter."), 422)
    if answer == "withdrawn" and child.last is not None:
        guardian, relation = child.last.guardian, child.last.relation
    else:
        if must_wait(request):
            said = _("Too many tries from here. Please wait a quarter of an hour, or ask at a counter.")
            return _asked(request, child, said, 429)
        guardian, relation = (request.POST.get(name, "").strip() for name in ("guardian", "relation"))
        if answer not in ("agreed", "refused"):
            return _asked(request, child, _("Answer: is missing; choose one."), 422)
        if wrong := wrong_with(guardian, relation):
            return _asked(request, child, wrong, 422)
        if is_another(guardian, child.guardians):
            audited(None, CONSENT_REFUSED, [person], where=place_of(request), name=CITIZEN, area=child.area)
            said = _(
                "The records name another guardian. A counter of the town or the disease control centre can add one."
            )
            return _asked(request, child, said, 422)
    row = {
        "person": str(person),
        "guardian": guardian,
        "relation": relation,
        "matter": OWN_PAGE,
        "answer": answer,
        "how": way_in(request),
        "occurred_from": now,
    }
    told = facts.record("consent", [row], _recorder(child.area), "page", request_id, now)
    if told.rejections:
        return _asked(request, child, line_of(told.rejections[0]), 422)
    audited(None, "record consent", [person], reason=answer, where=place_of(request), name=CITIZEN, area=child.area)
    return redirect("citizen:record")


def _recorder(area: str) -> Recorder:
    """Whoever has no account, as the ledger names them, where the area with this path answers for them."""
    return Recorder(CITIZEN, area.rstrip("/").rpartition("/")[2], None)


@require_POST
@never_cache
def appeal(request: HttpRequest) -> HttpResponse:
    """Records an appeal: a fact of the person, once, however often the form is sent; one at a time."""
    person = whose(request)
    if person is None:
        return redirect("citizen:enter")
    one_at_a_time(person)
    request_id = request_id_of(request)
    if answered(request_id) is not None:
        messages.info(request, _("This was recorded before; nothing changed."))
        return redirect("citizen:record")
    now = now_of(request)
    with own_session(person):
        waits, area, shut = waits_for_an_answer(), own.own_area(), is_shut(now)
    matter, ground = (request.POST.get(name, "").strip() for name in ("matter", "ground"))
    if shut:
        return redirect("citizen:record")
    if waits:
        return _record(request, _("An appeal of yours is being answered; the next can be made after that."))
    if matter not in [option.name for option in APPEAL.column("matter").options]:
        return _record(request, _("What it is about: is missing; choose one."))
    if not ground or len(ground) > LONGEST:
        return _record(request, _("Your reasons: missing, or longer than %d signs.") % LONGEST)
    if not area:
        return _record(request, _("Your record names no area that could answer; please ask at a counter."))
    row = {"person": str(person), "matter": matter, "ground": ground, "occurred_from": to_the_minute(now)}
    try:
        told = facts.record("appeal", [row], _recorder(area), "page", request_id, now)
    except vocabulary.Mistake as mistake:
        return _record(request, str(mistake))
    if told.rejections:
        return _record(request, line_of(told.rejections[0]))
    audited(None, "record appeal", [person], where=place_of(request), name=CITIZEN, area=area)
    messages.success(request, _("Your appeal is recorded."))
    return redirect("citizen:record")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Closes the page in this browser."""
    left(request)
    return redirect("citizen:enter")


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """For anybody: what is kept about people, why, how long and by which clause, who may see it."""
    return render(request, "citizen/kept.html", {"keepings": keepings()})
