"""The sections on recording and on the pages of a large county of docs/benchmarks.md, from what was measured."""

import os
from typing import Any


def recording(load: dict[str, Any], following: dict[str, Any]) -> str:
    """How fast a list is loaded, and a fact's duty seen at another desk."""
    return f"""## Recording

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

The aims are five times plain Django, 1 s for one fact and 3 s for a wedding.
"""


def pages_of_a_large_county(pages: dict[str, Any]) -> str:
    """How long each page takes, as the slowest role."""
    return f"""## Pages of a large county

{pages["made"]["personstatus"]:,} people, {pages["made"]["duty"]:,} duties, {pages["made"]["contact"]:,} contacts. \
{pages["users"]} users at once, each in a role of its own, open any page that its rights let them open and wait five \
seconds before the next, for {pages["seconds"]:.0f} s. PostgreSQL, {pages["processes"]} web processes and the \
worker are on the same {os.cpu_count()} cores. A time is that of a whole answer.

All pages together: p95 {pages["p95_milliseconds"]:,} ms over {pages["answers"]:,} answers, {pages["failed"]} failed. \
Memory: web {pages["memory_mebibytes"].get("web", 0):,} MiB, worker \
{pages["memory_mebibytes"].get("worker", 0):,} MiB. The aim is 300 ms for every page: {_within(pages)}.

What lay untouched for five seconds, as pages do between two users, this machine read \
{_times(pages["left_alone"])} times as slowly as what is in use (`benchmarks/left_alone.py`, before and after; where \
no host takes memory back it is hardly more than once). That is in every time below, and no page can do anything about \
it.

Before them, nobody else at work: from one new fact to its duties, committed and read at another desk, \
{pages["following"]["one_fact_seconds"]:.2f} s (the first in its process \
{pages["following"]["first_fact_seconds"]:.2f} s), from a wedding of 400 guests \
{pages["following"]["wedding_of_400_seconds"]:.2f} s. The aims are 0.5 s and 3 s.

| page | answers | p95, ms | slowest role | its p95, ms |
| --- | --- | --- | --- | --- |
{_rows(pages)}
"""


def _times(times: list[float]) -> str:
    return " and ".join(f"{one:.1f}" for one in times)


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
