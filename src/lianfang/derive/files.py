"""Facts from a folder of files, and what follows back into one."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from lianfang.derive.counts import counts, spells_of_cases, spells_of_contacts, spells_of_tests
from lianfang.derive.force import in_force
from lianfang.derive.inputs import PLACES, prepared, read_kinds, schema_of, utc
from lianfang.derive.levels import levels
from lianfang.derive.outputs import CAUSE, DUTY, OF_DUTIES, Derived
from lianfang.plan import words
from lianfang.plan.model import Plan
from lianfang.vocabulary import Mistake


def tables_in(folder: Path) -> dict[str, pl.DataFrame]:
    """The tables of a folder: `<kind>.parquet` or `<kind>.csv` of each kind of fact, `areas` and `units`.

    In CSV a list of persons is joined by `|` and a moment without offset is UTC. Raises Mistake where a file cannot be
    read, is of no known kind, or none is there.
    """
    known = {*read_kinds(), *PLACES, "visit"}
    tables: dict[str, pl.DataFrame] = {}
    for file in sorted(folder.iterdir()):
        if file.suffix not in (".parquet", ".csv"):
            continue
        if file.stem not in known:
            raise Mistake(f"{file}: no kind of fact is called {file.stem}")
        tables[file.stem] = table_in(file)
    if not tables:
        raise Mistake(f"{folder}: holds no <kind>.parquet or <kind>.csv")
    return tables


def table_in(file: Path) -> pl.DataFrame:
    """The table of one such file. Raises Mistake where it cannot be read."""
    try:
        return pl.read_parquet(file) if file.suffix == ".parquet" else _csv(file)
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as wrong:
        raise Mistake(f"{file}: cannot be read: {' '.join(str(wrong).split())[:160]}") from None


def _csv(file: Path) -> pl.DataFrame:
    frame = pl.read_csv(file, infer_schema=False)
    schema = schema_of(file.stem) if file.stem in read_kinds() else {}
    made = []
    for name in frame.columns:
        dtype = schema.get(name, pl.String())
        column = pl.col(name)
        if dtype == pl.List(pl.String):
            made.append(column.str.split("|"))
        elif isinstance(dtype, pl.Datetime):
            # Offsets may differ from line to line: each is read by itself.
            made.append(column.map_elements(_moment, return_dtype=pl.Datetime("us", "UTC")))
        elif dtype == pl.Boolean:
            made.append(column.str.to_lowercase().is_in(["true", "1", "yes"]))
        elif dtype == pl.Date:
            made.append(column.str.to_date("%Y-%m-%d"))
        else:
            made.append(column.cast(dtype))
    return frame.select(made)


def _moment(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise pl.exceptions.ComputeError(f"{text} is no moment; write 2021-01-10T08:00+08:00") from None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def written(
    derived: Derived, tables: Mapping[str, pl.DataFrame], at: datetime, plan: Plan, folder: Path, engine: str = "auto"
) -> dict[str, int]:
    """Writes the derived tables, the counts and the levels as Parquet; answers how many rows each has.

    `levels.csv` holds the levels once more, each with the figures behind it in its row, for reading.
    """
    folder.mkdir(parents=True, exist_ok=True)
    facts = {name: utc(frame, plan.time_zone) for name, frame in prepared(tables, plan.time_zone).items()}
    spells = pl.concat(
        [
            spells_of_cases(derived.cases, facts["admission"]),
            spells_of_contacts(derived.contacts, facts["areas"]),
            spells_of_tests(facts["specimen"], derived.people, facts["areas"]),
        ]
    )
    if plan.disease != words.ANY_DISEASE:
        spells = spells.filter(pl.col("disease") == plan.disease)
    frames = {name: getattr(derived, name) for name in Derived.__dataclass_fields__}
    frames["counts"] = counts(spells, at, plan.time_zone)
    found = levels(tables, derived.cases, plan, at, engine)
    forced = in_force(found.levels, tables, plan, at)
    frames |= {"levels": forced, "level_figures": found.figures}
    _beside(forced, found.figures, facts["areas"]).write_csv(folder / "levels.csv")
    for name, frame in frames.items():
        file = folder / f"{name}.parquet"
        if file.is_dir():
            shutil.rmtree(file)
        frame.write_parquet(file)
    return {name: frame.height for name, frame in frames.items()}


def duties_written(derived: Derived, folder: Path, wanted: Collection[str] = DUTY) -> dict[str, int]:
    """Writes duties in the columns wanted, of `OF_DUTIES`, as a folder of Parquet files.

    Answers how many there are, and how many causes if these are wanted.
    """
    order = ("since", "original", "fact")
    of_duty = derived.causes.sort("duty", *order).group_by("duty", maintain_order=True).agg(
        causes=pl.struct(*CAUSE), facts=pl.col("fact")
    )  # fmt: skip
    whole = derived.duties.join(of_duty, left_on="key", right_on="duty", how="left", maintain_order="left")
    whole.select(name for name in OF_DUTIES if name in wanted).write_parquet(made_for_duties(folder) / "000.parquet")
    return {"duties": derived.duties.height} | ({"causes": derived.causes.height} if "causes" in wanted else {})


def made_for_duties(folder: Path) -> Path:
    """The folder `duties.parquet`, new and empty; causes that a derivation of everything left beside it are gone."""
    beside = folder / "causes.parquet"
    if beside.is_dir():
        shutil.rmtree(beside)
    beside.unlink(missing_ok=True)
    return emptied(folder / "duties.parquet")


def counted_by_rule(derived: Derived, plans: Iterable[Plan]) -> dict[str, int]:
    """How many duties each rule of these plans makes, in the order of the rules."""
    made = dict(derived.duties.group_by("rule").len().iter_rows())
    return {rule.id: made.get(rule.id, 0) for plan in plans for rule in plan.rules}


def counts_written(counted: Mapping[str, int], folder: Path) -> dict[str, int]:
    """Writes how many duties each rule makes as `duty_counts.parquet` (`rule, duties`); gives it back."""
    folder.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(
        {"rule": list(counted), "duties": list(counted.values())}, schema={"rule": pl.String, "duties": pl.Int64}
    ).write_parquet(folder / "duty_counts.parquet")
    return dict(counted)


def emptied(folder: Path) -> Path:
    """The folder, new and empty; what was called so before is gone."""
    if folder.is_dir():
        shutil.rmtree(folder)
    folder.unlink(missing_ok=True)
    folder.mkdir(parents=True)
    return folder


def _beside(levels: pl.DataFrame, figures: pl.DataFrame, areas: pl.DataFrame) -> pl.DataFrame:
    """The levels with the name of their area and the figures behind them, a column a figure."""
    keys = ["plan", "scale", "area"]
    wide = figures.select(*keys, "basis", "told").unique(keys)
    for figure in figures["figure"].unique().sort():
        of = figures.filter(pl.col("figure") == figure).select(*keys, pl.col("value").alias(figure))
        wide = wide.join(of, on=keys, how="left")
    named = levels.join(areas.select(area="code", name="name"), on="area", how="left")
    return named.join(wide, on=keys, how="left").sort(keys)
