"""What a plan defines of its own, in words: anchors and groups, for the document and to compare two texts."""

from __future__ import annotations

from lianfang.plan import wording
from lianfang.plan.model import Anchor, Group
from lianfang.plan.wording.language import Language, either, length


def group_parts(group: Group, language: Language) -> tuple[str, ...]:
    """Of a group: its name, which cases count, what founds it, what else joins others to it, what closes it, source."""
    say = either
    counted = wording.moment(group.counted, "case", language) if group.counted is not None else None
    which = wording.condition(group.where, "case", language) if group.where is not None else None
    told = [which or say("所有病例", "every case", language)]
    if counted is not None:
        told.append(say(f"按{counted}计", f"counted by {counted}", language))
    founded = say("；或", "; or ", language).join(wording.founding(one, language) for one in group.founded)
    joined = say("、", ", ", language).join(wording.share(one, language) for one in group.joined)
    closed = say(
        f"末例后{length(group.closed_after, 'zh')}无新病例",
        f"{length(group.closed_after, 'en')} without a case",
        language,
    )
    if group.reaches > group.apart > 0:
        reach = f"{group.reaches:g}"
        founded += say(f"；{reach}米以内的监测值计入", f"; what is measured within {reach} m counts", language)
    return (
        say(group.names.zh, group.names.en, language), say("，", ", ", language).join(told), founded,
        joined or say("无", "none", language), closed, wording.source(group.source, language),
    )  # fmt: skip


def anchor_parts(anchor: Anchor, language: Language) -> tuple[str, ...]:
    """Of an anchor: its name with the number of its day, the facts that have it, and which moment it is."""
    name = either(anchor.names.zh, anchor.names.en, language)
    numbered = either(
        f"{name}（当日为第{anchor.first}天）", f"{name} (its day is day {anchor.first})", language
    )  # fmt: skip
    kinds = [wording.kind_name(kind, language) for kind, _ in anchor.formulas]
    moments = dict.fromkeys(wording.moment(formula, kind, language) for kind, formula in anchor.formulas)
    return numbered, either("、", ", ", language).join(kinds), either("；", "; ", language).join(moments)
