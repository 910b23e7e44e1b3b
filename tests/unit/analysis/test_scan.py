"""The scan against its brute-force twin, and on clusters put in on purpose."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang import analysis
from naive import scan as naive


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(3, 8), st.sampled_from([0.5, 0.9]))
def test_the_scan_finds_what_brute_force_finds(seed, areas, days, share):
    chance = np.random.default_rng(seed)
    counts = chance.poisson(1.2, (areas, days))
    order = analysis.order_by_distance(chance.uniform(100, 101, areas), chance.uniform(30, 31, areas))
    value, where, length = naive.best(counts.tolist(), order.tolist(), days - 1, share)
    found = analysis.scan(counts, order, most_days=days - 1, most_share=share, replicates=1)
    if not value:
        assert found == []
        return
    assert found[0].statistic == pytest.approx(value)
    # Two cylinders may hold the same cases; then each is as good an answer.
    first = found[0]
    assert first.cases == counts[list(first.areas), -first.days :].sum()
    if (set(first.areas), first.days) != (where, length):
        assert first.cases == pytest.approx(counts[sorted(where), -length:].sum(), abs=counts.sum())
    assert all(set(one.areas).isdisjoint(two.areas) for one in found for two in found if one is not two)


@pytest.mark.parametrize(("more", "high"), [(0, 1), (8, 0.1)])
def test_its_p_is_that_of_brute_force(more, high):
    counts = np.random.default_rng(4).poisson(0.8, (6, 8))
    counts[2, 7] += more
    order = analysis.order_by_distance([0, 1, 2, 3, 4, 5], [0, 0, 0, 0, 0, 0])
    got = analysis.scan(counts, order, most_days=4, replicates=1999)[0].p
    want = naive.p(counts.tolist(), order.tolist(), 4, 0.5, 400)
    assert got == pytest.approx(want, abs=0.08)
    assert got < high


def test_a_cluster_in_two_neighbours_is_found_with_its_days():
    chance = np.random.default_rng(5)
    counts = chance.poisson(2, (20, 40))
    counts[[7, 8], -3:] += 6
    order = analysis.order_by_neighbours(20, [(one, one + 1) for one in range(19)], most=6)
    first, *others = analysis.scan(counts, order, replicates=199)
    assert set(first.areas) >= {7, 8} and len(first.areas) <= 3
    assert (first.days, first.p) == (3, 0.005)
    assert all(one.p > 0.05 for one in others)


def test_a_scan_without_a_cluster_stops_early_with_nearly_the_same_p():
    chance = np.random.default_rng(6)
    order = analysis.order_by_distance(chance.uniform(100, 101, 8), chance.uniform(30, 31, 8))
    for number in range(20):
        counts = chance.poisson(1, (8, 20))
        whole = analysis.scan(counts, order, replicates=999, seed=number)
        early = analysis.scan(counts, order, replicates=999, seed=number, enough=25)
        assert [one.areas for one in early] == [one.areas for one in whole]
        # The sequential p is the share among those drawn: its deviation is p times the root of 1 / 25.
        assert early[0].p == pytest.approx(whole[0].p, abs=0.02 + 0.7 * whole[0].p)
        assert (early[0].p == whole[0].p) or whole[0].p > 0.02


def test_neighbours_are_reached_ring_by_ring_and_no_further_than_asked():
    line = [(one, one + 1) for one in range(9)]
    order = analysis.order_by_neighbours(11, line)
    assert order[4].tolist() == [4, 3, 5, 2, 6, 1, 7, 0, 8, 9, -1] and order[10].tolist() == [10] + [-1] * 10
    np.testing.assert_array_equal(analysis.order_by_neighbours(11, line, most=4), order[:, :4])


def test_without_a_cluster_few_scans_alarm():
    chance = np.random.default_rng(6)
    order = analysis.order_by_distance(chance.uniform(100, 101, 8), chance.uniform(30, 31, 8))
    p = [analysis.scan(chance.poisson(1, (8, 20)), order, replicates=99, seed=number)[0].p for number in range(100)]
    assert sum(one <= 0.05 for one in p) <= 12
    assert 0.3 < np.mean(p) < 0.7


def test_an_island_has_no_neighbours():
    assert analysis.order_by_neighbours(3, [(0, 1)]).tolist() == [[0, 1, -1], [1, 0, -1], [2, -1, -1]]
    assert analysis.scan(np.zeros((3, 5)), analysis.order_by_neighbours(3, [(0, 1)]), most_days=2) == []


def test_what_is_missing_is_refused():
    with pytest.raises(ValueError, match="none missing"):
        analysis.scan([[1, np.nan], [1, 1]], [[0, 1], [1, 0]], most_days=1)
    with pytest.raises(ValueError, match="more than as many days"):
        analysis.scan([[1, 1], [1, 1]], [[0, 1], [1, 0]], most_days=2)
