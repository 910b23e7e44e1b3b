"""What a change of plan does, in words of both languages and as JSON. The figures are `plan_effect.py`'s."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import polars as pl

from lianfang.derive.effect import Effect
from lianfang.plan.diff import Change, in_words
from lianfang.plan.model import Plan
from lianfang.plan.wording import Language
from lianfang.reports.plan_effect import EffectFigures, OfColour, OfLevel
from lianfang.vocabulary.shared_columns import AREA_LEVELS

_KEPT = {
    "central": ("集中隔离", "into central isolation"), "home": ("居家隔离", "into home isolation"),
    "monitoring": ("居家健康监测", "into monitoring at home"),
}  # fmt: skip
_CHANGES = {"gained": ("新增", "gained"), "lost": ("不再承担", "lost"), "moved": ("改变", "moved")}
_LEVELS = {
    "raised": ("调高", "raised"), "lowered": ("调低", "lowered"), "moved": ("区间变动", "with another interval"),
    "gained": ("开始判定", "that get a level"), "lost": ("不再判定", "that have none any more"),
}  # fmt: skip
_COLOURS = {"red": ("红码", "red"), "yellow": ("黄码", "yellow"), "green": ("绿码", "green")}
_AREAS = {
    "nation": "nations", "province": "provinces", "prefecture": "prefectures", "county": "counties", "town": "towns",
    "village": "villages", "grid": "grids",
}  # fmt: skip


def summary_line(figures: EffectFigures, language: Language) -> str:
    """The effect in one line: who is to be kept and who released, which areas move, who reddens without a ground."""
    zh = language == "zh"
    parts = []
    for one in figures.kept:
        word = _KEPT[one.observation][0 if zh else 1]
        if one.more or one.released or one.observation == "central":
            parts.append(f"{word}新增{one.more}人、解除{one.released}人" if zh
                         else f"{one.more} more {word}, {one.released} released")  # fmt: skip
    for level in figures.levels:
        word = _LEVELS[level.change][0 if zh else 1]
        parts.append(f"{level.areas}个{_area_word(level, zh)}{word}" if zh
                     else f"{level.areas} {_area_word(level, zh)} {word}")  # fmt: skip
    if not figures.levels:
        parts.append("风险等级不变" if zh else "no level moved")
    last = (
        f"转红码{figures.reddened}人，其中无医学依据{figures.ungrounded}人。" if zh
        else f"{figures.reddened} reddened, {figures.ungrounded} of them without a medical ground."
    )  # fmt: skip
    return ("，".join(parts) + "；" if zh else ", ".join(parts) + "; ") + last


def _area_word(of: OfLevel, zh: bool) -> str:
    option = next((option for option in AREA_LEVELS if option.name == of.area_level), None)
    if zh:
        return option.zh if option is not None else "辖区"
    if of.areas == 1:
        return option.en.lower() if option is not None else "area"
    return _AREAS.get(of.area_level, "areas")


def effect_lines(figures: EffectFigures, old: Plan, new: Plan, language: Language) -> list[str]:
    """The effect as lines for a terminal or a preview: the summary, then by rule, by area, codes and levels."""
    zh = language == "zh"
    names = names_of_rules(old, new, language)
    scales = {one.id: one.names.zh if zh else one.names.en for plan in (old, new) for one in plan.levels}
    lines = ["对人员、单位和辖区的影响" if zh else "Whom it moves", f"  {summary_line(figures, language)}"]
    for change, duties, people in figures.duties:
        word = _CHANGES[change][0 if zh else 1]
        lines.append(f"  {word}：{duties}项待办，{people}个对象" if zh else f"  {word}: {duties} duties of {people}")
    lines.append(f"  所涉条款中不变：{figures.unchanged}项" if zh
                 else f"  unchanged, of the rules that differ: {figures.unchanged}")  # fmt: skip
    if figures.rules:
        lines.append("按条款" if zh else "By rule")
    for of_rule in figures.rules:
        word, name = _CHANGES[of_rule.change][0 if zh else 1], names.get(of_rule.rule, of_rule.rule)
        counted = f"{of_rule.duties}项，{of_rule.people}个对象" if zh else f"{of_rule.duties} of {of_rule.people}"
        lines.append(f"  {word} {name} ({of_rule.rule}): {counted}")
    if figures.areas:
        lines.append("按辖区" if zh else "By area")
    for of_area in figures.areas:
        word, name = _CHANGES[of_area.change][0 if zh else 1], names.get(of_area.rule, of_area.rule)
        where = of_area.name or of_area.area or ("辖区不明" if zh else "area not known")
        lines.append(f"  {where} {word} {name}: {of_area.duties}{'项' if zh else ''}")
    if figures.colours:
        lines.append("健康码" if zh else "Health codes")
    lines += [f"  {colour_words(one, language)}" for one in figures.colours]
    if figures.levels:
        lines.append("等级" if zh else "Levels")
    for level in figures.levels:
        word, area = _LEVELS[level.change][0 if zh else 1], _area_word(level, zh)
        scale = scales.get(level.scale, level.scale)
        lines.append(f"  {scale}：{level.areas}个{area}{word}" if zh else f"  {scale}: {level.areas} {area} {word}")
    return lines


def colour_words(one: OfColour, language: Language) -> str:
    """How many turn from which colour to which, in words."""
    zh = language == "zh"
    before, after = (_COLOURS[colour][0 if zh else 1] for colour in (one.before, one.after))
    if one.before == one.after:
        return f"{before}期限变动：{one.people}人" if zh else f"{before}, ending at another moment: {one.people}"
    return f"{before}转{after}：{one.people}人" if zh else f"{before} to {after}: {one.people}"


def names_of_rules(old: Plan, new: Plan, language: Language) -> dict[str, str]:
    """What the rules of both plans are called, by id; the new plan's name where both have one."""
    return {rule.id: rule.names.zh if language == "zh" else rule.names.en for plan in (old, new) for rule in plan.rules}


def effect_in_words(figures: EffectFigures, old: Plan, new: Plan, language: Language) -> str:
    """The lines of an effect as text."""
    return "\n".join(effect_lines(figures, old, new, language)) + "\n"


def as_json(
    old: Plan, new: Plan, changed: tuple[Change, ...], effect: Effect | None = None,
    figures: EffectFigures | None = None, at: datetime | None = None, lists: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """Everything that differs, as plain values: the texts; with an effect its figures and, with `lists`, its rows."""
    made: dict[str, Any] = {
        "old": _plan(old), "new": _plan(new), "changes": [asdict(change) for change in changed],
        "words": {"zh": in_words(changed, "zh"), "en": in_words(changed, "en")},
    }  # fmt: skip
    if effect is None or figures is None or at is None:
        return made
    duties = [{"change": change, "duties": count, "people": people} for change, count, people in figures.duties]
    counted = asdict(figures) | {"duties": duties}
    made |= {"at": at.isoformat(), "figures": counted}
    made["summary"] = {"zh": summary_line(figures, "zh"), "en": summary_line(figures, "en")}
    if lists:
        made["lists"] = {name: _rows(frame) for name, frame in effect.lists.items()}
    return made


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    moments = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime)]
    return frame.with_columns(pl.col(moments).dt.to_string("iso:strict")).to_dicts()


def _plan(plan: Plan) -> dict[str, Any]:
    return {"plan": plan.id, "layers": [layer.id for layer in plan.layers], "digest": plan.digest, "file": plan.file}
