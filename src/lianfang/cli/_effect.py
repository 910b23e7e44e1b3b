"""What a change of plan does, for the terminal: from files or from the ledger, as words, JSON and tables."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from lianfang.vocabulary.mistakes import Mistake

if TYPE_CHECKING:
    from lianfang.derive.effect import Effect
    from lianfang.plan import Plan
    from lianfang.plan.diff import Change
    from lianfang.plan.wording import Language

    Found = tuple[Effect, pl.DataFrame | None]


def on_files(folder: Path, old: Plan, new: Plan, at: datetime) -> Found:
    """The effect on the facts of a folder at a moment, and its areas; raises Mistake where it cannot be read."""
    from lianfang.derive.effect import effect
    from lianfang.derive.files import tables_in

    if not folder.is_dir():
        raise Mistake(f"{folder}: no folder; name the folder that holds the facts")
    tables = tables_in(folder)
    return effect(tables, old, new, at), tables.get("areas")


def on_ledger(old: Plan, new: Plan, at: datetime) -> Found:
    """The effect on the ledger as known at a moment, and the areas; raises Mistake where that lies ahead."""
    from lianfang.server import start

    start.django()
    from lianfang.facts import clock
    from lianfang.situation.comparison import ledger_effect

    now = clock.now()
    if at > now:
        raise Mistake(f"--at {at.isoformat()}: lies ahead of the clock; nothing is known of it yet")
    return ledger_effect(old, new, at, past=at < now)


def effect_told(
    effect: Effect, areas: pl.DataFrame | None, old: Plan, new: Plan, changed: tuple[Change, ...], at: datetime,
    language: Language | None,
) -> str:  # fmt: skip
    """The effect in words, or without a language everything as JSON."""
    from lianfang.reports.plan_effect import effect_figures
    from lianfang.reports.plan_effect_words import as_json, effect_in_words

    figures = effect_figures(effect, old, new, areas)
    if language is not None:
        return "\n" + effect_in_words(figures, old, new, language)
    return _json(as_json(old, new, changed, effect, figures, at))


def changes_as_json(old: Plan, new: Plan, changed: tuple[Change, ...]) -> str:
    """The changes of the texts alone as JSON."""
    from lianfang.reports.plan_effect_words import as_json

    return _json(as_json(old, new, changed))


def _json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n"


def written(effect: Effect, out: Path) -> None:
    """Writes the lists: of duties as the file named, of codes and levels beside it, each with its word in the name."""
    for name, frame in effect.lists.items():
        file = out if name == "duties" else out.with_name(f"{out.stem}-{name}{out.suffix}")
        frame.write_parquet(file) if out.suffix == ".parquet" else frame.write_csv(file)
