"""The invented county: the same from the same seed, true in its documents, known to the vocabulary, of the past."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
import shapely
from stdnum.cn import ric

from lianfang import vocabulary
from lianfang.demonstration.areas import COUNTY, GRIDS, SEAT
from lianfang.demonstration.county import county
from lianfang.demonstration.rows import NOW, County
from lianfang.places.outlines import touching
from lianfang.vocabulary import Column, Mistake, Type

SIZE = 20_000
LEDGER = ("subject", "occurred_from", "occurred_until", "supersedes", "reason", "withdrawn")


@pytest.fixture(scope="module")
def invented() -> County:
    return county(SIZE)


@pytest.fixture(scope="module")
def facts(invented: County) -> dict[str, pl.DataFrame]:
    """All rows by layout."""
    found: dict[str, list[pl.DataFrame]] = {}
    for batch in invented.batches:
        found.setdefault(batch.layout, []).append(batch.rows)
    return {layout: pl.concat(frames, how="diagonal_relaxed") for layout, frames in found.items()}


def digest(made: County) -> str:
    text = sha256()
    for frame in (made.people, made.households, *(batch.rows for batch in made.batches)):
        text.update(frame.write_json().encode())
    text.update(repr([made.areas, made.units, made.accounts]).encode())
    text.update(repr([(code, outline.wkt) for code, outline in made.boundaries.items()]).encode())
    text.update(repr([(b.at, b.layout, b.unit, b.area, b.account, b.source) for b in made.batches]).encode())
    return text.hexdigest()


def test_same_seed_same_county_other_seed_another(invented: County) -> None:
    assert digest(county(SIZE)) == digest(invented)
    assert digest(county(SIZE, seed=7)) != digest(invented)


def test_it_has_the_towns_villages_grids_and_people_that_were_asked_for(invented: County) -> None:
    levels = [area["level"] for area in invented.areas if area["code"].startswith("000121")]
    assert {level: levels.count(level) for level in ("county", "town", "village", "grid")} == {
        "county": 1,
        "town": 12,
        "village": 180,
        "grid": GRIDS,
    }
    assert invented.people.height == SIZE
    assert invented.people["person"].n_unique() == SIZE
    assert invented.people["household"].n_unique() == invented.households.height


def test_codes_are_unique_and_every_parent_and_unit_has_its_place(invented: County) -> None:
    codes = [area["code"] for area in invented.areas]
    assert len(codes) == len(set(codes))
    assert {area["parent"] for area in invented.areas} - set(codes) == {""}
    units = [unit["code"] for unit in invented.units]
    assert len(units) == len(set(units))
    assert {unit["area"] for unit in invented.units} <= set(codes)
    kinds = {option.name for option in vocabulary.shared_columns.UNIT_KINDS}
    assert {unit["kind"] for unit in invented.units} <= kinds
    names = [area["name"] for area in invented.areas if area["level"] == "village"]
    assert len(names) == len(set(names))


def test_every_identity_number_is_true_and_of_an_area_that_is_none(
    invented: County, facts: dict[str, pl.DataFrame]
) -> None:
    told = [invented.people.select("identity_number", "birth", "sex")]
    told.append(
        facts["journeys"]
        .filter(pl.col("person.name").is_not_null())
        .select(pl.col(f"person.{name}").alias(name) for name in ("identity_number", "birth", "sex"))
    )
    people = pl.concat(told)
    assert people["identity_number"].n_unique() == people.height > SIZE
    for number, birth, sex in people.iter_rows():
        assert number.startswith("00")
        assert ric.calc_check_digit(number) == number[-1]
        assert ric.get_birth_date(number) == birth
        assert (int(number[16]) % 2 == 1) == (sex == "male")


def test_telephones_belong_to_nobody(invented: County) -> None:
    numbers = invented.people["telephone"].drop_nulls()
    assert numbers.n_unique() == numbers.len()
    assert numbers.str.contains(r"^154\d{8}$").all()


def test_rare_characters_and_names_with_a_dot_are_among_them(invented: County) -> None:
    assert invented.people["name"].str.contains("·").any()
    assert invented.people["name"].str.contains("𠮷").any()


def columns_of(layout: str) -> dict[str, Column]:
    return {name: column for name, _, column in vocabulary.layout(layout).columns()}


def test_every_column_is_known_and_every_choice_an_option(facts: dict[str, pl.DataFrame]) -> None:
    for layout, frame in facts.items():
        known = columns_of(layout)
        parts = vocabulary.layout(layout).parts
        subjects = {part.subject for part in parts} | {"person", "case", "known_at"}
        references = {f"{part.name}.{column.name}" for part in parts for column in part.columns}
        references |= {f"{part.name}.occurred_until" for part in parts}
        for name in frame.columns:
            assert name in known or name in subjects or name in references, f"{layout} has no column {name}"
            column = known.get(name)
            if column is not None and column.type is Type.CHOICE:
                options = {option.name for option in column.options}
                assert set(frame[name].drop_nulls()) <= options, f"{layout}: {name}"
            if column is not None and column.minimum is not None:
                lowest = frame[name].drop_nulls().min()
                assert lowest is None or lowest >= column.minimum, f"{layout}: {name}"


def test_what_is_required_is_there(facts: dict[str, pl.DataFrame]) -> None:
    for layout, frame in facts.items():
        told = vocabulary.layout(layout).parts[-1]
        for column in told.columns:
            if column.required and column.type not in (Type.SUBJECT, Type.SUBJECTS, Type.FACT):
                assert frame[f"{told.name}.{column.name}"].null_count() == 0, f"{layout}: {column.name}"
        if told.moment_required:
            assert frame[f"{told.name}.occurred_from"].null_count() == 0, layout


def moments(invented: County) -> Iterator[tuple[str, Any, datetime]]:
    for batch in invented.batches:
        for name in batch.rows.columns:
            if batch.rows.schema[name] == pl.Datetime("us", "UTC") and not name.endswith("deadline"):
                latest: Any = batch.rows[name].max()
                yield f"{batch.layout}: {name}", latest, batch.at


def test_nothing_is_known_before_it_happened_or_after_now(invented: County) -> None:
    for where, latest, at in moments(invented):
        assert latest is None or latest <= at <= NOW, where
    for batch in invented.batches:
        begun = f"{vocabulary.layout(batch.layout).parts[-1].name}.occurred_from"
        if begun in batch.rows.columns:
            assert (batch.rows[begun] <= batch.rows["known_at"]).all(), batch.layout


def test_batches_are_in_order_of_time(invented: County) -> None:
    assert all(one.at <= other.at for one, other in pairwise(invented.batches))


def test_people_areas_units_and_cases_that_are_named_exist(invented: County, facts: dict[str, pl.DataFrame]) -> None:
    visitors = facts["journeys"].filter(pl.col("person.name").is_not_null())["person"]
    people = set(invented.people["person"]) | set(visitors)
    cases = set(facts["case"]["case"])
    known: dict[Type, set[str]] = {
        Type.AREA: {area["code"] for area in invented.areas},
        Type.UNIT: {unit["code"] for unit in invented.units},
    }
    for layout, frame in facts.items():
        if "person" in frame.columns:
            assert set(frame["person"].drop_nulls()) <= people, layout
        for name, column in columns_of(layout).items():
            if name in frame.columns and column.type in known:
                assert set(frame[name].drop_nulls()) <= known[column.type], f"{layout}: {name}"
    assert set(facts["specimen"]["specimen.persons"].explode().drop_nulls()) <= people
    assert set(facts["exposure"]["exposure.case"]) <= cases
    assert set(facts["test_result"]["specimen"]) <= set(facts["specimen"]["specimen"])
    assert set(facts["acceptance"]["task"]) <= set(facts["task"]["task"])
    assert {batch.unit for batch in invented.batches} <= known[Type.UNIT]


def test_a_result_comes_after_its_specimen_within_fifteen_hours(facts: dict[str, pl.DataFrame]) -> None:
    specimens = facts["specimen"].select("specimen", pl.col("specimen.occurred_from").alias("sampled"))
    both = facts["test_result"].join(specimens, on="specimen")
    wait = (both["test_result.occurred_from"] - both["sampled"]).dt.total_minutes()
    assert wait.min() >= 6 * 60  # type: ignore[operator]
    assert wait.max() <= 15 * 60  # type: ignore[operator]


def test_the_cluster_is_as_the_third_speech_tells_it(facts: dict[str, pl.DataFrame]) -> None:
    cases = facts["case"].filter(pl.col("case.disease") == "covid19")
    moves = cases.group_by("case").agg(pl.col("case.classification").sort_by("case.occurred_from"))
    told = moves["case.classification"].to_list()
    infected = [m for m in told if set(m) & {"confirmed", "asymptomatic"}]
    assert 20 <= len(infected) <= 25
    assert ["suspected", "excluded"] in told
    assert told.count(["asymptomatic", "confirmed"]) == 2
    assert ["suspected"] in told, "the desks open on a suspected case"
    guests = facts["exposure"].filter(pl.col("exposure.setting").str.starts_with("婚宴第"))
    # The index case sat among the forty.
    assert guests["person"].n_unique() == 39
    close = facts["exposure"].filter(pl.col("exposure.grade") == "close")["person"].n_unique()
    assert 155 <= close <= 165


def test_a_size_that_cannot_be_is_refused_in_one_line() -> None:
    with pytest.raises(Mistake, match="20000 to 1500000"):
        county(500)


def test_cells_around_villages_make_towns_and_the_county_without_a_gap(invented: County) -> None:
    bounded = invented.boundaries
    codes = {area["code"]: area["level"] for area in invented.areas if area["level"] in ("town", "village", "county")}
    here = {code for code, level in codes.items() if code.startswith(COUNTY) or level == "county"}
    assert {code for code in here if code.startswith("0001")} <= set(bounded)
    for digits in (12, 9, 6):
        held = [outline for code, outline in bounded.items() if len(code) == digits and code != "000100"]
        assert all(outline.is_valid for outline in held) and shapely.coverage_is_valid(held)
    towns = [outline for code, outline in bounded.items() if len(code) == 9]
    assert shapely.union_all(towns).equals(bounded[COUNTY])
    assert bounded[SEAT].contains(bounded[f"{SEAT}201"])
    beside = touching(towns)
    assert {place for pair in beside for place in pair} == set(range(12)), "a ring around the seat"


def test_a_positive_package_is_followed_to_whoever_handled_it_and_one_is_still_to_be_sampled(
    facts: dict[str, pl.DataFrame],
) -> None:
    goods = facts["specimen"].filter(pl.col("specimen.category") == "goods")
    results = facts["test_result"].filter(pl.col("test_result.result") == "positive")
    (found,) = goods.join(results, on="specimen").rows(named=True)
    handled = facts["handling"].filter(pl.col("handling.batch") == found["specimen.batch"])
    sampled = facts["specimen"].filter(pl.col("known_at") > found["known_at_right"]).explode("specimen.persons")
    waiting = handled.join(sampled, left_on="person", right_on="specimen.persons", how="anti")
    assert handled.height > 5 and waiting["handling.work"].to_list() == ["sold"]
    stages = facts["consignment"].group_by("consignment.number").len()
    assert set(facts["consignment"]["consignment.batch"]) == {found["specimen.batch"]} and stages.height == 3
