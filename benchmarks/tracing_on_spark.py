"""Whether Spark traces the rows that DuckDB traces: a hundred cases through ten million visits, two hops.

    python benchmarks/tracing_on_spark.py [--visits 10000000]

Visits and cases are those of `tracing.py`, in a file that both engines read. Equality is told, not speed: on one
machine Spark has nothing to divide.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from deriving_on_spark import spark_here
from tracing import cases, written


def measured(visits: int, file: Path) -> dict[str, Any]:
    """The encounters and contacts of both engines, and whether they are the same, row for row."""
    from lianfang.trace.duck import Duck
    from lianfang.trace.run import Engine, Traced, traced

    spark_here()
    written(visits, file)

    def found(engine: Engine) -> Traced:
        with Duck() as duck:
            duck.connection.read_parquet(str(file)).create_view("visits")
            nobody = cases(visits).clear().select("person", isolated_from="infectious_from")
            ill, isolated = duck.frame("cases", cases(visits)), duck.frame("isolated", nobody)
            return traced(duck, ill, duck.named("visits"), isolated, engine=engine)

    ours, sparks = found("duckdb"), found("spark")
    return {
        "visits": visits,
        "encounters": ours.encounters.height,
        "contacts": ours.contacts.height,
        "same": ours.encounters.equals(sparks.encounters) and ours.contacts.equals(sparks.contacts),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visits", type=int, default=10_000_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lianfang-bench-") as folder:
        result = measured(arguments.visits, Path(folder) / "visits.parquet")
    print(json.dumps(result) if arguments.json else json.dumps(result, indent=2))
    if not result["same"]:
        sys.exit("the engines differ")


if __name__ == "__main__":
    main()
