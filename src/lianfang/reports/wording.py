"""The words of a report in Chinese and in English: sentences, which differ in grammar, and labels."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from lianfang.reports.figures import AreaName, ContactsFigures, DailyFigures, Opening

Language = Literal["zh", "en"]
ZONE = ZoneInfo("Asia/Shanghai")

DISEASES = {
    "covid19": ("新型冠状病毒肺炎", "COVID-19"),
    "measles": ("麻疹", "Measles"),
    "norovirus": ("诺如病毒感染", "Norovirus"),
    "mers": ("中东呼吸综合征", "MERS"),
    "ebola": ("埃博拉出血热", "Ebola"),
    "influenza_h7n9": ("人感染H7N9禽流感", "Influenza A(H7N9)"),
}

# The measure word after a number with 个 before it, and the English plural and singular.
_CHILDREN = {
    "province": ("省（区、市）", "provinces", "province"),
    "prefecture": ("市（州）", "prefectures", "prefecture"),
    "county": ("县（市、区）", "counties and districts", "county or district"),
    "town": ("乡镇（街道）", "towns and subdistricts", "town or subdistrict"),
    "village": ("村（社区）", "villages and communities", "village or community"),
    "grid": ("网格", "grids", "grid"),
    "mixed": ("市（州、县）", "prefectures and counties", "prefecture or county"),
}


def measure_word(level: str) -> str:
    """The word that counts areas of this level in Chinese: 市（州） for prefectures."""
    return _CHILDREN.get(level, ("地区", "areas", "area"))[0]


def places(number: int, level: str) -> str:
    """So many places of this level in English: ``15 prefectures``."""
    _, plural, singular = _CHILDREN.get(level, ("地区", "areas", "area"))
    return f"{number} {singular if number == 1 else plural}"


def opening_paragraph(opening: Opening, known_at: datetime, cut: datetime, language: Language = "zh") -> str:
    """The sentence with which a report opens. A day not yet over is told to the hour that is known."""
    return _chinese(opening, known_at, cut) if language == "zh" else _english(opening, known_at, cut)


def _chinese(o: Opening, known_at: datetime, cut: datetime) -> str:
    lead = f"截至{moment_zh(o, known_at, cut)}，{_called(o.area)}"
    if o.reported is None:
        return f"{lead}病例数未公布。"
    if o.reported == 0:
        none = "无报告病例" if o.suspected is not None else "无报告确诊病例（疑似病例数未公布）"
        return f"{lead}{none}{_unknown_zh(o)}。"
    if o.suspected is None and not o.clinical:
        total = f"累计报告确诊病例{o.reported}例（疑似病例数未公布）"
    else:
        parts = [(o.confirmed, "确诊病例"), (o.clinical, "临床诊断病例"), (o.suspected, "疑似病例")]
        told = [(number, word) for number, word in parts if number]
        if len(told) == 1:
            total = f"累计报告{told[0][1]}{o.reported}例"
        else:
            total = f"累计报告病例{o.reported}例，其中" + "、".join(f"{word}{number}例" for number, word in told)
    return f"{lead}{total}{_spread_zh(o)}{_unknown_zh(o)}。"


def _spread_zh(o: Opening) -> str:
    word = measure_word(o.child_level)
    affected, none = o.affected, o.none
    if not affected:
        return ""
    without = "暂无报告病例" if o.suspected_known else "暂无报告确诊病例"
    if len(affected) == 1:
        where = f"，{'均在' if o.reported != 1 else '在'}{affected[0].name}"
        others = len(none)
        return where + (f"，其余{others}个{word}{without}" if others else "")
    if not none:
        return f"，分布在{'全部' if not o.unknown else ''}{len(affected)}个{word}"
    if len(none) > len(affected):
        return f"，分布在{_short(affected)}{len(affected)}个{word}，其余{len(none)}个{word}{without}"
    if len(none) == 1:
        return f"，分布在{len(affected)}个{word}，{none[0].name}{without}"
    return f"，分布在{len(affected)}个{word}，{_short(none)}{len(none)}{word}{without}"


def _unknown_zh(o: Opening) -> str:
    if not o.unknown:
        return ""
    if len(o.unknown) == 1:
        return f"，{o.unknown[0].name}未公布"
    return f"，{_short(o.unknown)}{len(o.unknown)}{measure_word(o.child_level)}未公布"


def _short(areas: Sequence[AreaName]) -> str:
    return "、".join(area.short for area in areas)


def _called(area: AreaName) -> str:
    return area.short if area.level in ("nation", "world") else area.name


def moment_zh(opening: Opening, known_at: datetime, cut: datetime) -> str:
    """``1月24日24时``, or the hour to which an unfinished day is known."""
    day = f"{opening.day.month}月{opening.day.day}日"
    if known_at >= cut:
        return f"{day}24时"
    local = known_at.astimezone(ZONE)
    return f"{day}{local.hour}时" + (f"{local.minute}分" if local.minute else "")


def _english(o: Opening, known_at: datetime, cut: datetime) -> str:
    clock = "24:00" if known_at >= cut else f"{known_at.astimezone(ZONE):%H:%M}"
    lead = f"As of {clock} on {day_en(o)}, {o.area.latin}"
    if o.reported is None:
        return f"{lead} had not published its number of cases."
    unknown = _unknown_en(o)
    if o.reported == 0:
        none = "no case" if o.suspected is not None else "no confirmed case (suspected cases not published)"
        return f"{lead} had reported {none}{unknown}."
    parts = [(o.confirmed, "confirmed"), (o.clinical, "clinically diagnosed"), (o.suspected, "suspected")]
    told = [(number, word) for number, word in parts if number]
    noun = "case" if o.reported == 1 else "cases"
    if len(told) == 1:
        total = f"{o.reported:,} {told[0][1]} {noun} in all"
        total += " (suspected cases not published)" if o.suspected is None else ""
    else:
        total = f"{o.reported:,} {noun} in all: " + _listed([f"{number:,} {word}" for number, word in told])
    return f"{lead} had reported {total}{_spread_en(o)}{unknown}."


def _spread_en(o: Opening) -> str:
    affected, none = o.affected, o.none
    if not affected:
        return ""
    without = "reported none" if o.suspected_known else "reported no confirmed case"
    if len(affected) == 1:
        where = f", all in {affected[0].latin}" if o.reported != 1 else f", in {affected[0].latin}"
        return where + (f"; the other {places(len(none), o.child_level)} had {without}" if none else "")
    if not none:
        return f", in {'all ' if not o.unknown else ''}{places(len(affected), o.child_level)}"
    if len(none) > len(affected):
        named = _listed([area.latin for area in affected])
        return (
            f", in {places(len(affected), o.child_level)} ({named}); "
            f"the other {places(len(none), o.child_level)} had {without}"
        )
    named = _listed([area.latin for area in none])
    return f", in {places(len(affected), o.child_level)}; {named} ({places(len(none), o.child_level)}) had {without}"


def _unknown_en(o: Opening) -> str:
    if not o.unknown:
        return ""
    return f"; {_listed([area.latin for area in o.unknown])} had not published"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def day_en(opening: Opening) -> str:
    """``24 January 2020``."""
    return f"{opening.day.day} {opening.day:%B %Y}"


def day_paragraph(figures: DailyFigures, language: Language = "zh") -> str:
    """What is new on the day, as far as known; empty where nothing is."""
    named = (
        ("confirmed", "新增确诊病例", "confirmed", "例"),
        ("asymptomatic", "新增无症状感染者", "asymptomatic infections", "例"),
        ("discharged", "新增出院病例", "discharged", "例"),
        ("died", "新增死亡病例", "died", "例"),
    )
    told = [(figures.row(name).new, zh, en) for name, zh, en, _ in named]
    known = [(number, zh, en) for number, zh, en in told if number is not None]
    known = [each for each in known if each[0] != 0]
    if not known:
        return ""
    o = figures.opening
    if language == "en":
        return f"On {day_en(o)}: " + ", ".join(f"{number:,} {en}" for number, _, en in known) + " (new)."
    end = moment_zh(o, figures.known_at, figures.sign_offs.cut).removeprefix(f"{o.day.month}月{o.day.day}日")
    words = "、".join(
        f"{zh}{number}例" if number >= 0 else f"{zh.replace('新增', '核减')}{-number}例" for number, zh, _ in known
    )
    return f"{o.day.month}月{o.day.day}日0—{end}，{_called(o.area)}{words}。"


def contacts_paragraph(contacts: ContactsFigures, language: Language = "zh") -> str:
    """累计追踪…人，已解除…人，尚在接受…人; empty where nothing is known of contacts."""
    if contacts.traced is None:
        return ""
    traced, released, observed = (
        number_or_unknown(n, language) for n in (contacts.traced, contacts.released, contacts.observed)
    )
    if language == "en":
        return f"Close contacts traced: {traced}; released from medical observation: {released}; under it: {observed}."
    return f"累计追踪到密切接触者{traced}人，已解除医学观察{released}人，尚在接受医学观察{observed}人。"


def number_or_unknown(number: int | None, language: Language) -> str:
    """A number within a sentence; unknown is said so, never zero."""
    if number is None:
        return "（未公布）" if language == "zh" else "(not published)"
    return str(number) if language == "zh" else f"{number:,}"
