"""Faults of published figures: those of 2020 are found on their days, and clean figures have none."""

import csv
import gzip

import numpy as np
import pytest

from lianfang import analysis

RESTS = ("weekend", "sunday", "sunday_monday")
DAYS = np.arange(np.datetime64("2020-01-10"), np.datetime64("2020-07-01"))


@pytest.fixture(scope="module")
def told(shared_data):
    """Cumulative figures by place and day: ``(code, figure)`` → values; of a province also the sum of its cities."""
    place_of = {str(day): place for place, day in enumerate(DAYS)}
    found: dict = {}
    with gzip.open(shared_data / "china-2020/prefecture_daily.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            province, city = row["provinceCode"], row["cityCode"]
            if not row["city"]:
                whole = found.setdefault(
                    ("nation parts" if row["province"] else "nation", "confirmed"), np.zeros(len(DAYS))
                )
                whole[place_of[row["date"]]] += int(row["confirmed"])
            if province not in ("420000", "510000", "110000"):
                continue
            if not city and row["city"]:
                continue
            for figure in ("confirmed", "cured", "dead"):
                values = found.setdefault((city or province, figure), np.full(len(DAYS), np.nan))
                values[place_of[row["date"]]] = int(row[figure])
                if city:
                    parts = found.setdefault((f"{province} parts", figure), np.zeros(len(DAYS)))
                    parts[place_of[row["date"]]] += int(row[figure])
    return found


def days_of(faults, kind):
    return [(str(DAYS[one.first]), str(DAYS[one.last]), one.size) for one in faults if one.kind == kind]


def test_the_definition_of_12_february_and_the_corrections_of_april_stand_out(told):
    assert days_of(analysis.faults_of(told["420000", "confirmed"], DAYS), "jump")[0][0] == "2020-02-12"
    wuhan = analysis.faults_of(told["420100", "confirmed"], DAYS)
    assert days_of(wuhan, "jump") == [("2020-02-13", "2020-02-13", 13436), ("2020-04-17", "2020-04-17", 326)]
    assert days_of(wuhan, "missing") == [("2020-01-20", "2020-01-22", 3)]
    assert ("2020-04-17", "2020-04-17", 948) in days_of(analysis.faults_of(told["420100", "cured"], DAYS), "fall")


def test_cities_a_day_behind_their_province_and_1290_deaths_on_two_dates(told):
    for province in ("420000", "510000"):
        faults = analysis.faults_between(told[province, "confirmed"], told[f"{province} parts", "confirmed"])
        (late,) = days_of(faults, "late")
        assert late[0] == "2020-02-07" and late[1] >= "2020-04-16" and late[2] > 30
    deaths = analysis.faults_between(told["420000", "dead"], told["420000 parts", "dead"])
    assert ("2020-04-16", "2020-04-17", 1290) in days_of(deaths, "apart")
    assert not days_of(analysis.faults_between(told["110000", "confirmed"], told["110000 parts", "confirmed"]), "late")


def test_a_nation_that_is_not_the_sum_of_its_provinces_is_told_on_each_such_day(told):
    nation, parts = told["nation", "confirmed"], told["nation parts", "confirmed"]
    place = int(np.flatnonzero(np.datetime64("2020-01-24") == DAYS)[0])
    assert (nation[place], parts[place]) == (1287, 1337)
    faults = analysis.faults_between(nation, parts)
    (unequal,) = (one for one in faults if one.kind == "unequal")
    explained = sum(one.kind == "apart" for one in faults)
    assert unequal.size + explained == (nation != parts).sum() == 68 and unequal.first <= place <= unequal.last
    assert not analysis.faults_between([1.0, 2.0, 4.0], [1.0, 2.0, 4.0])


def test_low_weekends_are_told_and_steady_weeks_are_not():
    rng, days = np.random.default_rng(1), np.datetime64("2020-06-01") + np.arange(84)
    weekday = np.arange(84) % 7
    low = np.cumsum(rng.poisson(np.where(weekday >= 5, 8, 20)))
    (found,) = [one for one in analysis.faults_of(low, days) if one.kind == "weekend"]
    assert 0.3 < found.size < 0.5
    alarms = 0
    for seed in range(100):
        steady = np.cumsum(np.random.default_rng(seed).poisson(10, 84))
        alarms += any(one.kind in RESTS for one in analysis.faults_of(steady, days))
    assert alarms <= 3


def test_weekends_whose_reports_come_late_are_told_in_a_rise_too():
    """Sweden's confirmed from 26 February 2020: Johns Hopkins University (CSSE), global series, CC BY 4.0.

    New cases rise fiftyfold meanwhile, so that the last days of a week are never its lowest; those told on Sunday and
    Monday are a third fewer than others all the same.
    """
    told = (
        "2 7 7 12 14 15 21 35 94 101 161 203 248 355 500 599 814 961 1022 1103 1190 1279 1439 1639 1763 1934 2046 2286"
        " 2526 2840 3069 3447 3700 4028 4435 4947 5568 6131 6443 6830 7206 7693 8419 9141 9685 10151 10483 10948 11445"
        " 11927 12540 13216 13822 14385 14777 15322 16004 16755 17567 18177 18640 18926 19621 20302 21092 21520 22082"
    )
    days = np.arange(np.datetime64("2020-02-26"), np.datetime64("2020-05-03"))
    (found,) = [one for one in analysis.faults_of([float(one) for one in told.split()], days) if one.kind in RESTS]
    assert found.kind == "sunday_monday" and found.size == pytest.approx(0.68, abs=0.02)
    assert days[found.last] == np.datetime64("2020-04-27"), "the last Monday with a week around it"


def test_a_laboratory_that_rests_on_sundays_is_told_and_onsets_know_no_sunday(shared_data):
    """Ebola in Sierra Leone: specimens of Bo were taken on fewer Sundays; of no district did illness begin so."""
    rests: dict = {}
    with (shared_data / "chains/ebola_sierra_leone_linelist_to_201411.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for what in ("onset", "sampled"):
        for district in {row["district"] for row in rows}:
            told = np.array([row[what] for row in rows if row["district"] == district and row[what]], "datetime64[D]")
            days = np.arange(told.min() - 1, told.max() + 1)
            by_day = np.cumsum((told == days[:, None]).sum(axis=1))
            for one in analysis.faults_of(by_day, days):
                if one.kind in RESTS and by_day[-1] >= 60:
                    rests[what, district] = (one.kind, round(one.size, 2))
    assert rests == {("sampled", "Bo"): ("sunday", 0.56)}


def test_the_series_of_2020_know_no_weekends(told):
    """China's offices published on every day; one series in the whole file looks so (Zhejiang's, by chance)."""
    for place in (("nation", "confirmed"), ("420000", "confirmed"), ("510000", "confirmed"), ("110000", "confirmed")):
        assert not [one for one in analysis.faults_of(told[place], DAYS) if one.kind in RESTS], place


def test_nothing_known_and_a_single_day_have_no_fault_and_other_shapes_are_refused():
    assert analysis.faults_of([np.nan] * 5, DAYS[:5]) == [] and analysis.faults_of([3.0], DAYS[:1]) == []
    assert analysis.faults_between([1.0, 2.0], [np.nan, np.nan]) == []
    with pytest.raises(ValueError, match="one figure a day"):
        analysis.faults_of([1.0, 2.0], DAYS[:3])
    with pytest.raises(ValueError, match="the same days"):
        analysis.faults_between([1.0, 2.0], [1.0])
