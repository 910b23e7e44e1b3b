"""协查函: letters in and out; one letter with its names, answered in bulk; the reply; the papers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.as_text import Part, as_text, line_of
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.export import Exported, exported, option_of
from lianfang.desks.letters import queries
from lianfang.desks.letters.answering import AS, answered
from lianfang.desks.letters.printing import answer_words, forms_of, printed
from lianfang.desks.letters.queries import KINDS
from lianfang.desks.moments import deadline, to_the_minute
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.recording import say, together
from lianfang.facts.letters import ANSWERS, Letter, opened
from lianfang.places.tree import is_within


@reads(*KINDS, "duty")
def today(request: HttpRequest) -> HttpResponse:
    """Letters in and out, overdue first; whom nobody has written about who belongs elsewhere."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    listed = queries.listed(account, at)
    if request.GET.get("export"):
        return exported(request, "letters", _COLUMNS, listed, computed=True)
    may_record = allowed(account, "record", *KINDS)
    away = queries.elsewhere(account, at) if may_record and not request.GET.get("as-of") else []
    audited(
        account,
        "read letters",
        {UUID(each.person) for _area, people in away for each in people},
        where=place_of(request),
    )
    return page(
        request,
        "letters/today.html",
        {
            "text": _as_message(listed, at),
            "incoming": [each for each in listed if each.letter.incoming],
            "outgoing": [each for each in listed if not each.letter.incoming],
            "elsewhere": away,
            "may_record": may_record,
        },
    )


def _as_message(listed: Sequence[queries.Owed], at: datetime) -> str:
    """The letters of which something is owed, as a message: number, other side, names not answered, deadline."""
    owed = [each for each in listed if each.duties]

    def lines(incoming: bool) -> list[str]:
        return [
            line_of(
                each.letter.row["number"],
                each.letter.other,
                _("%(open)d of %(names)d not answered")
                % {"open": len(each.letter.open_names), "names": len(each.letter.names)},
                deadline(each.due, at).text,
            )
            for each in owed
            if each.letter.incoming is incoming
        ]

    parts = [Part(_("Letters that came"), lines(True)), Part(_("Letters sent"), lines(False))]
    return as_text(_("Letters"), at, parts)


_COLUMNS = [
    Exported("函号", lambda each: each.letter.row["number"]),
    Exported("方向", option_of("letter", "direction", lambda each: each.letter.row["direction"])),
    Exported("发函单位", lambda each: each.letter.row["from_name"]),
    Exported("收函单位", lambda each: each.letter.row["to_name"]),
    Exported("病种", lambda each: each.letter.row["disease"]),
    Exported("发函时间", lambda each: each.letter.row["occurred_from"]),
    Exported("收函时间", lambda each: each.letter.row["receipt"]),
    Exported("人数", lambda each: len(each.letter.names)),
    Exported("未答复", lambda each: len(each.letter.open_names)),
    Exported("已找到", lambda each: each.letter.answered("found")),
    Exported("查无此人", lambda each: each.letter.answered("not_here")),
    Exported("已去往", lambda each: each.letter.answered("gone_to")),
    Exported("复函文号", lambda each: each.letter.replies[-1]["number"] if each.letter.replies else ""),
    Exported("时限", lambda each: each.due),
]


@reads(*KINDS, "duty")
def letter(request: HttpRequest, letter: UUID) -> HttpResponse:
    """One letter: what it asks, its names with their answers, and what is to be done next. In clear, on record."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    return shown(request, account, queries.letter_for(letter, at))


def shown(request: HttpRequest, account: Account, found: Letter, status: int = 200) -> HttpResponse:
    """The page of a letter."""
    at = moment_of(request)
    clear = opened(found.names)
    open_names = found.open_names if found.incoming else []
    who = queries.meant(account, {name.subject: (name.row["name"], clear[name.subject]) for name in open_names})
    persons = [name.answer["person"] for name in found.names if name.answer and name.answer["person"]]
    audited(
        account, "read a letter", {UUID(person) for person in persons}, found.row["number"], where=place_of(request)
    )
    words = {name.subject: answer_words(name) for name in found.names}
    lines = [line_of(name.row["name"], words[name.subject]) for name in found.names]
    gone: dict[str, list[str]] = {}
    for name in found.names:
        if name.to_pass_on and name.answer:
            gone.setdefault(name.answer["gone_to_name"] or "", []).append(name.subject)
    return page(
        request,
        "letters/letter.html",
        {
            "text": as_text(found.row["number"], at, [Part("", lines)]),
            "letter": found,
            "owed": queries.with_duties(account, [found], at)[0],
            "names": [(n, clear[n.subject], who.get(n.subject), words[n.subject]) for n in found.names],
            "gone": list(gone.items()),
            "answers": ANSWERS,
            "as_what": AS,
            "said": request.POST,
            "forms": forms_of(found),
            "may_record": allowed(account, "record", *KINDS),
            "whole": _whole_seen(account, found),
            "may_register": allowed(account, "record", "person", "exposure", "journey"),
        },
        status=status,
    )


@reads(*KINDS)
def about(request: HttpRequest, subject: UUID) -> HttpResponse:
    """To the letter that a duty is about, or in which the name stands that it is about."""
    return redirect("letters:letter", queries.letter_about(subject, now_of(request)).subject)


@require_POST
@records(*KINDS)
def answer(request: HttpRequest, letter: UUID) -> HttpResponse:
    """Answers the ticked names: found (and registered here), not here, gone to. All of them or none."""
    account: Account = request.user  # type: ignore[assignment]
    now = now_of(request)
    found = queries.letter_for(letter, now)
    chosen = queries.names_of([found], request.POST.getlist("name")[: queries.MOST])
    what = request.POST.get("answer", "")
    if what == "found" and found.incoming and not allowed(account, "record", "person", "exposure", "journey"):
        raise Http404("this desk registers nobody")
    wrong = answered(request, account, found, chosen, what, now)
    if wrong:
        say(request, wrong)
        return shown(request, account, found, status=422)
    messages.success(request, ngettext("%d name answered.", "%d names answered.", len(chosen)) % len(chosen))
    return redirect("letters:letter", letter)


@require_POST
@records(*KINDS)
def reply(request: HttpRequest, letter: UUID) -> HttpResponse:
    """Records the reply to a letter; one to which names are still open is refused, for nothing is closed by half."""
    account: Account = request.user  # type: ignore[assignment]
    now = now_of(request)
    found = letter_replied_to(account, letter, now)
    number = " ".join(request.POST.get("number", "").split())[:60]
    wrong = []
    if not number:
        wrong.append(_("Reply number: is blank; write the number that the reply bears."))
    if found.incoming and found.open_names:
        line = _("%(count)d names are not answered yet: %(names)s. Answer them first.")
        wrong.append(line % {"count": len(found.open_names), "names": _few(n.row["name"] for n in found.open_names)})
    if not wrong:
        row = {
            "letter": found.subject,
            "number": number,
            "signer": " ".join(request.POST.get("signer", "").split())[:60] or None,
            "answered": len(found.names) - len(found.open_names),
            "note": " ".join(request.POST.get("note", "").split())[:300] or None,
            "occurred_from": to_the_minute(now),
        }
        wrong = together(request, [("letter_reply", [row])])
    if wrong:
        say(request, wrong)
        return shown(request, account, found, status=422)
    messages.success(
        request, _("The reply is recorded; print it below.") if found.incoming else _("The reply is recorded.")
    )
    return redirect("letters:letter", letter)


def letter_replied_to(account: Account, letter: UUID, at: datetime) -> Letter:
    """The letter to which a reply is recorded. Raises Http404 where the account does not see it whole."""
    found = queries.letter_for(letter, at)
    if not _whole_seen(account, found):
        raise Http404("a reply is its county's")
    return found


def _whole_seen(account: Account, found: Letter) -> bool:
    """Whether the letter is of the account's own area, so that it sees every name: a town sees those given to it."""
    area = names.areas([found.row["area"]]).get(found.row["area"])
    return area is not None and is_within(area.path, account.area_path)


def _few(told: Iterable[str], most: int = 5) -> str:
    every = list(told)
    return "、".join(every[:most]) + (" …" if len(every) > most else "")


@reads(*KINDS)
def paper(request: HttpRequest, letter: UUID, form: str) -> HttpResponse:
    """A letter (an incoming one: its reply) as a file; on record."""
    account: Account = request.user  # type: ignore[assignment]
    now = now_of(request)
    found = queries.letter_for(letter, now)
    if form not in forms_of(found) or not _whole_seen(account, found):
        raise Http404("a letter is printed as docx or pdf; what was sent is also json or csv, a reply json")
    persons = {UUID(person) for name in found.names if (person := name.row["person"])}
    audited(account, "print a letter", persons, found.row["number"], where=place_of(request))
    return printed(account, found, form, now)
