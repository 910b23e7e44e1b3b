"""Close contacts as told, and their chain: judged, called, told, carried, received; some late, refused, not found."""

from datetime import datetime
from typing import Any

import numpy as np
import polars as pl

from lianfang.demonstration.areas import WEDDING_TOWN, town_of, village_of
from lianfang.demonstration.rows import NOW, WEDDING, local
from lianfang.demonstration.story import gatherings as meals
from lianfang.demonstration.story.book import Book, hours, minutes
from lianfang.demonstration.story.cases import Told
from lianfang.demonstration.story.chain import Contact, tell_chain
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

CLOSE, SECONDARY = 160, 70


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
        tell_chain(book, contact, order, infected.get(contact.person["person"]), beds, generator)
    return contacts + _of_contacts(book, contacts, infected, beds, generator)


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


def _of_contacts(
    book: Book,
    contacts: list[Contact],
    infected: dict[str, Told],
    beds: dict[str, int],
    generator: np.random.Generator,
) -> list[Contact]:
    """Those who live with a contact are contacts of a contact, isolated centrally as the 7th edition asks."""
    known, found = {contact.person["person"] for contact in contacts}, list[Contact]()
    for contact in contacts:
        if len(found) >= SECONDARY or contact.entered is None:
            continue
        for member in book.household(contact.person["household"]):
            if member["person"] in known:
                continue
            known.add(member["person"])
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
                via=contact.person["person"],
            ):
                continue
            secondary = Contact(member, contact.case, contact.first, min(contact.entered, judged), judged, "secondary")
            tell_chain(book, secondary, len(contacts) + len(found), infected.get(member["person"]), beds, generator)
            found.append(secondary)
    _passers_by(book, contacts, known, generator)
    return found


def _passers_by(book: Book, contacts: list[Contact], known: set[str], generator: np.random.Generator) -> None:
    """Who was in the shop at the same time is a general contact: told to watch his health."""
    near = (
        pl.col("residence").str.starts_with(WEDDING_TOWN) & (pl.col("age") > 16) & ~pl.col("person").is_in(list(known))
    )
    for order, person in enumerate(book.take(18, near, generator)):
        judged = local(6, 14, 0) + minutes(generator.uniform(0, 200))
        book.fact(
            "exposure",
            CDC,
            local(4, 9, 30),
            judged,
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
        if order % 9:
            town = town_command(town_of(person["residence"]))
            book.fact("notice", town, judged + hours(3), person=person["person"], about="monitoring", channel="message")


def _index_case(contacts: list[Contact]) -> Told:
    """The case of whom most is told: the index case."""
    return next(contact.case for contact in contacts if contact.case.infection.name == "index")
