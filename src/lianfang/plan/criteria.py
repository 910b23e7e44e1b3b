"""Case definitions as frozen data: which classification the facts of a case propose, and by what.

A criterion is a named condition on a case; a definition is one for a classification. Each may name those before it, so
that what a protocol says once (exposed, clinically compatible, suspected) is said once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lianfang.plan import expression as e
from lianfang.plan.finding import Span
from lianfang.plan.parts import Formula, Names, Source


@dataclass(frozen=True)
class Criterion:
    """A condition on a case with a name: true, false, or unknown."""

    id: str
    names: Names
    source: Source
    when: Formula
    span: Span
    parameters: tuple[str, ...] = ()
    layer: str = ""

    @property
    def clause(self) -> str:
        """Where the criterion stands in its file, as findings say it."""
        return f"criteria > {self.id}"


@dataclass(frozen=True)
class CaseDefinition:
    """What a case must fulfil to be of a classification, which is its `id`.

    `since` is the moment from which it does, where the plan says so. `before` are the definitions to which this one is
    the exception: where both hold, this one is proposed. So it is, unsaid, with those that its condition names.
    """

    id: str
    names: Names
    source: Source
    when: Formula
    since: Formula | None
    before: tuple[str, ...]
    span: Span
    parameters: tuple[str, ...] = ()
    layer: str = ""

    @property
    def clause(self) -> str:
        """Where the definition stands in its file, as findings say it."""
        return f"case definitions > {self.id}"


def stands_on(held: Criterion | CaseDefinition) -> frozenset[str]:
    """The names that a condition names bare: the criteria and definitions among them are those on which it stands."""
    parts = e.walk(held.when.expression)
    inside = {id(name) for part in parts if isinstance(part, e.Query) for name in e.walk(part)}
    return frozenset(
        part.name
        for part in e.walk(held.when.expression)
        if isinstance(part, e.Name) and part.of is None and id(part) not in inside
    )


def goes_before(definitions: Sequence[CaseDefinition]) -> dict[str, frozenset[str]]:
    """For each definition those to which it is the exception, said or unsaid, step by step."""
    known = {one.id for one in definitions}
    direct = {one.id: (stands_on(one) & known) | set(one.before) for one in definitions}
    found: dict[str, set[str]] = {name: set(beside) for name, beside in direct.items()}
    grown = True
    while grown:
        grown = False
        for beaten in found.values():
            more = {further for name in beaten for further in found.get(name, ())} - beaten
            grown |= bool(more)
            beaten |= more
    return {name: frozenset(beaten) for name, beaten in found.items()}


def in_order(definitions: Sequence[CaseDefinition]) -> list[CaseDefinition]:
    """The definitions, exceptions first: the first that holds is the one proposed."""
    beaten = goes_before(definitions)
    return sorted(
        definitions, key=lambda one: (sum(one.id in others for others in beaten.values()), definitions.index(one))
    )
