"""Proposing a plan: a file or a pasted text, its mistakes with line and column, or what it would change."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks.doors import records
from lianfang.desks.moments import day_read, local_zone
from lianfang.desks.page import now_of, page
from lianfang.desks.plans.queries import plan_held, text_read
from lianfang.desks.recording import recorded_whole
from lianfang.desks.words import level_word
from lianfang.places.models import Area
from lianfang.plan import Finding, Plan
from lianfang.plan.show import terminal
from lianfang.plan.signing import texts_of
from lianfang.vocabulary import place_subject

LARGEST = 1_000_000


@records("plan_proposal")
def propose(request: HttpRequest) -> HttpResponse:
    """The form: a text or a file, and the day from which it would be in force. What is proposed obliges nobody yet."""
    account: Account = request.user  # type: ignore[assignment]
    level, today = _level(account), now_of(request).astimezone(local_zone()).date()
    typed = {name: request.POST.get(name, "") for name in ("text", "begins", "note")}
    wrong: list[str] = []
    findings: list[Finding] = []
    if request.method == "POST":
        typed["text"], unread = _text(request, typed["text"])
        wrong += unread
        plan: Plan | None = None
        if not wrong:
            plan, findings = text_read(typed["text"], account.area_path)
            if plan is None:
                wrong.append(_("the text has mistakes; each is told below with its line and column"))
        begins = day_read(typed["begins"])
        if begins is None or begins < today:
            wrong.append(_("from when it is in force is a day, today or later"))
        if plan is not None:
            wrong += _misplaced(plan, level)
        if plan is not None and begins is not None and not wrong:
            subject = _subject(account, plan, begins)
            if recorded_whole(request, "plan_proposal", [_row(account, plan, begins, typed["note"], subject, request)]):
                return redirect("plans:proposal", subject)
            wrong.append(_("nothing was recorded"))
    else:
        held = plan_held(request.GET.get("plan", ""))
        own = held is not None and held.layers[-1].level == level
        typed["text"] = held.layers[-1].text if held is not None and own else ""
        typed["begins"] = (today + timedelta(days=1)).isoformat()
    shown: dict[str, Any] = {
        "typed": typed, "wrong": wrong, "findings": [_finding(one, typed["text"]) for one in findings],
        "level": level, "today": today.isoformat(),
    }  # fmt: skip
    return page(request, "plans/propose.html", shown, status=422 if wrong else 200)


def _text(request: HttpRequest, pasted: str) -> tuple[str, list[str]]:
    """The text sent, a file before what was pasted, and why it is none."""
    sent = request.FILES.get("file")
    text = pasted.replace("\r\n", "\n")
    if sent is not None:
        if sent.size is None or sent.size > LARGEST:
            return text, [_("the file is larger than 1 MB; that is no plan")]
        try:
            text = sent.read().decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            return text, [_("the file is no text in UTF-8; a plan is a YAML file")]
    return text, [] if text.strip() else [_("paste the text of a plan or layer, or choose its file")]


def _misplaced(plan: Plan, level: str) -> list[str]:
    """Why an area of a level cannot propose this plan: each signs its own layer, and nobody a part of another's."""
    if plan.layers[-1].level != level:
        return [
            _("this text is of the level %(its)s, your area of the level %(own)s; write a layer of your own level")
            % {"its": level_word(plan.layers[-1].level), "own": level_word(level)}
        ]  # fmt: skip
    return []


def _level(account: Account) -> str:
    return Area.objects.filter(code=account.area).values_list("level", flat=True).first() or ""


def _subject(account: Account, plan: Plan, begins: date) -> str:
    return place_subject("plan", f"{account.area}:{plan.layers[-1].id}:{plan.digest}:{begins}")


def _row(
    account: Account, plan: Plan, begins: date, note: str, subject: str, request: HttpRequest
) -> dict[str, Any]:  # fmt: skip
    told = {
        "subject": subject, "plan": plan.id, "layer": plan.layers[-1].id, "disease": plan.disease,
        "texts": texts_of(plan), "digest": plan.digest, "begins": begins, "proposed_by": account.name,
        "note": note.strip() or None, "occurred_from": now_of(request),
    }  # fmt: skip
    return {f"plan_proposal.{name}": value for name, value in told.items()}


def _finding(one: Finding, text: str) -> dict[str, Any]:
    """A finding as the page shows it: where it is, its name, and the terminal's own words with the line marked."""
    place = f"{one.span.line}:{one.span.column}" if one.span is not None else _("place not known")
    return {"place": place, "name": one.name, "note": one.note, "words": terminal([one], "plan.yaml", text)}
