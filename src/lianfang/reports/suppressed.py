"""Counts as they may leave the house: small ones withheld, others rounded, and no sum or earlier release undoes it.

After OpenSAFELY's rules (suppression, then rounding), with complementary suppression: where what is shown would narrow
a small count down, a further one is withheld (Hundepool et al., Statistical Disclosure Control, 2012, section 4.2).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf

# A count as shown: rounded, or None where it is withheld.
Shown = int | None


@dataclass(frozen=True, slots=True)
class Sum:
    """That one count is the sum of others, by their names; a name without a count is of what is not shown at all."""

    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """A count from 1 to ``smallest`` is withheld, others are rounded to a ``multiple``."""

    smallest: int
    multiple: int

    @property
    def values(self) -> int:
        """How many values a withheld count must still have for whoever reads all that is shown."""
        return max(2, min(self.smallest, self.multiple))

    def rounded(self, count: int) -> int:
        """A count above the smallest as shown: to the nearest multiple, halves up, and never to nought."""
        return max(self.multiple, (count + self.multiple // 2) // self.multiple * self.multiple)

    def behind(self, shown: Shown, withheld: bool) -> tuple[float, float]:
        """Between which counts, both included, one lies that is shown so; of a small one ``withheld`` is known."""
        if shown is None:
            return (1, self.smallest) if withheld else (1, inf)
        if shown == 0:
            return 0, 0
        low = shown - self.multiple // 2
        high = low + self.multiple - 1
        return max(self.smallest + 1, low if shown > self.multiple else 0), high


def suppressed(
    counts: Mapping[str, int],
    sums: Sequence[Sum],
    rules: Rules,
    released: Mapping[str, tuple[int, Shown]] | None = None,
) -> dict[str, Shown]:
    """The counts as shown. ``released`` are others with how each was shown before, which cannot be taken back.

    Whoever knows the rules, the sums and everything shown is left at least ``rules.values`` values for each count that
    is small.
    """
    earlier = dict(released or {})
    before = {name: as_shown for name, (_, as_shown) in earlier.items()}
    every = {**{name: count for name, (count, _) in earlier.items()}, **counts}
    small = {name for name, count in every.items() if 0 < count <= rules.smallest}
    shown: dict[str, Shown] = {
        name: None if name in small else rules.rounded(count) if count else 0 for name, count in counts.items()
    }
    while True:
        known = possible({**before, **shown}, sums, rules, small)
        told = [name for name in sorted(small) if known[name][1] - known[name][0] + 1 < rules.values]
        more = next((one for name in told if (one := _beside(name, counts, shown, sums)) is not None), None)
        if more is None:
            return shown
        shown[more] = None


def _beside(name: str, counts: Mapping[str, int], shown: Mapping[str, Shown], sums: Sequence[Sum]) -> str | None:
    """The smallest count still shown in a sum with this one, nearest first; None where there is none."""
    reached, edge = {name}, {name}
    while edge:
        near = {one for each in sums for one in (each.whole, *each.parts) if edge & {each.whole, *each.parts}} - reached
        open_ = [one for one in near if shown.get(one)]
        if open_:
            return min(open_, key=lambda one: (counts[one], one))
        reached, edge = reached | near, near
    return None


def possible(
    shown: Mapping[str, Shown], sums: Sequence[Sum], rules: Rules, small: Collection[str]
) -> dict[str, tuple[float, float]]:
    """Between which values each count lies for whoever knows what is shown, the sums, the rules and which are small."""
    bounds = {name: rules.behind(value, name in small) for name, value in shown.items()}
    for each in sums:
        for name in (each.whole, *each.parts):
            bounds.setdefault(name, (0, inf))
    narrowed = True
    while narrowed:
        narrowed = False
        for each in sums:
            lows, highs = (sum(bounds[part][side] for part in each.parts) for side in (0, 1))
            narrowed |= _narrow(bounds, each.whole, lows, highs)
            low, high = bounds[each.whole]
            for part in each.parts:
                own = bounds[part]
                others = (lows - own[0], sum(bounds[one][1] for one in each.parts if one != part))
                if _narrow(bounds, part, low - others[1], high - others[0]):
                    lows = sum(bounds[one][0] for one in each.parts)
                    narrowed = True
    return bounds


def _narrow(bounds: dict[str, tuple[float, float]], name: str, low: float, high: float) -> bool:
    before = bounds[name]
    bounds[name] = max(before[0], low), min(before[1], high)
    return bounds[name] != before
