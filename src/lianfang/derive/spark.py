"""Spark as an engine of rules. Only this file of the room knows it; `trace/spark.py` starts it.

Tables go to Spark and come back as Parquet, by a folder that the driver and every executor see under one path.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from lianfang.derive.questions import Question
from lianfang.trace.spark import as_local, session

TYPES: dict[pl.DataType, str] = {
    pl.String(): "string", pl.Null(): "string", pl.Int64(): "bigint", pl.Float64(): "double", pl.Boolean(): "boolean",
    pl.Date(): "date", pl.Datetime("us"): "timestamp", pl.List(pl.String()): "array<string>",
}  # fmt: skip


class Spark:
    """A session of its own within the Spark of this process, which is started where none is there."""

    dialect = "pyspark"

    def __init__(self) -> None:
        self.session = session()
        self.folder = TemporaryDirectory(prefix="lianfang-spark-")
        self.waiting: dict[str, pl.DataFrame] = {}
        self.written = 0

    def hold(self, name: str, frame: pl.DataFrame) -> None:
        # Of the many kinds of fact a plan asks few: a table is written when it is asked.
        self.waiting[name] = frame

    def rows(self, question: Question, lasting: bool = False) -> pl.DataFrame:
        self._ready(question)
        made = pl.from_arrow(self.session.sql(question.sql).toArrow())
        assert isinstance(made, pl.DataFrame)
        return as_local(made)

    def gather(self, name: str, questions: list[Question], lasting: bool = False) -> None:
        folder = self._folder()
        for question in questions:
            self._ready(question)
            self.session.sql(question.sql).write.mode("append").parquet(str(folder))
        self.waiting.pop(name, None)
        self.session.read.parquet(str(folder)).createOrReplaceTempView(name)

    def keep(self, name: str, question: Question, columns: Sequence[str] | None = None) -> pl.DataFrame:
        folder = self._folder()
        self._ready(question)
        found = self.session.sql(question.sql)
        found.write.parquet(str(folder))
        self.session.read.schema(found.schema).parquet(str(folder)).createOrReplaceTempView(name)
        held = None if columns is None else list(columns)
        return as_local(pl.read_parquet(folder / "*.parquet", columns=held))

    def close(self) -> None:
        # Its views are the session's own and go with it.
        self.folder.cleanup()

    def _ready(self, question: Question) -> None:
        """Writes down the tables of a question that Spark has not seen as they now are."""
        for name in question.tables:
            frame = self.waiting.pop(name, None)
            if frame is None:
                continue
            folder = self._folder()
            folder.mkdir()
            moments = [column for column, dtype in frame.schema.items() if isinstance(dtype, pl.Datetime)]
            frame.with_columns(pl.col(moments).dt.replace_time_zone("UTC")).write_parquet(folder / "table.parquet")
            schema = ", ".join(f"`{column}` {TYPES[dtype]}" for column, dtype in frame.schema.items())
            self.session.read.schema(schema).parquet(str(folder)).createOrReplaceTempView(name)

    def _folder(self) -> Path:
        self.written += 1
        return Path(self.folder.name) / str(self.written)
