"""Tables for the tests of reports: a province of three prefectures, its units, and no facts."""

from datetime import UTC, date, datetime

import polars as pl

from lianfang.reports.counted import Counted, Tree
from lianfang.reports.daily import infected_contacts

DISEASE = "covid19"
DAY = date(2021, 1, 9)
CUT = datetime(2021, 1, 9, 16, tzinfo=UTC)
DUE = datetime(2021, 1, 9, 18, tzinfo=UTC)
NOW = datetime(2021, 1, 10, 2, tzinfo=UTC)
MOMENT = pl.Datetime("us", "UTC")

REPORTED = {
    "counted": pl.String,
    "day": pl.Date,
    "disease": pl.String,
    "publisher": pl.String,
    "known_at": MOMENT,
} | dict.fromkeys(("confirmed", "suspected", "asymptomatic", "cured", "dead"), pl.Int64)
SIGN_OFFS = {
    "unit": pl.String,
    "day": pl.Date,
    "disease": pl.String,
    "zero": pl.Boolean,
    "occurred_from": MOMENT,
}
DUTIES = dict.fromkeys(("rule", "disease", "owed_by", "responsible", "area"), pl.String) | dict.fromkeys(
    ("due", "met", "waived", "ends"), MOMENT
)
CONTACTS = {"person": pl.String, "disease": pl.String, "responsible": pl.String, "released": MOMENT}
CASES = {"person": pl.String, "disease": pl.String, "confirmed": MOMENT, "asymptomatic": MOMENT}
COUNTS = {
    "area": pl.String,
    "disease": pl.String,
    "date": pl.Date,
    "figure": pl.String,
    "origin": pl.String,
    "value": pl.Int64,
}
COUNTING_FROM = {"area": pl.String, "disease": pl.String, "day": pl.Date}

AREAS = pl.DataFrame(
    [
        ("510000", None, "province", "四川省", "/510000/", 1_000_000),
        ("510100", "510000", "prefecture", "成都市", "/510000/510100/", 600_000),
        ("510400", "510000", "prefecture", "攀枝花市", "/510000/510400/", 200_000),
        ("513200", "510000", "prefecture", "阿坝藏族羌族自治州", "/510000/513200/", 200_000),
        ("510104", "510100", "county", "锦江区", "/510000/510100/510104/", None),
    ],
    schema=["code", "parent", "level", "name", "path", "population"],
    orient="row",
)
UNITS = pl.DataFrame(
    [
        (code, kind, name, area, AREAS.filter(pl.col("code") == area)["path"][0], leader)
        for code, kind, name, area, leader in (
            ("U1", "cdc", "成都市疾控中心", "510100", "王志远"),
            ("U2", "hospital", "攀枝花市医院", "510400", ""),
            ("U3", "hospital", "阿坝州医院", "513200", "赵建国"),
            ("U4", "hospital", "锦江区医院", "510104", ""),
            ("U5", "fever_clinic", "锦江区发热门诊", "510104", ""),
            ("U6", "school", "锦江小学", "510104", ""),
        )
    ],
    schema=["code", "kind", "name", "area", "path", "leader"],
    orient="row",
)


def frame(schema, *rows):
    """Rows of keyword values in the columns of a schema; what is left out is null."""
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def reported(area, day, **figures):
    return {"counted": area, "day": day, "disease": "covid19", "known_at": NOW, **figures}


def counted(area, figure, value, origin="local", day=DAY):
    return {"area": area, "disease": "covid19", "date": day, "figure": figure, "origin": origin, "value": value}


def given(
    counts=None, reported=None, areas=AREAS, counting_from=None, reporting=None, contacts=None, cases=None, **more
):
    """The arguments of ``daily_figures`` with empty tables, but for those named."""
    tree = Tree.of(areas)
    tables = ((counts, COUNTS), (reported, REPORTED), (counting_from, COUNTING_FROM))
    told = [frame(schema) if table is None else table for table, schema in tables]
    asked = {"area": "510000", "day": DAY, "known_at": NOW, "cut": CUT, "due": DUE} | more
    if contacts is not None:
        path = tree.path(asked["area"])
        asked["contact_infection"] = infected_contacts(contacts, cases, path, DISEASE, CUT)
    return {
        "counted": Counted(*told, tree, DISEASE, reporting),
        "sign_offs": frame(SIGN_OFFS),
        "duties": frame(DUTIES),
        "units": UNITS,
    } | asked
