"""The cast of all tests goes in whole, and the neighbouring county's commander sees none of it."""

import pytest
from stdnum.cn import ric

import cast
from lianfang.access.session import machine_session, session_of
from lianfang.facts import known_by
from lianfang.situation.models import Contact


def test_identity_numbers_are_true() -> None:
    for person in cast.PEOPLE:
        number = person["person.identity_number"]
        assert ric.calc_check_digit(number) == number[-1]
        assert ric.get_birth_date(number).isoformat() == person["person.birth"]
        assert (int(number[16]) % 2 == 1) == (person["person.sex"] == "male")


@pytest.mark.django_db
def test_all_of_it_goes_in_and_a_second_time_changes_nothing() -> None:
    for _ in range(2):
        cast.install()
        with machine_session():
            assert known_by(cast.NOW, ["person"])["person"].height == len(cast.PEOPLE)
            told = {str(person) for person in Contact.objects.values_list("person", flat=True)}
            assert told == set(cast.CONTACTS)


@pytest.mark.django_db
def test_the_neighbour_sees_none_of_it() -> None:
    cast.install()
    with session_of(cast.account("commander")):
        assert Contact.objects.count() == len(cast.CONTACTS)
    with session_of(cast.account("neighbour")):
        assert Contact.objects.count() == 0
