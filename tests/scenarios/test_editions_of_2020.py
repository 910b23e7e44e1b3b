"""The editions of 2020 one after the other, and what one province added on 24 January, when its Level I response began.

Until 14 September 2020 only close contacts are isolated and two cases make a cluster; the 7th edition, of the 15th,
asks for contacts of contacts and for five. Counties have levels from 24 February to 15 June, places from 16 June on.
"""

from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from lianfang import plan
from lianfang.derive import derive, place_subject
from lianfang.derive.levels import levels
from lianfang.derive.versions import derive_by_versions
from lianfang.plan.shelf import beside

SHIPPED = Path(str(files("lianfang.plans")))
ZONE = ZoneInfo("Asia/Shanghai")
ENGINES = pytest.mark.parametrize("engine", ["oracle", "duckdb"])


def read(name: str) -> plan.Plan:
    file = SHIPPED / name
    held, findings = plan.load(file.read_text("utf-8"), file.name, beside(file.parent))
    assert held is not None
    assert [finding for finding in findings if not finding.note] == []
    return held


SIXTH, SEVENTH, SICHUAN = (
    read(name) for name in ("earlier/covid19_2020.yaml", "covid19_2020.yaml", "earlier/covid19_2020_sichuan.yaml")
)
AREAS = pl.DataFrame(
    [
        ("CN", "中国", "nation", None),
        ("420000", "湖北省", "province", "CN"), ("420100", "武汉市", "prefecture", "420000"),
        ("510000", "四川省", "province", "CN"), ("510100", "成都市", "prefecture", "510000"),
        ("510104", "锦江区", "county", "510100"), ("510104001", "春熙路街道", "town", "510104"),
        ("510600", "德阳市", "prefecture", "510000"),
    ],
    schema=["code", "name", "level", "parent"], orient="row",
)  # fmt: skip
UNITS = pl.DataFrame(
    [
        ("command", "锦江区指挥部", "command", "510104"), ("market", "农贸市场", "market", "510104"),
        ("library", "图书馆", "venue", "510104"), ("clinic", "区医院", "hospital", "510104"),
    ],
    schema=["code", "name", "kind", "area"], orient="row",
)  # fmt: skip


def at(text: str) -> datetime:
    """`01-24 08:00` of 2020 in China."""
    return datetime.strptime(f"2020-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE).astimezone(UTC)


def told(**kinds: list[dict[str, object]]) -> dict[str, pl.DataFrame]:
    made = {"areas": AREAS, "units": UNITS}
    for kind, rows in kinds.items():
        named = [{"id": f"{kind}{number}", "subject": f"{kind}{number}", **row} for number, row in enumerate(rows)]
        made[kind] = pl.DataFrame(named, infer_schema_length=None)
    return made


def owed(found: pl.DataFrame, rule: str) -> list[tuple[str, str, bool]]:
    """Of whom a rule is owed, by when, and whether that is met."""
    rows = found.filter(pl.col("rule") == rule).sort("due", "subject").to_dicts()
    return [(row["subject"], f"{row['due'].astimezone(ZONE):%m-%d %H:%M}", row["met"] is not None) for row in rows]


@ENGINES
def test_a_province_on_24_january(engine: str) -> None:
    """Given Level I from 24 January noon, travellers from Wuhan and from Deyang, one with fever, and an inspection."""
    facts = told(
        declaration=[
            {"declared": "510000", "about": "response", "level": "response_1", "occurred_from": at("01-24 12:00")},
            {"declared": "420100", "about": "risk", "level": "high", "occurred_from": at("01-23 10:00")},
        ],
        journey=[
            {"person": "from-wuhan", "direction": "arrival", "origin": "420100", "destination": "510104",
             "occurred_from": at("01-25 09:00")},
            {"person": "unseen", "direction": "arrival", "origin": "420100", "destination": "510104",
             "occurred_from": at("01-26 21:00")},
            {"person": "from-deyang", "direction": "arrival", "origin": "510600", "destination": "510104",
             "occurred_from": at("01-25 09:00")},
        ],
        health_check=[
            {"person": "from-wuhan", "temperature": 37.8, "setting": "door", "area": "510104",
             "occurred_from": at("01-25 09:30")},
        ],
        inspection=[{"unit": "market", "area": "510104", "occurred_from": at("01-25 15:00")}],
        finding=[{"subject": "stalls", "unit": "market", "area": "510104", "problem": "活禽",
                  "occurred_from": at("01-25 15:00")}],
        rectification=[{"subject": "stalls", "done": "已清退", "area": "510104", "occurred_from": at("01-26 10:00")}],
    )  # fmt: skip
    found = derive(facts, SICHUAN, at("01-26 23:00"), engine=engine).duties  # type: ignore[arg-type]
    # Then whoever comes from Wuhan owes a temperature on the day, and whoever comes from Deyang nothing.
    assert owed(found, "arrival-screened") == [("from-wuhan", "01-26 00:00", True), ("unseen", "01-27 00:00", False)]
    assert owed(found, "fever-at-station") == [("from-wuhan", "01-26 00:00", False)]
    # The market and the library are inspected every day; of the market the 25th is done.
    places = {place_subject("unit", code): code for code in ("library", "market")}
    inspected = {(places[subject], due): met for subject, due, met in owed(found, "crowded-place-inspected")}
    assert inspected == {
        (unit, f"01-{day + 1} 02:00"): (unit, day) == ("market", 25)
        for unit in ("library", "market") for day in (24, 25, 26)
    }  # fmt: skip
    assert owed(found, "finding-rectified") == [("stalls", "01-28 15:00", True)]
    # And by the nation's own edition none of it.
    nation = derive(facts, SIXTH, at("01-26 23:00"), engine=engine).duties  # type: ignore[arg-type]
    assert set(found["rule"].unique()) - set(nation["rule"].unique()) == {
        "arrival-screened", "fever-at-station", "crowded-place-inspected", "finding-rectified",
    }  # fmt: skip


@ENGINES
def test_contacts_of_contacts_from_15_september(engine: str) -> None:
    """Given a contact's contact on 13 and another on 16 September, then only the second is isolated."""
    met = (("before", "secondary", "09-13"), ("after", "secondary", "09-16"), ("close", "close", "09-13"))
    exposed = [
        {"person": person, "case": "k", "grade": grade, "disease": "covid19", "occurred_from": at(f"{day} 10:00"),
         "last": at(f"{day} 10:00")}
        for person, grade, day in met
    ]  # fmt: skip
    facts = told(exposure=exposed)
    found = derive_by_versions(facts, [SIXTH, SEVENTH], at("09-17 08:00"), engine)  # type: ignore[arg-type]
    assert [subject for subject, _, _ in owed(found.duties, "contact-isolated")] == ["close", "after"]
    assert [held.contacts.hops for held in (SIXTH, SEVENTH) if held.contacts] == [1, 2]


@pytest.mark.parametrize(
    ("day", "scales"),
    [
        ("02-23 12:00", set()),
        ("02-24 12:00", {"county_risk"}),
        ("06-15 12:00", {"county_risk"}),
        ("06-16 12:00", {"place_risk"}),
    ],
)
@ENGINES
def test_counties_have_levels_first_and_places_then(day: str, scales: set[str], engine: str) -> None:
    counted = [{"counted": "510104", "day": date(2020, 2, 20), "disease": "covid19", "confirmed": 3}]
    facts = told(reported_count=[{**row, "occurred_from": at("02-20 12:00")} for row in counted])
    cases = derive(facts, SIXTH, at(day), engine=engine).cases  # type: ignore[arg-type]
    assert set(levels(facts, cases, SIXTH, at(day), engine).levels["scale"]) == scales
