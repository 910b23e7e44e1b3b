"""The section on deriving duties of docs/benchmarks.md, from what was measured."""

from typing import Any


def deriving(told: dict[str, Any]) -> str:
    """How fast duties follow from facts, from Parquet to Parquet, and beside what."""
    people, six = told["people"], told["six"]
    return f"""## Duties derived, from Parquet to Parquet

{people:,} made people, {told["facts"]:,} facts about them, the six rules of `benchmarks/six_rules.yaml`: \
{six["duties"]:,} duties with their {six["causes"]:,} causes, each with rule, facts, owner and moments, written by \
`lianfang derive --only duties`. Every run is a process of its own; its start, reading and writing are in its time. \
The machine was shared (its load was {told["load"]["before"]:.1f} before and {told["load"]["after"]:.1f} after the six \
rules): processor seconds are what to compare.

| what | people | seconds | processor seconds | people a second | people a processor second | memory (MiB) |
| --- | --- | --- | --- | --- | --- | --- |
{_row("six rules, DuckDB", people, six)}
{_row("the same duties written again by DuckDB, nothing derived", people, told["again"])}
{_row("the whole plan of 2020 (7th edition), DuckDB", people, told["plan1"])}
{_row("six rules, the oracle (plain Python)", told["few"], told["oracle"])}
{_row("six rules, counted alone (`--only counts`), from files", people, told["counting"])}
{_peer(people, told["peer"])}

Derived are {_times(people, six, told["few"], told["oracle"], "seconds"):.0f} times as many people a second as by the \
oracle, {_times(people, six, told["few"], told["oracle"], "processor_seconds"):.0f} times as many a processor second. \
On {told["few"]:,} people, everything asked in place, the rows are {"" if told["rows_equal"] else "not "}those of the \
oracle. To read the duties that were written and to write them again, with nothing derived, takes DuckDB \
{told["again"]["processor_seconds"] / six["processor_seconds"]:.0%} of the processor time of deriving them. \
{_told_of_peer(told)} The aims are 2,000,000 people a second on two cores in 3 GiB, 100 times the oracle, and \
counting at twice the rate of OpenFisca-Core in half its memory.
"""


def _row(what: str, people: int, took: dict[str, Any]) -> str:
    rate, by_processor = people / took["seconds"], people / took["processor_seconds"]
    figures = f"{took['seconds']:.1f} | {took['processor_seconds']:.1f} | {rate:,.0f} | {by_processor:,.0f}"
    return f"| {what} | {people:,} | {figures} | {took['mebibytes']:,} |"


def _peer(people: int, peer: dict[str, Any]) -> str:
    if not peer:
        return "| OpenFisca-Core could not be installed: no peer | – | – | – | – | – | – |"
    both = {name: peer[name] + peer["reading"][name] for name in peer["reading"]} | {"mebibytes": peer["mebibytes"]}
    told = (_row("OpenFisca-Core, counting alone, from arrays in memory", people, peer),
            _row("OpenFisca-Core, the arrays read from the files", people, both))  # fmt: skip
    return "\n".join(told)


def _times(people: int, took: dict[str, Any], few: int, other: dict[str, Any], by: str) -> float:
    return float((people / took[by]) / (few / other[by]))


def _told_of_peer(told: dict[str, Any]) -> str:
    if not told["peer"]:
        return ""
    equal = "the same number" if told["counts_equal"] else "not the same number"
    ours, peer = told["counting"], told["peer"]
    both = peer["processor_seconds"] + peer["reading"]["processor_seconds"]
    return (
        f"Both ways to count find {equal} of duties of every rule. OpenFisca-Core is given who arrived untested or was "
        "exposed as an array, and knows no owner, no moment and no cause; `--only counts` makes contacts of exposures "
        "and one duty of several causes. For the same people it takes "
        f"{ours['processor_seconds'] / both:.1f} times the processor seconds of OpenFisca-Core with its reading, "
        f"{ours['processor_seconds'] / peer['processor_seconds']:.1f} times those without, and "
        f"{ours['mebibytes'] / peer['mebibytes']:.2f} times its memory."
    )
