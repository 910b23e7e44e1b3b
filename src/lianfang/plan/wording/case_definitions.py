"""Criteria and case definitions in words: what must be fulfilled, since when it is, to what it is the exception."""

from __future__ import annotations

from lianfang.plan.criteria import CaseDefinition, Criterion
from lianfang.plan.wording.expressions import condition, moment
from lianfang.plan.wording.language import Language, either, listed
from lianfang.vocabulary.derived import DEFINED

_CLASSES = {option.name: (option.zh, option.en) for option in DEFINED}


def classification(name: str, language: Language) -> str:
    """What a classification is called."""
    return either(*_CLASSES[name], language)


def fulfils(held: Criterion | CaseDefinition, language: Language) -> str:
    """The condition of a criterion or definition."""
    return condition(held.when, "case", language)


def since(definition: CaseDefinition, language: Language) -> str | None:
    """The moment since which a definition holds, where the plan says one."""
    return None if definition.since is None else moment(definition.since, "case", language)


def exceptions(definition: CaseDefinition, language: Language) -> str | None:
    """Before which other definitions this one goes by its own word."""
    if not definition.before:
        return None
    others = listed([classification(name, language) for name in definition.before], language, "and")
    return either(f"同时符合{others}的，以本定义为准", f"goes before {others}", language)
