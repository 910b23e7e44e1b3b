"""The section on who infected whom of docs/benchmarks.md, from what was measured."""

from collections.abc import Sequence
from typing import Any


def chains(rows: Sequence[dict[str, Any]]) -> str:
    """A row a chain: the share of known links found by chance, by the days alone, and by the days and the place."""
    lines = []
    for row in rows:
        shares = [
            "–" if row[f"{way}_{first}"] is None else f"{row[f'{way}_{first}']:.1%}"
            for first in (1, 3)
            for way in ("random", "days", "place")
        ]
        told = f"{row['links']} of {row['of']}"
        lines.append(f"| {row['data']} ({row['source']}) | {told} | {row['not_before']:.0%} | {' | '.join(shares)} |")
    table = "\n".join(lines)
    return f"""## Who infected whom

Known links of public data (not in this repository) of which both ends have an onset: how often the true infector stands
first, and among the first three, of all who fell ill within 60 days before. *Days* are `analysis.infectors` with the
serial interval of the source named, *place* counts whoever shares the hospital, or the city, ten times as likely. Of
those equally likely any may stand first. *Not before*: links whose infector fell ill on the same day or later, which no
serial interval above 0 can find. The places of Tianjin's cases name their infectors, and are not used.

| chain | links | not before | first: chance | days | place | first three: chance | days | place |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
{table}

The mean and standard deviation of each serial interval come from publications that did not look at these pairs (sources
in `benchmarks/infectors.py`). For MERS the interval estimated from this very outbreak (mean 12.6 days, Cowling 2015)
would be circular: it knows the answer. That of Saudi Arabia is half as long. Of the early reports behind Nishiura's 28
pairs a few may be of Korea or Tianjin. Which interval Ebola was simulated with is not told.

What this says. Days alone, with an interval that was found elsewhere, name the true infector first in three cases of a
hundred at most, and for two of the four chains less often than chance: a few infected many over weeks (MERS in
hospitals), hundreds are ill at once (the simulated Ebola), or one infector's cases fall ill within days of many others
(Tianjin). A place that is shared does most, where it is known. The links of a chain come from what people tell and from
the visits; this orders whom to ask about first, and no more.
"""
