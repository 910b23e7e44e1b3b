"""Which alarms are kept: chances against SciPy's Poisson and by hand, discoveries against two loops, and by trial."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, poisson

from lianfang import analysis
from lianfang.analysis.discoveries import LEAST_EXPECTED


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 60),
    st.floats(0, 30),
    st.floats(0, 30),
    st.sampled_from([0.001, 0.05, 0.2]),
)
def test_a_chance_is_the_greater_of_a_poisson_and_a_normal_tail(observed, expected, above, alpha):
    """Written out with another library's tails; a bound no higher than what is expected leaves the Poisson."""
    upper = expected + above
    got = float(analysis.chance_of_so_many(observed, expected, upper, alpha))
    want = poisson.sf(observed - 1, max(expected, LEAST_EXPECTED))
    spread = upper ** (2 / 3) - expected ** (2 / 3)
    if spread > 1e-9:
        score = (observed ** (2 / 3) - expected ** (2 / 3)) / spread
        want = max(want, norm.sf(score * norm.isf(alpha)))
    elif observed <= expected:
        want = max(want, 0.5)
    assert got == pytest.approx(want, rel=1e-9, abs=1e-300)


def test_on_the_bound_itself_the_chance_is_the_method_s_own():
    """1 % and no Poisson could say less: 40 expected, 100 observed at a bound of 100."""
    assert analysis.chance_of_so_many(100, 40, 100, 0.01) == pytest.approx(0.01)


def test_what_is_not_judged_has_no_chance():
    assert np.isnan(analysis.chance_of_so_many([np.nan, 3, 3], [1, np.nan, 1], [2, 2, np.nan], 0.05)).all()
    with pytest.raises(ValueError, match="1/2"):
        analysis.chance_of_so_many(1, 1, 1, 0.6)


def kept_by_loops(chances, share):
    """Of n chances the k smallest, for the largest k whose k-th is small enough."""
    judged = sorted((p, place) for place, p in enumerate(chances) if not np.isnan(p))
    best = 0
    for k in range(1, len(judged) + 1):
        if judged[k - 1][0] <= share * k / len(judged):
            best = k
    return {place for _, place in judged[:best]}


@settings(deadline=None, max_examples=100)
@given(st.lists(st.one_of(st.just(np.nan), st.floats(0, 1)), max_size=20), st.floats(0, 1))
def test_discoveries_are_those_of_two_loops(chances, share):
    got = analysis.discoveries(np.array(chances), share)
    assert set(np.flatnonzero(got)) == kept_by_loops(chances, share)


def test_of_what_is_kept_no_more_is_chance_than_was_allowed():
    """400 times 200 areas, 20 with an outbreak: the mean share of chance among those kept is at most a fifth."""
    rng = np.random.default_rng(7)
    false = []
    for _ in range(400):
        score = rng.normal(size=200)
        score[:20] += 3
        kept = analysis.discoveries(norm.sf(score), 0.2)
        false.append(kept[20:].sum() / max(kept.sum(), 1))
    assert 0.1 < np.mean(false) <= 0.2
