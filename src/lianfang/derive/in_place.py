"""Facts that are asked where they lie: which files can be, and the DuckDB that asks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from lianfang.derive.duck import Duck
from lianfang.derive.inputs import PLACES, read_kinds
from lianfang.derive.lending import Lent
from lianfang.derive.told import columns_of, readable, rows_of
from lianfang.plan import words
from lianfang.plan.model import Plan

# From so many rows on a file is asked in place and never held.
MANY = 200_000
# Kinds that rules do not see as they were told, or of which contacts and cases are made: always held.
HELD = frozenset(
    (*words.OF_CASES, "attempt", "measurement", "letter", "exposure", "membership", "admission", "transfer", "merge",
     "visit")
)  # fmt: skip
# Kinds of which cases, contacts and who belongs to whom are made, asked about or not.
MADE_OF = frozenset(
    ("person", "case", "case_withdrawn", "severity", "outcome", "exposure", "encounter", "notice", "transfer",
     "observation", "attempt", "journey", "visit", "admission", "membership", "specimen")
)  # fmt: skip
# What a rule sees of a result comes from its specimen: where rules ask about results, both are held.
SAMPLED = frozenset(words.OF_SEVERAL)
# What a duty may be about.
SUBJECTS = ("person", "case", "unit", "area", "specimen", "group", "subject")


@dataclass(frozen=True)
class Files:
    """The Parquet files of a folder by kind: where each is, its columns with their types, its rows."""

    where: Mapping[str, Path]
    held: Mapping[str, Mapping[str, str]]
    rows: Mapping[str, int]

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, folder: Path) -> Files | None:
        """None where there is none, or one is no Parquet, of no kind, or cannot be asked in place."""
        known = {*read_kinds(), *PLACES, "visit"}
        files = [file for file in sorted(folder.iterdir()) if file.suffix in (".parquet", ".csv")]
        if not files or any(file.suffix == ".csv" or file.stem not in known for file in files):
            return None
        try:
            held = columns_of(connection, files)
        except (duckdb.InvalidInputException, duckdb.IOException):
            return None
        if not all(readable(kind, columns) for kind, columns in held.items() if kind not in PLACES):
            return None
        if not all("id" in columns for kind, columns in held.items() if kind not in PLACES):
            return None
        return cls({file.stem: file for file in files}, held, rows_of(connection, files))

    def many(self) -> set[str]:
        """The kinds that can be asked in place."""
        return {kind for kind, rows in self.rows.items() if rows >= MANY and kind not in HELD and kind not in PLACES}


class Placing(Duck):
    """A DuckDB in which paths and units are numbers that know their text: there are few, and every duty names some."""

    # Whether places and words have their types.
    named = False

    def name_words(self, tables: Mapping[str, pl.DataFrame], plan: Plan) -> None:
        """Takes the paths and codes of areas and units as the types `path` and `code`, a plan's words as `word`."""
        paths = pl.concat([tables[name]["path"] for name in ("areas", "units")]).drop_nulls().unique().sort()
        said = {plan.id, plan.disease, *SUBJECTS, *words.kinds(), *(rule.id for rule in plan.rules)}
        said |= {kind for rule in plan.rules for kind in rule.owes.by.kinds} | set(tables["units"]["kind"].drop_nulls())
        codes = tables["units"]["code"].unique().sort()
        for name, told in (("path", paths), ("code", codes), ("word", pl.Series(sorted(said)))):
            self.connection.register("_named", Lent(told.alias("named").to_frame()))
            self.connection.execute(f"CREATE TYPE {name} AS ENUM (SELECT named FROM _named)")  # noqa: S608 (names of ours)
        self.connection.unregister("_named")
        self.named = True

    def hold(self, name: str, frame: pl.DataFrame) -> None:
        types = _NAMED.get(name, {}) if self.named else {}
        named = {column: type_ for column, type_ in types.items() if column in frame.columns}
        if not named:
            super().hold(name, frame)
            return
        super().hold("_held", frame)
        told = ", ".join(f'"{column}"::{type_} AS "{column}"' for column, type_ in named.items())
        self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS SELECT * REPLACE ({told}) FROM _held')  # noqa: S608


_PATHS = dict.fromkeys(("path", "above_path", "responsible", "whereabouts", "treated"), "path")
_NAMED = {
    "areas": _PATHS, "ancestors": _PATHS, "case_status": _PATHS, "group": _PATHS, "units": {**_PATHS, "code": "code"},
}  # fmt: skip
