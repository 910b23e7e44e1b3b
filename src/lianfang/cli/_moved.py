"""Whom a change of plan moves, as lines for a terminal: by rule, then by area."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from lianfang.derive.compare import Comparison
    from lianfang.plan import Plan
    from lianfang.plan.wording import Language

# As many areas as one reads; below that the list is a table to write with --out.
MOST_AREAS = 20
CHANGES = {"gained": ("新增", "gained"), "lost": ("不再承担", "lost"), "moved": ("改变", "moved")}


def written_out(
    found: Comparison, old: Plan, new: Plan, areas: pl.DataFrame | None, language: Language
) -> str:  # fmt: skip
    """The counts in words: duties and subjects that each rule gains, loses and moves, in all and by area."""
    zh = language == "zh"
    names = {rule.id: rule.names.zh if zh else rule.names.en for plan in (old, new) for rule in plan.rules}
    totals = {row[0]: row[1] for row in found.rows.group_by("change").len().iter_rows()}
    people = {
        row[0]: row[1] for row in found.rows.group_by("change").agg(pl.col("subject").n_unique()).iter_rows()
    }  # fmt: skip
    lines = ["", "对人员和单位的影响" if zh else "Whom it moves"]
    for change, told in CHANGES.items():
        word, count, whose = told[0 if zh else 1], totals.get(change, 0), people.get(change, 0)
        lines.append(f"  {word}：{count}项待办，{whose}个对象" if zh else f"  {word}: {count} duties of {whose}")
    lines.append(f"  所涉条款中不变：{found.kept}项" if zh else f"  unchanged, of the rules that differ: {found.kept}")
    for change, rows in groupby(found.by_rule().iter_rows(named=True), lambda row: row["change"]):
        lines.append(CHANGES[change][0 if zh else 1])
        lines += [
            f"  {names.get(row['rule'], row['rule'])} ({row['rule']}): "
            + (f"{row['duties']}项，{row['people']}个对象" if zh else f"{row['duties']} of {row['people']}")
            for row in rows
        ]
    told_areas = _by_area(found, areas)
    if told_areas.height:
        lines.append("按辖区" if zh else "By area")
        for row in told_areas.iter_rows(named=True):
            word = CHANGES[row["change"]][0 if zh else 1]
            where = row["name"] or row["code"] or ("辖区不明" if zh else "area not known")
            counted = f"{row['duties']}项" if zh else str(row["duties"])
            lines.append(f"  {where} {word} {names.get(row['rule'], row['rule'])}: {counted}")
    return "\n".join(lines) + "\n"


def _by_area(found: Comparison, areas: pl.DataFrame | None) -> pl.DataFrame:
    """The counts by the deepest level of areas that still reads as a list."""
    counted = found.by_area()
    paths = counted["area"].fill_null("").str.strip_chars("/").str.split("/")
    deepest = max((len(path) for path in paths.to_list()), default=0)
    best = counted.clear()
    for depth in range(1, deepest + 1):
        at = counted.with_columns(code=paths.list.slice(0, depth).list.last())
        held = at.group_by("change", "rule", "code").agg(pl.col("duties").sum())
        if held.height > MOST_AREAS and depth > 1:
            break
        best = held
    if not best.height:
        return best
    if areas is not None and "name" in areas.columns:
        best = best.join(areas.select(code="code", name="name").unique("code"), on="code", how="left")
    else:
        best = best.with_columns(name=pl.lit(None, pl.String))
    return best.sort("code", "change", "rule", nulls_last=True)
