"""Whether Spark derives the rows that DuckDB derives, table by table, and every specification of the plan language.

    python benchmarks/deriving_on_spark.py [--people 1000000]

The people are those of `plan_diff_facts.py`, the plan is `covid19_2020.yaml`. Equality is told, not speed: on one
machine Spark has nothing to divide. Memory is that of this process and of Spark's together.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import threading
import time
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).parent))
from plan_diff import AT
from plan_diff_facts import facts_of

ROOT = Path(__file__).parents[1]
MEMORY = "2500m"


class Peak(threading.Thread):
    """The most memory (MiB) that this process and what it started held together, looked at twice a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.mebibytes = 0.0

    def run(self) -> None:
        own = psutil.Process()
        while True:
            held = 0
            for process in (own, *own.children(recursive=True)):
                try:
                    held += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self.mebibytes = max(self.mebibytes, held / 2**20)
            time.sleep(0.5)


def spark_here() -> None:
    """Lets Spark be started with two threads and its memory on this machine."""
    os.environ["PYSPARK_SUBMIT_ARGS"] = f"--master local[2] --driver-memory {MEMORY} pyspark-shell"


def specifications() -> str:
    """How many specifications ran on Spark, as pytest says it at its end."""
    command = [sys.executable, "-m", "pytest", "-q", "tests/unit/derive/test_spark.py", "-k", "specification"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "LIANFANG_SPARK": "all"}
    )
    return re.sub(r" in .*", "", done.stdout.strip().splitlines()[-1])


def measured(people: int) -> dict[str, Any]:
    """The rows of each derived table by both engines, and whether they are the same."""
    from lianfang import plan
    from lianfang.derive import derive

    spark_here()
    peak = Peak()
    peak.start()
    held, _ = plan.load(files("lianfang.plans").joinpath("covid19_2020.yaml").read_text("utf-8"), "covid19_2020.yaml")
    assert held is not None
    facts = facts_of(people)
    duck, spark = (derive(facts, held, AT, engine=engine) for engine in ("duckdb", "spark"))
    pairs = {one.name: (getattr(duck, one.name), getattr(spark, one.name)) for one in fields(duck)}
    return {
        "people": people,
        "rows": {name: one.height for name, (one, _) in pairs.items() if one.height},
        "differing": [name for name, (one, other) in pairs.items() if not one.equals(other)],
        "peak_mebibytes": round(peak.mebibytes),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    result = measured(arguments.people) | {"specifications": specifications()}
    print(json.dumps(result) if arguments.json else "\n".join(f"{key:28} {told}" for key, told in result.items()))


if __name__ == "__main__":
    main()
