"""A contact as a row of the list shows it, and as a line of a message tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from lianfang.desks.as_text import Part, as_text, line_of
from lianfang.desks.cdc.steps import STEPS, Standing
from lianfang.desks.moments import deadline, moment_words, span_words
from lianfang.desks.rules import title_of
from lianfang.desks.words import option_word, stage_word
from lianfang.situation.models import CaseStatus, Contact, Duty, PersonStatus


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact, who they are, of which case, where they stand, and what is open about them, the first to do first.

    ``own`` is their own case, where they fell ill themselves.
    """

    contact: Contact
    person: PersonStatus | None
    index: CaseStatus | None
    ill: PersonStatus | None
    standing: Standing
    own: CaseStatus | None
    owed: Sequence[Duty]
    at: datetime

    @property
    def over(self) -> int:
        """How much of what is open should have been done by now."""
        return sum(1 for duty in self.owed if duty.due is not None and duty.due <= self.at)

    @property
    def first(self) -> Duty | None:
        """What is to be done first."""
        return self.owed[0] if self.owed else None


def contacts_as_text(rows: Sequence[ContactRow], at: datetime, count: int) -> str:
    """The contacts of a page for a message, by step: who, of which case, since when there, what is to be done first."""
    parts = [
        Part(stage_word(step), [_line(row, at) for row in rows if row.standing.step == step]) for step in _URGENT_FIRST
    ]
    return as_text(_("Contacts"), at, parts, more=count - len(rows))


# Whoever is beside the chain is read first.
_URGENT_FIRST = (*STEPS[-3:], *STEPS[:-3])


def _line(row: ContactRow, at: datetime) -> str:
    since = row.standing.since
    age = f"{moment_words(since)} ({span_words(at - since)})" if since else ""
    of = _("of %s") % row.ill.name if row.ill and row.ill.name else ""
    first = row.first
    due = f"{title_of(first.plan, first.rule)} {deadline(first.due, at).text}" if first else ""
    grade = option_word("exposure.grade", row.contact.grade)
    return line_of((row.person.name if row.person else "") or "–", grade, of, age, due)
