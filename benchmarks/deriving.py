"""People a second through `lianfang derive --only duties`, from Parquet to Parquet, beside what else can do the same.

    python benchmarks/deriving.py [--people 10000000]

The facts are those of `deriving_facts.py`, the rules those of `six_rules.yaml`, and then all of plan 1 on the same
people. Each run is a process of its own, its start, its reading and its writing in its time; what a plan asks was
compiled by a run before, as it is on every day but its first. Duties are written with their rule, facts and moments,
and then whole, with key, owner, places and what met them. Beside it: DuckDB writing the very duties again out of the
files with them, nothing derived; the oracle, by its own rate on few people, whose rows are compared with what is asked
in place; and OpenFisca-Core, which only counts how often each rule is owed (`deriving_peer.py`), beside `--only
counts`. It is installed into an environment of its own on the first run.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
from deriving_facts import write
from peers import installed

from lianfang.derive.one_rule import AS_PARQUET

HERE = Path(__file__).parent
SIX = HERE / "six_rules.yaml"
AT = datetime(2021, 1, 15, 4, 0, tzinfo=UTC)
OPENFISCA = ("openfisca-core==46.0.1", "duckdb==2.0.0")
# As many as plain Python does in some seconds, of which its start is no great part.
FEW = 100_000
# How often what takes few seconds is run; the middle is told.
RUNS = 5
# What a duty is: by which rule, from which facts, from when until when, by when, of whom.
RULE_FACTS_MOMENTS = ("rule", "subject", "opened", "due", "ends", "facts")


def timed(command: list[str]) -> dict[str, float]:
    """Seconds of the clock and of the processor, and the most memory (MiB), of a process."""
    told = subprocess.run([sys.executable, "-I", HERE / "taken.py", *command], stdout=subprocess.PIPE, text=True)
    if told.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {told.returncode}")
    return dict(json.loads(told.stdout))


def _taken(plan: Path, facts: Path, out: Path, engine: str, *only: str) -> dict[str, Any]:
    """What the command took."""
    asked = ["--plan", plan, "--facts", facts, "--at", AT.isoformat(), "--out", out, "--only", *only]
    command = [Path(sys.executable).parent / "lianfang", "derive", *asked, "--engine", engine]
    return timed([str(part) for part in command])


def derived(plan: Path, facts: Path, out: Path, engine: str, columns: tuple[str, ...] = ()) -> dict[str, Any]:
    """What the command took, and how many duties it wrote and of how many facts; in some columns only, if said."""
    told = _taken(plan, facts, out, engine, "duties", *(("--columns", ",".join(columns)) if columns else ()))
    duties, listed = pl.scan_parquet(out / "duties.parquet" / "*.parquet"), "facts" if columns else "causes"
    rows = duties.select(duties=pl.len(), causes=pl.col(listed).list.len().cast(pl.Int64).sum()).collect()
    return {**told, **rows.row(0, named=True)}


def written_again(duties: Path, out: Path) -> dict[str, float]:
    """What DuckDB takes to read the duties that were written and to write them again as they were, no more."""
    command = f"""import duckdb
connection = duckdb.connect(config={{"memory_limit": "1600MB", "preserve_insertion_order": False}})
connection.execute("COPY (FROM read_parquet('{duties}/*.parquet')) TO '{out}' ({AS_PARQUET})")"""
    return timed([sys.executable, "-c", command])


def counts(out: Path) -> dict[str, int]:
    """How many duties each rule made."""
    told = pl.scan_parquet(out / "duties.parquet" / "*.parquet").select(pl.col("rule").cast(pl.String))
    return dict(told.group_by("rule").len().collect().iter_rows())


def counted(plan: Path, facts: Path, out: Path) -> dict[str, Any]:
    """What the command took that only counts, and what it counted."""
    told = _taken(plan, facts, out, "duckdb", "counts")
    return {**told, "counts": dict(pl.read_parquet(out / "duty_counts.parquet").iter_rows())}


def same_as_the_oracle(facts: Path, out: Path, oracle: Path) -> bool:
    """Whether asking everything in place gives the rows that the oracle gave of the same facts."""
    from lianfang import plan
    from lianfang.derive import in_place, large

    held, _ = plan.load(SIX.read_text("utf-8"), SIX.name)
    assert held is not None
    in_place.MANY = 0
    large.duties_in_place(facts, held, AT, out)
    ours, theirs = (pl.read_parquet(one / "duties.parquet" / "*.parquet").sort("key") for one in (out, oracle))
    return ours.equals(theirs)


def openfisca(facts: Path, people: int) -> dict[str, Any]:
    """What OpenFisca-Core counts, its seconds and its memory; empty where it cannot be installed."""
    programs = installed("openfisca", *OPENFISCA)
    if programs is None:
        return {}
    told = facts.parent / "openfisca.json"
    command = [programs / "python", HERE / "deriving_peer.py", facts, str(people), told]
    whole = timed([str(part) for part in command])
    return {**json.loads(told.read_text()), "whole": whole}


def _middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Of several runs the one of the middle time."""
    return sorted(runs, key=lambda run: float(run.get("whole", run)["seconds"]))[len(runs) // 2]


def _compiled(facts: Path, out: Path) -> None:
    """Lets what the six rules ask be compiled and kept."""
    _taken(SIX, facts, out, "duckdb", "counts")
    _taken(SIX, facts, out, "duckdb", "duties", "--columns", ",".join(RULE_FACTS_MOMENTS))
    _taken(SIX, facts, out, "duckdb", "duties")
    shutil.rmtree(out)


def measured(people: int, folder: Path) -> dict[str, Any]:
    """Everything that the section tells."""
    facts, few, load = folder / "facts", folder / "few", os.getloadavg()[0]
    told = {"people": people, "few": FEW, "facts": write(people, facts)}
    write(FEW, few)
    first = folder / "plan1.yaml"
    first.write_bytes(files("lianfang.plans").joinpath("covid19_2020.yaml").read_bytes())
    _compiled(facts, folder / "first")
    told["lean"] = _middle([derived(SIX, facts, folder / "lean", "duckdb", RULE_FACTS_MOMENTS) for _ in range(RUNS)])
    shutil.rmtree(folder / "lean")
    told |= {"six": derived(SIX, facts, folder / "six", "duckdb"), "counts": counts(folder / "six")}
    told["again"] = written_again(folder / "six" / "duties.parquet", folder / "again.parquet")
    (folder / "again.parquet").unlink()
    shutil.rmtree(folder / "six")
    # In turn, that what slows the machine down slows both.
    turns = [(counted(SIX, facts, folder / "counted"), openfisca(facts, people)) for _ in range(RUNS)]
    told["counting"] = _middle([ours for ours, _ in turns])
    told["peer"] = _middle([peer for _, peer in turns]) if turns[0][1] else {}
    told["counts_equal"] = told["peer"].get("counts", told["counts"]) == told["counting"]["counts"] == told["counts"]
    told["load"] = {"before": load, "after": os.getloadavg()[0]}
    told["lean_oracle"] = derived(SIX, few, folder / "lean_oracle", "oracle", RULE_FACTS_MOMENTS)
    told["oracle"] = derived(SIX, few, folder / "oracle", "oracle")
    told["rows_equal"] = same_as_the_oracle(few, folder / "place", folder / "oracle")
    told["plan1"] = derived(first, facts, folder / "whole", "duckdb")
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000_000, help="A power of ten.")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = measured(arguments.people, Path(folder))
    print(json.dumps(result) if arguments.json else "\n".join(f"{key:16} {told}" for key, told in result.items()))
    if not (result["rows_equal"] and result["counts_equal"]):
        sys.exit("the ways differ")


if __name__ == "__main__":
    main()
