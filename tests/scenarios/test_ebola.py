"""Ebola by the plan that ships, on a simulated outbreak: the 239 cases in hospital by 15 July 2014 and their contacts.

Who is under follow-up on that evening, who is to be buried, when the outbreak would be over: counted here a second
time, with nothing but dates. Then the two laboratory rules, told as a laboratory would meet them.
"""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from invented_facts import frame
from lianfang import plan
from lianfang.derive import Derived, derive
from lianfang.plan.shelf import shipped
from spec.tables import AREAS, UNITS, facts_of, moment, shown
from unit.derive.test_engines_agree import same

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2014, 7, 15, 20, 0, tzinfo=ZONE).astimezone(UTC)
PLAN, FINDINGS = plan.load(shipped("ebola"), "ebola.yaml")


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> tuple[dict[str, dict[str, str]], list[tuple[str, str, datetime]]]:
    """The cases by their number; contacts as who infected, who was infected, and on which day."""
    folder = shared_data / "outbreaks"
    with (folder / "ebola_sim_clean_linelist.csv").open(encoding="utf-8") as file:
        every = {row["case_id"]: row for row in csv.DictReader(file)}
    cases = {name: row for name, row in every.items() if row["date_of_hospitalisation"] <= "2014-07-15"}
    with (folder / "ebola_sim_clean_contacts.csv").open(encoding="utf-8") as file:
        told = [
            (row["infector"], every.get(row["case_id"])) for row in csv.DictReader(file) if row["infector"] in cases
        ]
    contacts = [
        (infector, who["case_id"], day(who["date_of_infection"]))
        for infector, who in told
        if who is not None and who["date_of_infection"] != "NA"
    ]
    return cases, [one for one in contacts if one[2] <= AT]


@pytest.fixture(scope="module")
def tables(rows) -> dict[str, pl.DataFrame]:
    cases, contacts = rows
    common = {"disease": "ebola", "area": "county"}

    def told(kind, name, when, **more):
        return {"id": f"{kind}-{name}", "subject": name, "occurred_from": when, "known_at": when, **common, **more}

    ill = [
        told("case", name, day(row["date_of_hospitalisation"]), person=name, classification="confirmed",
             onset=day(row["date_of_onset"]).date(), responsible="county")
        for name, row in cases.items()
    ]  # fmt: skip
    words = {"Death": "died", "Recover": "discharged"}
    ends = [
        told("outcome", name, day(row["date_of_outcome"]), person=name, outcome=words[row["outcome"]])
        for name, row in cases.items()
        if row["outcome"] in words and row["date_of_outcome"] != "NA" and day(row["date_of_outcome"]) <= AT
    ]
    met = [
        told("exposure", person, when, person=person, case=infector, grade="close", last=when)
        | {"id": f"exposure-{infector}-{person}"}
        for infector, person, when in contacts
    ]
    kinds = {"case": ill, "outcome": ends, "exposure": met}
    return {"areas": AREAS, "units": UNITS} | {kind: frame(kind, told) for kind, told in kinds.items()}


@pytest.fixture(scope="module")
def found(tables) -> Derived:
    assert PLAN is not None, FINDINGS
    return derive(tables, PLAN, AT, engine="oracle")


def test_contacts_are_followed_for_21_days_or_until_they_fall_ill(rows, found: Derived) -> None:
    cases, contacts = rows
    followed = set()
    for _, person, when in contacts:
        ends = when + timedelta(days=22)
        if person in cases:
            ends = min(ends, day(cases[person]["date_of_hospitalisation"]))
        if ends > AT:
            followed.add(person)
    assert len(followed) > 10
    open_ = found.duties.filter(pl.col("rule") == "contact-told", pl.col("ends") > AT)
    assert set(open_["subject"]) == followed
    # Seen twice a day: on the day of the meeting each of them once more, for the morning's time has come and gone.
    tonight = found.duties.filter(pl.col("rule") == "contact-followed", pl.col("due") > AT, pl.col("opened") <= AT)
    assert set(tonight["subject"]) == followed


def test_whoever_died_is_owed_a_safe_burial_and_everybody_a_report_in_two_hours(rows, found: Derived) -> None:
    cases, _ = rows
    dead = {
        name for name, row in cases.items()
        if row["outcome"] == "Death" and row["date_of_outcome"] != "NA" and day(row["date_of_outcome"]) <= AT
    }  # fmt: skip
    assert len(dead) > 50
    assert set(found.duties.filter(rule="safe-burial")["subject"]) == dead
    reports = found.duties.filter(rule="case-report-at-once")
    assert reports.height == len(cases) == 239
    assert (reports["due"] - reports["opened"]).unique().to_list() == [timedelta(hours=2)]


def test_the_outbreak_is_over_42_days_after_the_last_has_left(rows, found: Derived) -> None:
    cases, _ = rows
    told = [
        max(day(row["date_of_hospitalisation"]), day(row["date_of_outcome"]))
        if row["outcome"] in ("Death", "Recover") and row["date_of_outcome"] != "NA"
        and day(row["date_of_outcome"]) <= AT
        else day(row["date_of_hospitalisation"])
        for row in cases.values()
    ]  # fmt: skip
    (outbreak,) = found.groups.to_dicts()
    assert (outbreak["cases"], outbreak["closes"]) == (239, max(told) + timedelta(days=42))
    (over,) = found.duties.filter(rule="outbreak-over").to_dicts()
    assert (over["opened"], over["owed_by"]) == (outbreak["closes"], "CDC")


def test_both_engines_say_the_same(tables, found: Derived) -> None:
    same(found, derive(tables, PLAN, AT, engine="duckdb"))  # type: ignore[arg-type]


LABORATORY = {
    "case": """
        subject | person | when        | classification | onset | disease
        a       | wang   | 01-04 08:00 | suspected      | 01-03 | ebola
        b       | li     | 01-04 08:00 | suspected      | 01-01 | ebola
        c       | zhao   | 01-04 08:00 | confirmed      | 01-03 | ebola
        d       | sun    | 01-04 08:00 | confirmed      | 01-03 | ebola
        """,
    "specimen": """
        subject | persons | when | disease
        wang-1  | wang    | 01-05 09:00 | ebola
        li-1    | li      | 01-05 09:00 | ebola
        zhao-1  | zhao    | 01-12 09:00 | ebola
        zhao-2  | zhao    | 01-14 09:00 | ebola
        sun-1   | sun     | 01-12 09:00 | ebola
        sun-2   | sun     | 01-13 09:00 | ebola
        sun-3   | sun     | 01-14 09:00 | ebola
        """,
    "test_result": """
        subject | when        | result | disease
        wang-1  | 01-05 20:00 | negative | ebola
        li-1    | 01-05 20:00 | negative | ebola
        zhao-1  | 01-12 20:00 | negative | ebola
        zhao-2  | 01-14 20:00 | negative | ebola
        sun-1   | 01-12 20:00 | negative | ebola
        sun-2   | 01-13 20:00 | positive | ebola
        sun-3   | 01-14 20:00 | negative | ebola
        """,
}


def test_the_two_rules_of_the_laboratory() -> None:
    """Wang's negative came 57 hours after onset, Li's on day four; Zhao had two negatives, Sun a positive between."""
    assert PLAN is not None
    found = derive(facts_of(LABORATORY), PLAN, moment("01-15 08:00"), engine="oracle").duties
    rules = found.filter(pl.col("rule").is_in(["sampled-again", "discharge"])).sort("rule")
    told = [(row["rule"], row["subject"], shown(row["opened"]), shown(row["due"])) for row in rules.to_dicts()]
    assert told == [
        ("discharge", "zhao", "01-14 20:00", "01-15 20:00"), ("sampled-again", "wang", "01-07 09:00", "01-08 09:00"),
    ]  # fmt: skip
