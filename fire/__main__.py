"""Everything under fire for long, written to docs/reliability.md with the machine and the versions.

python -m fire [--only kill fuzz forms load …] [--kills 200] [--fuzz-minutes 60] [--fuzz-inputs N]
    [--load-minutes 10] [--told FILE …]

With --only just the parts named are run and put in place of what the page had; the others stay as they were.
With --told the one part named is not run: what a run of it kept in a file is put into the page; of fuzz what several
runs kept, added up.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/reliability.md"


def ran(module: str, *arguments: str) -> dict[str, Any]:
    """What a program of the fire prints; its own lines go to the terminal. Its mistakes stand in it."""
    command = [sys.executable, "-m", f"fire.{module}", "--json", *arguments]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if not done.stdout.strip():
        raise RuntimeError(f"fire.{module} ended with {done.returncode} and said nothing")
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def kill(told: dict[str, Any]) -> str:
    """The part on killing."""
    mistakes = "\n".join(f"- {mistake}" for mistake in told["mistakes"]) or "None."
    again = told.get("mistakes_restored")
    drill = "Not backed up and restored in this run."
    if again is not None:
        drill = (
            f"Backed up and restored at the end. {told['restored']} Checked again: {'; '.join(again) or 'no mistake'}."
        )
    victims = ", ".join(f"{name} {times}" for name, times in told["killed"].items())
    return f"""## Killed

`python -m fire.kill`: {told["writers"]} writers record by the API while web, worker, parent, PostgreSQL, one of its
connections, or all of them are killed (-9) at random moments, also while they begin; the service begins again, and what
had no answer is sent again under the same number.

| what | how many |
| --- | --- |
| kills (seed {told["seed"]}) | {told["kills"]} |
| of what | {victims} |
| times begun | {told["begun"]} |
| requests acknowledged, of those sent | {told["acknowledged"]:,} of {told["sent"]:,} |
| sent again | {told["sent_again"]:,} |
| marked facts and collected visits there at the end | {told["facts"]:,} and {told["visits"]:,} |
| duties, contacts | {told["duties"]:,}, {told["contacts"]:,} |
| days of visits sealed | {told["sealed_days"]} |
| minutes, of which checking | {told["seconds"] / 60:.0f}, {told["seconds_checking"] / 60:.0f} |

Lost, doubled, refused, or computed otherwise than from nothing:

{mistakes}

{drill}
"""


def fuzz(told: dict[str, Any]) -> str:
    """The part on rubbish."""
    operations = "\n".join(
        f"| `{label}` | {sum(statuses.values()):,} | {', '.join(f'{s}: {n:,}' for s, n in sorted(statuses.items()))} |"
        for label, statuses in told["operations"].items()
    )
    readers = "\n".join(
        f"| {name} | {sum(counts.values()):,} | read: {counts['read']:,}, refused: {counts['refused']:,} |"
        for name, counts in told["readers"].items()
    )
    kinds = told.get("rows", {})
    of_rows = Counter[str]()
    for counts in kinds.values():
        of_rows.update(counts)
    rows = ", ".join(f"{name}: {number:,}" for name, number in sorted(of_rows.items()))
    return f"""## Fed with rubbish

`python -m fire.fuzz` (seeds: {told["seed"]}): {told["inputs"]:,} inputs in {told["minutes"]:g} minutes, the API under
schemathesis, the readers under Hypothesis. No answer was an error of the server's, and none was untold in the OpenAPI;
no reader raised anything but its one line.

| asked | inputs | answered |
| --- | --- | --- |
{operations}
{readers}
| rows of {len(kinds)} kinds and layouts | {of_rows.total():,} | {rows} |
"""


def forms(told: dict[str, Any]) -> str:
    """The part on forms."""
    statuses = "\n".join(f"| {status} | {number:,} |" for status, number in told["statuses"].items())
    return f"""## Forms fed with rubbish

`python -m fire.forms`: {told["forms"]} forms of {told["views"]} addresses in the invented county, as each account
finds them, with rubbish in one field after another, or without it, and files that are none: {told["inputs"]:,} requests
in {told["minutes"]:g} minutes. No answer was an error of the server's.

| answered with | how often |
| --- | --- |
{statuses}
"""


def load(told: dict[str, Any]) -> str:
    """The part on load."""
    refused = "; ".join(told["refused"]) or "none"
    memory = "\n".join(
        f"| memory of the {part} by quarters of the time, MiB; the most at once | {', '.join(map(str, held))};"
        f" {told['most_mebibytes'][part]} |"
        for part, held in told["memory_mebibytes"].items()
    )
    return f"""## Under load

`python -m fire.load`: {told["users"]} people of all roles at their pages and {told["writers"]} programs that
record, for {told["minutes"]:g} minutes in the invented county. Memory is what each process holds, what they share
counted once; the median of each quarter.

| what | figure |
| --- | --- |
| pages answered, of which not with 200 | {told["pages_answered"]:,}, {told["pages_failed"]} |
| p95 of a page, milliseconds | {told["pages_p95_milliseconds"]} |
| requests recorded, sent again | {told["requests_answered"]:,}, {told["requests_sent_again"]} |
| refused | {refused} |
{memory}
"""


def added(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What several runs counted, as one; day and load of the last. Raises ValueError where inputs would count twice."""
    drawn = [one["seed"] + number for one in runs for number in range(one["rounds"])]
    if len(drawn) != len(set(drawn)):
        raise ValueError("a round of one run was drawn as one of another: begin runs with seeds far apart")
    told = dict(runs[-1])
    for each in runs[:-1]:
        for name in ("inputs", "minutes"):
            told[name] = round(told[name] + each[name], 1)
        told["seed"] = f"{each['seed']}, {told['seed']}"
        for part in ("operations", "readers", "rows"):
            counted = {key: Counter(counts) for key, counts in told[part].items()}
            for key, counts in each[part].items():
                counted.setdefault(key, Counter()).update(counts)
            told[part] = counted
    return told


PARTS: dict[str, Callable[[dict[str, Any]], str]] = {"kill": kill, "fuzz": fuzz, "forms": forms, "load": load}


def head() -> str:
    """What the page begins with."""
    stood_on = ", ".join(f"{name} {version(name)}" for name in ("django", "granian", "psycopg", "schemathesis"))
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return f"""# 可靠性 · Reliability

Written by `make fire`; a part by `python -m fire --only NAME` ({", ".join(PARTS)}). The tests feed API and
readers, and kill, shortly.

{machine}, {stood_on}.
"""


def written(part: str, told: dict[str, Any]) -> None:
    """Puts a part into the page, with the day and the load of the machine."""
    when = f"Run on {told['day']}; load average of the machine at the end {told['load_average']}."
    text = f"{PARTS[part](told).rstrip()}\n\n{when}"
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    found = {each.partition("\n")[0]: each.rstrip() for each in re.split(r"(?m)^(?=## )", page)[1:]}
    found[text.partition("\n")[0]] = text
    PAGE.write_text("\n\n".join([head().rstrip(), *found.values()]) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=list(PARTS), nargs="+")
    parser.add_argument("--kills", default="200")
    parser.add_argument("--fuzz-minutes", default="60")
    parser.add_argument("--fuzz-inputs", help="Instead of for so many minutes: until so many were given.")
    parser.add_argument("--load-minutes", default="10")
    parser.add_argument("--told", type=Path, nargs="+")
    given = parser.parse_args()
    if given.told is not None:
        if len(given.only or []) != 1:
            parser.error("--told FILE needs --only with the one part whose figures it holds")
        kept = [json.loads(file.read_text(encoding="utf-8")) for file in given.told]
        if len(kept) > 1 and given.only != ["fuzz"]:
            parser.error("only what several runs of fuzz kept is added up")
        try:
            written(given.only[0], added(kept) if len(kept) > 1 else kept[0])
        except ValueError as wrong:
            parser.error(str(wrong))
        return 0
    asked = {
        "kill": ["--kills", given.kills],
        "fuzz": ["--inputs", given.fuzz_inputs] if given.fuzz_inputs else ["--minutes", given.fuzz_minutes],
        "forms": [],
        "load": ["--minutes", given.load_minutes],
    }
    for part in given.only or list(PARTS):
        told = ran(part, *asked[part])
        written(part, told)
        if told.get("mistakes"):
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
