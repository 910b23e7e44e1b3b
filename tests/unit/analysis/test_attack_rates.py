"""Attack rates against a published outbreak, and Fisher's test against the sum that defines it."""

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.analysis.attack_rates import attack_rates


def test_the_church_supper_of_oswego_1940():
    """Vanilla ice cream: ill 43 of 54 who ate it, 3 of 21 who did not; ratio 5.57 (1.94 to 16.03).

    Table and interval as in CDC's case study 401-303 (after M. Gross, Public Health Reports 91 (1976) 168-170) and in
    Epi Info's analysis of its example file.
    """
    found = attack_rates(np.array([54]), np.array([43]), 75, 46)
    assert found.exposed_rate[0] == pytest.approx(0.796, abs=5e-4)
    assert found.unexposed_rate[0] == pytest.approx(0.143, abs=5e-4)
    assert found.ratio[0] == pytest.approx(5.57, abs=5e-3)
    assert (found.ratio_low[0], found.ratio_high[0]) == pytest.approx((1.94, 16.03), abs=5e-3)
    assert found.expected[0] == pytest.approx(54 * 46 / 75)
    assert found.p[0] < 1e-6


@given(st.integers(1, 30), st.data())
def test_the_chance_is_the_sum_over_all_tables_as_extreme(people, data):
    ill, exposed = data.draw(st.integers(0, people)), data.draw(st.integers(0, people))
    least, most = max(0, exposed + ill - people), min(exposed, ill)
    both = data.draw(st.integers(least, most))
    ways = [comb(ill, k) * comb(people - ill, exposed - k) for k in range(both, most + 1)]
    found = attack_rates(np.array([exposed]), np.array([both]), people, ill)
    assert found.p[0] == pytest.approx(sum(ways) / comb(people, exposed), rel=1e-9)
    assert np.isnan(found.ratio_low[0]) == (both == 0 or ill == both)


def test_counts_that_do_not_fit_are_refused():
    for exposed, both in ((3, 4), (5, 0)):
        with pytest.raises(ValueError, match="more ill than there are"):
            attack_rates(np.array([exposed]), np.array([both]), 6, 5)
    with pytest.raises(ValueError, match="a confidence lies"):
        attack_rates(np.array([1]), np.array([1]), 2, 1, confidence=95)
