"""Scales of levels in words: which areas, which figures, what makes each level, what it orders."""

from __future__ import annotations

from lianfang.plan.levels import columns_of
from lianfang.plan.scales import Figure, Grade, Measure, Scale
from lianfang.plan.wording.expressions import level_condition
from lianfang.plan.wording.language import Language, begun, day, either, length, listed
from lianfang.plan.wording.parts import LEVELS as AREAS
from lianfang.plan.wording.parts import unit_kinds
from lianfang.vocabulary import kind

LEVELS = {option.name: (option.zh, option.en) for option in kind("declaration").column("level").options}
CLASSIFICATIONS = {
    "confirmed": ("确诊病例", "confirmed cases"), "asymptomatic": ("无症状感染者", "asymptomatic infections"),
    "clinical": ("临床诊断病例", "clinically diagnosed cases"), "suspected": ("疑似病例", "suspected cases"),
    "discharged": ("出院病例", "cases discharged"), "died": ("死亡病例", "deaths"),
}  # fmt: skip
ORIGINS = {option.name: (option.zh, option.en) for option in kind("case").column("origin").options}


def level(name: str, language: Language) -> str:
    """The name of a level."""
    return either(*LEVELS[name], language)


def scale_opening(scale: Scale, language: Language) -> str:
    """In which days and of which areas a scale is, and what gives its levels force."""
    zh = "、".join(AREAS[one][0] for one in scale.areas)
    en = listed([begun(AREAS[one][1]) for one in scale.areas], "en", "or")
    since = (f"自{day(scale.since, 'zh')}起", f"from {day(scale.since, 'en')}") if scale.since else ("", "")
    until = (f"至{day(scale.until, 'zh')}止", f"until {day(scale.until, 'en')}") if scale.until else ("", "")
    zh = "，".join(filter(None, (since[0] + until[0], f"按{zh}")))
    en = ", ".join(filter(None, (f"{since[1]} {until[1]}".strip(), f"for each {en}")))
    en = en[:1].upper() + en[1:]
    if scale.by_rule:
        return either(
            f"{zh}逐日判定；本方案签发后，判定结果即时生效。",
            f"{en}, each day; since the plan is signed, what follows from it is in force.", language,
        )  # fmt: skip
    return either(
        f"{zh}逐日提出建议；等级经公告后生效。",
        f"{en}, proposed each day; a level has force once it is declared.", language,
    )  # fmt: skip


def figure(told: Figure, language: Language) -> str:
    """What a figure counts, in which days."""
    what_zh = "、".join(CLASSIFICATIONS[one][0] for one in told.counts)
    what_en = listed([CLASSIFICATIONS[one][1] for one in told.counts], "en")
    origins = [ORIGINS[one] for one in told.origins]
    from_zh = f"（{'、'.join(zh for zh, _ in origins)}）" if origins else ""
    from_en = f" ({', '.join(begun(en) for _, en in origins)})" if origins else ""
    if told.within is None:
        return either(f"累计{what_zh}{from_zh}", f"{what_en}{from_en} to date", language)
    zh, en = length(told.within, "zh"), length(told.within, "en")
    if told.cluster is not None:
        return either(
            f"同一疫情{zh}内（含当日）{what_zh}{from_zh}达到{told.cluster:g}例",
            f"at least {told.cluster:g} {what_en}{from_en} of one outbreak within {en}, the day itself the last",
            language,
        )  # fmt: skip
    new_en = f"new {what_en}{from_en} within {en}, the day itself the last"
    return either(f"{zh}内（含当日）新增{what_zh}{from_zh}", new_en, language)


def grade(scale: Scale, told: Grade, language: Language) -> str:
    """What makes a level and, where it stays, what lowers it again."""
    figures = columns_of(scale.figures)
    when = level_condition(told.when, figures, language)
    if told.lowered is None:
        return when
    lowered = level_condition(told.lowered, figures, language)
    return either(f"{when}；达到后，至{lowered}时下调", f"{when}; once reached, lowered when {lowered}", language)


def measure(told: Measure, language: Language) -> str:
    """What a level orders, and of whom."""
    what = either(told.what.zh, told.what.en, language)
    if not told.kinds:
        return what
    kinds = unit_kinds(told.kinds, language)
    return either(f"{what}（{'、'.join(kinds)}）", f"{what} ({', '.join(begun(one) for one in kinds)})", language)
