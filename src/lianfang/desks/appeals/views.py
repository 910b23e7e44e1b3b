"""申诉: the list with the time left, the answer of a named doctor, and a code for one entry given at a counter."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lianfang.access.audit import audited, place_of
from lianfang.access.masks import masked
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.appeals import queries
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.dossier.codes import codes_of
from lianfang.desks.export import Exported, exported, option_of
from lianfang.desks.homes import Home, homes_of, young
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.recording import entered, line_of, one_at_a_time, recorder_of, say, sent_before
from lianfang.facts.entry_codes import GOOD_FOR, new_entry_code
from lianfang.situation.queries import person_for
from lianfang.vocabulary import Mistake

# What an answer may say: that the person need not bear it, or that it stands.
ANSWERS = ("loosened", "upheld")


@reads("appeal", "person_status")
def today(request: HttpRequest) -> HttpResponse:
    """The appeals with the time left: those without an answer first."""
    account: Account = request.user  # type: ignore[assignment]
    rows = queries.appeals_of(account, moment_of(request))
    if request.GET.get("export"):
        return exported(request, "appeals", _COLUMNS, rows, persons=lambda each: each.person.person, computed=True)
    open_ones = [each for each in rows if not each.answers]
    answered = [each for each in reversed(rows) if each.answers][: queries.MOST]
    people = {each.person.person for each in (*open_ones, *answered)}
    audited(account, "read appeals", people, where=place_of(request))
    units = names.units(each.duty.owed_by for each in open_ones if each.duty)
    shown = {"open": open_ones, "answered": answered, "units": units}
    return page(request, "appeals/today.html", shown)


_COLUMNS = [
    Exported("姓名", lambda each: each.person.name),
    Exported("申诉事由", option_of("appeal", "matter", lambda each: each.told["matter"])),
    Exported("申诉理由", lambda each: each.told["ground"]),
    Exported("申诉时间", lambda each: each.told["occurred_from"]),
    Exported("时限", lambda each: each.duty.due if each.duty else None),
    Exported("判定", option_of("decision", "decision", lambda each: each.answers and each.answers[0]["decision"])),
    Exported("判定医师", lambda each: each.answers and each.answers[0]["doctor"]),
    Exported("判定时间", lambda each: each.answers and each.answers[0]["occurred_from"]),
]


@reads("appeal", "person_status")
def appeal(request: HttpRequest, appeal: UUID) -> HttpResponse:
    """One appeal: what was said, on what the person's code rests; for whoever decides, the answer."""
    account: Account = request.user  # type: ignore[assignment]
    if request.method == "POST":
        return _answer(request, str(appeal))
    found = queries.appeal_for(account, str(appeal), moment_of(request))
    audited(account, "read appeals", [found.person.person], where=place_of(request))
    return _page(request, found)


@records("decision")
def _answer(request: HttpRequest, appeal: str) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    now = now_of(request)
    one_at_a_time(appeal)
    found = queries.appeal_for(account, appeal, now)
    if sent_before(request, "answer"):
        return redirect("appeals:today")
    decision, doctor, ground = (request.POST.get(name, "").strip()[:600] for name in ("decision", "doctor", "ground"))
    wrong = []
    if decision not in ANSWERS:
        wrong.append(_("Answer: is missing; choose one."))
    if not doctor:
        wrong.append(_("Doctor: is missing; an answer names who gave it."))
    if not ground:
        wrong.append(_("Ground: is missing; say why, so that the person can understand it."))
    if len(found.answers) != _seen(request):
        wrong.append(
            _("%(doctor)s has answered meanwhile; see below. What you typed is kept: send it again to add it.")
            % {"doctor": found.answers[0]["doctor"]}
        )
    if not wrong:
        row = {
            "person": found.told["person"],
            "appeal": found.id,
            "decision": decision,
            "doctor": doctor,
            "unit": account.unit or None,
            "ground": ground,
            "occurred_from": now,
        }
        try:
            wrong = [line_of(one) for one in entered(request, "decision", [row], part="answer").rejections]
        except Mistake as mistake:
            wrong = [str(mistake)]
    if wrong:
        say(request, wrong)
        return _page(request, found, status=422)
    audited(account, "answer appeal", [found.person.person], where=place_of(request))
    messages.success(request, _("Answered; the person sees it on their page."))
    return redirect("appeals:today")


def _seen(request: HttpRequest) -> int:
    """How many answers stood on the page from which this one was sent."""
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 5 else 0


def _page(request: HttpRequest, found: queries.Appeal, status: int = 200) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    context = {
        "appeal": found,
        "codes": codes_of(account, found.person, moment_of(request))
        if allowed(account, "read", "health_code")
        else None,
        "answers": ANSWERS,
        "typed": request.POST,
        "may_answer": allowed(account, "record", "decision"),
        "units": names.units([found.duty.owed_by] if found.duty else []),
    }
    return page(request, "appeals/appeal.html", context, status=status)


@records("entry_code")
def counter(request: HttpRequest, person: UUID) -> HttpResponse:
    """A code by which a person opens their own page once: who asked, with which document, until when it is good."""
    account: Account = request.user  # type: ignore[assignment]
    status = person_for(account, str(person), place_of(request))
    code, wrong, child = "", False, young(status, moment_of(request))
    guardian = homes_of([person], moment_of(request)).get(person, Home()).guardian if child else ""
    if request.method == "POST":
        asked = request.POST.get("asked", "").strip()[:200]
        wrong = not asked or (child and (not guardian or guardian not in asked))
        if not wrong:
            code = new_entry_code(status.merged_into or person, asked, recorder_of(account).account)
            audited(account, "give entry code", [person], reason=asked, where=place_of(request))
        elif not asked:
            say(request, [_("Who asked: is missing; say who came and which document they showed.")])
        elif not guardian:
            say(request, [_("A child under 14 with no guardian on record: record the guardian, then give the code.")])
        else:
            say(request, [_("A child's page opens to the guardian alone: write the name as it is recorded.")])
    context = {
        "person": status,
        "name": masked("name", status.name),
        "guardian": masked("name", guardian) if guardian else "",
        "code": code,
        "child": child,
        "minutes": int(GOOD_FOR.total_seconds() // 60),
    }
    answer = page(request, "appeals/counter.html", context, status=422 if wrong else 200)
    answer["Cache-Control"] = "no-store"
    return answer
