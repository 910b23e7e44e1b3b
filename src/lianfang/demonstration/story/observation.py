"""Days of isolation: specimens on days 1 and 4, temperatures twice a day, one fever; the screening of a village."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from lianfang.demonstration.areas import WEDDING_VILLAGE
from lianfang.demonstration.rows import LOCAL, WEDDING, local
from lianfang.demonstration.story.book import Book, hours, minutes
from lianfang.demonstration.story.cases import Told
from lianfang.demonstration.story.chain import Contact
from lianfang.demonstration.story.laboratory import Bench
from lianfang.demonstration.units import FEVER_CLINIC, SITES, health_centre

POOL, SCREENED = 10, 330
_TEST_DAYS = (1, 4)


def tell_observation(book: Book, contacts: list[Contact], cases: dict[str, Told], bench: Bench) -> None:
    """Tells what the isolation sites record, and the screening of the wedding's village."""
    generator = book.chance("observation")
    infected = {case.person["person"]: case for case in cases.values()}
    feverish = next(
        c
        for c in contacts
        if c.entered and c.entered < local(8) and c.person["person"] not in infected and c.site == SITES[0]
    )
    for order, contact in enumerate(contacts):
        if contact.entered is None:
            continue
        case = infected.get(contact.person["person"])
        left = case.first if case is not None and case.infection.ends == "classified" else None
        _specimens(book, bench, contact, case, order)
        _temperatures(book, contact, left, contact is feverish, order, generator)
    person = feverish.person["person"]
    book.fact(
        "referral",
        SITES[0],
        local(9, 16, 0),
        person=person,
        from_unit=SITES[0],
        to_unit=FEVER_CLINIC,
        note="体温37.9℃，负压救护车转运",
    )
    _screening(book, cases, bench)


def _specimens(book: Book, bench: Bench, contact: Contact, case: Told | None, order: int) -> None:
    """Of the infected the script tells the positive one; a day that was missed leaves its duty open."""
    assert contact.entered is not None and contact.site is not None
    entered = contact.entered.astimezone(LOCAL)
    for day in _TEST_DAYS:
        if order % 29 == 11 and day == 1:
            continue
        date = entered.date() + timedelta(days=day - 1)
        sampled = datetime(date.year, date.month, date.day, 8, 30, tzinfo=LOCAL) + minutes(order % 50)
        if day == 1 and sampled <= entered:
            sampled = entered + hours(0.6)
        # Whoever is infected tests negative only on a day well before the positive sample of the script.
        if case is not None and sampled > local(*case.infection.at) - hours(20):
            continue
        specimen = bench.specimen([contact.person], sampled, contact.site, f"密接隔离第{day}天", outbreak=WEDDING)
        bench.negative(specimen, sampled)


def _temperatures(
    book: Book,
    contact: Contact,
    left: datetime | None,
    feverish: bool,
    order: int,
    generator: np.random.Generator,
) -> None:
    assert contact.entered is not None
    for day in range(5, 11):
        for hour, minute in ((7, 5), (15, 10)):
            at = local(day, hour, minute) + minutes(order % 50)
            if at < contact.entered or (left is not None and at > left):
                continue
            # One in sixty is forgotten.
            if generator.random() < 1 / 60:
                continue
            hot = feverish and at > local(9, 12)
            temperature = 37.9 if hot else round(float(np.clip(generator.normal(36.5, 0.22), 35.9, 37.2)), 1)
            book.fact(
                "health_check", str(contact.site), at, at + minutes(15), person=contact.person["person"],
                temperature=temperature, symptoms="发热、咽痛" if hot else "无", setting="isolation",
                place=contact.site,
            )  # fmt: skip


def _screening(book: Book, cases: dict[str, Told], bench: Bench) -> None:
    """On the 7th the village is sampled in pools of ten; one screens positive and its people are sampled again."""
    centre, villager = health_centre(WEDDING_VILLAGE[:9]), cases["villager"].person
    here = pl.col("residence").str.starts_with(WEDDING_VILLAGE) & ~pl.col("person").is_in(list(book.taken))
    people: list[dict[str, Any]] = [*book.people.filter(here).head(SCREENED - 1).to_dicts(), villager]
    people.sort(key=lambda person: (person["residence"], person["household"], person["place"]))
    for start in range(0, len(people), POOL):
        pool = people[start : start + POOL]
        sampled = local(7, 9, 0) + minutes(start * 0.8)
        specimen = bench.specimen(pool, sampled, centre, "重点村全员筛查", outbreak=WEDDING)
        if villager not in pool:
            bench.negative(specimen, sampled)
            continue
        bench.preliminary(specimen, sampled)
        for place, person in enumerate(pool):
            # One of the ten was not at home, and is still owed.
            if person is villager or place == (0 if pool[0] is not villager else 1):
                continue
            again = local(8, 8, 25) + minutes(place * 3)
            bench.negative(bench.specimen([person], again, centre, "混检阳性单采复核", outbreak=WEDDING), again)
