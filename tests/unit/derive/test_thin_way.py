"""One journey from a place at risk: two duties, one of them struck off by a laboratory's result."""

from datetime import UTC, date, datetime, timedelta
from importlib.resources import files

import polars as pl

from lianfang import plan
from lianfang.derive import derive, state

AREAS = pl.DataFrame(
    [("CN", None, "nation"), ("13", "CN", "province"), ("1301", "13", "county"), ("230127", "CN", "county"),
     ("230127001", "230127", "town"), ("230127001001", "230127001", "village"), ("g1", "230127001001", "grid")],
    schema=["code", "parent", "level"], orient="row",
)  # fmt: skip
UNITS = pl.DataFrame(
    [("G1", "grid", "g1"), ("T1", "command", "230127001"), ("C1", "command", "230127"), ("CDC", "cdc", "230127")],
    schema=["code", "kind", "area"], orient="row",
)  # fmt: skip
ARRIVED = datetime(2021, 1, 9, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai


def covid() -> plan.Plan:
    read, findings = plan.load(
        files("lianfang.plans").joinpath("covid19_2020_county.yaml").read_text("utf-8"), "covid19"
    )
    assert read is not None, [finding for finding in findings if not finding.note]
    return read


def facts() -> dict[str, pl.DataFrame]:
    journey = {"id": "j1", "subject": "p1", "person": "p1", "occurred_from": ARRIVED, "known_at": ARRIVED,
               "direction": "arrival", "origin": "1301", "destination": "g1", "area": "230127"}  # fmt: skip
    risk = {"id": "d1", "occurred_from": ARRIVED - timedelta(days=2), "about": "risk", "level": "high",
            "declared": "13", "counts_from": date(2020, 12, 25), "disease": "covid19", "area": "230127"}  # fmt: skip
    return {"journey": pl.DataFrame([journey]), "declaration": pl.DataFrame([risk]), "areas": AREAS, "units": UNITS}


def laboratory() -> dict[str, pl.DataFrame]:
    sampled = ARRIVED + timedelta(hours=5)
    return {
        "specimen": pl.DataFrame([{"id": "s1", "subject": "s", "persons": ["p1"], "occurred_from": sampled,
                                   "disease": "covid19"}]),
        "test_result": pl.DataFrame([{"id": "t1", "subject": "s", "result": "negative", "disease": "covid19",
                                      "occurred_from": sampled + timedelta(hours=8)}]),
    }  # fmt: skip


def test_a_journey_from_a_place_at_risk_owes_a_test_and_home_observation():
    duties = derive(facts(), covid(), ARRIVED + timedelta(hours=1)).duties
    assert duties["rule"].sort().to_list() == ["journey-home-observation", "journey-test"]
    assert duties["owed_by"].to_list() == ["G1", "G1"]
    assert duties["area"].unique().to_list() == ["/CN/230127/230127001/230127001001/g1/"]
    assert duties["due"].unique().to_list() == [ARRIVED + timedelta(hours=24)]
    assert [state(duty, ARRIVED + timedelta(hours=1)) for duty in duties.to_dicts()] == ["open", "open"]
    assert [state(duty, ARRIVED + timedelta(hours=25)) for duty in duties.to_dicts()] == ["overdue", "overdue"]


def test_a_laboratory_result_strikes_one_off():
    before, at = derive(facts(), covid(), ARRIVED), ARRIVED + timedelta(days=1)
    after = derive(facts() | laboratory(), covid(), at)
    assert set(before.duties["key"]) == set(after.duties["key"])
    met = after.duties.filter(rule="journey-test").row(0, named=True)
    assert (met["met_by"], met["met_kind"]) == ("t1", "test_result")
    assert met["met"] == ARRIVED + timedelta(hours=5)
    assert state(met, at) == "met"
    assert after.duties.filter(rule="journey-home-observation")["met"].to_list() == [None]
    assert after.causes["fact"].unique().to_list() == ["j1"]


def test_who_left_before_the_place_counts_owes_nothing():
    tables = facts()
    tables["journey"] = tables["journey"].with_columns(
        left_origin=pl.lit(datetime(2020, 12, 20, tzinfo=UTC)).cast(pl.Datetime("us", "UTC"))
    )
    assert derive(tables, covid(), ARRIVED).duties.is_empty()


def test_withdrawing_the_fact_withdraws_the_duty():
    tables = facts() | {"journey": facts()["journey"].clear()}
    assert derive(tables, covid(), ARRIVED).duties.is_empty()


def test_nobody_responsible_is_said_so():
    tables = facts() | {"units": UNITS.clear()}
    duties = derive(tables, covid(), ARRIVED).duties
    assert duties["owed_by"].to_list() == [None, None]
    assert duties["owed_kind"].to_list() == ["grid", "grid"]
    assert duties["area"].null_count() == 0
