"""The sentences of an analysis briefing (疫情分析研判), each with the figures it was made of."""

from collections.abc import Iterable
from dataclasses import dataclass

from lianfang.plan.wording.parts import METHODS
from lianfang.reports.analysis_figures import AnalysisBriefing, SignalFigure
from lianfang.reports.data_faults import SHARES, DataFault, fault_words
from lianfang.reports.estimate_words import LIMITS, estimate_words
from lianfang.reports.estimates import Estimate
from lianfang.reports.figures import Opening
from lianfang.reports.labels import label, numbered, short_day
from lianfang.reports.layout import paragraphs_by_subject
from lianfang.reports.meeting_figures import Change
from lianfang.reports.meeting_wording import change_label, signed_difference, what_moved
from lianfang.reports.wording import Language, measure_word

HEADINGS: dict[str, tuple[str, str]] = {
    "situation": ("疫情态势", "Situation"),
    "changes": ("较前一日的变化", "Changed since the day before"),
    "unusual": ("异常情况", "Unusual"),
    "expected": ("趋势研判", "Expected"),
    "uncertain": ("不确定性", "Uncertain"),
}
# The words of an answer within a sentence.
ANSWERS: dict[str, tuple[str, str]] = {
    "outbreak": ("属疫情", "an outbreak"),
    "artefact": ("属数据问题", "an artefact of the data"),
    "expected": ("属预期内", "expected"),
}
# So many signals, areas and figures are told of singly; all are on the page of signals.
_MOST, _FAULTS = 3, 2


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a sentence was made of: its name, its value as printed, where it comes from."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, what opens the rows behind it, and its figures. Raises ValueError without a figure."""

    text: str
    opens: str
    figures: tuple[Figure, ...]

    def __post_init__(self) -> None:
        if not self.figures:
            raise ValueError(f"a sentence that no figure carries: {self.text}")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the briefing: its name, its heading, its statements."""

    name: str
    heading: str
    statements: tuple[Statement, ...]


def sections(b: AnalysisBriefing, language: Language) -> tuple[Section, ...]:
    """The briefing's parts in their order; one of which nothing is to be said is left out."""
    told = {
        "situation": _situation(b, language),
        "changes": _changes(b, language),
        "unusual": _unusual(b, language),
        "expected": _expected(b, language),
        "uncertain": _uncertain(b, language),
    }
    made: list[Section] = []
    for name, statements in told.items():
        if statements:
            made.append(Section(name, numbered(len(made), HEADINGS[name], language), tuple(statements)))
    return tuple(made)


def _situation(b: AnalysisBriefing, language: Language) -> list[Statement]:
    figures = {
        "situation": _opening(b, language),
        "new": _of_rows(b, [(name, "new") for name in ("confirmed", "asymptomatic", "discharged", "died")], language),
        "contacts": _contacts(b, language),
        "asymptomatic": _of_rows(b, [("asymptomatic", "current")], language),
    }
    told = paragraphs_by_subject(b.now, language)
    return [Statement(text, subject, figures[subject]) for subject, text in told.items()]


def _opening(b: AnalysisBriefing, language: Language) -> tuple[Figure, ...]:
    o, source = b.now.opening, _report_of(b, language)
    named = (
        ("confirmed", o.confirmed), ("clinical", o.clinical), ("suspected", o.suspected),
    )  # fmt: skip
    counted = [(label(name, language), value) for name, value in named]
    if o.reported is not None and len([value for _name, value in counted if value]) > 1:
        counted.insert(0, ("累计报告病例" if language == "zh" else "Reported in all", o.reported))
    return tuple(_figure(name, value, source, language) for name, value in [*counted, *_spread(o, language)])


def _spread(o: Opening, language: Language) -> list[tuple[str, int]]:
    word = measure_word(o.child_level)
    named = (
        ("有病例的", "with cases", o.affected), ("暂无病例的", "without", o.none),
        ("未公布的", "not published", o.unknown),
    )  # fmt: skip
    return [(f"{zh}{word}" if language == "zh" else f"Areas {en}", len(areas)) for zh, en, areas in named if areas]


def _of_rows(b: AnalysisBriefing, wanted: Iterable[tuple[str, str]], language: Language) -> tuple[Figure, ...]:
    source = _report_of(b, language)
    found = [
        (label(name, language), label(column, language), getattr(b.now.row(name), column)) for name, column in wanted
    ]
    zh = language == "zh"
    return tuple(
        _figure(f"{column}{row}" if zh else f"{row}, {column.lower()}", value, source, language)
        for row, column, value in found
        if value is not None
    )


def _contacts(b: AnalysisBriefing, language: Language) -> tuple[Figure, ...]:
    told = [(name, getattr(b.now.contacts, name)) for name in ("traced", "released", "observed")]
    source = _report_of(b, language)
    return tuple(_figure(label(name, language), value, source, language) for name, value in told)


def _changes(b: AnalysisBriefing, language: Language) -> list[Statement]:
    zh = language == "zh"
    before, day = short_day(b.before.day, language), short_day(b.day, language)
    source = f"{before}与{day}日报" if zh else f"reports of {before} and {day}"
    changed = [change for change in b.changes if change.then != change.now]
    figures = tuple(
        Figure(change_label(one, language), _from_to(one, language), source) for one in (changed or b.changes)
    )
    figures = figures or (_figure("可比指标" if zh else "Figures to compare", 0, source, language),)
    words = what_moved(b.changes, language)
    made = [Statement(f"{day}与{before}相比：{words}。" if zh else f"{day} against {before}: {words}.", "new", figures)]
    if b.first_cases:
        names = [area.name if zh else area.latin for area in b.first_cases[:_MOST]]
        number, more = len(b.first_cases), len(b.first_cases) > _MOST
        told_of = (
            "、".join(names) + ("等" if more else "") if zh else ", ".join(names) + (" and others" if more else "")
        )
        text = (
            f"首次报告确诊病例的地区{number}个：{told_of}。"
            if zh
            else f"Areas with a first confirmed case: {number}: {told_of}."
        )
        name = "首次报告的地区" if zh else "Areas with a first case"
        made.append(Statement(text, "situation", (_figure(name, number, source, language),)))
    made += _weeks(b, language)
    added, removed = (sum(getattr(one, name) for one in b.now.revisions) for name in ("added", "removed"))
    source = f"{before}报送时限以后知悉" if zh else f"known after the report of {before} was due"
    figures = tuple(
        _figure(label(name, language), value, source, language)
        for name, value in (("added", added), ("removed", removed))
    )
    if zh:
        text = f"以往日期病例补报{added}例、核减{removed}例。"
    else:
        text = f"Of earlier days {_cases(added)} added and {_cases(removed)} taken back."
    return [*made, Statement(text, "situation", figures)]


def _weeks(b: AnalysisBriefing, language: Language) -> list[Statement]:
    """The epidemiological week so far, and the one before where it is told; nothing without a case in either."""
    zh, (before, now) = language == "zh", b.analysed.weeks[-2:]
    if now.told is None or not (now.told or before.told):
        return []
    source, begun = "病例曲线，按报告" if zh else "curve by report", short_day(now.day, language)
    told = [
        _figure(f"{week.year}-W{week.number:02d}", int(week.told), source, language)
        for week in (before, now)
        if week.told is not None
    ]
    newest, earlier = told[-1], told[:-1]
    if zh:
        text = f"流行病学周{newest.name}（{begun}起）已报告{newest.value}例"
        text += "".join(f"，{one.name}为{one.value}例" for one in earlier) + "。"
    else:
        text = f"Reported in {newest.name}, from {begun}: {newest.value}"
        text += "".join(f"; in {one.name}: {one.value}" for one in earlier) + "."
    return [Statement(text, "weeks", (Figure("自" if zh else "From", begun, ""), *told))]


def _cases(number: int) -> str:
    return "1 case was" if number == 1 else f"{number:,} cases were"


def _unusual(b: AnalysisBriefing, language: Language) -> list[Statement]:
    zh = language == "zh"
    source = "每小时预警运行" if zh else "hourly early warning"
    number = len(b.signals)
    name = "未核实预警信号" if zh else "Signals not verified"
    if zh:
        text = f"尚未核实的预警信号{number}个。" if number else "没有尚未核实的预警信号。"
    else:
        text = "No signal waits to be verified." if not number else f"Signals that wait to be verified: {number}."
    made = [Statement(text, "signals", (_figure(name, number, source, language),))]
    made += [_signal(signal, b, language) for signal in b.signals[:_MOST]]
    if b.answered:
        told = [(ANSWERS[answer][0 if zh else 1], b.answers[answer]) for answer in ANSWERS if b.answers[answer]]
        figures = tuple(_figure(word, count, "核实结果" if zh else "answers", language) for word, count in told)
        total = len(b.answered)
        figures = (_figure("近一日核实" if zh else "Verified in the last day", total, source, language), *figures)
        if zh:
            text = f"近一日核实{total}个：" + "，".join(f"{word}{count}个" for word, count in told) + "。"
        else:
            text = f"Verified in the last day: {total}, " + ", ".join(f"{count} {word}" for word, count in told) + "."
        made.append(Statement(text, "signals", figures))
    return made


def _signal(signal: SignalFigure, b: AnalysisBriefing, language: Language) -> Statement:
    zh = language == "zh"
    day = short_day(signal.day, language)
    words = [METHODS.get(method, (method, method))[0 if zh else 1] for method in signal.methods]
    record = next((one for one in b.records if one.method == signal.methods[0]), None)
    source = words[0]
    if record is not None and record.answered:
        source += (
            f"；已核实{record.answered}个中{record.outbreaks}个属疫情"
            if zh
            else f"; of {record.answered} verified {record.outbreaks} were outbreaks"
        )
    bound = "" if signal.upper is None else f"{signal.upper:.1f}"
    told = (
        (f"{day}病例" if zh else f"Cases of {day}", f"{signal.observed:.0f}"),
        ("预期" if zh else "Expected", f"{signal.expected:.1f}"),
        ("上限" if zh else "Upper bound", bound),
        ("偶然概率" if zh else "Chance", _chance(signal.chance)),
    )
    figures = tuple(Figure(name, value, source) for name, value in told if value)
    if zh:
        limit = f"，上限{bound}例" if bound else ""
        seen = f"{signal.area.name}{day}报告{signal.observed:.0f}例，预期{signal.expected:.1f}例"
        text = f"{seen}{limit}（{'、'.join(words)}）。"
    else:
        limit = f", upper bound {bound}" if bound else ""
        seen = f"{signal.area.latin} on {day}: {signal.observed:.0f} seen, {signal.expected:.1f} expected"
        text = f"{seen}{limit} ({', '.join(words)})."
    return Statement(text, f"signal {signal.subject}", figures)


def _chance(chance: float) -> str:
    """A chance as printed; empty where the method judges none."""
    if not chance or chance != chance:
        return ""
    return f"{chance:.4f}" if chance >= 0.0001 else "<0.0001"


def _expected(b: AnalysisBriefing, language: Language) -> list[Statement]:
    told = [b.analysed.estimate(name) for name in ("newest", "r", "growth", "ahead")]
    return [_estimated(one, language) for one in told if one is not None and one.value is not None]


def _estimated(estimate: Estimate, language: Language) -> Statement:
    words = estimate_words(estimate, language)
    text = f"{words.title}：{words.value}，{words.interval}。" if language == "zh" else (
        f"{words.title}: {words.value}, {words.interval}."
    )  # fmt: skip
    return Statement(text, "analysis", _figures_of(estimate, language))


def _figures_of(estimate: Estimate, language: Language) -> tuple[Figure, ...]:
    """An estimate's value with its interval, and the limit that its reason speaks of: the same wherever it is told."""
    words = estimate_words(estimate, language)
    value = f"{words.value}; {words.interval}" if words.interval else words.value
    return (Figure(words.title, value, words.method), *_limit(estimate, language))


def _uncertain(b: AnalysisBriefing, language: Language) -> list[Statement]:
    zh = language == "zh"
    a = b.analysed
    made = [_doubted(one, b, language) for one in a.estimates if estimate_words(one, language).caution]
    if a.cases:
        source = "病例个案" if zh else "records of cases"
        figures = (
            _figure("病例" if zh else "Cases", a.cases, source, language),
            _figure("无发病日期" if zh else "Without a day of onset", a.without_onset, source, language),
        )
        text = f"{a.cases}例中{a.without_onset}例没有发病日期。" if zh else (
            f"Of {a.cases:,} cases {a.without_onset:,} have no day of onset."
        )  # fmt: skip
        made.append(Statement(text, "cases", figures))
    if b.silent_days:
        text = f"近28天中有{b.silent_days}天没有数字，按缺失处理，不作零。" if zh else (
            f"Of the last 28 days {b.silent_days} have no figure; they are missing, not zero."
        )  # fmt: skip
        name = "近28天缺报天数" if zh else "Days without a figure, of the last 28"
        told = _figure(name, b.silent_days, "病例曲线" if zh else "curve of cases", language)
        made.append(Statement(text, "analysis", (told,)))
    return [*made, *_faults(b, language), *_sums(b, language), *_unsigned(b, language)]


def _doubted(estimate: Estimate, b: AnalysisBriefing, language: Language) -> Statement:
    """What to beware of in an estimate; of one that is not told the cases are its figure."""
    zh, words = language == "zh", estimate_words(estimate, language)
    if estimate.value is None:
        source = "估计所依据的病例" if zh else "cases that the estimate would rest on"
        number = int(sum(line.told or 0 for line in b.analysed.days))
        name = f"近90天病例（{words.title}）" if zh else f"Cases of the last 90 days ({words.title.lower()})"
        figures: tuple[Figure, ...] = (_figure(name, number, source, language), *_limit(estimate, language))
        if "ratio" in estimate.basis and estimate.reason in ("no-better", "by-chance"):
            score = Figure(
                "得分比" if zh else "Score, of the last value's", f"{estimate.basis['ratio']:.2f}", words.method
            )
            figures = (*figures, score)
        text = (
            f"{words.title}{words.value}：{words.caution}。"
            if zh
            else f"{words.title}: {words.value}; {words.caution}."
        )
        return Statement(text, "analysis", figures)
    figures = _figures_of(estimate, language)
    if estimate.name == "ahead":
        record = "以往的14天预测" if zh else "Forecasts of the past"
        text = f"{record}：{words.caution}。" if zh else f"{record}: {words.caution}."
        return Statement(text, "analysis", (Figure(record, words.caution, words.method),))
    value = f"{words.title}（{words.value}）" if zh else f"{words.title} ({words.value})"
    return Statement(f"{value}：{words.caution}。" if zh else f"{value}: {words.caution}.", "analysis", figures)


def _limit(estimate: Estimate, language: Language) -> tuple[Figure, ...]:
    """The limit of which an estimate's reason speaks, where it names one."""
    limit = LIMITS.get(estimate.reason)
    return (Figure("判定界值" if language == "zh" else "Limit", limit, ""),) if limit else ()


def _faults(b: AnalysisBriefing, language: Language) -> list[Statement]:
    """The largest faults of the figures, one a kind; all are on the page of analysis."""
    zh, made = language == "zh", []
    source = "上报数字" if zh else "figures as reported"
    largest: dict[str, DataFault] = {}
    for fault in sorted(b.faults, key=lambda one: -one.size):
        largest.setdefault(fault.kind, fault)
    for fault in list(largest.values())[:_FAULTS]:
        words = fault_words(fault, language)
        value = f"{fault.size:.0%}" if fault.kind in SHARES else f"{fault.size:.0f}"
        figures = (Figure(words.split("：" if zh else ";")[0], value, source),)
        made.append(Statement(f"{words}。" if zh else f"{words}.", "analysis", figures))
    return made


def _sums(b: AnalysisBriefing, language: Language) -> list[Statement]:
    differing = next((check for check in b.now.sums if check.difference), None)
    if differing is None:
        return []
    zh = language == "zh"
    name, source = label(differing.figure, language), _report_of(b, language)
    figures = (
        _figure(f"{name}（本级）" if zh else f"{name}, own figure", differing.own, source, language),
        _figure(f"{name}（各地合计）" if zh else f"{name}, sum of the areas", differing.children, source, language),
    )
    own, children = figures[0].value, figures[1].value
    text = f"{name}本级数字为{own}，各地合计为{children}，两者不符。" if zh else (
        f"{name}: the area's own figure is {own}, the sum of its areas {children}; they differ."
    )  # fmt: skip
    return [Statement(text, "situation", figures)]


def _unsigned(b: AnalysisBriefing, language: Language) -> list[Statement]:
    zh, signed = language == "zh", b.now.sign_offs
    if not signed.lines:
        return []
    lacking = sum(line.state in ("missing", "pending") for line in signed.lines)
    day, source = short_day(b.day, language), "报送情况" if zh else "sign-offs"
    figures = (
        _figure(f"{day}应报送单位" if zh else f"Units that sign {day}", len(signed.lines), source, language),
        _figure("未报送" if zh else "Not signed", lacking, source, language),
    )
    text = f"{day}应报送{len(signed.lines)}家，未报送{lacking}家。" if zh else (
        f"Of {len(signed.lines):,} units {lacking:,} have not signed {day}."
    )  # fmt: skip
    return [Statement(text, "unsigned", figures)]


def _from_to(change: Change, language: Language) -> str:
    then, now = (_number(value, language) for value in (change.then, change.now))
    return f"{then} → {now}" + (f" ({signed_difference(change.difference)})" if change.difference else "")


def _report_of(b: AnalysisBriefing, language: Language) -> str:
    day, rests = short_day(b.day, language), label(f"basis.{b.now.basis}", language)
    return f"{day}日报（{rests}）" if language == "zh" else f"report of {day} ({rests})"


def _number(value: int | None, language: Language) -> str:
    if value is None:
        return label("basis.nothing", language)
    return str(value) if language == "zh" else f"{value:,}"


def _figure(name: str, value: int | None, source: str, language: Language) -> Figure:
    return Figure(name, _number(value, language), source)
