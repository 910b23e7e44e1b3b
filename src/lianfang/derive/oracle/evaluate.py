"""The value of an expression for one row. Unknown is None, and passes through as in SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from lianfang.plan import expression as e

Row = dict[str, Any]
# Facts of a kind tied to a row by a relation.
Related = Callable[[str, tuple[str, str], Row], list[Row]]


class World:
    """What an expression may look at beside the row: related facts and the paths of areas."""

    def __init__(self, related: Related, paths: Mapping[str, str]) -> None:
        self.related, self.paths = related, paths


def value(node: e.Expression, row: Row, this: Row, world: World) -> Any:
    """The value of an expression; `this` is what `this.` names."""
    match node:
        case e.Value():
            return node.value
        case e.Name():
            return (row if node.of is None else this).get(node.name)
        case e.Not():
            term = value(node.term, row, this, world)
            return None if term is None else not term
        case e.And():
            both = [value(side, row, this, world) for side in (node.left, node.right)]
            return False if False in both else None if None in both else True
        case e.Or():
            both = [value(side, row, this, world) for side in (node.left, node.right)]
            return True if True in both else None if None in both else False
        case e.AtLeast():
            answers = [value(term, row, this, world) for term in node.terms]
            if answers.count(True) >= node.number:
                return True
            return None if answers.count(True) + answers.count(None) >= node.number else False
        case e.Compare():
            left, right = (value(side, row, this, world) for side in (node.left, node.right))
            return compared(node.comparator, left, right)
        case e.Member():
            term = value(node.term, row, this, world)
            answers = [compared("=", term, value(option, row, this, world)) for option in node.options]
            found = True if True in answers else None if None in answers else False
            return found if found is None or not node.negated else not found
        case e.IsKnown():
            return (value(node.term, row, this, world) is None) == node.negated
        case e.Within():
            inner, outer = (world.paths.get(value(side, row, this, world)) for side in (node.inner, node.outer))
            return None if inner is None or outer is None else inner.startswith(outer)
        case e.Shift():
            return shifted(value(node.term, row, this, world), value(node.by, row, this, world), node.sign)
        case e.Ratio():
            left, right = (value(side, row, this, world) for side in (node.left, node.right))
            return None if left is None or not right else left / right
        case e.DayOf():
            anchor = moment(value(node.anchor, row, this, world))
            return None if anchor is None else anchor.date() + timedelta(days=node.number - node.first)
        case e.DayEdge():
            day = moment(value(node.term, row, this, world))
            if day is None:
                return None
            midnight = datetime.combine(day.date(), time())
            return midnight if node.edge == "start" else midnight + timedelta(days=1)
        case e.Choose():
            known = [moment(value(term, row, this, world)) for term in node.terms]
            told = [one for one in known if one is not None]
            return None if not told else min(told) if node.which == "earlier" else max(told)
        case e.Query():
            return asked(node, row, world)
    raise AssertionError(f"no meaning for {type(node).__name__}")


def asked(node: e.Query, row: Row, world: World) -> Any:
    """The answer to exists, count, subjects, first, latest, smallest or largest for one row."""
    assert node.relation is not None
    found = world.related(node.kind, node.relation, row)
    if node.how == "exists" and node.where is not None:
        return any(value(node.where, fact, row, world) is True for fact in found)
    if node.where is not None:
        found = [fact for fact in found if value(node.where, fact, row, world) is True]
    if node.how == "exists":
        return bool(found)
    if node.how == "count":
        return len(found)
    if node.how == "subjects":
        return len({fact["subject"] for fact in found} - {None})
    if node.how in ("smallest", "largest"):
        values = [fact[node.column or "id"] for fact in found]
        if not values or None in values:
            return None
        return min(values) if node.how == "smallest" else max(values)
    told = sorted((fact for fact in found if fact["occurred_from"] is not None), key=order)
    if not told:
        return None
    return told[0 if node.how == "first" else -1][node.column or "id"]


def order(fact: Row) -> tuple[datetime, str]:
    """Facts in the order in which they were so; of two at once, the one with the lower id first."""
    return fact["occurred_from"], fact["id"]


def moment(held: date | datetime | None) -> datetime | None:
    """A day as its first moment."""
    if held is None or isinstance(held, datetime):
        return held
    return datetime.combine(held, time())


def shifted(held: date | datetime | None, by: timedelta | None, sign: int) -> date | datetime | None:
    """A moment, or a day by whole days, moved by a duration."""
    if held is None or by is None:
        return None
    if not isinstance(held, datetime) and by.seconds:
        held = moment(held)
    assert held is not None
    return held + sign * by


def compared(comparator: str, left: Any, right: Any) -> bool | None:
    """The comparison of two values; a day stands for its first moment beside a moment."""
    if left is None or right is None:
        return None
    if isinstance(left, datetime) != isinstance(right, datetime) and isinstance(left, date):
        left, right = moment(left), moment(right)
    match comparator:
        case "=":
            return bool(left == right)
        case "!=":
            return bool(left != right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
    return bool(left >= right)
