"""Delays: against numerical integration, on invented epidemics cut off while they grow, and on real line lists."""

import csv
from datetime import date

import numpy as np
import pytest
from scipy import integrate, stats

from lianfang import analysis
from lianfang.analysis.delay_distributions import DISTRIBUTIONS
from naive import delays as slow

MADE = {
    "lognormal": ((1.6, 0.5), lambda x: stats.lognorm.cdf(x, 0.5, scale=np.exp(1.6))),
    "gamma": ((2.5, 2.2), lambda x: stats.gamma.cdf(x, 2.5, scale=2.2)),
    "weibull": ((1.8, 6.5), lambda x: stats.weibull_min.cdf(x, 1.8, scale=6.5)),
}


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_the_chance_of_a_delay_in_days_is_that_of_two_uncertain_moments(name):
    parameters, below = MADE[name]
    got = analysis.daily_chance(name, *parameters, np.arange(12))
    want = [integrate.quad(lambda u, k=k: below(k + 1 - u) - below(k - u), 0, 1, epsabs=1e-12)[0] for k in range(12)]
    np.testing.assert_allclose(got, want, rtol=1e-7, atol=1e-10)
    assert analysis.daily_chance(name, *parameters, np.arange(400)).sum() == pytest.approx(1)


def epidemic(seed, number=4000, doubling=5.0, days=60):
    """First days and delays in whole days of an epidemic that doubles every five days, seen on day 60."""
    chance = np.random.default_rng(seed)
    first = days + np.log(chance.random(number) + 1e-9) * doubling / np.log(2)
    second = first + chance.lognormal(1.8, 0.55, number)
    seen = (second < days) & (first > 0)
    return np.floor(second[seen]) - np.floor(first[seen]), days - 1 - np.floor(first[seen])


def test_delays_cut_off_by_today_are_mended():
    """What a rising epidemic shows is too short by days; the truth lies in the interval about as often as it says."""
    truth = np.exp(1.8 + 0.55**2 / 2)
    held = []
    for seed in range(12):
        k, t = epidemic(seed)
        fitted = analysis.delay(k, t)
        low, high = fitted.interval("mean")
        held.append(low <= truth <= high)
        assert k.mean() < truth - 1
        assert abs(fitted.mean() - truth) < abs(k.mean() - truth)
    assert sum(held) >= 10


def test_the_right_distribution_is_chosen_and_found_again():
    chance = np.random.default_rng(8)
    for name, draw in {"weibull": chance.weibull(3, 3000) * 9, "lognormal": chance.lognormal(1.5, 0.8, 3000)}.items():
        k = np.floor(chance.random(3000) + draw)
        fitted = analysis.best_delay(k, np.full(3000, 400))
        assert fitted.distribution == name
        assert fitted.quantile(0.5) == pytest.approx(np.median(draw), rel=0.05)
        low, high = fitted.interval("q90")
        assert low < np.quantile(draw, 0.9) * 1.05 and high > np.quantile(draw, 0.9) * 0.95


def test_ebola_in_sierra_leone_from_onset_to_sampling(shared_data):
    """Cut off at seven days of the real list, the mended mean of the last three weeks is nearer to what the whole list
    gave than the plain one six times; once the cut list held too little to mend."""
    with (shared_data / "chains/ebola_sierra_leone_linelist_to_201411.csv").open() as file:
        pairs = [(row["onset"], row["sampled"]) for row in csv.DictReader(file)]
    days = [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in pairs if a and b and "NA" not in (a, b)]
    days = [(a, b) for a, b in days if 0 <= (b - a).days <= 30]
    assert len(days) > 4000
    nearer = []
    for month, day in ((7, 1), (8, 1), (8, 15), (9, 1), (9, 15), (10, 1), (10, 15)):
        cut = date(2014, month, day)
        cohort = [(a, b) for a, b in days if 0 < (cut - a).days <= 21]
        whole = np.mean([(b - a).days for a, b in cohort])
        seen = [(a, b) for a, b in cohort if b < cut]
        k, t = [(b - a).days for a, b in seen], [(cut - a).days - 1 for a, b in seen]
        nearer.append(abs(analysis.best_delay(k, t).mean() - whole) < abs(np.mean(k) - whole))
    assert sum(nearer) >= 6


@pytest.mark.parametrize(
    ("k", "t", "words"),
    [([1, 2, -1, 3, 4], 9, "negative"), ([1, 2, 3], 9, "3 delays"), ([2] * 9, 9, "1 values"), ([1, 2, 9], 3, "longer")],
)
def test_what_is_no_delay_is_refused(k, t, words):
    with pytest.raises(ValueError, match=words):
        analysis.delay(k, t)


def ragged(number, seed):
    """Delays of so many series of 3 to 60 cases, seen from a day up to 60 days after the first; some all alike."""
    chance = np.random.default_rng(seed)
    k, t, of = [], [], []
    for series in range(number):
        cases = int(chance.integers(3, 60))
        could = chance.integers(0, 60, cases)
        drawn = (chance.lognormal(1.5, 0.6, cases), chance.gamma(2, 3, cases), chance.weibull(2, cases) * 5)[series % 3]
        days = np.full(cases, 2) if series == 4 else np.floor(chance.random(cases) + drawn)
        seen = days <= could
        k.append(days[seen])
        t.append(could[seen])
        of.append(np.full(seen.sum(), series))
    return k, t, np.concatenate(of)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_many_series_at_once_are_fitted_as_each_by_itself_and_as_by_the_simplex(name):
    k, t, of = ragged(24, 3)
    mixed = np.random.default_rng(1).permutation(len(of))
    told = analysis.delays_by_series(np.concatenate(k)[mixed], np.concatenate(t)[mixed], of[mixed], 25, name)
    low, high = told.interval("q90")
    fitted = 0
    for series in range(24):
        if len(k[series]) < 5 or len(set(k[series])) < 2:
            assert told.of(series) is None and np.isnan(told.mean()[series]) and np.isnan(low[series])
            continue
        fitted += 1
        alone = analysis.delay(k[series], t[series], name)
        np.testing.assert_allclose(told.parameters[series], alone.parameters, rtol=1e-6)
        assert (low[series], high[series]) == pytest.approx(alone.interval("q90"), rel=1e-4, nan_ok=True)
        assert told.mean()[series] == pytest.approx(alone.mean(), rel=1e-6)
        parameters, likelihood, covariance = slow.fitted(k[series], t[series], name)
        assert told.likelihood[series] == pytest.approx(likelihood, abs=1e-7)
        np.testing.assert_allclose(told.parameters[series], parameters, rtol=1e-5)
        np.testing.assert_allclose(told.covariance[series], covariance, rtol=1e-3, atol=1e-6)
    assert fitted >= 18
    assert told.of(24) is None and told.number[24] == 0, "a series without a delay"


def test_each_of_many_series_has_the_distribution_that_is_likeliest_for_it():
    k, t, of = ragged(9, 8)
    told = analysis.delays_by_series(np.concatenate(k), np.concatenate(t), of, 9)
    names = set()
    for series in range(9):
        if told.of(series) is not None:
            name, _parameters, likelihood, _covariance = slow.best(k[series], t[series])
            assert told.distribution[series] == name == analysis.best_delay(k[series], t[series]).distribution
            assert told.likelihood[series] == pytest.approx(likelihood, abs=1e-7)
            names.add(name)
    assert len(names) > 1


def test_series_of_dates_are_counted_as_one_by_one():
    chance, until = np.random.default_rng(11), date(2021, 1, 31)
    base = date(2020, 11, 1).toordinal()

    def day():
        return None if chance.random() < 0.2 else date.fromordinal(base + int(chance.integers(0, 110)))

    first, second = [day() for _ in range(400)], [day() for _ in range(400)]
    of = chance.integers(0, 6, 400)
    told = analysis.dated_delays_by_series(first, second, of, 7, until, most=40)
    for series in range(7):
        rows = np.flatnonzero(of == series)
        want = slow.counted([first[row] for row in rows], [second[row] for row in rows], until, 40)
        assert {name: int(getattr(told, name)[series]) for name in want} == want
    assert told.of(6).plain is None and told.of(6).fitted is None
    assert min(told.earlier[:6].min(), told.waiting[:6].min(), told.unknown[:6].min(), told.longer[:6].min()) > 0
    alone = analysis.dated_delay(
        [first[row] for row in rows_of(of, 2)], [second[row] for row in rows_of(of, 2)], until, most=40
    )
    assert alone.plain == told.plain[2] and alone.fitted.distribution == told.fitted.distribution[2]


def rows_of(of, series):
    return np.flatnonzero(of == series)


def test_a_series_beyond_the_number_is_refused():
    with pytest.raises(ValueError, match="from 0 to 1"):
        analysis.delays_by_series([1, 2], [3, 4], [0, 2], 2)
    with pytest.raises(ValueError, match="from 0 to 1"):
        analysis.dated_delays_by_series([None], [None], [2], 2, date(2021, 1, 1))
