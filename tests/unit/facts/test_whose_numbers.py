"""A tube's and a case's number told again: nobody else gets them in silence, and whoever corrects says why."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lianfang.access.session import machine_session
from lianfang.facts import Recorder, known_by
from lianfang.facts.cells.reasons import chinese

from .test_entry import CASE, DOCTOR, NOW, counts, county, facts, told  # noqa: F401 — the county is a fixture

pytestmark = pytest.mark.django_db

TAKEN = {"specimen.number": "T1", "specimen.occurred_from": "2021-01-05 08:00", "specimen.category": "person"}
CHEN = {"person.name": "陈某", "person.identity_number": "110101199003078515", "person.telephone": "13800138000"}
LI = {"person.name": "李某", "person.telephone": "13900139000"}
NEXT_COUNTY = Recorder("tester", "C2", None)


def registered(*rows, by=DOCTOR, **more):
    return told(list(rows), kind="tests", by=by, **more)


def people_of_tube(number="T1"):
    with machine_session():
        (tube,) = known_by(NOW + timedelta(days=1), ["specimen"], where={"number": [number]})["specimen"].to_dicts()
        held = {"person": tube["persons"] or []}
        known = known_by(NOW + timedelta(days=1), ["person"], held)["person"] if tube["persons"] else None
    return sorted(known["name"].to_list()) if known is not None else []


def why(recorded):
    (rejection,) = recorded.rejections
    assert chinese(rejection.reason) != rejection.reason, "said in Chinese too"
    return rejection.column, rejection.reason


# Tubes


def test_a_tube_told_again_does_not_move_to_somebody_else():
    registered(CHEN | TAKEN)
    for by in (DOCTOR, NEXT_COUNTY):
        recorded = registered(LI | TAKEN, by=by)
        assert counts(recorded) == (0, 0, 0, 1)
        assert why(recorded)[0] == "specimen.number" and "registered for other people" in why(recorded)[1]
    assert people_of_tube() == ["陈某"]
    assert facts("person")["name"].to_list() == ["陈某"], "the refused row made nobody"


def test_the_same_list_twice_changes_nothing_and_a_moment_is_corrected():
    rows = [CHEN | TAKEN, LI | TAKEN | {"specimen.number": "T2"}]
    assert counts(registered(*rows)) == (2, 0, 0, 0)
    assert counts(registered(*rows)) == (0, 2, 0, 0)
    assert counts(registered(CHEN | TAKEN | {"specimen.occurred_from": "2021-01-05 09:00"})) in (
        (0, 0, 1, 0),
        (0, 1, 0, 0),
    )
    assert people_of_tube() == ["陈某"]


def test_one_row_of_a_pool_told_again_leaves_the_others_in_it():
    people = [{"person.name": f"甲{n}", "person.telephone": f"1360000000{n}"} for n in range(4)]
    pool = TAKEN | {"specimen.pool": "5"}
    registered(*(each | pool for each in people))
    assert counts(registered(people[2] | pool)) == (0, 1, 0, 0)
    assert people_of_tube() == ["甲0", "甲1", "甲2", "甲3"]


def test_who_was_refused_joins_the_pool_by_its_size_and_nobody_over_it():
    people = [{"person.name": f"甲{n}", "person.telephone": f"1360000000{n}"} for n in range(6)]
    pool = TAKEN | {"specimen.pool": "5"}
    registered(*(each | pool for each in people[:4]))
    assert counts(registered(people[4] | TAKEN)) == (0, 0, 0, 1), "does not say that it is the pool of five"
    assert counts(registered(people[4] | pool)) == (0, 0, 1, 0)
    assert people_of_tube() == ["甲0", "甲1", "甲2", "甲3", "甲4"]
    assert counts(registered(people[5] | pool)) == (0, 0, 0, 1)
    assert len(people_of_tube()) == 5


def test_a_tube_of_one_is_not_of_two_in_one_list():
    recorded = registered(CHEN | TAKEN | {"specimen.pool": "1"}, LI | TAKEN | {"specimen.pool": "1"})
    assert counts(recorded) == (0, 0, 0, 2) and "more people than its pool" in recorded.rejections[0].reason
    assert facts("specimen").height == 0


def test_a_correction_moves_a_tube_and_says_why():
    registered(CHEN | TAKEN)
    fact = facts("specimen")["id"][0]
    other = told([LI], kind="people").subjects["person"][0]
    moved = {"specimen.supersedes": fact, "specimen.persons": [str(other)]}
    assert counts(told([moved], kind="specimen")) == (0, 0, 0, 1), "no reason, no move"
    assert counts(told([moved | {"specimen.reason": "管号贴错"}], kind="specimen")) == (0, 0, 1, 0)
    assert people_of_tube() == ["李某"]
    assert counts(registered(CHEN | TAKEN)) == (0, 0, 0, 1), "nor back again without one"


def test_a_number_that_was_withdrawn_is_free():
    registered(CHEN | TAKEN)
    gone = {"specimen.supersedes": facts("specimen")["id"][0], "specimen.withdrawn": True, "specimen.reason": "作废"}
    assert counts(told([gone], kind="specimen")) == (0, 0, 1, 0)
    assert registered(LI | TAKEN).rejected == 0
    assert people_of_tube() == ["李某"]


def test_no_tube_gets_another_tubes_number():
    registered(CHEN | TAKEN, LI | TAKEN | {"specimen.number": "T2"})
    second = next(row for row in facts("specimen").to_dicts() if row["number"] == "T2")
    change = {"specimen.supersedes": second["id"], "specimen.number": "T1", "specimen.reason": "抄错"}
    assert "number of another one" in why(told([change], kind="specimen"))[1]


def test_what_was_taken_of_a_surface_is_nobodys():
    surface = {**TAKEN, "specimen.category": "surface", "specimen.note": "砧板"}
    assert counts(told([surface], kind="specimen")) == (1, 0, 0, 0)
    assert counts(registered(CHEN | TAKEN)) == (0, 0, 0, 1)


def test_a_tube_of_nobody_yet_gets_its_person_and_a_merged_one_is_no_other():
    told([TAKEN], kind="specimen")
    assert registered(CHEN | TAKEN).rejected == 0
    assert people_of_tube() == ["陈某"]
    registered(LI | TAKEN | {"specimen.number": "T2"})
    kept, merged = (told([each], kind="people").subjects["person"][0] for each in (CHEN, LI))
    told([{"person": kept, "merge.merged": merged, "merge.occurred_from": "2021-01-09"}], kind="merge")
    assert registered(CHEN | TAKEN | {"specimen.number": "T2"}).rejected == 0


# Cases

NUMBERED = {**CASE, "case.number": "07"}
NAMELESS = {"case.number": "07", "case.classification": "确诊", "case.occurred_from": "2021-01-06 08:00"}


def test_somebody_else_does_not_become_the_person_of_a_case():
    first = told([NUMBERED | {"person.sex": "男"}])
    other = {**NAMELESS, "person.name": "李某", "person.identity_number": "110101197001014519"}
    known = told([{"person.name": "李某", "person.identity_number": "110101197001014519"}], kind="people")
    for row in (other, {**NAMELESS, "person.name": "王某"}, {**NAMELESS, "person": known.subjects["person"][0]}):
        recorded = told([row])
        assert counts(recorded) == (0, 0, 0, 1)
        assert why(recorded)[0] == "case.number" and "another person's case" in why(recorded)[1]
    assert sorted(facts("person")["name"].to_list()) == ["李某", "陈某"]
    assert set(facts("case")["person"].to_list()) == {str(first.subjects["person"][0])}


def test_a_row_of_nobody_is_of_the_case_unless_sex_birth_or_age_are_anothers():
    first = told([NUMBERED | {"person.sex": "男", "person.birth": "1990-03-07"}])
    assert told([NAMELESS]).subjects["person"] == first.subjects["person"]
    assert told([NAMELESS | {"person.sex": "男"}]).rejected == 0
    for other in ({"person.sex": "女"}, {"person.birth": "1950-02-03"}):
        assert counts(told([NAMELESS | other])) == (0, 0, 0, 1)
    assert facts("person")["sex"].to_list() == ["male"]


def test_what_one_knows_of_a_case_later_is_said_of_its_person():
    nameless = {key: value for key, value in NUMBERED.items() if not key.startswith("person.")} | {"person.age": 30}
    first = told([nameless])
    again = told([NUMBERED | {"person.age": 31}])
    assert again.rejected == 0 and again.subjects == first.subjects
    spelt = {**NAMELESS, "person.name": "陈謀", "person.identity_number": "110101199003078515"}
    assert told([spelt]).subjects["person"] == first.subjects["person"]
    assert facts("person").height == 1


def test_a_case_of_the_wrong_person_is_corrected_with_a_reason():
    first = told([NUMBERED])
    row = {**CASE, **LI, "person.identity_number": None, "case.number": "07"}
    recorded = told([row | {"case.reason": "登记错人"}])
    assert recorded.rejected == 0 and recorded.subjects["case"] == first.subjects["case"]
    assert (
        set(facts("case")["person"].to_list())
        == {str(recorded.subjects["person"][0])}
        != {str(first.subjects["person"][0])}
    )


def test_several_cases_told_by_themselves_are_of_their_people():
    second = {**CASE, **LI, "person.identity_number": None, "case.number": "08"}
    first = told([NUMBERED, second])
    rows = [{"case": case, "case.generation": 2, "case.supersedes": fact["id"]} for case, fact in
            zip(first.subjects["case"], facts("case").to_dicts(), strict=True)]  # fmt: skip
    assert told(rows, kind="case").subjects["person"] == first.subjects["person"]


def test_no_case_gets_another_cases_number():
    told([NUMBERED])
    other = told([{**CASE, **LI, "person.identity_number": None, "case.number": "08"}]).subjects["case"][0]
    change = {"case": other, "case.number": "07", "case.classification": "确诊", "case.occurred_from": "2021-01-06"}
    assert "number of another one" in why(told([change], kind="case"))[1]


def test_one_number_of_two_people_in_one_list_is_the_firsts():
    second = {**CASE, "person.name": "李某", "person.identity_number": "110101197001014519", "case.number": "07"}
    recorded = told([NUMBERED, second])
    assert counts(recorded) == (1, 0, 0, 1) and recorded.rejections[0].row == 1
    assert counts(told([NUMBERED, second], request=uuid4())) == (0, 1, 0, 1)
