"""Letters as papers: what was sent, the reply to what came; and the same for the other side's machine."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks import names as place_names
from lianfang.desks.language import language_of_page
from lianfang.desks.letters.outgoing import told_again
from lianfang.desks.letters.replies import machine_reply
from lianfang.desks.moments import as_typed, local
from lianfang.desks.papers import taken_along
from lianfang.desks.words import option_word
from lianfang.exchange.letters import LetterTold, as_csv, as_json
from lianfang.exchange.letters.replies import reply_as_json
from lianfang.facts.letters import Letter, NameInLetter, opened
from lianfang.reports.letter_paper import LetterPaper, NameOnPaper, document
from lianfang.reports.render import document_written


def forms_of(letter: Letter) -> tuple[str, ...]:
    """As what a letter is taken along: on paper; for the other side's machine what was sent, or the reply recorded."""
    if not letter.incoming:
        return ("docx", "pdf", "json", "csv")
    return ("docx", "pdf", "json") if letter.replies else ("docx", "pdf")


def printed(account: Account, letter: Letter, form: str, at: datetime) -> HttpResponse:
    """The letter in one of its forms (``forms_of``); an incoming one as its reply."""
    what = "reply" if letter.incoming else "letter"
    name = f"{what}-{letter.row['number']}"
    if form == "json" and (reply := machine_reply(account, letter)) is not None:
        # No number of identity travels twice: nothing is opened.
        return taken_along(reply_as_json(reply), f"reply-{reply.number}", form)
    clear = opened(letter.names)
    if form in ("json", "csv"):
        told = machine_letter(letter, clear)
        return taken_along(as_json(told) if form == "json" else as_csv(told), name, form)
    paper = reply_paper(account, letter, clear, at) if letter.incoming else letter_paper(letter, clear)
    return taken_along(document_written(document(paper, language_of_page()), form, at), name, form)


def machine_letter(letter: Letter, clear: Mapping[str, dict[str, str]]) -> LetterTold:
    """The letter as the other side's page of incoming letters reads it."""
    row = letter.row
    return LetterTold(
        number=row["number"],
        from_name=row["from_name"] or "",
        to_name=row["to_name"] or "",
        sent=as_typed(row["occurred_from"]),
        disease=row["disease"] or "",
        outbreak=row["outbreak"] or "",
        ask=row["ask"] or "",
        deadline=as_typed(row["deadline"]),
        reply_to=row["reply_to"] or "",
        names=[told_again(name, clear[name.subject]) for name in letter.names],
    )


def letter_paper(letter: Letter, clear: Mapping[str, dict[str, str]]) -> LetterPaper:
    """What stands on an outgoing letter."""
    row = letter.row
    return LetterPaper(
        number=row["number"],
        from_name=row["from_name"] or "",
        to_name=row["to_name"] or "",
        sent=local(row["occurred_from"]).date(),
        disease=place_names.disease(row["disease"]),
        names=[_on_paper(name, clear[name.subject]) for name in letter.names],
        ask=row["ask"] or "",
        deadline=local(row["deadline"]) if row["deadline"] else None,
        reply_to=row["reply_to"] or "",
    )


def reply_paper(account: Account, letter: Letter, clear: Mapping[str, dict[str, str]], at: datetime) -> LetterPaper:
    """What stands on the reply: each name with its answer. Of whom nobody has answered it says so."""
    reply = letter.replies[-1] if letter.replies else None
    row = letter.row
    counts = [(option_word("letter_answer.answer", answer), count) for answer, count in letter.counts]
    counts.append((_("not answered yet"), len(letter.open_names)))
    return LetterPaper(
        number=reply["number"] if reply else _("draft"),
        from_name=row["to_name"] or place_names.own_place(account),
        to_name=row["from_name"] or "",
        sent=local(reply["occurred_from"] if reply else at).date(),
        disease=place_names.disease(row["disease"]),
        names=[_on_paper(name, clear[name.subject]) for name in letter.names],
        signer=reply["signer"] or "" if reply else "",
        note=reply["note"] or "" if reply else "",
        asked=(row["number"], local(row["occurred_from"]).date()),
        counts=counts,
    )


def _on_paper(name: NameInLetter, clear: Mapping[str, str]) -> NameOnPaper:
    """The name as the letter tells it, its options in words, with its answer."""
    told = {"place": ""} | told_again(name, clear).told
    words = {one: option_word(f"letter_name.{one}", told[one]) for one in ("sex", "told_as") if one in told}
    return NameOnPaper(**(told | words), answer=answer_words(name))


def answer_words(name: NameInLetter) -> str:
    """The answer of a name in words: what, where to, what was noted."""
    answer = name.answer
    if answer is None:
        return _("not answered yet")
    words = option_word("letter_answer.answer", answer["answer"])
    if answer["gone_to_name"]:
        words += f" {answer['gone_to_name']}"
    if name.passed_on:
        words += f"（{_('passed on there')}）"
    return "；".join(filter(None, (words, answer["note"])))
