"""The section on deriving duties of docs/benchmarks.md, from what was measured."""

from typing import Any


def deriving(told: dict[str, Any]) -> str:
    """How fast duties follow from facts, from Parquet to Parquet, and beside what."""
    people, few, six, lean = told["people"], told["few"], told["six"], told["lean"]
    return f"""## Duties derived, from Parquet to Parquet

{people:,} made people, {told["facts"]:,} facts about them, the six rules of `benchmarks/six_rules.yaml`: \
{six["duties"]:,} duties of {six["causes"]:,} facts. `lianfang derive --only duties --columns \
rule,subject,opened,due,ends,facts` writes each duty with its rule, facts and moments; without `--columns` also its \
key, who owes it and where, what met it, and what each cause says. Every run is a process of its own; its start, \
reading and writing are in its time, and what the plan asks was compiled before. Of rule, facts and moments, of \
counting and of OpenFisca-Core the middle of five runs is told. The load of the machine was \
{told["load"]["before"]:.1f} before and {told["load"]["after"]:.1f} after.

| what | people | seconds | processor seconds | people a second | people a processor second | memory (MiB) |
| --- | --- | --- | --- | --- | --- | --- |
{_row("six rules, DuckDB: rule, facts, moments", people, lean)}
{_row("six rules, DuckDB: duties whole", people, six)}
{_row("the same duties written again by DuckDB, nothing derived", people, told["again"])}
{_row("the whole plan of 2020 (7th edition), DuckDB: duties whole", people, told["plan1"])}
{_row("six rules, the oracle (plain Python): rule, facts, moments", few, told["lean_oracle"])}
{_row("six rules, the oracle: duties whole", few, told["oracle"])}
{_row("six rules, counted alone (`--only counts`)", people, told["counting"])}
{_peer(people, told["peer"])}

With rule, facts and moments that is {_times(people, lean, few, told["lean_oracle"]):.0f} times as many people a \
second as the oracle, of duties whole {_times(people, six, few, told["oracle"]):.0f} times. On {few:,} people, \
everything asked in place, the rows are {"" if told["rows_equal"] else "not "}those of the oracle. \
{_told_of_peer(told)} The aims are 2,000,000 people a second on two cores in 3 GiB with rule, facts and moments, 100 \
times the oracle, and counting at twice the rate of OpenFisca-Core in half its memory.
"""


def _row(what: str, people: int, took: dict[str, Any]) -> str:
    rate, by_processor = people / took["seconds"], people / took["processor_seconds"]
    figures = f"{took['seconds']:.1f} | {took['processor_seconds']:.1f} | {rate:,.0f} | {by_processor:,.0f}"
    return f"| {what} | {people:,} | {figures} | {took['mebibytes']:,} |"


def _peer(people: int, peer: dict[str, Any]) -> str:
    if not peer:
        return "| OpenFisca-Core could not be installed: no peer | – | – | – | – | – | – |"
    told = (_row("OpenFisca-Core, counting alone, its process", people, peer["whole"]),
            _row("of it, from arrays in memory", people, peer))  # fmt: skip
    return "\n".join(told)


def _times(people: int, took: dict[str, Any], few: int, other: dict[str, Any]) -> float:
    return float((people / took["seconds"]) / (few / other["seconds"]))


def _told_of_peer(told: dict[str, Any]) -> str:
    if not told["peer"]:
        return ""
    equal = "the same number" if told["counts_equal"] else "not the same number"
    ours, peer = told["counting"], told["peer"]["whole"]
    return (
        f"Both ways to count find {equal} of duties of every rule. OpenFisca-Core knows people by dense numbers, one "
        "fact of a kind of each, and no owner, moment or cause; `--only counts` knows them by their names, makes "
        "contacts of exposures and one duty of several causes. It counts "
        f"{peer['seconds'] / ours['seconds']:.2f} times as many people a second, in "
        f"{ours['mebibytes'] / peer['mebibytes']:.2f} times the memory."
    )
