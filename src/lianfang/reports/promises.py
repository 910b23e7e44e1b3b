"""Duties due and met: 应收尽收, 应检尽检, 应隔尽隔, each rule by itself, and who owes what is overdue."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

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


def duties_due(duties: pl.DataFrame, *, path: str, disease: str, begins: datetime, cut: datetime) -> pl.DataFrame:
    """The duties of an area that fell due in the day, or before it and stood open when it began; what became of each.

    A duty belongs to the area where its responsible path lies, or the owing unit's where none is known. One that ended
    or was waived before it was due counts as waived; one met, even late, by the cut counts as met. Of the rest those
    whose time to be met has ended are missed, the others overdue: as in ``derive.state``, which pages show too. A row
    may stand for several duties that are alike (``number``). Answers ``rule, owed_by, number`` and, true or false,
    ``kept, late, let_go, missed, overdue``.
    """
    begins, cut = begins.astimezone(UTC), cut.astimezone(UTC)
    met, waived, ends, due = pl.col("met"), pl.col("waived"), pl.col("ends"), pl.col("due")
    place = pl.coalesce(*[pl.col(name) for name in ("responsible", "path", "area") if name in duties.columns])
    rows = duties.filter((pl.col("disease") == disease) & place.str.starts_with(path) & (due <= cut))
    closed_before = (met < begins) | (waived < begins) | (ends <= begins)
    rows = rows.filter((due > begins) | ~closed_before.fill_null(False))
    number = pl.col("number") if "number" in duties.columns else pl.lit(1, pl.Int64)
    rows = rows.select(
        "rule", pl.col("owed_by").fill_null(""), "due", "met", number.alias("number"),
        kept=(met <= cut).fill_null(False),
        gone=(waived <= cut).fill_null(False) | (ends < due).fill_null(False),
        over=(ends <= cut).fill_null(False),
    )  # fmt: skip
    kept, gone, over = pl.col("kept"), pl.col("gone"), pl.col("over")
    return rows.select(
        "rule", "owed_by", "number", "kept",
        late=kept & (met > due),
        let_go=~kept & gone,
        missed=~kept & ~gone & over,
        overdue=~kept & ~gone & ~over,
    )  # fmt: skip


def promises_kept(due: pl.DataFrame, promises: Mapping[str, str]) -> tuple[PromiseFigures, ...]:
    """The three promises; ``promises`` says by rule which of them its duties keep."""
    named = due.with_columns(pl.col("rule").replace_strict(promises, default=None, return_dtype=pl.String))
    counted = _counted(named, "rule")
    return tuple(_figures(name, zh, en, counted.get(name, {})) for name, zh, en, _ in PROMISES)


def rules_kept(due: pl.DataFrame, titles: Mapping[str, tuple[str, str]]) -> tuple[PromiseFigures, ...]:
    """Each rule of the plan that had duties due, most overdue and missed first."""
    figures = [_figures(rule, *titles.get(rule, (rule, rule)), row) for rule, row in _counted(due, "rule").items()]
    return tuple(sorted(figures, key=lambda figure: (-figure.overdue - figure.missed, figure.name)))


def units_overdue(due: pl.DataFrame, units: pl.DataFrame) -> tuple[OverdueUnit, ...]:
    """The units of which something is overdue or was missed, most first, with the leader responsible."""
    known = {row["code"]: row for row in units.iter_rows(named=True)}
    owing = {code: row for code, row in _counted(due, "owed_by").items() if row["overdue"] or row["missed"]}
    found = []
    for code, row in sorted(owing.items(), key=lambda item: (-item[1]["overdue"], -item[1]["missed"], item[0])):
        unit = known.get(code, {})
        name, leader = unit.get("name") or code, unit.get("leader") or ""
        found.append(OverdueUnit(code, name, leader, row["overdue"], row["missed"]))
    return tuple(found)


_STATES = ("kept", "late", "let_go", "missed", "overdue")


def _counted(due: pl.DataFrame, column: str) -> dict[str, dict[str, int]]:
    """By the values of a column, how many duties there are in all and in each state."""
    each = [pl.col("number").filter(pl.col(state)).sum().alias(state) for state in _STATES]
    rows = due.drop_nulls(column).group_by(column).agg(pl.col("number").sum().alias("due"), *each)
    return {row.pop(column): row for row in rows.to_dicts()}


def _figures(name: str, zh: str, en: str, row: Mapping[str, int]) -> PromiseFigures:
    of = {state: row.get(state, 0) for state in ("due", *_STATES)}
    return PromiseFigures(name, zh, en, of["due"], of["kept"], of["late"], of["let_go"], of["missed"], of["overdue"])
