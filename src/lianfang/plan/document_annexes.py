"""The annexes of a plan's document: its definitions, figures with their sources, what layers set, what is watched."""

from __future__ import annotations

from collections.abc import Iterable

from lianfang.plan import wording
from lianfang.plan.criteria import CaseDefinition, Criterion
from lianfang.plan.defined import anchor_parts, group_parts
from lianfang.plan.document_parts import Listing, what_was_set
from lianfang.plan.model import Anchor, ContactRules, Group, Parameter, Plan, Rule, Watch
from lianfang.plan.retained import Period, Publication
from lianfang.plan.scales import Scale
from lianfang.plan.wording import contacts as of_contacts
from lianfang.plan.wording import retention as of_retention
from lianfang.plan.wording.language import Language, either
from lianfang.plan.wording.parts import LEVELS


def used_by(plan: Plan, kept: list[Rule]) -> set[str]:
    """The parameters that these rules use, or the plan's definitions, watches and periods, which every document has.

    Where all rules are told, those of levels, codes and contacts too.
    """
    told: list[
        Rule | Anchor | Group | Scale | Watch | ContactRules | Criterion | CaseDefinition | Period | Publication
    ] = [
        *kept,
        *plan.anchors,
        *plan.groups,
        *plan.watches,
        *plan.periods,
    ]
    if plan.publication is not None:
        told.append(plan.publication)
    if len(kept) == len(plan.rules):
        told += [*plan.levels, *(code.rule for code in plan.codes), *plan.conditions]
        if plan.contacts is not None:
            told.append(plan.contacts)
    return {name for one in told for name in one.parameters}


def annexes(plan: Plan, kept: list[Rule], language: Language) -> Iterable[Listing]:
    """Each annex of a document in which these rules are told; one without rows says nothing."""
    used = used_by(plan, kept)
    parameters = [one for one in plan.parameters if one.id in used]
    zh = language == "zh"
    yield Listing(
        "附件　疫情定义" if zh else "Annex. What is a cluster or an outbreak",
        ("名称", "计入病例", "认定标准", "另行关联", "结束", "依据")
        if zh
        else ("Name", "Cases that count", "Founded by", "Joined by", "Closed by", "Rests on"),
        (1.5, 2.2, 2.4, 1.0, 1.4, 2.2),
        tuple(group_parts(one, language) for one in plan.groups),
    )
    yield Listing(
        "附件　计日起点" if zh else "Annex. Days from which days are counted",
        ("名称", "适用事实", "时间") if zh else ("Name", "Of which facts", "Moment"),
        (1.8, 1.6, 4.0),
        tuple(anchor_parts(one, language) for one in plan.anchors),
    )
    whole = plan.contacts if len(kept) == len(plan.rules) else None
    yield Listing(
        "附件　接触者判定" if zh else "Annex. Who is a contact",
        ("情形", "场所", "密切接触者", "一般接触者", "依据")
        if zh
        else ("Setting", "Where", "Close", "General", "Rests on"),
        (1.6, 1.6, 2.6, 1.8, 2.2),
        tuple(of_contacts.row(one, language) for one in (whole.settings if whole is not None else ())),
    )
    yield Listing(
        "附件　参数" if zh else "Annex. Figures",
        ("参数", "数值", "制定层级", "依据", "下级权限") if zh else ("Figure", "Value", "Set by", "Rests on", "Below"),
        (2.6, 1.8, 1.7, 3.0, 1.6),
        tuple(_figure(one, plan, language) for one in parameters),
    )
    yield Listing(
        "附件　本级及以上层级的调整" if zh else "Annex. What layers set",
        ("参数", "调整") if zh else ("Figure", "Setting"),
        (1.5, 5.0),
        tuple(
            (either(one.names.zh, one.names.en, language), what_was_set(setting, one, plan, language))
            for one in parameters
            for setting in one.settings
        ),
    )

    yield Listing(
        "附件　监测预警" if zh else "Annex. What is watched for signals",
        ("监测", "内容", "依据") if zh else ("Watch", "What and how", "Rests on"),
        (1.8, 4.6, 2.4),
        tuple(
            (
                either(one.names.zh, one.names.en, language),
                wording.watch(one, language),
                wording.source(one.source, language),
            )
            for one in plan.watches
        ),
    )
    yield Listing(
        "附件　信息保存与公布" if zh else "Annex. What is kept for how long, what is published",
        ("事项", "内容", "依据") if zh else ("What", "For how long, or how", "Rests on"),
        (1.8, 4.6, 2.4),
        of_retention.rows(plan, language),
    )


def _figure(one: Parameter, plan: Plan, language: Language) -> tuple[str, ...]:
    source = one.settings[-1].source if one.settings else one.source
    layer = plan.layer(one.given_by)
    level = either(LEVELS[layer.level][0], LEVELS[layer.level][1], language)
    may = wording.lower_may(one.lower_may, one.floor, one.ceiling, one, language)
    name = either(one.names.zh, one.names.en, language)
    return name, wording.value_words(one.value, one, language), level, wording.source(source, language), may
