"""Pairs found by blocks in the database are those that comparing everybody with everybody finds."""

from datetime import UTC, datetime
from itertools import product
from uuid import uuid4

import polars as pl
import pytest

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts.alike import pairs_alike
from lianfang.facts.matching import proposed_pairs
from lianfang.facts.recorder import Recorder
from lianfang.facts.recording.subjects import new_ids

pytestmark = pytest.mark.django_db
AT = datetime(2021, 1, 10, 4, tzinfo=UTC)
PEOPLE = [
    {"name": name, "birth": birth, "telephone": telephone, "address": address}
    for (name, birth), (telephone, address) in product(
        [
            ("张伟", "1980-03-04"),
            ("张玮", "1980-03-05"),
            ("张伟", "1980-04-03"),
            ("李娜", "1980-03-04"),
            ("王芳", None),
        ],
        [("13900000001", "东街1号"), (None, "东街1号"), ("13900000002", None)],
    )
]


@pytest.fixture
def town():
    from lianfang.places.tree import install_areas

    with machine_session():
        install_areas([{"code": "1", "name": "县", "level": "county"}])


def told(people):
    """The ids of these people, each somebody of their own whatever they share."""
    rows = [
        {"person": own, **{f"person.{name}": value for name, value in person.items()}}
        for own, person in zip(new_ids(len(people)), people, strict=True)
    ]
    answer = facts.record("people", rows, Recorder("x", "1"), "test", uuid4(), AT)
    assert not answer.rejections
    return [str(person) for person in answer.subjects["person"]]


def test_twin_of_comparing_everybody(town):
    ids = told(PEOPLE)
    frame = pl.DataFrame(
        [{"person": person, **row} for person, row in zip(ids, PEOPLE, strict=True)],
        schema_overrides={"birth": pl.String},
    ).with_columns(pl.col("birth").str.to_date())
    whole = proposed_pairs(frame.rename({"person": "row"}), frame)
    expected = {(frozenset((new, known)), score) for new, known, score, _ in whole.iter_rows() if new != known}
    with machine_session():
        found = pairs_alike(AT)
    assert expected
    assert {(frozenset((pair.new, pair.known)), pair.score) for pair in found} == expected
    assert [pair.score for pair in found] == sorted((pair.score for pair in found), reverse=True)


def test_the_reasons_say_what_agrees_and_the_later_is_the_new(town):
    first = told([{"name": "张伟", "birth": "1980-03-04", "telephone": "13900000001", "address": "东街1号"}])[0]
    later = told([{"name": "张玮", "birth": "1980-03-05", "telephone": "13900000001", "address": "东街1号"}])[0]
    with machine_session():
        (pair,) = pairs_alike(AT)
    assert (pair.known, pair.new) == (first, later)
    assert pair.reasons == ("same_sound", "near_birth", "same_telephone", "same_address")
    assert pair.score == 0.82


def test_another_number_of_identity_is_another_person(town):
    same = {"name": "张伟", "birth": "1985-03-07", "telephone": "13900000001"}
    told([{**same, "identity_number": "110105198503070019"}])
    told([{**same, "identity_number": "110105198503070035"}])
    with machine_session():
        assert pairs_alike(AT) == []


@pytest.mark.parametrize("undone", [True, False])
def test_what_was_decided_is_not_proposed_again(town, undone):
    a = told([{"name": "张伟", "birth": "1980-03-04", "telephone": "13900000001"}])[0]
    b = told([{"name": "张玮", "birth": "1980-03-05", "telephone": "13900000001"}])[0]
    row = {"person": a, "merge.merged": b, "merge.undone": undone, "merge.occurred_from": AT}
    facts.record("merge", [row], Recorder("x", "1"), "test", uuid4(), AT)
    with machine_session():
        assert pairs_alike(AT) == []


def test_nobody_of_another_area_is_proposed(town):
    from lianfang.access.session import Session, acting_as

    told([{"name": "张伟", "birth": "1980-03-04", "telephone": "13900000001"}])
    told([{"name": "张玮", "birth": "1980-03-05", "telephone": "13900000001"}])
    with acting_as(Session(area="/2/", role="cdc")):
        assert pairs_alike(AT) == []
