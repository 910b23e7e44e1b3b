"""The wedding of 1 January and the birthday meal of the 3rd: who sat where, and who of them plays which part."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from lianfang.demonstration.areas import BIRTHDAY_VILLAGE, SEAT, WEDDING_TOWN, WEDDING_VILLAGE
from lianfang.demonstration.rows import local
from lianfang.demonstration.story.book import Book
from lianfang.demonstration.story.script import INFECTIONS, Infection

TABLES, SEATS = 5, 8
WEDDING = (local(1, 10, 30), local(1, 14, 0))
BIRTHDAY = (local(3, 17, 40), local(3, 20, 30))
BIRTHDAY_GUESTS = 12


@dataclass(slots=True)
class Gatherings:
    """People of the story: rows of ``people`` by the name in the script; guests by table; hosts; the birthday's."""

    by_name: dict[str, dict[str, Any]] = field(default_factory=dict)
    tables: list[list[dict[str, Any]]] = field(default_factory=list)
    hosts: list[dict[str, Any]] = field(default_factory=list)
    birthday: list[dict[str, Any]] = field(default_factory=list)

    @property
    def guests(self) -> list[dict[str, Any]]:
        """All guests of the wedding, table by table."""
        return [guest for table in self.tables for guest in table]


def within(area: str) -> pl.Expr:
    """Whether a resident lives in this area of the county."""
    return pl.col("residence").str.starts_with(area)


def gatherings(book: Book) -> Gatherings:
    """Chooses the people of the story from the residents."""
    generator, story = book.chance("gatherings"), Gatherings()
    grown = (pl.col("age") >= 22) & (pl.col("age") <= 68) & pl.col("telephone").is_not_null()
    married = book.people.filter(within(WEDDING_VILLAGE) & (pl.col("place") == 1))["household"].to_list()
    head = (pl.col("place") == 0) & pl.col("household").is_in(married)
    index = book.take(1, within(WEDDING_VILLAGE) & head & pl.col("age").is_between(26, 48), generator)[0]
    host = book.take(1, within(WEDDING_VILLAGE) & head & pl.col("age").is_between(45, 62), generator)[0]
    story.hosts = [host, *(m for m in book.household(host["household"]) if m["person"] != host["person"])]
    families = [
        m for guest in (index, host) for m in book.household(guest["household"]) if m["person"] != guest["person"]
    ]
    book.taken |= {member["person"] for member in families}
    guests = [
        *book.take(22, within(WEDDING_VILLAGE) & grown & (pl.col("place") <= 1), generator),
        *book.take(8, within(BIRTHDAY_VILLAGE) & grown & (pl.col("place") <= 1), generator),
        *book.take(5, within(WEDDING_TOWN) & grown & (pl.col("place") <= 1), generator),
        *book.take(4, within(SEAT) & grown & (pl.col("place") <= 1), generator),
    ]
    guests = [index, *(guests[i] for i in generator.permutation(len(guests)))]
    story.tables = [guests[i * SEATS : (i + 1) * SEATS] for i in range(TABLES)]
    _cast(story, book, index, host)
    return story


def _cast(story: Gatherings, book: Book, index: dict[str, Any], host: dict[str, Any]) -> None:
    generator, used = book.chance("cast"), {index["person"]}
    for infection in INFECTIONS:
        kind, _, which = infection.role.partition(":")
        if kind == "index":
            person = index
        elif kind == "host":
            person = host
        elif kind == "wedding":
            person = next(g for g in story.tables[int(which) - 1] if g["person"] not in used)
        elif kind == "birthday":
            if not story.birthday:
                _invite(story, book)
            person = next(g for g in story.birthday[2:] if g["person"] not in used)
        elif kind == "household":
            person = _of_household(story, book, infection, which, used)
        else:
            area = WEDDING_VILLAGE if kind == "villager" else BIRTHDAY_VILLAGE if kind == "town" else SEAT
            person = book.take(1, within(area) & pl.col("age").is_between(20, 64) & (pl.col("place") < 2), generator)[0]
        used.add(person["person"])
        story.by_name[infection.name] = person


def _invite(story: Gatherings, book: Book) -> None:
    """The birthday meal: the celebrant, another guest of table 1, and ten who were not at the wedding."""
    generator = book.chance("birthday")
    grown = (pl.col("age") >= 25) & (pl.col("age") <= 76) & (pl.col("place") <= 1)
    others = book.take(BIRTHDAY_GUESTS - 2, within(BIRTHDAY_VILLAGE) & grown, generator)
    others.sort(key=lambda guest: -guest["age"])
    celebrant = story.by_name["celebrant"]
    companion = next(g for g in story.tables[0] if g is not celebrant and g["person"] not in _cast_persons(story))
    story.birthday = [celebrant, companion, *others]


def _cast_persons(story: Gatherings) -> set[str]:
    return {person["person"] for person in story.by_name.values()}


def _of_household(story: Gatherings, book: Book, infection: Infection, whose: str, used: set[str]) -> dict[str, Any]:
    home = [m for m in book.household(story.by_name[whose]["household"]) if m["person"] not in used]
    if not home:
        # Who lives alone has a neighbour who keeps house.
        grid = story.by_name[whose]["residence"]
        return book.take(1, within(grid) & (pl.col("age") >= 18), book.chance(infection.name))[0]
    if infection.name == "child":
        return min(home, key=lambda member: member["age"])
    book.taken |= {member["person"] for member in home}
    return home[0]
