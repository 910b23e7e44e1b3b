"""The figures at which a scale's conditions can change, tried out one against the other.

Conditions compare figures with numbers and with one another, so that between two numbers named nothing changes: it is
enough to try each number, its neighbours and nought. Combinations that cannot be are left out: a figure of fewer days
is never the greater one, and a cluster is among those counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice, product
from typing import Any

from lianfang.plan import expression as e
from lianfang.plan.parts import Formula
from lianfang.plan.scales import Figure, Grade, Scale

Cell = Mapping[str, float | bool]
# More than any plan of the field has; a scale of more is looked at as far.
MOST = 10_000


@lru_cache(maxsize=16)
def graded(scale: Scale) -> tuple[tuple[Cell, tuple[Grade, ...]], ...]:
    """What the figures of a day may be, each with the levels that hold of it, from the mildest to the gravest."""
    return tuple(
        (cell, tuple(grade for grade in scale.grades if _value(grade.when.expression, cell))) for cell in _cells(scale)
    )


def _cells(scale: Scale) -> Iterator[Cell]:
    """Figures by their ids: one of each kind that conditions can tell apart."""
    formulas = [held for grade in scale.grades for held in (grade.when, grade.lowered) if held is not None]
    numbers = sorted({value for formula in formulas for value in _numbers(formula)} | {0.0})
    tried = sorted({float(near) for one in numbers for near in (one - 1, one, one + 1) if near >= 0})
    of_each = [[False, True] if figure.cluster is not None else tried for figure in scale.figures]
    names = [figure.id for figure in scale.figures]
    tried_out = (dict(zip(names, held, strict=True)) for held in islice(product(*of_each), MOST))
    pairs = [(one, other) for one in scale.figures for other in scale.figures]
    yield from (cell for cell in tried_out if all(_possible(one, other, cell) for one, other in pairs))


def _numbers(formula: Formula) -> Iterator[float]:
    for part in e.walk(formula.expression):
        if isinstance(part, e.Value) and isinstance(part.value, float):
            yield float(int(part.value))


def _possible(one: Figure, other: Figure, cell: Cell) -> bool:
    """Whether what a figure holds leaves room for what another one holds."""
    within = other.days is None or (one.days is not None and one.days <= other.days)
    among = set(one.counts) <= set(other.counts) and (not other.origins or set(one.origins) <= set(other.origins))
    if one is other or not within or not among or (other.origins and not one.origins) or other.cluster is not None:
        return True
    if one.cluster is not None:
        return not cell[one.id] or cell[other.id] >= one.cluster
    return cell[one.id] <= cell[other.id]


def untold(formula: Formula) -> e.Expression | None:
    """The first part of a condition of which no figure tells: ratios, days, areas, texts; None where there is none."""
    told = (e.Name, e.Not, e.And, e.Or, e.Compare, e.Member, e.IsKnown)
    return next(
        (
            part
            for part in e.walk(formula.expression)
            if not isinstance(part, told) and not (isinstance(part, e.Value) and isinstance(part.value, bool | float))
        ),
        None,
    )


def _value(node: e.Expression, cell: Cell) -> Any:
    """The value of a part of a condition where all figures are known."""
    match node:
        case e.Value():
            return node.value
        case e.Name():
            return cell.get(node.name)
        case e.Not():
            return not _value(node.term, cell)
        case e.And():
            return _value(node.left, cell) and _value(node.right, cell)
        case e.Or():
            return _value(node.left, cell) or _value(node.right, cell)
        case e.Compare():
            left, right = _value(node.left, cell), _value(node.right, cell)
            compared = {
                "=": left == right, "!=": left != right, "<": left < right, "<=": left <= right, ">": left > right,
                ">=": left >= right,
            }  # fmt: skip
            return compared[node.comparator]
        case e.Member():
            found = any(_value(node.term, cell) == _value(option, cell) for option in node.options)
            return found != node.negated
        case e.IsKnown():
            return not node.negated
    raise AssertionError(f"no figure is told by {type(node).__name__}")


def told(scale: Scale, cell: Cell) -> str:
    """A cell in words: all_cases 51, new_cases 0, no cluster."""
    words = {True: "{}", False: "no {}"}
    return ", ".join(
        words[bool(cell[figure.id])].format(figure.id)
        if figure.cluster is not None
        else f"{figure.id} {cell[figure.id]:g}"
        for figure in scale.figures
    )
