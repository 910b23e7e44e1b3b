"""Somebody is found by number, telephone or name, within one's own area."""

import pytest

import cast
from lianfang.access.session import session_of
from lianfang.desks.finding import searched

pytestmark = pytest.mark.django_db


@pytest.fixture
def search(db):
    cast.install()

    def asked(username: str, text: str):
        account = cast.account(username)
        with session_of(account):
            return searched(account, text, cast.NOW)

    return asked


@pytest.mark.parametrize("text", ["000121198503120017", "0001 2119 8503 1200 17", "15400000001", "+8615400000001"])
def test_a_number_finds_the_one_person(search, text):
    assert [person.name for person in search("doctor", text).people] == ["李国强"]
    assert search("doctor", text).one.person.hex == cast.CASE_PERSON.replace("-", "")


def test_a_name_finds_all_who_begin_so_and_decides_nobody(search):
    found = search("doctor", "李")
    assert {person.name for person in found.people} == {"李国强", "李小雨"} and found.one is None


def test_a_number_that_cannot_be_true_is_told_and_one_that_is_new_is_read(search):
    assert "000121198503120018" in search("doctor", "000121198503120018").mistake
    unknown = search("doctor", "000121199001010015")
    assert not unknown.people and str(unknown.document.birth) == "1990-01-01"


def test_the_neighbour_finds_none_of_ours(search):
    for text in ("000121198503120017", "15400000001", "李"):
        assert search("neighbour", text).people == ()
