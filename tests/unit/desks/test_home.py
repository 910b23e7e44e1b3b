"""Where each role begins, and the demonstration's clock."""

from datetime import timedelta

import pytest
from django.test import Client

from lianfang.access import roles
from lianfang.desks.navigation import HOMES, home_of
from lianfang.facts import clock


def test_whoever_is_not_signed_in_is_asked_to(county):
    answer = Client().get("/")
    assert answer.status_code == 302 and answer.url.startswith("/accounts/login/")


@pytest.mark.parametrize("role", ["commander", "cdc", "town", "administrator"])
def test_home_sends_each_role_to_its_desk(signed_in, role):
    answer = signed_in(role).get("/")
    assert answer.status_code == 302 and answer.url == home_of(role)


def test_only_roles_that_exist_have_a_home():
    assert set(HOMES) <= set(roles.NAMES)


def test_the_clock_of_a_demonstration_steps(signed_in, settings):
    settings.DEMONSTRATION = True
    before = clock.now()
    answer = signed_in("commander").post("/clock/", {"by": "day", "next": "/nothing-here/"})
    assert answer.status_code == 302 and answer.url == "/nothing-here/"
    assert timedelta(days=1) <= clock.now() - before < timedelta(days=1, minutes=5)


def test_a_real_clock_is_not_stepped(signed_in, settings):
    settings.DEMONSTRATION = False
    before = clock.now()
    assert signed_in("commander").post("/clock/", {"by": "day"}).status_code == 404
    assert clock.now() - before < timedelta(minutes=5)


def test_the_step_leads_nowhere_else(signed_in, settings):
    settings.DEMONSTRATION = True
    answer = signed_in("commander").post("/clock/", {"by": "hour", "next": "https://elsewhere.example/"})
    assert answer.url == "/"


def test_a_page_in_the_shell_names_the_unit_and_the_time(signed_in):
    answer = signed_in("commander").get("/nothing-here/")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "青禾县指挥部" in text and "1月10日 12:0" in text
