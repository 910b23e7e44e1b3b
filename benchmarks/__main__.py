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


def page(load: dict[str, Any], following: dict[str, Any], pages: dict[str, Any], messages: dict[str, Any]) -> str:
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

## Pasted messages

{messages["messages"]} made messages of ten styles (`benchmarks/made_messages.py`: invented people, a fixed seed), and \
as many untidy: rare surnames, separators lost, the stamps of a chat, talk around. A field is right where it stands \
beside the right name. The reader was written beside the tidy ones, which therefore say only that it keeps to them; of \
the untidy it learned rare surnames and stamps. The peer takes each line by itself for one person.

| style | fields told | right | wrong | messages without a fault | peer: right | wrong |
| --- | --- | --- | --- | --- | --- | --- |
{_styles(messages)}
"""


def _styles(messages: dict[str, Any]) -> str:
    return "\n".join(
        f"| {style} | {count['told']} | {count['right']} | {count['wrong']} "
        f"| {count['faultless']} of {count['messages']} | {count['peer']} | {count['peer_wrong']} |"
        for style, count in messages["styles"].items()
    )


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="Small sizes, to see that everything runs.")
    quick = parser.parse_args().quick
    rows = ["--rows", "20000", "--plain-rows", "2000"] if quick else ["--rows", "200000", "--plain-rows", "20000"]
    load = measured("load.py", *rows)
    following = measured("following.py", "--size", "20000" if quick else "60000")
    large = ["--people", "40000", "--users", "8", "--seconds", "30"] if quick else ["--people", "1000000"]
    pages = measured("pages.py", *large)
    messages = measured("messages.py")
    PAGE.write_text(page(load, following, pages, messages), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
