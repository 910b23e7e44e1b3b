"""What every part of a plan is made of: names in both languages, the source it rests on, typed expressions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from lianfang.plan.expression import Expression
from lianfang.plan.finding import Span
from lianfang.vocabulary import Type


@dataclass(frozen=True)
class Names:
    """A name in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True)
class Source:
    """The document, clause and date that a rule rests on; `clause` is None while it is `to be found`."""

    document: str
    clause: str | None
    date: date | None
    span: Span


@dataclass(frozen=True)
class Formula:
    """An expression with its type; `text` as the file has it."""

    text: str
    expression: Expression
    type: Type | Literal["duration"]
    span: Span
