"""The whole invented county from its size and seed."""

from datetime import datetime

import polars as pl

from lianfang.demonstration.accounts import invented_accounts
from lianfang.demonstration.areas import COUNTY, invented_areas
from lianfang.demonstration.boundaries import invented_boundaries
from lianfang.demonstration.people import invented_people
from lianfang.demonstration.rows import Batch, County, local
from lianfang.demonstration.story.arrivals import tell_arrivals
from lianfang.demonstration.story.book import Book
from lianfang.demonstration.story.cases import tell_cases
from lianfang.demonstration.story.cold_chain import tell_cold_chain
from lianfang.demonstration.story.command import tell_command
from lianfang.demonstration.story.contacts import tell_contacts
from lianfang.demonstration.story.gatherings import gatherings
from lianfang.demonstration.story.laboratory import Bench
from lianfang.demonstration.story.letters import tell_letters
from lianfang.demonstration.story.observation import tell_observation
from lianfang.demonstration.story.school import tell_school
from lianfang.demonstration.story.surroundings import tell_surroundings
from lianfang.demonstration.units import COMMAND, invented_units, leaders_of
from lianfang.vocabulary import Mistake

SMALLEST, LARGEST = 20_000, 1_500_000
# When the county's register of residents was loaded, before anything happened.
REGISTERED = local(-3, 9)
_REGISTER_ROWS = 100_000
_PERSON_COLUMNS = (
    "name", "sex", "birth", "identity_kind", "identity_number", "telephone", "guardian_name", "guardian_telephone",
    "occupation", "residence", "address", "care_need", "household",
)  # fmt: skip


def county(size: int = 60_000, seed: int = 2021) -> County:
    """The invented county of ``size`` residents with its ten days; the same size and seed give the same, to the byte.

    Raises Mistake on a size for which the story has too few people, or the identity numbers of a day do not suffice.
    """
    if not SMALLEST <= size <= LARGEST:
        raise Mistake(f"--size {size}: the invented county can have {SMALLEST} to {LARGEST} people")
    areas = invented_areas(size, seed)
    units = invented_units(areas, seed)
    people, households = invented_people(size, areas, seed)
    accounts = invented_accounts(leaders_of(units))
    book = Book(areas, units, people, seed, {account.unit: account.username for account in accounts if account.unit})
    _tell(book)
    people = people.drop("place", "age")
    batches = [*_register(people, households), *book.batches()]
    return County(areas.rows, invented_boundaries(areas, seed), units, people, households, batches, accounts)


def _tell(book: Book) -> None:
    bench = Bench(book, book.chance("bench"))
    story = gatherings(book)
    cases = tell_cases(book, story, bench)
    contacts = tell_contacts(book, story, cases)
    tell_observation(book, contacts, cases, bench)
    tell_arrivals(book, story, bench)
    tell_surroundings(book)
    tell_letters(book, contacts)
    tell_command(book)
    tell_school(book, bench)
    tell_cold_chain(book, bench)


def _register(people: pl.DataFrame, households: pl.DataFrame) -> list[Batch]:
    """The register of households and residents, in batches that one transaction bears."""
    homes = households.select(
        "household", *(pl.col(name).alias(f"household.{name}") for name in ("number", "residence", "address"))
    )
    persons = people.select("person", *(pl.col(name).alias(f"person.{name}") for name in _PERSON_COLUMNS))
    return [
        Batch(REGISTERED, layout, _known(rows, REGISTERED), COMMAND, COUNTY, "commander", "户籍底册")
        for layout, frame in (("household", homes), ("people", persons))
        for rows in frame.iter_slices(_REGISTER_ROWS)
    ]


def _known(rows: pl.DataFrame, at: datetime) -> pl.DataFrame:
    return rows.with_columns(pl.lit(at).dt.convert_time_zone("UTC").alias("known_at"))
