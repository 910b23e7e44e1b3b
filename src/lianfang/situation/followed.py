"""Whether what follows by a plan can be followed fact by fact: else every refresh derives the whole ledger anew.

A refresh looks up whom a fact touches (`touching.py`) and reads the ledger for these alone. It knows the ways in which
plans relate people, cases, places and letters. A plan may say more, and says it truly all the same: what a refresh
would not find is derived whole, each time. Only what is listed here is followed; tests hold it against that.
"""

from __future__ import annotations

from functools import cache

from lianfang import vocabulary
from lianfang.plan import Plan, words
from lianfang.plan.expression import Query, walk
from lianfang.plan.model import Code, Meeting, Rule
from lianfang.situation.ties import Asked, questions_of_definitions, questions_of_rule

# Of whom a refresh finds everybody who may be touched, of whatever kind the fact is.
FOLLOWED = frozenset(("person", "case", "unit", "area", "signal", "letter", "letter_name", "group"))
# What is known of a case to whoever looks at it from beside.
OF_A_CASE = frozenset(("case", "outcome", "severity", "action", "contact", "exposure"))
_PEOPLE = ("person", "case")
_SAMPLES = frozenset(words.OF_SEVERAL)


def follows(plan: Plan) -> bool:
    """Whether a refresh finds all that may follow otherwise by a plan once a fact is recorded."""
    return _defined(plan) and not not_followed(plan)


def not_followed(plan: Plan) -> tuple[Rule, ...]:
    """For which of its rules, those of its codes too, a plan is derived whole; none where it is for what it defines."""
    if not _defined(plan):
        return ()
    moved = _anchored_by_others(plan)
    rules = (rule for rule in plan.rules if not _rule(rule) or (rule.kind in moved and rule.subject not in _PEOPLE))
    return (*rules, *(code.rule for code in plan.codes if not _code(code)))


def _defined(plan: Plan) -> bool:
    return all(_question(one) for one in questions_of_definitions(plan))


def _anchored_by_others(plan: Plan) -> set[str]:
    """The kinds with an anchor that rests on other facts of the person: what moves it moves whoever they oblige."""
    formulas = [(kind, formula) for anchor in plan.anchors for kind, formula in anchor.formulas]
    return {kind for kind, told in formulas if any(isinstance(node, Query) for node in walk(told.expression))}


def own_subject(kind: str) -> str:
    """Whom a fact of a kind is about, as the ledger keeps it."""
    derived = {"contact": "person", "case_proposal": "case", "group": "group"}
    return derived.get(kind) or vocabulary.kind(kind).subject


@cache
def _told(kind: str) -> frozenset[str]:
    """The columns of a kind that its own facts tell, none of them looked up."""
    return frozenset(() if kind in words.DERIVED else (one.name for one in vocabulary.kind(kind).columns))


def found_by_unit(kind: str) -> bool:
    """Whether facts of a kind are about something of their own, as an inspection, and found by the unit they name."""
    alone = kind not in _SAMPLES and own_subject(kind) not in FOLLOWED
    return alone and "unit" in _told(kind) and "person" not in _told(kind)


def _at_units(kind: str) -> bool:
    return own_subject(kind) == "unit" or kind in _SAMPLES or found_by_unit(kind)


def _rule(rule: Rule) -> bool:
    if not all(_meeting(one, rule) for one in rule.owes.met_by):
        return False
    if not all(_question(one) for one in questions_of_rule(rule)):
        return False
    if rule.owes.schedule.how == "daily":
        return rule.kind == "declaration"
    match rule.subject:
        case "person":
            return True
        case "case":
            return words.by_case(rule.kind) or rule.kind in ("contact", "exposure")
        case "unit":
            return _at_units(rule.kind)
        case "county":
            return rule.kind == "case"
        case "group":
            return rule.kind in ("group", *words.PLACED)
    return True


def _meeting(meeting: Meeting, rule: Rule) -> bool:
    match meeting.same:
        case "unit":
            return _at_units(meeting.kind)
        case "county":
            return meeting.kind in ("case", "action")
        case "subject":
            return own_subject(meeting.kind) == own_subject(rule.kind) and meeting.kind not in words.DERIVED
        case "case":
            return words.by_case(meeting.kind) or "case" in _told(meeting.kind)
    return meeting.kind not in words.DERIVED


def _code(code: Code) -> bool:
    asked = (node for formula in code.rule.formulas for node in walk(formula.expression) if isinstance(node, Query))
    return all(one.relation in (("same", "person"), ("same", "case"), ("covering", "origin")) for one in asked)


def _question(one: Asked) -> bool:
    people = one.subject in ("person", "case", "")
    match one.how:
        case "same":
            return _same(one, people)
        case "index case":
            return people and one.about in ("contact", "case_proposal")
        case "contacts":
            return people and one.about == "case"
        case "close contact":
            return people
        case "group":
            return True
        case "at":
            return people and {"person", one.key} <= _told(one.about) and own_subject(one.kind) == "unit"
        case "covering":
            told = {"person", one.key} <= _told(one.about) | {"area"}
            return people and told and one.kind in ("declaration", "measurement")
    return False


def _same(one: Asked, people: bool) -> bool:
    alike = own_subject(one.about) == own_subject(one.kind)
    match one.key:
        case "person":
            return people
        case "case":
            return people and (
                words.by_case(one.about) or (one.about in ("contact", "exposure") and one.kind in OF_A_CASE)
            )
        case "subject":
            return alike and (people or one.subject == "subject") and one.kind not in words.DERIVED
        case "village" | "town" | "county":
            return one.about == one.kind == "case" and one.subject in ("case", "county")
        case "unit":
            return alike and own_subject(one.about) == "unit" and one.subject in ("unit", "subject")
        case "letter":
            return {own_subject(one.about), own_subject(one.kind)} <= {"letter", "letter_name"}
        case "group":
            return one.about in words.PLACED and one.kind in ("group", *words.PLACED)
        case "batch":
            return people and one.about == "handling" and one.kind in ("handling", "test_result")
    return people and one.key in words.RELATED
