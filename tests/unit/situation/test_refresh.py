"""A fact's way to the duties it obliges and to the fact that strikes them off. Refreshed always equals rebuilt."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts import Recorder
from lianfang.places.tree import install_areas, install_units
from lianfang.situation.models import (
    CaseProposal,
    CaseStatus,
    Contact,
    Count,
    Duty,
    DutyCause,
    DutyTally,
    HealthCode,
    Level,
    LevelFigure,
    OpenTally,
    OwedPerson,
    PersonStatus,
)
from lianfang.situation.outbox import drain
from lianfang.situation.refresh import rebuild
from lianfang.situation.tallying import open_tallies, owed_persons, tallies
from lianfang.situation.tick import tick
from lianfang.situation.touching import affected
from lianfang.situation.writing import key_of, stored

# 10 January 2021, 08:00 in Shanghai.
NOW = datetime(2021, 1, 10, 0, 0, tzinfo=UTC)
AREAS = [
    ("CN", "中国", "nation", None),
    ("C1", "青禾县", "county", "CN"),
    ("T1", "河东镇", "town", "C1"),
    ("R1", "风险县", "county", "CN"),
    ("R2", "风险镇", "town", "R1"),
]
UNITS = [
    ("FC1", "fever_clinic", "县医院发热门诊", "C1"),
    ("CDC1", "cdc", "县疾控中心", "C1"),
    ("CMD1", "command", "县指挥部", "C1"),
    ("TC1", "command", "河东镇指挥部", "T1"),
    ("LAB1", "laboratory", "县实验室", "C1"),
    ("ISO1", "isolation_site", "集中隔离一点", "C1"),
    ("CP1", "checkpoint", "火车站", "T1"),
]
TABLES = (Duty, DutyCause, Contact, PersonStatus, CaseStatus, Count, Level, LevelFigure, HealthCode, CaseProposal)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county():
    install_areas([dict(zip(("code", "name", "level", "parent"), row, strict=True)) for row in AREAS])
    install_units([dict(zip(("code", "kind", "name", "area"), row, strict=True)) for row in UNITS])


def told(kind, row, unit, area="C1", at=NOW, follows=True):
    """Records as a unit does, drains the outbox, and holds what was refreshed against what is rebuilt from nothing."""
    by = Recorder(unit.lower(), area, unit)
    recorded = facts.record(kind, [row], by, "page", uuid4(), at, defaults={"disease": "covid19"})
    assert recorded.rejected == 0, recorded.rejections
    before = snapshot()
    assert drain(at) > 0
    refreshed = snapshot()
    assert (refreshed != before) == follows, "where nothing follows, the comparison below would say nothing"
    with machine_session():
        changed = rebuild(at)
        duties = stored(Duty)
        for model, counted in ((DutyTally, tallies), (OpenTally, open_tallies), (OwedPerson, owed_persons)):
            kept, alike = stored(model), key_of(model)
            assert kept.sort(alike).equals(counted(duties).select(kept.columns).sort(alike)), model
    assert snapshot() == refreshed and not changed
    return recorded


def snapshot():
    with machine_session():
        return {model.__name__: stored(model).sort(key_of(model)).rows() for model in TABLES}


def duties(rule=None):
    with machine_session():
        found = Duty.objects.order_by("rule", "opened", "due")
        return list(found.filter(rule=rule) if rule else found)


PERSON = {"person.name": "赵某", "person.telephone": "13800138000", "person.residence": "T1"}
JOURNEY = PERSON | {
    "journey.direction": "arrival",
    "journey.occurred_from": "2021-01-09 15:00",
    "journey.origin": "R2",
    "journey.destination": "T1",
    "journey.left_origin": "2021-01-09 08:00",
}
RISK = {
    "declaration.about": "risk",
    "declaration.declared": "R1",
    "declaration.level": "medium",
    "declaration.occurred_from": "2021-01-08",
    "declaration.counts_from": "2020-12-26",
}


def test_a_journey_from_a_place_at_risk_obliges_and_a_laboratory_result_strikes_off():
    told("risk-areas", RISK, "CMD1", follows=False)
    told("journeys", JOURNEY, "CP1", "T1")
    owed = [duty for duty in duties() if duty.subject_kind == "person"]
    rules = {duty.rule for duty in owed}
    assert len(rules) >= 2, rules
    assert all(duty.met is None and duty.disease == "covid19" for duty in owed)
    tested = next(duty for duty in owed if "test" in duty.rule)
    specimen = PERSON | {"specimen.number": "S1", "specimen.occurred_from": "2021-01-10 09:00"}
    told("tests", specimen, "LAB1", at=NOW + timedelta(hours=2))
    result = {
        "specimen.number": "S1",
        "test_result.result": "negative",
        "test_result.occurred_from": "2021-01-10 16:00",
    }
    told("results", result, "LAB1", at=NOW + timedelta(hours=9))
    after = next(duty for duty in duties() if duty.key == tested.key)
    assert after.met is not None and after.met_by is not None and after.met_kind in ("test_result", "specimen")


def test_a_declaration_that_comes_later_obliges_whoever_was_there():
    told("journeys", JOURNEY, "CP1", "T1")
    assert not [duty for duty in duties() if duty.subject_kind == "person"]
    told("risk-areas", RISK, "CMD1")
    assert [duty for duty in duties() if duty.subject_kind == "person"]


SUSPECTED = {
    "person.name": "陈某",
    "person.telephone": "13900139000",
    "person.residence": "T1",
    "case.number": "07",
    "case.classification": "suspected",
    "case.occurred_from": "2021-01-10 07:00",
    "case.onset": "2021-01-08",
    "case.responsible": "T1",
}


def test_a_suspected_case_is_to_be_reported_within_two_hours_and_the_report_meets_it():
    told("linelist", SUSPECTED, "FC1")
    (report,) = duties("suspected-report")
    assert report.due - report.opened == timedelta(hours=2) and report.owed_by == "FC1"
    case = str(report.subject)
    action = {"action.subject": case, "action.action": "network_report", "action.occurred_from": "2021-01-10 07:40"}
    told("action", action | {"person": str(report.person)}, "FC1")
    (report,) = duties("suspected-report")
    assert report.met == datetime(2021, 1, 9, 23, 40, tzinfo=UTC)
    assert duties("suspected-review")[0].owed_by == "CDC1"


def test_a_contact_is_owed_isolation_until_the_case_is_excluded():
    told("linelist", SUSPECTED | {"case.classification": "confirmed"}, "FC1")
    exposure = {
        "person.name": "王某",
        "person.telephone": "13700137000",
        "person.residence": "T1",
        "exposure.case_number": "07",
        "exposure.grade": "close",
        "exposure.occurred_from": "2021-01-09 12:00",
    }
    told("exposures", exposure, "CDC1")
    with machine_session():
        contact = Contact.objects.get()
        assert contact.grade == "close" and contact.ground_fell is None
        person = contact.person
    owed = [duty for duty in duties() if duty.person == person]
    assert owed
    later = NOW + timedelta(hours=6)
    excluded = SUSPECTED | {"case.classification": "excluded", "case.occurred_from": "2021-01-10 12:00"}
    told("linelist", excluded, "CDC1", at=later)
    with machine_session():
        assert Contact.objects.get().ground_fell == datetime(2021, 1, 10, 4, tzinfo=UTC)


def test_a_contact_s_fact_leaves_the_other_cases_of_the_county_beside():
    case = SUSPECTED | {"case.classification": "confirmed"}
    told("linelist", case, "FC1")
    other = case | {"person.name": "孙某", "person.telephone": "13600136000", "case.number": "08"}
    told("linelist", other, "FC1")
    exposure = PERSON | {"exposure.case_number": "07", "exposure.grade": "close"}
    contact = told("exposures", exposure | {"exposure.occurred_from": "2021-01-09 12:00"}, "CDC1").subjects["person"]
    with machine_session():
        numbered = {case.number: str(case.case) for case in CaseStatus.objects.all()}
        found = affected([("person", str(contact[0])), ("case", numbered["07"])])
    assert str(contact[0]) in found.persons and numbered["08"] not in found.cases
    # The county's first case and its clusters depend on all of them.
    assert numbered["08"] in found.beside and found.areas


def test_counts_follow_their_rows():
    told("linelist", SUSPECTED, "FC1")
    with machine_session():
        figures = dict(Count.objects.filter(date="2021-01-10").values_list("figure", "value"))
    assert figures == {"new_suspected": 1, "current_suspected": 1, "cumulative_suspected": 1}
    confirmed = SUSPECTED | {"case.classification": "confirmed", "case.occurred_from": "2021-01-10 09:00"}
    told("linelist", confirmed, "CDC1", at=NOW + timedelta(hours=2))
    with machine_session():
        figures = dict(Count.objects.filter(date="2021-01-10").values_list("figure", "value"))
    assert figures["current_suspected" if "current_suspected" in figures else "new_suspected"] in (0, 1)
    assert figures["new_confirmed"] == figures["current_confirmed"] == 1 and "current_suspected" not in figures


def test_who_has_no_area_of_residence_is_answered_for_by_who_registered_them():
    told("linelist", {**SUSPECTED, "person.residence": None, "case.responsible": None}, "FC1")
    with machine_session():
        assert PersonStatus.objects.get().responsible == CaseStatus.objects.get().responsible == "/CN/C1/"


SENT = {
    "person.name": "孙某",
    "person.telephone": "13600136000",
    "person.residence": "R2",
    "transfer.number": "Z1",
    "transfer.what": "person",
    "transfer.stage": "sent",
    "transfer.from_unit": "TC1",
    "transfer.to_unit": "ISO1",
    "transfer.occurred_from": "2021-01-10 07:00",
}


def test_whoever_is_sent_a_person_owes_an_answer_and_so_may_see_whom():
    told("transfer", SENT, "TC1")
    (owed,) = duties("transfer-answered")
    assert owed.owed_by == "ISO1" and owed.person is not None and owed.met is None
    later = NOW + timedelta(hours=1)
    told(
        "transfer",
        {**SENT, "transfer.stage": "refused", "transfer.occurred_from": "2021-01-10 08:30"},
        "ISO1",
        at=later,
    )
    (owed,) = duties("transfer-answered")
    assert owed.met == datetime(2021, 1, 10, 0, 30, tzinfo=UTC)
    again = {**SENT, "transfer.number": "Z2", "transfer.to_unit": "FC1", "transfer.occurred_from": "2021-01-10 09:30"}
    told("transfer", again, "TC1", at=NOW + timedelta(hours=2))
    assert [(duty.owed_by, duty.met is None) for duty in duties("transfer-answered")] == [
        ("ISO1", False),
        ("FC1", True),
    ]


COUNTED = {"reported_count.counted": "T1", "reported_count.day": "2021-01-09", "reported_count.confirmed": 3}


def test_a_count_told_for_a_town_gives_its_level_and_a_new_day_moves_its_window():
    told("reported_count", COUNTED, "CDC1")
    with machine_session():
        (level,) = Level.objects.all()
        assert (level.area, level.scale, level.lowest, level.highest) == ("T1", "place_risk", "medium", "medium")
    told("reported_count", COUNTED | {"reported_count.confirmed": 0}, "CDC1", at=NOW + timedelta(hours=1))
    with machine_session():
        assert Level.objects.get().highest == "low"
    later = NOW + timedelta(days=2)
    tick(later)
    with machine_session():
        assert Level.objects.get().day == later.date()
        assert not rebuild(later)


@pytest.mark.parametrize("rebuild_from", [20_000, 0])
def test_a_process_that_dies_between_two_steps_leaves_its_work_to_the_next(monkeypatch, rebuild_from):
    """Taken out of the outbox, or claimed by the tick, and not yet derived: both are undone together."""
    told("risk-areas", RISK, "CMD1", follows=False)
    tick(NOW)
    by = Recorder("cp1", "C1", "CP1")
    assert facts.record("journeys", [JOURNEY], by, "page", uuid4(), NOW, defaults={"disease": "covid19"}).loaded

    def dies(*_arguments):
        raise SystemExit(137)

    monkeypatch.setattr("lianfang.situation.outbox.REBUILD_FROM", rebuild_from)
    for module in ("outbox", "tick"):
        for step in ("refresh", "rebuild"):
            monkeypatch.setattr(f"lianfang.situation.{module}.{step}", dies)
    with pytest.raises(SystemExit):
        drain(NOW)
    tomorrow = NOW + timedelta(days=1)
    with pytest.raises(SystemExit):
        tick(tomorrow)
    monkeypatch.undo()
    assert drain(NOW) > 0 and [duty for duty in duties() if duty.subject_kind == "person"]
    assert tick(tomorrow)


def test_the_first_case_of_a_county_is_found_where_the_case_names_no_area():
    case = PERSON | {"case.classification": "confirmed", "case.occurred_from": "2021-01-09 18:00"}
    told("linelist", case, "CDC1")
    assert duties("first-case-event-report")


def test_the_county_s_report_has_the_name_that_it_has_when_built_anew_whatever_was_looked_at():
    """Of cases at one moment, one told later that was earlier, and where nothing but the county itself is touched."""
    for number, hour in enumerate((18, 18, 17)):
        case = {"case.classification": "confirmed", "case.occurred_from": f"2021-01-09 {hour}:00"}
        person = {"person.name": f"赵{number}", "person.telephone": f"1380013800{number}", "person.residence": "T1"}
        told("linelist", person | case, "CDC1", at=NOW + timedelta(minutes=number))
    told("risk-areas", RISK | {"declaration.declared": "C1"}, "CMD1", at=NOW + timedelta(hours=1), follows=False)
    (report,) = duties("first-case-event-report")
    waiver = {"waiver.duty": report.key, "waiver.why": "recorded_in_error", "waiver.occurred_from": "2021-01-10 10:00"}
    told("waiver", waiver, "CDC1", at=NOW + timedelta(hours=2))
    assert duties("first-case-event-report")[0].waived
