"""What is kept for how long, and what of counts is published, in words of both languages."""

from __future__ import annotations

from lianfang import vocabulary
from lianfang.plan.model import Plan
from lianfang.plan.retained import Period, Publication
from lianfang.plan.wording.language import Language, either, length, listed
from lianfang.plan.wording.parts import source


def period(told: Period, language: Language) -> str:
    """Which facts, about whom, go how long after what."""
    kinds = [vocabulary.kind(name) for name in told.kinds]
    facts = listed([kind.zh if language == "zh" else kind.en.lower() for kind in kinds], language)
    long = length(told.after, language)
    whose_zh, whose_en = (
        ("非病例、非接触者的", " of whoever is neither case nor contact") if told.of == "uninvolved" else ("", "")
    )
    if told.since == "closing":
        zh, en = f"疫情结案后{long}销毁", f"removed {long} after the outbreak is closed"
    else:
        zh, en = f"自发生之日起保存{long}后销毁", f"removed {long} after they occurred"
    if told.identities:
        zh, en = f"{zh}，其人再无其他记录的，身份信息一并销毁", f"{en}, and who it was with the last of them"
    return either(f"{whose_zh}{facts}，{zh}", f"{facts}{whose_en}: {en}", language)


def how_long(told: Period, language: Language) -> str:
    """For how long something is kept, beside its name."""
    whose = either("（非病例、非接触者）", " (neither case nor contact)", language) if told.of == "uninvolved" else ""
    long = length(told.after, language)
    if told.since == "occurrence":
        return f"{long}{whose}"
    if not told.after:
        return either(f"至结案{whose}", f"as long as the outbreak lasts{whose}", language)
    return either(f"结案后{long}{whose}", f"{long} after the outbreak is closed{whose}", language)


def publication(told: Publication, language: Language) -> str:
    """Which counts are withheld, how others are rounded, when places are published without times."""
    return either(
        f"1至{told.suppressed}的数字不公布，其余取整至{told.rounded}的倍数；"
        f"涉及不足{told.least_people}人的场所只公布名称，不公布时间",
        f"a count from 1 to {told.suppressed} is withheld, others are rounded to {told.rounded}; places that fewer "
        f"than {told.least_people} people account for are named without times",
        language,
    )


def rows(plan: Plan, language: Language) -> tuple[tuple[str, str, str], ...]:
    """A line a period and one of what is published: name, what it says, source."""
    lines = [
        (either(one.names.zh, one.names.en, language), period(one, language), source(one.source, language))
        for one in plan.periods
    ]
    if plan.publication is not None:
        name = either("对外公布的数字", "Counts that are published", language)
        lines.append((name, publication(plan.publication, language), source(plan.publication.source, language)))
    return tuple(lines)
