"""Expressions of a plan as Ibis values: meaning only, nothing is executed here.

A question about other facts becomes one join and one grouping, whose answer stands in a column beside each row; the
expression around it then reads that column. So no rule needs a subquery per row, and every engine of Ibis can run it.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

import ibis
import polars as pl
from ibis.expr import types as ir

from lianfang.derive.inputs import PLACES, POLARS
from lianfang.derive.nearest import Bound, bound_of
from lianfang.derive.relations import ancestors, more_than_once, own_columns, tie_of, tied
from lianfang.plan import expression as e
from lianfang.plan import words

# The value of a name: (name, "this" or None) to a column.
Cell = Callable[[str, str | None], Any]
TYPES: dict[Any, str] = {
    pl.Int64: "int64", pl.Float64: "float64", pl.Boolean: "boolean", pl.Date: "date", pl.String: "string",
}  # fmt: skip


def table(kind: str, used: Iterable[str], called: str | None = None) -> ir.Table:
    """The table of a kind as rules see it, unbound, with the columns used only: Ibis weighs every column it carries.

    It is called as the kind, or as said.
    """
    columns, wanted = words.columns(kind), set(used)
    types = {name: TYPES.get(POLARS.get(column.type, pl.String), "timestamp") for name, column in columns.items()}
    # What is no column of the vocabulary is an anchor of the plan, for the checks let nothing else pass.
    types |= dict.fromkeys(sorted(wanted - types.keys() - words.DUTY.keys()), "timestamp")
    return ibis.table(
        {**{name: type_ for name, type_ in types.items() if name in wanted}, "_row": "int64"}, name=called or kind
    )


def areas() -> ir.Table:
    return ibis.table(dict.fromkeys((*PLACES["areas"], "subject"), "string"), name="areas")


def units() -> ir.Table:
    return ibis.table(dict.fromkeys((*PLACES["units"], "area_level", "subject"), "string"), name="units")


def bare(rows: ir.Table) -> Cell:
    """Names as columns of the row itself."""
    return lambda name, of: rows[name]


def names(node: e.Expression | None) -> set[str]:
    """The columns of its own fact that an expression uses, those behind `this.` inside its questions included."""
    if node is None:
        return set()
    found: set[str] = set()
    for part in outside_queries(node):
        if isinstance(part, e.Name) and part.of is None:
            found.add(part.name)
        if isinstance(part, e.Query):
            assert part.relation is not None
            inside = e.walk(part.where) if part.where is not None else ()
            found |= {*own_columns(part), *(one.name for one in inside if isinstance(one, e.Name) and one.of == "this")}
    return found


class Answers:
    """Columns that answer the questions and comparisons of areas inside expressions, joined to a table as needed."""

    def __init__(self, rows: ir.Table) -> None:
        self.rows = rows
        self.columns: dict[int, str] = {}

    def ask(self, node: e.Expression, cell_of: Callable[[ir.Table], Cell]) -> Any:
        """The value of an expression over `rows`, which grows by the columns it needs."""
        for part in e.walk(node):
            if isinstance(part, e.Query):
                self._query(part, cell_of)
        for part in outside_queries(node):
            if isinstance(part, e.Within):
                self._within(part, cell_of)
        return value(node, cell_of(self.rows), self)

    def answer(self, part: e.Expression) -> Any:
        return self.rows[self.columns[id(part)]]

    def _name(self, part: e.Expression) -> str:
        name = f"_answer{len(self.columns)}"
        self.columns[id(part)] = name
        return name

    def _query(self, query: e.Query, cell_of: Callable[[ir.Table], Cell]) -> None:
        tie = tie_of(query)
        used = {"id", "subject", "occurred_from", *([query.column] if query.column else []), *names(query.where)}
        used |= {tie} if tie is not None else {"group"}
        told = table(query.kind, used)
        told = told.rename({f"_c_{name}": name for name in told.columns})
        bound = bound_of(query)
        if bound is not None:
            self._nearest(query, bound, told, cell_of)
            return
        own = self.rows
        joined = tied(query, own, lambda name: cell_of(own)(name, None), told)
        if query.where is not None:
            inner = Answers(joined)

            def within_query(rows: ir.Table) -> Cell:
                return lambda name, of: rows[f"_c_{name}"] if of is None else cell_of(rows)(name, None)

            condition = inner.ask(query.where, within_query)
            joined = inner.rows.filter(condition)
        name = self._name(query)
        if query.how in ("first", "latest"):
            assert query.column is not None
            joined = joined.filter(joined["_c_occurred_from"].notnull())
            order = [joined["_c_occurred_from"], joined["_c_id"]]
            if query.how == "latest":
                order = [ibis.desc(column) for column in order]
            number = ibis.row_number().over(group_by="_row", order_by=order)
            ranked = joined.select("_row", _told=joined[f"_c_{query.column}"], _number=number)
            found = ranked.filter(ranked["_number"] == 0).select(_asked="_row", **{name: "_told"})
        elif query.how in ("smallest", "largest"):
            told = joined[f"_c_{query.column}"]
            extreme = told.min() if query.how == "smallest" else told.max()
            # Of values of which one is unknown nobody knows the greatest.
            value_known = ibis.cases((told.isnull().any(), ibis.null(told.type())), else_=extreme)
            found = joined.group_by("_row").aggregate(**{name: value_known}).rename(_asked="_row")
        else:
            facts = joined["_c__row"].nunique() if more_than_once(query) else joined.count()
            counted = joined["_c_subject"].nunique() if query.how == "subjects" else facts
            found = joined.group_by("_row").aggregate(**{name: counted}).rename(_asked="_row")
        rows = self.rows.left_join(found, self.rows["_row"] == found["_asked"]).drop("_asked")
        if query.how in ("exists", "count", "subjects"):
            told_count = rows[name].cast("int64").fill_null(0)
            rows = rows.mutate(**{name: told_count > 0 if query.how == "exists" else told_count})
        self.rows = rows

    def _nearest(self, query: e.Query, bound: Bound, told: ir.Table, cell_of: Callable[[ir.Table], Cell]) -> None:
        """Whether any comes before (or after) the fact at hand: the first (or last) of its kind for each tie."""
        assert query.relation is not None
        name, tie = self._name(query), f"_c_{tie_of(query)}"
        if bound.alone is not None:
            inner = Answers(told)
            condition = inner.ask(bound.alone, lambda rows: lambda name, of: rows[f"_c_{name}"])
            told = inner.rows.filter(condition)
        column = told[f"_c_{bound.column.name}"]
        extreme = column.min() if bound.comparator in ("<", "<=") else column.max()
        nearest = told.group_by(_tied=tie).aggregate(_nearest=extreme)
        rows = self.rows.mutate(_key=cell_of(self.rows)(query.relation[1], None))
        rows = rows.left_join(nearest, rows["_key"] == nearest["_tied"])
        limit = value(bound.limit, lambda name, of: cell_of(rows)(name, None), self)
        found = compared(bound.comparator, rows["_nearest"], limit).fill_null(False)
        self.rows = rows.mutate(**{name: found}).drop("_key", "_tied", "_nearest")

    def _within(self, part: e.Within, cell_of: Callable[[ir.Table], Cell]) -> None:
        name = self._name(part)
        rows = self.rows.mutate(
            _inner=value(part.inner, cell_of(self.rows), self), _outer=value(part.outer, cell_of(self.rows), self)
        )
        for side in ("_inner", "_outer"):
            known = areas().filter(areas()["path"].notnull()).select(**{f"{side}_known": "code"})
            rows = rows.left_join(known, rows[side] == known[f"{side}_known"])
        lies = ancestors().select(_lies="code", _in="above")
        rows = rows.left_join(lies, (rows["_inner"] == lies["_lies"]) & (rows["_outer"] == lies["_in"]))
        known_both = rows["_inner_known"].notnull() & rows["_outer_known"].notnull()
        answer = ibis.cases((known_both, rows["_lies"].notnull()), else_=ibis.null("boolean"))
        rows = rows.mutate(**{name: answer})
        self.rows = rows.drop("_inner", "_outer", "_inner_known", "_outer_known", "_lies", "_in")


def outside_queries(node: e.Expression) -> list[e.Expression]:
    """The expression and its parts, innermost first, but nothing of what stands inside a question."""
    found: list[e.Expression] = []
    if not isinstance(node, e.Query):
        for child in e.children(node):
            found += outside_queries(child)
    return [*found, node]


def value(node: e.Expression, cell: Cell, answers: Answers) -> Any:
    """An expression as an Ibis value; questions and areas are already answered."""
    match node:
        case e.Value():
            return literal(node.value)
        case e.Name():
            return cell(node.name, node.of)
        case e.Not():
            return ~value(node.term, cell, answers)
        case e.And():
            return value(node.left, cell, answers) & value(node.right, cell, answers)
        case e.Or():
            return value(node.left, cell, answers) | value(node.right, cell, answers)
        case e.AtLeast():
            terms = [value(term, cell, answers) for term in node.terms]
            true, open_ = (
                functools.reduce(operator.add, (term.fill_null(unknown).cast("int64") for term in terms))
                for unknown in (False, True)
            )
            return ibis.cases((true >= node.number, True), (open_ < node.number, False), else_=ibis.null("boolean"))
        case e.Compare():
            left, right = value(node.left, cell, answers), value(node.right, cell, answers)
            return compared(node.comparator, left, right)
        case e.Member():
            term = value(node.term, cell, answers)
            found = ibis.or_(*(compared("=", term, value(option, cell, answers)) for option in node.options))
            return ~found if node.negated else found
        case e.IsKnown():
            term = value(node.term, cell, answers)
            return term.isnull() if node.negated else term.notnull()
        case e.Shift():
            by = node.by
            assert isinstance(by, e.Value) and isinstance(by.value, timedelta)
            return shifted(value(node.term, cell, answers), by.value * node.sign)
        case e.Ratio():
            left, right = (value(side, cell, answers).cast("float64") for side in (node.left, node.right))
            return left / right.nullif(0.0)
        case e.DayOf():
            day = moment(value(node.anchor, cell, answers)).truncate("D")
            return (day + ibis.interval(days=node.number - node.first)).cast("date")
        case e.DayEdge():
            midnight = moment(value(node.term, cell, answers)).truncate("D")
            return midnight if node.edge == "start" else midnight + ibis.interval(days=1)
        case e.Choose():
            terms = [moment(value(term, cell, answers)) for term in node.terms]
            return ibis.least(*terms) if node.which == "earlier" else ibis.greatest(*terms)
        case e.Within() | e.Query():
            return answers.answer(node)
    raise AssertionError(f"no meaning for {type(node).__name__}")


def literal(held: Any) -> Any:
    """A literal of the language as one of Ibis."""
    match held:
        case bool():
            return ibis.literal(held, "boolean")
        case float():
            return ibis.literal(held, "float64")
        case datetime():
            return ibis.literal(held, "timestamp")
        case date():
            return ibis.literal(held, "date")
    return ibis.literal(held, "string")


def moment(held: Any) -> Any:
    """A day as its first moment."""
    return held.cast("timestamp") if held.type().is_date() else held


def shifted(held: Any, by: timedelta) -> Any:
    """A moment, or a day by whole days, moved by a duration."""
    if held.type().is_date() and not by.seconds:
        return (moment(held) + ibis.interval(days=by.days)).cast("date")
    return moment(held) + ibis.interval(seconds=round(by.total_seconds()))


def compared(comparator: str, left: Any, right: Any) -> Any:
    """The comparison of two values; a day stands for its first moment beside a moment."""
    if left.type().is_date() != right.type().is_date():
        left, right = moment(left), moment(right)
    match comparator:
        case "=":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
    return left >= right
