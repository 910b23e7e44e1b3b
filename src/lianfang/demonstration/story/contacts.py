"""Close contacts as told, and their chain: judged, called, told, carried, received; some late, refused, not found."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import polars as pl

from lianfang.demonstration.areas import COUNTY, WEDDING_TOWN, town_of, village_of
from lianfang.demonstration.rows import NOW, WEDDING, local
from lianfang.demonstration.story import gatherings as meals
from lianfang.demonstration.story.book import Book, hours, minutes
from lianfang.demonstration.story.cases import Told
from lianfang.demonstration.story.gatherings import Gatherings
from lianfang.demonstration.units import (
    BANQUET_HALL,
    CARD_ROOM,
    CDC,
    RESTAURANT,
    SHOP,
    SITES,
    town_command,
    village_clinic,
)

CLOSE = 160
_VEHICLES = ("东L·D0120", "东L·D0121", "东L·D0133", "东L·D0150")
# What went otherwise, by the order in which contacts were judged.
_UNREACHED, _REFUSED, _GONE, _LATE, _WRONG = (41, 88, 131), (57, 103), (76,), (12, 29, 63, 95), (120,)


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


def tell_contacts(book: Book, story: Gatherings, cases: dict[str, Told]) -> list[Contact]:
    """Tells exposures and chains of close contacts, and the exposures of some secondary and general contacts."""
    generator = book.chance("contacts")
    found: dict[str, Contact] = {}
    _of_meals(book, story, cases, found, generator)
    _of_households(book, cases, found, generator)
    _of_daily_life(book, cases, found, generator)
    contacts = sorted(found.values(), key=lambda contact: (contact.judged, contact.person["person"]))
    infected = {case.person["person"]: case for case in cases.values()}
    beds = dict.fromkeys(SITES, 0)
    for order, contact in enumerate(contacts):
        _chain(book, contact, order, infected.get(contact.person["person"]), beds, generator)
    _of_contacts(book, story, contacts, generator)
    return contacts


def _exposure(
    book: Book,
    found: dict[str, Contact],
    case: Told,
    person: dict[str, Any],
    first: datetime,
    last: datetime,
    judged: datetime,
    setting: str,
    place: str | None = None,
    relation: str | None = None,
) -> None:
    """Tells a close exposure once a pair; the first that was judged carries the chain."""
    if person["person"] == case.person["person"] or judged > NOW:
        return
    last = min(last, judged)
    book.fact(
        "exposure", CDC, first, judged, "流调", person=person["person"], case=case.case, case_number=case.number,
        outbreak=WEDDING, last=last, grade="close", setting=setting, place=place, relation=relation,
    )  # fmt: skip
    known = found.get(person["person"])
    if known is None or judged < known.judged:
        found[person["person"]] = Contact(person, case, first, last, judged, "close")


def _of_meals(
    book: Book, story: Gatherings, cases: dict[str, Told], found: dict[str, Contact], generator: np.random.Generator
) -> None:
    index, celebrant = cases["index"], cases["celebrant"]
    start = local(5, 20, 40)
    for number, table in enumerate(story.tables, start=1):
        for guest in table:
            judged = start + minutes(generator.uniform(0, 300))
            _exposure(book, found, index, guest, *meals.WEDDING, judged, f"婚宴第{number}桌", BANQUET_HALL, "同席宾客")
    for host in story.hosts:
        _exposure(book, found, index, host, *meals.WEDDING, start + minutes(20), "婚宴主家", BANQUET_HALL, "亲属")
    for guest in story.birthday:
        judged = local(7, 11, 0) + minutes(generator.uniform(0, 120))
        _exposure(book, found, celebrant, guest, *meals.BIRTHDAY, judged, "寿宴同桌", RESTAURANT, "亲友")


def _of_households(
    book: Book, cases: dict[str, Told], found: dict[str, Contact], generator: np.random.Generator
) -> None:
    for name, case in cases.items():
        if name in ("excluded", "returner") or case.infection.ends != "classified":
            continue
        for member in book.household(case.person["household"]):
            judged = case.first + hours(generator.uniform(0.5, 3))
            first = local(max((case.infection.onset or 6) - 2, 1), 6)
            _exposure(book, found, case, member, first, case.first, judged, "共同居住", relation="家庭成员")


def _of_daily_life(
    book: Book, cases: dict[str, Told], found: dict[str, Contact], generator: np.random.Generator
) -> None:
    """Neighbours, the shop, the card room, the village clinic: as many as make CLOSE in all."""
    order = (
        "index",
        "first guest",
        "second guest",
        "celebrant",
        "host",
        "sixth guest",
        "seventh guest",
        "uncle",
        "daughter",
    )
    settings = (("棋牌室打牌", CARD_ROOM), ("超市购物", SHOP), ("村卫生室同诊", ""), ("邻里往来", None), ("同事", None))
    turn = 0
    while len(found) < CLOSE and turn < 400:
        case = cases[order[turn % len(order)]]
        setting, place = settings[int(generator.integers(len(settings)))]
        near = pl.col("residence").str.starts_with(village_of(case.person["residence"]))
        chosen = book.take(1, near & (pl.col("age") >= 16) & (pl.col("age") < 80), generator)
        turn += 1
        if not chosen:
            continue
        first = local(
            int(generator.integers(3, 5)) if case.infection.at[0] > 5 else 4, int(generator.integers(8, 19)), 10
        )
        judged = case.first + hours(generator.uniform(2, 14))
        if turn % 14 == 0:
            judged = local(9, 19, 0) + minutes(generator.uniform(0, 600))
        place = village_clinic(village_of(case.person["residence"])) if place == "" else place
        _exposure(
            book,
            found,
            case,
            chosen[0],
            first,
            first + minutes(generator.uniform(20, 150)),
            judged,
            setting,
            place,
            "熟人",
        )


def _chain(
    book: Book,
    contact: Contact,
    order: int,
    case: Told | None,
    beds: dict[str, int],
    generator: np.random.Generator,
) -> None:
    person, command = contact.person, town_command(town_of(contact.person["residence"]))
    who = person["person"]
    if case is not None and case.infection.found == "clinic" and case.first <= contact.judged + hours(3):
        return
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
        stage="entered", site=site, room=contact.room, ground="密切接触者", decided_by="县疾控中心 邵文博",
    )  # fmt: skip


def _of_contacts(book: Book, story: Gatherings, contacts: list[Contact], generator: np.random.Generator) -> None:
    """Those who live with a contact are contacts of a contact and stay at home; who only passed by is a general one."""
    known, told = {contact.person["person"] for contact in contacts}, 0
    for contact in contacts:
        if told >= 70 or contact.entered is None:
            continue
        for member in book.household(contact.person["household"]):
            if member["person"] in known:
                continue
            known.add(member["person"])
            told += 1
            judged = contact.judged + hours(generator.uniform(4, 12))
            if not book.fact(
                "exposure",
                CDC,
                contact.first,
                judged,
                "流调",
                person=member["person"],
                case=contact.case.case,
                case_number=contact.case.number,
                outbreak=WEDDING,
                last=min(contact.entered, judged),
                grade="secondary",
                setting="与密接共同居住",
                relation="家庭成员",
            ):
                continue
            unit = town_command(town_of(member["residence"]))
            book.fact(
                "notice",
                unit,
                judged + hours(1),
                person=member["person"],
                about="isolation",
                channel="visit",
                told_by="网格员",
            )
            book.fact(
                "observation",
                unit,
                judged + hours(2),
                person=member["person"],
                disease="covid19",
                outbreak=WEDDING,
                observation="home",
                stage="entered",
                ground="密接的密接",
                decided_by="县疾控中心 邵文博",
            )
    near = (
        pl.col("residence").str.starts_with(WEDDING_TOWN) & (pl.col("age") > 16) & ~pl.col("person").is_in(list(known))
    )
    for person in book.take(18, near, generator):
        book.fact(
            "exposure",
            CDC,
            local(4, 9, 30),
            local(6, 14, 0) + minutes(generator.uniform(0, 200)),
            "流调",
            person=person["person"],
            case=_index_case(contacts).case,
            case_number=_index_case(contacts).number,
            outbreak=WEDDING,
            last=local(4, 10, 20),
            grade="general",
            setting="同一时段到过超市",
            place=SHOP,
        )


def _index_case(contacts: list[Contact]) -> Told:
    """The case of whom most is told: the index case."""
    return next(contact.case for contact in contacts if contact.case.infection.name == "index")
