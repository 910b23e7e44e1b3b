"""What identifies people, opened: many at once as one at a time, and no more than an account may see."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import cast
from lianfang import facts
from lianfang.access.session import session_of
from lianfang.facts.identities import sealed_value, sealed_values

pytestmark = pytest.mark.django_db
EVERYBODY = [UUID(person["person"]) for person in cast.PEOPLE]


@pytest.fixture
def opened():
    cast.install()

    def asked(username, kind="address"):
        with session_of(cast.account(username)), CaptureQueriesContext(connection) as queries:
            values = sealed_values(EVERYBODY, kind)
        assert len(queries) == 1
        return values

    return asked


def test_many_are_opened_in_one_query_as_each_alone(opened):
    assert opened("grid_worker") == {UUID(p["person"]): p["person.address"] for p in cast.PEOPLE}
    telephones = opened("grid_worker", "telephone")
    with session_of(cast.account("grid_worker")):
        assert {p: telephones.get(p) for p in EVERYBODY} == {p: sealed_value(p, "telephone") for p in EVERYBODY}
    assert UUID(cast.DAUGHTER) not in telephones


def test_the_latest_telling_counts(opened):
    row = {"person": cast.WIFE, "person.address": "河东村2组1号"}
    facts.record("people", [row], cast.recorder("grid_worker"), "test", uuid4(), cast.NOW)
    assert opened("grid_worker")[UUID(cast.WIFE)] == "河东村2组1号"


def test_a_neighbour_opens_none_of_ours(opened):
    assert opened("neighbour") == {}


def test_what_was_withdrawn_is_opened_no_more(opened):
    from lianfang.facts import known_by

    with session_of(cast.account("investigator")):
        (told,) = known_by(cast.NOW, ["person"], {"person": [cast.WIFE]})["person"]["id"].to_list()
    row = {"person": cast.WIFE, "person.telephone": "15400000099"}
    facts.record("people", [row], cast.recorder("investigator"), "test", uuid4(), cast.NOW)
    with session_of(cast.account("investigator")):
        (latest,) = known_by(cast.NOW, ["person"], {"person": [cast.WIFE]})["person"]["id"].to_list()
    assert latest != told and opened("investigator", "telephone")[UUID(cast.WIFE)] == "15400000099"
    gone = {"person.supersedes": latest, "person.withdrawn": True, "person.reason": "认错人"}
    answer = facts.record("person", [gone], cast.recorder("investigator"), "test", uuid4(), cast.NOW)
    assert answer.corrected == 1, answer
    assert UUID(cast.WIFE) not in opened("investigator", "telephone")
