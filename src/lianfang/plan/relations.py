"""How the facts of a question are tied to the fact at hand: by what they share, by a named relation, or a finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lianfang.plan import expression as e
from lianfang.plan import words
from lianfang.plan.finding import nearest
from lianfang.plan.scope import Scope
from lianfang.vocabulary import Column, Type


def relation_of(node: e.Query, columns: Mapping[str, Column], scope: Scope) -> tuple[str, str] | None:
    """The relation of a question, with the name by which it goes; None where a finding was made.

    ``columns`` are those of the kind that is asked for.
    """
    if node.relation is None:
        usual = next((key for key in words.USUAL if key in columns and key in scope.columns), None)
        if node.kind == "group" and "person" in scope.columns:
            usual = "person"
        if usual is None:
            remedy = f"of the same {' | '.join(words.SAME)}"
            scope.say("unknown-relation", node, f"{scope.kind} and {node.kind} share no person, case or unit", remedy)
            return None
        return "same", usual
    how, name = node.relation
    return _RELATIONS[how](node, name, columns, scope)


def _same(node: e.Query, name: str, columns: Mapping[str, Column], scope: Scope) -> tuple[str, str] | None:
    shared = [key for key in words.SAME if key in columns and key in scope.columns]
    if any(held["group"].type is not Type.SUBJECT for held in (columns, scope.columns) if "group" in held):
        # The name of a class is no group of cases.
        shared = [key for key in shared if key != "group"]
    persons = "person" in columns and "person" in scope.columns
    if node.kind == "group" and "person" in scope.columns:
        # By the persons of its cases.
        shared, persons = [*shared, "person"], True
    known = [*shared, *(words.RELATED if persons else ())]
    if name not in known:
        message = f"{scope.kind} and {node.kind} are not tied by {name}"
        scope.say("unknown-relation", node, message, nearest(name, known))
        return None
    return "same", name


def _covering(node: e.Query, name: str, columns: Mapping[str, Column], scope: Scope) -> tuple[str, str] | None:
    if node.kind not in words.COVERING:
        scope.say("unknown-relation", node, f"{node.kind} speaks of no area", nearest(node.kind, words.COVERING))
        return None
    if name not in scope.columns or scope.columns[name].type is not Type.AREA:
        areas = [column.name for column in scope.columns.values() if column.type is Type.AREA]
        scope.say("unknown-relation", node, f"{scope.kind} has no area called {name}", nearest(name, areas))
        return None
    return "covering", name


def _at(node: e.Query, name: str, columns: Mapping[str, Column], scope: Scope) -> tuple[str, str] | None:
    if "unit" not in columns:
        scope.say("unknown-relation", node, f"{node.kind} names no unit", "ask for a kind that has a column unit")
        return None
    if name not in scope.columns or scope.columns[name].type is not Type.UNIT:
        units = [column.name for column in scope.columns.values() if column.type is Type.UNIT]
        scope.say("unknown-relation", node, f"{scope.kind} names no unit called {name}", nearest(name, units))
        return None
    return "at", name


def _of_a_case(node: e.Query, name: str, columns: Mapping[str, Column], scope: Scope) -> tuple[str, str] | None:
    """Facts of the index case, or of the contacts, of the case that the fact at hand names."""
    assert node.relation is not None
    how = node.relation[0]
    if "case" not in scope.columns:
        scope.say("unknown-relation", node, f"{scope.kind} names no case", "ask it in a rule for contact, or for case")
        return None
    if "person" not in columns or (how == "contacts" and node.kind in ("contact", "exposure")):
        remedy = f"{node.kind} of the same case" if "case" in columns else ""
        scope.say("unknown-relation", node, f"{node.kind} is told of no person among the {how}", remedy)
        return None
    return how, name


def _of_the_close_contact(
    node: e.Query, name: str, columns: Mapping[str, Column], scope: Scope
) -> tuple[str, str] | None:  # fmt: skip
    """Facts of the close contacts through whom somebody is a secondary one, of the case at hand."""
    if scope.kind != "contact":
        scope.say("unknown-relation", node, f"{scope.kind} is no contact", "ask it in a rule for contact")
        return None
    if "person" not in columns:
        scope.say("unknown-relation", node, f"{node.kind} is told of no person", "name a kind that is")
        return None
    return "close contact", name


def _of_the_group(node: e.Query, name: str, columns: Mapping[str, Column], scope: Scope) -> tuple[str, str] | None:
    if scope.kind != "group":
        remedy = "ask it in a rule for a group, or exists(group of the same person)"
        scope.say("unknown-relation", node, f"{scope.kind} is no group", remedy)
        return None
    if "person" not in columns and node.kind not in words.PLACED:
        scope.say("unknown-relation", node, f"{node.kind} is told of no person", "name a kind that is")
        return None
    return "group", name


_RELATIONS: dict[str, Callable[[e.Query, str, Mapping[str, Column], Scope], tuple[str, str] | None]] = {
    "same": _same, "covering": _covering, "at": _at, "index case": _of_a_case, "contacts": _of_a_case,
    "close contact": _of_the_close_contact, "group": _of_the_group,
}  # fmt: skip
