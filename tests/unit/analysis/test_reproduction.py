"""R against R EpiEstim (tests/golden/reproduction.R and real outbreaks) and against slow twins; growth against glm."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang import analysis
from naive import reproduction as naive

GOLDEN = Path(__file__).parents[2] / "golden"
W = [0, 0.1, 0.25, 0.3, 0.15, 0.1, 0.06, 0.04]
QUANTILES = {"q025": 0.025, "q25": 0.25, "median": 0.5, "q75": 0.75, "q975": 0.975}


def number(cell):
    return np.nan if cell in ("", "NA", "NaN") else float(cell)


@pytest.fixture(scope="module")
def incidence():
    with (GOLDEN / "reproduction_incidence.csv").open() as file:
        rows = list(csv.DictReader(file))
    return tuple(np.array([float(row[name]) for row in rows]) for name in ("I", "imported"))


def told(method):
    with gzip.open(GOLDEN / "reproduction_told.csv.gz", "rt") as file:
        rows = [row for row in csv.DictReader(file) if row["method"] == method]
    return {name: np.array([number(row[name]) for row in rows]) for name in rows[0] if name != "method"}


def test_cori_equals_epiestim(incidence):
    cases, imported = incidence
    for method, call in {
        "plain": lambda one: analysis.reproduction(cases, W, **one),
        "apart": lambda one: analysis.reproduction(cases, W, imported=imported, prior_mean=2, prior_sd=1, **one),
        "shaped": lambda one: analysis.parametric_reproduction(cases, 4.7, 2.9, imported=imported, **one),
    }.items():
        want = told(method)
        got = call({"start": want["t_start"], "end": want["t_end"]})
        assert np.isnan(want["mean"]).sum() < 3
        np.testing.assert_allclose(got.mean, want["mean"], rtol=1e-6)
        np.testing.assert_allclose(got.sd, want["sd"], rtol=1e-6)
        for name, chance in QUANTILES.items():
            np.testing.assert_allclose(got.quantile(chance), want[name], rtol=1e-6)


def test_an_uncertain_serial_interval_agrees_with_epiestims_draws(incidence):
    """EpiEstim draws a million values of R; here only serial intervals are drawn. They agree to the luck of both."""
    want = told("uncertain")
    windows = {"start": want["t_start"], "end": want["t_end"]}
    limits = (4.7, 0.6, 3, 6.4), (2.9, 0.4, 2, 3.8)
    got = analysis.uncertain_reproduction(incidence[0], *limits, intervals=500, **windows)
    late = want["t_end"] > 9
    np.testing.assert_allclose(got.mean[late], want["mean"][late], rtol=0.02)
    np.testing.assert_allclose(got.sd[late], want["sd"][late], rtol=0.06)
    for name, chance in QUANTILES.items():
        np.testing.assert_allclose(got.quantile(chance)[late], want[name][late], rtol=0.03)
    sure = analysis.parametric_reproduction(incidence[0], 4.7, 2.9, **windows)
    assert np.all(
        (got.quantile(0.975) - got.quantile(0.025))[late] > (sure.quantile(0.975) - sure.quantile(0.025))[late]
    )


def test_wallinga_and_teunis_equal_epiestim(incidence):
    want = told("cohort")
    got = analysis.cohort_reproduction(incidence[0], W, want["t_start"].astype(int), want["t_end"].astype(int))
    np.testing.assert_allclose(got.mean, want["mean"], rtol=1e-6)


def test_growth_equals_glm(incidence):
    want = told("growth")
    got = analysis.growth(incidence[0], 10)
    assert got.start.tolist() == want["t_start"].tolist()
    for name, values in (("mean", got.rate), ("q025", got.low), ("q975", got.high)):
        np.testing.assert_allclose(values, want[name], rtol=1e-5, atol=1e-8)


def test_doubling_time_says_nothing_where_growth_may_be_none():
    growing, level = np.round(10 * 2 ** (np.arange(20) / 5)), np.array([10.0, 11, 9, 10, 11, 9, 10, 10, 11, 9])
    middle, low, high = analysis.growth(growing).doubling()
    np.testing.assert_allclose(middle, 5, rtol=0.03)
    assert np.all((low < 5.2) & (high > 4.8))
    assert np.isnan(analysis.growth(level, 10).doubling()[1]).all()
    assert np.isnan(analysis.growth([1, np.nan, np.nan, 4]).rate).all()


@pytest.mark.parametrize("name", ["Flu1918", "Flu2009", "Measles1861"])
def test_real_outbreaks_give_what_epiestim_gives(name, shared_data):
    folder = shared_data / "golden/epiestim"
    with (folder / f"{name}_incidence.csv").open() as cases, (folder / f"{name}_si.csv").open() as si:
        got = analysis.reproduction(
            [float(row["I"]) for row in csv.DictReader(cases)], [float(row["w"]) for row in csv.DictReader(si)]
        )
    with (folder / f"{name}_R.csv").open() as file:
        want = list(csv.DictReader(file))
    for column, values in {"Mean(R)": got.mean, "Std(R)": got.sd, "Quantile.0.025(R)": got.quantile(0.025)}.items():
        np.testing.assert_allclose(values, [number(row[column]) for row in want], rtol=1e-6)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(st.none(), st.integers(0, 40)), min_size=4, max_size=25), st.data())
def test_cori_equals_its_twin(cases, data):
    length = data.draw(st.integers(1, len(cases) - 1))
    imported = [0 if one is None else data.draw(st.integers(0, one)) for one in cases]
    imported[0] = cases[0] or 0
    held = np.array([np.nan if one is None else one for one in cases], dtype=float)
    start, end = analysis.windows(len(cases), length)
    got = analysis.reproduction(held, W, imported=imported, start=start, end=end)
    for place, (first, last) in enumerate(zip(start, end, strict=True)):
        twin = naive.reproduction(cases, imported, W, int(first), int(last))
        shape, scale = (np.nan, np.nan) if twin is None else twin
        np.testing.assert_allclose([got.shape[place], got.scale[place]], [shape, scale], rtol=1e-12)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 2), min_size=3, max_size=6).filter(lambda cases: 0 < sum(cases) <= 6), st.integers(2, 3))
def test_cohorts_equal_every_way_who_infected_whom(cases, until):
    got = analysis.cohort_reproduction(cases, W, [1], [until])
    twin = naive.cohort(cases, W, 1, until)
    if twin is None:
        assert np.isnan(got.mean).all()
        return
    chances = np.append(got.chances[0], np.zeros(len(twin)))[: len(twin)]
    np.testing.assert_allclose(chances, twin, atol=1e-12)
    infected = np.arange(len(twin))
    np.testing.assert_allclose(got.mean[0], infected @ twin / sum(cases[:until]), rtol=1e-9, atol=1e-12)


def test_many_series_are_estimated_as_each_alone():
    cases = np.random.default_rng(2).poisson(8, (4, 3, 40)).astype(float)
    together = analysis.reproduction(cases, W)
    assert together.quantile(0.5).shape == (4, 3, len(together.start))
    alone = analysis.reproduction(cases[2, 1], W)
    np.testing.assert_array_equal(together.quantile(0.975)[2, 1], alone.quantile(0.975))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: analysis.reproduction([1, 2, 3], [0.5, 0.5]), "day 0"),
        (lambda: analysis.reproduction([1, 2, 3], [0, 0.5]), "add up to 0.500"),
        (lambda: analysis.reproduction([1, 2, 3], [0, 1], imported=[0, 3, 0]), "day 2"),
        (lambda: analysis.reproduction([1, 2, 3], [0, 1], start=[1], end=[2]), "start on day 2"),
        (lambda: analysis.serial_interval(1, 2, 9), "above 1 day"),
        (lambda: analysis.cohort_reproduction([1, np.nan], [0, 1]), "without a missing day"),
        (lambda: analysis.growth([1, 2], 2), "three days"),
    ],
)
def test_what_cannot_be_estimated_is_refused_with_the_reason(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_three_days_of_data_have_no_r():
    assert np.isnan(analysis.reproduction([1, 2, 3], W, start=[2], end=[3]).mean).all()
