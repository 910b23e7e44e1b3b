"""The nowcast: its delays by plain loops, and back-tests that count how often its 90 % intervals held what came."""

import csv
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.naive import nowcast as slow

from lianfang import analysis
from lianfang.analysis.nowcast import BACK_TESTS

BACK, MOST = 90, 28


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 6)), min_size=1, max_size=60))
def test_delays_of_a_triangle_are_those_of_plain_loops(cases):
    """The chance of a delay is the product of what was seen, longest delay first; a case seen today counts only where
    its delay could be seen."""
    got = analysis.delay_chances(analysis.reporting_triangle(*zip(*cases, strict=True), 20, 5), window=100)
    seen = [(a, k) for a, k in cases if a + k < 20 and k <= 5]
    left, want = 1.0, [0.0] * 6
    for delay in range(5, 0, -1):
        could = [k for a, k in seen if a + delay < 20 and k <= delay]
        hazard = sum(k == delay for k in could) / len(could) if could else 0.0
        want[delay] = left * hazard
        left *= 1 - hazard
    want[0] = left
    np.testing.assert_allclose(got, want, atol=1e-12)


counted = st.lists(st.tuples(st.integers(0, 24), st.integers(0, 6)), max_size=80)


@settings(deadline=None, max_examples=15)
@given(st.lists(counted, min_size=1, max_size=4), st.sampled_from([3.0, 30.0]), st.integers(10, 40))
def test_many_at_once_are_each_as_by_plain_loops(areas, prior_cases, window):
    """Of every series the quantiles are those of a run by itself, in loops; one without a case has none."""
    cells = np.array(
        [analysis.reporting_triangle([a for a, _ in one], [k for _, k in one], 25, 6) for one in areas]
    )  # fmt: skip
    options = {"window": window, "level_days": 14, "prior": [3, 2, 1, 1, 1, 1, 0.5], "prior_cases": prior_cases}
    chances = (0.05, 0.5, 0.95)
    got = analysis.nowcasts(cells, chances, draws=60, seed=4, **options)
    for place, one in enumerate(cells):
        want = slow.nowcast(one.tolist(), chances, draws=60, seed=4, **options)
        if want is None:
            assert np.all(np.isnan(got.quantiles[:, place])) and np.isnan(got.scatter[place])
            continue
        np.testing.assert_array_equal(got.quantiles[:, place], want)
        alone = analysis.nowcast(one, draws=60, seed=4, **options)
        np.testing.assert_array_equal(np.array([alone.quantile(chance) for chance in chances]), want)
        np.testing.assert_allclose(got.reported[place], alone.reported)


def test_triangles_of_many_series_are_those_of_each():
    series, onset, delay = [0, 2, 2, 1, 0], [0, 3, 3, 9, 5], [2, 1, 1, 0, 9]
    got = analysis.reporting_triangles(series, onset, delay, 3, 10, 3)
    for one in range(3):
        mine = [place for place, of in enumerate(series) if of == one]
        want = analysis.reporting_triangle([onset[place] for place in mine], [delay[place] for place in mine], 10, 3)
        np.testing.assert_array_equal(got[one], want)


def triangle(cases, begin):
    return analysis.reporting_triangle([a - begin for a, _ in cases], [b - a for a, b in cases], BACK, MOST)


def back_test(cases, days, ages=(1, 3, 7), least=20):
    """Whether each 90 % interval held the final number: on each day, of each area with at least 20 cases known of the
    last four weeks, for those who fell ill one, three and seven days before."""
    held, missed = [], []
    for today in days:
        now = today.toordinal()
        begin = now - BACK + 1
        known = [(area, a, b) for area, a, b in cases if begin <= a and b <= now]
        prior = analysis.delay_chances(triangle([(a, b) for _, a, b in known], begin))
        for area in sorted({area for area, _, _ in cases}):
            mine = [(a, b) for one, a, b in known if one == area]
            if sum(a > now - 28 for a, _ in mine) < least:
                continue
            told = analysis.nowcast(triangle(mine, begin), prior=prior, prior_cases=5, draws=1000)
            low, middle, high = (told.quantile(chance)[-1 - np.array(ages)] for chance in (0.05, 0.5, 0.95))
            final = np.array([sum(one == area and a == now - age for one, a, _ in cases) for age in ages])
            held += ((low <= final) & (final <= high)).tolist()
            missed += list(zip(final - told.known[-1 - np.array(ages)], final - middle, strict=True))
    return np.array(held), np.array(missed)


def mondays(first, last):
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [day for day in days if day.weekday() == 0]


def recorded(held):
    return len(held), round(float(held.mean()), 2)


def test_in_sierra_leone_nine_in_ten_intervals_hold(shared_data):
    """Fourteen districts' Ebola from onset to sampling, each Monday of 7 July to 13 October 2014."""
    with (shared_data / "chains/ebola_sierra_leone_linelist_to_201411.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if "NA" not in (row["onset"], row["sampled"])]
    cases = [
        (row["district"], *(date.fromisoformat(row[one]).toordinal() for one in ("onset", "sampled"))) for row in rows
    ]
    cases = [(area, a, b) for area, a, b in cases if 0 <= b - a <= MOST]
    held, missed = back_test(cases, mondays(date(2014, 7, 7), date(2014, 10, 13)))
    assert len(held) >= 200
    assert 0.85 <= held.mean() <= 0.95
    assert recorded(held) == BACK_TESTS["ebola"], "the page tells this record"
    assert abs(missed[:, 1].mean()) < 0.25 * missed[:, 0].mean()


def made(seed, areas):
    """Invented: levels that wander, delays by gamma, and offices that close at weekends."""
    chance, begin, cases = np.random.default_rng(seed), date(2020, 1, 1).toordinal(), []
    for area in range(areas):
        level = np.exp(np.cumsum(chance.normal(0, 0.08, 150))) * chance.uniform(3, 30)
        for day in np.repeat(np.arange(150), chance.poisson(level)):
            told = begin + int(day) + int(chance.gamma(2, 2.5))
            weekday = date.fromordinal(told).weekday()
            told += 7 - weekday if weekday >= 5 and chance.random() < 0.6 else 0
            if told - begin - day <= MOST:
                cases.append((str(area), begin + int(day), told))
    return cases


def test_where_offices_close_at_weekends_the_intervals_still_hold():
    held, missed = back_test(made(11, 9), mondays(date(2020, 3, 2), date(2020, 5, 1)))
    assert recorded(held) == BACK_TESTS["invented"]
    assert 0.85 <= held.mean() <= 0.95
    assert abs(missed[:, 1].mean()) < 0.25 * missed[:, 0].mean()


def test_in_korea_intervals_of_a_handful_of_cases_are_wider_than_they_need_be(shared_data):
    """COVID-19 from onset to confirmation by province, each Monday of 24 February to 15 June 2020. Whoever fell ill
    without a day, or with one that is no day, is left out."""
    cases = []
    with (shared_data / "korea-2020/PatientInfo.csv").open() as file:
        for row in csv.DictReader(file):
            told = [row[name].strip() for name in ("symptom_onset_date", "confirmed_date")]
            if all(told):
                cases.append((row["province"], *(date.fromisoformat(one).toordinal() for one in told)))
    cases = [(area, a, b) for area, a, b in cases if 0 <= b - a <= MOST]
    held, _missed = back_test(cases, mondays(date(2020, 2, 24), date(2020, 6, 15)))
    assert recorded(held) == BACK_TESTS["covid19"]


def test_mers_in_korea_is_too_short_to_tell(shared_data):
    """MERS of 2015 from onset to diagnosis, the country as one area: every day with twenty cases known, until two weeks
    before the list ends; from then on nobody knows what came."""
    with (shared_data / "outbreaks/mers_korea_2015_linelist.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if "NA" not in (row["dt_onset"], row["dt_diag"])]
    cases = [("KR", *(date.fromisoformat(row[one]).toordinal() for one in ("dt_onset", "dt_diag"))) for row in rows]
    assert len(cases) == 135 and max(row["dt_diag"] for row in rows) == "2015-06-15"
    held, _missed = back_test(cases, [date(2015, 5, 20) + timedelta(days=number) for number in range(15)])
    assert recorded(held) == BACK_TESTS["mers"]


def test_a_day_whose_longest_delay_has_passed_is_known():
    cells = analysis.reporting_triangle([0, 0, 1, 3, 30, 38], [0, 2, 1, 3, 2, 1], 40, 3)
    told = analysis.nowcast(cells)
    assert told.quantile(0.05)[:37].tolist() == told.quantile(0.95)[:37].tolist() == told.known[:37].tolist()
    assert np.all(told.quantile(0.05) >= told.known)
    assert np.all(np.diff(told.reported[-4:]) <= 0)


def test_what_is_no_triangle_is_refused():
    with pytest.raises(ValueError, match="NaN where nothing can be known"):
        analysis.nowcast(np.zeros((5, 3)))
    with pytest.raises(ValueError, match="nothing to learn"):
        analysis.nowcast(analysis.reporting_triangle([], [], 5, 2))
    with pytest.raises(ValueError, match="negative"):
        analysis.reporting_triangle([3], [-1], 5, 2)
