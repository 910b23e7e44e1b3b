"""The norovirus outbreak of a primary school in Derbyshire, 2001, by the plan that ships: figures counted by hand.

Day 0 is 1 June 2001. Onsets by day: 1, 2, 3, 6, 7, 8, 11: one each; 12: 2; 14: 1; 16: 23; 17: 10; 18: 5; 19: 2; 21:
6; 22: 6; 23: 3; 24: 2; 26: 3; 27: 2; 28: 3: 75 of 492 pupils. Never do 7 days pass between two: it is one outbreak;
on day 16 both the fifth case in three days and the twentieth in seven fell ill. In class 1 the onsets are on days 2,
12, 16 (3), 17 (4), 21, 22, 24, 27; in class 10 on 3, 12, 14, 16 (8), 17 (4), 18; in class 11 on 16 (3), 17, 18, 24;
no other class has five in three days (classes 4 and 14 have four).
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import polars as pl
import pytest
import yaml

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2001, 7, 1, 1, 0, tzinfo=UTC)
SCHOOL = "DER-SCHOOL"
FILE = "outbreaks/norovirus_derbyshire_2001_school.csv"


def day(number: int) -> datetime:
    return datetime(2001, 6, 1, tzinfo=ZONE) + timedelta(days=number)


@pytest.fixture
def school(shared_data: Path, tmp_path: Path) -> None:
    """The line list, and the pupils of the classes of one school: the file does not name it."""
    from importlib.resources import files

    from lianfang.facts import load as loading
    from lianfang.places.tree import install_areas, install_units

    install_areas(
        [
            {"code": "GB", "name": "英国", "level": "nation", "parent": None},
            {"code": "GB-Derbyshire", "name": "Derbyshire", "level": "county", "parent": "GB"},
        ]
    )
    install_units(
        [
            {"code": SCHOOL, "kind": "school", "name": "小学", "area": "GB-Derbyshire"},
            {"code": "DER-CDC", "kind": "cdc", "name": "疾控中心", "area": "GB-Derbyshire"},
        ]
    )
    loading.load("linelist", shared_data / FILE, loading.Options(day_zero=date(2001, 6, 1)), AT)
    mapping = yaml.safe_load(
        files("lianfang.facts.load").joinpath("mappings/norovirus_school_2001_pupils.yaml").read_text("utf-8")
    )
    mapping["constants"]["membership.unit"] = SCHOOL
    own = tmp_path / "pupils.yaml"
    own.write_text(yaml.safe_dump(mapping, allow_unicode=True), "utf-8")
    loading.load("memberships", shared_data / FILE, loading.Options(map=str(own)), AT)


def stored() -> dict[str, pl.DataFrame]:
    from lianfang.access.session import machine_session
    from lianfang.situation.models import Duty, DutyCause, Group, GroupMember
    from lianfang.situation.writing import stored as held

    with machine_session():
        return {
            model.__name__: held(model).sort(held(model).columns) for model in (Group, GroupMember, Duty, DutyCause)
        }


def rebuilt(at: datetime) -> dict[str, pl.DataFrame]:
    from lianfang.situation.refresh import rebuild

    rebuild(at)
    return stored()


def local(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    return frame.with_columns(pl.col(names).dt.convert_time_zone("Asia/Shanghai"))


def told(kind: str, row: dict[str, Any], unit: str, at: datetime) -> None:
    """Records as a unit does, refreshes, and holds what was refreshed against what is rebuilt from nothing."""
    from lianfang import facts
    from lianfang.facts import Recorder
    from lianfang.situation.outbox import drain

    by = Recorder(unit.lower(), "GB-Derbyshire", unit)
    recorded = facts.record(kind, [row], by, "page", uuid4(), at, defaults={"disease": "norovirus"})
    assert recorded.rejected == 0, recorded.rejections
    before = stored()
    drain(at)
    refreshed = stored()
    assert any(not refreshed[name].equals(before[name]) for name in before), "nothing followed"
    again = rebuilt(at)
    for name, frame in refreshed.items():
        assert again[name].equals(frame), name


def test_the_outbreak_and_its_classes(school: None) -> None:
    found = rebuilt(AT)
    groups = local(found["Group"], "first", "founded", "last", "closes").sort("definition", "place")
    shown = groups.select("definition", "place", "unit", "cases", "first", "founded", "last", "closes").rows()
    assert shown == [
        ("class-cluster", "1", SCHOOL, 12, day(12), day(17), day(27), day(34)),
        ("class-cluster", "10", SCHOOL, 15, day(12), day(16), day(18), day(25)),
        ("class-cluster", "11", SCHOOL, 6, day(16), day(18), day(24), day(31)),
        ("school-cluster", SCHOOL, SCHOOL, 75, day(1), day(16), day(28), day(35)),
        ("school-outbreak", SCHOOL, SCHOOL, 75, day(1), day(16), day(28), day(35)),
    ]
    assert set(groups["responsible"]) == {"/GB/GB-Derbyshire/"}
    duties = found["Duty"].filter(disease="norovirus")
    assert dict(duties.group_by("rule").len().iter_rows()) == {
        "cluster-report": 1, "outbreak-report": 1, "cluster-investigation": 1, "class-suspended": 3,
        "class-disinfected": 3, "stays-away": 75, "comes-back": 75,
    }  # fmt: skip
    owed = dict(duties.group_by("rule").agg(pl.col("owed_by").unique().sort()).iter_rows())
    assert owed["outbreak-report"] == owed["cluster-investigation"] == ["DER-CDC"]
    assert owed["class-suspended"] == owed["stays-away"] == [SCHOOL]
    outbreak = local(duties.filter(rule="outbreak-report"), "opened", "due", "ends").row(0, named=True)
    assert (outbreak["opened"], outbreak["due"], outbreak["ends"]) == (day(16), day(16) + timedelta(hours=2), day(35))


def test_a_pupil_comes_back_72_hours_after_the_last_symptom(school: None, shared_data: Path) -> None:
    import csv

    with (shared_data / FILE).open(encoding="utf-8") as file:
        ill = [row for row in csv.DictReader(file) if row["start_illness"] != "0"]
    ends = sorted(day(int(row["end_illness"]) + 3) for row in ill)
    duties = local(rebuilt(AT)["Duty"].filter(rule="comes-back"), "opened")
    assert sorted(duties["opened"]) == ends


def test_what_is_done_about_a_case_meets_what_its_group_owes(school: None) -> None:
    """Each step refreshed by itself, and as from nothing; what is done in one class is done there only."""
    found = rebuilt(AT)
    members = found["GroupMember"].join(found["Group"], on="group")
    of_one = members.filter(definition="class-cluster", place="1").sort("since", "case").row(0, named=True)
    at = day(18) + timedelta(hours=9)
    for action, unit in (
        ("event_report", "DER-CDC"), ("case_investigation", "DER-CDC"), ("suspension", SCHOOL),
        ("terminal_disinfection", SCHOOL),
    ):  # fmt: skip
        row = {"action.subject": of_one["case"], "person": of_one["person"], "action.action": action}
        told("action", row | {"action.occurred_from": at}, unit, AT)
    duties = stored()["Duty"]
    met = {
        rule: duties.filter(pl.col("met").is_not_null(), rule=rule).height
        for rule in (
            "cluster-report",
            "outbreak-report",
            "cluster-investigation",
            "class-suspended",
            "class-disinfected",
        )
    }
    assert met == {
        "cluster-report": 1, "outbreak-report": 1, "cluster-investigation": 1, "class-suspended": 1,
        "class-disinfected": 1,
    }  # fmt: skip


def test_a_duty_of_a_group_is_waived_and_the_others_stand(school: None) -> None:
    duties = rebuilt(AT)["Duty"].filter(rule="class-suspended")
    first = duties.sort("key").row(0, named=True)
    row = {"waiver.duty": first["key"], "waiver.why": "other", "waiver.occurred_from": AT}
    told("waiver", row, SCHOOL, AT)
    after = stored()["Duty"].filter(rule="class-suspended")
    assert after["key"].to_list() == duties["key"].to_list()
    assert after.filter(pl.col("waived").is_not_null())["key"].to_list() == [first["key"]]


def test_one_pupil_touches_the_group_and_nobody_else(school: None) -> None:
    """What a refresh reads: the cases that are or may be in one group, and no pupil who is well."""
    from lianfang.access.session import machine_session
    from lianfang.situation.touching import affected

    members = rebuilt(AT)["GroupMember"]
    person = members.row(0, named=True)["person"]
    with machine_session():
        found = affected([("person", person)])
    assert found.persons == set(members["person"].unique())
    assert found.around == set()
    assert len(found.persons) == 75 and found.cases == set(members["case"].unique())


def test_a_food_handler_is_sampled_once_the_school_has_a_cluster(school: None) -> None:
    rebuilt(AT)
    cook = {"person.name": "王某", "person.telephone": "13800138000", "person.occupation": "厨工"}
    cook |= {"person.residence": "GB-Derbyshire"}
    membership = {"membership.group_kind": "workplace", "membership.unit": SCHOOL, "membership.group": "食堂"}
    told("memberships", cook | membership, SCHOOL, AT)
    (duty,) = stored()["Duty"].filter(rule="food-handlers-sampled").to_dicts()
    assert (duty["owed_by"], duty["met"]) == ("DER-CDC", None)
    assert local(stored()["Duty"].filter(rule="food-handlers-sampled"), "opened", "ends").select("opened", "ends").row(
        0
    ) == (
        day(16),
        day(35),
    )
