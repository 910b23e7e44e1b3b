"""The health code on a person's page: every ground that stands, the gravest first, why, and what ends it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts import Recorder
from lianfang.situation.models import HealthCode
from lianfang.situation.outbox import drain
from unit.desks.conftest import NOON


@pytest.fixture
def told(story):
    return story(1)


def page_of(client, person):
    return client.get(f"/dossier/person/{person}/").content.decode()


def test_a_case_is_red_and_says_why_and_until_when(signed_in, told):
    page = page_of(signed_in("commander"), told["person"][0])
    assert "红码" in page and "病例和无症状感染者" in page
    assert "病例分类为确诊病例或无症状感染者" in page and "诊断时间后60天" in page


def test_a_contact_is_red_until_the_ground_falls(signed_in, told):
    contact = told["contact"][0]
    client = signed_in("cdc")
    assert "末次接触后第14天24时" in page_of(client, contact)
    with machine_session():
        (code,) = HealthCode.objects.filter(person=contact)
    assert (code.colour, code.rule, code.ground) == ("red", "red-contact", "contact")
    assert code.since <= NOON < code.expires
    case = {"case": told["case"][0], "person": told["person"][0], "case.classification": "排除"}
    case |= {"case.occurred_from": "2021-01-10 12:00", "case.disease": "covid19", "case.number": "QH-000"}
    recorded = facts.record("linelist", [case], Recorder("cdc", "231299", "QH-CDC"), "test", uuid4(), NOON)
    assert not recorded.rejected, recorded.rejections
    drain(NOON + timedelta(minutes=1))
    with machine_session():
        assert not HealthCode.objects.filter(person=contact, expires__gt=NOON).exists()
    page = page_of(client, contact)
    assert "绿码" in page and "红码" not in page


def test_fever_and_contact_both_stand_and_the_gravest_counts(signed_in, told):
    contact = told["contact"][0]
    row = {"person": contact, "health_check.temperature": 38.2, "health_check.occurred_from": "2021-01-10 11:00"}
    recorded = facts.record("health_check", [row], Recorder("cdc", "231299", "QH-CDC"), "test", uuid4(), NOON)
    assert not recorded.rejected, recorded.rejections
    drain(NOON)
    page = page_of(signed_in("cdc"), contact)
    assert page.index("红码") < page.index("黄码")
    assert "以最重者为准" in page


def test_a_neighbour_sees_no_code(signed_in, told):
    answer = signed_in("commander", neighbour=True).get(f"/dossier/person/{told['contact'][0]}/")
    assert answer.status_code == 404
