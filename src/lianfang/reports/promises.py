"""Duties due and met: 应收尽收, 应检尽检, 应隔尽隔, each rule by itself, and who owes what is overdue."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import polars as pl

from lianfang.reports.figures import OverdueUnit, PromiseFigures

# The three promises, and the kinds of fact that keep each.
PROMISES = (
    ("admit", "应收尽收", "All who must be admitted are admitted", frozenset({"admission"})),
    ("test", "应检尽检", "All who must be tested are tested", frozenset({"specimen", "test_result"})),
    ("isolate", "应隔尽隔", "All who must be isolated are isolated", frozenset({"observation"})),
)


def promise_of(kinds: Iterable[str]) -> str | None:
    """Which of the three promises a duty met by these kinds of fact keeps, or None."""
    met_by = set(kinds)
    return next((name for name, _, _, kept_by in PROMISES if kept_by & met_by), None)


def duties_due(
    duties: pl.DataFrame, *, path: str, disease: str, begins: datetime, cut: datetime
) -> list[dict[str, Any]]:
    """The duties of an area that fell due in the day, or before it and stood open when it began; what became of each.

    A duty belongs to the area where its responsible path lies, or the owing unit's where none is known. One that ended
    or was waived before it was due counts as waived; one met, even late, by the cut counts as met. Of the rest those
    whose time to be met has ended are missed, the others overdue: as in ``derive.state``, which pages show too.
    """
    if not duties.height:
        return []
    place = pl.coalesce(*[pl.col(name) for name in ("responsible", "path", "area") if name in duties.columns])
    rows = duties.filter((pl.col("disease") == disease) & place.str.starts_with(path) & (pl.col("due") <= cut))
    found = []
    for row in rows.iter_rows(named=True):
        if row["due"] <= begins and any(row[name] is not None and row[name] < begins for name in ("met", "waived")):
            continue
        met, waived, ends = row["met"], row.get("waived"), row.get("ends")
        kept = met is not None and met <= cut
        let_go = not kept and ((waived is not None and waived <= cut) or (ends is not None and ends < row["due"]))
        missed = not kept and not let_go and ends is not None and ends <= cut
        overdue = not (kept or let_go or missed)
        late = kept and met > row["due"]
        found.append(row | {"kept": kept, "late": late, "let_go": let_go, "missed": missed, "overdue": overdue})
    return found


def promises_kept(due: Collection[Mapping[str, Any]], promises: Mapping[str, str]) -> tuple[PromiseFigures, ...]:
    """The three promises; ``promises`` says by rule which of them its duties keep."""
    return tuple(
        _figures(name, zh, en, [row for row in due if promises.get(row["rule"]) == name])
        for name, zh, en, _ in PROMISES
    )


def rules_kept(due: Collection[Mapping[str, Any]], titles: Mapping[str, tuple[str, str]]) -> tuple[PromiseFigures, ...]:
    """Each rule of the plan that had duties due, most overdue and missed first."""
    by_rule: dict[str, list[Mapping[str, Any]]] = {}
    for row in due:
        by_rule.setdefault(row["rule"], []).append(row)
    figures = [_figures(rule, *titles.get(rule, (rule, rule)), rows) for rule, rows in by_rule.items()]
    return tuple(sorted(figures, key=lambda figure: (-figure.overdue - figure.missed, figure.name)))


def units_overdue(due: Collection[Mapping[str, Any]], units: pl.DataFrame) -> tuple[OverdueUnit, ...]:
    """The units of which something is overdue or was missed, most first, with the leader responsible."""
    known = {row["code"]: row for row in units.iter_rows(named=True)}
    overdue, missed = Counter[str](), Counter[str]()
    for row in due:
        overdue[row["owed_by"] or ""] += row["overdue"]
        missed[row["owed_by"] or ""] += row["missed"]
    found = []
    for code in sorted(overdue, key=lambda code: (-overdue[code], -missed[code], code)):
        if overdue[code] or missed[code]:
            unit = known.get(code, {})
            name, leader = unit.get("name") or code, unit.get("leader") or ""
            found.append(OverdueUnit(code, name, leader, overdue[code], missed[code]))
    return tuple(found)


def _figures(name: str, zh: str, en: str, rows: Collection[Mapping[str, Any]]) -> PromiseFigures:
    met, late, waived, missed, overdue = (
        sum(1 for row in rows if row[what]) for what in ("kept", "late", "let_go", "missed", "overdue")
    )
    return PromiseFigures(name, zh, en, len(rows), met, late, waived, missed, overdue)
