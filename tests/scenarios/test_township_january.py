"""A township in early January 2021: a wedding at the new year, cases in the village next door, people coming home.

Told as the meeting told it; every duty below comes from the protocol's file, none from this test.
"""

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.derive import state
from lianfang.facts import Recorder
from lianfang.places.tree import install_areas, install_units
from lianfang.situation.models import Contact, Count, Duty
from lianfang.situation.outbox import drain
from lianfang.situation.tick import tick

pytestmark = pytest.mark.django_db

AREAS = (
    ("CN", "中国", "nation", None),
    ("P1", "北方省", "province", "CN"),
    ("C1", "青禾县", "county", "P1"),
    ("T1", "河东镇", "town", "C1"),
    ("V1", "河东村", "village", "T1"),
    ("P2", "邻省", "province", "CN"),
    ("C2", "石门县", "county", "P2"),
)
UNITS = (
    ("CMD", "command", "县指挥部", "C1"),
    ("CDC", "cdc", "县疾控中心", "C1"),
    ("HOS", "hospital", "县医院", "C1"),
    ("FC", "fever_clinic", "县医院发热门诊", "C1"),
    ("LAB", "laboratory", "县疾控实验室", "C1"),
    ("ISO", "isolation_site", "集中隔离一点", "C1"),
    ("TOWN", "command", "河东镇指挥部", "T1"),
    ("GRID", "grid", "河东村一网格", "V1"),
    ("CP", "checkpoint", "河东镇卡口", "T1"),
)


def at(day, time="00:00"):
    """A moment of January 2021 by the clock on the wall."""
    hour, minute = map(int, time.split(":"))
    return datetime(2021, 1, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)


def told(moment, unit, kind, *rows):
    """What a unit records at a moment, and all that follows from it."""
    area = next(area for code, _, _, area in UNITS if code == unit)
    by = Recorder(unit.lower(), area, unit)
    recorded = facts.record(kind, rows, by, "page", uuid4(), moment, defaults={"disease": "covid19"})
    assert not recorded.rejections
    drain(moment)
    return recorded


def owed(rule, moment=None, of=None):
    """The duties of a rule; with a moment only those then in one of the states asked for."""
    with machine_session():
        return [
            d
            for d in Duty.objects.filter(rule=rule)
            if moment is None or state(d, moment) in (of or ("open", "overdue"))
        ]


def figures(day):
    with machine_session():
        return dict(Count.objects.filter(date=day).values_list("figure", "value"))


@pytest.fixture(autouse=True)
def township():
    install_areas([dict(zip(("code", "name", "level", "parent"), row, strict=True)) for row in AREAS])
    install_units([dict(zip(("code", "kind", "name", "area"), row, strict=True)) for row in UNITS])


def someone(number, name=None):
    return {
        "person.name": name or f"宾客{number:02d}",
        "person.telephone": f"138{number:08d}",
        "person.residence": "V1",
    }


def guests(count=40):
    wedding = {"exposure.case_number": "1", "exposure.grade": "close", "exposure.setting": "婚宴"}
    wedding |= {"exposure.occurred_from": "2021-01-01 11:30", "exposure.last": "2021-01-01 14:00"}
    return [someone(number) | wedding for number in range(1, count + 1)]


def bride_is_confirmed():
    case = {
        "case.number": "1",
        "case.classification": "confirmed",
        "case.occurred_from": "2021-01-04 20:00",
        "case.onset": "2021-01-02",
        "case.responsible": "V1",
    }
    return told(at(4, "20:30"), "FC", "linelist", someone(99, "陈某") | case)


def test_a_wedding_of_forty_guests_obliges_forty_isolations_to_the_end_of_the_fourteenth_day():
    bride_is_confirmed()
    told(at(4, "23:00"), "CDC", "exposures", *guests())
    with machine_session():
        assert Contact.objects.filter(grade="close").count() == 40
    isolations = owed("contact-isolated")
    assert len(isolations) == 40
    # Day 0 is the day of the last exposure, 1 January; the fourteenth day ends with 15 January.
    assert {duty.ends for duty in isolations} == {at(16)}
    assert all(duty.owed_by is not None for duty in isolations), "every duty has somebody who owes it"
    assert len(owed("contact-told", at(4, "23:00"))) == 40
    assert figures("2021-01-04")["cumulative_contacts"] == 40


def test_nobody_is_missed_who_was_not_told_and_who_did_not_come():
    bride_is_confirmed()
    told(at(4, "23:00"), "CDC", "exposures", *guests())
    reached = [
        someone(number) | {"notice.about": "isolation", "notice.occurred_from": "2021-01-05 01:00"}
        for number in range(1, 39)
    ]
    told(at(5, "01:00"), "TOWN", "notice", *reached)
    missing = owed("contact-told", at(6), of=("overdue",))
    assert len(missing) == 2, "two guests were not told, and the list has them by name"
    assert len(owed("contact-told", at(6), of=("met", "met_late"))) == 38
    entered = [
        someone(number)
        | {
            "observation.observation": "central",
            "observation.stage": "entered",
            "observation.occurred_from": "2021-01-05 09:00",
        }
        for number in range(1, 38)
    ]
    told(at(5, "09:00"), "ISO", "observations", *entered)
    assert len(owed("contact-isolated", at(7), of=("met", "met_late"))) == 37
    assert len(owed("contact-isolated", at(7))) == 3


def test_specimens_are_owed_by_days_of_isolation_and_none_of_a_day_already_past_at_entry():
    bride_is_confirmed()
    told(at(4, "23:00"), "CDC", "exposures", *guests(1))
    entry = {"observation.observation": "central", "observation.stage": "entered"}
    entry |= {"observation.occurred_from": "2021-01-05 09:00"}
    told(at(5, "09:00"), "ISO", "observations", someone(1) | entry)
    days = sorted(duty.opened.astimezone(ZoneInfo("Asia/Shanghai")).day for duty in owed("contact-specimens"))
    # Entry is day 1: days 1, 4, 7 are 5, 8, 11 January; day 14 would be the 18th, after isolation has ended.
    assert days[:3] == [5, 8, 11]
    assert all(day <= 18 for day in days)


def test_who_comes_home_from_a_place_at_risk_is_obliged_whenever_the_place_was_declared():
    journey = {
        "journey.direction": "arrival",
        "journey.origin": "C2",
        "journey.left_origin": "2021-01-05 08:00",
        "journey.occurred_from": "2021-01-05 18:00",
        "journey.destination": "V1",
        "journey.means": "train",
    }
    told(at(5, "18:10"), "CP", "journeys", someone(50, "返乡人员") | journey)
    assert owed("journey-test") == []
    risk = {
        "declaration.about": "risk",
        "declaration.declared": "C2",
        "declaration.level": "medium",
        "declaration.counts_from": "2020-12-24",
        "declaration.occurred_from": "2021-01-06 10:00",
    }
    told(at(6, "10:00"), "CMD", "risk-areas", risk)
    (test,) = owed("journey-test")
    (observed,) = owed("journey-home-observation")
    assert test.met is None and observed.met is None
    # The laboratory records the test; nobody tells the village anything, and the duty is struck off.
    sample = someone(50, "返乡人员") | {"specimen.number": "B17", "specimen.occurred_from": "2021-01-06 15:00"}
    told(at(6, "15:30"), "LAB", "tests", sample)
    result = {"specimen.number": "B17", "test_result.result": "阴性", "test_result.occurred_from": "2021-01-06 22:00"}
    told(at(6, "22:10"), "LAB", "results", result)
    (test,) = owed("journey-test")
    assert test.met is not None and state(test, at(7)) in ("met", "met_late")


def test_a_fever_at_a_door_goes_to_the_town_at_once():
    fever = {"health_check.temperature": "37.6", "health_check.setting": "door"}
    fever |= {"health_check.occurred_from": "2021-01-07 09:12"}
    told(at(7, "09:13"), "CP", "health-checks", someone(60, "赶集人") | fever)
    duties = owed("fever-at-door")
    assert duties and all(duty.owed_by == "TOWN" for duty in duties)
    assert all(duty.due <= at(8) for duty in duties), "the same day"
    normal = fever | {"health_check.temperature": "37.3", "health_check.occurred_from": "2021-01-07 09:14"}
    told(at(7, "09:15"), "CP", "health-checks", someone(61, "另一人") | normal)
    assert len(owed("fever-at-door")) == len(duties), "37.3 is not above 37.3"


def test_every_unit_signs_its_day_and_a_silent_one_is_on_the_list():
    response = {"declaration.about": "response", "declaration.level": "response_2", "declaration.declared": "C1"}
    told(at(5, "20:00"), "CMD", "declaration", response | {"declaration.occurred_from": "2021-01-06 00:00"})
    tick(at(7, "00:01"))
    signed = {"sign_off.day": "2021-01-06", "sign_off.zero": True, "sign_off.occurred_from": "2021-01-07 00:30"}
    told(at(7, "00:30"), "FC", "sign-offs", signed)
    of_day = [duty for duty in owed("daily-sign-off") if duty.due == at(7, "02:00")]
    assert {duty.owed_by for duty in of_day if duty.met} == {"FC"}
    silent = {duty.owed_by for duty in of_day if state(duty, at(7, "02:00") + timedelta(seconds=1)) == "overdue"}
    assert "HOS" in silent and "FC" not in silent


def test_a_contact_who_falls_ill_owes_the_isolation_of_contacts_no_more():
    bride_is_confirmed()
    told(at(4, "23:00"), "CDC", "exposures", *guests(2))
    ill = {"case.number": "2", "case.classification": "confirmed", "case.occurred_from": "2021-01-05 08:00"}
    told(at(5, "08:10"), "FC", "linelist", someone(1) | ill | {"case.responsible": "V1"})
    assert len(owed("contact-isolated", at(6))) == 1, "the other guest is still to come"
    assert len(owed("infected-report")) == 2, "and the ill one is a case to be reported"
