"""The minima of many functions of two variables at once, by Newton's method on differences of their values.

A function whose minimum is not reached so (it falls without end, or lies in a bent valley) is gone through by itself
with the simplex of Nelder and Mead 1965, Computer Journal 7, 308.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize

from lianfang.analysis.series import Floats, Integers

# Values of so many functions, told by their places, each at a point of its own, shape (functions, 2).
Values = Callable[[Integers, Floats], Floats]
_STEP, _WIDE = 1e-4, 1e-3
_ROUNDS, _HALVINGS, _LONGEST, _ENOUGH = 40, 12, 1.0, 1e-7


def minima(values: Values, start: Floats) -> tuple[Floats, Floats]:
    """Where each function is least, shape (functions, 2), and its value there, from its own ``start``."""
    at = start.copy()
    going = np.arange(len(at))
    reached = np.zeros(len(at), dtype=bool)
    here = values(going, at)
    for _round in range(_ROUNDS):
        if not len(going):
            break
        slope, bend = _slopes(values, going, at[going]), curvatures(values, going, at[going], _WIDE / 2)
        step, upward = _newton(slope, bend)
        taken, value = _taken(values, going, at[going], here[going], step)
        at[going] += taken[:, None] * step
        here[going] = value
        moved = taken * np.abs(step).max(axis=1)
        # A step that cannot be taken ends its function's way: at a minimum by rounding, elsewhere by mischance.
        small = np.abs(step).max(axis=1) < _ENOUGH
        reached[going[upward & small]] = True
        going = going[(moved > 0) & ~(upward & small)]
    for place in np.flatnonzero(~reached):
        one = np.array([place])
        found = minimize(
            lambda free, one=one: float(values(one, free[None])[0]),
            start[place],
            method="Nelder-Mead",
            options={"xatol": 1e-8, "fatol": 1e-9, "maxiter": 4000},
        )
        at[place], here[place] = found.x, found.fun
    return at, here


def curvatures(values: Values, which: Integers, at: Floats, half: float = _WIDE) -> Floats:
    """Second derivatives by central differences, shape (functions, 2, 2), over steps of twice ``half``."""

    def value(first: float, second: float) -> Floats:
        return values(which, at + np.array([first, second]) * half)

    middle = value(0, 0)
    held = np.empty((len(at), 2, 2))
    held[:, 0, 0] = (value(2, 0) - 2 * middle + value(-2, 0)) / (4 * half**2)
    held[:, 1, 1] = (value(0, 2) - 2 * middle + value(0, -2)) / (4 * half**2)
    across = (value(1, 1) - value(1, -1) - value(-1, 1) + value(-1, -1)) / (4 * half**2)
    held[:, 0, 1] = held[:, 1, 0] = across
    return held


def _slopes(values: Values, which: Integers, at: Floats) -> Floats:
    held = np.empty(at.shape)
    for axis in range(2):
        step = np.eye(2)[axis] * _STEP
        held[:, axis] = (values(which, at + step) - values(which, at - step)) / (2 * _STEP)
    return held


def _newton(slope: Floats, bend: Floats) -> tuple[Floats, Floats]:
    """Newton's step of each function, downhill also where it bends the other way, and whether it bends upward."""
    sizes, axes = np.linalg.eigh(np.nan_to_num(bend))
    upward = np.asarray(sizes[:, 0] > 1e-8 * np.maximum(sizes[:, 1], 1e-8))
    bound = np.maximum(np.abs(sizes), 1e-8 * np.maximum(np.abs(sizes).max(axis=1, keepdims=True), 1e-8))
    along = np.einsum("nij,ni->nj", axes, slope)
    step = -np.einsum("nij,nj->ni", axes, along / bound)
    length = np.abs(step).max(axis=1, keepdims=True)
    return np.nan_to_num(step * np.minimum(1, _LONGEST / np.maximum(length, 1e-300))), upward


def _taken(values: Values, which: Integers, at: Floats, here: Floats, step: Floats) -> tuple[Floats, Floats]:
    """How much of its step each function goes, halved until its value is no higher: 0 where none helps; its value."""
    taken, value = np.ones(len(at)), here.copy()
    left = np.arange(len(at))
    for _halving in range(_HALVINGS):
        new = values(which[left], at[left] + taken[left, None] * step[left])
        good = new <= here[left] + 1e-12 * np.abs(here[left])
        value[left[good]] = new[good]
        left = left[~good]
        if not len(left):
            return taken, value
        taken[left] /= 2
    taken[left] = 0
    return taken, value
