"""The parts of a rule in words: who owes, by when, what meets it, on which clause it rests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from lianfang.plan import words
from lianfang.plan.answering import RESPONSIBILITIES
from lianfang.plan.model import Founding, LowerMay, Meeting, Owner, Parameter, Rule, Source, Value, Watch
from lianfang.plan.wording.expressions import condition, moment
from lianfang.plan.wording.language import Language, begun, day, either, length, listed, slot
from lianfang.vocabulary import derived, kind, kinds
from lianfang.vocabulary.diseases import disease_named
from lianfang.vocabulary.shared_columns import AREA_LEVELS, UNIT_KINDS

UNITS = {option.name: (option.zh, option.en) for option in UNIT_KINDS}
LEVELS = {option.name: (option.zh, option.en) for option in AREA_LEVELS}
AREAS = {
    "responsible": ("责任辖区", "of the responsible area"), "whereabouts": ("所在辖区", "of the whereabouts"),
    "treated": ("收治辖区", "of the place of treatment"), "recorded": ("登记辖区", "of the place of recording"),
}  # fmt: skip
LOWER: dict[LowerMay, tuple[str, str]] = {
    "neither": ("下级不得调整", "no lower level may change it"), "loosen": ("下级可放宽", "lower levels may loosen it"),
    "tighten": ("下级可加严", "lower levels may tighten it"),
}  # fmt: skip
SHARES = {
    "class": ("同一班级", "one class"), "school": ("同一学校", "one school"),
    "dormitory": ("同一宿舍", "one dormitory"), "ward": ("同一病区", "one ward"),
    "workplace": ("同一单位", "one workplace"), "household": ("同一户", "one household"),
    "village": ("同一村（社区）", "one village"), "town": ("同一乡镇（街道）", "one town"),
    "county": ("同一县", "one county"),
}  # fmt: skip
METHODS = {
    "ears-c1": ("EARS C1法", "EARS C1"), "ears-c2": ("EARS C2法", "EARS C2"), "ears-c3": ("EARS C3法", "EARS C3"),
    "farrington": ("Farrington灵活法", "Farrington's flexible method"), "cusum": ("累积和法", "CUSUM"),
    "moving-percentile": ("移动百分位数法", "the moving percentile"),
    "scan": ("时空扫描", "the space-time scan over neighbours"), "threshold": ("固定阈值", "a fixed threshold"),
}  # fmt: skip
WEEKS = {
    "iso": ("ISO周（周一起）", "weeks of ISO 8601, from Monday"),
    "mmwr": ("MMWR周（周日起）", "weeks of the MMWR, from Sunday"),
}  # fmt: skip
CASES = {option.name: (option.zh, option.en) for option in kind("case").column("classification").options}
RESPONSIBILITY = {option.name: (option.zh, option.en) for option in RESPONSIBILITIES}
WAIVERS = {option.name: (option.zh, option.en) for option in kind("waiver").column("why").options}


def kind_name(name: str, language: Language) -> str:
    """The name of a kind of fact; of the derived contacts too."""
    if name == "contact":
        # The list's own name would call every contact a close one.
        return either("接触者", "Contact", language)
    told = derived(name) if name in words.DERIVED else kind(name)
    return either(told.zh, told.en, language)


def about(rule: Rule, language: Language) -> str:
    """What a rule is for: a kind of fact, or one of the plan's groups by its name."""
    if rule.group is not None:
        return either(rule.group.names.zh, rule.group.names.en, language)
    return kind_name(rule.kind, language)


def share(name: str, language: Language) -> str:
    """What the cases of a group share: one class, one village."""
    return either(*SHARES[name], language)


def founding(told: Founding, language: Language) -> str:
    """What founds a group: so many cases in one class within so long."""
    if told.apart:
        metres = f"{told.apart:g}"
        if told.cases == 1:
            one = f"each case, with all that lie within {metres} m of one of them"
            return either(f"每例病例，相距{metres}米以内的同属一处", one, language)
        zh = f"{length(told.within, 'zh')}内相距{metres}米以内出现{told.cases}例及以上"
        en = f"{told.cases} or more cases, each within {metres} m of another, within {length(told.within, 'en')}"
        return either(zh, en, language)
    zh = f"{length(told.within, 'zh')}内{SHARES[told.share][0]}出现{told.cases}例及以上"
    en = f"{told.cases} or more cases in {SHARES[told.share][1]} within {length(told.within, 'en')}"
    return either(zh, en, language)


def unit_kinds(names: Iterable[str], language: Language) -> list[str]:
    """Kinds of unit by their names."""
    return [UNITS[one][0] if language == "zh" else UNITS[one][1] for one in names]


def owner(by: Owner, about: str, language: Language) -> str:
    """Who owes: the unit that the fact names, else the nearest of a kind, the kinds in their order."""
    level = either(LEVELS[by.level][0], f"{LEVELS[by.level][1].lower()} ", language) if by.level else ""
    names = unit_kinds(by.kinds, language)
    area = either(*AREAS[by.area], language)
    if language == "zh":
        named = f"{moment(by.named, about, language)}，无则" if by.named is not None else ""
        return f"{named}{area}" + "，无则".join(f"{level}{name}" for name in names)
    named = f"{moment(by.named, about, language)}, else " if by.named is not None else ""
    return f"{named}{', else '.join(f'{level}{name.lower()}' for name in names)} {area}"


def owners(rule: Rule, language: Language) -> str:
    """Who owes a rule's duties; of a daily report all units of its kinds."""
    schedule = rule.owes.schedule
    if schedule.how != "daily":
        return owner(rule.owes.by, rule.kind, language)
    names = unit_kinds(schedule.units, language)
    each = listed(names if language == "zh" else [name.lower() for name in names], language)
    return either(f"公告辖区内各{each}", f"each {each} of the area declared", language)


def source(told: Source, language: Language) -> str:
    """The document and clause on which something rests."""
    if language == "zh":
        on = f"（{day(told.date, language)}）" if told.date else ""
        return f"{told.document or '未注明'}{on}，{told.clause or '条款待查'}"
    on = f" ({day(told.date, language)})" if told.date else ""
    return f"{told.document or 'not named'}{on}, {told.clause or 'clause to be found'}"


def watch(told: Watch, language: Language) -> str:
    """What is watched: which cases, where, by which method, how many are a signal, how long an answer holds."""
    zh = language == "zh"
    cases = listed([CASES[one][0] if zh else CASES[one][1].lower() for one in told.counts], language)
    method = METHODS[told.method][0 if zh else 1]
    if told.method == "moving-percentile":
        method += either(f"（第{told.percentile:g}百分位数）", f" ({told.percentile:g}th percentile)", language)
    chance = ""
    if told.method != "threshold":
        share = f"{told.false_discoveries:.0%}"
        chance = either(f"，信号中偶然者控制在{share}以内", f"; {share} of the signals may be chance", language)
    if zh:
        level = LEVELS[told.level][0]
        return (
            f"按{level}监测每日新增{cases}，采用{method}，{told.least:g}例及以上方为信号{chance}；"
            f"核实后{length(told.quiet, language)}内不再预警"
        )
    return (
        f"new {cases} cases of each {LEVELS[told.level][1].lower()}, by {method}; {told.least:g} cases or more are a "
        f"signal{chance}; once answered it is quiet for {length(told.quiet, language)}"
    )


def deadline(rule: Rule, language: Language) -> str:
    """By when, or how often."""
    owes, schedule = rule.owes, rule.owes.schedule
    if schedule.how == "once":
        if owes.within is not None:
            return either(f"{length(owes.within, 'zh')}内", f"within {length(owes.within, 'en')}", language)
        if owes.due is None:
            return either("未定", "not said", language)
        said = moment(owes.due, rule.kind, language)
        return either(f"{said}前", f"by {said}", language)
    if schedule.how == "days":
        days = "、".join(str(one) for one in schedule.days)
        from_zh, from_en = ("", "")
        if schedule.anchor is not None:
            from_zh = f"（{moment(schedule.anchor, rule.kind, 'zh')}之日为第{schedule.first_day}天）"
            from_en = f" (day {schedule.first_day} is that of: {moment(schedule.anchor, rule.kind, 'en')})"
        en = listed([str(one) for one in schedule.days], "en")
        return either(f"第{days}天当日{from_zh}", f"on days {en}{from_en}", language)
    if schedule.how == "slots":
        slots = [slot(begin, end, language) for begin, end in schedule.slots]
        zh = f"每日{len(slots)}次（{'、'.join(slots)}）"
        return either(zh, f"{len(slots)} times a day ({', '.join(slots)})", language)
    cut, due = _of_day(schedule.cut, language), _of_day(schedule.due, language)
    return either(
        f"每日报送，截至{cut}的数据{due}前报出", f"each day by {due}, with what is known up to {cut}", language
    )


def _of_day(after: timedelta, language: Language) -> str:
    """A moment counted from the midnight of a day: 当日24时, 次日2时."""
    days, seconds = divmod(round(after.total_seconds()), 86400)
    if seconds == 0 and days > 0:
        days, seconds = days - 1, 86400
    clock = f"{seconds // 3600}时" + (f"{seconds % 3600 // 60}分" if seconds % 3600 else "")
    told = {0: "当日", 1: "次日"}.get(days, f"第{days + 1}日")
    en = {0: "of the day", 1: "of the next day"}.get(days, f"of day {days + 1}")
    return either(f"{told}{clock}", f"{seconds // 3600:02}:{seconds % 3600 // 60:02} {en}", language)


def meeting(told: Meeting, language: Language) -> str:
    """Which fact meets a duty."""
    name = kind_name(told.kind, language)
    said = [condition(told.where, told.kind, language)] if told.where is not None else []
    for edge, zh, en in ((told.since, "自{}起", "from {} on"), (told.until, "至{}止", "until {}")):
        if edge is not None:
            said.append(either(zh, en, language).format(moment(edge, None, language)))
    if language == "zh":
        return name + (f"（{'，'.join(said)}）" if said else "")
    return name.lower() + (f" ({', '.join(said)})" if said else "")


def waivers(reasons: Iterable[str], language: Language) -> str:
    """For which reasons a duty may be waived."""
    said = [either(*WAIVERS[one], language) for one in reasons]
    return listed(said if language == "zh" else [one.lower() for one in said], language, "or")


def lower_may(
    may: LowerMay, floor: Value | None, ceiling: Value | None, like: Parameter | None, language: Language
) -> str:  # fmt: skip
    """What a lower level may make of something, and how far."""
    said = either(*LOWER[may], language)
    limits = [
        either(zh, en, language) + value_words(limit, like, language)
        for limit, zh, en in ((floor, "不低于", "not below "), (ceiling, "不高于", "not above "))
        if limit is not None
    ]
    return said + "".join(either(f"，{limit}", f", {limit}", language) for limit in limits)


def value_words(value: Value, parameter: Parameter | None, language: Language) -> str:
    """A value in words; `parameter` says of which type it is, None is a length of time."""
    if isinstance(value, timedelta):
        return length(value, language)
    if isinstance(value, float):
        unit = parameter.unit if parameter is not None else ""
        # What is counted is called in Chinese; a reader of English knows it from the name.
        return f"{value:g}{unit}" if language == "zh" or not unit.isalpha() or unit.isascii() else f"{value:g}"
    kind_ = parameter.type if parameter is not None else ""
    if kind_ == "slots":
        return listed([slot(one[0], one[1], language) for one in value if isinstance(one, tuple)], language)
    if kind_ == "days":
        days = [str(one) for one in value]
        return either(f"第{'、'.join(days)}天", f"days {listed(days, 'en')}", language)
    if kind_ == "unit kinds":
        names = unit_kinds([str(one) for one in value], language)
        return listed(names if language == "zh" else [name.lower() for name in names], language)
    if kind_ == "responsibilities":
        return listed([either(*RESPONSIBILITY[str(one)], language) for one in value], language)
    return listed([_option(str(one), language) for one in value], language)


def _option(word: str, language: Language) -> str:
    """An option by its name, found wherever the vocabulary has it."""
    for told in kinds():
        for column in told.columns:
            for option in column.options:
                if option.name == word:
                    return either(option.zh, begun(option.en), language)
    disease = disease_named(word)
    return either(disease.zh, disease.en, language) if disease is not None else word
