"""28 February 2020: which level follows for each prefecture of China from the figures published, and where it does not.

A published figure tells how many, not whether they met: a prefecture of more than 50 cases with new ones in 14 days is
at medium or at high risk by whether there was a cluster, which nobody published. So it is undecided, never guessed.
The day after Hubei published the levels of its counties; they stand beside as a reading.
"""

import csv
import gzip
from collections import Counter
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from lianfang import cli

NIGHT = "2020-02-28T23:59+08:00"
PLAN = files("lianfang.plans").joinpath("earlier/covid19_2020.yaml")
LEVELS = ["low", "medium", "high"]


def rows(file: Path) -> list[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as read:
        return list(csv.DictReader(read))


@pytest.fixture(scope="module")
def derived(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> list[dict[str, str]]:
    shared: Path = request.getfixturevalue("shared_data")
    facts = tmp_path_factory.mktemp("facts")
    places = rows(shared / "areas/gbt2260_2019.csv")
    known = {row["code"] for row in places}
    pl.DataFrame(
        [("CN", "中国", "nation", None)]
        + [(row["code"], row["name"], row["level"], row["parent"] or "CN") for row in places],
        schema=["code", "name", "level", "parent"], orient="row",
    ).write_csv(facts / "areas.csv")  # fmt: skip
    counts = [row for row in rows(shared / "china-2020/prefecture_daily.csv.gz") if row["cityCode"] in known]
    pl.DataFrame(
        [(str(i), row["cityCode"], row["date"], "covid19", row["confirmed"]) for i, row in enumerate(counts)],
        schema=["id", "counted", "day", "disease", "confirmed"], orient="row",
    ).write_csv(facts / "reported_count.csv")  # fmt: skip
    hubei, noon = rows(shared / "hubei-2020/hubei_county_risk_20200228.csv"), "2020-02-28T12:00+08:00"
    pl.DataFrame(
        [(f"d{i}", row["code"], "covid19", "risk", row["risk"], noon) for i, row in enumerate(hubei)],
        schema=["id", "declared", "disease", "about", "level", "occurred_from"], orient="row",
    ).write_csv(facts / "declaration.csv")  # fmt: skip
    out = facts / "out"
    if not cli.app.registered_commands:
        cli.discover()
    asked = ["derive", "--plan", str(PLAN), "--facts", str(facts), "--at", NIGHT, "--out", str(out)]
    done = CliRunner().invoke(cli.app, asked)
    assert done.exit_code == 0, done.output
    return rows(out / "levels.csv")


@pytest.fixture(scope="module")
def prefectures(derived: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in derived if row["area"].endswith("00")]


def test_of_332_prefectures_69_are_undecided(prefectures: list[dict[str, str]]) -> None:
    told = [row for row in prefectures if row["basis"] == "counts"]
    assert Counter((row["lowest"], row["highest"]) for row in told) == {
        ("low", "low"): 157, ("medium", "medium"): 106, ("medium", "high"): 69,
    }  # fmt: skip
    # Of one nobody published anything: it is no low one.
    silent = [row for row in prefectures if row["basis"] == "none"]
    assert [(row["name"], row["lowest"], row["highest"], row["all_cases"]) for row in silent] == [
        ("抚顺市", "low", "high", "")
    ]


def test_the_figures_stand_behind_each(prefectures: list[dict[str, str]]) -> None:
    for row in prefectures:
        if row["basis"] == "counts":
            new, every = float(row["new_cases"]), float(row["all_cases"])
            level = "low" if new == 0 else "medium" if every <= 50 else "medium or high"
            assert level.split(" or ") == sorted({row["lowest"], row["highest"]}, key=LEVELS.index), row
            # Asymptomatic infections were not published either: there may be a cluster of any.
            assert row["cluster"] == ""
    wuhan = next(row for row in prefectures if row["area"] == "420100")
    assert (float(wuhan["all_cases"]), float(wuhan["new_cases"]), wuhan["told"]) == (48137, 12146, "2020-02-28")


def test_hubeis_declared_counties_beside(derived: list[dict[str, str]]) -> None:
    declared = [row for row in derived if row["declared"]]
    assert Counter(row["in_force"] for row in declared) == {"low": 11, "medium": 34, "high": 58}
    # Of four counties right under the province figures were published; what was declared lies where they leave it.
    both = {row["name"]: row for row in declared if row["basis"] == "counts"}
    assert {name: (row["lowest"], row["highest"]) for name, row in both.items()} == {
        "仙桃市": ("medium", "high"), "潜江市": ("medium", "high"), "天门市": ("medium", "high"),
        "神农架林区": ("medium", "medium"),
    }  # fmt: skip
    for row in both.values():
        assert row["declared"] in LEVELS[LEVELS.index(row["lowest"]) : LEVELS.index(row["highest"]) + 1], row
    # Every prefecture of Hubei is undecided: each had a county declared at medium or high.
    hubei = [row for row in derived if row["area"].startswith("42") and row["area"].endswith("00")]
    assert {(row["lowest"], row["highest"]) for row in hubei} == {("medium", "high")}
