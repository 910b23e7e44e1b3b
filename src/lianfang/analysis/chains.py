"""Chains of infection: of all links that are held possible one a case is kept, the strongest first, so that none closes
a ring. What is kept is a forest: each case has one infector or none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Forest:
    """By case the row of its infector (-1: none is known), its generation (0 is the first of a chain) and the row of
    the first case of its chain; ``kept`` says of each link given whether it is one of the forest's.
    """

    infector: Rows
    generation: Rows
    first: Rows
    kept: NDArray[np.bool_]

    def chains(self) -> int:
        """How many chains have more than one case."""
        _firsts, sizes = np.unique(self.first, return_counts=True)
        return int((sizes > 1).sum())


def forest(cases: int, links: ArrayLike, strength: ArrayLike) -> Forest:
    """The forest of so many cases under ``links``, rows (infector, infected), each as strong as ``strength`` says.

    The strongest link is taken first, of those equally strong the one given first; a link is passed over where its
    infected has an infector already, or stands above the infector. Raises ValueError for links of another shape, of a
    case that is none, or from a case to itself, and for a strength that is not one number a link.
    """
    pairs = np.asarray(links, dtype=np.int64).reshape(-1, 2)
    strong = np.asarray(strength, dtype=float)
    if strong.shape != (len(pairs),) or np.isnan(strong).any():
        raise ValueError("a link has one strength, a number")
    if len(pairs) and (pairs.min() < 0 or pairs.max() >= cases or (pairs[:, 0] == pairs[:, 1]).any()):
        raise ValueError("a link leads from one of the cases to another")
    infector = np.full(cases, -1, dtype=np.int64)
    kept = np.zeros(len(pairs), dtype=bool)
    # Of two cases in one chain the root is the same; a root is looked for along shortened ways (union-find).
    root = list(range(cases))

    def root_of(case: int) -> int:
        while root[case] != case:
            root[case] = root[root[case]]
            case = root[case]
        return case

    for link in np.argsort(-strong, kind="stable"):
        by, infected = (int(end) for end in pairs[link])
        # Whoever has no infector is the first of its chain: the link closes a ring where both ends are in that chain.
        if infector[infected] < 0 and root_of(by) != infected:
            infector[infected], kept[link] = by, True
            root[infected] = by
    return Forest(infector, *_places(infector), kept)


def _places(infector: Rows) -> tuple[Rows, Rows]:
    """Generation and first case of each, generation by generation."""
    generation, first = np.zeros(len(infector), dtype=np.int64), np.arange(len(infector))
    above, below, depth = np.flatnonzero(infector < 0), np.flatnonzero(infector >= 0), 0
    while len(below):
        depth += 1
        here = np.isin(infector[below], above)
        above, below = below[here], below[~here]
        generation[above], first[above] = depth, first[infector[above]]
    return generation, first
