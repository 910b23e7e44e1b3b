"""Of several possible links to a case one is kept, so that no ring closes; held against the plain loops."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.analysis import forest
from naive import chains as naive

CASES = 7
ends = st.tuples(st.integers(0, CASES - 1), st.integers(0, CASES - 1)).filter(lambda pair: pair[0] != pair[1])


@given(st.lists(st.tuples(ends, st.integers(0, 3)), max_size=20))
def test_the_forest_is_that_of_the_plain_loops(told):
    links, strength = [pair for pair, _ in told], [strong for _, strong in told]
    made = forest(CASES, links, strength)
    infector, generation, first, kept = naive.forest(CASES, links, strength)
    assert made.infector.tolist() == infector
    assert made.generation.tolist() == generation and made.first.tolist() == first
    assert made.kept.tolist() == kept
    assert made.chains() == len({first[row] for row in range(CASES) if infector[row] >= 0})


def test_what_was_told_twice_both_ways_closes_no_ring():
    made = forest(3, [(0, 1), (1, 0), (1, 2)], [1, 2, 1])
    assert made.infector.tolist() == [1, -1, 1] and made.generation.tolist() == [1, 0, 1]
    assert made.kept.tolist() == [False, True, True]
    assert forest(2, [], []).infector.tolist() == [-1, -1]


@pytest.mark.parametrize(
    ("links", "strength"), [([(0, 0)], [1]), ([(0, 2)], [1]), ([(0, 1)], [1, 2]), ([(0, 1)], [float("nan")])]
)
def test_a_link_to_nobody_or_without_a_strength_is_refused(links, strength):
    with pytest.raises(ValueError, match="one"):
        forest(2, links, strength)
