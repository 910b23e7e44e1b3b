"""The health codes of a plan, read part by part: a colour by rule on medical grounds only, with an end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lianfang.plan import expression as e
from lianfang.plan import words
from lianfang.plan.branch import Branch, Scalar, place
from lianfang.plan.finding import Span, nearest
from lianfang.plan.model import Code, Formula, Names, Owes, Owner, Rule, Schedule
from lianfang.plan.parameters import read_source
from lianfang.plan.reading import CONDITION, MOMENT_LIKE, Reader
from lianfang.plan.rules import DUTY_COLUMNS
from lianfang.vocabulary import Type
from lianfang.vocabulary.grounds import ALWAYS, BESIDE, COLOURS, ENDING, GROUNDS

CODE_KEYS = ("name", "source", "colour", "ground", "when", "from", "expires")
CHAPTER = Names("健康码", "Health codes")
VENUES = frozenset({"place", "place_name", "vehicle", "carriage", "row", "seat", "room", "setting", "hospital"})
PERSONS = frozenset({"id", "original", "person", "subject", "case", "name", "number", "doctor", "decided_by"})
INSTEAD = "a code rests on a medical ground: the classification, the grade, the result, the temperature"
UNREAD = ("code-beyond-grounds", "{} is no ground of a code", INSTEAD)


def read_codes(reader: Reader, branch: Branch | None, layer: str) -> tuple[Code, ...]:
    """The codes under `codes`, in their order."""
    remedy = "write name-of-the-code: and its parts below it"
    found = (_code(reader, *entry) for entry in reader.entries(branch, "codes", "codes have names", remedy))
    return tuple(replace(code, rule=replace(code.rule, layer=layer)) for code in found if code is not None)


def _code(reader: Reader, key: str, branch: Branch, span: Span) -> Code | None:
    told = reader.mapping(branch, "a code", CODE_KEYS, ("name", "colour", "ground"))
    reader.used = set()
    names = reader.names(told.items.get("name"), "name")
    source = read_source(reader, told, span, "the code")
    colour = reader.word(told.items.get("colour"), "colour", COLOURS)
    ground = _ground(reader, told.items.get("ground"))
    columns = words.columns(ground) if ground else {}
    own = {**columns, "opened": DUTY_COLUMNS["opened"]}

    def read(part: str, wanted: frozenset[object]) -> Formula | None:
        known = own if part == "expires" else columns
        if ground is None:
            return None
        formula = reader.formula(told.items.get(part), part, ground, known, {}, wanted, unread=UNREAD)
        if formula is not None:
            _refuse(reader, formula, ground, told.items[part], BESIDE | ENDING if part == "expires" else BESIDE)
        return formula

    when, begins, expires = read("when", CONDITION), read("from", MOMENT_LIKE), read("expires", MOMENT_LIKE)
    here = tuple(sorted(reader.used))
    if "expires" not in told.items:
        reader.say("code-without-expiry", span, "the code never ends", "add expires: occurred_from + 14 days, or so")
    asks = when is not None and any(isinstance(part, e.Query) and part.kind == "declaration" for part in _of(when))
    if ground == "journey" and not asks and (when is not None or "when" not in told.items):
        message = "a stay is a ground only where a declaration of risk covers it"
        remedy = "ask exists(declaration covering origin where about is risk)"
        reader.say("code-beyond-grounds", span if when is None else when.span, message, remedy)
    if ground is None or colour is None or expires is None:
        return None
    nobody = Owner((), "responsible", None, None, span)
    given = Owes(names, nobody, Schedule("once"), begins, None, None, expires, (), span)
    rule = Rule(key, names, source, "neither", ground, "person", when, given, (), CHAPTER, span, parameters=here)
    return Code(colour, rule)


def _ground(reader: Reader, branch: Branch | None) -> str | None:
    text = reader.text(branch, "ground")
    if text is None or branch is None or text in GROUNDS:
        return text
    listed = text in (*words.kinds(), *words.TRACED)
    message = f"{text} is no ground of a code" if listed else f"no ground is called {text[:40]}"
    remedy = nearest(text, GROUNDS) or f"the grounds are {', '.join(GROUNDS)}"
    reader.say("code-beyond-grounds" if listed else "unknown-word", branch.span, message, remedy)
    return None


def _of(formula: Formula) -> Iterator[e.Expression]:
    return e.walk(formula.expression)


def _refuse(
    reader: Reader, formula: Formula, ground: str, branch: Branch, beside: Mapping[str, tuple[str, ...]]
) -> None:
    """Says of each name that is no medical one what it names; ``beside`` is what may be asked of which kind."""
    assert isinstance(branch, Scalar)
    for at, kind, name in _asked(formula.expression, ground, beside):
        if name is None:
            message = f"{kind} is no ground of a code"
        elif name in beside.get(kind, ()) or name in ALWAYS or name == "opened":
            continue
        else:
            message = f"{name} of {kind} names {_what(kind, name)}"
        reader.say("code-beyond-grounds", place(branch, at.start, at.end), message, INSTEAD)


def _asked(
    node: e.Expression, kind: str, beside: Mapping[str, tuple[str, ...]], outer: str = ""
) -> Iterator[tuple[e.Expression, str, str | None]]:
    """Each column that an expression names, with its kind; of a question also its kind and what ties it."""
    if isinstance(node, e.Name):
        yield node, (outer if node.of == "this" and outer else kind), node.name
        return
    if isinstance(node, e.Query):
        if node.kind not in beside:
            yield node, node.kind, None
            return
        how, tie = node.relation or ("same", "person")
        if how == "same" and tie not in ("person", "case"):
            yield node, kind, tie
        if how == "covering" and tie != "origin":
            yield node, kind, tie
        if node.column is not None:
            yield node, node.kind, node.column
        if node.where is not None:
            yield from _asked(node.where, node.kind, beside, kind)
        return
    for child in e.children(node):
        yield from _asked(child, kind, beside, outer)


def _what(kind: str, name: str) -> str:
    column = words.columns(kind).get(name)
    if name in VENUES or (column is not None and column.type is Type.UNIT):
        return "a venue"
    if column is not None and column.type is Type.AREA and name != "area":
        return "an area, whatever is declared of it"
    return "a person" if name in PERSONS else "a list, or whoever recorded it"
