"""A guardian's consent given in person at a counter, or signed on paper: a fact, as the one given on the page is."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lianfang.access.audit import audited, place_of
from lianfang.access.masks import masked
from lianfang.access.models import Account
from lianfang.desks.doors import records
from lianfang.desks.guardians import LONGEST_NAME, is_another, wrong_name
from lianfang.desks.homes import Home, homes_of, young
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.reasons import column_words
from lianfang.desks.recording import say, say_done, together
from lianfang.facts import known_by
from lianfang.situation.models import PersonStatus
from lianfang.situation.queries import person_for
from lianfang.vocabulary.kinds.people import CONSENT

LONGEST_DOCUMENT = 200
# What is told at a counter; what is told on one's own page says itself how it came.
HOW = ("in_person", "signed")


@records("consent")
def consent(request: HttpRequest, person: UUID) -> HttpResponse:
    """What a guardian answers who stands here: to what, agreed, refused or withdrawn, and which document was shown."""
    account: Account = request.user  # type: ignore[assignment]
    status = person_for(account, str(person), place_of(request))
    now = now_of(request)
    if not young(status, moment_of(request)):
        raise Http404("only of a child a guardian is asked")
    guardian = homes_of([person], now).get(person, Home()).guardian
    if request.method != "POST":
        return _page(request, status, guardian)
    told = {name: request.POST.get(name, "").strip() for name in ("guardian", "document", *_CHOSEN)}
    wrong = _wrong_with(told, guardian)
    if not wrong:
        row = {
            "person": str(person),
            "guardian": told["guardian"],
            **{name: told[name] for name in _CHOSEN},
            "occurred_from": now,
        }
        wrong = together(request, [("consent", [row])])
    if wrong:
        say(request, wrong)
        return _page(request, status, guardian, 422)
    said = f"{told['matter']} {told['answer']}: {told['document']}"
    audited(account, "record consent", [person], reason=said, where=place_of(request))
    say_done(request, 1)
    return redirect("appeals:consent", person)


_CHOSEN = ("relation", "matter", "answer", "how")


def _wrong_with(told: dict[str, str], guardian: str) -> list[str]:
    """What is wanting, a line each."""
    wrong = []
    if unfit := wrong_name(told["guardian"]):
        wrong.append(unfit)
    elif is_another(told["guardian"], [guardian] if guardian else []):
        wrong.append(_("The records name another guardian: mend that first where it is wrong."))
    if not told["document"] or len(told["document"]) > LONGEST_DOCUMENT:
        wrong.append(_("Document: is missing; say what the guardian showed."))
    for name in _CHOSEN:
        if told[name] not in options(name):
            wrong.append(_("%s: is missing; choose one.") % column_words(f"consent.{name}"))
    return wrong


def options(name: str) -> list[str]:
    """What may be chosen for a column of a consent at a counter."""
    return list(HOW) if name == "how" else [option.name for option in CONSENT.column(name).options]


def _page(request: HttpRequest, status: PersonStatus, guardian: str, http: int = 200) -> HttpResponse:
    told = known_by(moment_of(request), ["consent"], {"person": [str(status.person)]})["consent"]
    context = {
        "person": status,
        "name": masked("name", status.name),
        "guardian": masked("name", guardian) if guardian else "",
        "given": list(told.sort("occurred_from", descending=True).iter_rows(named=True)),
        "choices": [(name, column_words(f"consent.{name}"), f"consent.{name}", options(name)) for name in _CHOSEN],
        "words": {name: column_words(f"consent.{name}") for name in (*_CHOSEN, "guardian")},
        "chosen": {name: request.POST.get(name, "") for name in _CHOSEN},
        "typed": request.POST,
        "longest_name": LONGEST_NAME,
        "longest_document": LONGEST_DOCUMENT,
    }
    answer = page(request, "appeals/consent.html", context, status=http)
    answer["Cache-Control"] = "no-store"
    return answer
