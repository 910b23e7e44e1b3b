"""The published lists load with one command each, and their figures are those that a plain count of the file gives."""

import csv
import gzip
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 1, tzinfo=UTC)
Load = Callable[..., Any]


def plain(path: Path) -> list[dict[str, str]]:
    """The rows by the standard library alone."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def known(kind: str) -> pl.DataFrame:
    from lianfang import facts
    from lianfang.access.session import machine_session

    with machine_session():
        return facts.known_by(AT, [kind])[kind]


@pytest.fixture
def load(shared_data: Path) -> Load:
    """``load(kind, file, **options)`` of the shared folder."""
    from lianfang.facts import load as loading

    def run(kind: str, file: str, **options: Any) -> Any:
        return loading.load(kind, shared_data / file, loading.Options(**options), AT)

    return run


def told(answer: Any) -> tuple[int, int, int, int]:
    return answer.loaded, answer.unchanged, answer.corrected, answer.rejected


def test_the_patients_of_korea(load: Load, shared_data: Path) -> None:
    rows = plain(shared_data / "korea-2020/PatientInfo.csv")
    answer = load("linelist", "korea-2020/PatientInfo.csv")
    assert (len(rows), told(answer)) == (3388, (3388, 0, 0, 0))
    cases, outcomes = known("case"), known("outcome")
    assert cases["number"].n_unique() == 3388
    # One onset is a single space, which is none.
    assert cases["onset"].count() == sum(bool(row["symptom_onset_date"].strip()) for row in rows)
    assert cases["index_number"].count() == sum(bool(row["infected_by"]) for row in rows)
    states = Counter(row["state"] for row in rows)
    assert Counter(outcomes["outcome"]) == {"discharged": states["released"], "died": states["deceased"]}
    busan = sum(row["province"] == "Busan" for row in rows)
    assert cases["responsible"].str.starts_with("KR-Busan").sum() == busan
    assert known("person")["age"].count() == sum(bool(row["age"]) for row in rows)
    assert told(load("linelist", "korea-2020/PatientInfo.csv")) == (0, 3388, 0, 0)


def test_mers_and_who_infected_whom(load: Load, shared_data: Path) -> None:
    rows = plain(shared_data / "outbreaks/mers_korea_2015_linelist.csv")
    assert told(load("linelist", "outbreaks/mers_korea_2015_linelist.csv")) == (162, 0, 0, 0)
    assert Counter(known("outcome")["outcome"]) == {"died": sum(row["outcome"] == "Dead" for row in rows)}
    assert Counter(known("case")["origin"])["imported"] == 1
    pairs = plain(shared_data / "outbreaks/mers_korea_2015_contacts.csv")
    assert told(load("links", "outbreaks/mers_korea_2015_contacts.csv")) == (len(pairs), 0, 0, 0)
    sources: dict[str, set[str]] = {}
    for pair in pairs:
        sources.setdefault(pair["to"], set()).add(pair["from"])
    cases = {row["number"]: row["index_number"] for row in known("case").iter_rows(named=True)}
    assert {n: set(s.split("、")) for n, s in cases.items() if s} == sources
    assert told(load("links", "outbreaks/mers_korea_2015_contacts.csv")) == (0, 98, 0, 0)


def test_the_simulated_ebola(load: Load, shared_data: Path) -> None:
    rows = plain(shared_data / "outbreaks/ebola_sim_clean_linelist.csv")
    assert told(load("linelist", "outbreaks/ebola_sim_clean_linelist.csv")) == (5829, 0, 0, 0)
    outcomes = Counter(row["outcome"] for row in rows)
    assert Counter(known("outcome")["outcome"]) == {"died": outcomes["Death"], "discharged": outcomes["Recover"]}
    numbers = {row["case_id"] for row in rows}
    pairs = plain(shared_data / "outbreaks/ebola_sim_clean_contacts.csv")
    whole = sum(pair["case_id"] in numbers and pair["infector"] in numbers for pair in pairs)
    answer = load("links", "outbreaks/ebola_sim_clean_contacts.csv")
    assert told(answer) == (whole, 0, 0, len(pairs) - whole)
    assert known("case")["index_number"].count() == whole


@pytest.mark.parametrize(
    ("file", "disease", "count"),
    [
        ("outbreaks/fluH7N9_china_2013.csv", "influenza_h7n9", 136),
        ("outbreaks/measles_hagelloch_1861.csv", "measles", 188),
        ("chains/tianjin_cases.csv", "covid19", 135),
        ("chains/ebola_sierra_leone_linelist_to_201411.csv", "ebola", 6515),
    ],
)
def test_line_lists_by_another_name(load: Load, shared_data: Path, file: str, disease: str, count: int) -> None:
    rows = plain(shared_data / file)
    assert told(load("linelist", file)) == (count, 0, 0, 0)
    cases = known("case")
    assert (cases.height, len(rows)) == (count, count)
    assert set(cases["disease"]) == {disease}
    onset = next(name for name in ("onset", "date_of_onset", "date_of_prodrome") if name in rows[0])
    assert cases["onset"].count() == sum(row[onset] not in ("", "NA") for row in rows)
    deaths = sum(
        row.get("outcome") == "Death" or row.get("death", "") != "" or row.get("date_of_death", "NA") != "NA"
        for row in rows
    )
    assert (known("outcome")["outcome"] == "died").sum() == deaths
    assert told(load("linelist", file)) == (0, count, 0, 0)


def test_the_chains_of_tianjin(load: Load, shared_data: Path) -> None:
    load("linelist", "chains/tianjin_cases.csv")
    assert told(load("links", "chains/tianjin_edges.csv")) == (91, 0, 0, 0)
    infected = {pair["to"] for pair in plain(shared_data / "chains/tianjin_edges.csv")}
    assert known("case")["index_number"].count() == len(infected)


def test_the_school_counts_days_from_the_day_told(load: Load, shared_data: Path) -> None:
    rows = plain(shared_data / "outbreaks/norovirus_derbyshire_2001_school.csv")
    ill = [row for row in rows if row["start_illness"] != "0"]
    answer = load("linelist", "outbreaks/norovirus_derbyshire_2001_school.csv", day_zero=date(2001, 6, 1))
    assert told(answer) == (len(ill), 0, 0, 0)
    assert len(answer.skipped) == len(rows) - len(ill)
    first = min(int(row["start_illness"]) for row in ill)
    assert known("case")["onset"].min() == date(2001, 6, 1 + first)
    assert told(load("memberships", "outbreaks/norovirus_derbyshire_2001_school.csv")) == (len(rows), 0, 0, 0)
    # A pupil who fell ill is the same person in both lists.
    assert known("person").height == len(rows)


def test_the_nations_figures_and_their_parts(load: Load, shared_data: Path) -> None:
    file = "china-2020/prefecture_daily.csv.gz"
    rows = plain(shared_data / file)
    answer = load("counts", file, map="china_2020_national")
    assert told(answer) == (len(rows), 0, 0, 0) == (83026, 0, 0, 0)
    counts = known("reported_count")
    day = counts.filter(pl.col("day") == date(2020, 1, 24))
    assert day.filter(pl.col("counted") == "CN")["confirmed"].to_list() == [1287]
    provinces = day.filter(pl.col("counted").str.contains(r"^\d\d0000$"))
    assert provinces["confirmed"].sum() == 1337
    assert day.filter(pl.col("counted") == "CN")["suspected"].to_list() == [1965]
    # Below the nation a 0 was not published; what was published is kept.
    below = counts.filter(pl.col("counted") != "CN")
    published = sum(row["province"] != "" and row["suspected"] != "0" for row in rows)
    assert below["suspected"].count() == published
    hubei = counts.filter((pl.col("day") == date(2020, 2, 12)) & pl.col("counted").str.starts_with("42"))
    assert hubei.filter(pl.col("counted") == "420000")["confirmed"].to_list() == [47163]
    assert hubei.filter(pl.col("counted") != "420000")["confirmed"].sum() == 33366
    assert told(load("counts", file, map="china_2020_national")) == (0, 83026, 0, 0)


def test_areas_their_people_and_the_risk_lists(load: Load, shared_data: Path) -> None:
    from lianfang.places.models import Area

    levels = Counter(row["level"] for row in plain(shared_data / "areas/gbt2260_2019.csv"))
    assert load("areas", "areas/gbt2260_2019.csv").loaded == sum(levels.values())
    assert {level: Area.objects.filter(level=level).count() for level in levels} == levels
    census = plain(shared_data / "areas/county_population_2010.csv")
    load("areas", "areas/county_population_2010.csv")
    assert Area.objects.get(code="CN").population == sum(int(row["pop_2010"] or 0) for row in census)
    for file in ("risk_snapshots_2022_areas_evenweeks.csv.gz", "risk_groups_evenweeks.csv.gz"):
        rows = plain(shared_data / "risk-areas" / file)
        before = known("declaration").height
        answer = load("risk-areas", f"risk-areas/{file}")
        assert (answer.rows, answer.rejected) == (len(rows), 0)
        assert known("declaration").height - before == answer.loaded
    day = known("declaration").filter(
        pl.col("occurred_from").dt.convert_time_zone("Asia/Shanghai").dt.date() == date(2022, 4, 18)
    )
    assert Counter(day["level"]) == {"high": 7, "medium": 167}
    districts = day.filter(pl.col("place").str.contains("二街坊"))
    assert districts["declared"].to_list() == ["110105"]


def test_the_addresses_of_a_day(load: Load, shared_data: Path) -> None:
    load("areas", "areas/gbt2260_2019.csv")
    file = "risk-areas/high_risk_addresses_20221129.csv.gz"
    rows = plain(shared_data / file)
    answer = load("risk-areas", file)
    distinct = len({(row["province"], row["district"], row["address"]) for row in rows})
    assert (answer.rows, answer.rejected) == (len(rows), 0)
    assert answer.loaded <= distinct and answer.loaded + answer.unchanged + answer.corrected == len(rows)
    assert set(known("declaration")["occurred_from"].dt.convert_time_zone("Asia/Shanghai").dt.date()) == {
        date(2022, 11, 29)
    }
