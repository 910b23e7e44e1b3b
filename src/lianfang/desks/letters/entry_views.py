"""A letter that came, read into a table and confirmed; a letter written about people ticked or names passed on."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lianfang import vocabulary
from lianfang.access.audit import audited, place_of
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.choices import disease_of
from lianfang.desks.doors import reads, records
from lianfang.desks.letters import incoming, outgoing
from lianfang.desks.letters.checking import unread_line, where_words
from lianfang.desks.letters.queries import KINDS
from lianfang.desks.letters.sent import put_down
from lianfang.desks.moments import local
from lianfang.desks.page import now_of, page
from lianfang.desks.recording import say
from lianfang.exchange.letters import LetterTold, NameTold, read_letter_file, read_letter_text
from lianfang.exchange.letters.reading import ENDINGS, LIMIT_BYTES
from lianfang.vocabulary import Mistake

# Empty rows under the table, for what was not understood and is typed by hand.
_SPARE = 3
_LONGEST = 200_000


@records(*KINDS)
def read(request: HttpRequest) -> HttpResponse:
    """A file or a pasted text, read into a table to confirm; confirmed, it is recorded whole or not at all."""
    account: Account = request.user  # type: ignore[assignment]
    now = now_of(request)
    if request.method != "POST":
        return page(request, "letters/read.html", {"endings": ",".join(ENDINGS)})
    if request.POST.get("step") == "record":
        form = incoming.form_typed(request.POST, now)
        if not form.wrong:
            subject, new = incoming.recorded(request, account, form, now)
            if subject:
                _say_new(request, new)
                return redirect("letters:letter", UUID(subject))
        return _table(request, form, LetterTold(), 422)
    try:
        told = _given(request, local(now).date())
    except Mistake as mistake:
        shown = {"endings": ",".join(ENDINGS), "mistake": str(mistake), "text": request.POST.get("text", "")[:_LONGEST]}
        return page(request, "letters/read.html", shown, status=422)
    return _table(request, incoming.form_of(told, disease_of(request, account), now), told, 200)


def _given(request: HttpRequest, today: date) -> LetterTold:
    """What was sent, read. Raises Mistake where it is nothing, too much, or cannot be read."""
    file = request.FILES.get("file")
    text = request.POST.get("text", "")
    if file is not None:
        if (file.size or 0) > LIMIT_BYTES:
            raise Mistake(
                _("%(name)s: is larger than %(most)d MB; send its list as a workbook")
                % {"name": file.name, "most": LIMIT_BYTES // 1024**2}
            )
        with put_down(file, "letter") as path:
            told = read_letter_file(path, today)
    elif text.strip():
        if len(text) > _LONGEST:
            raise Mistake(_("The text has more than %d characters; send the letter as a file.") % _LONGEST)
        told = read_letter_text(text, today)
    else:
        raise Mistake(_("Nothing was given; choose the file, or paste the text of the letter."))
    if len(told.names) > incoming.MOST:
        raise Mistake(_("The letter names more than %d people; load the list as a file of people.") % incoming.MOST)
    return told


def _say_new(request: HttpRequest, new: int) -> None:
    if new:
        messages.success(request, ngettext("%d name recorded.", "%d names recorded.", new) % new)
    else:
        messages.info(request, _("This letter was read before; nothing changed."))


def _table(request: HttpRequest, form: incoming.Form, told: LetterTold, status: int) -> HttpResponse:
    rows = [*form.names, *(incoming.Checked(NameTold()) for _place in range(_SPARE))]
    return page(
        request,
        "letters/confirm.html",
        {
            "form": form,
            "rows": rows,
            "unread": [(where_words(each.where), each.text, unread_line(each)) for each in told.unread],
            "diseases": _diseases(form.head["disease"]),
            "elsewhere": incoming.of_another_sender(form, now_of(request)),
            "told_as": [option.name for option in vocabulary.kind("letter_name").column("told_as").options],
        },
        status=status,
    )


def _diseases(chosen: str) -> dict[str, str]:
    """The diseases to choose from, the one chosen among them whichever it is."""
    codes = list(dict.fromkeys([*names.DISEASES, *filter(None, [chosen])]))
    return {code: names.disease(code) for code in codes}


@require_POST
@reads("person_status", "exposure")
@records(*KINDS)
def write(request: HttpRequest) -> HttpResponse:
    """The form of a letter about the people ticked elsewhere, or names to pass on; sent with its head, it records."""
    account: Account = request.user  # type: ignore[assignment]
    now = now_of(request)
    draft = outgoing.draft_of(request, account, now)
    status = 200
    if request.POST.get("step") == "record":
        outgoing.typed(draft, request)
        wrong = [each.mistake for each in draft.checks if each.mistake]
        if not draft.mistakes and not wrong:
            subject, wrong = outgoing.recorded(request, account, draft, now)
            if subject:
                messages.success(
                    request, _("The letter is recorded; print it, or take the file for the other side's machine.")
                )
                return redirect("letters:letter", UUID(subject))
        say(request, wrong)
        status = 422
    else:
        outgoing.beginning(draft, request, account, now)
        if not draft.names:
            draft.mistakes["names"] = _("nobody is ticked; a letter names somebody")
            status = 422
    audited(
        account, "write a letter", {UUID(each.person) for each in draft.names if each.person}, where=place_of(request)
    )
    return page(
        request, "letters/write.html", {"draft": draft, "diseases": _diseases(draft.head["disease"])}, status=status
    )
