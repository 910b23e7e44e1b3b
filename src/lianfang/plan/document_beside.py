"""The chapters of a plan's document beside its rules: scales of levels, case definitions, health codes."""

from __future__ import annotations

from lianfang.plan import wording
from lianfang.plan.codes import CHAPTER as CODES
from lianfang.plan.criteria import CaseDefinition, Criterion
from lianfang.plan.document_parts import Article, Chapter
from lianfang.plan.model import Code, Plan
from lianfang.plan.scales import Scale
from lianfang.plan.wording import case_definitions as case_words
from lianfang.plan.wording import codes as code_words
from lianfang.plan.wording import levels as level_words
from lianfang.plan.wording.language import Language, begun, either, number_zh


def chapters_beside(plan: Plan, language: Language) -> tuple[Chapter, ...]:
    """The scales of levels, the case definitions and the codes as the last chapters, an article each."""
    number, place = len(plan.rules), len({rule.chapter for rule in plan.rules})
    made = []
    levels = tuple(_scale(scale, number + i, language) for i, scale in enumerate(plan.levels, 1))
    cases = tuple(_case(one, number + len(levels) + i, language) for i, one in enumerate(plan.conditions, 1))
    number += len(cases)
    codes = tuple(_code(code, number + len(levels) + i, language) for i, code in enumerate(plan.codes, 1))
    for articles, title_zh, title_en in (
        (levels, "风险等级和响应级别", "Risk levels and response levels"), (cases, "病例定义", "Case definitions"),
        (codes, CODES.zh, CODES.en),
    ):  # fmt: skip
        if articles:
            place += 1
            zh, en = f"第{number_zh(place)}章　{title_zh}", f"Chapter {place}. {title_en}"
            made.append(Chapter(either(zh, en, language), articles))
    return tuple(made)


def _code(code: Code, number: int, language: Language) -> Article:
    rule = code.rule
    colour = code_words.colour(code.colour, language)
    lines = [(either("依据的事实", "Ground", language), code_words.ground(code, language))]
    if rule.owes.opens is not None:
        begins = wording.moment(rule.owes.opens, rule.kind, language)
        lines.append((either("起算", "From", language), begins))
    lines.append((either("终止", "Ends", language), code_words.ending(code, language)))
    lines.append((either("依据", "Rests on", language), wording.source(rule.source, language)))
    title_zh, title_en = f"第{number_zh(number)}条　{rule.names.zh}", f"Article {number}. {rule.names.en}"
    opening = either(
        f"{colour}。多条同时适用的，以最重者为准，各条均予列明；终止后自动恢复。",
        f"{colour}. Where several apply the gravest counts and all are shown; it falls by itself when it ends.",
        language,
    )  # fmt: skip
    return Article(rule.id, either(title_zh, title_en, language), opening, tuple(lines))


def _case(held: Criterion | CaseDefinition, number: int, language: Language) -> Article:
    title_zh, title_en = f"第{number_zh(number)}条　{held.names.zh}", f"Article {number}. {held.names.en}"
    said = case_words.fulfils(held, language)
    lines = []
    if isinstance(held, CaseDefinition):
        word = case_words.classification(held.id, language)
        opening = either(
            f"{said}的，拟定为{word}，由医师判定。",
            f"Proposed as {begun(word)}, for a doctor to decide: {said}.",
            language,
        )
        for head_zh, head_en, told in (
            ("起算", "Since", case_words.since(held, language)),
            ("优先", "Before", case_words.exceptions(held, language)),
        ):  # fmt: skip
            if told is not None:
                lines.append((either(head_zh, head_en, language), told))
    else:
        opening = either(f"{said}。", f"{said[:1].upper()}{said[1:]}.", language)
    lines.append((either("依据", "Rests on", language), wording.source(held.source, language)))
    return Article(held.id, either(title_zh, title_en, language), opening, tuple(lines))


def _scale(scale: Scale, number: int, language: Language) -> Article:
    lines = [
        (either(one.names.zh, begun(one.names.en), language), level_words.figure(one, language))
        for one in scale.figures
    ]
    for grade in scale.grades:
        lines.append((level_words.level(grade.level, language), level_words.grade(scale, grade, language)))
        said = either("；", "; ", language).join(level_words.measure(one, language) for one in grade.measures)
        if said:
            lines.append((either("　　措施", "   Orders", language), said))
    lines.append((either("依据", "Rests on", language), wording.source(scale.source, language)))
    title_zh, title_en = f"第{number_zh(number)}条　{scale.names.zh}", f"Article {number}. {scale.names.en}"
    opening = level_words.scale_opening(scale, language)
    return Article(scale.id, either(title_zh, title_en, language), opening, tuple(lines))
