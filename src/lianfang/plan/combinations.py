"""What the conditions of case definitions can be together: every question in them answered yes and no in turn.

A question is a part of a condition that is no `and`, `or`, `not` or `at least`: a comparison, or what is asked of other
facts. The same question asked twice has one answer; of two that are written otherwise nothing is assumed, so that what
excludes itself only in the world must be written so.

The truth of a condition under all combinations of answers is one whole number, a bit a combination: bit `k` of question
`i` is bit `i` of `k`. So twenty questions, a million combinations, take milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lianfang.plan import expression as e
from lianfang.plan.meaning import meaning
from lianfang.plan.model import Plan

# Of definitions with more questions than this nothing is said.
MOST = 20


@dataclass(frozen=True)
class Combinations:
    """The questions of a plan's definitions in its own words, and under which answers each definition holds."""

    questions: tuple[str, ...]
    holds: Mapping[str, int]

    def told(self, table: int) -> str:
        """The answers of the first combination in a table that is not empty, those with yes first."""
        first = (table & -table).bit_length() - 1
        answers = [(text, bool(first >> i & 1)) for i, text in enumerate(self.questions)]
        ordered = sorted(answers, key=lambda answer: not answer[1])
        return ", ".join(text if yes else f"not {text}" for text, yes in ordered)


@lru_cache(maxsize=16)
def combinations_of(plan: Plan) -> Combinations | None:
    """Under which answers each of a plan's definitions holds; None where there are too many questions to try."""
    held = plan.conditions
    named = {one.id for one in held}
    questions: dict[object, str] = {}
    for one in held:
        for part in _questions(one.when.expression):
            if not (isinstance(part, e.Name) and part.name in named):
                questions.setdefault(meaning(part), " ".join(one.when.text[part.start : part.end].split()))
    if len(questions) > MOST:
        return None
    tables = {question: _asked(i, len(questions)) for i, question in enumerate(questions)}
    every = (1 << (1 << len(questions))) - 1
    known: dict[str, int] = {}
    for one in held:
        known[one.id] = _table(one.when.expression, tables, known, every)
    return Combinations(tuple(questions.values()), {one.id: known[one.id] for one in plan.definitions})


def _questions(node: e.Expression) -> Iterator[e.Expression]:
    if isinstance(node, e.And | e.Or | e.Not | e.AtLeast):
        for child in e.children(node):
            yield from _questions(child)
    elif not isinstance(node, e.Value):
        yield node


def _asked(question: int, of: int) -> int:
    """The combinations of `of` answers in which this question is answered yes."""
    run = 1 << question
    table, width = ((1 << run) - 1) << run, 2 * run
    while width < 1 << of:
        table |= table << width
        width *= 2
    return table


def _table(node: e.Expression, tables: Mapping[object, int], known: Mapping[str, int], every: int) -> int:
    """The combinations in which a condition is true."""

    def of(part: e.Expression) -> int:
        return _table(part, tables, known, every)

    match node:
        case e.Not():
            return every & ~of(node.term)
        case e.And():
            return of(node.left) & of(node.right)
        case e.Or():
            return of(node.left) | of(node.right)
        case e.AtLeast():
            # In how many of the terms so far: bit sets for none, at least one, at least two, …
            reached = [every, *[0] * node.number]
            for term in node.terms:
                true = of(term)
                for count in range(node.number, 0, -1):
                    reached[count] |= reached[count - 1] & true
            return reached[node.number]
        case e.Value():
            return every if node.value else 0
        case e.Name() if node.name in known:
            return known[node.name]
    return tables[meaning(node)]
