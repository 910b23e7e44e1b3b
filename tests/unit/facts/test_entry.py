"""Recording: whole or not at all, once for each request, corrected and never overwritten."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from lianfang.access.session import machine_session
from lianfang.facts import Recorder, known_by, record
from lianfang.facts.models import HealthCheck
from lianfang.places.tree import install_areas, install_units
from lianfang.vocabulary import Mistake

NOW = datetime(2021, 1, 10, 0, 0, tzinfo=UTC)
DOCTOR = Recorder("doctor", "C1", "FC1")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county():
    install_areas(
        [
            {"code": "CN", "name": "中国", "level": "nation"},
            {"code": "C1", "name": "青禾县", "level": "county", "parent": "CN"},
            {"code": "C2", "name": "邻县", "level": "county", "parent": "CN"},
            {"code": "T1", "name": "河东镇", "level": "town", "parent": "C1"},
        ]
    )
    install_units(
        [
            {"code": "FC1", "kind": "fever_clinic", "name": "县医院发热门诊", "area": "C1"},
            {"code": "CDC1", "kind": "cdc", "name": "县疾控中心", "area": "C1"},
        ]
    )


def told(rows, kind="linelist", by=DOCTOR, at=NOW, request=None, **more):
    return record(kind, rows, by, "page", request or uuid4(), at, defaults={"disease": "covid19"}, **more)


def facts(kind, at=NOW):
    with machine_session():
        return known_by(at, [kind])[kind]


CASE = {
    "person.name": "陈某",
    "person.identity_number": "110101199003078515",
    "person.telephone": "13800138000",
    "case.classification": "疑似",
    "case.occurred_from": "2021-01-05 09:10",
    "case.onset": "2021年1月4日",
    "case.responsible": "河东镇",
}


def counts(recorded):
    return recorded.loaded, recorded.unchanged, recorded.corrected, recorded.rejected


def test_a_row_is_a_person_and_a_case():
    recorded = told([CASE])
    assert counts(recorded) == (1, 0, 0, 0)
    person, case = facts("person").row(0, named=True), facts("case").row(0, named=True)
    assert person["name"] == "陈某" and "identity_number" not in person
    assert case["person"] == person["subject"] == str(recorded.subjects["person"][0])
    assert (case["classification"], case["responsible"], case["reported_by"]) == ("suspected", "T1", "FC1")
    assert case["occurred_from"] == datetime(2021, 1, 5, 1, 10, tzinfo=UTC)


def test_the_same_again_changes_nothing():
    told([CASE])
    assert counts(told([CASE])) == (0, 1, 0, 0)
    assert facts("case").height == facts("person").height == 1


def test_the_same_request_is_answered_once():
    request = uuid4()
    first = told([CASE], request=request)
    second = told([{**CASE, "case.onset": "2021-01-03"}], request=request)
    assert second == first
    assert facts("case")["onset"].to_list() == [date(2021, 1, 4)]


def test_a_correction_supersedes_and_what_was_known_stays_known():
    told([CASE])
    later = NOW + timedelta(hours=2)
    assert counts(told([{**CASE, "case.onset": "2021-01-03"}], at=later)) == (0, 0, 1, 0)
    assert facts("case", NOW)["onset"].to_list() == [date(2021, 1, 4)]
    assert facts("case", later)["onset"].to_list() == [date(2021, 1, 3)]


@pytest.mark.parametrize("named", [True, False])
def test_who_corrects_a_case_did_not_report_it(named):
    told([CASE])
    case = facts("case").row(0, named=True)
    change = {"case.onset": "2021-01-02", "case.reason": "面访更正"}
    change |= {"case.supersedes": case["id"]} if named else {k: v for k, v in CASE.items() if k != "case.onset"}
    assert counts(told([change], kind="case" if named else "linelist", by=Recorder("cdc", "C1", "CDC1"))) == (
        0,
        0,
        1,
        0,
    )
    corrected = facts("case").row(0, named=True)
    assert (corrected["onset"], corrected["reported_by"]) == (date(2021, 1, 2), "FC1")
    # Said outright it is another's.
    said = {"case.supersedes": corrected["id"], "case.reported_by": "CDC1"}
    told([said], kind="case", by=Recorder("cdc", "C1", "CDC1"))
    assert facts("case")["reported_by"].to_list() == ["CDC1"]


def test_facts_are_asked_by_subject_and_by_column():
    first, second = told([CASE]), told([{**CASE, "person.identity_number": None, "person.name": "李某"}])
    with machine_session():
        mine = known_by(NOW, ["case"], {"person": [str(first.subjects["person"][0])]})["case"]
        theirs = known_by(NOW, ["case"], where={"person": second.subjects["person"]})["case"]
        nobody = known_by(NOW, ["case"], where={"classification": ["confirmed"]})["case"]
    assert mine["subject"].to_list() == [str(first.subjects["case"][0])]
    assert theirs["subject"].to_list() == [str(second.subjects["case"][0])]
    assert nobody.height == 0


def test_a_blank_says_nothing():
    told([CASE])
    assert counts(told([{**CASE, "case.onset": "", "person.telephone": None}])) == (0, 1, 0, 0)


def test_a_move_is_a_second_fact_of_the_same_case():
    first = told([CASE])
    second = told([{**CASE, "case.classification": "确诊", "case.occurred_from": "2021-01-06 15:20"}])
    assert second.subjects["case"] == first.subjects["case"]
    assert facts("case")["classification"].to_list() == ["suspected", "confirmed"]


def test_a_withdrawn_fact_is_no_longer_known():
    told([CASE])
    fact = facts("case").row(0, named=True)
    recorded = told([{"case.supersedes": fact["id"], "case.withdrawn": True, "case.reason": "录错人"}], kind="case")
    assert counts(recorded) == (0, 0, 1, 0)
    assert facts("case").height == 0


def test_a_correction_of_what_is_no_fact_is_refused():
    told([CASE])
    again = told([{"case.supersedes": str(uuid4()), "case.onset": "2021-01-02"}], kind="case")
    assert counts(again) == (0, 0, 0, 1) and "no fact" in again.rejections[0].reason


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("case.onset", "2022-01-01", "future"),
        ("case.responsible", "乌有镇", "no area"),
        ("person.identity_number", "110101199003078516", "check digit"),
        ("case.classification", "大概", ""),
        ("case.occurred_from", "", "missing"),
        ("person.age", "130", ""),
        ("person.birth", "2021-01-09", "before the birth"),
    ],
)
def test_a_bad_row_is_refused_whole_and_says_why(column, value, says):
    good = {**CASE, "person.identity_number": "", "person.name": "李某", "person.telephone": "13900139000"}
    recorded = told([{**CASE, column: value}, good])
    assert counts(recorded) == (1, 0, 0, 1)
    (rejection,) = recorded.rejections
    assert rejection.row == 0 and rejection.column.startswith(("case.", "person.")) and says in rejection.reason
    assert facts("person")["name"].to_list() == ["李某"]


def test_a_contact_without_a_case_is_refused_and_with_one_is_linked():
    case = told([{**CASE, "case.number": "07"}])
    row = {"person.name": "王某", "person.telephone": "13700137000", "exposure.grade": "密接"}
    row |= {"exposure.occurred_from": "2021-01-04 12:00"}
    assert "no case" in told([row], kind="exposures").rejections[0].reason
    assert counts(told([{**row, "exposure.case_number": "07"}], kind="exposures")) == (1, 0, 0, 0)
    assert facts("exposure")["case"].to_list() == [str(case.subjects["case"][0])]


def test_a_pool_is_one_specimen_of_many_persons():
    people = [{"person.name": f"甲{i}", "person.telephone": f"1360000000{i}"} for i in range(10)]
    taken = {"specimen.number": "P1", "specimen.occurred_from": "2021-01-05 08:00", "specimen.pool": "10"}
    assert counts(told([p | taken for p in people], kind="tests")) == (10, 0, 0, 0)
    specimens = facts("specimen")
    assert specimens.height == 1 and specimens["persons"].list.len().to_list() == [10]
    result = {"specimen.number": "P1", "test_result.result": "阳性", "test_result.occurred_from": "2021-01-05 16:00"}
    assert counts(told([result], kind="results"))[3] == 0
    assert facts("test_result")["subject"].to_list() == specimens["subject"].to_list()


def test_many_rows_go_the_same_way_as_few():
    rows = [
        {**CASE, "person.identity_number": None, "person.name": f"人{i}", "person.telephone": None} for i in range(500)
    ]
    rows = [row | {"case.number": str(i)} for i, row in enumerate(rows)]
    assert counts(told(rows)) == (500, 0, 0, 0)
    assert counts(told(rows)) == (0, 500, 0, 0)
    assert facts("case").height == 500


def test_a_merged_person_is_the_one_kept():
    kept, other = told([CASE]), told([{**CASE, "person.identity_number": None, "person.telephone": "13811112222"}])
    a, b = kept.subjects["person"][0], other.subjects["person"][0]
    assert a != b
    told([{"person": b, "health_check.temperature": "38", "health_check.occurred_from": "2021-01-08"}], "health_check")
    told([{"person": a, "merge.merged": b, "merge.occurred_from": "2021-01-09"}], kind="merge")
    # What was told of the other is a medical fact of theirs.
    order = {
        "decision": "tightened",
        "doctor": "甲",
        "second_signer": "乙",
        "ground": "发热",
        "occurred_from": "2021-01-09",
    }
    row = {"person": a, "medical_fact": facts("health_check")["id"][0], **order}
    assert counts(told([row], kind="decision")) == (1, 0, 0, 0)
    # What takes it back is none.
    told([{"supersedes": row["medical_fact"], "withdrawn": True, "reason": "误录"}], "health_check")
    with machine_session():
        taken_back = HealthCheck.objects.get(withdrawn=True).id
    again = told([row | {"medical_fact": taken_back, "occurred_from": "2021-01-09 12:00"}], kind="decision")
    assert [one.column for one in again.rejections] == ["decision.medical_fact"]
    again = told([{"person.name": "陈某", "person.telephone": "13811112222"}], kind="people")
    assert again.subjects["person"] == (a,)


def test_health_checks_are_kept_by_month():
    row = {"person.name": "王某", "person.telephone": "13700137000", "health_check.temperature": "36.5"}
    moments = ("2020-12-31 20:00", "2021-01-05 08:00")
    recorded = told([row | {"health_check.occurred_from": m} for m in moments], kind="health-checks")
    assert counts(recorded) == (2, 0, 0, 0)
    with machine_session(), connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT tableoid) FROM facts_healthcheck")
        assert cursor.fetchone() == (2,)


def test_an_unknown_column_names_the_one_meant():
    with pytest.raises(Mistake, match=r"did you mean 'case\.onset'"):
        told([{**CASE, "case.onst": "2021-01-04"}])


def test_a_neighbour_sees_nothing_and_nobody_changes_a_fact():
    told([CASE])
    assert known_by(NOW, ["case"])["case"].height == 0, "no session, no rows"
    with pytest.raises(DatabaseError), transaction.atomic(), machine_session(), connection.cursor() as cursor:
        cursor.execute("UPDATE facts_case SET onset = NULL")


def test_a_result_of_a_specimen_that_nobody_registered_comes_back():
    result = {"specimen.number": "P9", "test_result.result": "阴性", "test_result.occurred_from": "2021-01-05 16:00"}
    recorded = told([result], kind="results")
    assert counts(recorded) == (0, 0, 0, 1) and "no specimen" in recorded.rejections[0].reason
    assert facts("test_result").height == 0


def test_an_arrival_lies_behind_and_an_intended_return_may_lie_ahead():
    row = {"person.name": "王某", "person.telephone": "13700137000", "journey.occurred_from": "2021-01-20"}
    recorded = told([row | {"journey.direction": way} for way in ("arrival", "intended_return")], kind="journeys")
    assert counts(recorded) == (1, 0, 0, 1) and "intended return" in recorded.rejections[0].reason


def test_a_case_alone_says_whose_it_is():
    first = told([CASE])
    case = first.subjects["case"][0]
    row = {"case": case, "severity.severity": "severe", "severity.occurred_from": "2021-01-08"}
    assert told([row], kind="severity").subjects["person"] == first.subjects["person"]
    assert facts("person").height == 1 and facts("severity")["subject"].to_list() == [str(case)]


@pytest.mark.parametrize("word", ["新冠肺炎", "新型冠状病毒肺炎（确诊）", "COVID-19", "covid19"])
def test_a_disease_is_kept_by_its_code_by_whatever_name_it_is_told(word):
    told([CASE | {"case.disease": word}])
    told([CASE | {"case.onset": "2021年1月3日"}])
    assert facts("case")["disease"].to_list() == ["covid19"], "one case, corrected: not two of two diseases"


def test_a_disease_that_nobody_knows_stays_as_it_was_told():
    told([CASE | {"case.disease": "不明原因肺炎"}])
    assert facts("case")["disease"].to_list() == ["不明原因肺炎"]


def test_a_machine_records_for_many_areas_at_once_each_row_where_it_belongs():
    row = {"signal.disease": "covid19", "signal.method": "ears-c2", "signal.counted": "confirmed",
           "signal.first_day": date(2021, 1, 9), "signal.last_day": date(2021, 1, 9), "signal.observed": 4.0,
           "signal.occurred_from": NOW}  # fmt: skip
    rows = [row | {"signal": str(uuid4()), "signal.about": area} for area in ("C1", "C2", "T1")]
    machine = Recorder("early-warning", "C1")
    recorded = record("signal", rows, machine, "machine", uuid4(), NOW, areas=["C1", "C2", "T1"])
    assert counts(recorded) == (3, 0, 0, 0), recorded.rejections
    with machine_session(), connection.cursor() as cursor:
        cursor.execute("SELECT about, area, area_path FROM facts_signal ORDER BY about")
        assert cursor.fetchall() == [("C1", "C1", "/CN/C1/"), ("C2", "C2", "/CN/C2/"), ("T1", "T1", "/CN/C1/T1/")]
    with pytest.raises(Mistake, match="no area has the code 'C9'"):
        record(
            "signal",
            [row | {"signal": str(uuid4()), "signal.about": "C1"}],
            machine,
            "machine",
            uuid4(),
            NOW,
            areas=["C9"],
        )
    assert facts("signal").height == 3
