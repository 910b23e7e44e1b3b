"""The sections on checking and comparing plans of docs/benchmarks.md, from what was measured."""

from typing import Any


def plan_check(told: dict[str, Any]) -> str:
    """How long it takes to check a plan."""
    rows = "\n".join(
        f"| `{name}` | {one['lines']:,} | {one['seconds']:.2f} s | {_seconds(one['peer_seconds'])} |"
        for name, one in told.items()
    )
    return f"""## A plan checked

`lianfang plan check` of the plans that ship: names, types, units and sense. Each run is a process of its own, its \
start in its time; the middle of five. yamllint looks at the same file as YAML, and knows nothing of plans.

| plan | lines | here | peer: yamllint |
| --- | --- | --- | --- |
{rows}

The aim is half a second.
"""


def _seconds(told: float | None) -> str:
    return "could not be installed" if told is None else f"{told:.2f} s"


def plan_diff(told: dict[str, Any]) -> str:
    """How long it takes to tell on the ledger whom a change of plan moves."""
    return f"""## A change of plan, seen on the ledger

{told["people"]:,} people, of whom 1 % are cases, 10 % close contacts and 30 % arrivals from a place at risk; of the \
others nothing but who they are is known. By the plan that ships they owe {told["duties"]:,} duties; isolation for 7 \
days instead of 14 moves {told["moved"]:,} duties and {told["codes_moved"]:,} health codes.

| what | wall clock | processor time |
| --- | --- | --- |
| `plan diff` on the ledger: facts read once, both plans derived, compared | {told["seconds"]} s | \
{told["processor_seconds"]} s |
| of it reading the ledger | {told["reading_seconds"]} s | {told["reading_processor_seconds"]} s |
| of it deriving and comparing | {told["deriving_seconds"]} s | {told["deriving_processor_seconds"]} s |
| the same, the first in its process, which compiles the rules that differ | {told["first_seconds"]} s | – |
| peer: both plans derived whole from the same facts in memory, then compared | {told["peer_seconds"]} s | \
{told["peer_processor_seconds"]} s |
| every fact of the ledger read as one stream, as a rebuild does | {told["stream_seconds"]} s | \
{told["stream_processor_seconds"]} s |
| peer: the same row by row | {told["rows_seconds"]} s | {told["rows_processor_seconds"]} s |

Processor time is this process's own; PostgreSQL's is not in it. Peak memory {told["peak_mebibytes"]:,} MiB.
"""


def plan_diff_facts(told: dict[str, Any]) -> str:
    """How long it takes to tell on facts in memory whom a change of plan moves."""
    return f"""## A change of plan, on facts in memory

{told["people"]:,} people as above, as `plan diff --facts` has them once they are read. Isolation for 7 days instead \
of 14 moves {told["moved"]:,} duties and {told["codes_moved"]:,} health codes.

| what | wall clock | processor time |
| --- | --- | --- |
| `plan diff`: those whom a rule that differs may concern, both plans in one engine, compared | \
{told["seconds"]} s | {told["processor_seconds"]} s |
| peer: everybody by the rules that differ, duties only, compared | {told["peer_seconds"]} s | \
{told["peer_processor_seconds"]} s |

Peak memory {told["peak_mebibytes"]:,} MiB. The aim is 10 s.
"""


def spark(told: dict[str, Any], traced: dict[str, Any]) -> str:
    """Whether Spark derives and traces what DuckDB derives and traces."""
    rows = "\n".join(
        f"| {name} | {height:,} | {'no' if name in told['differing'] else 'yes'} |"
        for name, height in told["rows"].items()
    )
    return f"""## Derived and traced on Spark

{told["people"]:,} people as above by the plan that ships for 2020, once by DuckDB and once by Spark on this machine. \
Equality is told, not speed: on one machine Spark has nothing to divide.

| table | rows | the same rows |
| --- | --- | --- |
{rows}

The specifications of the plan language on Spark: {told["specifications"]}. Peak memory of both engines and Spark \
together {told["peak_mebibytes"]:,} MiB.

A hundred cases traced by both through the same {traced["visits"]:,} visits, two hops: {traced["encounters"]:,} \
encounters and {traced["contacts"]:,} contacts, {"the same rows" if traced["same"] else "which differ"}.
"""
