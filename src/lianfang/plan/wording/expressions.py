"""Expressions in words. Brackets stand where the words alone would not say what belongs together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from lianfang.plan import expression as e
from lianfang.plan import words
from lianfang.plan.model import Formula
from lianfang.plan.wording.language import Language, begun, day, either, length, listed
from lianfang.vocabulary import Column, Derived, Kind, Type, derived, kind
from lianfang.vocabulary.diseases import disease_named

DUTY_NAMES = {
    "opened": ("起算", "the duty's opening"), "due": ("时限", "the deadline"), "ends": ("终止", "the duty's end"),
    "anchor": ("计日起点", "the day from which days are counted"), "day": ("当日", "the day owed"),
    "unit": ("责任单位", "the unit"), "person": ("该人员", "the person"), "case": ("该病例", "the case"),
    "county": ("该县", "the county"), "group": ("该疫情", "the group"),
}  # fmt: skip
# Columns whose heads of tables say too little inside a sentence.
NAMES = {
    "judged": ("判定时间", "the judging"), "told": ("告知时间", "the telling"), "carried": ("转运时间", "the carrying"),
    "received": ("入住时间", "entry into isolation"), "released": ("解除时间", "release"),
    "ground_fell": ("依据消失时间", "the moment at which the ground fell"),
    "first_exposed": ("首次接触", "the first exposure"), "last_exposed": ("末次接触", "the last exposure"),
    "origin": ("来源地", "the origin"), "destination": ("目的地", "the destination"),
    "left_origin": ("离开来源地时间", "leaving the origin"), "to_unit": ("接收单位", "the receiving unit"),
    "from_unit": ("移交单位", "the sending unit"), "counts_from": ("追溯起始日", "the day from which it counts"),
    "occurred_until": ("截止时间", "its end"), "reported_by": ("报告单位", "the reporting unit"),
    "sampled": ("采样时间", "the moment of sampling"), "evidence_result": ("出示核酸结果", "the result shown"),
    "evidence_sampled": ("出示核酸采样时间", "the sampling of the test shown"),
    "what": ("移交内容", "what is handed over"),
    "closes": ("结束时间", "its closing"), "founded": ("达到标准时间", "its founding"),
    "recognised": ("发现时间", "its recognition"), "first": ("首例时间", "its first case"),
    "last": ("末例时间", "its last case"), "cases": ("病例数", "the number of its cases"),
    "about": ("事项", "its matter"), "level": ("等级", "its level"), "pooled": ("混检人数", "the number in the pool"),
}  # fmt: skip
SAME = {
    "person": ("同一人员", "of the same person"), "case": ("同一病例", "of the same case"),
    "county": ("同县", "of the same county"), "outbreak": ("同一疫情", "of the same outbreak"),
    "unit": ("同一单位", "of the same unit"), "subject": ("同一对象", "of the same subject"),
    "group": ("同一疫点", "of the same zone"), "letter": ("同一协查函", "of the same letter"),
    "batch": ("同一批号", "of the same batch"),
    "declared": ("同一公告辖区", "of the same area"), "town": ("同乡镇（街道）", "of the same town"),
    "village": ("同村（社区）", "of the same village"), "class": ("同班", "of the same class"),
    "school": ("同校", "of the same school"), "dormitory": ("同宿舍", "of the same dormitory"),
    "ward": ("同病区", "of the same ward"), "workplace": ("同单位", "of the same workplace"),
    "household": ("同户", "of the same household"),
    "vehicle": ("同日同车次", "of the same vehicle that day"),
}  # fmt: skip
# Ties that go from the fact at hand to others, and of a group to its own.
TOWARDS = {
    "index case": ("关联病例的", "of the index case"), "contacts": ("其接触者的", "of the contacts"),
    "close contact": ("其所接触密接的", "of the close contact through whom it came"),
    "group": ("该疫情病例的", "of the cases of the group"),
}  # fmt: skip
ORDERED = {
    "<": ("低于", "below"), "<=": ("不超过", "at most"), ">": ("超过", "above"), ">=": ("达到或超过", "at least"),
}  # fmt: skip
DATED = {
    "<": ("早于", "before"), "<=": ("不晚于", "not after"), ">": ("晚于", "after"), ">=": ("不早于", "not before"),
}  # fmt: skip
MOMENTS = frozenset({Type.DATE, Type.MOMENT})


@dataclass(frozen=True)
class Speech:
    """Who speaks of what: the kind of fact at hand (a duty where there is none), what `this` is; or figures by name."""

    language: Language
    kind: str | None
    outer: str | None = None
    figures: Mapping[str, Column] = field(default_factory=dict)

    def say(self, zh: str, en: str) -> str:
        return either(zh, en, self.language)

    def column(self, name: str, of: str | None) -> Column | None:
        if of is None and name in self.figures:
            return self.figures[name]
        about = self.kind if of is None else self.outer
        if about is None:
            return None
        columns: Mapping[str, Column] = words.columns(about)
        return columns.get(name)


def condition(formula: Formula, about: str | None, language: Language, outer: str | None = None) -> str:
    """A condition of facts of a kind in words. `outer` is what `this` names; None there is the duty."""
    return _said(formula.expression, Speech(language, about, outer))


def level_condition(formula: Formula, figures: Mapping[str, Column], language: Language) -> str:
    """A condition over the figures of an area in words."""
    return _said(formula.expression, Speech(language, None, figures=figures))


def moment(formula: Formula, about: str | None, language: Language) -> str:
    """A moment, or a unit, in words."""
    return _said(formula.expression, Speech(language, about))


def held(value: object, column: Column | None, language: Language) -> str:
    """What a column holds."""
    if value is None:
        return either("未知", "not known", language)
    if isinstance(value, datetime):
        return f"{day(value.date(), language)} {value:%H:%M}"
    assert isinstance(value, str | bool | int | float | date)
    return _value(e.Value(0, 0, value), column, Speech(language, None))


def _said(node: e.Expression, speech: Speech) -> str:
    match node:
        case e.Value():
            return _value(node, None, speech)
        case e.Name() if node.name in speech.figures and speech.figures[node.name].type is Type.BOOLEAN:
            said = _name(node, speech)
            return speech.say(f"有{said}", f"there is {article(said)} {said}")
        case e.Not(term=e.Name() as name) if name.name in speech.figures:
            return speech.say(f"无{_name(name, speech)}", f"there is no {_name(name, speech)}")
        case e.Name():
            return _name(node, speech)
        case e.Not(term=e.Query(how="exists") as query):
            return _query(query, speech, negated=True)
        case e.Not():
            return speech.say(f"并非（{_said(node.term, speech)}）", f"not ({_said(node.term, speech)})")
        case e.And():
            parts = [_bracketed(part, speech, e.Or) for part in _terms(node, e.And)]
            return speech.say("，且", " and ").join(parts)
        case e.Or():
            parts = [_bracketed(part, speech, e.And) for part in _terms(node, e.Or)]
            return speech.say("，或", " or ").join(parts)
        case e.AtLeast():
            terms = [_said(term, speech) for term in node.terms]
            zh = f"至少符合下列{node.number}项（{'；'.join(terms)}）"
            return speech.say(zh, f"at least {node.number} of these ({'; '.join(terms)})")
        case e.Compare():
            return _compared(node, speech)
        case e.Member():
            return _member(node, speech)
        case e.IsKnown():
            term = _said(node.term, speech)
            if node.negated:
                return speech.say(f"{term}未知", f"{term} is unknown")
            return speech.say(f"{term}已知", f"{term} is known")
        case e.Within():
            inner, outer = _said(node.inner, speech), _said(node.outer, speech)
            return speech.say(f"{inner}在{outer}范围内", f"{inner} lies within {outer}")
        case e.Shift():
            return _shifted(node, speech)
        case e.DayEdge():
            return _edge(node, speech)
        case e.Choose():
            terms = [_said(term, speech) for term in node.terms]
            if node.which == "earlier":
                return speech.say(f"{'；'.join(terms)}（以最早者为准）", f"the earliest of: {'; '.join(terms)}")
            return speech.say(f"{'；'.join(terms)}（以最晚者为准）", f"the latest of: {'; '.join(terms)}")
        case e.Query():
            return _query(node, speech)
        case e.Ratio():
            left, right = _said(node.left, speech), _said(node.right, speech)
            return speech.say(f"{left}与{right}之比", f"the ratio of {left} to {right}")
        case e.DayOf():
            said = _said(node.anchor, speech)
            zh, en = f"{said}之日为第{node.first}天起算的第{node.number}天", f"day {node.number} of {said}"
            return speech.say(zh, f"{en}, whose own day is day {node.first}")
    raise AssertionError(type(node))


def _terms(node: e.Expression, kind_: type[e.And] | type[e.Or]) -> list[e.Expression]:
    """The terms of a chain of and, or of or, in their order."""
    if isinstance(node, kind_):
        return [*_terms(node.left, kind_), *_terms(node.right, kind_)]
    return [node]


def _bracketed(node: e.Expression, speech: Speech, other: type[e.Expression]) -> str:
    said = _said(node, speech)
    return speech.say(f"（{said}）", f"({said})") if isinstance(node, other) else said


def _value(node: e.Value, column: Column | None, speech: Speech) -> str:
    held = node.value
    if isinstance(held, bool):
        return speech.say("是" if held else "否", "true" if held else "false")
    if isinstance(held, timedelta):
        return length(held, speech.language)
    if isinstance(held, date):
        return day(held, speech.language)
    if isinstance(held, str) and column is not None:
        option = next((one for one in column.options if one.name == held), None)
        if node.called is not None:
            return speech.say(node.called[0], begun(node.called[1]))
        disease = disease_named(held) if column.name == "disease" else None
        if disease is not None:
            return speech.say(disease.zh, disease.en)
        # Free text is told as it stands in the records.
        return speech.say(f"“{held}”", f'"{held}"') if option is None else speech.say(option.zh, begun(option.en))
    if isinstance(held, float):
        unit = column.unit if column is not None else ""
        # What is counted is called in Chinese; a reader of English knows it from the name.
        return f"{held:g}{unit if speech.language == 'zh' or unit.isascii() or not unit.isalpha() else ''}"
    return str(held)


def _name(node: e.Name, speech: Speech) -> str:
    about = speech.kind if node.of is None else speech.outer
    if node.anchor is not None:
        own = speech.say(node.anchor[0], begun(node.anchor[1]))
        return speech.say(f"本次{own}", f"this {own}") if node.of == "this" else own
    column = speech.column(node.name, node.of)
    if column is None:
        return speech.say(*DUTY_NAMES[node.name])
    if node.name == "occurred_from":
        assert about is not None
        said = _moment_name(about, speech)
    elif node.name in NAMES and not (node.name == "about" and about == "notice"):
        said = speech.say(*NAMES[node.name])
    else:
        said = speech.say(column.zh, begun(column.en))
    if node.of == "this":
        assert speech.outer is not None
        outer = _named(speech.outer).en.lower()
        if node.name == "occurred_from":
            return speech.say(f"本次{said}", f"the moment of this {outer}")
        return speech.say(f"本次{said}", f"this {outer}'s {said.removeprefix('the ').removeprefix('its ')}")
    return said


def _named(about: str) -> Kind | Derived:
    return derived(about) if about in words.DERIVED else kind(about)


def short(name: str) -> str:
    """A Chinese name without what stands in brackets behind it: 病例（感染者） is 病例."""
    return re.sub(r"（[^（）]*）$", "", name)


def article(noun: str) -> str:
    """a or an, as an English noun asks for it."""
    return "an" if noun[:1] in "aeiou" else "a"


def _moment_name(about: str, speech: Speech) -> str:
    if about == "case_proposal":
        return speech.say("符合定义之时", "the moment since which the definition holds")
    if about in words.DERIVED:
        return speech.say(*NAMES["judged"])
    return speech.say(kind(about).moment_zh, f"the moment of the {kind(about).en.lower()}")


def _column_of(node: e.Expression, speech: Speech) -> Column | None:
    if isinstance(node, e.Name):
        return speech.column(node.name, node.of)
    if isinstance(node, e.Query) and node.column:
        return words.columns(node.kind).get(node.column)
    return None


def _side(node: e.Expression, column: Column | None, speech: Speech) -> str:
    return _value(node, column, speech) if isinstance(node, e.Value) else _said(node, speech)


def _compared(node: e.Compare, speech: Speech) -> str:
    column = _column_of(node.left, speech)
    left, right = _said(node.left, speech), _side(node.right, column, speech)
    if node.comparator == "=":
        return speech.say(f"{left}为{right}", f"{left} is {right}")
    if node.comparator == "!=":
        return speech.say(f"{left}不为{right}", f"{left} is not {right}")
    dated = (column is not None and column.type in MOMENTS) or isinstance(
        node.right, e.Shift | e.DayEdge | e.DayOf | e.Choose
    )  # fmt: skip
    zh, en = (DATED if dated else ORDERED)[node.comparator]
    if isinstance(node.left, e.Query) and node.left.how in ("count", "subjects") and node.comparator == ">=":
        return speech.say(f"{left}达到{right}", f"{left} reaches {right}")
    return speech.say(f"{left}{zh}{right}", f"{left} is {en} {right}")


def _member(node: e.Member, speech: Speech) -> str:
    column = _column_of(node.term, speech)
    options = listed([_side(option, column, speech) for option in node.options], speech.language, "or")
    term = _said(node.term, speech)
    if node.negated:
        return speech.say(f"{term}不为{options}", f"{term} is not {options}")
    return speech.say(f"{term}为{options}", f"{term} is {options}")


def _shifted(node: e.Shift, speech: Speech) -> str:
    term, by = _said(node.term, speech), _said(node.by, speech)
    if node.sign > 0:
        return speech.say(f"{term}后{by}", f"{by} after {term}")
    return speech.say(f"{term}前{by}", f"{by} before {term}")


def _edge(node: e.DayEdge, speech: Speech) -> str:
    inner = node.term
    if node.edge == "end" and isinstance(inner, e.Shift) and isinstance(inner.by, e.Value) and inner.sign > 0:
        by = inner.by.value
        if isinstance(by, timedelta) and by.total_seconds() % 86400 == 0:
            term = _said(inner.term, speech)
            return speech.say(f"{term}后第{by.days}天24时", f"the end of day {by.days} after {term}")
    term = _said(inner, speech)
    if node.edge == "end":
        return speech.say(f"{term}当日24时", f"the end of the day of {term}")
    return speech.say(f"{term}当日零时", f"the start of the day of {term}")


_EXTREME = {
    ("smallest", "moment"): ("最早", "earliest"), ("smallest", "number"): ("最小", "smallest"),
    ("largest", "moment"): ("最晚", "latest"), ("largest", "number"): ("最大", "largest"),
}  # fmt: skip


def _dated(node: e.Query) -> bool:
    """Whether the column asked for is a day or a moment; an anchor of the plan is one."""
    column = words.columns(node.kind).get(node.column or "")
    return column is None or column.type in MOMENTS


def _query(node: e.Query, speech: Speech, negated: bool = False) -> str:
    assert node.relation is not None
    how, key = node.relation
    named = _named(node.kind)
    inner = Speech(speech.language, node.kind, speech.kind)
    where = _said(node.where, inner) if node.where is not None else ""
    if how == "same":
        tie_zh, tie_en = SAME[key]
    elif how in TOWARDS:
        tie_zh, tie_en = TOWARDS[how]
    elif how == "at":
        name = _name(e.Name(node.start, node.end, key), speech)
        tie_zh, tie_en = f"{name}的", f"at {name}"
    else:
        name = _name(e.Name(node.start, node.end, key), speech)
        tie_zh, tie_en = f"涵盖{name}的", f"that covers {name}"
    facts_zh = f"“{short(named.zh)}”记录" + (f"（{where}）" if where else "")
    facts_en = f"{named.en.lower()} {tie_en}" + (f" ({where})" if where else "")
    if node.how == "exists":
        return speech.say(
            f"{'无' if negated else '有'}{tie_zh}{facts_zh}",
            f"there is {'no' if negated else article(facts_en)} {facts_en}",
        )
    if node.how == "count":
        return speech.say(f"{tie_zh}{facts_zh}的条数", f"the number of records: {facts_en},")
    if node.how == "subjects":
        return speech.say(f"{tie_zh}{facts_zh}所涉人（例）数", f"the number of subjects with: {facts_en},")
    assert node.column is not None
    asked = e.Name(node.start, node.end, node.column, anchor=node.anchor)
    told = _name(asked, inner) if node.column != "occurred_from" or speech.language == "zh" else "moment"
    if node.how in ("smallest", "largest"):
        zh, en = _EXTREME[node.how, "moment" if _dated(node) else "number"]
        return speech.say(f"{tie_zh}{facts_zh}中{zh}的{told}", f"the {en} {told.removeprefix('the ')} of {facts_en}")
    if node.how == "first":
        return speech.say(f"{tie_zh}首条{facts_zh}的{told}", f"the {told.removeprefix('the ')} of the first {facts_en}")
    return speech.say(
        f"{tie_zh}最近一条{facts_zh}的{told}", f"the {told.removeprefix('the ')} of the latest {facts_en}"
    )
