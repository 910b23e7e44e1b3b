"""What two plans differ in beside their rules: scales of levels, case definitions, health codes, in words.

What a changed parameter alone explains is told at the parameter, as with rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lianfang.plan import wording
from lianfang.plan.criteria import CaseDefinition, Criterion
from lianfang.plan.model import Code, Names, Plan
from lianfang.plan.scales import Figure, Grade, Scale
from lianfang.plan.wording import case_definitions as case_words
from lianfang.plan.wording import codes as code_words
from lianfang.plan.wording import levels as level_words

Said = Callable[[wording.Language], str]
# A part as written, parameters by their names where they may stand, and in words.
Part = tuple[object, Said]
# Id, names, part, before, after; the part is empty where the whole came or went.
Difference = tuple[str, Names, str, Names | None, Names | None]


@dataclass(frozen=True)
class Told:
    """A scale or a code: what it is called, the parameters it uses, and its parts."""

    id: str
    names: Names
    parameters: tuple[str, ...]
    parts: Mapping[str, Part]


def of_levels(old: Plan, new: Plan) -> Iterator[Difference]:
    """Each difference between the scales."""
    before, after = ([_scale(one) for one in plan.levels] for plan in (old, new))
    yield from _compared(before, after, _moved(old, new))


def of_codes(old: Plan, new: Plan) -> Iterator[Difference]:
    """Each difference between the codes."""
    before, after = ([_code(one) for one in plan.codes] for plan in (old, new))
    yield from _compared(before, after, _moved(old, new))


def of_definitions(old: Plan, new: Plan) -> Iterator[Difference]:
    """Each difference between the criteria and case definitions."""
    before, after = ([_definition(one) for one in plan.conditions] for plan in (old, new))
    yield from _compared(before, after, _moved(old, new))


def _moved(old: Plan, new: Plan) -> frozenset[str]:
    """The parameters that hold other values."""
    values = {one.id: one.value for one in old.parameters}
    return frozenset(one.id for one in new.parameters if one.id in values and values[one.id] != one.value)


def _compared(old: Sequence[Told], new: Sequence[Told], moved: frozenset[str]) -> Iterator[Difference]:
    before, after = ({one.id: one for one in side} for side in (old, new))
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            held = now or was
            assert held is not None
            yield name, held.names, "", _whole(was) if was else None, _whole(now) if now else None
            continue
        explained = bool(moved & set(was.parameters) & set(now.parameters))
        for part in dict.fromkeys((*was.parts, *now.parts)):
            one, other = was.parts.get(part), now.parts.get(part)
            if one is not None and other is not None and explained and one[0] == other[0]:
                continue
            said = [
                Names("无", "none") if side is None else Names(side[1]("zh"), side[1]("en")) for side in (one, other)
            ]
            if said[0] != said[1]:
                yield name, now.names, part, said[0], said[1]


def _whole(told: Told) -> Names:
    """What came or went, in one line."""
    kept = [said for part, (_, said) in told.parts.items() if part not in ("source", "opens")]
    zh, en = (separator.join(said(say).rstrip("。.") for said in kept) for separator, say in _SEPARATED)
    return Names(zh, en)


_SEPARATED: tuple[tuple[str, wording.Language], ...] = (("；", "zh"), ("; ", "en"))


def _scale(scale: Scale) -> Told:
    written = (scale.areas, scale.by_rule, scale.since, scale.until)
    opening: Part = (written, lambda say: level_words.scale_opening(scale, say))
    parts = {"opening": opening}
    parts |= {f"figure {figure.id}": _figure(figure) for figure in scale.figures}
    for grade in scale.grades:
        parts |= _grade(scale, grade)
    parts["source"] = (scale.source.document, lambda say: wording.source(scale.source, say))
    return Told(scale.id, scale.names, scale.parameters, parts)


def _figure(figure: Figure) -> Part:
    written = (figure.counts, figure.origins, figure.cluster is None, figure.within is None)
    return written, lambda say: level_words.figure(figure, say)


def _grade(scale: Scale, grade: Grade) -> dict[str, Part]:
    lowered = grade.lowered.text if grade.lowered is not None else ""

    def said(say: wording.Language) -> str:
        return f"{level_words.level(grade.level, say)}: {level_words.grade(scale, grade, say)}"

    def orders(say: wording.Language) -> str:
        return "; ".join(level_words.measure(one, say) for one in grade.measures)

    made: dict[str, Part] = {grade.level: ((grade.when.text, lowered), said)}
    return made | ({f"orders {grade.level}": (grade.measures, orders)} if grade.measures else {})


def _code(code: Code) -> Told:
    rule, opens, ends = code.rule, code.rule.owes.opens, code.rule.owes.ends
    parts: dict[str, Part] = {
        "value": (code.colour, lambda say: code_words.colour(code.colour, say)),
        "when": (rule.when.text if rule.when else "", lambda say: code_words.ground(code, say)),
        "ends": (ends.text if ends else "", lambda say: code_words.ending(code, say)),
        "source": (rule.source.document, lambda say: wording.source(rule.source, say)),
    }
    if opens is not None:
        parts["opens"] = (opens.text, lambda say: wording.moment(opens, rule.kind, say))
    return Told(rule.id, rule.names, rule.parameters, parts)


def _definition(held: Criterion | CaseDefinition) -> Told:
    parts: dict[str, Part] = {"when": (held.when.text, lambda say: case_words.fulfils(held, say))}
    if isinstance(held, CaseDefinition):
        if held.since is not None:
            parts["opens"] = (held.since.text, lambda say: case_words.since(held, say) or "")
        if held.before:
            parts["before"] = (held.before, lambda say: case_words.exceptions(held, say) or "")
    parts["source"] = (held.source.document, lambda say: wording.source(held.source, say))
    return Told(held.id, held.names, held.parameters, parts)
