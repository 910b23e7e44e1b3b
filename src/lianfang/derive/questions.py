"""A question to an engine, and what a derivation asks of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

import polars as pl

if TYPE_CHECKING:
    from ibis.expr import types as ir


class Question(NamedTuple):
    """An expression in the words of an engine, and the tables of which it asks."""

    sql: str
    tables: tuple[str, ...]


class FastEngine(Protocol):
    """What a derivation asks of an engine. Moments are local wall clock, as in all tables here. To be closed."""

    dialect: str

    def hold(self, name: str, frame: pl.DataFrame) -> None:
        """Takes a frame as a table, in the place of the one of that name."""

    def rows(self, question: Question, lasting: bool = False) -> pl.DataFrame:
        """What a question gives; `lasting` where the same words will mean the same until the engine is closed."""

    def gather(self, name: str, questions: list[Question], lasting: bool = False) -> None:
        """Keeps as one table what several questions of the same columns give."""

    def keep(self, name: str, question: Question, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Keeps as a table what a question gives, and gives it, or these columns of it."""

    def close(self) -> None:
        """Gives back what the engine holds."""


def question_of(expression: ir.Table, dialect: str) -> Question:
    """An unbound expression as a question."""
    import ibis
    from ibis.expr import operations as ops

    asked = sorted({one.name for one in expression.op().find(ops.UnboundTable)})
    return Question(str(ibis.to_sql(expression, dialect=dialect, pretty=False)), tuple(asked))
