"""What a plan's document is made of: articles in chapters, tables, and how a layer says why it tightens."""

from __future__ import annotations

from dataclasses import dataclass

from lianfang.plan import wording
from lianfang.plan.model import Names, Parameter, Plan, Setting
from lianfang.plan.wording.language import Language, either


@dataclass(frozen=True)
class Article:
    """A rule: its number and title, the sentence that obliges, and lines of a label and a text."""

    rule: str
    title: str
    sentence: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chapter:
    """A chapter and its articles."""

    title: str
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class Listing:
    """A table: its title, the heads of its columns and their shares of the width, its rows."""

    title: str
    heads: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]


def why_of_layer(reason: Names | None, milder: Names | None, language: Language) -> list[tuple[str, str]]:
    """The reason of a layer's change and the milder way it considered, each with its label."""
    told = ((reason, "理由", "Reason"), (milder, "较轻做法", "Milder way considered"))
    return [
        (either(zh, en, language), either(names.zh, names.en, language)) for names, zh, en in told if names is not None
    ]


def what_was_set(setting: Setting, parameter: Parameter | None, plan: Plan, language: Language) -> str:
    """What a layer set, from what, and why."""
    layer = plan.layer(setting.layer).names
    before, value = (wording.value_words(one, parameter, language) for one in (setting.before, setting.value))
    why = "".join(
        either("；", "; ", language) + label + either("：", ": ", language) + text
        for label, text in why_of_layer(setting.reason, setting.milder, language)
    )
    return f"{either(layer.zh, layer.en, language)}{either('：', ': ', language)}{before} → {value}{why}"
