"""Names and types of an expression: every name becomes a column or an option, every part has a type, or a finding says
why not. What comes out has no option names left: they are values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from lianfang.plan import expression as e
from lianfang.plan import words
from lianfang.plan.finding import nearest
from lianfang.plan.relations import relation_of
from lianfang.plan.scope import MOMENTS, NUMBERS, Known, Scope, columns_of
from lianfang.vocabulary import Column, Type

FUNCTIONS = ("exists", "count", "subjects", "first", "latest", "smallest", "largest")
# The lists whose items are options of a column.
ASKED_WITH_IN = ("words", "unit kinds")


def resolved(expression: e.Expression, scope: Scope) -> tuple[e.Expression, Known | None]:
    """The expression with its names settled, and its type; None where a finding was made."""
    return _CASES[type(expression)](expression, scope)


def _value(node: e.Expression, scope: Scope) -> tuple[e.Expression, Known | None]:
    assert isinstance(node, e.Value)
    kind: Known
    match node.value:
        case bool():
            kind = Type.BOOLEAN
        case float():
            kind = Type.NUMBER
        case datetime():
            kind = Type.MOMENT
        case date():
            kind = Type.DATE
        case timedelta():
            kind = "duration"
        case _:
            kind = Type.TEXT
    return node, kind


def _column(node: e.Name, scope: Scope) -> Column | None:
    if node.of is None:
        return scope.columns.get(node.name)
    return scope.this.get(node.name) if node.of == "this" else None


def _name(node: e.Expression, scope: Scope) -> tuple[e.Expression, Known | None]:
    assert isinstance(node, e.Name)
    if node.of not in (None, "this"):
        scope.say("unknown-column", node, f"{node.of} is nothing to take {node.name} of", f"write this.{node.name}")
        return node, None
    column = _column(node, scope)
    if column is None and node.of is None and node.name in scope.parameters:
        return _parameter(node, scope)
    if column is None and node.of is None and node.name in scope.broken:
        return node, None
    if column is None:
        about = scope.kind if node.of is None else "what the rule is about"
        known = scope.columns if node.of is None else scope.this
        meant = nearest(node.name, [*known, *scope.parameters]) if node.of is None else ""
        if any(meant == f"did you mean {parameter}?" for parameter in scope.parameters):
            scope.used |= {one for one in scope.parameters if meant == f"did you mean {one}?"}
            scope.say("unknown-parameter", node, f"the plan has no parameter {node.name}", meant)
            return node, None
        if node.name in scope.anchors:
            held = ", ".join(kind for kind, _ in scope.anchors[node.name].formulas)
            scope.say("unknown-column", node, f"{about} has no {node.name}", f"it is an anchor for {held}")
            return node, None
        scope.say("unknown-column", node, f"{about} has no column {node.name}", nearest(node.name, known))
        return node, None
    anchor = scope.anchors.get(node.name)
    called = anchor.names if anchor is not None else scope.called.get(node.name)
    if called is not None and (anchor is not None or (node.of == "this") == scope.inside):
        return replace(node, anchor=(called.zh, called.en)), column.type
    return node, column.type


def _parameter(node: e.Name, scope: Scope) -> tuple[e.Expression, Known | None]:
    """The value of a parameter in the place of its name."""
    parameter = scope.parameters[node.name]
    scope.used.add(node.name)
    if isinstance(parameter.value, timedelta):
        return e.Value(node.start, node.end, parameter.value, node.name), "duration"
    if isinstance(parameter.value, float):
        return e.Value(node.start, node.end, parameter.value, node.name), Type.NUMBER
    remedy = f"ask with in {node.name}" if parameter.type in ASKED_WITH_IN else "it stands in schedules only"
    scope.say("wrong-type", node, f"{node.name} is a list of {parameter.type}", remedy)
    return node, None


def _truth(node: e.Expression, scope: Scope) -> e.Expression:
    inner, kind = resolved(node, scope)
    if kind not in (None, Type.BOOLEAN):
        scope.say("wrong-type", node, f"this is {_said(kind)}, no condition", "compare it with something")
    return inner


def _not(node: e.Expression, scope: Scope) -> tuple[e.Expression, Known | None]:
    assert isinstance(node, e.Not)
    return replace(node, term=_truth(node.term, scope)), Type.BOOLEAN


def _both(node: e.Expression, scope: Scope) -> tuple[e.Expression, Known | None]:
    assert isinstance(node, e.And | e.Or)
    return replace(node, left=_truth(node.left, scope), right=_truth(node.right, scope)), Type.BOOLEAN


def _at_least(node: e.Expression, scope: Scope) -> tuple[e.Expression, Known | None]:
    assert isinstance(node, e.AtLeast)
    terms = tuple(_truth(term, scope) for term in node.terms)
    if not 1 <= node.number <= len(terms):
        message = f"at least {node.number} of {len(terms)} conditions asks nothing that could be otherwise"
        scope.say("no-such-number", node, message, f"write a number from 1 to {len(terms)}")
    return replace(node, terms=terms), Type.BOOLEAN


def _options_of(node: e.Expression, scope: Scope) -> Column | None:
    """The column of options that this is, itself or taken from a query; a group's definition is one of the plan's."""
    if isinstance(node, e.Name):
        column = _column(node, scope)
    elif isinstance(node, e.Query) and node.column and node.kind in words.kinds():
        column = columns_of(node.kind, scope.anchors).get(node.column)
    else:
        return None
    if scope.kind == "group" and isinstance(node, e.Name) and node.name == "definition":
        return column
    return column if column is not None and column.options else None


def _against(node: e.Expression, column: Column | None, scope: Scope) -> tuple[e.Expression, Known | None]:
    """The other side of a comparison, where a bare name may be an option of the column."""
    word = node.name if isinstance(node, e.Name) and node.of is None else None
    if isinstance(node, e.Value) and isinstance(node.value, str):
        word = node.value
    if scope.kind == "group" and column == words.columns("group")["definition"] and word is not None:
        return _definition(node, word, scope)
    if column is None or word is None or not column.options:
        return resolved(node, scope)
    names = [option.name for option in column.options]
    if word in names:
        return e.Value(node.start, node.end, word), column.type
    if isinstance(node, e.Name) and (word in scope.columns or word in scope.parameters):
        return resolved(node, scope)
    meant = nearest(word, [*names, *scope.parameters])
    if any(meant == f"did you mean {parameter}?" for parameter in scope.parameters):
        scope.say("unknown-parameter", node, f"the plan has no parameter {word}", meant)
        return node, None
    scope.say("unknown-option", node, f"{column.name} is never {word}", nearest(word, names))
    return node, None


def _definition(node: e.Expression, word: str, scope: Scope) -> tuple[e.Expression, Known | None]:
    """The name of one of the plan's groups."""
    group = scope.groups.get(word)
    if group is None:
        remedy = nearest(word, scope.groups) if scope.groups else "say what it is under groups:"
        scope.say("unknown-group", node, f"the plan has no group {word}", remedy)
        return node, None
    return e.Value(node.start, node.end, word, called=(group.names.zh, group.names.en)), Type.TEXT


def _comparable(left: Known | None, right: Known | None) -> bool:
    if left is None or right is None or left == right:
        return True
    for alike in (NUMBERS, MOMENTS):
        if left in alike and right in alike:
            return True
    numeric = NUMBERS | MOMENTS | {Type.BOOLEAN, "duration"}
    return left not in numeric and right not in numeric


def _compare(node: e.Expression, scope: Scope) -> tuple[e.Expression, Known | None]:
    assert isinstance(node, e.Compare)
    column = _options_of(node.left, scope)
    left, left_type = resolved(node.left, scope)
    if left_type is None and isinstance(node.right, e.Name):
        # Of what the other side may be nothing is known: one finding for one mistake.
        return replace(node, left=left), None
    right, right_type = _against(node.right, column, scope)
    if not _comparable(left_type, right_type):
        scope.say(
            "wrong-type", node, f"{_said(left_type)} and {_said(right_type)} cannot be compared", _like(left_type)
        )
    elif (
        node.comparator not in ("=", "!=")
        and left_type is not None
        and left_type not in NUMBERS | MOMENTS | {"duration"}
    ):
        scope.say("wrong-type", node, f"{_said(left_type)} has no order", "ask with is or in")
    return replace(node, left=left, right=right), Type.BOOLEAN


def _member(node: e.Expression, scope: Scope) -> tuple[e.Expression, Known | None]:
    assert isinstance(node, e.Member)
    column = _options_of(node.term, scope)
    term, kind = resolved(node.term, scope)
    if kind is None:
        return replace(node, term=term), None
    options = []
    for option in _written_out(node.options, scope):
        inner, inner_kind = _against(option, column, scope)
        if not _comparable(kind, inner_kind):
            scope.say("wrong-type", option, f"{_said(kind)} and {_said(inner_kind)} cannot be compared", _like(kind))
        if isinstance(option, e.Value) and isinstance(inner, e.Value):
            inner = replace(inner, parameter=option.parameter)
        options.append(inner)
    return replace(node, term=term, options=tuple(options)), Type.BOOLEAN


def _written_out(options: tuple[e.Expression, ...], scope: Scope) -> list[e.Expression]:
    """The options, with what a parameter lists in the place of its name."""
    found: list[e.Expression] = []
    for option in options:
        held = scope.parameters.get(option.name) if isinstance(option, e.Name) and option.of is None else None
        if held is not None and held.type in ASKED_WITH_IN and isinstance(held.value, tuple):
            scope.used.add(held.id)
            found += [e.Value(option.start, option.end, str(word), held.id) for word in held.value]
        else:
            found.append(option)
    return found


def _is_known(node: e.Expression, scope: Scope) -> tuple[e.Expression, Known | None]:
    assert isinstance(node, e.IsKnown)
    return replace(node, term=resolved(node.term, scope)[0]), Type.BOOLEAN


def _within(node: e.Expression, scope: Scope) -> tuple[e.Expression, Known | None]:
    assert isinstance(node, e.Within)
    (inner, left), (outer, right) = resolved(node.inner, scope), resolved(node.outer, scope)
    for side, kind in ((node.inner, left), (node.outer, right)):
        literal = isinstance(side, e.Value) and isinstance(side.value, str)
        if kind not in (None, Type.AREA) and not literal:
            scope.say("wrong-type", side, f"this is {_said(kind)}, no area", "write 24 h for a time: x >= y - 24 h")
    return replace(node, inner=inner, outer=outer), Type.BOOLEAN


def _shift(node: e.Expression, scope: Scope) -> tuple[e.Expression, Known | None]:
    assert isinstance(node, e.Shift)
    (term, kind), (by, by_kind) = resolved(node.term, scope), resolved(node.by, scope)
    made = replace(node, term=term, by=by)
    if kind is None or by_kind is None:
        return made, None
    if by_kind != "duration" or not isinstance(by, e.Value):
        scope.say("wrong-type", node.by, f"this is {_said(by_kind)}, no duration", "write a duration such as 14 days")
        return made, None
    if kind not in MOMENTS:
        scope.say("wrong-type", node.term, f"this is {_said(kind)}, no moment", "add durations to moments only")
        return made, None
    assert isinstance(by.value, timedelta)
    whole_days = by.value.seconds == 0
    return made, Type.DATE if kind is Type.DATE and whole_days else Type.MOMENT


def _ratio(node: e.Expression, scope: Scope) -> tuple[e.Expression, Known | None]:
    assert isinstance(node, e.Ratio)
    made = []
    for side in (node.left, node.right):
        inner, kind = resolved(side, scope)
        if kind is not None and kind not in NUMBERS:
            scope.say("wrong-type", side, f"this is {_said(kind)}, no number", "divide a number by a number")
        made.append(inner)
    return replace(node, left=made[0], right=made[1]), Type.NUMBER


def _day_of(node: e.Expression, scope: Scope) -> tuple[e.Expression, Known | None]:
    assert isinstance(node, e.DayOf) and isinstance(node.anchor, e.Name)
    anchor, kind = resolved(node.anchor, scope)
    told = scope.anchors.get(node.anchor.name)
    if kind is not None and told is None:
        remedy = f"make it one under anchors:, or write start of day {node.anchor.name} + {node.number} days"
        scope.say("unnumbered-day", node, f"nobody said which number the day of {node.anchor.name} has", remedy)
        return node, None
    return replace(node, anchor=anchor, first=told.first if told is not None else 0), Type.DATE


def _day_edge(node: e.Expression, scope: Scope) -> tuple[e.Expression, Known | None]:
    assert isinstance(node, e.DayEdge)
    term, kind = resolved(node.term, scope)
    if kind is not None and kind not in MOMENTS:
        scope.say("wrong-type", node.term, f"this is {_said(kind)}, no moment", "")
    return replace(node, term=term), Type.MOMENT


def _choose(node: e.Expression, scope: Scope) -> tuple[e.Expression, Known | None]:
    assert isinstance(node, e.Choose)
    terms = []
    for term in node.terms:
        inner, kind = resolved(term, scope)
        if kind is not None and kind not in MOMENTS:
            scope.say("wrong-type", term, f"this is {_said(kind)}, no moment", "")
        terms.append(inner)
    return replace(node, terms=tuple(terms)), Type.MOMENT


def _query(node: e.Expression, scope: Scope) -> tuple[e.Expression, Known | None]:
    assert isinstance(node, e.Query)
    if scope.inside:
        scope.say("nested-query", node, "a question about facts inside another one", "say it in a rule of its own")
        return node, None
    if node.how not in FUNCTIONS:
        scope.say("unknown-function", node, f"there is no {node.how}(…)", nearest(node.how, FUNCTIONS))
        return node, None
    if node.kind in words.TRACED:
        name, message, remedy = scope.unread
        scope.say(name, node, message.format(node.kind), remedy)
        return node, None
    if node.kind not in words.kinds():
        at = e.Expression(node.kind_start, node.kind_start + len(node.kind))
        scope.say("unknown-fact", at, f"no kind of fact is called {node.kind}", nearest(node.kind, words.kinds()))
        return node, None
    columns = columns_of(node.kind, scope.anchors)
    relation = relation_of(node, columns, scope)
    if relation is None:
        return node, None
    inner = Scope(
        node.kind, columns, scope.columns, scope.place, scope.findings, True, scope.parameters, scope.used,
        scope.broken, scope.anchors, scope.groups, scope.called,
    )  # fmt: skip
    where = _truth(node.where, inner) if node.where is not None else None
    made = replace(node, relation=relation, where=where)
    if node.how in ("exists", "count", "subjects"):
        if node.column is not None:
            scope.say("wrong-type", node, f"{node.how}(…) has no columns", "take columns of first(…) or latest(…)")
            return made, None
        return made, Type.BOOLEAN if node.how == "exists" else Type.INTEGER
    if node.column is None:
        scope.say("wrong-type", node, f"{node.how}(…) is a whole fact", f"take a column: {node.how}(…).occurred_from")
        return made, None
    if node.column not in columns:
        at = e.Expression(node.column_start, node.column_start + len(node.column))
        scope.say("unknown-column", at, f"{node.kind} has no column {node.column}", nearest(node.column, columns))
        return made, None
    kind, anchor = columns[node.column].type, scope.anchors.get(node.column)
    if anchor is not None:
        made = replace(made, anchor=(anchor.names.zh, anchor.names.en))
    if node.how in ("smallest", "largest") and kind not in NUMBERS | MOMENTS:
        scope.say("wrong-type", node, f"{_said(kind)} has no order", f"write latest(…).{node.column}")
        return made, None
    return made, kind


_ARTICLES = {Type.INTEGER: "a number", Type.NUMBER: "a number", Type.AREA: "an area", Type.UNIT: "a unit"}


def _said(kind: Known | None) -> str:
    if isinstance(kind, Type):
        return _ARTICLES.get(kind, f"a {kind.value}")
    return "a duration" if kind == "duration" else "unknown"


def _like(kind: Known | None) -> str:
    examples: dict[Known | None, str] = {
        Type.DATE: "write a day as 2021-01-05", Type.MOMENT: "write a moment as 2021-01-05 14:00",
        Type.BOOLEAN: "write true or false, or the name alone",
    }  # fmt: skip
    return examples.get(kind, "")


_CASES: dict[type[e.Expression], Callable[[e.Expression, Scope], tuple[e.Expression, Known | None]]] = {
    e.Value: _value, e.Name: _name, e.Not: _not, e.And: _both, e.Or: _both, e.Compare: _compare, e.Member: _member,
    e.IsKnown: _is_known, e.Within: _within, e.Shift: _shift, e.DayEdge: _day_edge, e.Choose: _choose,
    e.Query: _query, e.Ratio: _ratio, e.DayOf: _day_of, e.AtLeast: _at_least,
}  # fmt: skip
