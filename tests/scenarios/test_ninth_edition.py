"""From the 7th to the 9th edition: what a diff says in words, whom it moves, and what becomes of secondary contacts.

The people are those of Tianjin, January and February 2020: 135 published cases, of which 91 links name who met whom.
What the comparison must say of them is counted here a second time, with nothing but dates.
"""

import csv
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from invented_facts import frame
from lianfang import plan
from lianfang.derive import derive
from lianfang.derive.compare import compare
from lianfang.derive.levels import levels
from lianfang.derive.versions import derive_by_versions
from lianfang.plan.diff import changes, in_words
from spec.tables import AREAS, UNITS, facts_of, moment, shown
from unit.derive.test_engines_agree import same

ZONE = ZoneInfo("Asia/Shanghai")
MEETING = datetime(2020, 2, 4, 20, 0, tzinfo=ZONE).astimezone(UTC)


def edition(name: str) -> plan.Plan:
    read, findings = plan.load(files("lianfang.plans").joinpath(f"{name}.yaml").read_text("utf-8"), f"{name}.yaml")
    assert read is not None, [finding for finding in findings if not finding.note]
    return read


SEVENTH, NINTH = edition("covid19_2020"), edition("covid19_2022")


def test_what_the_new_edition_changes_in_words():
    found = {(one.of, one.id, one.part): one for one in changes(SEVENTH, NINTH)}
    length = found["parameter", "isolation_length", "value"]
    assert (length.before.zh, length.after.zh, length.direction) == ("14天", "7天", "loosen")
    assert {"contact-isolated", "contact-released", "secondary-promoted"} <= set(length.rules)
    days = found["parameter", "isolation_specimen_days", "value"]
    assert (days.before.en, days.after.en) == ("days 1, 4, 7 and 14", "days 1, 2, 3, 5 and 7")
    assert found["parameter", "contact_time", "value"].direction == "tighten"
    added = {one.id for one in found.values() if one.of == "rule" and one.how == "added"}
    assert added == {
        "contact-monitored", "contact-monitored-specimen", "secondary-at-home", "secondary-specimens",
        "secondary-released", "secondary-promoted", "journey-isolated", "journey-isolated-specimens",
        "journey-home-specimens", "journey-low-specimens",
    }  # fmt: skip
    assert not [one.id for one in found.values() if one.of == "rule" and one.how == "removed"]
    carried = found["rule", "contact-carried", "when"]
    assert (carried.before.zh, carried.after.zh) == ("接触者类型为密接或次密接", "接触者类型为密接")
    assert {one.id for one in found.values() if one.of == "level"} == {"place_risk"}
    assert found["code", "yellow-secondary", ""].how == "added"
    assert ("definition", "cleared", "") in found
    text = in_words(changes(SEVENTH, NINTH), "zh")
    assert (
        "  修改 密切接触者集中隔离医学观察期限（自末次接触起） (isolation_length)\n    数值：14天 → 7天，放宽" in text
    )


def tianjin(shared_data: Path) -> tuple[dict[str, pl.DataFrame], list[dict[str, datetime]]]:
    """The linked cases as contacts of whoever infected them, known the day after the first meeting; and their dates."""
    with (shared_data / "chains/tianjin_cases.csv").open(encoding="utf-8") as file:
        cases = {row["case_id"]: row for row in csv.DictReader(file)}
    with (shared_data / "chains/tianjin_edges.csv").open(encoding="utf-8") as file:
        links = [(row["from"], row["to"]) for row in csv.DictReader(file) if {row["from"], row["to"]} <= cases.keys()]

    def day(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)

    told, dates = [], []
    for source, person in links:
        who = cases[person]
        first = who["exposure_start"] or who["exposure_end"]
        if not first or not who["confirm"]:
            continue
        last = who["exposure_end"] or first
        told.append(
            {"id": f"{source}-{person}", "person": person, "subject": person, "case": source, "grade": "close",
             "disease": "covid19", "occurred_from": day(first), "last": day(last), "known_at": day(first),
             "area": "county"}
        )  # fmt: skip
        dates.append({"person": person, "first": day(first), "last": day(last), "ill": day(who["confirm"])})
    of_cases = [
        {"id": f"case-{name}", "subject": name, "person": name, "classification": "confirmed", "disease": "covid19",
         "occurred_from": day(row["confirm"]), "known_at": day(row["confirm"]), "area": "county"}
        for name, row in cases.items() if row["confirm"]
    ]  # fmt: skip
    tables = {"areas": AREAS, "units": UNITS, "exposure": frame("exposure", told), "case": frame("case", of_cases)}
    return tables, dates


def test_whom_the_new_edition_would_have_moved_in_tianjin(shared_data: Path):
    tables, dates = tianjin(shared_data)
    assert len(dates) == 55

    def until(days: int) -> dict[str, datetime]:
        """Who stands at the meeting, and until when: the latest of the terms, or the day on which they fell ill."""
        ends: dict[str, datetime] = {}
        for one in dates:
            term = min(one["last"] + timedelta(days=days + 1), one["ill"])
            if term > MEETING and term > one["first"]:
                ends[one["person"]] = max(term, ends.get(one["person"], term))
        return ends

    before, after = until(14), until(7)
    found = compare(tables, SEVENTH, NINTH, MEETING).rows.filter(rule="contact-isolated")
    by_change = {change: set(rows["subject"]) for (change,), rows in found.group_by("change")}
    assert by_change["lost"] == before.keys() - after.keys()
    assert "gained" not in by_change
    moved = {person for person in before.keys() & after.keys() if before[person] != after[person]}
    # Whoever is owed sooner too: twelve hours became eight.
    assert by_change["moved"] == before.keys() & after.keys() and moved <= by_change["moved"]
    assert len(by_change["lost"]) > 3 and len(by_change["moved"]) > 3


PEOPLE = {
    "case": """
        subject | person | when        | classification | onset
        ill     | wang   | 01-04 08:00 | confirmed      | 01-03
        """,
    "exposure": """
        person | when        | case | grade     | via
        li     | 01-02 08:00 | ill  | close     | -
        zhao   | 01-02 08:00 | ill  | close     | -
        sun    | 01-03 08:00 | ill  | secondary | li
        qian   | 01-03 08:00 | ill  | secondary | zhao
        """,
    "observation": """
        person | when        | observation | stage   | site
        li     | 01-04 20:00 | central     | entered | Site
        zhao   | 01-04 20:00 | central     | entered | Site
        sun    | 01-04 21:00 | home        | entered | -
        qian   | 01-04 21:00 | home        | entered | -
        """,
    "specimen": """
        subject | persons | when
        li-1    | li      | 01-04 21:00
        li-2    | li      | 01-05 09:00
        zhao-1  | zhao    | 01-04 21:00
        zhao-2  | zhao    | 01-05 09:00
        """,
    "test_result": """
        subject | when        | result
        li-1    | 01-05 03:00 | negative
        zhao-1  | 01-05 03:00 | negative
        li-2    | 01-05 17:00 | negative
        zhao-2  | 01-05 17:00 | positive
        """,
}


def owed(version: plan.Plan, person: str, *rules: str) -> list[tuple[str, ...]]:
    found = derive(facts_of(PEOPLE), version, moment("01-06 08:00"), engine="oracle").duties
    rows = found.filter(pl.col("subject") == person, pl.col("rule").is_in(rules)).sort("rule", "occurrence")
    return [(row["rule"], row["occurrence"], shown(row["opened"]), shown(row["ends"])) for row in rows.to_dicts()]


def test_a_secondary_contact_is_released_by_the_tests_of_the_contact():
    """Li was negative twice: Sun goes free that evening. By the 7th edition both would sit for fourteen days."""
    rules = ("secondary-at-home", "secondary-released", "secondary-promoted", "contact-isolated")
    assert owed(NINTH, "sun", *rules) == [
        ("secondary-at-home", 1, "01-03 08:00", "01-05 17:00"), ("secondary-released", 1, "01-05 17:00", "-"),
    ]  # fmt: skip
    assert owed(SEVENTH, "sun", *rules) == [("contact-isolated", 1, "01-03 08:00", "01-18 00:00")]


def test_a_secondary_contact_is_isolated_once_the_contact_is_positive():
    rules = ("secondary-at-home", "secondary-released", "secondary-promoted")
    assert owed(NINTH, "qian", *rules) == [("secondary-promoted", 1, "01-05 17:00", "01-11 00:00")]


def test_a_contact_is_tested_on_five_days_and_once_more_at_home():
    found = owed(NINTH, "li", "contact-specimens", "contact-monitored", "contact-monitored-specimen")
    assert [row for row in found if row[0] == "contact-specimens"] == [
        ("contact-specimens", 1, "01-04 20:00", "01-05 00:00"), ("contact-specimens", 2, "01-05 00:00", "01-06 00:00"),
        ("contact-specimens", 3, "01-06 00:00", "01-08 00:00"), ("contact-specimens", 5, "01-08 00:00", "01-10 00:00"),
    ]  # fmt: skip
    assert ("contact-monitored", 1, "01-10 00:00", "01-13 00:00") in found
    assert ("contact-monitored-specimen", 3, "01-12 00:00", "01-13 00:00") in found


def test_the_whole_edition_is_the_same_on_both_engines():
    facts, at = facts_of(PEOPLE), moment("01-06 08:00")
    same(derive(facts, NINTH, at, engine="oracle"), derive(facts, NINTH, at, engine="duckdb"))


@pytest.mark.parametrize("engine", ["oracle", "duckdb"])
@pytest.mark.parametrize(
    ("day", "level"), [("01-11", "high"), ("01-12", "medium"), ("01-14", "medium"), ("01-15", "low")]
)
def test_a_village_is_a_zone_of_high_risk_for_seven_days_and_of_medium_for_three(day: str, level: str, engine: str):
    """The last infection was on 5 January; the day itself is the last of the seven, and of the ten."""
    infection = """
        subject | person | when        | classification | responsible
        ill     | wang   | 01-05 08:00 | asymptomatic   | mill
        """
    tables, at = facts_of({"case": infection}), moment(f"{day} 20:00")
    cases = derive(tables, NINTH, at, engine="oracle").cases
    (mill,) = levels(tables, cases, NINTH, at, engine).levels.filter(area="mill").to_dicts()
    assert (mill["lowest"], mill["highest"]) == (level, level)


def test_who_is_in_isolation_when_the_edition_begins_goes_on_by_its_term():
    """`running duties: change over`: Li, isolated two days before the ninth began, is out after seven days."""
    facts = {
        kind: rows.replace("01-02", "06-24")
        .replace("01-03", "06-24")
        .replace("01-04", "06-25")
        .replace("01-05", "06-26")
        for kind, rows in PEOPLE.items()
        if kind in ("case", "exposure", "observation")
    }
    tables = facts_of(facts)
    # The tables tell of 2021; the edition began in 2022.
    year = timedelta(days=365)
    moved = {
        kind: table.with_columns(pl.selectors.temporal() + year) if kind not in ("areas", "units") else table
        for kind, table in tables.items()
    }
    found = derive_by_versions(moved, (SEVENTH, NINTH), moment("06-28 08:00") + year, engine="oracle").duties
    (isolated,) = found.filter(subject="li", rule="contact-isolated").to_dicts()
    assert isolated["ends"] == moment("07-02 00:00") + year
