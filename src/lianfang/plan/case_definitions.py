"""The criteria and case definitions of a plan, read part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from lianfang import vocabulary
from lianfang.plan import expression as e
from lianfang.plan import words
from lianfang.plan.branch import Branch, Mapping, Scalar, place
from lianfang.plan.criteria import CaseDefinition, Criterion
from lianfang.plan.finding import Span
from lianfang.plan.parameters import names_taken, read_source
from lianfang.plan.parts import Formula, Names
from lianfang.plan.reading import CONDITION, MOMENT_LIKE, NAME, Reader
from lianfang.vocabulary import Column, Type
from lianfang.vocabulary.derived import DEFINED

CRITERION_KEYS = ("name", "source", "when")
DEFINITION_KEYS = ("name", "source", "when", "since", "goes before")
CLASSES = tuple(option.name for option in DEFINED)
# What of a case as it stands is known beside the columns of its latest fact.
BESIDE = ("severity", "outcome", "ended")
RECORDED = "classification"


@cache
def columns_at_hand() -> dict[str, Column]:
    """The columns of a case as definitions see it: its latest fact with what earlier ones say, and how it stands.

    What was recorded as its classification is not among them: a definition that asked it would say it back.
    """
    status = {column.name: column for column in vocabulary.derived("case_status").columns}
    known = {name: column for name, column in words.columns("case").items() if name != RECORDED}
    return known | {name: status[name] for name in BESIDE}


def read_cases(
    reader: Reader, told: Mapping, layer: str
) -> tuple[tuple[Criterion, ...], tuple[CaseDefinition, ...]]:  # fmt: skip
    """What stands under `criteria` and `case definitions`, each in its order."""
    known = _Known(reader)
    criteria: list[Criterion] = []
    remedy = "write exposed: and its parts below it"
    for entry in reader.entries(told.items.get("criteria"), "criteria", "criteria have names", remedy):
        criterion = _criterion(known, *entry)
        if criterion is not None:
            criteria.append(replace(criterion, layer=layer))
    definitions: list[CaseDefinition] = []
    part, remedy = "case definitions", "write suspected: and its parts below it"
    for entry in reader.entries(told.items.get(part), part, "case definitions have names", remedy):
        definition = _definition(known, *entry)
        if definition is not None:
            definitions.append(replace(definition, layer=layer))
    return tuple(criteria), tuple(definitions)


class _Known:
    """What a condition may name: columns and anchors of the case, and what was defined before it."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.called = {name: Names(columns_at_hand()[name].zh, columns_at_hand()[name].en.lower()) for name in BESIDE}
        own = {name: held for name, held in reader.columns("case").items() if name not in words.columns("case")}
        self.columns = columns_at_hand() | own

    def formula(self, branch: Branch | None, what: str, wanted: frozenset[object]) -> Formula | None:
        reader = self.reader
        made = reader.formula(branch, what, "case", self.columns, {}, wanted, called=self.called)
        if made is not None:
            assert isinstance(branch, Scalar)
            for part in asks_the_record(made.expression):
                message, remedy = (
                    "this asks how the case itself was classified",
                    "ask what was found, not what was made of it",
                )
                reader.say("asks-the-record", place(branch, part.start, part.end), message, remedy)
        return made

    def add(self, key: str, names: Names) -> None:
        self.columns[key] = Column(key, Type.BOOLEAN, names.zh, names.en)
        self.called[key] = names


def asks_the_record(node: e.Expression) -> Iterator[e.Expression]:
    """Each question about the classification of the very case that is being classified."""
    for part in e.walk(node):
        if not isinstance(part, e.Query):
            continue
        own = part.relation in (("same", "case"), ("same", "subject"), ("same", "person"))
        inside = e.walk(part.where) if part.where is not None else ()
        named = any(isinstance(one, e.Name) and one.of is None and one.name == RECORDED for one in inside)
        if part.kind == "case_proposal" or (part.kind == "case" and own and (named or part.column == RECORDED)):
            yield part


def _criterion(known: _Known, key: str, branch: Branch, span: Span) -> Criterion | None:
    reader = known.reader
    if (
        not NAME.fullmatch(key)
        or key in CLASSES
        or key in names_taken()
        or key in reader.parameters
        or key in known.columns
    ):
        remedy = "write it in small letters, and otherwise than any column, parameter or classification, as exposed"
        reader.say("unusable-name", span, f"a criterion cannot be called {key[:40]}", remedy)
        return None
    told = reader.mapping(branch, "a criterion", CRITERION_KEYS, ("name", "when"))
    reader.used = set()
    names = reader.names(told.items.get("name"), "name")
    source = read_source(reader, told, span, "the criterion")
    when = known.formula(told.items.get("when"), "when", CONDITION)
    if when is None:
        # What it means is not known: whoever names it has made no mistake of their own.
        reader.broken.add(key)
        return None
    known.add(key, names)
    return Criterion(key, names, source, when, span, tuple(sorted(reader.used)))


def _definition(known: _Known, key: str, branch: Branch, span: Span) -> CaseDefinition | None:
    reader = known.reader
    if key not in CLASSES:
        reader.say("unknown-word", span, f"no classification is called {key[:40]}", f"there are {', '.join(CLASSES)}")
        return None
    told = reader.mapping(branch, "a case definition", DEFINITION_KEYS, ("name", "when"))
    reader.used = set()
    names = reader.names(told.items.get("name"), "name")
    source = read_source(reader, told, span, "the definition")
    when = known.formula(told.items.get("when"), "when", CONDITION)
    since = known.formula(told.items.get("since"), "since", MOMENT_LIKE)
    before = reader.words(told.items.get("goes before"), "goes before", CLASSES, "unknown-word")
    if when is None:
        reader.broken.add(key)
        return None
    known.add(key, names)
    return CaseDefinition(key, names, source, when, since, before, span, tuple(sorted(reader.used)))
