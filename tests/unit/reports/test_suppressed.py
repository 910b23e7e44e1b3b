"""No small count can be had from what is shown: not by a sum, nor by taking one release from another."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.reports.suppressed import Rules, Sum, possible, suppressed

RULES = Rules(smallest=7, multiple=5)
FEW = Rules(smallest=3, multiple=3)


def tables(shown, small, areas, rules, most):
    """The slow, obvious way: every two days' counts of the parts up to ``most`` that show just this, sums and all."""

    def fits(name, count):
        low, high = rules.behind(shown[name], name in small)
        return low <= count <= high

    days = [[count for count in range(most + 1) if fits(name, count)] for name in areas]
    thens = [[count for count in range(most + 1) if fits(f"{name} then", count)] for name in areas]
    for first in product(*days):
        if not fits("all", sum(first)):
            continue
        for then in product(*thens):
            if fits("all then", sum(then)) and all(b >= a for a, b in zip(first, then, strict=True)):
                yield dict(zip(areas, first, strict=True)) | {
                    "all": sum(first), "all then": sum(then),
                    **{f"{name} then": count for name, count in zip(areas, then, strict=True)},
                }  # fmt: skip


def test_small_counts_are_withheld_and_others_rounded():
    counts = {"a": 0, "b": 1, "c": 7, "d": 8, "e": 12, "f": 13, "g": 1203}
    shown = {"a": 0, "b": None, "c": None, "d": 10, "e": 10, "f": 15, "g": 1205}
    assert suppressed(counts, (), RULES) == shown


def test_the_whole_less_its_other_parts_does_not_give_a_small_part():
    """13 to 17 less two of at least 8 each would leave the third one person and no other."""
    counts, sums = {"all": 17, "a": 1, "b": 8, "c": 8}, (Sum("all", ("a", "b", "c")),)
    naive = {"all": 15, "a": None, "b": 10, "c": 10}
    assert possible(naive, sums, RULES, {"a"})["a"] == (1, 1)
    shown = suppressed(counts, sums, RULES)
    assert shown == {"all": 15, "a": None, "b": None, "c": 10}
    assert possible(shown, sums, RULES, {"a"})["a"][1] >= 5


def test_two_releases_taken_from_each_other_do_not_give_a_small_count():
    """A day's new cases are yesterday's sum taken from today's: where both are shown as ten, they are four at most."""
    sums = (Sum("today", ("yesterday", "new")),)
    shown = suppressed({"new": 2, "today": 12}, sums, RULES, released={"yesterday": (10, 10)})
    assert shown == {"new": None, "today": None}
    assert suppressed({"new": 5, "today": 15}, sums, RULES, released={"yesterday": (10, 10)})["today"] == 15


@settings(max_examples=40)
@given(st.lists(st.integers(0, 7), min_size=2, max_size=2), st.lists(st.integers(0, 4), min_size=2, max_size=2))
def test_whoever_tries_every_table_that_fits_is_left_with_several_values(parts, new):
    """Two days of an area and its parts: the second release is chosen after the first is out."""
    areas = ["east", "west"]
    first = dict(zip(areas, parts, strict=True)) | {"all": sum(parts)}
    second = {f"{name} then": first[name] + more for name, more in zip(areas, new, strict=True)}
    second["all then"] = sum(second.values())
    sums = [Sum("all", tuple(areas))]
    released = suppressed(first, sums, FEW)
    sums += [Sum("all then", tuple(f"{name} then" for name in areas))]
    sums += [Sum(f"{name} then", (name, f"{name} new")) for name in first]
    shown = released | suppressed(second, sums, FEW, {name: (count, released[name]) for name, count in first.items()})
    small = {name for name, count in (first | second).items() if 0 < count <= FEW.smallest}
    bounds = possible(shown, sums, FEW, small)
    seen = {name: set() for name in small}
    for table in tables(shown, small, areas, FEW, 13):
        for name in small:
            seen[name].add(table[name])
    for name, values in seen.items():
        assert bounds[name][0] <= min(values) and max(values) <= bounds[name][1], (name, first, second, shown)
        assert len(values) >= 2, (name, first, second, shown)
