"""The chain of a contact: called, told, carried, received; some late, refused, wrongly numbered, not found, gone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from lianfang.demonstration.areas import COUNTY, town_of
from lianfang.demonstration.rows import NOW, WEDDING, local
from lianfang.demonstration.story.book import Book, hours, minutes
from lianfang.demonstration.story.cases import Told
from lianfang.demonstration.units import SITES, town_command

_VEHICLES = ("东L·D0120", "东L·D0121", "东L·D0133", "东L·D0150")
# What went otherwise, by the order in which contacts were judged.
_UNREACHED, _REFUSED, _GONE, _LATE, _WRONG = (41, 88, 131), (57, 103), (76,), (12, 29, 63, 95), (120,)
# Beyond these orders nothing special happens.
_ORDINARY = 1000
_GROUNDS = {"close": "密切接触者", "secondary": "密接的密接"}


@dataclass(slots=True)
class Contact:
    """A contact of the story: who, of which case, when last exposed, when judged, and when received where."""

    person: dict[str, Any]
    case: Told
    first: datetime
    last: datetime
    judged: datetime
    grade: str
    entered: datetime | None = None
    site: str | None = None
    room: str | None = None


def tell_chain(
    book: Book,
    contact: Contact,
    order: int,
    case: Told | None,
    beds: dict[str, int],
    generator: np.random.Generator,
) -> None:
    """Tells the calls, the notice, the transfer with both receipts and the entry; notes room and entry on the contact.

    ``case`` is the contact's own case where the script makes it one: then it comes in before its positive sample.
    """
    person, command = contact.person, town_command(town_of(contact.person["residence"]))
    who = person["person"]
    if case is not None and case.infection.found == "clinic" and case.first <= contact.judged + hours(3):
        return
    if case is not None or contact.grade != "close":
        order += _ORDINARY
    called = contact.judged + minutes(generator.uniform(8, 70))
    if order in _UNREACHED:
        for again in range(3):
            book.fact("attempt", command, called + hours(2.2 * again), person=who, channel="call", result="no_answer")
        return
    if order in _WRONG:
        book.fact("attempt", command, called, person=who, channel="call", result="wrong_number")
        called += hours(3)
    if order in _GONE:
        book.fact(
            "attempt", command, called, person=who, channel="call", result="gone", note="称1月4日已去往松河县务工"
        )
        return
    if order in _REFUSED:
        book.fact("attempt", command, called, person=who, channel="call", result="refused", note="称家中老人无人照料")
        called += hours(26)
    book.fact("attempt", command, called, person=who, channel="visit" if order in _WRONG else "call", result="reached")
    told_at = called + minutes(4)
    book.fact("notice", command, told_at, person=who, about="isolation", channel="call", told_by="镇指挥部值班员")
    carried = told_at + hours(generator.uniform(1.2, 4.5))
    if order in _LATE:
        carried += hours(27)
    needed = local(*case.infection.at) - hours(2.5) if case is not None and case.infection.found == "contact" else None
    if needed is not None and order not in _LATE:
        carried = max(min(carried, needed), told_at + minutes(20))
    site = SITES[order % 2]
    transfer, number = book.new(generator), f"ZY2101{order + 1:04d}"
    common = {
        "transfer": transfer,
        "person": who,
        "number": number,
        "what": "person",
        "from_unit": command,
        "to_unit": site,
        "to_area": COUNTY,
        "vehicle": _VEHICLES[order % 4],
    }
    book.fact("transfer", command, carried, stage="sent", **common)
    received = carried + minutes(generator.uniform(35, 90))
    # The other end's receipt is the one that people forget.
    if order % 23 != 7:
        book.fact("transfer", site, received, stage="received", **common)
    entered = received + minutes(12)
    if entered > NOW:
        return
    beds[site] += 1
    contact.entered, contact.site, contact.room = entered, site, f"{2 + beds[site] // 20}{beds[site] % 20 + 1:02d}"
    book.fact(
        "observation", site, entered, person=who, disease="covid19", outbreak=WEDDING, observation="central",
        stage="entered", site=site, room=contact.room, ground=_GROUNDS[contact.grade], decided_by="县疾控中心 邵文博",
    )  # fmt: skip
