"""An estimate in words, Chinese and English: title, value, interval, method in one sentence, what to beware of."""

from dataclasses import dataclass
from typing import Any

from lianfang.reports.estimates import Estimate
from lianfang.reports.wording import Language

TITLES: dict[str, tuple[str, str]] = {
    "newest": ("近7天发病", "Fell ill in the last seven days"),
    "r": ("再生数R", "Reproduction number R"),
    "growth": ("日增长率", "Growth a day"),
    "delay": ("发病至报告", "Onset to report"),
    "naive": ("现有病例中死亡比例", "Deaths among cases so far"),
    "adjusted": ("病死率（计入尚待转归者）", "Fatality, outcomes still to come accounted for"),
    "ahead": ("未来14天", "The next fourteen days"),
}
NOT_TOLD = ("无法给出", "not told")
NOT_SHOWN = ("不显示", "not shown")
VALUES: dict[str, tuple[str, str]] = {
    "newest": ("已知{known}例，预计{value:.0f}例", "{known} known, {value:.0f} expected"),
    "r": ("{value:.2f}", "{value:.2f}"),
    "growth": ("{value:+.1%}", "{value:+.1%}"),
    "delay": ("平均{value:.1f}天", "{value:.1f} days on average"),
    "naive": ("{value:.1%}", "{value:.1%}"),
    "adjusted": ("{value:.1%}", "{value:.1%}"),
    "ahead": ("至{day}每日{value:.0f}例", "{value:.0f} a day by {day}"),
}
INTERVALS: dict[str, tuple[str, str]] = {
    "newest": ("{low:.0f}至{high:.0f}（90 %）", "{low:.0f} to {high:.0f} (90 %)"),
    "r": ("{low:.2f}至{high:.2f}（95 %）", "{low:.2f} to {high:.2f} (95 %)"),
    "growth": ("{low:+.1%}至{high:+.1%}（95 %）", "{low:+.1%} to {high:+.1%} (95 %)"),
    "delay": ("{low:.1f}至{high:.1f}（95 %）", "{low:.1f} to {high:.1f} (95 %)"),
    "naive": ("{low:.1%}至{high:.1%}（95 %）", "{low:.1%} to {high:.1%} (95 %)"),
    "adjusted": ("{low:.1%}至{high:.1%}（95 %）", "{low:.1%} to {high:.1%} (95 %)"),
    "ahead": ("{low:.0f}至{high:.0f}（90 %）", "{low:.0f} to {high:.0f} (90 %)"),
}
METHODS: dict[str, tuple[str, str]] = {
    "newest": (
        "实时预测：由近六周的报告延迟推算尚待报告者（Höhle 2014）。回测中90 %区间的命中率（辖区日数）："
        "塞拉利昂2014年埃博拉{ebola_held:.0%}（{ebola_tested}），韩国2020年新冠{covid19_held:.0%}（{covid19_tested}），"
        "韩国2015年中东呼吸综合征{mers_held:.0%}（仅{mers_tested}），模拟数据{invented_held:.0%}（{invented_tested}）。",
        "Nowcast: reporting delays of the last six weeks say how many are still to be reported (Höhle 2014). In "
        "back-tests its 90 % intervals held what came: {ebola_held:.0%} of {ebola_tested} area-days of Ebola in Sierra "
        "Leone 2014, {covid19_held:.0%} of {covid19_tested} of COVID-19 in Korea 2020, {mers_held:.0%} of "
        "{mers_tested} only of MERS in Korea 2015, {invented_held:.0%} of {invented_tested} invented.",
    ),
    "r": (
        "Cori等2013：截至{day}的7天与此前各日相比；代际间隔{mean}±{sd}天（{source}）。",
        "Cori et al. 2013: seven days to {day} against those before; serial interval {mean} ± {sd} ({source}).",
    ),
    "growth": (
        "以14天病例数对日期回归，区间随离散程度放宽。",
        "Regression of the cases of fourteen days on the day, spread as wide as they scatter.",
    ),
    "delay": (
        "以{cases}例拟合分布，已计入尚未报告者（Park等2024）。",
        "Distribution fitted to {cases} cases, those accounted for who are not reported yet (Park et al. 2024).",
    ),
    "naive": (
        "{cases}例中死亡{deaths}例；精确区间（Clopper与Pearson，1934）。",
        "{deaths} of {cases}; exact interval (Clopper and Pearson 1934).",
    ),
    "adjusted": (
        "Nishiura等2009；发病至死亡{mean}±{sd}天（{source}）。",
        "Nishiura et al. 2009; onset to death {mean} ± {sd} days ({source}).",
    ),
    "ahead": (
        "五个简单模型按以往表现加权平均，向沿用最近数值收缩（Bracher等2021；Diebold与Mariano 1995），按报告日期。"
        "未参与设计的数据回测显示{shown}次，{better:.0%}优于沿用最近数值，90 %区间命中{came:.0%}。",
        "Mean of five simple models, by how well each did, shrunk to the last value (Bracher et al. 2021; Diebold and "
        "Mariano 1995). Of {shown} shown in back-tests on data kept from its design {better:.0%} beat the last value; "
        "90 % intervals held {came:.0%}.",
    ),
}
REASONS: dict[str, tuple[str, str]] = {
    "half-unknown": (
        "半数以上尚未知，不宜单凭此项决策",
        "more than half is still unknown: do not act on it alone",
    ),
    "no-serial-interval": ("系统未收录该病种的代际间隔", "no serial interval of this disease is kept here"),
    "few-days-in-a-row": (
        "连续已知且有病例的日数不足14天",
        "fewer than fourteen known days in a row with a case among them",
    ),
    "few-in-window": ("窗口内病例过少", "too few cases in the window"),
    "by-report": ("按报告日期估计，故偏晚、偏平", "by report, so late and flat"),
    "wide-r": (
        "不确定性过大，不宜据此决策：区间宽于2",
        "too uncertain to act on: the interval is wider than 2",
    ),
    "one-inside": (
        "是否蔓延无法判定：区间包含1",
        "whether it grows or ends cannot be told: 1 lies within the interval",
    ),
    "few-days": ("已知日数不足14天", "fewer than fourteen known days"),
    "few-days-with-cases": ("有病例的日子不足两天", "cases on fewer than two days"),
    "none-inside": ("升降无法判定", "whether cases rise or fall cannot be told"),
    "few-onsets": ("有发病日期的病例过少", "too few cases with a day of onset"),
    "few-delays": (
        "两个日期齐全者过少，或天数全同",
        "too few cases with both days, or all delays alike",
    ),
    "wide": ("不确定性过大，不宜据此决策", "too uncertain to act on"),
    "outcomes-to-come": (
        "病例增长期间偏低：转归尚未出现",
        "too low while cases grow: outcomes are still to come",
    ),
    "few-outcomes": (
        "不确定性过大，不宜据此决策：应有转归者少",
        "too uncertain to act on: few outcomes are due",
    ),
    "short-past": ("历史过短，无法检验预测", "too short a past to test a forecast on"),
    "no-better": (
        "不优于沿用最近数值（得分为其{ratio:.2f}倍）",
        "it was no better than repeating the last value (score {ratio:.2f} of its)",
    ),
    "by-chance": (
        "得分为沿用最近数值的{ratio:.2f}倍，但可能只是偶然",
        "its gain over repeating the last value may be chance (score {ratio:.2f} of its)",
    ),
}
# The limit of which a reason speaks.
LIMITS = {"wide-r": "2", "one-inside": "1", "few-days-in-a-row": "14", "few-days": "14", "few-days-with-cases": "2"}
# What a forecast that is shown has held so far stands where others say what to beware of.
RECORD = (
    "以往{tested}天得分为沿用最近数值的{ratio:.2f}倍；区间命中{held:.0%}",
    "score {ratio:.2f} of the last value's on {tested} past days; intervals held {held:.0%}",
)


@dataclass(frozen=True, slots=True)
class EstimateWords:
    """An estimate as a page and a paper print it."""

    title: str
    value: str
    interval: str
    method: str
    caution: str


def reason_words(reason: str, language: Language) -> str:
    """A reason that names no number, in words."""
    return REASONS[reason][0 if language == "zh" else 1]


def estimate_words(estimate: Estimate, language: Language) -> EstimateWords:
    """An estimate in words; ``interval`` and ``caution`` are empty where there is none."""
    place = 0 if language == "zh" else 1
    name, basis = estimate.name, estimate.basis
    told = {**basis, "value": estimate.value, "low": estimate.low, "high": estimate.high}
    if estimate.value is None:
        value = (NOT_SHOWN if name == "ahead" else NOT_TOLD)[place]
    else:
        value = _said(VALUES[name][place], told)
    interval = "" if estimate.low is None else _said(INTERVALS[name][place], told)
    # Of a forecast that is not shown it matters how it was made: that was tested.
    method = "" if estimate.value is None and name != "ahead" else _said(METHODS[name][place], told)
    caution = _said(REASONS[estimate.reason][place], told) if estimate.reason else ""
    if name == "ahead" and estimate.value is not None:
        caution = _said(RECORD[place], told)
    return EstimateWords(TITLES[name][place], value, interval, method, caution)


def _said(text: str, told: dict[str, Any]) -> str:
    """The text with its numbers; what rounds to nothing has no sign."""
    return text.format(**told).replace("-0.0%", "0.0%")
