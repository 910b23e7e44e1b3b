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
