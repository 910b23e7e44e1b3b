"""Expressions of the plan language as frozen trees. They mean nothing by themselves: derive gives them meaning, twice
(plain Python in `derive/oracle.py`, Ibis in `derive/compile.py`), and `plan/types.py` says which are well formed.

`start` and `end` are character offsets, half-open, in the text of the expression.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Literal

Comparator = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True)
class Expression:
    start: int
    end: int


@dataclass(frozen=True)
class Value(Expression):
    """A literal: bool, float, str, date, datetime (local wall clock), timedelta, or None, which is unknown.

    `parameter` names the parameter of the plan whose value it is.
    """

    value: bool | float | str | date | datetime | timedelta | None
    parameter: str | None = None
    # What one of the plan's groups is called, in Chinese and English, where it is named.
    called: tuple[str, str] | None = None


@dataclass(frozen=True)
class Name(Expression):
    """A column of the fact at hand; with `of="this"` a column of the fact (or duty) that the rule is about.

    Where a column of options stands on the other side, a name of one of its options is that option.
    """

    name: str
    of: str | None = None
    # What an anchor is called, in Chinese and English: it is a column of the plan's own, not of the vocabulary.
    anchor: tuple[str, str] | None = None


@dataclass(frozen=True)
class DayOf(Expression):
    """`day 4 of rash`: the day of this number, where the anchor's own day has the number `first`."""

    number: int
    anchor: Expression
    first: int = 0


@dataclass(frozen=True)
class Ratio(Expression):
    """`a / b`, unknown where either is unknown or `b` is none."""

    left: Expression
    right: Expression


@dataclass(frozen=True)
class Not(Expression):
    term: Expression


@dataclass(frozen=True)
class And(Expression):
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Or(Expression):
    left: Expression
    right: Expression


@dataclass(frozen=True)
class AtLeast(Expression):
    """Whether so many of the terms are true; unknown where those that are unknown decide it."""

    number: int
    terms: tuple[Expression, ...]


@dataclass(frozen=True)
class Compare(Expression):
    comparator: Comparator
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Member(Expression):
    """`term in (…)`, or `not in` where `negated`."""

    term: Expression
    options: tuple[Expression, ...]
    negated: bool


@dataclass(frozen=True)
class IsKnown(Expression):
    """`is known`, or `is unknown` where `negated`: the only question whose answer is never unknown."""

    term: Expression
    negated: bool


@dataclass(frozen=True)
class Within(Expression):
    """The area on the left is the area on the right or lies below it."""

    inner: Expression
    outer: Expression


@dataclass(frozen=True)
class Shift(Expression):
    """`moment + duration`, or `-` where `sign` is -1."""

    term: Expression
    by: Expression
    sign: Literal[1, -1]


@dataclass(frozen=True)
class DayEdge(Expression):
    """The first moment of the local day of `term`, or the first moment of the next day (`end of day`)."""

    term: Expression
    edge: Literal["start", "end"]


@dataclass(frozen=True)
class Choose(Expression):
    """The earlier or the later of the known ones; unknown when none is known."""

    which: Literal["earlier", "later"]
    terms: tuple[Expression, ...]


@dataclass(frozen=True)
class Query(Expression):
    """`exists`, `count`, `subjects`, `first`, `latest`, `smallest` or `largest` of the facts that a relation ties.

    `count` counts facts, `subjects` whom they are about (a case that turned confirmed is two facts and one subject).

    `relation` is a way and its key: `same` with person, case, … or with what persons share (class, household, …);
    `covering` with an area column, `at` with a unit column of the fact at hand; `index case`, `contacts`, `close
    contact` and `group` with the column they start from. None takes the key both kinds share (`plan/words.py`).
    `column` is the column taken from `first` and `latest`, and that of which `smallest` and `largest` give the least
    and the greatest value: unknown where one of the values is.
    """

    how: str
    kind: str
    relation: tuple[str, str] | None
    where: Expression | None
    column: str | None
    kind_start: int
    column_start: int
    # The names of the plan's own anchor that `column` is.
    anchor: tuple[str, str] | None = None


def children(expression: Expression) -> Iterator[Expression]:
    """The expressions directly inside one."""
    for field in fields(expression):
        held = getattr(expression, field.name)
        if isinstance(held, Expression):
            yield held
        elif isinstance(held, tuple):
            yield from (part for part in held if isinstance(part, Expression))


def walk(expression: Expression) -> Iterator[Expression]:
    """An expression and all inside it, outermost first."""
    yield expression
    for child in children(expression):
        yield from walk(child)
