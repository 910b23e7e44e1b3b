"""The sentences of a meeting's briefing, each made of a figure and naming what opens the rows of that figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lianfang.reports.labels import label, numbered, short_day
from lianfang.reports.layout import paragraphs_by_subject
from lianfang.reports.meeting_figures import Briefing, Change
from lianfang.reports.wording import ZONE, Language, number_or_unknown

STATES: dict[str, tuple[str, str]] = {
    "struck_off": ("已销号", "struck off"),
    "applied": ("待验收", "awaiting acceptance"),
    "sent_back": ("退回", "sent back"),
    "overdue": ("超期", "overdue"),
    "open": ("未到期", "not yet due"),
}
# So many names stand in a sentence; all of them are in the table and on the page.
_NAMED = 6


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and what opens the rows of its figure (``situation``, ``overdue``, ``unsigned`` …)."""

    text: str
    opens: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the briefing: its name, its heading, its sentences."""

    name: str
    heading: str
    sentences: tuple[Sentence, ...]


HEADINGS: dict[str, tuple[str, str]] = {
    "situation": ("疫情态势", "Situation"),
    "changes": ("上次会议以来的变化", "Changed since the last meeting"),
    "overdue": ("超期未办", "Overdue"),
    "unsigned": ("报送情况", "Sign-offs"),
    "decided": ("上次会议决定事项落实", "The last meeting's decisions"),
    "today": ("今日到期", "Due today"),
}


def parts(briefing: Briefing, language: Language) -> tuple[Part, ...]:
    """The briefing's parts in the order in which a meeting takes them."""
    said = {
        "situation": tuple(
            Sentence(text, subject) for subject, text in paragraphs_by_subject(briefing.now, language).items()
        ),
        "changes": (_changed(briefing, language),),
        "overdue": (_overdue(briefing, language),),
        "unsigned": (_unsigned(briefing, language),),
        "decided": (_decided(briefing, language), _open_tasks(briefing, language)),
        "today": (_today(briefing, language),),
    }
    made = []
    for place, (name, words) in enumerate(HEADINGS.items()):
        made.append(Part(name, numbered(place, words, language), said[name]))
    return tuple(made)


def short_moment(at: datetime, language: Language) -> str:
    """1月9日08:00, 9 Jan 08:00."""
    local = at.astimezone(ZONE)
    day = short_day(local.date(), language)
    return f"{day}{local:%H:%M}" if language == "zh" else f"{day} {local:%H:%M}"


def change_label(change: Change, language: Language) -> str:
    """What a changed figure is called: 累计确诊病例."""
    if change.row == "contacts":
        word, contacts = label(change.column, language), label("contacts", language)
        return f"{contacts}（{word}）" if language == "zh" else f"{contacts}, {word.lower()}"
    row, column = label(change.row, language), label(change.column, language)
    if change.row == "discharged" or change.row == "died":
        return f"累计{row}" if language == "zh" else f"{row}, cumulative"
    return f"{column}{row}" if language == "zh" else f"{row}, {column.lower()}"


def signed_difference(difference: int | None) -> str:
    """+3, −2, 0; — where either figure is unknown."""
    if difference is None:
        return "—"
    return f"+{difference:,}" if difference > 0 else f"{difference:,}".replace("-", "−")


def _changed(b: Briefing, language: Language) -> Sentence:
    since = short_moment(b.since, language)
    if b.then is None:
        text = (
            f"上次会议时（{since}）所知的数字尚未重算；打开“与上次会议所知比较”即可查看。"
            if language == "zh"
            else f"What was known at the last meeting ({since}) was not derived here; open the comparison to see it."
        )
        return Sentence(text, "changes")
    told = what_moved(b.changes, language)
    if language == "zh":
        lead = f"与上次会议（{since}所知）相比，" if b.last else f"会议尚无记录；与前一日同一时刻（{since}所知）相比，"
        text = f"{lead}{told}。"
        if b.corrected:
            text += f"{'上次会议' if b.last else '当时'}所报数字中有{len(b.corrected)}项后来订正，见表。"
        return Sentence(text, "changes")
    lead = f"Since the last meeting (as known at {since}): " if b.last else f"No meeting is recorded; since {since}: "
    text = f"{lead}{told}."
    if b.corrected:
        text += f" Of the figures told then {len(b.corrected)} read otherwise now; see the table."
    return Sentence(text, "changes")


def what_moved(changes: Iterable[Change], language: Language) -> str:
    """Each figure that changed with what it is now and by how much it moved; or that none has changed."""
    told = [(change_label(one, language), _moved(one, language)) for one in changes if one.then != one.now]
    if language == "zh":
        return "、".join(name + value for name, value in told) or "各项数字没有变化"
    return "; ".join(f"{name} {value}" for name, value in told) or "no figure has changed"


def _moved(change: Change, language: Language) -> str:
    """What a figure is now and by how much it moved; where it was or is unknown, that."""
    now = number_or_unknown(change.now, language)
    if language == "zh":
        return f"{now}（{signed_difference(change.difference) if change.then is not None else '当时未知'}）"
    return f"{now} ({signed_difference(change.difference) if change.then is not None else 'not known then'})"


def _overdue(b: Briefing, language: Language) -> Sentence:
    at, n = short_moment(b.at, language), b.overdue_duties
    if not n:
        text = f"截至{at}，没有超期未办的待办。" if language == "zh" else f"At {at} no duty is overdue."
        return Sentence(text, "overdue")
    most = b.overdue[0]
    if language == "zh":
        led = f"（包保责任人{most.leader}）" if most.leader else "（未明确包保责任人）"
        who = f"最多的是{most.name}{led}，{most.duties}项" if most.unit else f"其中{most.duties}项未明确责任单位"
        return Sentence(f"截至{at}，超期未办{n}项，涉及{len(b.overdue)}个单位；{who}。", "overdue")
    led = f" (leader responsible: {most.leader})" if most.leader else " (no leader named)"
    who = f"most are owed by {most.name}{led}: {most.duties:,}" if most.unit else f"{most.duties:,} have no unit"
    units = "unit" if len(b.overdue) == 1 else "units"
    return Sentence(f"At {at} {_duties(n)} overdue, of {len(b.overdue):,} {units}; {who}.", "overdue")


def _duties(n: int) -> str:
    return "1 duty is" if n == 1 else f"{n:,} duties are"


def _unsigned(b: Briefing, language: Language) -> Sentence:
    signed, lacking = b.now.sign_offs, b.unsigned
    day = short_day(b.now.day, language)
    if not signed.lines:
        text = (
            "现行方案没有规定报送单位。" if language == "zh" else "The plan in force names no unit that signs its day."
        )
        return Sentence(text, "unsigned")
    if not lacking:
        text = (
            f"{day}应报送{len(signed.lines)}家，全部已报送。"
            if language == "zh"
            else f"All {len(signed.lines):,} units have signed {day}."
        )
        return Sentence(text, "unsigned")
    if language == "zh":
        named = "、".join(f"{line.name}（{line.leader}）" if line.leader else line.name for line in lacking[:_NAMED])
        more = "等" if len(lacking) > _NAMED else ""
        return Sentence(f"{day}应报送{len(signed.lines)}家，未报送{len(lacking)}家：{named}{more}。", "unsigned")
    named = ", ".join(f"{line.name} ({line.leader})" if line.leader else line.name for line in lacking[:_NAMED])
    more = " and others" if len(lacking) > _NAMED else ""
    return Sentence(
        f"Of {len(signed.lines):,} units {len(lacking):,} have not signed {day}: {named}{more}.", "unsigned"
    )


def _decided(b: Briefing, language: Language) -> Sentence:
    if b.last is None:
        text = "此前没有会议记录。" if language == "zh" else "No meeting was recorded before."
        return Sentence(text, "meetings")
    when = short_moment(b.last.at, language)
    states = b.decided_by_state
    if language == "zh":
        lead = f"{b.last.title}（{when}）"
        if not b.decided:
            return Sentence(f"{lead}没有决定事项。", "decided")
        told = "，".join(f"{STATES[state][0]}{states[state]}项" for state in STATES if states[state])
        return Sentence(f"{lead}决定{len(b.decided)}项：{told}。", "decided")
    lead = f"{b.last.title} ({when})"
    if not b.decided:
        return Sentence(f"{lead} decided nothing.", "decided")
    told = ", ".join(f"{states[state]} {STATES[state][1]}" for state in STATES if states[state])
    noun = "decision" if len(b.decided) == 1 else "decisions"
    return Sentence(f"{lead}: {len(b.decided)} {noun}, of them {told}.", "decided")


def _open_tasks(b: Briefing, language: Language) -> Sentence:
    over = len(b.overdue_tasks)
    if language == "zh":
        told = f"，其中超期{over}项" if over else "，无超期"
        return Sentence(f"督办事项未销号共{len(b.open_tasks)}项{told}。", "tasks")
    told = f", {over:,} of them overdue" if over else ", none overdue"
    noun = "1 task is" if len(b.open_tasks) == 1 else f"{len(b.open_tasks):,} tasks are"
    return Sentence(f"In all {noun} not struck off{told}.", "tasks")


def _today(b: Briefing, language: Language) -> Sentence:
    duties, tasks = b.due_today_duties, len(b.tasks_today)
    if language == "zh":
        return Sentence(f"今日24时前到期：待办{duties}项，督办事项{tasks}项。", "today")
    noun, other = ("duty" if duties == 1 else "duties"), ("task" if tasks == 1 else "tasks")
    return Sentence(f"Due by midnight: {duties:,} {noun} and {tasks:,} {other}.", "today")
