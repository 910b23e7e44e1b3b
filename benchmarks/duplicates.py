"""How well people recorded twice are found: our proposals beside exact matching and beside Splink, on made people.

Splink is installed into a virtual environment of its own on the first run (pip); without a network it is left out, and
the page says so.

python benchmarks/duplicates.py [--people 1000000] [--new 100000] [--json]
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl
from peers import installed

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.server.settings")

HERE = Path(__file__).parent
SPLINK = "splink==5.0.0"
# The scores from which a pair counts as proposed; the page of duplicates shows pairs from the first.
PROPOSED = (0.5, 0.65, 0.8)
PROBABLE = (0.5, 0.9, 0.99)


def measured(people: int, new: int) -> dict[str, Any]:
    """By method precision, recall, pairs and seconds; of scored methods at several thresholds."""
    from made_duplicates import FAULTS, made

    from lianfang.facts.matching import proposed_pairs

    county = made(people, new)
    truth = county.pairs
    result: dict[str, Any] = {"people": people, "new": new, "true": len(truth), "faults": FAULTS, "methods": []}

    begin = time.perf_counter()
    exact = _equal(county.new, county.known, ["name", "birth"])
    result["methods"].append(_judged("exact: name and birth date", exact, truth, time.perf_counter() - begin))
    begin = time.perf_counter()
    either = exact | _equal(county.new, county.known, ["name", "telephone"])
    result["methods"].append(
        _judged("exact: name, and birth date or telephone", either, truth, time.perf_counter() - begin)
    )

    begin = time.perf_counter()
    pairs = proposed_pairs(county.new.drop("truth"), county.known)
    seconds = time.perf_counter() - begin
    for least in PROPOSED:
        kept = pairs.filter(pl.col("score") >= least)
        found = set(zip(kept["new_row"].to_list(), kept["known_person"].to_list(), strict=True))
        result["methods"].append(_judged(f"here: proposed from {least:g}", found, truth, seconds))
    result["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

    theirs = _splink(county.known, county.new.drop("truth"))
    for least in PROBABLE if theirs else ():
        kept = theirs["pairs"].filter(pl.col("probability") >= least)
        found = set(zip(kept["row"].to_list(), kept["person"].to_list(), strict=True))
        result["methods"].append(_judged(f"{SPLINK}: probable from {least:g}", found, truth, theirs["seconds"]))
    return result


def _equal(new: pl.DataFrame, known: pl.DataFrame, columns: list[str]) -> set[tuple[int, int]]:
    found = new.drop_nulls(columns).join(known, on=columns)
    return set(zip(found["row"].to_list(), found["person"].to_list(), strict=True))


def _judged(method: str, found: set[tuple[int, int]], truth: set[tuple[int, int]], seconds: float) -> dict[str, Any]:
    right = len(found & truth)
    return {
        "method": method,
        "pairs": len(found),
        "precision": right / len(found) if found else None,
        "recall": right / len(truth),
        "seconds": seconds,
    }


def _splink(known: pl.DataFrame, new: pl.DataFrame) -> dict[str, Any]:
    """What Splink finds, and its seconds without reading the files; empty where it cannot be installed."""
    programs = installed("splink", SPLINK)
    if programs is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        known.write_parquet(Path(folder) / "known.parquet")
        new.write_parquet(Path(folder) / "new.parquet")
        done = subprocess.run(
            [programs / "python", HERE / "duplicates_peer.py", folder], capture_output=True, text=True
        )
        if done.returncode:
            print(done.stderr[-2000:], file=sys.stderr)
            return {}
        seconds = json.loads(done.stdout.strip().splitlines()[-1])["seconds"]
        pairs = pl.read_parquet(Path(folder) / "pairs.parquet")
    return {
        "seconds": seconds,
        "pairs": pairs.rename({"unique_id_l": "person", "unique_id_r": "row", "match_probability": "probability"}),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=100_000, help="Known people, up to 1,000,000.")
    parser.add_argument("--new", type=int, help="New records, half of them of somebody known. A tenth of the people.")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    result = measured(asked.people, asked.new or asked.people // 10)
    if asked.json:
        print(json.dumps(result))
        return
    for one in result["methods"]:
        precision = "–" if one["precision"] is None else f"{one['precision']:.3f}"
        print(f"{one['method']:45} {one['pairs']:9,} {precision} {one['recall']:.3f} {one['seconds']:7.1f} s")


if __name__ == "__main__":
    main()
