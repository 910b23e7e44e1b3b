"""Seconds to tell what a change of plan moves on facts in memory, as `plan diff --facts` does after reading them.

    python benchmarks/plan_diff_facts.py [--people 1000000]

The people are those of `plan_diff.py`: of a hundred one is a case, ten are close contacts, thirty arrived from a place
at risk, and of the others nothing but who they are is known. The new plan isolates for 7 days instead of 14. The peer
derives everybody by the rules that differ, by both plans, and compares the duties.
"""

import argparse
import json
import os
import resource
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

sys.path.insert(0, str(Path(__file__).parent))
from plan_diff import AT, COUNTY, TOWNS, _timed, plans

LEDGER = ("original", "known_at", "recorded_at", "area")


def places() -> dict[str, pl.DataFrame]:
    """The areas and units of `plan_diff.places` as tables."""
    areas = [("CN", None, "nation"), ("230000", "CN", "province"), (COUNTY, "230000", "county")]
    areas += [("130000", "CN", "province"), ("130102", "130000", "county"), *((town, COUNTY, "town") for town in TOWNS)]
    units = [("ZHB", "command", COUNTY), ("CDC", "cdc", COUNTY), ("YY", "hospital", COUNTY)]
    units += [(f"{town}-ZHB", "command", town) for town in TOWNS]
    return {
        "areas": pl.DataFrame(areas, schema=["code", "parent", "level"], orient="row"),
        "units": pl.DataFrame(units, schema=["code", "kind", "area"], orient="row"),
    }


def facts_of(people: int) -> dict[str, pl.DataFrame]:
    """The facts by kind, as a folder of them is read."""
    number = pl.int_range(people, eager=True).alias("number")
    every = number.to_frame().with_columns(
        kind=pl.col("number") % 100, when=pl.lit(AT) - pl.duration(days=1 + pl.col("number") % 13),
        person=pl.format("P{}", "number"), town=pl.lit(TOWNS).list.get(pl.col("number") % len(TOWNS)),
        disease=pl.lit("covid19"),
    )  # fmt: skip
    ill = every.filter(pl.col("kind") == 0)
    near = every.filter(pl.col("kind").is_between(1, 10))
    come = every.filter(pl.col("kind").is_between(11, 40))
    of_case = pl.format("K{}", pl.col("number") - pl.col("kind"))
    risk = {
        "id": ["risk"], "subject": ["risk"], "about": ["risk"], "declared": ["130102"], "disease": ["covid19"],
        "level": ["medium"], "counts_from": [date(2020, 12, 10)], "occurred_from": [datetime(2021, 1, 2, tzinfo=UTC)],
    }  # fmt: skip
    made = {
        "person": every.select(
            "person", id=pl.format("p{}", "number"), subject="person", residence="town", occurred_from="when"
        ),
        "case": ill.select(
            "person", "disease", id=pl.format("k{}", "number"), subject=of_case, classification=pl.lit("confirmed"),
            occurred_from="when", onset=pl.col("when").dt.date(), origin=pl.lit("local"),
        ),
        "exposure": near.select(
            "person", "disease", id=pl.format("e{}", "number"), subject="person", case=of_case, grade=pl.lit("close"),
            occurred_from=pl.col("when") - pl.duration(hours=3), last="when",
        ),
        "journey": come.select(
            "person", "disease", id=pl.format("j{}", "number"), subject="person", direction=pl.lit("arrival"),
            origin=pl.lit("130102"), destination="town", occurred_from="when",
        ),
        "declaration": pl.DataFrame(risk),
    }  # fmt: skip
    known = dict.fromkeys(LEDGER[1:3], "occurred_from") | {"original": "id"}
    return {kind: told.with_columns(area=pl.lit(COUNTY), **known) for kind, told in made.items()} | places()


def measured(people: int) -> dict[str, Any]:
    """What the comparison takes on the facts of so many people, and its peer."""
    from lianfang.derive.compare import compare
    from lianfang.derive.effect import effect

    facts, (old, new) = facts_of(people), plans()
    # The first in a process also imports the engines and compiles the SQL of the rules that differ.
    effect(facts_of(1_000), old, new, AT, "duckdb")
    fast = _timed(lambda: effect(facts, old, new, AT))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    moved, codes = fast.made.duties.rows.height, fast.made.codes.height
    peer = _timed(lambda: compare(facts, old, new, AT))
    assert peer.made.rows.equals(fast.made.duties.rows)
    return {
        "people": people,
        "moved": moved,
        "codes_moved": codes,
        "seconds": fast.seconds,
        "processor_seconds": fast.processor_seconds,
        "peer_seconds": peer.seconds,
        "peer_processor_seconds": peer.processor_seconds,
        "peak_mebibytes": round(peak),
        "load_average": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    result = measured(arguments.people)
    print(json.dumps(result) if arguments.json else "\n".join(f"{key:28} {told}" for key, told in result.items()))


if __name__ == "__main__":
    main()
