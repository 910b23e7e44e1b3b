"""DuckDB as an engine of rules. Only this file of the room knows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import duckdb
import polars as pl

from lianfang.derive.lending import Lent
from lianfang.derive.questions import Question
from lianfang.derive.told import text

Setting = str | bool
# How a DuckDB is opened, one in memory.
Opened = Callable[[], duckdb.DuckDBPyConnection]
# Text goes in and out as Polars holds it, uncopied.
CONFIG: dict[str, Setting] = {
    "memory_limit": "3GB", "arrow_output_version": "1.4", "produce_arrow_string_view": True,
}  # fmt: skip


def asked_for(connection: duckdb.DuckDBPyConnection, sql: str) -> pl.DataFrame:
    """What a query gives, as a frame."""
    return pl.DataFrame(Lent(connection.sql(sql)))


class Duck:
    """A DuckDB of this process alone, over frames as they lie in memory."""

    dialect = "duckdb"

    def __init__(self, config: Mapping[str, Setting] = CONFIG, opened: Opened = duckdb.connect) -> None:
        self.connection = opened()
        for name, value in config.items():
            self.connection.execute(f"SET {name} = {text(value)}")
        self.asked: dict[str, pl.DataFrame] = {}

    def hold(self, name: str, frame: pl.DataFrame) -> None:
        self.connection.register(name, Lent(frame))

    def rows(self, question: Question, lasting: bool = False) -> pl.DataFrame:
        if not lasting:
            return self.asked_for(question.sql)
        if question.sql not in self.asked:
            self.asked[question.sql] = self.asked_for(question.sql)
        return self.asked[question.sql]

    def gather(self, name: str, questions: list[Question], lasting: bool = False) -> None:
        self.hold(name, pl.concat([self.rows(one, lasting) for one in questions], how="vertical_relaxed"))

    def keep(self, name: str, question: Question, columns: Sequence[str] | None = None) -> pl.DataFrame:
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {question.sql}")
        return self.asked_for(f"SELECT {', '.join(columns or '*')} FROM {name}")  # noqa: S608 (names of ours)

    def close(self) -> None:
        self.connection.close()

    def asked_for(self, sql: str) -> pl.DataFrame:
        return asked_for(self.connection, sql)
