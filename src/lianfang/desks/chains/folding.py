"""Which lines a picture of chains has: as many as can be read at a glance, the rest folded into their infectors.

What says least folds first: cases that no link ties to any other, then those who infected nobody, then the smallest
chains, then the latest generations, one after the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lianfang.desks.chains.linking import Chains

MOST = 60
# Fewer are not folded: a line that stands for two saves too little.
_FEWEST = 3
# So many of the largest chains stay open while smaller ones are folded.
_LARGEST = (40, 20, 10, 5)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the picture: a case, or several in one. ``parent`` is the line of the infector (-1: none).

    ``folded`` is how many more are folded into this case's line, or left out below it.
    """

    cases: tuple[int, ...]
    parent: int
    generation: int
    folded: int = 0


@dataclass(frozen=True, slots=True)
class _Folding:
    alone: bool = False
    childless: bool = False
    chains: int | None = None
    deepest: int | None = None


def lines_of(
    chains: Chains, among: Collection[int] | None = None, asked: Collection[int] = (), most: int = MOST
) -> list[Line]:
    """At most ``most`` lines (seven at least) of the chains, parents before those whom they infected.

    ``among`` are the rows to be drawn, the others are counted where they would hang; with each its infectors are drawn.
    What was ``asked`` for is never folded away.
    """
    drawn = set(range(len(chains.ill))) if among is None else with_infectors(chains, among)
    open_ = with_infectors(chains, asked)
    below = _below(chains)
    folded: list[Line] = []
    for folding in _foldings(chains):
        folded = list(islice(_folded(chains, drawn, open_, below, folding), most + 1))
        if len(folded) <= most:
            return folded
    return folded[:most]


def _foldings(chains: Chains) -> Iterator[_Folding]:
    yield _Folding()
    yield _Folding(alone=True)
    yield _Folding(alone=True, childless=True)
    for largest in _LARGEST:
        yield _Folding(alone=True, childless=True, chains=largest)
    for deepest in range(int(chains.forest.generation.max(initial=0)) - 1, -1, -1):
        yield _Folding(alone=True, childless=True, chains=_LARGEST[-1], deepest=deepest)


def with_infectors(chains: Chains, rows: Collection[int]) -> set[int]:
    """These rows, their infectors, the infectors of these, and so on to the first."""
    found: set[int] = set()
    for row in rows:
        while row >= 0 and row not in found:
            found.add(row)
            row = int(chains.forest.infector[row])
    return found


def _below(chains: Chains) -> list[int]:
    """By row how many hang below it, near and far."""
    counts = [0] * len(chains.ill)
    generation = chains.forest.generation
    for row in sorted(range(len(counts)), key=lambda row: -generation[row]):
        by = int(chains.forest.infector[row])
        if by >= 0:
            counts[by] += counts[row] + 1
    return counts


def _folded(
    chains: Chains, drawn: set[int], open_: set[int], below: Sequence[int], folding: _Folding
) -> Iterator[Line]:
    first = [row for row in range(len(chains.ill)) if chains.forest.infector[row] < 0 and row in drawn]
    roots, alone = [row for row in first if below[row]], [row for row in first if not below[row]]
    small: list[int] = []
    if folding.chains is not None:
        large = set(sorted(roots, key=lambda row: (-below[row], row))[: folding.chains]) | open_
        roots, small = [row for row in roots if row in large], [row for row in roots if row not in large]
    number = 0
    for root in roots:
        # What is left to be told, the next at the end: (rows, line of the infector).
        due: list[tuple[tuple[int, ...], int]] = [((root,), -1)]
        while due:
            rows, parent = due.pop()
            generation = int(chains.forest.generation[rows[0]])
            if len(rows) > 1:
                yield Line(rows, parent, generation)
                number += 1
                continue
            (row,) = rows
            infected = [other for other in chains.infected[row] if other in drawn]
            if folding.deepest is not None and generation >= folding.deepest:
                infected = [other for other in infected if other in open_]
            left_out = sum(below[other] + 1 for other in chains.infected[row] if other not in infected)
            yield Line(rows, parent, generation, left_out)
            childless = {other for other in infected if not below[other] and other not in open_}
            together = folding.childless and len(childless) >= _FEWEST
            if together:
                due.append((tuple(sorted(childless)), number))
            due += [((other,), number) for other in reversed(infected) if not together or other not in childless]
            number += 1
    if small:
        yield Line(tuple(small), -1, 0, sum(below[row] for row in small))
    shut = [row for row in alone if row not in open_]
    if not folding.alone or len(shut) < _FEWEST:
        shut = []
    for row in alone:
        if row not in shut:
            yield Line((row,), -1, 0)
    if shut:
        yield Line(tuple(shut), -1, 0)
