"""The reply to a letter as a file for the other side, and the other side's file read back where it answers ours."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.letters.places import area_named
from lianfang.desks.moments import to_the_minute
from lianfang.desks.recording import together
from lianfang.exchange.letters.replies import NameAnswered, ReplyTold
from lianfang.facts.letters import ANSWERS, Letter, NameInLetter


def machine_reply(account: Account, letter: Letter) -> ReplyTold | None:
    """The reply that was recorded last to a letter that came; None where none was."""
    if not letter.incoming or not letter.replies:
        return None
    reply = letter.replies[-1]
    return ReplyTold(
        reply["number"],
        letter.row["number"],
        letter.row["to_name"] or names.own_place(account),
        reply["signer"] or "",
        reply["note"] or "",
        tuple(_answered(name) for name in letter.names if name.answer is not None),
    )


def _answered(name: NameInLetter) -> NameAnswered:
    answer = name.answer or {}
    return NameAnswered(
        str(name.row["place"] or ""),
        name.row["name"],
        answer["answer"],
        answer["gone_to_name"] or "",
        answer["note"] or "",
    )


def reply_recorded(request: HttpRequest, letter: Letter, told: ReplyTold, at: datetime) -> list[str]:
    """Records the answers and the reply of a file; what was wrong, a line each, and then nothing is recorded."""
    found, wrong = _matched(letter, told)
    if wrong:
        return wrong
    moment = to_the_minute(at)
    rows: list[dict[str, Any]] = []
    for name, one in found:
        area = area_named(one.gone_to) if one.gone_to else None
        rows.append(
            {
                "letter_name": name.subject,
                "letter_answer.letter": letter.subject,
                "name": name.row["name"],
                "answer": one.answer,
                "gone_to": area.code if area else None,
                "gone_to_name": one.gone_to or None,
                "note": one.note or None,
                "occurred_from": moment,
            }
        )
    reply = {
        "letter": letter.subject,
        "number": told.number,
        "signer": told.signer or None,
        "answered": len(found),
        "note": told.note or None,
        "occurred_from": moment,
    }
    return together(request, [("letter_answer", rows), ("letter_reply", [reply])])


def _matched(letter: Letter, told: ReplyTold) -> tuple[list[tuple[NameInLetter, NameAnswered]], list[str]]:
    """Our names with their answers; what of the file answers nothing of this letter, a line each."""
    if letter.incoming:
        return [], [_("A reply is read where our own letter stands; this one came from elsewhere.")]
    if told.asked != letter.row["number"]:
        line = _("The file answers letter %(asked)s, not %(number)s; open that letter and read it there.")
        return [], [line % {"asked": told.asked or "–", "number": letter.row["number"]}]
    if not told.number:
        return [], [_("Reply number: is blank in the file; ask for the file again.")]
    ours = {(str(name.row["place"] or ""), name.row["name"]): name for name in letter.names}
    found: dict[str, tuple[NameInLetter, NameAnswered]] = {}
    wrong: list[str] = []
    for number, one in enumerate(told.names, 1):
        who = {"number": number, "place": one.place or "–", "name": one.name or "–"}
        name = ours.get((one.place, one.name))
        if name is None:
            wrong.append(_("Name %(number)d, %(place)s %(name)s: stands not so in our letter; ask them.") % who)
        elif name.subject in found:
            wrong.append(_("Name %(number)d, %(place)s %(name)s: is answered twice; ask for the file again.") % who)
        elif one.answer not in ANSWERS or (one.answer == "gone_to") != bool(one.gone_to):
            wrong.append(_("Name %(number)d, %(place)s %(name)s: has no answer that can be; ask them.") % who)
        else:
            found[name.subject] = (name, one)
    if not found and not wrong:
        wrong.append(_("The file answers nobody; ask for it again."))
    return list(found.values()), wrong
