"""Invented expressions: whatever a condition or a moment of a plan can say about a fact, drawn by chance.

What a column is, which columns two kinds share and which relations tie them is asked of the plan room itself: what
comes into the language is drawn from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from invented_facts import AREAS, CASES, KINDS, NAMED_UNITS, PEOPLE
from lianfang.plan import expression as e
from lianfang.plan import words
from lianfang.plan.case_definitions import columns_at_hand
from lianfang.plan.definitions import FOLLOWING
from lianfang.plan.relations import relation_of
from lianfang.plan.scope import MOMENTS, NUMBERS, Scope
from lianfang.vocabulary import Column, Type

# Every kind that a rule may name, but what becomes of duties themselves; and of which there are facts beside the usual.
ASKED = tuple(kind for kind in words.kinds() if kind not in ("waiver", "assignment"))
BESIDE_USUAL = tuple(kind for kind in ASKED if kind not in (*KINDS, *words.DERIVED))
# What invented facts say nothing in.
UNTOLD = {"recorded_at", "recorded_by", "source", "supersedes", "reason", "withdrawn"}
COMPARATORS = ("=", "!=", "<", "<=", ">", ">=")
DURATIONS = ("6 h", "90 min", "1 day", "2.5 days", "1 week", "20 days")
RELATIONS = (
    *(("same", key) for key in (*words.SAME, *words.RELATED)),
    ("index case", "case"), ("contacts", "case"), ("close contact", "person"), ("group", "group"),
)  # fmt: skip
WRITTEN = {"index case": "of the index case", "contacts": "of the contacts", "close contact": "of the close contact"}


@dataclass
class Inventor:
    """Draws parts of plans; `draw` is Hypothesis's own."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    # How deep the conditions of rules are nested.
    depth: int = 2
    # What the plan defines, by the kind for which it is a column, and its groups.
    anchors: dict[str, list[str]] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    # Whether what is asked about may be derived after what asks, and what the plan does not derive.
    following: bool = True
    underived: set[str] = field(default_factory=lambda: {"group", "case_proposal"})

    def one(self, among: Any) -> Any:
        """One of them, by its place: what is sampled Hypothesis tells apart by hashes, which differ from run to run."""
        choices = list(among)
        return choices[self.draw(st.integers(0, len(choices) - 1))]

    def chance(self, of: int = 2) -> bool:
        """True once in so many."""
        return bool(self.draw(st.integers(1, of)) == of)

    def kinds(self) -> list[str]:
        """The kinds of fact that there are."""
        return [kind for kind in ASKED if kind not in self.underived]

    def columns(self, kind: str) -> dict[str, Column]:
        own = {name: Column(name, Type.MOMENT, name, name) for name in self.anchors.get(kind, ())}
        return {name: column for name, column in words.columns(kind).items() if name not in UNTOLD} | own


@dataclass
class Said:
    """Draws expressions about a fact whose columns are `columns`; inside a question `this` are those outside it."""

    inventor: Inventor
    kind: str
    columns: dict[str, Column]
    this: dict[str, Column] = field(default_factory=dict)
    inside: bool = False

    def one(self, among: Any) -> Any:
        return self.inventor.one(among)

    def chance(self, of: int = 2) -> bool:
        return self.inventor.chance(of)

    def named(self, types: frozenset[Type]) -> list[tuple[str, Column]]:
        """How the columns of some types are written here."""
        here = [(name, column) for name, column in self.columns.items() if column.type in types]
        there = [(f"this.{name}", column) for name, column in self.this.items() if column.type in types]
        return [*here, *there]

    def condition(self, depth: int = 2) -> str:
        ways: list[Callable[[], str]] = [self.plain, self.plain, self.plain]
        if not self.inside:
            ways += [self.asked] * 3
        if depth:
            deeper = depth - 1
            ways += [
                lambda: f"not ({self.condition(deeper)})",
                lambda: f"({self.condition(deeper)} and {self.condition(deeper)})",
                lambda: f"({self.condition(deeper)} or {self.condition(deeper)})",
                lambda: f"at least 2 of ({', '.join(self.condition(deeper) for _ in range(3))})",
            ]
        return str(self.one(ways)())

    def plain(self) -> str:
        """A condition without a question."""
        columns = self.named(frozenset(Type))
        name, column = self.one(columns)
        if self.chance(6):
            return f"{name} is {self.one(('known', 'unknown'))}"
        if column.type in MOMENTS:
            return self.of_moments(self.moment())
        if column.type in NUMBERS:
            return self.of_numbers(self.number())
        if column.type is Type.BOOLEAN:
            return str(name)
        if column.type is Type.AREA and self.chance():
            other = self.one([each for each, _ in self.named(frozenset({Type.AREA}))])
            return f"{name} within {self.one((_area(self), other))}"
        likes = [each for each, held in columns if held.type is column.type and not held.options]
        likes = [each for each in likes if each not in (name, "definition")]
        # One of the plan's groups is named, and no column.
        if likes and not column.options and name != "definition" and self.chance(3):
            return f"{name} {self.one(('=', '!=', 'is', 'is not'))} {self.one(likes)}"
        return f"{name} {self.of_word(column)}"

    def of_word(self, column: Column) -> str:
        """What is asked of a column of words: which of them, or one of several."""
        words_ = [_literal(self, column) for _ in range(2)]
        if column.name == "unit_kind" and self.chance():
            return f"{self.one(('in', 'not in'))} some_units"
        return str(self.one((
            f"is {words_[0]}", f"is not {words_[0]}", f"in ({', '.join(words_)})", f"not in ({', '.join(words_)})",
        )))  # fmt: skip

    def of_moments(self, moment: str) -> str:
        if self.chance(3):
            edge = self.one(("before", "to", "from", "after"))
            return f"{moment} in the {self.duration()} {edge} {self.moment()}"
        return f"{moment} {self.one(COMPARATORS)} {self.moment()}"

    def of_numbers(self, number: str) -> str:
        return f"{number} {self.one(COMPARATORS)} {self.number()}"

    def duration(self) -> str:
        return str(self.one((*DURATIONS, "a_length")))

    def moment(self, depth: int = 2) -> str:
        """Something that is a moment or a day."""
        columns = [name for name, _ in self.named(MOMENTS)]
        ways: list[Callable[[], str]] = [lambda: str(self.one(columns))] * 3 if columns else []
        ways += [lambda: str(self.one(("2021-01-08", "2021-01-10 14:30")))]
        anchors = [f"{before}{name}" for before, name in self.anchors()]
        if anchors:
            ways += [lambda: f"day {self.one((-3, 0, 1, 4, 14))} of {self.one(anchors)}"] * 2
        if depth:
            deeper = depth - 1
            ways += [
                lambda: f"({self.moment(deeper)} {self.one('+-')} {self.duration()})",
                lambda: f"{self.one(('start', 'end'))} of day ({self.moment(deeper)})",
                lambda: f"{self.one(('earlier', 'later'))} of ({self.moment(deeper)}, {self.moment(deeper)})",
            ]
            if not self.inside:
                ways += [lambda: self.column_of(MOMENTS)] * 2
        return str(self.one(ways)())

    def anchors(self) -> Iterator[tuple[str, str]]:
        known = {name for names in self.inventor.anchors.values() for name in names}
        yield from (("", name) for name in sorted(known & self.columns.keys()))
        yield from (("this.", name) for name in sorted(known & self.this.keys()))

    def number(self, depth: int = 1) -> str:
        columns = [name for name, _ in self.named(NUMBERS)]
        ways: list[Callable[[], str]] = [lambda: str(self.one(("1", "2", "0.3", "37.3", "a_number")))]
        ways += [lambda: str(self.one(columns))] * 2 if columns else []
        if not self.inside:
            ways += [self.how_many, lambda: self.column_of(NUMBERS)]
        if depth:
            ways += [lambda: f"{self.number(0)} / {self.number(0)}"]
        return str(self.one(ways)())

    def asked(self) -> str:
        """A condition about other facts."""
        way = self.one(("exists", "count", "column", "column"))
        if way == "exists":
            return f"exists({self.question()})"
        if way == "count":
            return self.of_numbers(self.how_many())
        if self.chance(4):
            return f"{self.column_of(frozenset(Type))} is {self.one(('known', 'unknown'))}"
        kind, question = self.about()
        columns = self.inventor.columns(kind)
        name = self.one([name for name, column in columns.items() if column.type not in (*MOMENTS, *NUMBERS)])
        if columns[name].type is Type.BOOLEAN:
            return f"{self.one(('first', 'latest'))}({question}).{name}"
        return f"{self.one(('first', 'latest'))}({question}).{name} {self.of_word(columns[name])}"

    def how_many(self) -> str:
        return f"{self.one(('count', 'subjects'))}({self.question()})"

    def column_of(self, types: frozenset[Type]) -> str:
        """A column of one of other facts, of some types; where no question has one, what is nearly it."""
        kind, question = self.about()
        columns = [name for name, column in self.inventor.columns(kind).items() if column.type in types]
        ordered = types <= NUMBERS | MOMENTS
        ways = ("first", "latest", *(("smallest", "largest") if ordered else ()))
        if not columns:
            return "2" if types == NUMBERS else "2021-01-09"
        return f"{self.one(ways)}({question}).{self.one(columns)}"

    def question(self) -> str:
        return self.about()[1]

    def about(self) -> tuple[str, str]:
        """What a question asks about: a kind, a relation that ties it, and often a condition."""
        asked = self.inventor.kinds() if self.inventor.following else [kind for kind in ASKED if kind not in FOLLOWING]
        ways = [(kind, relation) for kind in asked for relation in ties(self.kind, kind, tuple(self.columns))]
        # The relation first: by some only a kind or two are tied.
        relation = self.one(sorted({relation for _, relation in ways}))
        kind = self.one([kind for kind, told in ways if told == relation])
        where = ""
        if self.chance(3) is False:
            columns = self.inventor.columns(kind)
            inner = Said(self.inventor, kind, columns, self.columns, inside=True)
            where = f" where {inner.condition(1)}"
        return kind, f"{kind}{relation}{where}"


_TIES: dict[tuple[str, str, tuple[str, ...]], tuple[str, ...]] = {}


def ties(kind: str, asked: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """How a question about one kind can be tied to a fact of another that has columns of these names, as written."""
    key = (kind, asked, names)
    if key not in _TIES:
        columns = words.columns(kind) | (columns_at_hand() if kind == "case" else {})
        known = {name: columns[name] for name in names if name in columns}
        areas = [("covering", name) for name, column in known.items() if column.type is Type.AREA]
        units = [("at", name) for name, column in known.items() if column.type is Type.UNIT]
        found = []
        for relation in (None, *RELATIONS, *areas, *units):
            scope = Scope(kind, known, {}, lambda start, end: None)
            node = e.Query(0, 0, "exists", asked, relation, None, None, 0, 0)
            if relation_of(node, words.columns(asked), scope) is not None:
                found.append(written(relation))
        _TIES[key] = tuple(found)
    return _TIES[key]


def written(relation: tuple[str, str] | None) -> str:
    """A relation as a question has it."""
    match relation:
        case None:
            return ""
        case "same", key:
            return f" of the same {key}"
        case "group", _:
            return " of the group"
        case ("covering" | "at") as how, name:
            return f" {how} {name}"
        case how, _:
            return f" {WRITTEN[how]}"


def _area(said: Said) -> str:
    return f'"{said.one(AREAS["code"].to_list())}"'


def _literal(said: Said, column: Column) -> str:
    if said.kind == "group" and column.name == "definition":
        return f'"{said.one(said.inventor.groups)}"'
    if column.options:
        return str(said.one([option.name for option in column.options]))
    match column.type:
        case Type.AREA:
            return _area(said)
        case Type.UNIT:
            return f'"{said.one(NAMED_UNITS)}"'
        case Type.SUBJECT:
            return f'"{said.one((*PEOPLE, *CASES[:3]))}"'
        case _:
            return f'"{said.one("ab")}"'
