"""The plan as the document that people read and sign, as data: chapters of articles, who owes what, annex of figures.

Renderers set it (`reports/plan_paper.py`). Each rule is one article and one line of the table; with a role, only what
that role owes is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lianfang.plan import wording
from lianfang.plan.codes import CHAPTER as CODES
from lianfang.plan.defined import anchor_parts, group_parts
from lianfang.plan.finding import nearest
from lianfang.plan.model import Anchor, Code, ContactRules, Group, Names, Parameter, Plan, Rule, Setting, Watch
from lianfang.plan.parameters import KINDS_OF_UNIT
from lianfang.plan.scales import Scale
from lianfang.plan.wording import codes as code_words
from lianfang.plan.wording import contacts as of_contacts
from lianfang.plan.wording import levels as level_words
from lianfang.plan.wording.expressions import article, short
from lianfang.plan.wording.language import Language, begun, day, either, listed, number_zh
from lianfang.plan.wording.parts import LEVELS
from lianfang.vocabulary import Mistake

CITIZEN = "citizen"
PEOPLE = ("person", "case", "specimen")


@dataclass(frozen=True)
class Article:
    """A rule: its number and title, the sentence that obliges, and lines of a label and a text."""

    rule: str
    title: str
    sentence: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chapter:
    """A chapter and its articles."""

    title: str
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class Listing:
    """A table: its title, the heads of its columns and their shares of the width, its rows."""

    title: str
    heads: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PlanDocument:
    """A plan for paper. `opening` are paragraphs before the chapters, `notes` stand at its end."""

    language: Language
    title: str
    subtitle: str
    digest: str
    opening: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    duties: Listing
    annexes: tuple[Listing, ...]
    signatures: tuple[str, ...]
    notes: tuple[str, ...]


def plan_document(plan: Plan, language: Language = "zh", role: str | None = None) -> PlanDocument:
    """The document of a plan; with a role (a kind of unit, or citizen) what that role owes or has to do with.

    Raises Mistake where there is no such role.
    """
    rules = plan.rules if role is None else tuple(_of_role(plan.rules, role))
    if role is not None and not rules:
        message = f"the plan asks nothing of {role}"
        raise Mistake(f"--role {role}: {message}; it asks of {', '.join(roles(plan))}")
    numbers = {rule.id: number for number, rule in enumerate(_in_order(plan), 1)}
    kept = [rule for rule in _in_order(plan) if rule in rules]
    return PlanDocument(
        language=language,
        title=_title(plan, role, language),
        subtitle=_force(plan, language),
        digest=either(f"文本摘要 {plan.digest[:16]}", f"digest {plan.digest[:16]}", language),
        opening=(*_opening(plan, role, language), *_who_is_a_contact(plan, role, language)),
        chapters=(*_chapters(kept, numbers, plan, language), *(_beside(plan, language) if role is None else ())),
        duties=_duties(kept, numbers, language),
        annexes=tuple(table for table in _annexes(plan, kept, language) if table.rows),
        signatures=() if role is not None else _signatures(language),
        notes=_notes(plan, kept, language),
    )


def roles(plan: Plan) -> list[str]:
    """The roles of which a plan asks something: kinds of unit in their order, then the citizen."""
    found = [kind for kind in KINDS_OF_UNIT if any(_owes(rule, kind) for rule in plan.rules)]
    return [*found, *([CITIZEN] if any(rule.subject in PEOPLE for rule in plan.rules) else [])]


def _owes(rule: Rule, kind: str) -> bool:
    schedule = rule.owes.schedule
    return kind in (schedule.units if schedule.how == "daily" else rule.owes.by.kinds)


def _of_role(rules: Iterable[Rule], role: str) -> list[Rule]:
    if role == CITIZEN:
        return [rule for rule in rules if rule.subject in PEOPLE]
    if role not in KINDS_OF_UNIT:
        meant = nearest(role, (*KINDS_OF_UNIT, CITIZEN)) or f"there are {', '.join((*KINDS_OF_UNIT, CITIZEN))}"
        raise Mistake(f"--role {role}: no kind of unit is called so; {meant}")
    return [rule for rule in rules if _owes(rule, role)]


def _in_order(plan: Plan) -> list[Rule]:
    """Rules by their chapters; what a layer adds to a chapter follows that chapter's own."""
    chapters = list(dict.fromkeys(rule.chapter for rule in plan.rules))
    return sorted(plan.rules, key=lambda rule: chapters.index(rule.chapter))


def _title(plan: Plan, role: str | None, language: Language) -> str:
    top = plan.layers[-1].names if plan.layers else plan.names
    name = either(top.zh, top.en, language)
    if role is None:
        return name
    if role == CITIZEN:
        return either(f"{name}：公民须知", f"{name}: what it means for you", language)
    (whose,) = wording.unit_kinds([role], language)
    return either(f"{name}：{whose}职责", f"{name}: what {article(whose.lower())} {whose.lower()} owes", language)


def _force(plan: Plan, language: Language) -> str:
    begins, ends = plan.in_force_from, plan.in_force_until
    if begins is None:
        return either("施行日期未定", "date of force not set", language)
    zh = f"自{day(begins, 'zh')}起施行" + (f"，至{day(ends, 'zh')}止" if ends else "")
    return either(zh, f"in force from {day(begins, 'en')}" + (f" until {day(ends, 'en')}" if ends else ""), language)


def _opening(plan: Plan, role: str | None, language: Language) -> tuple[str, ...]:
    told = []
    if len(plan.layers) > 1:
        below = [
            either(f"《{layer.names.zh}》", layer.names.en, language) for layer in plan.layers[:-1]
        ]  # fmt: skip
        told.append(
            either(
                f"本方案为{LEVELS[plan.layers[-1].level][0]}级补充要求，以{listed(below, 'zh')}为基础，并载其全文。",
                f"This is the supplement of a {LEVELS[plan.layers[-1].level][1].lower()} to {listed(below, 'en')}, "
                "and holds the whole of it.",
                language,
            )
        )
    if role == CITIZEN:
        told.append(
            either(
                "下列事项由所列单位负责落实，与您有关。对判定有异议的，可以申诉，由医师答复。",
                "The units named see to what follows; it is about you. Whoever disagrees may appeal; a doctor answers.",
                language,
            )
        )
    return tuple(told)


def _who_is_a_contact(plan: Plan, role: str | None, language: Language) -> tuple[str, ...]:
    if plan.contacts is None or role is not None:
        return ()
    said = of_contacts.rules(plan.contacts, language)
    return (either(f"接触者判定：{said}。", f"Who is a contact. {said}.", language),)


def _chapters(kept: list[Rule], numbers: dict[str, int], plan: Plan, language: Language) -> tuple[Chapter, ...]:
    made = []
    every = list(dict.fromkeys(rule.chapter for rule in _in_order(plan)))
    for place, chapter in enumerate(every, 1):
        articles = tuple(
            _article(rule, numbers[rule.id], plan, language) for rule in kept if rule.chapter == chapter
        )  # fmt: skip
        if articles:
            zh, en = f"第{number_zh(place)}章　{chapter.zh}", f"Chapter {place}. {chapter.en}"
            made.append(Chapter(either(zh, en, language), articles))
    return tuple(made)


def _article(rule: Rule, number: int, plan: Plan, language: Language) -> Article:
    owes = rule.owes
    kind = short(wording.about(rule, language))
    condition = wording.condition(rule.when, rule.kind, language) if rule.when is not None else ""
    zh = f"{kind}，{condition}的：{owes.what.zh}。" if condition else f"凡有{kind}的：{owes.what.zh}。"
    en = f"For each {kind.lower()}" + (f" of which {condition}" if condition else "") + f": {begun(owes.what.en)}."
    lines = [
        (either("责任单位", "Owed by", language), wording.owners(rule, language)),
        (either("时限", "By when", language), wording.deadline(rule, language)),
    ]
    if owes.opens is not None:
        lines.append((either("起算", "Opens", language), wording.moment(owes.opens, rule.kind, language)))
    met = either("；或", "; or ", language).join(wording.meeting(one, language) for one in owes.met_by)
    lines.append((either("办结依据", "Met by", language), met))
    if owes.ends is not None:
        lines.append((either("终止", "Ends", language), wording.moment(owes.ends, rule.kind, language)))
    if rule.waived_for:
        lines.append(
            (either("可不再执行", "May be waived", language), wording.waivers(rule.waived_for, language))
        )  # fmt: skip
    lines += _of_layer(rule.reason, rule.milder, language)
    for setting in rule.settings:
        lines.append((either("本级调整", "Set by a layer", language), _set(setting, None, plan, language)))
    may = wording.lower_may(rule.lower_may, rule.floor, rule.ceiling, None, language)
    rests = wording.source(rule.source, language)
    lines.append((either("依据", "Rests on", language), either(f"{rests}；{may}", f"{rests}; {may}", language)))
    title_zh, title_en = f"第{number_zh(number)}条　{rule.names.zh}", f"Article {number}. {rule.names.en}"
    return Article(rule.id, either(title_zh, title_en, language), either(zh, en, language), tuple(lines))


def _beside(plan: Plan, language: Language) -> tuple[Chapter, ...]:
    """The scales of levels and the codes as the last chapters, an article each."""
    number, place = len(plan.rules), len({rule.chapter for rule in plan.rules})
    made = []
    levels = tuple(_scale(scale, number + i, language) for i, scale in enumerate(plan.levels, 1))
    codes = tuple(_code(code, number + len(levels) + i, language) for i, code in enumerate(plan.codes, 1))
    for articles, title_zh, title_en in (
        (levels, "风险等级和响应级别", "Risk levels and response levels"), (codes, CODES.zh, CODES.en),
    ):  # fmt: skip
        if articles:
            place += 1
            zh, en = f"第{number_zh(place)}章　{title_zh}", f"Chapter {place}. {title_en}"
            made.append(Chapter(either(zh, en, language), articles))
    return tuple(made)


def _code(code: Code, number: int, language: Language) -> Article:
    rule = code.rule
    colour = code_words.colour(code.colour, language)
    lines = [(either("依据的事实", "Ground", language), code_words.ground(code, language))]
    if rule.owes.opens is not None:
        begins = wording.moment(rule.owes.opens, rule.kind, language)
        lines.append((either("起算", "From", language), begins))
    lines.append((either("终止", "Ends", language), code_words.ending(code, language)))
    lines.append((either("依据", "Rests on", language), wording.source(rule.source, language)))
    title_zh, title_en = f"第{number_zh(number)}条　{rule.names.zh}", f"Article {number}. {rule.names.en}"
    opening = either(
        f"{colour}。多条同时适用的，以最重者为准，各条均予列明；终止后自动恢复。",
        f"{colour}. Where several apply the gravest counts and all are shown; it falls by itself when it ends.",
        language,
    )  # fmt: skip
    return Article(rule.id, either(title_zh, title_en, language), opening, tuple(lines))


def _scale(scale: Scale, number: int, language: Language) -> Article:
    lines = [
        (either(one.names.zh, begun(one.names.en), language), level_words.figure(one, language))
        for one in scale.figures
    ]
    for grade in scale.grades:
        lines.append((level_words.level(grade.level, language), level_words.grade(scale, grade, language)))
        said = either("；", "; ", language).join(level_words.measure(one, language) for one in grade.measures)
        if said:
            lines.append((either("　　措施", "   Orders", language), said))
    lines.append((either("依据", "Rests on", language), wording.source(scale.source, language)))
    title_zh, title_en = f"第{number_zh(number)}条　{scale.names.zh}", f"Article {number}. {scale.names.en}"
    opening = level_words.scale_opening(scale, language)
    return Article(scale.id, either(title_zh, title_en, language), opening, tuple(lines))


def _of_layer(reason: Names | None, milder: Names | None, language: Language) -> list[tuple[str, str]]:
    told = ((reason, "理由", "Reason"), (milder, "较轻做法", "Milder way considered"))
    return [
        (either(zh, en, language), either(names.zh, names.en, language)) for names, zh, en in told if names is not None
    ]


def _set(setting: Setting, parameter: Parameter | None, plan: Plan, language: Language) -> str:
    """What a layer set, from what, and why."""
    layer = plan.layer(setting.layer).names
    before, value = (wording.value_words(one, parameter, language) for one in (setting.before, setting.value))
    why = "".join(
        either("；", "; ", language) + label + either("：", ": ", language) + text
        for label, text in _of_layer(setting.reason, setting.milder, language)
    )
    return f"{either(layer.zh, layer.en, language)}{either('：', ': ', language)}{before} → {value}{why}"


def _duties(kept: list[Rule], numbers: dict[str, int], language: Language) -> Listing:
    heads = ("条", "事项", "责任单位", "时限") if language == "zh" else ("No.", "What", "Owed by", "By when")
    rows = tuple(
        (
            str(numbers[rule.id]), either(rule.owes.what.zh, rule.owes.what.en, language), _owners(rule, language),
            wording.deadline(rule, language),
        )
        for rule in kept
    )  # fmt: skip
    title = either("附表　责任清单", "Table. Who owes what by when", language)
    return Listing(title, heads, (0.5, 3.2, 2.6, 2.6), rows)


def _owners(rule: Rule, language: Language) -> str:
    schedule = rule.owes.schedule
    kinds = schedule.units if schedule.how == "daily" else rule.owes.by.kinds
    names = wording.unit_kinds(kinds, language)
    return "、".join(names) if language == "zh" else ", ".join(names)


def _used(plan: Plan, kept: list[Rule]) -> set[str]:
    """The parameters that these rules use, or the plan's definitions and watches, which stand in every document.

    Where all rules are told, those of levels, codes and contacts too.
    """
    told: list[Rule | Anchor | Group | Scale | Watch | ContactRules] = [
        *kept,
        *plan.anchors,
        *plan.groups,
        *plan.watches,
    ]
    if len(kept) == len(plan.rules):
        told += [*plan.levels, *(code.rule for code in plan.codes)]
        if plan.contacts is not None:
            told.append(plan.contacts)
    return {name for one in told for name in one.parameters}


def _annexes(plan: Plan, kept: list[Rule], language: Language) -> Iterable[Listing]:
    used = _used(plan, kept)
    parameters = [one for one in plan.parameters if one.id in used]
    zh = language == "zh"
    yield Listing(
        "附件　疫情定义" if zh else "Annex. What is a cluster or an outbreak",
        ("名称", "计入病例", "认定标准", "另行关联", "结束", "依据")
        if zh
        else ("Name", "Cases that count", "Founded by", "Joined by", "Closed by", "Rests on"),
        (1.5, 2.2, 2.4, 1.0, 1.4, 2.2),
        tuple(group_parts(one, language) for one in plan.groups),
    )
    yield Listing(
        "附件　计日起点" if zh else "Annex. Days from which days are counted",
        ("名称", "适用事实", "时间") if zh else ("Name", "Of which facts", "Moment"),
        (1.8, 1.6, 4.0),
        tuple(anchor_parts(one, language) for one in plan.anchors),
    )
    whole = plan.contacts if len(kept) == len(plan.rules) else None
    yield Listing(
        "附件　接触者判定" if zh else "Annex. Who is a contact",
        ("情形", "场所", "密切接触者", "一般接触者", "依据")
        if zh
        else ("Setting", "Where", "Close", "General", "Rests on"),
        (1.6, 1.6, 2.6, 1.8, 2.2),
        tuple(of_contacts.row(one, language) for one in (whole.settings if whole is not None else ())),
    )
    yield Listing(
        "附件　参数" if zh else "Annex. Figures",
        ("参数", "数值", "制定层级", "依据", "下级权限") if zh else ("Figure", "Value", "Set by", "Rests on", "Below"),
        (2.6, 1.8, 1.7, 3.0, 1.6),
        tuple(_figure(one, plan, language) for one in parameters),
    )
    yield Listing(
        "附件　本级及以上层级的调整" if zh else "Annex. What layers set",
        ("参数", "调整") if zh else ("Figure", "Setting"),
        (1.5, 5.0),
        tuple(
            (either(one.names.zh, one.names.en, language), _set(setting, one, plan, language))
            for one in parameters
            for setting in one.settings
        ),
    )

    yield Listing(
        "附件　监测预警" if zh else "Annex. What is watched for signals",
        ("监测", "内容", "依据") if zh else ("Watch", "What and how", "Rests on"),
        (1.8, 4.6, 2.4),
        tuple(
            (
                either(one.names.zh, one.names.en, language),
                wording.watch(one, language),
                wording.source(one.source, language),
            )
            for one in plan.watches
        ),
    )


def _figure(one: Parameter, plan: Plan, language: Language) -> tuple[str, ...]:
    source = one.settings[-1].source if one.settings else one.source
    layer = plan.layer(one.given_by)
    level = either(LEVELS[layer.level][0], LEVELS[layer.level][1], language)
    may = wording.lower_may(one.lower_may, one.floor, one.ceiling, one, language)
    name = either(one.names.zh, one.names.en, language)
    return name, wording.value_words(one.value, one, language), level, wording.source(source, language), may


def _signatures(language: Language) -> tuple[str, ...]:
    if language == "zh":
        return ("拟稿：＿＿＿＿＿＿　　审核：＿＿＿＿＿＿　　签发：＿＿＿＿＿＿", "日期：　　　　年　　月　　日")
    return ("Drafted: ____________   Checked: ____________   Signed: ____________", "Date: ____________")


def _notes(plan: Plan, kept: list[Rule], language: Language) -> tuple[str, ...]:
    told = [
        either(
            f"本文件由方案文本（{plan.file}）生成，与系统执行的为同一文本；病种：{plan.disease}，时区：{plan.time_zone}。",
            f"Written from the plan's own text ({plan.file}), which is what the system carries out; "
            f"disease: {plan.disease}, time zone: {plan.time_zone}.",
            language,
        )
    ]
    used = _used(plan, kept)
    rest_on = [one.source for one in kept] + [one.source for one in plan.groups]
    rest_on += [one.source for one in plan.watches]
    open_ = sum(source.clause is None for source in rest_on)
    if plan.contacts is not None and len(kept) == len(plan.rules):
        open_ += sum(one.source.clause is None for one in plan.contacts.settings)
    open_ += sum(one.source.clause is None for one in plan.parameters if one.id in used)
    if len(kept) == len(plan.rules):
        open_ += sum(scale.source.clause is None for scale in plan.levels)
        open_ += sum(code.rule.source.clause is None for code in plan.codes)
    if open_:
        told.append(
            either(
                f"尚有{open_}处条款待查，查明前不得签发。",
                f"{open_} clauses are still to be found; until then it cannot be signed.", language,
            )
        )  # fmt: skip
    return tuple(told)
