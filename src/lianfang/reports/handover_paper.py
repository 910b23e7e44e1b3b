"""A shift's hand-over as a document: what runs, who is looked for, what was promised, what the clock will do."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from lianfang import vocabulary
from lianfang.reports.document import Block, Document, Heading, Notes, Paragraph, Signatures, Table, TableColumn
from lianfang.reports.handover_figures import Handover, Watch, duties_in
from lianfang.reports.labels import known_at, label, numbered
from lianfang.reports.meeting_paper import rules_table, task_table
from lianfang.reports.meeting_wording import Part, Sentence, short_moment
from lianfang.reports.wording import Language

WHAT = {"return": ("拟返回", "says they will return"), "transfer": ("已发出，对方未接收", "sent, not yet received")}
_HEADINGS = {
    "running": ("在走的时限", "Clocks running"),
    "sought": ("正在寻找的人", "Who is looked for"),
    "promised": ("答应了谁什么", "What was promised"),
    "by_itself": ("本班到点自动变化", "What the clock will do by itself"),
}


class Signed(Protocol):
    """Who signed for a side of the hand-over, and when."""

    @property
    def signed_by(self) -> str: ...

    @property
    def at(self) -> datetime: ...

    @property
    def note(self) -> str: ...


def parts(made: Handover, language: Language) -> tuple[Part, ...]:
    """The hand-over's parts in their order, each with the sentence of its figures."""
    sentences = {
        "running": _running(made, language),
        "sought": _sought(made, language),
        "promised": _promised(made, language),
        "by_itself": _by_itself(made, language),
    }
    found = []
    for place, (name, words) in enumerate(_HEADINGS.items()):
        found.append(Part(name, numbered(place, words, language), (sentences[name],)))
    return tuple(found)


def document(made: Handover, signed: Mapping[str, Signed], language: Language = "zh") -> Document:
    """The hand-over as a document; ``signed`` by side (``leaving``, ``coming``) who has signed it."""
    chinese = language == "zh"
    blocks: list[Block] = [Paragraph(on_duty_sentence(made, language))]
    for part in parts(made, language):
        blocks.append(Heading(part.heading, level=2))
        blocks += [Paragraph(sentence.text) for sentence in part.sentences]
        blocks += _tables(made, part.name, language)
    blocks.append(Heading(numbered(len(_HEADINGS), ("签字", "Signatures"), language), level=2))
    blocks += [_signature(side, signed.get(side), language) for side in ("leaving", "coming")]
    blocks += [
        Paragraph(f"交班说明：{one.note}" if chinese else f"Note: {one.note}") for one in signed.values() if one.note
    ]
    blocks.append(Notes("", (_note(made, language),)))
    subtitle = f"{short_moment(made.changes, language)}—{short_moment(made.ends, language)}"
    return Document(
        language,
        f"{made.unit_name}交接班记录" if chinese else f"{made.unit_name}: hand-over of shifts",
        subtitle if chinese else subtitle.replace("—", " to "),
        tuple(blocks),
        known_at(made.known, language),
    )


def on_duty_sentence(made: Handover, language: Language) -> str:
    """Who leaves and who comes, the leader on duty first."""
    leaving, coming = _watches(made.leaving, language), _watches(made.coming, language)
    if language == "zh":
        return f"交班：{leaving or '值班表未登记'}。接班：{coming or '值班表未登记'}。"
    return f"Leaving: {leaving or 'nobody on the rota'}. Coming: {coming or 'nobody on the rota'}."


def _watches(watches: tuple[Watch, ...], language: Language) -> str:
    lead = "（带班领导）" if language == "zh" else " (leader on duty)"
    told = [watch.name + (lead if watch.leading else "") for watch in watches]
    return ("、" if language == "zh" else ", ").join(told)


def _running(made: Handover, language: Language) -> Sentence:
    over, due = duties_in(made.overdue), duties_in(made.running)
    if language == "zh":
        late = f"交班时已超期{over}项；" if over else "交班时没有超期；"
        return Sentence(f"{late}{short_moment(made.ends, language)}前到期{due}项。", "running")
    late = f"{over:,} overdue when the shifts change; " if over else "Nothing overdue when the shifts change; "
    return Sentence(f"{late}{due:,} fall due by {short_moment(made.ends, language)}.", "running")


def _sought(made: Handover, language: Language) -> Sentence:
    n = len(made.sought)
    if language == "zh":
        return Sentence(f"正在寻找{n}人。" if n else "没有正在寻找的人。", "sought")
    return Sentence(
        f"{n:,} {'person is' if n == 1 else 'people are'} looked for." if n else "Nobody is looked for.", "sought"
    )


def _promised(made: Handover, language: Language) -> Sentence:
    waiting = sum(1 for task in made.tasks if task.state == "applied")
    due = len(made.tasks) - waiting
    if language == "zh":
        return Sentence(
            f"本班到期或已超期的督办事项{due}项，待验收{waiting}项；预计到来或在途未接收{len(made.expected)}人。",
            "promised",
        )
    return Sentence(
        f"Tasks due in this shift or overdue: {due:,}; awaiting acceptance: {waiting:,}; "
        f"people expected or on the way: {len(made.expected):,}.",
        "promised",
    )


def _by_itself(made: Handover, language: Language) -> Sentence:
    opening, ending = duties_in(made.opening), duties_in(made.ending)
    if language == "zh":
        return Sentence(f"本班内将自动产生待办{opening}项，期满结束{ending}项。", "by_itself")
    return Sentence(f"By the clock alone {opening:,} duties will begin and {ending:,} will end.", "by_itself")


def _tables(made: Handover, name: str, language: Language) -> list[Block]:
    chinese = language == "zh"
    if name == "running":
        late = rules_table("已超期" if chinese else "Overdue", made.overdue, language)
        return [*late, *rules_table("本班到期" if chinese else "Due in this shift", made.running, language)]
    if name == "sought":
        return _sought_table(made, language)
    if name == "promised":
        return [*task_table("督办事项" if chinese else "Tasks", made.tasks, language), *_expected_table(made, language)]
    begins, ends = ("最早开始", "最早结束") if chinese else ("First begins", "First ends")
    opening = rules_table("将产生的待办" if chinese else "Duties that begin", made.opening, language, begins)
    return [*opening, *rules_table("将期满的待办" if chinese else "Duties that end", made.ending, language, ends)]


def _sought_table(made: Handover, language: Language) -> list[Block]:
    chinese = language == "zh"
    if not made.sought:
        return []
    columns = (
        TableColumn("姓名" if chinese else "Name", share=2),
        TableColumn("最近一次结果" if chinese else "Last attempt", share=2),
        TableColumn("时间" if chinese else "When", share=2),
        TableColumn("连续未果" if chinese else "Failed in a row", number=True),
    )
    rows = tuple(
        (one.name or "—", result_word(one.result, language), short_moment(one.at, language), one.failed)
        for one in made.sought
    )
    title = "正在寻找的人" if chinese else "Looked for"
    return [Table(title, title, columns, rows)]


def result_word(result: str, language: Language) -> str:
    """What came of an attempt, in words."""
    option = vocabulary.kind("attempt").column("result").option(result)
    return option.zh if language == "zh" else option.en


def _expected_table(made: Handover, language: Language) -> list[Block]:
    chinese = language == "zh"
    if not made.expected:
        return []
    columns = (
        TableColumn("姓名" if chinese else "Name", share=2),
        TableColumn("事项" if chinese else "What", share=2.4),
        TableColumn("时间" if chinese else "When", share=1.6),
        TableColumn("备注" if chinese else "Note", share=3),
    )
    rows = tuple(
        (one.name or "—", WHAT[one.what][0 if chinese else 1], short_moment(one.at, language), one.note)
        for one in made.expected
    )
    title = "预计到来和在途的人" if chinese else "Expected, or on the way"
    return [Table(title, title, columns, rows)]


def _signature(side: str, signed: Signed | None, language: Language) -> Block:
    chinese = language == "zh"
    word = vocabulary.kind("handover").column("side").option(side)
    who = f"{word.zh}人" if chinese else word.en
    if signed is None:
        return Signatures((f"{who}（签名）：", "时间：") if chinese else (f"{who} (signature): ", "Time: "))
    when = short_moment(signed.at, language)
    return Paragraph(
        f"{who}：{signed.signed_by}　　{when}已签" if chinese else f"{who}: {signed.signed_by}, signed {when}"
    )


def _note(made: Handover, language: Language) -> str:
    if language == "zh":
        whose = "全辖区的待办" if made.area_wide else "本单位的待办"
        return f"所列为{whose}；由现行防控方案、已登记的事实和时钟推出，无须填写。{label('leader', language)}见各表。"
    whose = "the whole area" if made.area_wide else "this unit"
    return f"Duties of {whose}; they follow from the plan in force, recorded facts and the clock, and are never typed."
