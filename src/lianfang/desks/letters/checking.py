"""What of a letter's names cannot be recorded as it stands, or should be looked at: one clear line each."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lianfang.desks.reasons import reason_words
from lianfang.exchange.letters import NameTold, Unread, united
from lianfang.facts.identity import RefusedNumber, document_of

_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")


@dataclass(slots=True)
class Checked:
    """A name of a letter with what must be mended (``mistake``) and what is only said (``notice``)."""

    told: NameTold
    mistake: str = ""
    notice: str = ""


def checked(names: Iterable[NameTold], today: date) -> list[Checked]:
    """The names as they can be recorded, each person once, those with a mistake first.

    Numbers come in the form in which they are kept. Two people of one name stay two where number or telephone tells
    them apart; where nothing does, that is a mistake.
    """
    given = [each for each in names if each.told.keys() - {"place"}]
    found = {id(each): Checked(each) for each in given}
    for each in given:
        found[id(each)].mistake = _mistake(each, today)
    kept, twice = united(given)
    for one, again in twice:
        told = _("stands twice in the letter (no. %(first)s and no. %(second)s); kept once")
        found[id(one)].notice = told % {"first": one.place or "–", "second": again.place or "–"}
    _namesakes([found[id(each)] for each in kept])
    return sorted((found[id(each)] for each in kept), key=lambda each: not each.mistake)


def _mistake(told: NameTold, today: date) -> str:
    if not told.name:
        return _("no name; write it, or empty the row")
    if not told.identity_number:
        return ""
    plain = re.sub(r"[\s-]", "", told.identity_number)
    if _MOBILE.fullmatch(plain):
        line = _("%s is a telephone where the identity number should stand; move it, and ask for the number")
        return line % told.identity_number
    try:
        told.identity_number = document_of(told.identity_number, latest=today).number
    except RefusedNumber as refused:
        return f"{told.identity_number} {reason_words(str(refused))}"
    return ""


def _namesakes(people: Sequence[Checked]) -> None:
    by_name: dict[str, list[Checked]] = defaultdict(list)
    for each in people:
        if each.told.name:
            by_name[each.told.name].append(each)
    for namesakes in by_name.values():
        if len(namesakes) < 2:
            continue
        known_by = [each.told.identity_number or each.told.telephone for each in namesakes]
        for each, own in zip(namesakes, known_by, strict=True):
            if not own or known_by.count(own) > 1:
                line = _("%s stands twice with nothing to tell them apart; write number or telephone, or empty one row")
                each.mistake = each.mistake or line % each.told.name
            else:
                line = _("two people of this name in the letter; told apart by number or telephone")
                each.notice = each.notice or line


def unread_line(unread: Unread) -> str:
    """Why something of a letter was not understood, and what to do."""
    return {
        "cells": _("has other cells than the header; nobody knows which is missing. Type it into a row below"),
        "nobody": _("belongs to nobody who is named; type it into a row below, if it belongs to somebody"),
    }[unread.why]


def where_words(where: str) -> str:
    """Where something stands in a letter, in the language of the page: row 7, table 2 row 3, line 4."""
    words = {"row": _("row"), "table": _("table"), "line": _("line"), "name": _("name")}
    return " ".join(words.get(part, part) for part in where.split())
