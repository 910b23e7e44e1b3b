"""The plan as the document that people read and sign, as data: chapters of articles, who owes what, annex of figures.

Renderers set it (`reports/plan_paper.py`). Each rule is one article and one line of the table; with a role, only what
that role owes is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lianfang.plan import wording
from lianfang.plan.document_annexes import annexes, used_by
from lianfang.plan.document_beside import chapters_beside
from lianfang.plan.document_parts import Article, Chapter, Listing, what_was_set, why_of_layer
from lianfang.plan.finding import nearest
from lianfang.plan.model import Plan, Rule
from lianfang.plan.parameters import KINDS_OF_UNIT
from lianfang.plan.wording import answering as of_answering
from lianfang.plan.wording import contacts as of_contacts
from lianfang.plan.wording.expressions import article, short
from lianfang.plan.wording.language import Language, begun, day, either, listed, number_zh
from lianfang.plan.wording.parts import LEVELS, WEEKS
from lianfang.vocabulary import Mistake

CITIZEN = "citizen"
PEOPLE = ("person", "case", "specimen")


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
        chapters=(
            *_chapters(kept, numbers, plan, language),
            *(chapters_beside(plan, language) if role is None else ()),
        ),
        duties=_duties(kept, numbers, language),
        annexes=tuple(
            table for table in (_brought(plan, role, numbers, language), *annexes(plan, kept, language)) if table.rows
        ),
        signatures=() if role is not None else _signatures(language),
        notes=_notes(plan, kept, language),
    )


def roles(plan: Plan) -> list[str]:
    """The roles of which a plan asks something: kinds of unit in their order, then the citizen."""
    found = [kind for kind in KINDS_OF_UNIT if any(_owes(rule, kind) for rule in plan.rules)]
    return [*found, *([CITIZEN] if any(rule.subject in PEOPLE for rule in plan.rules) else [])]


def _owes(rule: Rule, kind: str) -> bool:
    return kind in rule.owes.kinds


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
        *_answered(rule, language),
        (either("时限", "By when", language), wording.deadline(rule, language)),
    ]
    if owes.opens is not None:
        lines.append((either("起算", "Opens", language), wording.moment(owes.opens, rule.kind, language)))
    met = either("；或", "; or ", language).join(wording.meeting(one, language) for one in owes.met_by)
    lines.append((either("办结依据", "Met by", language), met))
    if owes.ends is not None:
        lines.append((either("终止", "Ends", language), wording.moment(owes.ends, rule.kind, language)))
    if owes.late:
        lines.append((either("逾期处置", "When late", language), of_answering.late(owes.late, language)))
    if rule.waived_for:
        lines.append((either("可不再执行", "May be waived", language), of_answering.waiver(rule, language)))
    lines += why_of_layer(rule.reason, rule.milder, language)
    for setting in rule.settings:
        lines.append((either("本级调整", "Set by a layer", language), what_was_set(setting, None, plan, language)))
    may = wording.lower_may(rule.lower_may, rule.floor, rule.ceiling, None, language)
    rests = wording.source(rule.source, language)
    lines.append((either("依据", "Rests on", language), either(f"{rests}；{may}", f"{rests}; {may}", language)))
    title_zh, title_en = f"第{number_zh(number)}条　{rule.names.zh}", f"Article {number}. {rule.names.en}"
    return Article(rule.id, either(title_zh, title_en, language), either(zh, en, language), tuple(lines))


def _answered(rule: Rule, language: Language) -> Iterator[tuple[str, str]]:
    """Under which responsibility a duty falls and to whom it is owed, where the rule says so."""
    if rule.owes.responsibility is not None:
        said = of_answering.responsibility(rule.owes.responsibility, language)
        yield either("责任类别", "Responsibility", language), said
    if rule.owes.to is not None:
        yield either("对象", "Owed to", language), of_answering.recipient(rule.owes.to, language)


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


def _brought(plan: Plan, role: str | None, numbers: dict[str, int], language: Language) -> Listing:
    """What others owe and comes before a role when it is late."""
    heads = ("条", "事项", "责任单位", "逾期") if language == "zh" else ("No.", "What", "Owed by", "When late")
    rows = tuple(
        (
            str(numbers[rule.id]), either(rule.owes.what.zh, rule.owes.what.en, language), _owners(rule, language),
            of_answering.late([step for step in rule.owes.late if role in step.to.kinds], language),
        )
        for rule in _in_order(plan)
        if any(role in step.to.kinds for step in rule.owes.late)
    )  # fmt: skip
    return Listing(
        either("附件　逾期提请督办的事项", "Annex. What is brought before you when it is late", language), heads,
        (0.5, 3.2, 2.6, 2.6), rows,
    )  # fmt: skip


def _owners(rule: Rule, language: Language) -> str:
    names = wording.unit_kinds(rule.owes.kinds, language)
    return "、".join(names) if language == "zh" else ", ".join(names)


def _signatures(language: Language) -> tuple[str, ...]:
    if language == "zh":
        return ("拟稿：＿＿＿＿＿＿　　审核：＿＿＿＿＿＿　　签发：＿＿＿＿＿＿", "日期：　　　　年　　月　　日")
    return ("Drafted: ____________   Checked: ____________   Signed: ____________", "Date: ____________")


def _notes(plan: Plan, kept: list[Rule], language: Language) -> tuple[str, ...]:
    told = [
        either(
            f"本文件由方案文本（{plan.file}）生成，与系统执行的为同一文本；病种：{plan.disease}，时区：{plan.time_zone}，"
            f"流行病学周：{WEEKS[plan.week][0]}。",
            f"Written from the plan's own text ({plan.file}), which is what the system carries out; "
            f"disease: {plan.disease}, time zone: {plan.time_zone}; {WEEKS[plan.week][1]}.",
            language,
        )
    ]
    used = used_by(plan, kept)
    rest_on = [one.source for one in kept] + [one.source for one in plan.groups]
    rest_on += [one.source for one in plan.watches] + [one.source for one in plan.periods]
    rest_on += [plan.publication.source] if plan.publication is not None else []
    open_ = sum(source.clause is None for source in rest_on)
    if plan.contacts is not None and len(kept) == len(plan.rules):
        open_ += sum(one.source.clause is None for one in plan.contacts.settings)
    open_ += sum(one.source.clause is None for one in plan.parameters if one.id in used)
    if len(kept) == len(plan.rules):
        open_ += sum(scale.source.clause is None for scale in plan.levels)
        open_ += sum(code.rule.source.clause is None for code in plan.codes)
        open_ += sum(one.source.clause is None for one in plan.conditions)
    if open_:
        told.append(
            either(
                f"尚有{open_}处条款待查，查明前不得签发。",
                f"{open_} clauses are still to be found; until then it cannot be signed.", language,
            )
        )  # fmt: skip
    return tuple(told)
