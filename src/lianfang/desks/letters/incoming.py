"""An incoming letter from its form to the ledger: whole, or nothing of it; the same letter twice is one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks.letters.checking import Checked, checked
from lianfang.desks.letters.places import area_named
from lianfang.desks.moments import as_typed, local
from lianfang.desks.reasons import column_words, reason_words
from lianfang.desks.recording import Refused, whole
from lianfang.exchange.letters import NAME_FIELDS, LetterTold, NameTold
from lianfang.facts.letters import incoming_numbered, letters
from lianfang.facts.recorder import Rejection
from lianfang.vocabulary.subjects import letter_subject, name_subjects

HEAD = ("number", "from_name", "to_name", "sent", "receipt", "disease", "outbreak", "ask", "deadline", "reply_to")
# A letter of more names comes as a file of people.
MOST = 500
_REQUIRED = ("number", "from_name", "sent", "receipt", "disease")


@dataclass(slots=True)
class Form:
    """What the page of an incoming letter shows: its head as text, its names checked, and mistakes by field."""

    head: dict[str, str]
    names: list[Checked]
    mistakes: dict[str, str] = field(default_factory=dict)

    @property
    def wrong(self) -> bool:
        """Whether anything must be mended first."""
        return bool(self.mistakes) or any(each.mistake for each in self.names)


def form_of(told: LetterTold, disease: str, at: datetime) -> Form:
    """The form of a letter just read: what it did not tell is blank, or the usual."""
    now = local(at)
    head = {name: getattr(told, name, "") for name in HEAD}
    head["receipt"] = as_typed(at)
    head["sent"] = head["sent"] or f"{now:%Y-%m-%d}"
    head["disease"] = head["disease"] or disease
    if not head["deadline"] and told.hours:
        head["deadline"] = as_typed(at + timedelta(hours=told.hours))
    return Form(head, checked(told.names, now.date()))


def of_another_sender(form: Form, at: datetime) -> str:
    """Under which other sender's name a letter of this number is here already; "" where there is none.

    Offices are written in more ways than one, and then one letter would be two.
    """
    sender = form.head["from_name"]
    others = [row["from_name"] for row in incoming_numbered(form.head["number"], at)]
    return next((name for name in others if name and name != sender), "") if sender not in others else ""


def form_typed(posted: QueryDict, at: datetime) -> Form:
    """The form as it was sent back, checked."""
    head = {name: " ".join(posted.get(name, "").split())[:600] for name in HEAD}
    columns = [posted.getlist(f"row_{name}")[:MOST] for name in NAME_FIELDS]
    names = [
        NameTold.of({name: " ".join(cell.split())[:300] for name, cell in zip(NAME_FIELDS, cells, strict=True)})
        for cells in zip(*columns, strict=False)
    ]
    form = Form(head, checked(names, local(at).date()))
    for name in _REQUIRED:
        if not head[name]:
            form.mistakes[name] = _("is blank; write it as it stands in the letter")
    if not form.names:
        form.mistakes["names"] = _("nobody is named; write a name into a row")
    return form


def recorded(request: HttpRequest, account: Account, form: Form, at: datetime) -> tuple[str, int]:
    """Records the letter and its names; answers the letter's subject and how many names are new.

    Of a letter that is here already only new names are recorded. Where the ledger refuses anything, nothing is recorded
    and ``form`` says why; the subject is then "".
    """
    head = form.head
    subject = letter_subject("incoming", head["from_name"], head["number"])
    names = [each.told for each in form.names]
    subjects = name_subjects(subject, [(each.name, each.identity_number, each.telephone) for each in names])
    before = letters(at, subjects=[subject])
    known = {name.subject for name in before[0].names} if before else set()
    sender = area_named(head["from_name"])
    rows = [
        {"letter_name": own, **name_row(subject, place, each, head["sent"])}
        for place, (own, each) in enumerate(zip(subjects, names, strict=True), start=1)
    ]
    new = [row for row in rows if row["letter_name"] not in known]
    letter_row: dict[str, Any] = {
        "letter": subject,
        "direction": "incoming",
        "from_area": sender.code if sender else None,
        "to_area": account.area,
        "occurred_from": head["sent"],
        **{name: value or None for name, value in head.items() if name != "sent"},
    }
    part = "letter"
    try:
        with whole(request) as record:
            if not before:
                record("letter", [letter_row])
            part = "letter_name"
            if new:
                record("letter_name", new)
    except Refused as refused:
        told = [each for each, own in zip(form.names, subjects, strict=True) if own not in known]
        _refuse(form, part, told, refused)
        return "", 0
    return subject, len(new)


def name_row(letter: str, place: int, told: NameTold, sent: Any) -> dict[str, Any]:
    """The row of a name, but its subject."""
    values = {name: value for name, value in told.told.items() if name != "place"}
    return {"letter_name.letter": letter, "place": place, "occurred_from": sent, **values}


def _refuse(form: Form, part: str, names: Sequence[Checked], refused: Refused) -> None:
    if part == "letter":
        for rejection in refused.rejections:
            name = "sent" if rejection.column.endswith("occurred_from") else rejection.column.rpartition(".")[2]
            form.mistakes.setdefault(name if name in HEAD else "number", _said(rejection))
        return
    for rejection in refused.rejections:
        if rejection.row < len(names):
            names[rejection.row].mistake = f"{column_words(rejection.column)} {_said(rejection)}"


def _said(rejection: Rejection) -> str:
    return f"{rejection.value}：{reason_words(rejection.reason)}" if rejection.value else reason_words(rejection.reason)
