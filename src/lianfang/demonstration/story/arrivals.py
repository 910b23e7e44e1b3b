"""Who comes, goes and passes through: by train with carriage and seat, in groups, from places at risk, with fever."""

from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl

from lianfang.demonstration.areas import HIGH_RISK, WEDDING_GRID, Areas, town_of
from lianfang.demonstration.documents import identity_numbers, telephones
from lianfang.demonstration.names import full_names, surnames
from lianfang.demonstration.rows import LOCAL, local
from lianfang.demonstration.story.book import Book, hours, minutes
from lianfang.demonstration.story.gatherings import Gatherings
from lianfang.demonstration.story.laboratory import Bench
from lianfang.demonstration.units import (
    COACH_STATION,
    EXPRESSWAY,
    FEVER_CLINIC,
    HIGHWAY,
    STATION,
    grid_unit,
    town_command,
)

_TRAINS = ("K7041", "K7093", "D7815", "T5302", "6247")
_TRAIN_TIMES = ((7, 12), (10, 48), (13, 35), (17, 22), (19, 30))
_ORIGINS = ("000102", "000103", "000123", "000200", "000300", "000400", "010100", "020102", "030121", "020100")
# On these days somebody comes home to the grid whose worker has an account.
_TO_THE_GRID = (3, 5, 6, 7, 8, 9)
_PLATES = ("东L·31K52", "东L·8A207", "东A·66P18", "海B·Q7733")


def tell_arrivals(book: Book, story: Gatherings, bench: Bench) -> None:
    """Tells journeys of ten days with the temperatures taken at the doors."""
    generator = book.chance("arrivals")
    index = story.by_name["index"]
    _journey(
        book,
        index,
        local(-1, 19, 30),
        "arrival",
        HIGH_RISK,
        STATION,
        means="train",
        vehicle="K7041",
        carriage="07",
        seat="045",
    )
    _returner(book, story.by_name["returner"])
    outsiders = iter(_outsiders(260, book, generator))
    for day in range(1, 11):
        for _ in range(int(generator.integers(38, 52))):
            _by_train(book, day, outsiders, generator)
        for _ in range(int(generator.integers(9, 14))):
            _from_risk(book, bench, day, generator)
        if day in _TO_THE_GRID:
            # In a small county all grown-up neighbours may have a part already.
            for neighbour in book.take(1, (pl.col("residence") == WEDDING_GRID) & (pl.col("age") > 16), generator):
                _from_risk(book, bench, day, generator, neighbour)
        for _ in range(int(generator.integers(12, 18))):
            _leaving(book, day, generator)
        for _ in range(4):
            _passing(book, day, outsiders, generator)
    _groups(book, bench, generator)
    _fevers(book, generator)


def _residents(book: Book, count: int, generator: np.random.Generator) -> list[dict[str, Any]]:
    """So many residents who travel. A large number is drawn at once: one question to all the people is slow."""
    if len(book.travellers) < count:
        travels = pl.col("age").is_between(17, 66) & pl.col("telephone").is_not_null()
        book.travellers = book.take(count + 800, travels, generator)
    chosen, book.travellers = book.travellers[:count], book.travellers[count:]
    return chosen


def _outsiders(count: int, book: Book, generator: np.random.Generator) -> list[dict[str, Any]]:
    """People who do not live here: they are told in the row of their journey."""
    males = generator.random(count) < 0.58
    births = pl.Series(
        "birth", np.datetime64(date(1996, 1, 1), "D") - generator.integers(0, 12000, count).astype("timedelta64[D]")
    )
    frame = pl.DataFrame(
        {
            "name": full_names(surnames(count, generator), males, generator),
            "sex": np.where(males, "male", "female"),
            "birth": births,
            "identity_number": identity_numbers(births, pl.Series(males), area="000900"),
            "telephone": telephones(count, first=60_000_000),
        }
    )
    return [row | {"person": book.new(generator), "new": True} for row in frame.to_dicts()]


def _journey(
    book: Book, person: dict[str, Any], at: datetime, direction: str, origin: str | None, checkpoint: str, **more: Any
) -> bool:
    who = {"person": person["person"]}
    if person.get("new"):
        who |= {f"person__{name}": person[name] for name in ("name", "sex", "birth", "identity_number", "telephone")}
        who |= {"person__identity_kind": "resident"}
    columns = {f"journey__{name}": value for name, value in more.items()}
    known_at = at + minutes(6) if direction != "intended_return" else at
    source = "扫码登记" if checkpoint == STATION else "页面录入"
    return book.tell(
        "journeys", checkpoint, known_at, source, journey__occurred_from=at, journey__direction=direction,
        journey__origin=origin, journey__checkpoint=checkpoint, **who, **columns,
    )  # fmt: skip


def _at_door(book: Book, person: dict[str, Any], at: datetime, place: str, temperature: float) -> None:
    book.fact(
        "health_check",
        place,
        at,
        person=person["person"],
        temperature=round(temperature, 1),
        symptoms="发热" if temperature > 37.3 else None,
        setting="door",
        place=place,
    )


def _normal(generator: np.random.Generator) -> float:
    return float(np.clip(generator.normal(36.4, 0.25), 35.6, 37.2))


def _train(day: int, generator: np.random.Generator) -> tuple[datetime, dict[str, str]]:
    number = int(generator.integers(len(_TRAINS)))
    at = local(day, *_TRAIN_TIMES[number]) + minutes(generator.uniform(6, 25))
    ticket = {
        "means": "train",
        "vehicle": _TRAINS[number],
        "carriage": f"{generator.integers(1, 17):02d}",
        "seat": f"{generator.integers(1, 119):03d}",
    }
    return at, ticket


def _by_train(book: Book, day: int, outsiders: Any, generator: np.random.Generator) -> None:
    at, ticket = _train(day, generator)
    foreign = generator.random() < 0.4
    person = next(outsiders, None) if foreign else None
    person = person or _residents(book, 1, generator)[0]
    origin = str(generator.choice(_ORIGINS))
    destination = person.get("residence") or str(generator.choice(book.areas.grids))
    shown = (
        {"evidence_sampled": at - hours(generator.uniform(20, 120)), "evidence_result": "negative"}
        if generator.random() < 0.6
        else {}
    )
    _journey(
        book,
        person,
        at,
        "arrival",
        origin,
        STATION,
        destination=destination,
        origin_place=book.areas.names[origin],
        left_origin=at - hours(generator.uniform(2, 20)),
        **ticket,
        **shown,
    )
    if foreign or generator.random() < 0.5:
        _at_door(book, person, at + minutes(2), STATION, _normal(generator))


def _from_risk(
    book: Book, bench: Bench, day: int, generator: np.random.Generator, person: dict[str, Any] | None = None
) -> None:
    """From a place at risk: test shown or taken now, then home observation with temperatures; one in ten is missed."""
    at, ticket = _train(day, generator)
    if generator.random() < 0.3:
        at, ticket = (
            local(day, 9) + minutes(generator.uniform(0, 600)),
            {"means": "car", "vehicle": str(generator.choice(_PLATES))},
        )
    door = STATION if ticket["means"] == "train" else EXPRESSWAY
    person = person or _residents(book, 1, generator)[0]
    # Most come from few places; the town at high risk is closed since the 6th.
    pool = book.areas.at_risk[:12] if day <= 6 else book.areas.at_risk[1:20]
    origin = str(generator.choice(pool))
    shown = generator.random() < 0.55
    evidence = (
        {"evidence_sampled": at - hours(generator.uniform(24, 100)), "evidence_result": "negative"} if shown else {}
    )
    if not _journey(
        book,
        person,
        at,
        "arrival",
        origin,
        door,
        destination=person["residence"],
        origin_place=_named(book.areas, origin),
        left_origin=at - hours(generator.uniform(8, 30)),
        **ticket,
        **evidence,
    ):
        return
    _at_door(book, person, at + minutes(2), door, _normal(generator))
    if not shown and generator.random() < 0.93:
        sampled = at + minutes(25)
        bench.negative(bench.specimen([person], sampled, door, "风险地区来返人员"), sampled)
    if generator.random() < 0.95:
        _at_home(book, person, at, generator)


def _named(areas: Areas, code: str) -> str:
    county = code[:6]
    return f"{areas.names[county[:2] + '0000']}{areas.names[county[:4] + '00']}{areas.names[county]}{areas.names[code]}"


def _at_home(book: Book, person: dict[str, Any], arrived: datetime, generator: np.random.Generator) -> None:
    unit, town = grid_unit(person["residence"]), town_command(town_of(person["residence"]))
    # Who came before the place was declared is looked for once it is.
    entered = max(arrived, local(3, 11)) + hours(generator.uniform(1.5, 4))
    book.fact(
        "notice",
        town,
        entered - minutes(40),
        person=person["person"],
        about="monitoring",
        channel="call",
        told_by="镇指挥部值班员",
    )
    book.fact(
        "observation",
        town,
        entered,
        person=person["person"],
        disease="covid19",
        observation="home",
        stage="entered",
        ground="中高风险地区来返人员",
        decided_by="镇指挥部",
    )
    first = entered.astimezone(LOCAL).day + 1
    for day in range(first, 11):
        for hour in (7, 16):
            if generator.random() < 0.93:
                at = local(day, hour) + minutes(generator.uniform(0, 50))
                book.fact(
                    "health_check",
                    town,
                    at,
                    at + minutes(30),
                    person=person["person"],
                    temperature=round(_normal(generator), 1),
                    symptoms="无",
                    setting="home",
                    place=unit,
                )


def _leaving(book: Book, day: int, generator: np.random.Generator) -> None:
    person, destination = _residents(book, 1, generator)[0], str(generator.choice(_ORIGINS))
    if generator.random() < 0.3:
        at = local(day, 9) + minutes(generator.uniform(0, 500))
        town = town_command(town_of(person["residence"]))
        _journey(
            book,
            person,
            at,
            "intended_return",
            destination,
            town,
            destination=person["residence"],
            means="train",
            note="拟于1月下旬返乡",
        )
        return
    at, ticket = _train(day, generator)
    _journey(book, person, at, "departure", None, STATION, destination=destination, **ticket)


def _passing(book: Book, day: int, outsiders: Any, generator: np.random.Generator) -> None:
    person = next(outsiders, None)
    if person is None:
        return
    at = local(day, 8) + minutes(generator.uniform(0, 660))
    _journey(
        book,
        person,
        at,
        "passing_through",
        str(generator.choice(_ORIGINS)),
        HIGHWAY,
        destination=str(generator.choice(_ORIGINS)),
        means="car",
        vehicle=str(generator.choice(_PLATES)),
    )
    _at_door(book, person, at + minutes(1), HIGHWAY, _normal(generator))


def _returner(book: Book, person: dict[str, Any]) -> None:
    """Who came on the evening of the 6th from a place at medium risk and was found positive."""
    at = local(6, 19, 48)
    origin = next(code for code in book.areas.at_risk if code.startswith("010202"))
    _journey(
        book,
        person,
        at,
        "arrival",
        origin,
        STATION,
        destination=person["residence"],
        origin_place=_named(book.areas, origin),
        left_origin=local(6, 8, 5),
        means="train",
        vehicle="K7041",
        carriage="11",
        seat="062",
    )
    _at_door(book, person, at + minutes(2), STATION, 36.7)


def _groups(book: Book, bench: Bench, generator: np.random.Generator) -> None:
    """Two groups by coach: 28 builders from a port town, 34 students back from the prefecture."""
    for at, count, origin, vehicle, note in (
        (local(6, 15, 30), 28, "020102", "海B·Q7733", "务工团队，统一包车"),
        (local(9, 16, 20), 34, "000102", "东L·8A207", "高职学生返乡，统一包车"),
    ):
        group = _residents(book, count, generator)
        for seat, person in enumerate(group, start=1):
            _journey(
                book,
                person,
                at,
                "arrival",
                origin,
                COACH_STATION,
                destination=person["residence"],
                origin_place=book.areas.names[origin],
                means="coach",
                vehicle=vehicle,
                seat=f"{seat:02d}",
                note=note,
            )
            _at_door(book, person, at + minutes(5 + seat / 2), COACH_STATION, _normal(generator))
        for start in range(0, count, 10):
            sampled = at + minutes(30 + start)
            bench.negative(bench.specimen(group[start : start + 10], sampled, COACH_STATION, "团队来返混检"), sampled)


def _fevers(book: Book, generator: np.random.Generator) -> None:
    """Three above 37.3 °C at doors: two brought to the fever clinic the same day, the last of yesterday evening not."""
    for at, door, temperature, brought in (
        (local(5, 10, 55), STATION, 37.8, True),
        (local(7, 13, 50), EXPRESSWAY, 37.5, True),
        (local(9, 21, 35), COACH_STATION, 37.6, False),
    ):
        person = _residents(book, 1, generator)[0]
        _journey(
            book,
            person,
            at - minutes(3),
            "arrival",
            "000200",
            door,
            destination=person["residence"],
            origin_place="云江市",
            means="coach",
        )
        _at_door(book, person, at, door, temperature)
        if not brought:
            continue
        town, transfer = town_command(town_of(person["residence"])), book.new(generator)
        number = f"ZF2101{at.astimezone(LOCAL):%d}{transfer[:2]}"
        common = {
            "transfer": transfer,
            "person": person["person"],
            "number": number,
            "what": "person",
            "from_unit": town,
            "to_unit": FEVER_CLINIC,
            "vehicle": "东L·D0120",
        }
        book.fact("transfer", town, at + hours(0.8), stage="sent", **common)
        book.fact("transfer", FEVER_CLINIC, at + hours(1.5), stage="received", **common)
        book.fact(
            "health_check",
            FEVER_CLINIC,
            at + hours(1.6),
            person=person["person"],
            temperature=temperature - 0.2,
            setting="clinic",
            place=FEVER_CLINIC,
        )
