"""The Spark of this process: a session of its own, and the tables of tracing in it, which run the same expressions.

Tables go to Spark and come back as Parquet, by a folder that the driver and every executor see under one path.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import ibis
import polars as pl

from lianfang.vocabulary.mistakes import Mistake

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# Local wall clock is kept as if it were UTC: in no other zone is every hour of it there once.
SETTINGS = {"spark.sql.session.timeZone": "UTC", "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS"}

# What the steps call by DuckDB's name (`grades.epoch_us`).
EPOCH = "CREATE OR REPLACE TEMPORARY FUNCTION epoch_us(moment TIMESTAMP) RETURNS BIGINT RETURN unix_micros(moment)"


class Spark:
    """Tables by name in a session of Spark. Close it, or use it in a `with`."""

    dialect = "pyspark"

    def __init__(self) -> None:
        self.session = session()
        self.session.sql(EPOCH)
        self.scratch = TemporaryDirectory(prefix="lianfang-spark-")

    def __enter__(self) -> Spark:
        return self

    def __exit__(self, *_: object) -> None:
        # Its views are the session's own and go with it.
        self.scratch.cleanup()

    def folder(self, name: str) -> Path:
        """Where the files of a table lie, or are to lie."""
        return Path(self.scratch.name) / name

    def view(self, name: str) -> None:
        """Takes the files in a table's folder as the table."""
        self.session.read.parquet(str(self.folder(name))).createOrReplaceTempView(name)

    def keep(self, name: str, query: str) -> None:
        """Keeps what a query gives under a name, for the steps that follow."""
        self.session.sql(query).write.parquet(str(self.folder(name)))
        self.view(name)

    def read(self, name: str) -> pl.DataFrame:
        """A table that was kept, its rows in their order."""
        return as_local(pl.read_parquet(self.folder(name) / "*.parquet"))


class _Words(ibis.config.Config):
    """The options by which Ibis writes Spark's words; its own come with a backend that asks for pandas."""

    treat_nan_as_null: bool = False


def spoken() -> None:
    """Lets Ibis write Spark's words."""
    if ibis.options.pyspark is None:
        ibis.options.pyspark = _Words()


def session() -> SparkSession:
    """A session of its own within the Spark of this process, which is started where none is there: the one that is
    there, else one as `spark-submit` or `spark-defaults.conf` say, else on this machine. Raises Mistake where there is
    none to start.
    """
    spoken()
    own = _started().newSession()
    for name, held in SETTINGS.items():
        own.conf.set(name, held)
    return own


def as_local(frame: pl.DataFrame) -> pl.DataFrame:
    """Moments that Spark gave as they were before: microseconds, without a zone."""
    return frame.with_columns(
        pl.col(column).dt.cast_time_unit("us").dt.replace_time_zone(None)
        for column, dtype in frame.schema.items()
        if isinstance(dtype, pl.Datetime)
    )


def _started() -> SparkSession:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise Mistake("--engine spark: PySpark is not installed; pip install 'lianfang[spark]'") from None
    there = SparkSession.getActiveSession()
    if there is not None:
        return there
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        raise Mistake("--engine spark: there is no Java; install Java 17 or newer, or set JAVA_HOME")
    building = SparkSession.builder.appName("lianfang")
    return building.config("spark.ui.showConsoleProgress", "false").getOrCreate()
