"""The warning methods against their slow twins, with gaps and zeros put in on purpose; and what they refuse."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang import analysis
from lianfang.analysis import FARRINGTON_OPTIONS, FarringtonOptions, cusum, ears, farrington, moving_percentile
from lianfang.analysis.calendar import same_time_years_before
from lianfang.analysis.farrington import past_of
from naive import warning as naive

count = st.one_of(st.none(), st.just(0), st.integers(0, 3), st.integers(0, 60))


def floats(counts):
    return np.array([np.nan if one is None else one for one in counts], dtype=float)


@given(st.lists(count, min_size=1, max_size=30), st.sampled_from(["C1", "C2", "C3"]))
def test_ears_equals_its_twin(counts, method):
    bounds = floats(naive.ears(counts, method))
    judged = ears(floats(counts), method)
    np.testing.assert_allclose(judged.upper, bounds, rtol=1e-9, atol=1e-9)


@given(st.lists(count, min_size=3, max_size=40), st.data())
def test_cusum_equals_its_twin(counts, data):
    start = data.draw(st.integers(1, len(counts) - 1))
    told = naive.cusum(counts, start)
    judged = cusum(floats(counts), start)
    np.testing.assert_allclose(judged.upper, floats([one[0] for one in told]))
    assert judged.alarm.tolist() == [one[1] for one in told]


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 6), st.sampled_from([50, 80, 95]))
def test_the_moving_percentile_equals_its_twin(seed, gaps, percentile):
    chance = np.random.default_rng(seed)
    days = [date(2014, 12, 20) + timedelta(days=number) for number in range(4 * 365)]
    counts = chance.poisson(2, len(days)).tolist()
    for place in chance.integers(0, len(days), gaps):
        counts[place] = None
    told = naive.moving_percentile(days, counts, percentile)
    judged = moving_percentile(floats(counts), days, percentile=percentile)
    np.testing.assert_allclose(judged.upper, floats([one[0] for one in told]))
    assert judged.alarm.tolist() == [one[1] for one in told]
    assert judged.judged.any()


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.05, 0.5, 4, 60]), st.sampled_from([0, 0.02, 0.2]))
def test_farrington_equals_its_twin(seed, level, gaps):
    chance = np.random.default_rng(seed)
    days = np.arange(np.datetime64("2014-01-06"), np.datetime64("2020-12-28"), 7)
    season = 1 + 0.7 * np.sin(np.arange(len(days)) / 8.3)
    counts = chance.negative_binomial(3, 3 / (3 + level * season)).astype(float)
    counts[chance.random(len(days)) < gaps] = np.nan
    now = len(days) - 1 - int(chance.integers(0, 40))
    for options in (*FARRINGTON_OPTIONS.values(), FarringtonOptions(years=3, reweight=False, least_cases=0)):
        judged = farrington(counts, days, options, first=now)
        chosen, part = past_of(now, same_time_years_before(days, options.years)[now], options)
        twin = naive.farrington(counts[chosen], (chosen - now).astype(float), part, 0.0, int(part.max()), options)
        recent = np.nansum(counts[now - options.least_weeks + 1 : now + 1])
        if twin is None or recent < options.least_cases:
            assert np.isnan(judged.upper[now])
            continue
        np.testing.assert_allclose(judged.expected[now], twin[0], rtol=1e-5)
        if twin[0] > 1e-6:
            np.testing.assert_allclose(judged.upper[now], twin[1], rtol=1e-5)


def test_a_gap_is_missing_and_not_zero():
    """Three years of nothing told raise no alarm afterwards, and lower no bound."""
    days = np.arange(np.datetime64("2010-01-04"), np.datetime64("2020-12-28"), 7)
    counts = np.random.default_rng(7).poisson(20, len(days)).astype(float)
    gap = counts.copy()
    gap[300:456] = np.nan
    zero = np.nan_to_num(gap)
    full, missing, wrong = (farrington(one, days, first=len(days) - 20) for one in (counts, gap, zero))
    assert missing.judged[-20:].all()
    astray = [np.abs(one.expected[-20:] / full.expected[-20:] - 1).mean() for one in (missing, wrong)]
    assert astray[0] < 0.08
    assert astray[1] > 0.25
    assert not farrington(gap, days).judged[300:456].any()


def test_many_series_are_judged_as_each_alone():
    days = np.arange(np.datetime64("2012-01-02"), np.datetime64("2019-01-01"), 7)
    counts = np.random.default_rng(3).poisson(np.array([0.2, 3, 50])[:, None], (3, len(days)))
    together = farrington(counts.reshape(3, 1, -1), days, first=350)
    assert together.upper.shape == (3, 1, len(days))
    for place, one in enumerate(counts):
        np.testing.assert_array_equal(together.upper[place, 0], farrington(one, days, first=350).upper)


def test_a_population_that_doubles_doubles_what_is_expected():
    days = np.arange(np.datetime64("2012-01-02"), np.datetime64("2019-01-01"), 7)
    counts = np.random.default_rng(5).poisson(30, len(days)).astype(float)
    people = np.full(len(days), 1e5)
    doubled = people.copy()
    doubled[-1] *= 2
    level = replace(FARRINGTON_OPTIONS["noufaily"], trend=False)
    one, two = (farrington(counts, days, level, population=held, first=len(days) - 1) for held in (people, doubled))
    np.testing.assert_allclose(two.expected[-1], 2 * one.expected[-1])
    np.testing.assert_allclose(one.upper, farrington(counts, days, level, first=len(days) - 1).upper)


def test_three_days_of_data_are_judged_by_none_but_the_threshold():
    days = np.array(["2021-01-01", "2021-01-02", "2021-01-03"], dtype="datetime64[D]")
    assert not ears([1, 2, 3]).judged.any()
    assert not farrington([1, 2, 3], days).judged.any()
    assert not moving_percentile([1, 2, 3], days).judged.any()
    assert analysis.fixed_threshold([0, 1, np.nan]).alarm.tolist() == [False, True, False]
    assert analysis.fixed_threshold([2, 3, 4], 3).upper.tolist() == [2, 2, 2]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ears([1, -1]), "negative: -1"),
        (lambda: ears([1], "C4"), "not C4"),
        (lambda: ears([]), "at least one step"),
        (lambda: cusum([1, 2], 2), "not at 2"),
        (lambda: farrington([1, 2, 3], ["2021-01-01", "2021-01-02", "2021-01-04"]), "equal"),
        (lambda: farrington([1, 2], ["2021-01-01"]), "as many dates"),
        (lambda: moving_percentile([1, 2], ["2021-01-01", "2021-02-01"]), "not months"),
        (lambda: FarringtonOptions(alpha=1), "alpha"),
    ],
)
def test_what_cannot_be_judged_is_refused_with_the_reason(call, words):
    with pytest.raises(ValueError, match=words):
        call()
