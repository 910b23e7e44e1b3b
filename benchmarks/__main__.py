"""Every benchmark, each beside its peer, written to docs/benchmarks.md with the machine and the versions.

python -m benchmarks [--quick] [--only NAME ...]

With --only just the sections named are measured and put in place of what the page had; the others stay as they were.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import (
    chains_section,
    county_sections,
    deriving_section,
    detection_picture,
    detection_section,
    duplicates_section,
    forecasts_section,
    messages_section,
    plan_section,
    tracing_sections,
    warning_section,
)

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs/benchmarks.md"
# Past so many visits PostgreSQL is not asked, which loads them for minutes; LIANFANG_BENCH_VISITS=10000000,100000000
# asks for more, and LIANFANG_BENCH_GROWTH=30000000,300000000 for the store alone at these, for the fit.
MOST_FOR_POSTGRESQL = 10_000_000


def measured(script: str, *arguments: str) -> dict[str, Any]:
    """What a benchmark prints, run in a process of its own."""
    command = [sys.executable, str(HERE / script), "--json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def recording(quick: bool) -> str:
    rows = ["--rows", "20000", "--plain-rows", "2000"] if quick else ["--rows", "200000", "--plain-rows", "20000"]
    following = measured("following.py", "--size", "20000" if quick else "60000")
    return county_sections.recording(measured("load.py", *rows), following)


def pages(quick: bool) -> str:
    large = ["--people", "40000", "--users", "8", "--seconds", "30"] if quick else ["--people", "1000000"]
    return county_sections.pages_of_a_large_county(measured("pages.py", *large))


def messages(quick: bool) -> str:
    return messages_section.pasted_messages(measured("messages.py"))


def duplicates(quick: bool) -> str:
    sizes = ("20000",) if quick else ("100000", "1000000")
    return duplicates_section.duplicates(measured("duplicates.py", "--people", size) for size in sizes)


def warning(quick: bool) -> str:
    series = ["--series", "60", "--peer-series", "1", "--all-series", "1000", "--counties", "50"] if quick else []
    return warning_section.early_warning(measured("warning.py", *series))


def scheduled(quick: bool) -> str:
    sizes = ["--counties", "100", "--diseases", "2"] if quick else []
    return warning_section.scheduled(measured("scheduled_warning.py", *sizes))


def detection(quick: bool) -> str:
    spread = measured("detection_across_areas.py", "--outbreaks", "2" if quick else "40")
    within = measured("detection_within_county.py", "--outbreaks", "2" if quick else "40")
    alone = measured("detection.py", "--outbreaks", "2" if quick else "10")
    text = detection_section.detection(alone, spread, within)
    detection_picture.picture(text, PAGE.parent / "detection.png")
    return text


def forecasts(quick: bool) -> str:
    return forecasts_section.forecasts(measured("forecasts.py", "--every", "20" if quick else "1"))


def tracing(quick: bool) -> str:
    sizes = ["100000"] if quick else os.environ.get("LIANFANG_BENCH_VISITS", "10000000").split(",")
    told = {int(size): "all" if int(size) <= MOST_FOR_POSTGRESQL else "duckdb" for size in sizes}
    alone = [] if quick else os.environ.get("LIANFANG_BENCH_GROWTH", "").split(",")
    told |= {int(size): "none" for size in alone if size}
    runs = [measured("tracing.py", "--visits", str(size), "--peers", told[size]) for size in sorted(told)]
    return tracing_sections.tracing(runs)


def collected(quick: bool) -> str:
    rows = ["--visits", "200000", "--plain-visits", "100000"] if quick else []
    return tracing_sections.collected(measured("loading_visits.py", *rows))


def checks(quick: bool) -> str:
    return plan_section.plan_check(measured("checking.py"))


def plans(quick: bool) -> str:
    return plan_section.plan_diff(measured("plan_diff.py", "--people", "5000" if quick else "100000"))


def changes(quick: bool) -> str:
    return plan_section.plan_diff_facts(measured("plan_diff_facts.py", "--people", "20000" if quick else "1000000"))


def derive(quick: bool) -> str:
    people = "10000" if quick else os.environ.get("LIANFANG_BENCH_PEOPLE", "10000000")
    return deriving_section.deriving(measured("deriving.py", "--people", people))


def spark(quick: bool) -> str:
    derived = measured("deriving_on_spark.py", "--people", "20000" if quick else "1000000")
    return plan_section.spark(derived, measured("tracing_on_spark.py", "--visits", "10000" if quick else "10000000"))


def chains(quick: bool) -> str:
    return chains_section.chains(measured("infectors.py"))  # type: ignore[arg-type]


def itineraries(quick: bool) -> str:
    return tracing_sections.itineraries(measured("reading_itineraries.py"))


SECTIONS: dict[str, Callable[[bool], str]] = {
    one.__name__: one
    for one in (
        recording,
        pages,
        messages,
        duplicates,
        warning,
        scheduled,
        detection,
        forecasts,
        tracing,
        collected,
        itineraries,
        checks,
        plans,
        changes,
        derive,
        spark,
        chains,
    )
}


def head() -> str:
    """What the page begins with: the machine, the versions, how to repeat it."""
    stood_on = ", ".join(f"{name} {version(name)}" for name in ("django", "polars", "duckdb", "psycopg", "numba"))
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores{_model()}"
    return f"""# Benchmarks

Written by `make bench`, a section by `python -m benchmarks --only NAME` ({", ".join(SECTIONS)}); repeat it and compare
the ratios, for the seconds are this machine's.

{machine}, Python {platform.python_version()}, {stood_on}.
"""


def _model() -> str:
    """Which processor, as far as the system says."""
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    found = re.search(r"(?m)^model name\s*: (.*)$", told)
    return f" ({found[1].strip()})" if found else ""


def stamped(section: str) -> str:
    """A section with the day and the load of the machine when it was measured."""
    day = datetime.now(UTC).date()  # noqa: TID251 (when the benchmark ran, which no clock of the system tells)
    return f"{section.rstrip()}\n\nMeasured on {day}; load average at the end {os.getloadavg()[0]:.1f}.\n"


def with_sections(page: str, sections: Iterable[str]) -> str:
    """The page with these sections in place of those of the same heading, or at its end."""
    found = {text.partition("\n")[0]: text.rstrip() for text in re.split(r"(?m)^(?=## )", page)[1:]}
    found |= {text.partition("\n")[0]: text.rstrip() for text in sections}
    return "\n\n".join([head().rstrip(), *found.values()]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="Small sizes, to see that everything runs.")
    parser.add_argument("--only", choices=list(SECTIONS), nargs="+", help="Measure and write these sections alone.")
    arguments = parser.parse_args()
    names = arguments.only or list(SECTIONS)
    for name in names:
        section = stamped(SECTIONS[name](arguments.quick))
        before = PAGE.read_text(encoding="utf-8") if arguments.only or name != names[0] else ""
        PAGE.write_text(with_sections(before, [section]), encoding="utf-8")
        print(section)


if __name__ == "__main__":
    main()
