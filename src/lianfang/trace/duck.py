"""A DuckDB that keeps the tables of tracing and runs their expressions. Only this file knows its SQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import ibis
import polars as pl
from ibis.backends.sql.datatypes import DuckDBType
from ibis.expr import types as ir


class Duck:
    """A DuckDB of this process alone, whose clock is UTC. Close it, or use it in a `with`."""

    def __init__(self, memory_limit: str = "3GB") -> None:
        self.connection = duckdb.connect(config={"memory_limit": memory_limit})
        self.connection.execute("SET TimeZone = 'UTC'")

    def __enter__(self) -> Duck:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def parquet(self, name: str, file: Path) -> ir.Table:
        """A Parquet file as a table, read where it lies; `file_row_number` counts its rows from 0."""
        relation = self.connection.read_parquet(str(file), file_row_number=True)
        relation.create_view(name, replace=True)
        return self.named(name)

    def frame(self, name: str, frame: pl.DataFrame) -> ir.Table:
        """A frame in memory as a table, not copied."""
        self.connection.register(name, frame.to_arrow())
        return self.named(name)

    def view(self, name: str, expression: ir.Table) -> ir.Table:
        """An expression under a name, computed anew wherever it is read."""
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql(expression)}")
        return self.named(name)

    def keep(self, name: str, query: str) -> None:
        """Keeps what a query gives under a name, for the steps that follow."""
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")

    def write(self, table: ir.Table, folder: Path) -> None:
        """Writes a table or view as Parquet, in a new folder; moments without a zone as if they were UTC."""
        held = table.schema()
        moments = (f'"{name}"::TIMESTAMPTZ AS "{name}"' for name, dtype in held.items() if dtype.is_timestamp())
        kept = ", ".join(moments)
        folder.mkdir()
        chosen = f"SELECT {f'* REPLACE ({kept})' if kept else '*'} FROM {table.get_name()}"  # noqa: S608 (names of ours)
        self.connection.sql(chosen).write_parquet(str(folder / "table.parquet"))

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """The rows of a small expression."""
        return _frame(self.connection.sql(sql(expression))).to_dicts()

    def read(self, name: str) -> pl.DataFrame:
        """A table."""
        return _frame(self.connection.table(name))

    def named(self, name: str) -> ir.Table:
        """A table or view that is there, with its columns and types."""
        columns = self.connection.sql(f"FROM {name} LIMIT 0")
        types = zip(columns.columns, columns.types, strict=True)
        return ibis.table({column: DuckDBType.from_string(str(dtype)) for column, dtype in types}, name=name)


def sql(expression: ir.Table, dialect: str = "duckdb") -> str:
    """An expression in an engine's words."""
    return str(ibis.to_sql(expression, dialect=dialect, pretty=False))


def _frame(relation: duckdb.DuckDBPyRelation) -> pl.DataFrame:
    made = pl.from_arrow(relation.to_arrow_table())
    assert isinstance(made, pl.DataFrame)
    return made
