"""Who answers for what is owed, in words: to whom, under which responsibility, what follows when it is late."""

from __future__ import annotations

from collections.abc import Iterable

from lianfang.plan.answering import Late, Recipient
from lianfang.plan.model import Rule
from lianfang.plan.wording.language import Language, either, length, listed
from lianfang.plan.wording.parts import LEVELS, RESPONSIBILITY, unit_kinds, waivers


def recipient(told: Recipient, language: Language) -> str:
    """To whom: kinds of unit, of a level where it is said."""
    level = either(LEVELS[told.level][0], f"{LEVELS[told.level][1].lower()} ", language) if told.level else ""
    names = unit_kinds(told.kinds, language)
    if language == "zh":
        return "，无则".join(f"{level}{name}" for name in names)
    return f"the {', else the '.join(f'{level}{name.lower()}' for name in names)}"


def responsibility(word: str, language: Language) -> str:
    """One of the responsibilities by its name."""
    return either(*RESPONSIBILITY[word], language)


def late(steps: Iterable[Late], language: Language) -> str:
    """What happens when a duty is late, step by step."""
    return either("；", "; ", language).join(_step(step, language) for step in steps)


def _step(step: Late, language: Language) -> str:
    after, whom = length(step.after, language), recipient(step.to, language)
    if language == "zh":
        return f"超期{after}仍未办结的，提请{'' if step.to.level else '上级'}{whom}督办"
    return f"{after} after the deadline it is brought before {whom}{'' if step.to.level else ' above'}"


def waiver(rule: Rule, language: Language) -> str:
    """Who may waive a rule's duties, for which reasons."""
    reasons = waivers(rule.waived_for, language)
    if not rule.waived_by:
        return reasons
    names = unit_kinds(rule.waived_by, language)
    by = listed(names if language == "zh" else [f"the {name.lower()}" for name in names], language, "or")
    return either(f"{reasons}（由{by}决定）", f"{reasons} (by {by})", language)
