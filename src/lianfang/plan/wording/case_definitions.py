"""Criteria and case definitions in words: what must be fulfilled, since when it is, to what it is the exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lianfang.plan.case_definitions import columns_at_hand
from lianfang.plan.criteria import CaseDefinition, Criterion
from lianfang.plan.expression import walk
from lianfang.plan.model import Plan
from lianfang.plan.wording.expressions import condition, moment
from lianfang.plan.wording.expressions import held as of_column
from lianfang.plan.wording.language import Language, begun, either, listed
from lianfang.vocabulary.derived import DEFINED

_CLASSES = {option.name: (option.zh, option.en) for option in DEFINED}


def classification(name: str, language: Language) -> str:
    """What a classification is called."""
    return either(*_CLASSES[name], language)


def fulfils(held: Criterion | CaseDefinition, language: Language) -> str:
    """The condition of a criterion or definition."""
    return condition(held.when, "case", language)


def unfulfilled(held: Criterion | CaseDefinition, part: str, language: Language) -> str:
    """The part of a condition by which it is not fulfilled. `part` is that part as the plan has it."""
    text = held.when.text
    node = next(one for one in walk(held.when.expression) if text[one.start : one.end] == part)
    return condition(replace(held.when, text=part, expression=node), "case", language)


def values(plan: Plan, found: Mapping[str, object], language: Language) -> list[str]:
    """What the columns of a case hold by which a condition is not fulfilled; a criterion is told of by itself."""
    told = []
    for name, value in found.items():
        column = columns_at_hand().get(name)
        anchor = next((one.names for one in plan.anchors if one.id == name), None)
        called = column or anchor
        if called is not None:
            word = either(called.zh, begun(called.en), language)
            told.append(f"{word}{either('：', ': ', language)}{of_column(value, column, language)}")
    return told


def since(definition: CaseDefinition, language: Language) -> str | None:
    """The moment since which a definition holds, where the plan says one."""
    return None if definition.since is None else moment(definition.since, "case", language)


def exceptions(definition: CaseDefinition, language: Language) -> str | None:
    """Before which other definitions this one goes by its own word."""
    if not definition.before:
        return None
    others = listed([classification(name, language) for name in definition.before], language, "and")
    return either(f"同时符合{others}的，以本定义为准", f"goes before {others}", language)
