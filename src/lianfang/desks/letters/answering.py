"""Names of a letter answered in bulk: found (then registered as what the letter tells), not here, gone elsewhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks.letters.places import area_named
from lianfang.desks.letters.queries import Meant, meant
from lianfang.desks.moments import to_the_minute
from lianfang.desks.recording import Refused, whole
from lianfang.facts.identity import document_of
from lianfang.facts.letters import ANSWERS, Letter, NameInLetter, opened
from lianfang.situation.queries import cases_of
from lianfang.vocabulary import place_subject

GRADES = ("close", "secondary", "general")
# As what somebody found is registered; "told" is as the letter tells of them.
AS = ("told", *GRADES, "arrival", "person")


def answered(
    request: HttpRequest, account: Account, letter: Letter, names: Sequence[NameInLetter], answer: str, at: datetime
) -> list[str]:
    """Records the same answer for these names; answers what was wrong, a line each, and then nothing is recorded."""
    wrong = _against(request, letter, names, answer)
    if wrong:
        return wrong
    gone = " ".join(request.POST.get("gone_to", "").split())[:120] if answer == "gone_to" else ""
    area = area_named(gone) if gone else None
    rows: list[dict[str, Any]] = [
        {
            "letter_name": name.subject,
            "letter_answer.letter": letter.subject,
            "name": name.row["name"],
            "answer": answer,
            "gone_to": area.code if area else None,
            "gone_to_name": gone or None,
            "note": " ".join(request.POST.get("note", "").split())[:300] or None,
            "occurred_from": to_the_minute(at),
        }
        for name in names
    ]
    try:
        with whole(request, letter.row["disease"]) as record:
            if answer == "found" and letter.incoming:
                for row, person in zip(rows, _registered(request, account, letter, names, record, at), strict=True):
                    row["person"] = person
            record("letter_answer", rows)
    except Refused as refused:
        return [f"{names[r.row].row['name'] if r.row < len(names) else ''} {line}" for r, line in _lines(refused)]
    return []


def _lines(refused: Refused) -> list[tuple[Any, str]]:
    return list(zip(refused.rejections, refused.lines, strict=True))


def _against(request: HttpRequest, letter: Letter, names: Sequence[NameInLetter], answer: str) -> list[str]:
    if not names:
        return [_("Nobody was ticked; nothing was recorded.")]
    if answer not in ANSWERS:
        return [_("Choose an answer: found, not here, or gone to.")]
    gone = request.POST.get("gone_to", "").strip()
    if answer == "gone_to" and not gone:
        return [_("Gone to: is blank; write where they went, as a name of an area or as it was told.")]
    if answer != "gone_to" and gone:
        return [_("%r stands in “gone to”, but another answer was chosen; choose one of them.") % gone]
    return []


def _registered(
    request: HttpRequest, account: Account, letter: Letter, names: Sequence[NameInLetter], record: Any, at: datetime
) -> list[str]:
    """Registers who was found, each as what the letter tells or the form chooses; answers their persons in order.

    Whoever is known here by identity number stays who they are. The others are registered with what the letter tells.
    """
    clear = opened(names)
    who = meant(account, {name.subject: (name.row["name"], clear[name.subject]) for name in names})
    chosen = request.POST.get("as", "told")
    persons: list[str] = [""] * len(names)
    by_layout: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for place, name in enumerate(names):
        layout, facts = _as_what(account, letter, name, chosen, at)
        row = _person(account, name, clear[name.subject], who[name.subject], _chosen_person(request, name))
        if layout == "people" and "person" in row:
            persons[place] = row["person"]
        else:
            by_layout.setdefault(layout, []).append((place, row | facts))
    for layout, told in by_layout.items():
        answer = record(layout, [row for _place, row in told])
        for (place, _row), person in zip(told, answer.subjects["person"], strict=True):
            persons[place] = str(person)
    return persons


def _chosen_person(request: HttpRequest, name: NameInLetter) -> str:
    """The person whom somebody chose among those alike; "" where nobody was chosen."""
    given = request.POST.get(f"person-{name.subject}", "")
    try:
        return str(UUID(given))
    except ValueError:
        return ""


def _person(
    account: Account, name: NameInLetter, clear: dict[str, str], who: Meant, chosen: str
) -> dict[str, Any]:  # fmt: skip
    if who.known is not None:
        return {"person": str(who.known.person)}
    if chosen in {str(each.person) for each in who.alike}:
        return {"person": chosen}
    told: dict[str, Any] = {"name": name.row["name"], "sex": name.row["sex"], **clear, "residence": account.area}
    if number := clear.get("identity_number"):
        document = document_of(number)
        told |= {"identity_kind": document.kind, "birth": document.birth, "sex": document.sex or told["sex"]}
    return {f"person.{column}": value for column, value in told.items() if value}


def _as_what(
    account: Account, letter: Letter, name: NameInLetter, chosen: str, at: datetime
) -> tuple[str, dict[str, Any]]:  # fmt: skip
    """The layout and the facts beside the person: an exposure, an arrival, or none."""
    told_as = name.row["told_as"] if chosen == "told" else chosen
    moment = name.row["last"] or letter.row["occurred_from"]
    note = _("letter %s") % letter.row["number"]
    if told_as in GRADES:
        return "exposures", {
            "exposure.grade": told_as,
            "exposure.occurred_from": moment,
            "exposure.last": moment,
            "exposure.case": _case(account, letter, name),
            "exposure.case_number": name.row["case_number"],
            "exposure.disease": letter.row["disease"],
            "exposure.outbreak": letter.row["outbreak"],
            "exposure.setting": name.row["known"],
            "exposure.note": note,
        }
    if told_as == "arrival":
        return "journeys", {
            "journey.direction": "arrival",
            "journey.occurred_from": min(moment, at),
            "journey.origin": letter.row["from_area"],
            "journey.origin_place": letter.row["from_name"],
            "journey.destination": account.area,
            "journey.note": note,
        }
    return "people", {}


def _case(account: Account, letter: Letter, name: NameInLetter) -> str:
    """The case of a contact: one known here by its number, else the case elsewhere that the letter speaks of.

    The letter is the ground: a case that the sender names is the same one in each of the sender's letters, and one that
    nobody names is that of this letter alone.
    """
    number = name.row["case_number"]
    if number:
        known = cases_of(account).filter(number=number, disease=letter.row["disease"]).values_list("case", flat=True)
        if (case := known.first()) is not None:
            return str(case)
    return place_subject("case", f"{letter.other}:{number}" if number else f"letter:{letter.subject}")
