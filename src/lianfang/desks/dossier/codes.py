"""The health code of a person as the dossier tells it: every ground that makes it a colour, why, and what ends it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lianfang.derive.codes import standing
from lianfang.desks.doors import allowed
from lianfang.desks.language import language_of_page
from lianfang.desks.rules import spoken
from lianfang.plan.model import Code
from lianfang.plan.wording import codes as code_words
from lianfang.plan.wording import source
from lianfang.situation import queries as situation
from lianfang.situation.models import PersonStatus
from lianfang.situation.plans import every_plan


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A code that stands: its colour, what the rule is called, on which ground, what ends it, on which clause.

    ``kind`` is the kind of fact on which it rests, "" where the account's desk does not read it.
    """

    colour: str
    word: str
    title: str
    kind: str
    ground: str
    fact: UUID
    since: datetime
    expires: datetime
    ending: str
    clause: str


def codes_of(account: Any, status: PersonStatus, at: datetime) -> list[CodeLine]:
    """The codes of a person that stand at a moment, the gravest first; none is green."""
    rows = list(situation.about(status, situation.codes_of(account)).values())
    return [line_of(row) if allowed(account, "read", row["ground"]) else _closed(row) for row in standing(rows, at)]


def _closed(row: Any) -> CodeLine:
    """A code on a ground that the account's desk does not read: the colour and its end, and no more."""
    word = code_words.colour(row["colour"], language_of_page())
    title = _("on a ground that this desk does not read")
    return CodeLine(row["colour"], word, title, "", "–", row["fact"], row["since"], row["expires"], "–", "")


def _code(plan: str, rule: str) -> Code | None:
    found = (code for each in every_plan() if each.id == plan for code in each.codes if code.rule.id == rule)
    return next(found, None)


def line_of(row: Any) -> CodeLine:
    """A row of `health_code` as the page tells it."""
    code, say = _code(row["plan"], row["rule"]), language_of_page()
    return CodeLine(
        colour=row["colour"],
        word=code_words.colour(row["colour"], say),
        title=spoken(code.rule.names) if code else row["rule"],
        kind=row["ground"],
        ground=code_words.ground(code, say) if code else row["ground"],
        fact=row["fact"],
        since=row["since"],
        expires=row["expires"],
        ending=code_words.ending(code, say) if code else "",
        clause=source(code.rule.source, say) if code else "",
    )
