"""lianfang trace"""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from lianfang.plan import ContactRules
    from lianfang.trace import files


def trace(
    cases: Path = typer.Option(..., "--cases", help="CSV or Parquet: person, infectious_from, infectious_until."),
    visits: Path = typer.Option(
        ..., "--visits", help="CSV or Parquet: person, place, start, end; kind, number, carriage, room, row, seat, …"
    ),
    isolated: Path | None = typer.Option(None, "--isolated", help="CSV or Parquet: person, isolated_from."),
    plan: Path | None = typer.Option(None, "--plan", help="A plan file: its settings say who is a contact."),
    places: Path | None = typer.Option(
        None, "--places", help="CSV or Parquet: place, kind, within, air, square_metres."
    ),
    out: Path = typer.Option(..., "--out", help="The file of encounters to write: .parquet or .csv."),
    contacts: Path | None = typer.Option(None, "--contacts", help="Also write a row a contact there."),
    engine: str = typer.Option("duckdb", "--engine", help="duckdb or spark; the rows are the same."),
) -> int:
    """Trace who met whom: close contacts of cases, and their secondary contacts.

    A row an encounter: index, person, grade, via, place, rule, overlap_start, overlap_end, minutes. With --plan the
    settings of its contacts hold: rows, carriages, compartments, staff, minutes, air. Without one the same place for at
    least 15 minutes in one overlap is close; the same again from a close contact, from its first exposure until its
    isolation, is secondary. Moments with an offset are put in UTC, and then those without one are UTC.

    Exits 1 where rows were left out, 2 where a file cannot be used at all.

    Example: lianfang trace --cases cases.csv --visits visits.parquet --out encounters.parquet
    """
    from lianfang.trace import SAME_PLACE, files
    from lianfang.trace.duck import Duck
    from lianfang.trace.run import traced
    from lianfang.trace.spots import OF_PLACES, OF_VISITS
    from lianfang.vocabulary.mistakes import Mistake

    if engine not in ("duckdb", "spark"):
        raise Mistake(f"--engine {engine}: there are duckdb, spark")
    rules = SAME_PLACE if plan is None else _settings(plan)
    if places is not None and plan is None:
        raise Mistake("--places: kinds of place count by a plan's settings; name it with --plan")

    for file in (out, contacts):
        if file is not None and file.suffix not in (".csv", ".parquet"):
            raise Mistake(f"{file}: name a file that ends in .parquet or .csv")
        if file is not None and not file.absolute().parent.is_dir():
            raise Mistake(f"{file}: there is no folder {file.absolute().parent}")
    with Duck() as duck:
        of_cases = files.read(duck, cases, files.CASES, later=("infectious_from", "infectious_until"))
        also = None if plan is None else OF_VISITS
        of_visits = files.read(duck, visits, files.VISITS, later=("start", "end"), also=also)
        of_isolated = None if isolated is None else files.read(duck, isolated, files.ISOLATED)
        of_places = None if places is None else files.read(duck, places, files.PLACES, also=OF_PLACES)
        known = None if of_places is None else files.known_places(duck, of_places)
        found = traced(duck, *files.bound(duck, of_cases, of_visits, of_isolated), rules, known, engine)  # type: ignore[arg-type]
    tables = [table for table in (of_cases, of_visits, of_isolated, of_places) if table is not None]
    zoned = any(table.zoned for table in tables)
    files.write(found.encounters, out, zoned)
    if contacts is not None:
        files.write(found.contacts, contacts, zoned)
    by_grade = dict(found.contacts.group_by("grade").len().iter_rows())
    grades = ("close", "secondary") if plan is None else ("close", "secondary", "general")
    told = ", ".join(f"{grade} contacts {by_grade.get(grade, 0):,}" for grade in grades)
    typer.echo(f"{told}, encounters {found.encounters.height:,}")
    return told_of_rows_left_out(tables)


def _settings(file: Path) -> "ContactRules":
    """The settings of a plan's contacts. Raises Mistake where it has none."""
    from lianfang.cli._asked import fit_plan
    from lianfang.vocabulary.mistakes import Mistake

    rules = fit_plan(file).contacts
    if rules is None:
        raise Mistake(f"{file}: says nothing of contacts; add contacts: with its settings, or leave --plan out")
    return rules


def told_of_rows_left_out(tables: "list[files.Read]") -> int:
    """Says which rows were left out, and answers what to exit with: 1 where any was."""
    rejected = 0
    for table in tables:
        rejected += table.rejected
        for rejection in table.rejections:
            typer.echo(str(rejection), err=True)
        if table.rejected > len(table.rejections):
            typer.echo(f"and {table.rejected - len(table.rejections):,} more rows of that file", err=True)
    if rejected:
        typer.echo(f"{rejected:,} rows were left out", err=True)
    return int(rejected > 0)


def register(app: typer.Typer) -> None:
    """Adds ``lianfang trace``."""
    app.command("trace")(trace)
