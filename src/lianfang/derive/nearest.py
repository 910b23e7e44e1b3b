"""Whether any fact comes before, or after, the one at hand: the first of them, or the last, answers it.

A county's cases asked each about all others are pairs by the square of their number; the first of each county is one a
county, and says the same.
"""

from __future__ import annotations

from typing import NamedTuple

from lianfang.plan import expression as e
from lianfang.plan import words

# What is asked of the fact at hand, when it stands on the left instead of the right.
TURNED: dict[str, e.Comparator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Bound(NamedTuple):
    """A condition split: what is asked of the other facts alone, and how a `column` of theirs compares to `limit`.

    `limit` says nothing but of the fact at hand.
    """

    alone: e.Expression | None
    column: e.Name
    comparator: e.Comparator
    limit: e.Expression


def bound_of(query: e.Query) -> Bound | None:
    """The bound of a question whether a fact of the same something exists; None of any other question."""
    assert query.relation is not None
    how, key = query.relation
    if query.how != "exists" or query.where is None or how != "same" or key in words.RELATED or query.kind == "group":
        return None
    terms = _terms(query.where)
    beside = [term for term in terms if _of_this(term)]
    if len(beside) != 1 or not isinstance(beside[0], e.Compare) or beside[0].comparator not in TURNED:
        return None
    compare, alone = beside[0], _all([term for term in terms if term is not beside[0]])
    for column, comparator, limit in (
        (compare.left, compare.comparator, compare.right),
        (compare.right, TURNED[compare.comparator], compare.left),
    ):
        if isinstance(column, e.Name) and column.of is None and _only_of_this(limit):
            return Bound(alone, column, comparator, limit)
    return None


def _terms(node: e.Expression) -> list[e.Expression]:
    return [*_terms(node.left), *_terms(node.right)] if isinstance(node, e.And) else [node]


def _all(terms: list[e.Expression]) -> e.Expression | None:
    whole: e.Expression | None = None
    for term in terms:
        whole = term if whole is None else e.And(whole.start, term.end, whole, term)
    return whole


def _names(node: e.Expression) -> list[e.Name]:
    return [part for part in e.walk(node) if isinstance(part, e.Name)]


def _of_this(node: e.Expression) -> bool:
    return any(name.of == "this" for name in _names(node))


def _only_of_this(node: e.Expression) -> bool:
    asks = any(isinstance(part, e.Query | e.Within) for part in e.walk(node))
    return not asks and all(name.of == "this" for name in _names(node))
