"""Tables of tracing read from CSV or Parquet, with the rows that cannot be used told one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import ibis
import polars as pl
from ibis.expr import types as ir

from lianfang.plan.wording.contacts import PLACES as PLACES_IN_WORDS
from lianfang.trace.duck import Duck
from lianfang.trace.whole import whole
from lianfang.vocabulary.mistakes import Mistake

# What each table holds: moments and the rest; whether a cell may be empty.
CASES = {"person": "text", "infectious_from": "moment", "infectious_until": "moment?"}
VISITS = {"person": "text", "place": "text", "start": "moment", "end": "moment"}
ISOLATED = {"person": "text", "isolated_from": "moment"}
PLACES = {"place": "text"}
# Beyond this many the rest is only counted.
SHOWN = 20
_SAID = {"string": "text", "int64": "whole number", "float64": "number", "boolean": "yes or no"}
# What people and the reader of itineraries write, and what plans call it.
_WORDS = {
    "kind": {
        **{zh: name for name, (zh, _) in PLACES_IN_WORDS.items()},
        "火车": "train", "高铁": "train", "动车": "train", "航班": "aircraft", "大巴": "coach", "长途客车": "coach",
        "船": "ship", "私家车": "car", "出租车": "car", "网约车": "car",
    },
    "staff": {"是": "true", "否": "false", "乘务": "true", "乘客": "false", "yes": "true", "no": "false"},
    "air": {"密闭": "sealed", "封闭": "sealed", "通风": "ventilated"},
}  # fmt: skip
_OFFSET = r"(?:[zZ]|[+-]\d{2}(?::?\d{2})?)$"


@dataclass(frozen=True)
class Rejection:
    """A row left out: where it stands, what stands there and what to do about it."""

    file: str
    row: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, column {self.column}: {self.value or 'nothing'} {self.reason}"


@dataclass(frozen=True)
class Read:
    """A table as read: its good rows, the first rows left out and how many were."""

    rows: ir.Table
    rejections: tuple[Rejection, ...]
    rejected: int
    zoned: bool


def read(
    duck: Duck,
    file: Path,
    wanted: Mapping[str, str],
    later: tuple[str, str] | None = None,
    also: Mapping[str, str] | None = None,
) -> Read:
    """A table's wanted columns: moments as UTC timestamps, the others as they are (in CSV: as text).

    `later` names two columns of which the second must not come before the first. `also` are columns with their types
    that come along where the file has them; a cell that is none of its type is left out with its row. Raises Mistake
    where the file cannot be used: it is unreadable, lacks a column, or has no row that can be used.
    """
    raw = _raw(duck, file)
    missing = [name for name in wanted if name not in raw.columns]
    if missing:
        there = ", ".join(name for name in raw.columns[:8] if name != "_row")
        raise Mistake(f"{file}: has no column {', '.join(missing)}; it needs {', '.join(wanted)} and has {there}")
    try:
        along = {name: dtype for name, dtype in (also or {}).items() if name in raw.columns}
        return _checked(duck, file, raw, wanted, later, along)
    except duckdb.Error as wrong:
        raise Mistake(f"{file}: cannot be read: {_first_line(wrong)}") from None


def _raw(duck: Duck, file: Path) -> ir.Table:
    if not file.is_file():
        raise Mistake(f"{file}: no such file")
    try:
        if file.suffix == ".parquet":
            read = duck.parquet(_name(file), file)
            return read.mutate(_row=read.file_row_number + 1)
        if file.suffix in (".csv", ".gz"):
            # The header is row 1, as spreadsheets count.
            return duck.frame(_name(file), _csv(file).with_row_index("_row", offset=2))
    except (duckdb.Error, pl.exceptions.PolarsError, OSError) as wrong:
        raise Mistake(f"{file}: cannot be read: {_first_line(wrong)}") from None
    raise Mistake(f"{file}: is neither .csv nor .parquet")


def _name(file: Path) -> str:
    """A table's name of this file's own, in letters that need no quoting."""
    return f"read_{file.absolute().as_posix().encode().hex()}"


def _csv(file: Path) -> pl.DataFrame:
    for encoding in ("utf8", "gb18030"):
        try:
            return pl.read_csv(file, infer_schema=False, encoding=encoding)
        except (pl.exceptions.ComputeError, UnicodeDecodeError) as wrong:
            found = wrong
    raise Mistake(f"{file}: cannot be read: {_first_line(found)}")


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return " ".join(lines[0].split())[:160]


def _checked(
    duck: Duck, file: Path, raw: ir.Table, wanted: Mapping[str, str], later: tuple[str, str] | None,
    also: Mapping[str, str],
) -> Read:  # fmt: skip
    made, faults = {}, []
    for name, kind in wanted.items():
        column = raw[name]
        empty = column.isnull() | (column.cast("string").strip() == "")
        if kind == "text":
            made[name] = column.strip() if column.type().is_string() else column
            faults.append((empty, name, "is needed; fill it in"))
            continue
        made[name] = ibis.ifelse(empty, None, _moment(column))
        faults.append((~empty & made[name].isnull(), name, "is no moment; write 2021-01-10T08:00"))
        if kind == "moment":
            faults.append((empty, name, "is needed; fill it in"))
    for name, dtype in also.items():
        cell = raw[name].cast("string").strip().nullif("")
        typed = raw[name].type() == ibis.dtype(dtype) and dtype != "string"
        made[name] = raw[name] if typed else _worded(cell, name).try_cast(dtype)
        faults.append((cell.notnull() & made[name].isnull(), name, f"is no {_SAID[dtype]}"))
    # Null in the comparison means a cell that was faulted already.
    if later is not None:
        first, second = later
        faults.append(((made[second] < made[first]).fill_null(False), second, f"comes before {first}"))
    fault = ibis.cases(*((wrong, number) for number, (wrong, *_) in enumerate(faults)), else_=None)
    told = raw.select(
        "_row", **{f"was_{name}": raw[name].cast("string") for name in (*wanted, *also)}, **made, _fault=fault
    )
    counted = duck.rows(told.aggregate(all=told.count(), rejected=told._fault.count()))[0]
    if counted["all"] == counted["rejected"]:
        _raise_unusable(duck, file, counted["all"], told, faults)
    bad = told.filter(told._fault.notnull()).order_by("_row").limit(SHOWN) if counted["rejected"] else None
    rejections = () if bad is None else tuple(_rejection(file, row, faults) for row in duck.rows(bad))
    good = told.filter(told._fault.isnull()) if counted["rejected"] else told
    return Read(good.select(*wanted, *also), rejections, counted["rejected"], _zoned(duck, raw, wanted))


def _worded(cell: ir.StringValue, column: str) -> ir.StringValue:
    """A cell with the words that people write for a kind of place, staff or air, as the plan names them."""
    words = _WORDS.get(column, {})
    return cell.cases(*words.items(), else_=cell) if words else cell


def _moment(column: ir.Column) -> ir.Value:
    if column.type().is_string():
        # By way of a zone: a cast straight to a timestamp would drop the offset.
        return column.try_cast("timestamp('UTC', 6)").cast("timestamp(6)")
    return column.try_cast("timestamp(6)")


def _raise_unusable(duck: Duck, file: Path, rows: int, told: ir.Table, faults: list[tuple[ir.Value, str, str]]) -> None:
    if rows == 0:
        raise Mistake(f"{file}: holds no row")
    first = _rejection(file, duck.rows(told.order_by("_row").limit(1))[0], faults)
    raise Mistake(f"{first}; no row of the file can be used")


def _rejection(file: Path, row: Mapping[str, object], faults: list[tuple[ir.Value, str, str]]) -> Rejection:
    number = row["_fault"]
    assert isinstance(number, int) and isinstance(row["_row"], int)
    _, column, reason = faults[number]
    was = row[f"was_{column}"]
    return Rejection(str(file), row["_row"], column, "" if was is None else str(was), reason)


def _zoned(duck: Duck, raw: ir.Table, wanted: Mapping[str, str]) -> bool:
    """Whether any moment comes with an offset from UTC; then those without are UTC."""
    for name in (name for name, kind in wanted.items() if kind.startswith("moment")):
        dtype = raw[name].type()
        if dtype.is_timestamp() and dtype.timezone is not None:
            return True
        if dtype.is_string():
            with_clock = raw[name].contains(":") & raw[name].strip().re_search(_OFFSET)
            if duck.rows(raw.aggregate(any=with_clock.any()))[0]["any"]:
                return True
    return False


def known_places(duck: Duck, places: Read) -> ir.Table:
    """The table of places under the name that tracing reads, a row a place: the first of several."""
    rows = places.rows.mutate(place=places.rows.place.cast("string"))
    each = rows.group_by("place").aggregate(**{name: rows[name].first() for name in rows.columns if name != "place"})
    return duck.view("places", each)


def bound(duck: Duck, cases: Read, visits: Read, isolated: Read | None) -> tuple[ir.Table, ir.Table, ir.Table]:
    """The tables under the names that tracing reads; `person` whole numbers where all files have such, else text."""
    tables = {"cases": cases.rows, "visits": visits.rows}
    nobody = cases.rows.select("person", isolated_from="infectious_from").limit(0)
    tables["isolated"] = nobody if isolated is None else isolated.rows
    dtype = "int64" if all(table.person.type().is_integer() for table in tables.values()) else "string"
    named = (duck.view(name, table.mutate(person=table.person.cast(dtype))) for name, table in tables.items())
    of_cases, of_visits, of_isolated = named
    return of_cases, of_visits, of_isolated


def write(frame: pl.DataFrame, file: Path, zoned: bool) -> None:
    """Writes CSV or Parquet by the ending, whole or not at all; moments in UTC with `zoned`, else as they came."""
    moments = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Datetime)]
    if zoned:
        frame = frame.with_columns(pl.col(moments).dt.replace_time_zone("UTC"))
    with whole(file) as beside:
        if file.suffix == ".parquet":
            frame.write_parquet(beside)
        else:
            pattern = "%Y-%m-%dT%H:%M:%S%:z" if zoned else "%Y-%m-%dT%H:%M:%S"
            frame.write_csv(beside, datetime_format=pattern)
