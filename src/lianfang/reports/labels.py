"""The labels of a report's rows, columns and notes, Chinese and English."""

from datetime import date, datetime

from lianfang.plan.wording.language import day as calendar_day
from lianfang.reports.wording import ZONE, Language

_LABELS: dict[str, tuple[str, str]] = {
    "title": ("{area}{disease}疫情日报", "{disease} in {area}: daily report"),
    "figures": ("疫情数据", "Figures"),
    "figure": ("指标", "Figure"),
    "new": ("新增", "New"),
    "current": ("现有", "Current"),
    "cumulative": ("累计", "Cumulative"),
    "confirmed": ("确诊病例", "Confirmed cases"),
    "asymptomatic": ("无症状感染者", "Asymptomatic infections"),
    "suspected": ("疑似病例", "Suspected cases"),
    "clinical": ("临床诊断病例", "Clinically diagnosed cases"),
    "severe": ("重型病例", "Severe cases"),
    "critical": ("危重型病例", "Critical cases"),
    "discharged": ("出院病例", "Discharged"),
    "died": ("死亡病例", "Deaths"),
    "turned": ("无症状感染者转为确诊病例", "Asymptomatic turned confirmed"),
    "tested": ("检测人数", "People tested"),
    "contacts": ("密切接触者", "Close contacts"),
    "traced": ("累计追踪", "Traced"),
    "released": ("已解除", "Released"),
    "observed": ("尚在接受医学观察", "Under observation"),
    "local": ("其中：本地", "of them local"),
    "import_related": ("输入关联", "import-related"),
    "imported": ("境外输入", "imported"),
    "by_area": ("分地区数据", "By area"),
    "area": ("地区", "Area"),
    "new_confirmed": ("新增确诊", "New confirmed"),
    "current_confirmed": ("现有确诊", "Current confirmed"),
    "cumulative_confirmed": ("累计确诊", "Cumulative confirmed"),
    "new_asymptomatic": ("新增无症状", "New asymptomatic"),
    "current_asymptomatic": ("现有无症状", "Current asymptomatic"),
    "current_suspected": ("现有疑似", "Current suspected"),
    "cumulative_discharged": ("累计出院", "Cumulative discharged"),
    "cumulative_died": ("累计死亡", "Cumulative deaths"),
    "basis": ("数据来源", "Basis"),
    "basis.persons": ("个案", "persons"),
    "basis.reported": ("上报数字", "reported"),
    "basis.children": ("下级合计", "sum of parts"),
    "basis.nothing": ("未公布", "not published"),
    "sum_of_children": ("各地合计", "Sum of the areas"),
    "own": ("{area}公布", "{area}, as published"),
    "difference": ("差值", "Difference"),
    "sums": ("本级数字与下级合计", "Own figures and the sum of the areas"),
    "unknown_areas": ("未公布地区数", "Areas not published"),
    "both": ("改按个案统计首日的两种数字", "Both figures on the day from which persons count"),
    "typed": ("上报数字", "As reported"),
    "by_persons": ("按个案", "By persons"),
    "rates": ("四率", "Rates"),
    "revisions": ("补报和核减", "Told later, taken back"),
    "revisions_note": (
        "所列为前一日报送时限之后才知悉的以往日期病例，不计入当日新增。",
        "Infections of earlier days that became known since the day before was due; not new of the day.",
    ),
    "added": ("补报", "Told later"),
    "removed": ("核减", "Taken back"),
    "of_days": ("所属日期", "Of which days"),
    "rate": ("指标", "Rate"),
    "value": ("数值", "Value"),
    "numerator": ("分子", "Numerator"),
    "denominator": ("分母", "Denominator"),
    "definition": ("口径", "Definition"),
    "duties": ("待办落实", "Duties"),
    "duty": ("要求", "Requirement"),
    "due": ("应办", "Due"),
    "met": ("已办结", "Met"),
    "late": ("超期办结", "of them late"),
    "waived": ("不再执行", "Waived or ended"),
    "missed": ("已错过", "Missed"),
    "overdue": ("超期未办", "Overdue"),
    "rules": ("分条款落实", "Duties by rule"),
    "owing": ("超期未办和错过的责任单位", "Who owes what is overdue or was missed"),
    "unit": ("单位", "Unit"),
    "leader": ("包保责任人", "Leader responsible"),
    "sign_offs": ("报送情况", "Sign-offs"),
    "state": ("状态", "State"),
    "units": ("单位数", "Units"),
    "names": ("单位名称", "Names"),
    "signed": ("报送时间", "Signed"),
    "remark": ("说明", "Remark"),
    "state.reported": ("已报送", "Reported"),
    "state.zero": ("零报告", "Zero report"),
    "state.late": ("迟报", "Late"),
    "state.missing": ("未报送", "Not reported"),
    "state.reopened": ("补报", "Re-opened"),
    "state.pending": ("未到时限", "Not yet due"),
    "then_now": ("当时所知与现在所知", "As known then, as known now"),
    "then": ("{at}所知", "Known at {at}"),
    "then_due": ("报送时限所知", "As known when due"),
    "now": ("现在所知", "As known now"),
    "column": ("项", "Column"),
    "notes": ("说明", "Notes"),
}

RATES: dict[str, tuple[str, str, str, str]] = {
    "admission": (
        "收治率",
        "在定点医院的确诊病例 ÷ 尚未出院或死亡的确诊病例",
        "Admission rate",
        "confirmed in designated hospitals ÷ confirmed not yet discharged or dead",
    ),
    "cure": ("治愈率", "累计出院 ÷ 累计确诊", "Cure rate", "discharged ÷ cumulative confirmed"),
    "infection": (
        "感染率（每10万人）",
        "累计确诊 ÷ 常住人口 × 100,000",
        "Infection rate (per 100,000)",
        "cumulative confirmed ÷ residents × 100,000",
    ),
    "contact_infection": (
        "密接感染率",
        "观察期已满的密切接触者中的感染者 ÷ 观察期已满的密切接触者",
        "Infection rate among contacts",
        "infected ÷ contacts whose observation is over",
    ),
    "death": ("病亡率", "累计死亡 ÷ 累计确诊", "Fatality", "deaths ÷ cumulative confirmed"),
}

_NUMERALS = "一二三四五六七八九十"


def label(name: str, language: Language, **values: str) -> str:
    """The label of this name; raises KeyError where there is none."""
    text = _LABELS[name][0 if language == "zh" else 1]
    return text.format(**values) if values else text


def short_day(day: date, language: Language) -> str:
    """A day as a list names it: 1月9日, 9 Jan."""
    return f"{day.month}月{day.day}日" if language == "zh" else f"{day.day} {day:%b}"


def moment(at: datetime, language: Language) -> str:
    """A moment as a reader writes it: 2020年1月25日02时00分, 25 January 2020 02:00."""
    local = at.astimezone(ZONE)
    if language == "zh":
        return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"
    return f"{local.day} {local:%B %Y %H:%M}"


def known_at(at: datetime, language: Language) -> str:
    """The line of a report that tells until when it knows."""
    return f"数据知悉时间：{moment(at, language)}" if language == "zh" else f"As known at {moment(at, language)}"


def numbered(place: int, words: tuple[str, str], language: Language) -> str:
    """The heading of a report's part, the first at place 0: 一、疫情态势, 1. Situation."""
    zh, en = words
    return f"{_NUMERALS[place]}、{zh}" if language == "zh" else f"{place + 1}. {en}"


def as_known(printed: datetime, language: Language) -> str:
    """Until when a paper knows what stands on it; ``printed`` is local."""
    when = f"{calendar_day(printed.date(), language)} {printed:%H:%M}"
    return f"截至{when}所知" if language == "zh" else f"as known on {when}"
