"""Every benchmark, each beside its peer, written to docs/benchmarks.md with the machine and the versions.

python -m benchmarks [--quick] [--only tracing]

With --only tracing just the sections on tracing and itineraries are measured and written anew.
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

from benchmarks import tracing_sections

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs/benchmarks.md"


def measured(script: str, *arguments: str) -> dict[str, Any]:
    """What a benchmark prints, run in a process of its own."""
    command = [sys.executable, str(HERE / script), "--json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def page(load: dict[str, Any], following: dict[str, Any], pages: dict[str, Any], warning: dict[str, Any]) -> str:
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

{early_warning(warning)}
## Pages of a large county

{pages["made"]["personstatus"]:,} people, {pages["made"]["duty"]:,} duties, {pages["made"]["contact"]:,} contacts. \
{pages["users"]} users at once, each in a role of its own, open any page that its rights let them open and wait five \
seconds before the next, for {pages["seconds"]:.0f} s. PostgreSQL, web and worker are on the same {cores} cores. A \
time is that of a whole answer.

All pages together: p95 {pages["p95_milliseconds"]:,} ms over {pages["answers"]:,} answers, {pages["failed"]} failed. \
Memory: web {pages["memory_mebibytes"].get("web", 0):,} MiB, worker \
{pages["memory_mebibytes"].get("worker", 0):,} MiB. The aim is 300 ms for every page: {_within(pages)}.

| page | answers | p95, ms | slowest role | its p95, ms |
| --- | --- | --- | --- | --- |
{_rows(pages)}
"""


WARNING = {
    "farrington_noufaily": "Farrington flexible, Noufaily's options, 104 weeks",
    "farrington_default": "Farrington flexible, as Farrington 1996, 104 weeks",
    "ears_c3": "EARS C3, 104 weeks",
    "cori": "R by Cori's method, 7 quantiles, 107 days",
}


def early_warning(told: dict[str, Any]) -> str:
    """The section on early warning and estimates."""
    theirs = told["peer_milliseconds"]
    rows = "\n".join(
        f"| {words} | {told['milliseconds'][name]:,.3f} ms "
        + (f"| {theirs[name]:,.1f} ms | {told['times'][name]:,} × |" if theirs else "| – | – |")
        for name, words in WARNING.items()
    )
    peer = (
        f"The peers are R surveillance and EpiEstim, on {told['peer_series']} of the same series in the same run; "
        "Farrington's bounds were compared and are equal."
        if told["times"]
        else "R with surveillance and EpiEstim is not on this machine: there is no peer."
    )
    return f"""## Early warning and estimates

Processor time a series, of {told["series"]:,} invented series at once (nine in ten of them sparse). {peer}

| method | here | peer | ratio |
| --- | --- | --- | --- |
{rows}

The newest of 520 weeks of {told["all_series"]:,} series, judged by EARS C1 to C3, Farrington, CUSUM, moving percentile
and threshold: {told["all_seconds"]} s on one core, while the load average was {told["load_average"]}.
Memory of the run: {told["memory_mebibytes"]:,} MiB.
"""


def _within(pages: dict[str, Any]) -> str:
    times = [told["p95_milliseconds"] for told in pages["pages"].values()]
    return f"{sum(time <= 300 for time in times)} of {len(times)} pages keep it"


def _rows(pages: dict[str, Any]) -> str:
    slowest = sorted(pages["pages"].items(), key=lambda item: -item[1]["p95_milliseconds"])
    return "\n".join(
        f"| `{name}` | {told['answers']} | {told['p95_milliseconds']:,} | {told['slowest_role']} "
        f"| {told['slowest_role_p95_milliseconds']:,} |"
        for name, told in slowest
    )


def of_tracing(quick: bool) -> str:
    """The sections on tracing and itineraries, measured."""
    sizes = (100_000,) if quick else (10_000_000, 100_000_000)
    runs = [measured("tracing.py", "--visits", str(size)) for size in sizes]
    return f"{tracing_sections.tracing(runs)}\n{tracing_sections.itineraries(measured('reading_itineraries.py'))}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="Small sizes, to see that everything runs.")
    parser.add_argument("--only", choices=["tracing"], help="Measure and write these sections alone.")
    arguments = parser.parse_args()
    quick: bool = arguments.quick
    if arguments.only:
        before = PAGE.read_text(encoding="utf-8").partition("## Who met whom")[0].rstrip()
        PAGE.write_text(f"{before}\n\n{of_tracing(quick)}", encoding="utf-8")
        return
    rows = ["--rows", "20000", "--plain-rows", "2000"] if quick else ["--rows", "200000", "--plain-rows", "20000"]
    load = measured("load.py", *rows)
    following = measured("following.py", "--size", "20000" if quick else "60000")
    large = ["--people", "40000", "--users", "8", "--seconds", "30"] if quick else ["--people", "1000000"]
    pages = measured("pages.py", *large)
    series = ["--series", "60", "--peer-series", "1", "--all-series", "1000"] if quick else []
    warning = measured("warning.py", *series)
    PAGE.write_text(f"{page(load, following, pages, warning)}\n{of_tracing(quick)}", encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
