"""Every benchmark, each beside its peer, written to docs/benchmarks.md with the machine and the versions.

python -m benchmarks [--quick]
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs/benchmarks.md"


def measured(script: str, *arguments: str) -> dict[str, Any]:
    """What a benchmark prints, run in a process of its own."""
    command = [sys.executable, str(HERE / script), "--json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def page(load: dict[str, Any], following: dict[str, Any]) -> str:
    """The page, from what was measured."""
    cores, busy = os.cpu_count(), os.getloadavg()[0]
    stood_on = ", ".join(f"{name} {version(name)}" for name in ("django", "polars", "duckdb", "psycopg"))
    return f"""# Benchmarks

Written by `make bench`; repeat it and compare the ratios, for the seconds are this machine's.

{platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()}, {stood_on}.
Load average at the end of the run: {busy:.1f}.

| what | here | peer | ratio |
| --- | --- | --- | --- |
| line list of {load["rows"]:,} rows loaded, every cell checked, people matched, row-level security on | \
{load["rows_a_second"]:,} rows/s | {load["plain_django_rows_a_second"]:,} rows/s: plain Django, `bulk_create`, \
the same checks | {load["times"]} × |
| one fact: recorded, committed, its duty read at another desk ({following["people"]:,} people) | \
{following["one_fact_seconds"]} s | – | – |
| the same, the first in its process | {following["first_fact_seconds"]} s | – | – |
| a wedding of 400 guests: 400 duties of isolation read at another desk | \
{following["wedding_of_400_seconds"]} s | – | – |

Not measured yet: pages with a million people and twenty users, and the memory of web and worker under that load.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="Small sizes, to see that everything runs.")
    quick = parser.parse_args().quick
    rows = ["--rows", "20000", "--plain-rows", "2000"] if quick else ["--rows", "200000", "--plain-rows", "20000"]
    load = measured("load.py", *rows)
    following = measured("following.py", "--size", "20000" if quick else "60000")
    PAGE.write_text(page(load, following), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
