"""Attack rates by exposure: how many of those exposed fell ill, of those not exposed, and how surely the two differ.

Exposures are looked at one by one, as in a cohort study of an outbreak: 2 × 2 tables of exposed against ill.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom, norm

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class AttackRates:
    """Of each exposure, in the order given: rates from 0 to 1, their ratio with its interval, and how likely by chance.

    `expected` is how many of those exposed would be ill if the exposure made no difference. `ratio` is not a number
    where nobody is unexposed, infinite where none of them is ill; its interval is then not told (not a number). `p` is
    the chance of so many ill among the exposed or more. It is for one exposure: of many, some are rare by chance, and a
    correction for so many is due.
    """

    exposed_rate: Numbers
    unexposed_rate: Numbers
    expected: Numbers
    ratio: Numbers
    ratio_low: Numbers
    ratio_high: Numbers
    p: Numbers


def attack_rates(exposed: Counts, exposed_ill: Counts, people: int, ill: int, confidence: float = 0.95) -> AttackRates:
    """Of each exposure, from how many were exposed and how many of these are ill, among `people` of whom `ill` are.

    `p` is Fisher's exact test, one-sided: the upper tail of the hypergeometric distribution (R. A. Fisher, Statistical
    Methods for Research Workers, 5th edition 1934, § 21.02). The interval of the ratio is that of its logarithm (D.
    Katz and others, Biometrics 34 (1978) 469-474), which is wide of the mark where a cell is under five.

    Raises ValueError on counts that do not fit together or a confidence outside (0, 1).
    """
    exposed, exposed_ill = np.asarray(exposed, np.int64), np.asarray(exposed_ill, np.int64)
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, not {confidence}")
    unexposed, unexposed_ill = people - exposed, ill - exposed_ill
    for part, whole in ((exposed_ill, exposed), (unexposed_ill, unexposed)):
        if (part < 0).any() or (part > whole).any():
            raise ValueError("more ill than there are, or fewer than none")
    with np.errstate(divide="ignore", invalid="ignore"):
        rate, other = exposed_ill / exposed, unexposed_ill / unexposed
        ratio = rate / other
        spread = np.sqrt(1 / exposed_ill - 1 / exposed + 1 / unexposed_ill - 1 / unexposed)
        wide = np.exp(norm.ppf(0.5 + confidence / 2) * spread)
        low, high = ratio / wide, ratio * wide
    known = (exposed_ill > 0) & (unexposed_ill > 0)
    low, high = (np.where(known, bound, np.nan) for bound in (low, high))
    p = hypergeom.sf(exposed_ill - 1, people, ill, exposed)
    chance = np.asarray(exposed * (ill / max(people, 1)), np.float64)
    return AttackRates(rate, other, chance, ratio, low, high, np.asarray(p, np.float64))
