"""`lianfang derive`: what follows from tables of facts by a plan at a moment, without a database."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from lianfang.cli._asked import clock_of, fit_plan
from lianfang.vocabulary.mistakes import Mistake

if TYPE_CHECKING:
    import duckdb


def register(app: typer.Typer) -> None:
    app.command(
        "derive",
        epilog="Example: lianfang derive --plan covid19_2020.yaml --facts facts --at 2021-01-10T08:00+08:00 --out out",
    )(derive)


def derive(
    plan: list[Path] = typer.Option(..., "--plan", help="The plan file; named again, the versions of one plan."),
    facts: Path = typer.Option(..., "--facts", help="A folder of <kind>.parquet or .csv, with areas and units."),
    at: str = typer.Option(..., "--at", help="The clock: 2021-01-10T08:00+08:00; without an offset it is UTC."),
    out: Path = typer.Option(..., "--out", help="The folder to write to, as Parquet."),
    engine: str = typer.Option("auto", "--engine", help="auto, duckdb, spark or oracle."),
    only: str | None = typer.Option(
        None,
        "--only",
        help="duties: these alone, each with its causes in its row; counts: how many each rule makes; "
        "both for very many people.",
    ),
    columns: str | None = typer.Option(
        None,
        "--columns",
        help="With --only duties, what of them is written, as rule,subject,opened,due,ends,facts: what is not wanted "
        "is not worked out, and owners cost most.",
    ),
) -> int:
    """Derives duties, contacts, people, cases, counts and levels of areas from facts by a plan at a moment."""
    # NumPy only sorts here, and the threads that its algebra starts would wait busily beside those that work.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # What Polars frees it gives back soon: a sixth of all the memory of a count of millions.
    os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:2,dirty_decay_ms:50,muzzy_decay_ms:0")
    in_place = only is not None and engine in ("auto", "duckdb") and len(plan) == 1
    opened = _opened_meanwhile() if in_place else None
    from lianfang.derive import derive as derived_from
    from lianfang.derive.files import counted_by_rule, counts_written, duties_written, tables_in, written
    from lianfang.derive.large import counted_in_place, duties_in_place
    from lianfang.derive.outputs import DUTY
    from lianfang.derive.versions import derive_by_versions, in_force, in_order

    if engine not in ("auto", "duckdb", "spark", "oracle"):
        raise Mistake(f"--engine {engine}: there are auto, duckdb, spark, oracle")
    if only not in (None, "duties", "counts"):
        raise Mistake(f"--only {only}: there are duties, counts")
    if columns is not None and only != "duties":
        raise Mistake("--columns: says what of duties is written; add --only duties")
    wanted = DUTY if columns is None else _wanted(columns)
    clock = clock_of(at)
    if not facts.is_dir():
        raise Mistake(f"{facts}: no folder; name the folder that holds the facts")
    versions = in_order([fit_plan(each) for each in plan])
    if opened is not None:
        told = (
            duties_in_place(facts, versions[0], clock, out, wanted, opened)
            if only == "duties"
            else counted_in_place(facts, versions[0], clock, out, opened)
        )
        if told is not None:
            typer.echo(_line(told if only == "duties" else counts_written(told, out)))
            return 0
    tables = tables_in(facts)
    # One plan is asked as it stands; of several each counts in its own days.
    found = (
        derived_from(tables, versions[0], clock, engine=engine)  # type: ignore[arg-type]
        if len(versions) == 1
        else derive_by_versions(tables, versions, clock, engine)  # type: ignore[arg-type]
    )
    if only == "duties":
        rows = duties_written(found, out, wanted)
    elif only == "counts":
        rows = counts_written(counted_by_rule(found, versions), out)
    else:
        rows = written(found, tables, clock, in_force(versions, clock), out, engine)
    typer.echo(_line(rows))
    return 0


def _opened_meanwhile() -> "Callable[[], duckdb.DuckDBPyConnection]":
    """Opens a DuckDB beside, while all else is loaded: by itself that would keep everything waiting for a moment."""

    def opened() -> "duckdb.DuckDBPyConnection":
        import duckdb

        return duckdb.connect()

    beside = ThreadPoolExecutor(max_workers=1)
    waited = beside.submit(opened)
    beside.shutdown(wait=False)
    return waited.result


def _wanted(columns: str) -> tuple[str, ...]:
    """The columns of duties that are named between commas. Raises Mistake for one that there is not."""
    from lianfang.derive.outputs import OF_DUTIES

    named = tuple(name.strip() for name in columns.split(","))
    for name in named:
        if name not in OF_DUTIES:
            raise Mistake(f"--columns: of duties nothing is called {name!r}; there are {', '.join(OF_DUTIES)}")
    return named


def _line(told: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in told.items())
