"""Health codes in words: the colour, its ground, from when, until when."""

from __future__ import annotations

from lianfang.plan.model import Code
from lianfang.plan.wording.expressions import condition, moment
from lianfang.plan.wording.language import Language, either
from lianfang.vocabulary.grounds import GROUNDS

COLOURS = {"red": ("红码", "Red"), "yellow": ("黄码", "Yellow"), "green": ("绿码", "Green")}


def colour(name: str, language: Language) -> str:
    """The name of a colour."""
    return either(*COLOURS[name], language)


def ground(code: Code, language: Language) -> str:
    """On which ground a code rests, with its condition."""
    told = GROUNDS[code.rule.kind]
    if code.rule.when is None:
        return either(told.zh, told.en, language)
    when = condition(code.rule.when, code.rule.kind, language)
    return either(f"{told.zh}：{when}", f"{told.en}: {when}", language)


def ending(code: Code, language: Language) -> str:
    """What ends a code."""
    assert code.rule.owes.ends is not None  # no code is read without it
    return moment(code.rule.owes.ends, code.rule.kind, language)
