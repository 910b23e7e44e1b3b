"""Spark as an engine of rules: the session that is there, else one started. Only this file of the room knows it.

Tables go to Spark and come back as Parquet, by a folder that the driver and every executor see under one path.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import ibis
import polars as pl

from lianfang.derive.questions import Question
from lianfang.vocabulary.mistakes import Mistake

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TYPES: dict[pl.DataType, str] = {
    pl.String(): "string", pl.Null(): "string", pl.Int64(): "bigint", pl.Float64(): "double", pl.Boolean(): "boolean",
    pl.Date(): "date", pl.Datetime("us"): "timestamp", pl.List(pl.String()): "array<string>",
}  # fmt: skip


class _Words(ibis.config.Config):
    """The options by which Ibis writes Spark's words; its own come with a backend that asks for pandas."""

    treat_nan_as_null: bool = False


# Local wall clock is kept as if it were UTC: in no other zone is every hour of it there once.
SETTINGS = {"spark.sql.session.timeZone": "UTC", "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS"}


class Spark:
    """A session of its own within the Spark of this process, which is started where none is there."""

    dialect = "pyspark"

    def __init__(self) -> None:
        if ibis.options.pyspark is None:
            ibis.options.pyspark = _Words()
        self.session = _started().newSession()
        for name, held in SETTINGS.items():
            self.session.conf.set(name, held)
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
        return _as_local(made)

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
        return _as_local(pl.read_parquet(folder / "*.parquet", columns=held))

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


def _as_local(frame: pl.DataFrame) -> pl.DataFrame:
    """Moments as Polars keeps them elsewhere in this room: microseconds, without a zone."""
    return frame.with_columns(
        pl.col(column).dt.cast_time_unit("us").dt.replace_time_zone(None)
        for column, dtype in frame.schema.items()
        if isinstance(dtype, pl.Datetime)
    )


def _started() -> SparkSession:
    """The Spark of this process: the one that is there, else one as `spark-submit` or `spark-defaults.conf` say, else
    on this machine. Raises Mistake where there is none to start."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise Mistake("--engine spark: PySpark is not installed; pip install 'lianfang[spark]'") from None
    there = SparkSession.getActiveSession()
    if there is not None:
        return there
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        raise Mistake("--engine spark: there is no Java; install Java 17 or newer, or set JAVA_HOME")
    building = SparkSession.builder.appName("lianfang derive")
    return building.config("spark.ui.showConsoleProgress", "false").getOrCreate()
