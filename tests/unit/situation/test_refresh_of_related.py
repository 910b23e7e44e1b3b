"""Refreshed equals rebuilt where rules look at others: classmates, contacts, the place, the zone, a group."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from lianfang import facts, plan
from lianfang.access.session import machine_session
from lianfang.facts import Recorder
from lianfang.places.tree import install_areas, install_units
from lianfang.situation import plans, refresh
from lianfang.situation.models import Duty, DutyCause, Group, GroupMember
from lianfang.situation.outbox import drain
from lianfang.situation.writing import key_of, stored

pytestmark = pytest.mark.django_db

NOW = datetime(2021, 1, 10, 0, 0, tzinfo=UTC)
AREAS = [("CN", "中国", "nation", None), ("C1", "青禾县", "county", "CN"), ("T1", "河东镇", "town", "C1"),
         ("V1", "上村", "village", "T1"), ("V2", "下村", "village", "T1")]  # fmt: skip
UNITS = [("CDC1", "cdc", "县疾控中心", "C1"), ("CMD1", "command", "县指挥部", "C1"), ("S1", "school", "小学", "T1"),
         ("W1", "enterprise", "工厂", "T1"), ("LAB1", "laboratory", "检验所", "C1")]  # fmt: skip
RELATED = Path(__file__).parents[1] / "derive" / "related.yaml"
DEFINED = (Path(__file__).parents[2] / "plan_errors" / "good" / "defined_cases.yaml").read_text("utf-8")
OWES = "owes: {what: {zh: 观察, en: Observe}, by: {kinds: [command]}, within: 1 day, met by: {fact: observation}}"
OF_INDEX = "".join(
    f"""
      {name}:
        name: {{zh: 指示病例, en: The index case}}
        source: {{document: 示例, clause: 第二条, date: 2021-01-10}}
        for: contact
        when: {when}
        {OWES}"""
    for name, when in {
        "proposed": "exists(case_proposal of the index case where proposed in (suspected, confirmed))",
        "tested": "exists(test_result of the index case where result is positive)",
        "confirmed": "exists(case_proposal of the index case where proposed is confirmed)",
    }.items()
)
BY_EXPOSURES = "".join(
    f"""
      {name}:
        name: {{zh: 接触情况, en: What was told of contacts}}
        source: {{document: 示例, clause: 第三条, date: 2021-01-10}}
        for: {kind}
        {more}
        {OWES}"""
    for name, kind, more in (
        ("told-of-case", "exposure", "subject: case"),
        ("case-of-two", "case", "when: count(exposure of the same case) >= 2"),
        ("contact-beside-another", "contact", "when: exists(exposure of the same case where grade is general)"),
    )
)
ASKED = f"chapters:\n  - name: {{zh: 接触者, en: Contacts}}\n    rules:{BY_EXPOSURES}\n"
PROPOSED = f"chapters:\n  - name: {{zh: 接触者, en: Contacts}}\n    rules:{OF_INDEX}\n"


@pytest.fixture(autouse=True)
def county(monkeypatch):
    install_areas([dict(zip(("code", "name", "level", "parent"), row, strict=True)) for row in AREAS])
    install_units([dict(zip(("code", "kind", "name", "area"), row, strict=True)) for row in UNITS])
    read, findings = plan.load(RELATED.read_text("utf-8"), RELATED.name)
    assert read is not None, findings
    monkeypatch.setattr(plans, "shipped_plans", lambda: (read,))


def snapshot():
    with machine_session():
        return {
            model.__name__: stored(model).sort(key_of(model)).rows() for model in (Duty, DutyCause, Group, GroupMember)
        }


def told(kind, row, unit="CDC1", at=NOW):
    """Records, drains the outbox, and holds what was refreshed against what is rebuilt; the rules that now stand."""
    by = Recorder(unit.lower(), "C1", unit)
    recorded = facts.record(kind, [row], by, "page", uuid4(), at, defaults={"disease": "covid19"})
    assert recorded.rejected == 0, recorded.rejections
    drain(at)
    refreshed = snapshot()
    with machine_session():
        refresh.rebuild(at)
    assert snapshot() == refreshed
    with machine_session():
        return sorted(set(Duty.objects.values_list("rule", flat=True)))


def person(number, village="V1"):
    return {
        "person.name": "赵钱孙李周吴郑王"[number] + "某", "person.telephone": f"1380013800{number}",
        "person.residence": village,
    }  # fmt: skip


def case(number, day, village="V1"):
    return person(number, village) | {
        "case.number": f"K{number}", "case.classification": "confirmed", "case.occurred_from": f"2021-01-0{day} 07:00",
        "case.onset": f"2021-01-0{day}", "case.responsible": village,
    }  # fmt: skip


def pupil(number, name="3-2"):
    return person(number) | {
        "membership.group_kind": "school_class", "membership.unit": "S1", "membership.group": name
    }  # fmt: skip


def test_classmates_become_a_group_and_one_more_joins():
    for number in range(4):
        told("memberships", pupil(number), "S1")
    assert "class" not in told("linelist", case(0, 5))
    assert {"class", "cluster"} <= set(told("linelist", case(1, 6)))
    with machine_session():
        (before,) = Group.objects.filter(definition="cluster").values_list("group", "cases")
    told("linelist", case(2, 4))
    with machine_session():
        (after,) = Group.objects.filter(definition="cluster").values_list("group", "cases")
    # A case of an earlier day, told later: the group is the same.
    assert (before[0], before[1] + 1) == after
    told("case", {"case": _case(1), "classification": "excluded", "occurred_from": "2021-01-09 08:00"})
    told("memberships", pupil(5), "S1")


def test_a_check_of_a_schoolmate_reaches_the_cases_of_the_school():
    told("memberships", pupil(0), "S1")
    told("memberships", pupil(1, "3-1"), "S1")
    told("linelist", case(0, 5))
    check = person(1) | {"health_check.temperature": "38.5", "health_check.occurred_from": "2021-01-09 08:00"}
    assert "class" in told("health-checks", check, "S1")


def ride(number, day, vehicle="K7041"):
    return person(number) | {
        "journey.direction": "arrival", "journey.vehicle": vehicle, "journey.left_origin": f"2021-01-0{day} 21:00",
        "journey.occurred_from": f"2021-01-0{day + 1} 06:00",
    }  # fmt: skip


def riders():
    with machine_session():
        return Duty.objects.filter(rule="ride").count()


def test_a_case_reaches_those_who_rode_in_the_same_vehicle():
    told("journeys", ride(0, 4))
    told("journeys", ride(1, 4))
    told("journeys", ride(2, 6))
    assert "ride" not in told("journeys", ride(3, 4, "G101"))
    told("linelist", case(0, 8))
    assert riders() == 1
    # Another rider is told of later; and the case rode in another train than was thought.
    told("journeys", ride(4, 4))
    assert riders() == 2
    moved = ride(0, 4, "G101") | {"journey.occurred_from": "2021-01-05 06:00"}
    told("journeys", moved)
    assert riders() == 1


def test_what_befalls_the_index_case_reaches_its_contacts():
    told("linelist", case(0, 8))
    exposure = person(1) | {
        "exposure.case_number": "K0", "exposure.grade": "close", "exposure.occurred_from": "2021-01-07 08:00"
    }  # fmt: skip
    assert "index" not in told("exposures", exposure)
    symptom = {"person": _person("K0"), "symptom": "a", "occurred_from": "2021-01-06 08:00"}
    assert "index" in told("symptom", symptom)
    check = {"person": _contact(), "temperature": "36.5", "occurred_from": "2021-01-09 08:00"}
    told("health_check", check)
    assert "contacts" in told("linelist", case(1, 9))


def test_what_is_proposed_of_the_index_case_is_known_when_its_contact_is_looked_at(monkeypatch):
    read, findings = plan.load(DEFINED.replace("chapters: []\n", PROPOSED), "defined.yaml")
    assert read is not None, findings
    monkeypatch.setattr(plans, "shipped_plans", lambda: (read,))
    told("linelist", {name: value for name, value in case(0, 8).items() if name != "case.onset"})
    exposure = {"exposure.case_number": "K0", "exposure.occurred_from": "2021-01-07 08:00", "exposure.grade": "close"}
    assert told("exposures", person(1) | exposure) == []
    symptom = {"person": _person("K0"), "symptom": "a", "occurred_from": "2021-01-06 08:00"}
    assert told("symptom", symptom) == ["proposed"]
    check = {"person": _contact(), "temperature": "36.5", "occurred_from": "2021-01-09 08:00"}
    assert told("health_check", check) == ["proposed"]
    taken = person(0) | {"specimen.number": "S1", "specimen.occurred_from": "2021-01-09 09:00"}
    told("tests", taken, "LAB1")
    result = {"specimen.number": "S1", "test_result.result": "positive"}
    owed = ["confirmed", "proposed", "tested"]
    assert told("results", result | {"test_result.occurred_from": "2021-01-09 16:00"}, "LAB1") == owed
    assert told("health_check", check | {"occurred_from": "2021-01-09 20:00"}) == owed


def test_what_is_told_of_one_contact_reaches_the_case_and_its_others_where_a_plan_asks(monkeypatch):
    read, findings = plan.load(DEFINED.replace("chapters: []\n", ASKED), "asked.yaml")
    assert read is not None, findings
    monkeypatch.setattr(plans, "shipped_plans", lambda: (read,))
    told("linelist", case(0, 8))
    exposure = {"exposure.case_number": "K0", "exposure.occurred_from": "2021-01-07 08:00"}
    assert told("exposures", person(1) | exposure | {"exposure.grade": "close"}) == ["told-of-case"]
    owed = ["case-of-two", "contact-beside-another", "told-of-case"]
    assert told("exposures", person(2) | exposure | {"exposure.grade": "general"}) == owed


def test_what_befalls_a_close_contact_reaches_whoever_is_a_contact_through_it():
    told("linelist", case(0, 8))
    exposure = {"exposure.case_number": "K0", "exposure.occurred_from": "2021-01-07 08:00"}
    told("exposures", person(1) | exposure | {"exposure.grade": "close"})
    close = _contact()
    told("exposures", person(2) | exposure | {"exposure.grade": "secondary", "exposure.via": close})
    with machine_session():
        assert not Duty.objects.filter(rule="close-contact").exists()
    check = {"person": close, "temperature": "36.5", "occurred_from": "2021-01-09 08:00"}
    assert "close-contact" in told("health_check", check)
    told("symptom", {"person": close, "symptom": "a", "occurred_from": "2021-01-06 08:00"})
    told("health_check", check | {"occurred_from": "2021-01-09 20:00"})


def test_cases_near_each_other_become_a_zone_and_what_is_measured_there_reaches_it():
    def lying(number, day, longitude):
        return case(number, day) | {"case.longitude": longitude, "case.latitude": "23.130"}

    def zones():
        with machine_session():
            return sorted(Group.objects.filter(definition="zone").values_list("cases", flat=True))

    told("linelist", lying(0, 5, "113.260"))
    told("linelist", lying(1, 6, "113.264"))
    assert zones() == [1, 1]
    # In between: both zones are one.
    told("linelist", lying(2, 7, "113.262"))
    assert zones() == [3]
    there = {"unit": "CDC1", "measure": "a", "longitude": "113.265", "latitude": "23.130"}
    measured = {f"measurement.{name}": value for name, value in there.items()}
    again = measured | {"measurement.value": "36", "measurement.occurred_from": "2021-01-09 08:00"}
    measured |= {"measurement.value": "40", "measurement.occurred_from": "2021-01-08 08:00"}
    assert "measured" in told("measurement", measured)
    told("measurement", again)


def test_what_was_measured_reaches_whoever_was_there():
    told("linelist", case(0, 8))
    exposure = person(1) | {
        "exposure.case_number": "K0", "exposure.grade": "close", "exposure.occurred_from": "2021-01-07 08:00",
        "exposure.place": "S1",
    }  # fmt: skip
    assert "place" not in told("exposures", exposure)
    measured = {
        "measurement.unit": "S1", "measurement.measure": "x", "measurement.value": "40",
        "measurement.occurred_from": "2021-01-07 08:00",
    }  # fmt: skip
    assert "place" in told("measurement", measured, "S1")


def _case(number):
    from lianfang.situation.models import CaseStatus

    with machine_session():
        return str(CaseStatus.objects.get(number=f"K{number}").case)


def _person(number):
    from lianfang.situation.models import CaseStatus

    with machine_session():
        return str(CaseStatus.objects.get(number=number).person)


def _contact():
    from lianfang.situation.models import Contact

    with machine_session():
        return str(Contact.objects.get().person)


def test_whoever_else_handled_a_positive_batch():
    def handled(number, batch="B1"):
        return person(number) | {"handling.batch": batch, "handling.occurred_from": f"2021-01-0{number + 1} 08:00"}

    told("handlings", handled(0))
    found = {"specimen.number": "H1", "specimen.category": "goods", "specimen.batch": "B1", "specimen.unit": "W1",
             "specimen.occurred_from": "2021-01-05 08:00", "test_result.result": "positive",
             "test_result.occurred_from": "2021-01-06 08:00"}  # fmt: skip
    assert "batch" not in told("goods-tests", found)
    assert "batch" not in told("handlings", handled(1, "B2"))
    assert "batch" in told("handlings", handled(2))
    with machine_session():
        assert Duty.objects.filter(rule="batch").count() == 2
