"""Fatality: by its words in plain loops, on invented epidemics, and on real ones at dates before their end."""

import csv
import gzip
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lianfang import analysis
from naive import delays as slow


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20), st.lists(st.floats(0, 0.1), min_size=1, max_size=9))
def test_the_share_that_is_due_is_summed_case_by_case(cases, f):
    got = analysis.severity(cases, 0, f)
    last = len(cases) - 1
    due = sum(sum(f[: last - day + 1]) for day, count in enumerate(cases) for _ in range(count))
    assert got.cases == sum(cases)
    if sum(cases):
        assert got.known == pytest.approx(due / sum(cases), abs=1e-12)


@given(st.integers(0, 60), st.integers(1, 60))
def test_the_interval_of_a_share_is_the_exact_one(part, whole):
    part = min(part, whole)
    got = analysis.share(part, whole)
    want = stats.binomtest(part, whole).proportion_ci(method="exact")
    assert (got.low, got.high) == pytest.approx((want.low, want.high))


def test_while_cases_grow_the_adjusted_share_holds_the_truth_and_the_naive_one_does_not():
    chance, truth, held = np.random.default_rng(9), 0.1, 0
    shape, scale = analysis.parameters_of("gamma", 14, 6)
    f = analysis.daily_chance("gamma", shape, scale, np.arange(80))
    for _ in range(200):
        cases = chance.poisson(np.exp(0.11 * np.arange(50)))
        died = np.repeat(np.arange(50), chance.binomial(cases, truth))
        deaths = np.sum(died + chance.choice(80, len(died), p=f / f.sum()) < 50)
        got = analysis.severity(cases, deaths, f)
        held += got.adjusted.low <= truth <= got.adjusted.high
        assert got.naive.high < truth
    assert held >= 184


def test_h7n9_in_2013_is_seen_before_its_end(shared_data):
    """By onset, cut at 18 April 2013, against 36 % as it was found in the end (Yu et al. 2013, Lancet 382, 138)."""
    with (shared_data / "outbreaks/fluH7N9_china_2013.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["date_of_onset"] != "NA"]
    onset = [date.fromisoformat(row["date_of_onset"]) for row in rows]
    died = [row["outcome"] == "Death" and row["date_of_outcome"] != "NA" for row in rows]
    ended = [
        date.fromisoformat(row["date_of_outcome"]) if is_dead else None for row, is_dead in zip(rows, died, strict=True)
    ]
    delays = [(end - begin).days for begin, end in zip(onset, ended, strict=True) if end]
    final = 0.36
    cut, first = date(2013, 4, 18), min(onset)
    cases = np.bincount([(day - first).days for day in onset if day <= cut], minlength=(cut - first).days + 1)
    f = np.bincount(delays) / len(delays)
    got = analysis.severity(cases, sum(end is not None and end <= cut for end in ended), f)
    assert abs(got.adjusted.value - final) < abs(got.naive.value - final)
    assert got.adjusted.low < final < got.adjusted.high
    assert got.naive.high < final
    assert got.known < 0.9


def test_falls_are_taken_off_the_days_before():
    assert [one.tolist() if hasattr(one, "tolist") else one for one in analysis.without_falls([5, 3, -4, 2])] == [
        [4, 0, 0, 2],
        1,
    ]
    held, falls = analysis.without_falls([1, np.nan, -3, 2])
    np.testing.assert_array_equal(held, [0, np.nan, 0, 2])
    assert falls == 1


def test_cumulative_figures_of_china_fall_and_their_sums_stay(shared_data):
    """The real series fall 87 times; none crashes, none is silently filled, each sum is what was last published."""
    with gzip.open(shared_data / "china-2020/prefecture_daily.csv.gz", "rt") as file:
        by_area = {}
        for row in csv.DictReader(file):
            if row["province"]:
                by_area.setdefault((row["province"], row["city"]), []).append((row["date"], int(row["confirmed"] or 0)))
    falls = 0
    for told in by_area.values():
        figures = [figure for _, figure in sorted(told)]
        held, number = analysis.without_falls(np.diff(figures, prepend=0))
        falls += number
        assert held.min() >= 0
        assert held.sum() == figures[-1]
    assert falls > 50


def test_what_is_no_delay_is_refused():
    with pytest.raises(ValueError, match="at most"):
        analysis.severity([1, 2], 1, [0.9, 0.9])
    with pytest.raises(ValueError, match="0 or more"):
        analysis.severity([1, 2], -1, [0.9])


def test_many_series_have_the_fatality_that_each_has_by_itself():
    """Series that begin late, with gaps, without a case or a death, with more deaths than cases; a delay for all, and
    one for each."""
    chance = np.random.default_rng(12)
    cases = chance.poisson(3, (40, 50)).astype(float)
    cases[0] = 0
    cases[1, :30] = np.nan
    deaths = chance.integers(0, 60, 40).astype(float)
    deaths[2], deaths[3] = 0, 500
    common = chance.dirichlet(np.ones(60)) * 0.9
    each = chance.dirichlet(np.ones(20), 40)
    for delay in (common, each):
        told = analysis.severities(cases, deaths, delay)
        for series in range(40):
            own = delay if delay.ndim == 1 else delay[series]
            alone = analysis.severity(cases[series], deaths[series], own)
            for name in ("cases", "deaths", "known"):
                assert getattr(told, name)[series] == pytest.approx(getattr(alone, name), nan_ok=True)
            # By the words of the method: the exact interval of the deaths among all, over the share that is due.
            new = np.nan_to_num(cases[series])
            due = sum(new[day] * own[: 50 - day].sum() for day in range(50))
            for got, want in ((told.naive.of(series), alone.naive), (told.adjusted.of(series), alone.adjusted)):
                assert (got.value, got.low, got.high) == pytest.approx((want.value, want.low, want.high), nan_ok=True)
            if 0 < deaths[series] < new.sum():
                exact = stats.binomtest(int(deaths[series]), int(new.sum())).proportion_ci(method="exact")
                low = min(exact.low / (due / new.sum()), 1)
                assert told.adjusted.low[series] == pytest.approx(low)
    assert np.isnan(told.naive.value[0]) and told.naive.value[3] == 1


def test_falls_of_many_series_are_taken_off_as_one_by_one():
    chance = np.random.default_rng(13)
    increments = chance.integers(-4, 7, (300, 15)).astype(float)
    increments[chance.random(increments.shape) < 0.1] = np.nan
    held, falls = analysis.without_falls(increments)
    for series in range(300):
        want, number = slow.without_falls(increments[series])
        np.testing.assert_array_equal(held[series], want)
        assert falls[series] == number
    assert falls.sum() > 300


def test_series_that_do_not_match_are_refused():
    with pytest.raises(ValueError, match="same series"):
        analysis.severities([[1, 2], [3, 4]], [1], [0.5])
    with pytest.raises(ValueError, match="severities"):
        analysis.severity([[1, 2]], 1, [0.5])
