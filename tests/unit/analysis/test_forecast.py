"""The forecast equals plain loops, sees nothing of the future, and says honestly when it is of no use."""

import csv
import gzip
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_1samp
from tests.naive import forecast as slow

from lianfang import analysis
from lianfang.analysis.forecast import BACK_TEST

SHARED = Path(__file__).parents[3] / "../shared/data"


@settings(deadline=None, max_examples=50)
@given(st.floats(0, 100), st.lists(st.floats(0, 100), min_size=23, max_size=23).map(sorted))
def test_the_score_is_twice_the_mean_pinball_loss(observed, quantiles):
    got = float(analysis.weighted_interval_score(observed, quantiles))
    assert got == pytest.approx(slow.score(observed, quantiles), rel=1e-9, abs=1e-9)


def test_a_score_by_hand():
    """One interval [2, 6] at 50 %, median 4, and 8 came: (0.5·4 + 0.25·(4 + 4·2)) / 1.5."""
    assert analysis.weighted_interval_score(8, [2, 4, 6], [0.25, 0.5, 0.75]) == pytest.approx(5 / 1.5)
    with pytest.raises(ValueError, match="pairs"):
        analysis.weighted_interval_score(8, [2, 4], [0.25, 0.5])


@settings(deadline=None, max_examples=5)
@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.sampled_from([20, 30, 44]))
def test_it_is_that_of_plain_loops(seed, horizon, length):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(np.exp(np.cumsum(rng.normal(0, 0.15, length)) + 2)).astype(float)
    counts[rng.random(length) < 0.08] = np.nan
    got = analysis.forecast(counts, horizon, 9)
    rows, score, baseline, tested, chance = slow.forecast(counts, horizon, 9)
    assert got.tested[0] == tested and got.chance[0] == pytest.approx(chance, rel=1e-6, abs=1e-12)
    np.testing.assert_allclose([got.score[0], got.baseline_score[0]], [score, baseline], rtol=1e-7)
    if rows is None:
        assert np.isnan(got.quantiles[0]).any()
    else:
        np.testing.assert_allclose(got.quantiles[0], rows, rtol=1e-7, atol=1e-9)


def test_what_comes_later_changes_nothing():
    """A forecast is the same whether the days after it are known or not, and its tests are of the past alone."""
    rng = np.random.default_rng(3)
    counts = rng.poisson(20, (3, 100)).astype(float)
    early = analysis.forecast(counts[:, :90], 7)
    altered = counts.copy()
    altered[:, 90:] = 1000
    again = analysis.forecast(altered[:, :90], 7)
    np.testing.assert_array_equal(early.quantiles, again.quantiles)
    # Each series stands alone.
    alone = analysis.forecast(counts[1, :90], 7)
    np.testing.assert_allclose(alone.quantiles[0], early.quantiles[1])


def test_of_a_trend_it_is_useful_and_of_a_random_walk_hardly_ever():
    """30 invented epidemics that grow by 6 in a hundred a day: better than the last value, 90 % intervals hold about
    that. 100 walks without a trend: nothing can beat their last value, and about what chance is granted is shown."""
    rng = np.random.default_rng(11)
    growing = rng.poisson(5 * np.exp(0.06 * np.arange(90)), (30, 90)).astype(float)
    told = analysis.forecast(growing, 7)
    assert told.useful.mean() > 0.8 and np.median(told.relative_score) < 0.8
    assert 0.8 < told.held.mean() <= 1
    walks = np.round(np.exp(np.cumsum(rng.normal(0, 0.2, (100, 120)), axis=1) + 5))
    told = analysis.forecast(walks, 7)
    assert told.useful.mean() < 0.12 and 0.95 < np.median(told.relative_score) < 1.1
    assert (told.relative_score[told.useful] < 1).all() and (told.chance[told.useful] < 0.05).all()


def test_without_evidence_it_is_the_last_value():
    """Of the first days that can be forecast at all nothing was scored yet: the ensemble repeats the last value."""
    counts = np.random.default_rng(5).poisson(20, (4, 21)).astype(float)
    told = analysis.forecast(counts, 7)
    np.testing.assert_allclose(told.quantiles, told.baseline)
    assert np.isfinite(told.quantiles).all() and (told.weights[:, 0] == 1).all() and not told.useful.any()


def test_a_gain_is_told_from_chance():
    """scipy says the same of neighbours that share nothing; of differences all alike there is no doubt."""
    chance = np.random.default_rng(2)
    values = chance.normal(-0.3, 1, (6, 28))
    want = ttest_1samp(values, 0, axis=1, alternative="less").pvalue
    np.testing.assert_allclose(analysis.chance_of_no_gain(values, 1), want)
    assert analysis.chance_of_no_gain([[-1.0] * 9, [1.0] * 9, [0.0] * 9], 3).tolist() == [0, 1, 1]
    assert analysis.chance_of_no_gain([-1.0, np.nan, -1.0, -1.0], 3) == 1


def test_a_short_past_says_nothing():
    told = analysis.forecast([3, 4, 5], 14)
    assert np.isnan(told.quantiles).all() and not told.useful.any() and told.tested[0] == 0
    zeros = analysis.forecast(np.zeros(100), 14)
    assert not zeros.useful.any() and zeros.relative_score[0] == pytest.approx(1)


def china():
    """New confirmed by city and day from the cumulative figures; a fall is missing."""
    file = SHARED / "china-2020/prefecture_daily.csv.gz"
    if not file.exists():
        pytest.skip(f"{file} is not here")
    held: dict[tuple[str, str], dict[date, float]] = {}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["city"] and row["confirmed"]:
                day = date.fromisoformat(row["date"])
                held.setdefault((row["province"], row["city"]), {})[day] = float(row["confirmed"])
    first, days = date(2020, 1, 10), 83
    table = np.full((len(held), days), np.nan)
    for place, by_day in enumerate(held.values()):
        for day, value in by_day.items():
            if 0 <= (day - first).days < days:
                table[place, (day - first).days] = value
    new = np.diff(table, axis=1)
    new[new < 0] = np.nan
    return new


def test_of_china_in_april_2020_nearly_everything_is_withheld():
    """Cities whose epidemic had ended: repeating the last value, nought, was hard to beat, and the forecast says so."""
    new = china()
    told = analysis.forecast(new[np.nansum(new[:, -56:], axis=1) > 20], 14)
    seen = told.tested >= 7
    assert seen.sum() > 60
    assert told.useful[seen].mean() < 0.1
    assert np.isfinite(told.quantiles[seen]).all()


def test_the_record_that_the_page_tells_is_that_of_the_benchmarks():
    page = (Path(__file__).parents[3] / "docs/benchmarks.md").read_text(encoding="utf-8")
    held_out = page.partition("\nHeld out:")[2].partition("\nThe design was chosen on:")[0]
    table = [
        line.split("|")[3:8] for line in held_out.splitlines() if "| shown |" in line and "| shown | 0 |" not in line
    ]
    shown = [
        (int(number.replace(",", "")), int(better.strip(" %")), int(held.strip(" %")))
        for number, _score, better, _half, held in table
    ]
    number = sum(one[0] for one in shown)
    told = (number, *(round(sum(one[0] * one[place] for one in shown) / number / 100, 2) for place in (1, 2)))
    assert told == BACK_TEST
