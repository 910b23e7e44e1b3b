"""What a derivation asks of an engine: what all plans share once, and of each rule only what it says in expressions.

Ibis, and what writes its expressions, is heavy to import: it comes when a question is to be compiled.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from lianfang.derive.compiled import asked, compiled
from lianfang.derive.questions import Question
from lianfang.derive.terms import ABOUT
from lianfang.plan.model import Plan, Rule

if TYPE_CHECKING:
    from ibis.expr import types as ir

CAUSES: dict[str, str] = {
    "rule": "string", "kind": "string", "fact": "string", "original": "string",
    "opened": "timestamp", "ends": "timestamp",
    "due": "timestamp", "anchor": "timestamp", "named": "string", "outbreak": "string", "area": "string",
    **dict.fromkeys(ABOUT, "string"),
}  # fmt: skip
# Who works out twice what a question names twice.
REPEATING = ("pyspark",)


class Common(NamedTuple):
    """What every plan shares: episodes of causes, and the duties they make.

    `whole` is what the duties are made of, to be kept first, where the engine would work it out for each way to owe.
    """

    numbered: Question
    whole: Question | None
    owed: Question


def common(dialect: str) -> Common:
    """The questions that every plan shares."""
    divided = dialect in REPEATING
    return Common(
        asked("episodes", None, dialect, _numbered),
        asked("whole", None, dialect, _whole) if divided else None,
        asked("owed", None, dialect, lambda: _owed(divided)),
    )


def _numbered() -> ir.Table:
    import ibis

    from lianfang.derive import duties

    return duties.episodes(ibis.table(CAUSES, name="_found"))


def _whole() -> ir.Table:
    import ibis

    from lianfang.derive import duties

    return duties.owed_whole(ibis.table(_numbered().schema(), name="_causes"))


@lru_cache(maxsize=2)
def _owed(divided: bool) -> ir.Table:
    import ibis

    from lianfang.derive import duties

    whole = _whole()
    return duties.owed_each_time(ibis.table(whole.schema(), name="_whole") if divided else whole)


@lru_cache(maxsize=4096)
def causes(plan: Plan, rule: str, dialect: str) -> Question:
    """The facts that oblige by a rule."""
    return _causes(plan.rule(rule), dialect)


@lru_cache(maxsize=4096)
def causes_among(plan: Plan, rule: str, facts: str, dialect: str) -> Question:
    """Those of the facts that oblige by a rule that are among the facts of a table."""
    return _causes(plan.rule(rule), dialect, facts)


@lru_cache(maxsize=256)
def grounds(plan: Plan, code: str, dialect: str) -> Question:
    """The facts that are a ground of a code."""
    return _causes(next(each.rule for each in plan.codes if each.rule.id == code), dialect)


def _causes(rule: Rule, dialect: str, among: str | None = None) -> Question:
    def expression() -> ir.Table:
        from lianfang.derive import duties

        return duties.causes(rule, among).select(*CAUSES)

    return asked("causes", (rule, among), dialect, expression)


@lru_cache(maxsize=4096)
def met(plan: Plan, rule: str, dialect: str) -> Question | None:
    """What meets the duties of a rule, if anything does."""
    own = plan.rule(rule)

    def expression() -> ir.Table | None:
        import ibis

        from lianfang.derive import duties

        return duties.met(own, ibis.table(_owed(dialect in REPEATING).schema(), name="_owed"))

    return compiled("met", own, dialect, expression)


@lru_cache(maxsize=4096)
def anchor(plan: Plan, name: str, kind: str, dialect: str) -> Question:
    """An anchor's moment of each fact of a kind."""
    held = next(one for one in plan.anchors if one.id == name)
    formula = dict(held.formulas)[kind]

    def expression() -> ir.Table:
        from lianfang.derive.compile import Answers, bare, moment, names, table

        answers = Answers(table(kind, names(formula.expression)))
        when = answers.ask(formula.expression, bare)
        return answers.rows.select("_row", **{name: moment(when)})

    return asked("anchor", (name, kind, formula), dialect, expression)


@lru_cache(maxsize=4096)
def counted(plan: Plan, name: str, dialect: str) -> Question:
    """The facts of cases that count for a group."""
    held = next(one for one in plan.groups if one.id == name)

    def expression() -> ir.Table:
        from lianfang.derive import counting

        return counting.counted(held)

    return asked("counted", held, dialect, expression)


@lru_cache(maxsize=4096)
def weighing(plan: Plan, name: str, dialect: str) -> tuple[Question, ...]:
    """The questions of a criterion; of a definition also the one since when it holds, if it is asked."""
    defined = any(one.id == name for one in plan.definitions)
    held = next(one for one in plan.conditions if one.id == name)
    every = tuple(one.id for one in plan.conditions)

    def truth() -> ir.Table:
        from lianfang.derive import weighing

        return weighing.truth(plan, name)

    def since() -> ir.Table | None:
        from lianfang.derive import weighing

        return weighing.since(plan, name) if defined else None

    found = (
        compiled("truth", (held, every), dialect, truth), compiled("since", (held, every, defined), dialect, since)
    )  # fmt: skip
    return tuple(one for one in found if one is not None)
