"""The settings of contacts: read whole, told in both languages, moved by what a layer sets, compared."""

from datetime import timedelta
from importlib.resources import files

import pytest

from lianfang import plan
from lianfang.plan.diff import changes, in_words
from lianfang.plan.document import plan_document
from lianfang.plan.meaning import differing
from lianfang.plan.shelf import shipped

COVID = files("lianfang.plans").joinpath("covid19_2020.yaml").read_text("utf-8")


def read(text: str) -> plan.Plan:
    found, findings = plan.load(text, "covid19_2020.yaml")
    assert found is not None, findings
    return found


def test_the_settings_of_the_seventh_edition():
    held = read(COVID).contacts
    assert held is not None
    aircraft, coach = held.setting("aircraft"), held.setting("sealed_coach")
    assert aircraft is not None and aircraft.close is not None and coach is not None
    assert (aircraft.close.of, aircraft.close.apart, aircraft.close.staff) == ("row", 3, True)
    assert coach.general is None, "everybody aboard is close, so that no rest is general"
    assert held.since[0] == ("onset", timedelta(days=2))
    assert held.hops == 2, "the seventh edition follows the contacts of close contacts"


def test_what_a_layer_sets_of_a_parameter_moves_the_settings():
    layer = """
plan: county
stands on: covid19_2020
name: {zh: 县, en: County}
level: county
sets:
  contact_look_back:
    value: 4 days
    reason: {zh: 潜伏期较长, en: A longer incubation}
    milder: {zh: 仅限同住, en: Only households}
    source: {document: 县工作要求, clause: 第三条, date: 2021-01-10}
"""
    found, findings = plan.load(layer, "county.yaml", shipped)
    assert found is not None and found.contacts is not None, findings
    assert found.contacts.since[0] == ("onset", timedelta(days=4))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", "同排（格、床）及前后各3排的人员和为其服务的工作人员"),
        ("en", "3 before and behind, and the staff serving there"),
    ],
)
def test_the_document_has_a_line_a_setting(language, told):
    held = read(COVID)
    made = plan_document(held, language)
    assert held.contacts is not None
    table = next(one for one in made.annexes if len(one.rows) == len(held.contacts.settings) and len(one.heads) == 5)
    assert any(told in row[2] for row in table.rows)
    assert any(("第2层" if language == "zh" else "2 hops") in line for line in made.opening)


def test_a_changed_setting_is_told():
    before = read(COVID)
    after = read(COVID.replace("of: row, apart: 3, staff: yes", "of: row, apart: 2, staff: yes", 1))
    found = changes(before, after)
    assert [change.part for change in found] == ["contacts"]
    assert "3 before and behind" in in_words(found, "en") and "2 before and behind" in in_words(found, "en")
    assert "contact-told" in differing(before, after), "whom it moves is asked of the facts"
    renamed = read(COVID.replace("民用航空器同排及前后三排", "飞机"))
    assert differing(before, renamed) == frozenset(), "another name moves nobody"
