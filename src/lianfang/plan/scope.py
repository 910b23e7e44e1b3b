"""What names mean where an expression stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lianfang.plan import expression as e
from lianfang.plan import words
from lianfang.plan.finding import Finding, Span
from lianfang.plan.model import Anchor, Group, Names, Parameter
from lianfang.vocabulary import Column, Type

Known = Type | str  # a Type, or "duration"
NUMBERS = frozenset({Type.INTEGER, Type.NUMBER})
MOMENTS = frozenset({Type.DATE, Type.MOMENT})


@dataclass
class Scope:
    """What names mean where an expression stands: `columns` bare, `this` behind `this.`; `kind` is the fact at hand."""

    kind: str
    columns: Mapping[str, Column]
    this: Mapping[str, Column]
    place: Callable[[int, int], Span | None]
    findings: list[Finding] = field(default_factory=list)
    inside: bool = False
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    anchors: Mapping[str, Anchor] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    # What else of the fact at hand has a name of the plan's own.
    called: Mapping[str, Names] = field(default_factory=dict)
    # What is wrong with asking for what is only traced, by its name, and what to write instead.
    unread: tuple[str, str, str] = ("unknown-fact", "no rule reads a {}: they are traced", "ask about contact")

    def say(self, name: str, at: e.Expression, message: str, remedy: str = "") -> None:
        self.findings.append(Finding(name, message, self.place(at.start, at.end), remedy))


def columns_of(kind: str, anchors: Mapping[str, Anchor]) -> dict[str, Column]:
    """The columns of a kind that a rule may name: the vocabulary's, those looked up, and the plan's anchors for it."""
    own = (one for one in anchors.values() if any(told == kind for told, _ in one.formulas))
    return words.columns(kind) | {one.id: Column(one.id, Type.MOMENT, one.names.zh, one.names.en) for one in own}
