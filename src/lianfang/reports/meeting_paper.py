"""A meeting's briefing and its list of decisions as documents: the sentences, then the tables they stand on."""

from collections.abc import Iterable

from lianfang.reports.document import Block, Cell, Document, Heading, Notes, Paragraph, Signatures, Table, TableColumn
from lianfang.reports.labels import known_at, label, moment
from lianfang.reports.layout import bulletin_table, row_label
from lianfang.reports.meeting_figures import Briefing, DecisionList, DutiesOfRule, TaskFigure
from lianfang.reports.meeting_wording import STATES, change_label, parts, short_moment, signed_difference
from lianfang.reports.wording import Language

# What stands on paper of a long list; all of it is on the page and in its export.
MOST_ROWS, MOST_LEADERS = 20, 10


def document(briefing: Briefing, language: Language = "zh") -> Document:
    """The briefing as a document."""
    chinese = language == "zh"
    area = briefing.area.name if chinese else briefing.area.latin
    disease = briefing.now.disease_zh if chinese else briefing.now.disease_en
    blocks: list[Block] = []
    for part in parts(briefing, language):
        blocks.append(Heading(part.heading, level=2))
        blocks += [Paragraph(sentence.text) for sentence in part.sentences]
        blocks += _TABLES[part.name](briefing, language)
    blocks.append(Notes(label("notes", language), _notes(briefing, language)))
    return Document(
        language,
        f"{area}疫情防控调度会材料" if chinese else f"{area}: briefing for the dispatch meeting",
        f"{disease}　{moment(briefing.at, language)}" if chinese else f"{disease}, {moment(briefing.at, language)}",
        tuple(blocks),
        known_at(briefing.at, language),
    )


def decisions_document(made: DecisionList, language: Language = "zh") -> Document:
    """A meeting's list of decisions as a document: what was open when it began, what it decided."""
    chinese, held = language == "zh", made.meeting
    area = made.area.name if chinese else made.area.latin
    lines = [
        (label_zh if chinese else label_en, value)
        for label_zh, label_en, value in (
            ("召集单位", "Convened by", held.unit_name),
            ("主持人", "Chair", held.chair),
            ("参会单位", "Attended by", held.attended),
            ("备注", "Note", held.note),
        )
        if value
    ]
    title = "会议决定事项清单" if chinese else "decisions of a meeting"
    columns = (TableColumn("事项" if chinese else "Matter", share=1.2), TableColumn("内容" if chinese else "", share=6))
    blocks: list[Block] = []
    if lines:
        blocks.append(Table("会议" if chinese else "Meeting", "meeting", columns, tuple(lines)))
    blocks += task_table("本次会议决定事项" if chinese else "Decided", made.decided, language)
    if not made.decided:
        blocks.append(Paragraph("本次会议没有决定事项。" if chinese else "The meeting decided nothing."))
    blocks += task_table("会前未销号事项" if chinese else "Open before the meeting", made.before, language)
    blocks.append(_signatures(chinese))
    return Document(
        language,
        f"{area}{title}" if chinese else f"{area}: {title}",
        " ".join(word for word in (held.title, held.number, moment(held.at, language)) if word),
        tuple(blocks),
        known_at(made.at, language),
    )


def _signatures(chinese: bool) -> Signatures:
    return Signatures(("主持人（签名）：", "记录人：") if chinese else ("Chair (signature): ", "Recorded by: "))


def _situation(briefing: Briefing, language: Language) -> list[Block]:
    return [bulletin_table(briefing.now, language)]


def _changes(b: Briefing, language: Language) -> list[Block]:
    if b.then is None:
        return []
    chinese = language == "zh"
    then, now = short_moment(b.since, language), short_moment(b.at, language)
    heads = tuple(
        TableColumn(text, number=place > 0, share=2.4 if place == 0 else 1.4)
        for place, text in enumerate(
            (
                "指标" if chinese else "Figure",
                f"{then}所知" if chinese else f"Known at {then}",
                f"{now}所知" if chinese else f"Known at {now}",
                "变化" if chinese else "Change",
            )
        )
    )
    rows = tuple(
        (change_label(change, language), change.then, change.now, signed_difference(change.difference))
        for change in b.changes
    )
    title = "当时所知与现在" if chinese else "As known then, and now"
    blocks: list[Block] = [Table(title, title[:31], heads, rows)]
    if b.corrected:
        day = short_moment(b.since, language)
        title = f"此前所报数字的订正（{day}以后知悉）" if chinese else "Figures told then that read otherwise now"
        words = tuple(
            (f"{row_label(each.row, language)}·{label(each.column, language)}", each.then, each.now,
             signed_difference(each.difference))
            for each in b.corrected
        )  # fmt: skip
        blocks.append(Table(title, "corrected", heads, words))
    return blocks


def _overdue(b: Briefing, language: Language) -> list[Block]:
    if not b.overdue:
        return []
    chinese = language == "zh"
    columns = (
        TableColumn(label("unit", language), share=2.6),
        TableColumn(label("leader", language), share=1.5),
        TableColumn("超期" if chinese else "Overdue", number=True, share=0.9),
        TableColumn("最早时限" if chinese else "First deadline", share=2),
        TableColumn("事项" if chinese else "What", share=4.2),
    )
    rows: list[tuple[Cell, ...]] = []
    for owing in b.overdue[:MOST_ROWS]:
        what = [f"{zh if chinese else en} {number}" for zh, en, number in owing.rules[:3]]
        told = ("；" if chinese else "; ").join(what) + ("…" if len(owing.rules) > 3 else "")
        name = owing.name or ("未明确" if chinese else "no unit")
        rows.append((name, owing.leader or "—", owing.duties, short_moment(owing.first, language), told))
    more = len(b.overdue) - len(rows)
    note = "" if more <= 0 else f"另有{more}个单位，见网页。" if chinese else f"{more} more units are on the page."
    title = "超期未办的单位" if chinese else "Who owes what is overdue"
    blocks: list[Block] = [Table(title, title[:31], columns, tuple(rows), note=note)]
    leaders = b.overdue_by_leader
    if leaders:
        title = "按包保责任人" if chinese else "By leader responsible"
        heads = (
            TableColumn(label("leader", language), share=3),
            TableColumn("超期待办" if chinese else "Duties overdue", number=True),
            TableColumn("超期督办事项" if chinese else "Tasks overdue", number=True),
        )
        nobody = "未明确" if chinese else "nobody named"
        told_rows = tuple((name or nobody, duties, tasks) for name, duties, tasks in leaders[:MOST_LEADERS])
        more = len(leaders) - len(told_rows)
        note = "" if more <= 0 else f"另有{more}人，见网页。" if chinese else f"{more} more leaders are on the page."
        blocks.append(Table(title, title[:31], heads, told_rows, note=note))
    return blocks


def _unsigned(b: Briefing, language: Language) -> list[Block]:
    if not b.unsigned:
        return []
    columns = (
        TableColumn(label("unit", language), share=3),
        TableColumn(label("leader", language), share=1.4),
        TableColumn(label("state", language), share=1.4),
    )
    rows = tuple(
        (line.name, line.leader or "—", label(f"state.{line.state.value}", language)) for line in b.unsigned[:MOST_ROWS]
    )
    title = "未报送单位" if language == "zh" else "Not signed"
    more = len(b.unsigned) - len(rows)
    note = "" if more <= 0 else f"另有{more}家。" if language == "zh" else f"{more} more."
    return [Table(title, title, columns, rows, note=note)]


def _decided(b: Briefing, language: Language) -> list[Block]:
    chinese = language == "zh"
    others = tuple(task for task in b.open_tasks if task not in b.decided)
    blocks = task_table("上次会议决定事项" if chinese else "Decided by the last meeting", b.decided, language)
    return [*blocks, *task_table("其他未销号督办事项" if chinese else "Other tasks not struck off", others, language)]


def _today(b: Briefing, language: Language) -> list[Block]:
    blocks = rules_table("今日到期的待办" if language == "zh" else "Duties due today", b.due_today, language)
    return [
        *blocks,
        *task_table("今日到期的督办事项" if language == "zh" else "Tasks due today", b.tasks_today, language),
    ]


_TABLES = {
    "situation": _situation,
    "changes": _changes,
    "overdue": _overdue,
    "unsigned": _unsigned,
    "decided": _decided,
    "today": _today,
}


def rules_table(title: str, rules: Iterable[DutiesOfRule], language: Language, first: str = "") -> list[Block]:
    """Duties by rule as a table, none where there are none; ``first`` is the head of the column of first moments."""
    chinese = language == "zh"
    columns = (
        TableColumn("事项" if chinese else "What", share=4),
        TableColumn("件数" if chinese else "Number", number=True),
        TableColumn("责任单位数" if chinese else "Units", number=True, share=1.3),
        TableColumn(first or ("最早时限" if chinese else "First deadline"), share=1.8),
    )
    rows = tuple(
        (each.title_zh if chinese else each.title_en, each.duties, each.units, short_moment(each.first, language))
        for each in rules
    )
    return [Table(title, title[:31], columns, rows)] if rows else []


def task_table(title: str, tasks: Iterable[TaskFigure], language: Language) -> list[Block]:
    """Tasks as a table, none where there are none."""
    chinese = language == "zh"
    columns = (
        TableColumn("编号" if chinese else "No.", share=2),
        TableColumn("事项" if chinese else "What", share=3.6),
        TableColumn("责任单位" if chinese else "Owner", share=2.2),
        TableColumn("责任领导" if chinese else "Leader", share=1.2),
        TableColumn("时限" if chinese else "Deadline", share=1.9),
        TableColumn("状态" if chinese else "State", share=1.6),
    )
    rows = tuple(
        (
            task.number or "—",
            task.title,
            _owner(task, chinese),
            task.leader or "—",
            short_moment(task.deadline, language),
            STATES[task.state][0 if chinese else 1],
        )
        for task in tasks
    )
    return [Table(title, title[:31], columns, rows)] if rows else []


def _owner(task: TaskFigure, chinese: bool) -> str:
    told = task.owner_name + (f"（{task.doer}）" if chinese and task.doer else f" ({task.doer})" if task.doer else "")
    if task.helpers:
        told += f"；配合：{task.helpers}" if chinese else f"; with {task.helpers}"
    return told


def _notes(b: Briefing, language: Language) -> tuple[str, ...]:
    day = b.now.day
    if language == "zh":
        return (
            f"疫情数据截至{day.month}月{day.day}日24时；待办、督办和报送情况截至{short_moment(b.at, language)}。",
            "待办由现行防控方案和已登记的事实推出；超期指时限已过而尚无办结它的事实。",
            "“所知”按当时台账重算：此后补报和更正不改变当时的数字。",
            "包保责任人按所示时刻的责任分工；单位自身未明确的，为其上级指挥部的责任人。",
        )
    return (
        f"Figures to the end of {day.day} {day:%B}; duties, tasks and sign-offs at {short_moment(b.at, language)}.",
        "Duties follow from the plan in force and recorded facts; overdue is what no fact has met by its deadline.",
        "“Known at” is derived anew from the ledger as it stood then: later corrections do not move it.",
        "Leaders are those responsible at that moment; a unit without one is under that of the command above it.",
    )
