"""What a plan takes over from others: `uses: notifiable` brings that plan's parameters and rules, with their sources.

A duty to report is the same whatever the disease: it stands in one file, and no plan says it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from lianfang.plan import expression as e
from lianfang.plan import words
from lianfang.plan.branch import Branch
from lianfang.plan.criteria import CaseDefinition, Criterion
from lianfang.plan.finding import Finding
from lianfang.plan.model import Anchor, Group, Parameter, Plan, Rule, Watch
from lianfang.plan.reading import Reader
from lianfang.plan.retained import Period
from lianfang.plan.scales import Scale
from lianfang.plan.shelf import Shelf

# The plan of a text and its file's name, and what was found in it.
Loader = Callable[[str, str], tuple[Plan | None, list[Finding]]]


def read_used(
    reader: Reader, branch: Branch | None, load: Loader, find: Shelf, above: tuple[str, ...]
) -> list[Plan]:  # fmt: skip
    """The plans under `uses`, each read whole; those of `above` are being read and cannot be used again."""
    used = []
    for item in reader.items(branch):
        wanted = reader.text(item, "uses")
        if wanted is None:
            continue
        text = None if wanted in above else find(wanted)
        if text is None:
            remedy = f"put {wanted}.yaml beside this file; the plans that ship are found by their name"
            reader.say("unknown-plan", item.span, f"no plan to use is called {wanted[:60]}", remedy)
            continue
        plan, findings = load(text, f"{wanted}.yaml")
        if plan is None:
            wrong = sum(not finding.note for finding in findings)
            remedy = f"lianfang plan check {wanted}.yaml"
            reader.say("unfit-below", item.span, f"{wanted} has {wrong} findings itself", remedy)
            continue
        if len(plan.layers) > 1 or any(
            (plan.anchors, plan.groups, plan.levels, plan.codes, plan.watches, plan.contacts, plan.definitions,
             plan.periods, plan.publication)
        ):  # fmt: skip
            reader.say("unfit-below", item.span, f"{wanted} has more than parameters and rules", "use a plan of rules")
            continue
        unfound = sum(finding.note for finding in findings)
        if unfound:
            message = f"{unfound} clauses of {wanted} are to be found"
            reader.say("clause-to-be-found", item.span, message, note=True)
        used.append(plan)
    return used


def parameters_of(reader: Reader, used: Iterable[Plan], own: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """The parameters of the plans used, by name; one that the plan has itself is a finding."""
    found: dict[str, Parameter] = {}
    for plan in used:
        for parameter in plan.parameters:
            if parameter.id in own:
                message = f"{plan.id} has a parameter {parameter.id}"
                reader.say("unusable-name", own[parameter.id].span, message, "take it out, or take another name")
            found[parameter.id] = parameter
    return found


def named_parameters(plan: Plan) -> set[str]:
    """The parameters that anything of a plan names."""
    told: list[Rule | Anchor | Group | Scale | Watch | Criterion | CaseDefinition | Period] = [
        *plan.rules,
        *plan.anchors,
        *plan.groups,
        *plan.levels,
    ]
    told += [*(code.rule for code in plan.codes), *plan.watches, *plan.conditions, *plan.periods]
    used = {name for one in told for name in one.parameters}
    beside = (plan.contacts, plan.publication)
    return used | {name for one in beside if one is not None for name in one.parameters}


def taken_over(rules: Iterable[Rule], parameters: Iterable[Parameter], disease: str) -> list[Rule]:
    """The rules of a plan that another, for one disease, takes over: what they ask of the disease is answered here.

    A rule for other diseases is left out, and of one that stays the lists of diseases fall away.
    """
    if disease == words.ANY_DISEASE:
        return list(rules)
    lists = {parameter.id for parameter in parameters if parameter.type == "words"}
    taken = []
    for rule in rules:
        held = _answered(rule.when.expression, disease) if rule.when is not None else True
        if held is False:
            continue
        when = replace(rule.when, expression=held) if rule.when is not None and held is not True else None
        asked = e.walk(when.expression) if when is not None else ()
        named = {part.parameter for part in asked if isinstance(part, e.Value)}
        kept = tuple(name for name in rule.parameters if name in named or name not in lists)
        taken.append(replace(rule, when=when, parameters=kept))
    return taken


def _answered(node: e.Expression, disease: str) -> e.Expression | bool:
    """A condition, of which what is asked about the disease alone is answered."""
    match node:
        case e.Member(term=e.Name(name="disease", of=None)) if all(isinstance(one, e.Value) for one in node.options):
            return (disease in {one.value for one in node.options if isinstance(one, e.Value)}) != node.negated
        case e.Compare(comparator="=" | "!=", left=e.Name(name="disease", of=None), right=e.Value(value=held)):
            return bool(held == disease) == (node.comparator == "=")
        case e.Not():
            term = _answered(node.term, disease)
            return not term if isinstance(term, bool) else replace(node, term=term)
        case e.And() | e.Or():
            deciding = isinstance(node, e.Or)
            sides = [_answered(side, disease) for side in (node.left, node.right)]
            if deciding in sides:
                return deciding
            open_ = [side for side in sides if not isinstance(side, bool)]
            return (
                replace(node, left=open_[0], right=open_[1]) if len(open_) == 2 else open_[0] if open_ else not deciding
            )
    return node
