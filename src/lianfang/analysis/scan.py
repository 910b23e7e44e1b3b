"""The space-time permutation scan: where, in the last days, more cases stand together than the margins explain.

Source: Kulldorff et al. 2005, PLoS Med 2(3), e59, doi:10.1371/journal.pmed.0020059. It needs no population: what is
expected of an area on a day is the area's share of all cases times the day's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from lianfang.analysis.series import Flags, Floats, Integers, counts_of

# Sums in another order differ by so little at most.
_TINY = 1e-9
# Up to so many cases a limit of what is expected is kept.
_FEW = 64


@dataclass(frozen=True, slots=True)
class Cluster:
    """Areas and the last ``days`` days in which they had ``cases`` where ``expected`` were to be expected.

    ``statistic`` is the logarithm of the likelihood ratio, ``p`` how often the greatest one of permuted cases is as
    great.
    """

    areas: tuple[int, ...]
    days: int
    cases: float
    expected: float
    statistic: float
    p: float


def order_by_distance(longitude: ArrayLike, latitude: ArrayLike, most: int | None = None) -> Integers:
    """For each area the areas from the nearest (itself) on, shape (areas, ``most``), by great circles; degrees in."""
    x, y = np.radians(np.asarray(longitude, float)), np.radians(np.asarray(latitude, float))
    if x.shape != y.shape or x.ndim != 1 or not np.all(np.isfinite(x + y)):
        raise ValueError("every area needs a longitude and a latitude")
    half = np.sin((y[:, None] - y) / 2) ** 2 + np.cos(y[:, None]) * np.cos(y) * np.sin((x[:, None] - x) / 2) ** 2
    np.fill_diagonal(half, -1)
    return np.argsort(half, axis=1, kind="stable")[:, :most]


def order_by_neighbours(areas: int, pairs: Iterable[tuple[int, int]], most: int | None = None) -> Integers:
    """For each area itself, its neighbours, theirs and so on, shape (areas, ``most``); -1 where there are no more."""
    beside: list[set[int]] = [set() for _ in range(areas)]
    for one, two in pairs:
        beside[one].add(two)
        beside[two].add(one)
    width = areas if most is None else min(most, areas)
    order = np.full((areas, width), -1, dtype=np.int64)
    for area in range(areas):
        reached, known, ring = [area], {area}, [area]
        while ring and len(reached) < width:
            ring = sorted({other for one in ring for other in beside[one]} - known)
            reached += ring
            known.update(ring)
        order[area, : min(len(reached), width)] = reached[:width]
    return order


def scan(
    counts: ArrayLike,
    order: ArrayLike,
    *,
    most_days: int = 7,
    most_share: float = 0.5,
    replicates: int = 999,
    seed: int = 1,
    most_clusters: int = 10,
    enough: int | None = None,
) -> list[Cluster]:
    """Clusters that are alive on the last day, the most striking first, none sharing an area with one before it.

    ``counts`` are whole cases of shape (areas, days), ``order`` the areas from each one outwards (`order_by_distance`,
    `order_by_neighbours`). Looked at are an area and its nearest ones, up to ``most_share`` of all cases, in the last
    1 to ``most_days`` days. Cases are given each other's days ``replicates`` times to see what chance does; with
    ``enough`` only until so many were as striking as the first cluster, for then it is none (sequential p-values, Besag
    and Clifford 1991, Biometrika 78(2), 301, doi:10.1093/biomet/78.2.301). Every expected value must be known: raises
    ValueError for a missing or broken count, or an order of other areas.
    """
    held, near = counts_of(counts), np.asarray(order, dtype=np.int64)
    if held.ndim != 2 or np.any(np.isnan(held)) or np.any(held != np.floor(held)):
        raise ValueError("the scan needs whole counts by area and day, none missing; leave out areas with gaps")
    if near.ndim != 2 or len(near) != len(held) or near.max(initial=-1) >= len(held) or np.any(near[:, 0] < 0):
        raise ValueError("the order has a row for each area, of places of areas")
    if not 1 <= most_days < held.shape[1]:
        raise ValueError(f"windows of {most_days} days need more than as many days of counts")
    total = float(held.sum())
    if total == 0:
        return []
    inside = near >= 0
    whole = np.cumsum(np.where(inside, held.sum(axis=1)[near], 0), axis=1)
    inside &= whole <= most_share * total
    last = np.cumsum(held.sum(axis=0)[::-1])[:most_days]
    expected = whole[:, :, None] * last / total
    cases = _cylinders(held, near, most_days)
    statistic = np.where(inside[:, :, None], _log_ratio(cases, expected, total), 0.0)
    as_great = float(statistic.max(initial=0)) - _TINY
    greatest = _permuted(held, near, inside, whole, most_days, (replicates, enough), seed, as_great)
    stopped = enough is not None and len(greatest) < replicates
    clusters: list[Cluster] = []
    striking = np.flatnonzero(statistic > 0)
    left = striking[np.argsort(-statistic.flat[striking], kind="stable")]
    taken = np.zeros(len(held), dtype=bool)
    while len(left) and len(clusters) < most_clusters:
        centre, size, length = (int(one) for one in np.unravel_index(left[0], statistic.shape))
        areas = tuple(int(area) for area in near[centre, : size + 1])
        taken[list(areas)] = True
        value = float(statistic[centre, size, length])
        reached = int(np.sum(greatest >= value - _TINY))
        p = reached / len(greatest) if stopped else (1 + reached) / (replicates + 1)
        at = (centre, size, length)
        clusters.append(Cluster(areas, length + 1, float(cases[at]), float(expected[at]), value, p))
        # Around each centre there are so many areas before the first that lies in a cluster already.
        met = taken[near] & (near >= 0)
        free = np.where(met.any(axis=1), met.argmax(axis=1), near.shape[1])
        centres, sizes, _lengths = np.unravel_index(left, statistic.shape)
        left = left[sizes < free[centres]]
    return clusters


def _cylinders(held: Floats, near: Integers, most_days: int) -> Floats:
    """Cases of each centre, number of areas around it and number of last days."""
    recent = np.cumsum(held[:, ::-1][:, :most_days], axis=1)
    return np.asarray(np.cumsum(np.where((near >= 0)[:, :, None], recent[near], 0), axis=1))


def _log_ratio(cases: Floats, expected: Floats, total: float) -> Floats:
    """Equation of the paper's section "Statistical methods", as a logarithm; 0 where there are not too many cases."""
    with np.errstate(divide="ignore", invalid="ignore"):
        within = cases * np.log(cases / expected)
        left = total - cases
        outside = np.where(left > 0, left * np.log(left / (total - expected)), 0.0)
        return np.where(cases > expected, within + outside, 0.0)


def _permuted(
    held: Floats,
    near: Integers,
    inside: Flags,
    whole: Floats,
    most_days: int,
    replicates: tuple[int, int | None],
    seed: int,
    as_great: float,
) -> Floats:
    """The greatest statistic of each permutation of the cases' days, as many as ``replicates`` says.

    Only the last days matter: which cases they fall to is drawn, and which of those days each gets.
    """
    chance = np.random.default_rng(seed)
    times, enough = replicates
    numbers = held.astype(np.int64)
    area_of = np.repeat(np.arange(len(held)), numbers.sum(axis=1))
    # From the last day backwards: day 0 is the last.
    recent = np.repeat(np.arange(most_days), numbers.sum(axis=0)[::-1][:most_days])
    by_window = np.cumsum(np.bincount(recent, minlength=most_days)).astype(float)
    around = near.astype(np.int32), inside.sum(axis=1), whole
    greatest: list[float] = []
    reached = 0
    while len(greatest) < times and (enough is None or reached < enough):
        drawn = area_of[chance.choice(len(area_of), len(recent), replace=False)]
        mixed = np.bincount(drawn * most_days + recent, minlength=len(held) * most_days).reshape(len(held), most_days)
        greatest.append(_greatest(mixed.astype(float), *around, by_window, float(len(area_of))))
        reached += greatest[-1] >= as_great
    return np.array(greatest)


@njit(cache=True)
def _greatest(
    mixed: Floats, near: NDArray[np.int32], sizes: Integers, whole: Floats, by_window: Floats, total: float
) -> float:
    """The greatest log likelihood ratio of cases by area and day backwards, over every centre, size and window.

    Around each centre its ``near`` areas are gone through, as many as ``sizes`` says, with what they hold in all
    (``whole``). An area without a case in these days adds to what is expected and to nothing else: no ratio rises by
    it. Logarithms are few: the ratio is never above the cases times the logarithm of cases over expected, so what is
    expected must lie below a limit for so many cases, and never above the square of what is over the expected, times
    the total, over the expected and the rest of the total (log x is at most x - 1).
    """
    most, days = 0.0, mixed.shape[1]
    met = mixed.sum(axis=1) > 0
    within, share = np.zeros(days), by_window / total
    limits = np.full(_FEW, np.inf)
    for centre in range(len(mixed)):
        within[:] = 0
        for size in range(sizes[centre]):
            area = near[centre, size]
            if not met[area]:
                continue
            held, cases = whole[centre, size], 0.0
            for day in range(days):
                within[day] += mixed[area, day]
                cases += within[day]
                expected = held * share[day]
                if expected >= cases or (cases < _FEW and expected > limits[int(cases)]):
                    continue
                over = cases - expected
                if over * over * total > most * expected * (total - expected):
                    ratio = cases * np.log(cases / expected)
                    if total > cases:
                        ratio += (total - cases) * np.log((total - cases) / (total - expected))
                    if ratio > most:
                        most = ratio
                        for few in range(1, _FEW):
                            limits[few] = few * np.exp(-most / few)
    return most
