"""What a rule of a plan is called, and where it stands: for pages that show a duty."""

from typing import Any

from django.utils.translation import gettext as _

from lianfang.desks.language import chinese, name_of
from lianfang.plan import Rule
from lianfang.plan.expression import Compare, Expression, Name, Value, walk
from lianfang.reports.promises import PROMISES, promise_of
from lianfang.situation.plans import every_plan, plans_in_force, rule_of


def spoken(names: Any) -> str:
    """A name of the plan's in the language of the page."""
    return str(name_of(names))


def title_of(plan: str | None, rule: str | None) -> str:
    """What a duty is called: what its rule obliges to; else the rule's id."""
    found = rule_of(plan, rule)
    return spoken(found[1].owes.what) if found else (rule or "–")


def clause_of(plan: str | None, rule: str | None) -> str:
    """Where a duty stands in its plan, shortly: the chapter and, where it was found, the clause."""
    found = rule_of(plan, rule)
    if found is None:
        return ""
    chapter, clause = spoken(found[1].chapter), found[1].source.clause
    return f"{chapter} · {clause}" if clause and clause != chapter else chapter


def source_of(plan: str | None, rule: str | None) -> str:
    """The document on which a rule rests, with its clause; or that the clause is still to be found."""
    found = rule_of(plan, rule)
    if found is None:
        return ""
    source = found[1].source
    return f"{source.document}，{source.clause or _('clause to be found')}"


def titles() -> list[tuple[str, str]]:
    """Every rule of the plans in force: its id and what it obliges to, for the choices of a filter."""
    return [(rule.id, spoken(rule.owes.what)) for plan in plans_in_force() for rule in plan.rules]


def rules_by_promise() -> dict[str, list[str]]:
    """Of the plans in force the rules by which each of the three promises stands: 应收尽收, 应检尽检, 应隔尽隔."""
    rules: dict[str, list[str]] = {name: [] for name, *_words in PROMISES}
    for plan in plans_in_force():
        for rule in plan.rules:
            kept = promise_of(meeting.kind for meeting in rule.owes.met_by)
            if kept:
                rules[kept].append(rule.id)
    return rules


def promise_title(name: str) -> str:
    """What a promise is called in the language of the page."""
    return next((zh if chinese() else en for promise, zh, en, _kinds in PROMISES if promise == name), name)


def plan_name(plan: str | None) -> str:
    """A plan's name in the language of the page; its id where it is not in force any more."""
    return next((spoken(each.names) for each in every_plan() if each.id == plan), plan or "–")


def rules_met_by(kind: str, stage: str = "") -> tuple[str, ...]:
    """The ids of the rules that a fact of this kind meets; with ``stage`` one at which such a stage is asked for."""
    return tuple(
        rule.id
        for rule in rules_in_force()
        if any(
            m.kind == kind and (not stage or _asks(m.where.expression if m.where else None, stage))
            for m in rule.owes.met_by
        )
    )


def rules_in_force() -> list[Rule]:
    """Every rule of the plans in force."""
    return [rule for plan in plans_in_force() for rule in plan.rules]


def _asks(where: Expression | None, stage: str) -> bool:
    if where is None:
        return False
    for term in walk(where):
        if isinstance(term, Compare) and term.comparator == "=" and name_in(term.left) == "stage":
            right = term.right
            if (isinstance(right, Value) and right.value == stage) or name_in(right) == stage:
                return True
    return False


def name_in(term: Expression) -> str:
    """The name that an expression is, "" where it is none."""
    return term.name if isinstance(term, Name) else ""
