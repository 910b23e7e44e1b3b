"""The scales of levels of a plan, read part by part."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from lianfang.plan.branch import Branch, Mapping, Scalar, place
from lianfang.plan.cells import untold
from lianfang.plan.expression import Name, walk
from lianfang.plan.finding import Span
from lianfang.plan.parameters import KINDS_OF_UNIT, read_source
from lianfang.plan.parts import Formula
from lianfang.plan.reading import CONDITION, NAME, Reader
from lianfang.plan.rules import LEVELS
from lianfang.plan.scales import COUNTED, GRAVITY, Figure, Grade, Measure, Scale
from lianfang.vocabulary import Column, Type, kind

SCALE_KEYS = ("name", "source", "in force", "about", "of", "force", "figures", "grades")
FIGURE_KEYS = ("name", "counts", "cluster of", "at least", "within", "origin", "unit")
GRADE_KEYS = ("when", "lowered when", "orders")
MEASURE_KEYS = ("what", "of")
FORCE = ("by declaration", "by rule")
ORIGINS = tuple(option.name for option in kind("case").column("origin").options)


def read_levels(reader: Reader, branch: Branch | None, layer: str) -> tuple[Scale, ...]:
    """The scales under `levels`, in their order."""
    remedy = "write name_of_the_scale: and its parts below it"
    found = (_scale(reader, *entry) for entry in reader.entries(branch, "levels", "levels have names", remedy))
    return tuple(replace(scale, layer=layer) for scale in found if scale is not None)


def _scale(reader: Reader, key: str, branch: Branch, span: Span) -> Scale | None:
    if not NAME.fullmatch(key):
        remedy = "write it in small letters with _ between them, as county_risk"
        reader.say("unusable-name", span, f"a scale cannot be called {key[:40]}", remedy)
        return None
    told = reader.mapping(branch, "a scale", SCALE_KEYS, ("name", "about", "of", "figures", "grades"))
    reader.used = set()
    before = _wrong(reader)
    names = reader.names(told.items.get("name"), "name")
    source = read_source(reader, told, span, "the scale")
    since, until = reader.days(told.items.get("in force"))
    about = reader.word(told.items.get("about"), "about", tuple(GRAVITY))
    areas = reader.words(told.items.get("of"), "a level of areas", LEVELS, "unknown-word")
    force = reader.word(told.items.get("force"), "force", FORCE) if "force" in told.items else None
    figures = _figures(reader, told.items.get("figures"))
    grades = _grades(reader, told.items.get("grades"), about, figures)
    here = tuple(sorted(reader.used))
    if "grades" in told.items and not grades and _wrong(reader) == before:
        reader.say("missing-key", told.keys["grades"], "a scale has no level", "add low: {when: …} and so on")
    if _wrong(reader) > before or not _names(grades) <= {figure.id for figure in figures}:
        # What is half read is not looked at as a whole: one mistake, one finding. It may be one of a parameter on which
        # a figure or a condition rests, found where that stands.
        figures, grades = (), ()
    if about is None or not areas:
        return None
    return Scale(
        key, names, source, about, areas, force == "by rule", figures, grades, span, parameters=here,  # type: ignore[arg-type]
        since=since, until=until,
    )  # fmt: skip


def _wrong(reader: Reader) -> int:
    """How many findings there are that are more than notes."""
    return sum(not finding.note for finding in reader.findings)


def _names(grades: tuple[Grade, ...]) -> set[str]:
    """What conditions name, beside parameters: their values stand in place of them."""
    formulas = [formula for grade in grades for formula in (grade.when, grade.lowered) if formula is not None]
    return {part.name for formula in formulas for part in walk(formula.expression) if isinstance(part, Name)}


def _figures(reader: Reader, branch: Branch | None) -> tuple[Figure, ...]:
    told = reader.named(branch, "figures have names", "write name_of_it: {name, counts, within}")
    found = []
    for key, item in told.items.items():
        figure = _figure(reader, key, item, told.keys[key])
        if figure is not None:
            found.append(figure)
        else:
            reader.broken.add(key)
    return tuple(found)


def _figure(reader: Reader, key: str, branch: Branch, span: Span) -> Figure | None:
    if not NAME.fullmatch(key) or key in reader.parameters:
        remedy = "take another name, in small letters with _ between them"
        reader.say("unusable-name", span, f"a figure cannot be called {key[:40]}", remedy)
        return None
    told = reader.mapping(branch, "a figure", FIGURE_KEYS, ("name",))
    names = reader.names(told.items.get("name"), "name")
    of_cluster = "cluster of" in told.items
    for other in ("counts",) if of_cluster else ("at least",):
        if other in told.items:
            reader.say("unknown-key", told.keys[other], f"{other} does not go with {_other(other)}", "keep one of them")
    counted = "cluster of" if of_cluster else "counts"
    if counted not in told.items:
        reader.say("missing-key", span, "a figure says no counts", "add counts: confirmed, or cluster of: confirmed")
    counts = reader.words(told.items.get(counted), counted, tuple(COUNTED), "unknown-word")
    size = _size(reader, told, span) if of_cluster else None
    within = _within(reader, told, span, of_cluster)
    origins = reader.words(told.items.get("origin"), "origin", ORIGINS, "unknown-option")
    unit = reader.text(told.items.get("unit"), "unit") if "unit" in told.items else ""
    if not counts or (of_cluster and (size is None or within is None)) or ("within" in told.items and within is None):
        return None
    return Figure(key, names, counts, within, origins, size, unit or "", span)


def _other(key: str) -> str:
    return "cluster of" if key == "counts" else "counts"


def _size(reader: Reader, told: Mapping, span: Span) -> float | None:
    """How many make a cluster: a number, or a parameter."""
    branch = told.items.get("at least")
    if branch is None:
        reader.say("missing-key", span, "a cluster says no at least", "add at least: 2, as many as make a cluster")
        return None
    held = reader.parameter(branch, "at least", "number")
    if held is not None:
        return held.value if isinstance(held.value, float) else None
    number = reader.number(branch, "at least")
    if number is not None and number < 1:
        reader.say("wrong-shape", branch.span, "a cluster has at least one case", "")
        return None
    return None if number is None else float(number)


def _within(reader: Reader, told: Mapping, span: Span, needed: bool) -> timedelta | None:
    branch = told.items.get("within")
    if branch is None:
        if needed:
            reader.say("missing-key", span, "a cluster says no within", "add within: 14 days")
        return None
    within = reader.duration(branch, "within")
    if within is not None and (within.seconds or within.microseconds or within.days < 1):
        reader.say("bad-duration", branch.span, "levels count whole days", "write within: 14 days")
        return None
    return within


def _grades(
    reader: Reader, branch: Branch | None, about: str | None, figures: tuple[Figure, ...]
) -> tuple[Grade, ...]:  # fmt: skip
    told = reader.named(branch, "grades are levels", "write low: {when: …} and so on")
    known = GRAVITY.get(about or "", tuple(level for levels in GRAVITY.values() for level in levels))
    columns = columns_of(figures)
    found = []
    for key, item in told.items.items():
        if key not in known:
            reader.say(
                "unknown-word", told.keys[key], f"no level is called {key[:40]}", f"there are {', '.join(known)}"
            )
            continue
        grade = _grade(reader, key, item, told.keys[key], columns)
        if grade is not None:
            found.append(grade)
    return tuple(sorted(found, key=lambda grade: known.index(grade.level)))


def _grade(reader: Reader, level: str, branch: Branch, span: Span, columns: dict[str, Column]) -> Grade | None:
    told = reader.mapping(branch, "a level", GRADE_KEYS, ("when",))

    def condition(key: str) -> Formula | None:
        made = reader.formula(told.items.get(key), key, "a level", columns, {}, CONDITION)
        part = None if made is None else untold(made)
        if part is not None:
            message, held = "a level compares figures with numbers and with one another", told.items[key]
            assert isinstance(held, Scalar)  # an expression was read from it
            reader.say("wrong-type", place(held, part.start, part.end), message, "say it by figures of its own")
        return made

    when, lowered = condition("when"), condition("lowered when")
    measures = []
    for item in reader.items(told.items.get("orders")):
        parts = reader.mapping(item, "a measure", MEASURE_KEYS, ("what",))
        kinds = reader.words(parts.items.get("of"), "a kind of unit", KINDS_OF_UNIT, "unknown-unit-kind")
        measures.append(Measure(reader.names(parts.items.get("what"), "what"), kinds))
    return None if when is None else Grade(level, when, lowered, tuple(measures), span)


def columns_of(figures: tuple[Figure, ...]) -> dict[str, Column]:
    """The figures as the columns of which conditions speak: whole numbers; of a cluster yes or no."""
    return {
        figure.id: Column(
            figure.id,
            Type.INTEGER if figure.cluster is None else Type.BOOLEAN,
            figure.names.zh,
            figure.names.en,
            unit=figure.unit,
        )
        for figure in figures
    }
