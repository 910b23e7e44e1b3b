"""Who may have infected whom, held against the plain loops; and what it refuses."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.analysis import found_among, infectors
from naive import infectors as naive

INTERVAL = [0.0, 0.25, 0.5, 0.125, 0.125]
cases = st.lists(st.tuples(st.sampled_from([*range(8), math.nan]), st.integers(0, 2)), min_size=1, max_size=8)


@given(cases, st.integers(1, 3))
def test_the_arrays_give_what_the_loops_give(told, first):
    onset = [float(day) for day, _ in told]
    weight = [[float(1 + 2 * (mine == theirs)) for _, theirs in told] for _, mine in told]
    made = infectors(onset, INTERVAL, weight)
    plain = naive.infectors(onset, INTERVAL, weight)
    np.testing.assert_allclose(made, plain, atol=1e-12)
    true = [(number + 1) % len(told) for number in range(len(told))]
    exact = np.array(plain)
    asked = found_among(exact, true, first)
    np.testing.assert_allclose(asked, [naive.found_among(row, at, first) for row, at in zip(plain, true, strict=True)])


def test_a_case_of_one_candidate_has_that_one_and_who_shares_a_ward_is_more_likely():
    assert infectors([0, 2], INTERVAL).tolist() == [[0, 0], [1, 0]]
    shared = infectors([0, 0, 2], INTERVAL, [[1, 1, 1], [1, 1, 1], [3, 1, 1]])
    assert shared[2].tolist() == [0.75, 0.25, 0]
    assert found_among(infectors([0, 0, 2], INTERVAL), [-1, -1, 1], 1)[2] == 0.5, "a tie is half a hit"


@pytest.mark.parametrize(("onset", "weight"), [([0.5, 1], None), ([0, 1], [[1, 1]]), ([0, 1], [[1, -1], [1, 1]])])
def test_what_is_no_day_or_no_weight_is_refused(onset, weight):
    with pytest.raises(ValueError, match="one"):
        infectors(onset, INTERVAL, weight)
