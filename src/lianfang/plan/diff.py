"""Two plans compared by their texts: what was added, taken out and changed, in words of both languages.

Whom it moves is asked of the facts (`derive/compare.py`). What a changed parameter alone explains is told once, at the
parameter, with the rules that use it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

from lianfang.plan import wording
from lianfang.plan.defined import anchor_parts, group_parts
from lianfang.plan.diff_beside import of_codes, of_definitions, of_levels
from lianfang.plan.model import Anchor, ContactSetting, Formula, Group, Names, Parameter, Plan, Rule, Value
from lianfang.plan.ordering import direction
from lianfang.plan.wording import answering as of_answering
from lianfang.plan.wording import contacts as of_contacts
from lianfang.plan.wording import retention as of_retention
from lianfang.plan.wording.language import either
from lianfang.plan.wording.parts import WEEKS

How = Literal["added", "removed", "changed"]
HOWS: tuple[How, ...] = get_args(How)
Way = Literal["tighten", "loosen"]
PARTS = {
    "name": ("名称", "name"), "for": ("适用事实", "applies to"), "when": ("适用条件", "condition"),
    "what": ("要求", "what is owed"), "by": ("责任单位", "owed by"), "opens": ("起算", "opens"),
    "deadline": ("时限", "by when"), "met by": ("办结依据", "met by"), "ends": ("终止", "ends"),
    "waived for": ("可不再执行的情形", "may be waived for"), "to": ("对象", "owed to"),
    "responsibility": ("责任类别", "responsibility"), "late": ("逾期处置", "when late"),
    "lower may": ("下级权限", "lower levels"), "source": ("依据", "source"), "value": ("数值", "value"),
    "definition": ("定义", "definition"), "before": ("优先", "goes before"), "disease": ("病种", "disease"),
    "in force": ("施行日期", "in force"), "layers": ("层级", "layers"), "warns": ("监测预警", "warns"),
    "week": ("流行病学周", "epidemiological week"),
    "contacts": ("接触者判定", "who is a contact"), "retention": ("信息保存与公布", "kept and published"),
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One difference. `part` names what of a rule, parameter or plan; empty where the whole came or went.

    `direction` says which way it goes where that can be said. `rules` are those that a changed parameter touches.
    """

    of: Literal["plan", "parameter", "definition", "rule", "level", "code", "case definition"]
    id: str
    names: Names
    how: How
    part: str = ""
    before: Names | None = None
    after: Names | None = None
    direction: Way | None = None
    rules: tuple[str, ...] = ()


def changes(old: Plan, new: Plan) -> tuple[Change, ...]:
    """Every difference between two plans: of the plan itself, of parameters, rules, levels and codes, one by one."""
    return (
        *_of_plan(old, new), *_of_contacts(old, new), *_of_parameters(old, new), *_of_definitions(old, new),
        *_of_rules(old, new), *_beside(old, new),
    )  # fmt: skip


def _beside(old: Plan, new: Plan) -> Iterator[Change]:
    """The scales of levels, the case definitions and the codes, part by part."""
    for name, names, part, before, after in of_levels(old, new):
        yield Change("level", name, names, _how(before, after, part), part, before, after)
    for name, names, part, before, after in of_definitions(old, new):
        yield Change("case definition", name, names, _how(before, after, part), part, before, after)
    for name, names, part, before, after in of_codes(old, new):
        yield Change("code", name, names, _how(before, after, part), part, before, after)


def _how(before: Names | None, after: Names | None, part: str) -> How:
    return "changed" if part else "added" if before is None else "removed"


def _both(said: Callable[[Any], str]) -> Names:
    return Names(said("zh"), said("en"))


def _of_plan(old: Plan, new: Plan) -> Iterator[Change]:
    told = (
        ("name", old.names, new.names),
        ("disease", Names(old.disease, old.disease), Names(new.disease, new.disease)),
        ("in force", _dates(old), _dates(new)),
        ("layers", _layers(old), _layers(new)),
        ("week", _week(old), _week(new)),
        ("warns", _watches(old), _watches(new)),
        ("retention", _kept(old), _kept(new)),
    )
    for part, before, after in told:
        if before != after:
            yield Change("plan", new.id, new.names, "changed", part, before, after)


def _of_contacts(old: Plan, new: Plan) -> Iterator[Change]:
    """What makes a contact, a line a setting; the order of settings decides, so that a moved one is told too."""
    before, after = (_settings(plan) for plan in (old, new))
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield Change("plan", new.id, new.names, "changed", "contacts", before.get(name), after.get(name))


def _settings(plan: Plan) -> dict[str, Names]:
    if plan.contacts is None:
        return {}
    held = plan.contacts
    lines = {"": _both(lambda language: of_contacts.rules(held, language))}
    for number, one in enumerate(held.settings, 1):
        zh, en = (_setting_line(one, "zh"), _setting_line(one, "en"))
        lines[one.id] = Names(f"{number}. {zh}", f"{number}. {en}")
    return lines


def _setting_line(setting: ContactSetting, language: wording.Language) -> str:
    return either("；", "; ", language).join(of_contacts.row(setting, language)[:-1])


def _dates(plan: Plan) -> Names:
    ends = [
        (plan.in_force_from, "{}起", "from {}"), (plan.in_force_until, "至{}", "until {}"),
    ]  # fmt: skip
    zh = "，".join(zh.format(day) for day, zh, _ in ends if day) or "未定"
    return Names(zh, ", ".join(en.format(day) for day, _, en in ends if day) or "not said")


def _layers(plan: Plan) -> Names:
    return Names(
        "、".join(layer.names.zh for layer in plan.layers), "; ".join(layer.names.en for layer in plan.layers)
    )  # fmt: skip


def _week(plan: Plan) -> Names:
    return Names(*WEEKS[plan.week])


def _watches(plan: Plan) -> Names:
    return _both(
        lambda language: either("；", "; ", language).join(
            f"{either(one.names.zh, one.names.en, language)}: {wording.watch(one, language)}" for one in plan.watches
        ) or either("无", "nothing", language)
    )  # fmt: skip


def _kept(plan: Plan) -> Names:
    return _both(
        lambda language: either("；", "; ", language).join(
            ": ".join(row[:-1]) for row in of_retention.rows(plan, language)
        ) or either("无", "nothing", language)
    )  # fmt: skip


def _of_parameters(old: Plan, new: Plan) -> Iterator[Change]:
    before, after = ({one.id: one for one in plan.parameters} for plan in (old, new))
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        rules = tuple(
            dict.fromkeys(rule.id for plan in (old, new) for rule in plan.rules if name in rule.parameters)
        )  # fmt: skip
        if was is None:
            assert now is not None
            yield Change("parameter", name, now.names, "added", after=_value(now), rules=rules)
        elif now is None:
            yield Change("parameter", name, was.names, "removed", before=_value(was), rules=rules)
        else:
            for part, one, other in (
                ("name", was.names, now.names), ("value", _value(was), _value(now)),
                ("lower may", _lower(was), _lower(now)), ("source", _source(was), _source(now)),
            ):  # fmt: skip
                if one != other:
                    way = direction(was.value, now.value, now.stricter) if part == "value" else "same"
                    known: Way | None = "tighten" if way == "tighten" else "loosen" if way == "loosen" else None
                    touched = rules if part == "value" else ()
                    yield Change("parameter", name, now.names, "changed", part, one, other, known, touched)


def _value(parameter: Parameter) -> Names:
    return _both(lambda language: wording.value_words(parameter.value, parameter, language))


def _lower(held: Parameter | Rule) -> Names:
    like = held if isinstance(held, Parameter) else None
    return _both(
        lambda language: wording.lower_may(held.lower_may, held.floor, held.ceiling, like, language)
    )  # fmt: skip


def _source(held: Parameter | Rule) -> Names:
    return _both(lambda language: wording.source(held.source, language))


def _of_definitions(old: Plan, new: Plan) -> Iterator[Change]:
    """Anchors and groups, each told whole: what founds one and what closes it belong together."""
    before, after = (_definitions(plan) for plan in (old, new))
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        one, other = (None if held is None else _defined(held) for held in (was, now))
        if one == other:
            continue
        held = now or was
        assert held is not None
        how: How = "added" if was is None else "removed" if now is None else "changed"
        yield Change("definition", name, held.names, how, "definition" if how == "changed" else "", one, other)


def _definitions(plan: Plan) -> dict[str, Anchor | Group]:
    told: list[Anchor | Group] = [*plan.anchors, *plan.groups]
    return {one.id: one for one in told}


def _defined(held: Anchor | Group) -> Names:
    def said(language: wording.Language) -> str:
        parts = group_parts(held, language) if isinstance(held, Group) else anchor_parts(held, language)
        return either("；", "; ", language).join(parts)

    return _both(said)


def _of_rules(old: Plan, new: Plan) -> Iterator[Change]:
    before, after = ({one.id: one for one in plan.rules} for plan in (old, new))
    values = {one.id: one.value for one in old.parameters}
    moved = {
        one.id: (values[one.id], one.value) for one in new.parameters if values.get(one.id, one.value) != one.value
    }
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        if was is None:
            assert now is not None
            yield Change("rule", name, now.names, "added", after=_whole(now), direction="tighten")
        elif now is None:
            yield Change("rule", name, was.names, "removed", before=_whole(was), direction="loosen")
        else:
            told = [moved[name] for name in moved.keys() & set(was.parameters) & set(now.parameters)]
            yield from _of_rule(was, now, told)


def _whole(rule: Rule) -> Names:
    """A rule in one line: whom it binds to what, by when."""

    def said(language: wording.Language) -> str:
        what, by = rule.owes.what, wording.owners(rule, language)
        return either(
            f"{what.zh}（{by}，{wording.deadline(rule, 'zh')}）", f"{what.en} ({by}, {wording.deadline(rule, 'en')})",
            language,
        )  # fmt: skip

    return _both(said)


def _of_rule(was: Rule, now: Rule, told: list[tuple[Value, Value]]) -> Iterator[Change]:
    """What differs between two rules, but for what is told already: the values of parameters before and after."""
    for part, (written, words) in _PARTS.items():
        before, after = (Names(words(rule, "zh"), words(rule, "en")) for rule in (was, now))
        # A figure that a parameter gave is told at the parameter.
        if before == after or (told and _alike(written(was), written(now), told)):
            continue
        way: Way | None = None
        if part == "deadline" and was.owes.within is not None and now.owes.within is not None:
            way = "tighten" if now.owes.within < was.owes.within else "loosen"
        yield Change("rule", now.id, now.names, "changed", part, before, after, way)


def _alike(one: object, other: object, told: list[tuple[Value, Value]]) -> bool:
    """Whether two parts as written are the same, but for values that a parameter had before and has now."""
    if one == other or (one, other) in told:
        return True
    if not isinstance(one, tuple) or not isinstance(other, tuple) or len(one) != len(other):
        return False
    return all(_alike(a, b, told) for a, b in zip(one, other, strict=True))


def _text(formula: Formula | None) -> str:
    return " ".join(formula.text.split()) if formula is not None else ""


def _formula(held: Formula | None, rule: Rule, language: wording.Language) -> str:
    return wording.moment(held, rule.kind, language) if held is not None else either("无", "none", language)


def _meetings(rule: Rule, language: wording.Language) -> str:
    return either("；或", "; or ", language).join(wording.meeting(one, language) for one in rule.owes.met_by)


def _recipient(rule: Rule, language: wording.Language) -> str:
    return of_answering.recipient(rule.owes.to, language) if rule.owes.to is not None else ""


# The parts of a rule: as written, parameters by their names where they may stand, and in words.
_PARTS: dict[str, tuple[Callable[[Rule], object], Callable[[Rule, wording.Language], str]]] = {
    "name": (lambda r: r.names, lambda r, lang: either(r.names.zh, r.names.en, lang)),
    "for": (lambda r: (r.kind, r.subject), wording.about),
    "when": (lambda r: _text(r.when), lambda r, lang: _formula(r.when, r, lang)),
    "what": (lambda r: r.owes.what, lambda r, lang: either(r.owes.what.zh, r.owes.what.en, lang)),
    "by": (
        lambda r: (r.owes.by.kinds, r.owes.by.area, r.owes.by.level, _text(r.owes.by.named)),
        wording.owners,
    ),
    "opens": (lambda r: _text(r.owes.opens), lambda r, lang: _formula(r.owes.opens, r, lang)),
    "deadline": (
        lambda r: (
            r.owes.within,
            _text(r.owes.due),
            _text(r.owes.schedule.anchor),
            *(getattr(r.owes.schedule, part) for part in ("how", "days", "first_day", "slots", "units", "cut", "due")),
        ),
        wording.deadline,
    ),
    "met by": (
        lambda r: tuple((one.kind, one.same, *map(_text, (one.where, one.since, one.until))) for one in r.owes.met_by),
        _meetings,
    ),
    "ends": (lambda r: _text(r.owes.ends), lambda r, lang: _formula(r.owes.ends, r, lang)),
    "to": (lambda r: r.owes.to and (r.owes.to.kinds, r.owes.to.level), _recipient),
    "responsibility": (
        lambda r: r.owes.responsibility,
        lambda r, lang: of_answering.responsibility(r.owes.responsibility, lang) if r.owes.responsibility else "",
    ),
    "late": (
        lambda r: tuple((step.after, step.to.kinds, step.to.level) for step in r.owes.late),
        lambda r, lang: of_answering.late(r.owes.late, lang),
    ),
    "waived for": (lambda r: (r.waived_for, r.waived_by), of_answering.waiver),
    "lower may": (
        lambda r: (r.lower_may, r.floor, r.ceiling),
        lambda r, lang: either(_lower(r).zh, _lower(r).en, lang),
    ),
    "source": (lambda r: r.source.document, lambda r, lang: wording.source(r.source, lang)),
}


def in_words(found: tuple[Change, ...], language: wording.Language) -> str:
    """The changes as text: parameters first, then rule by rule."""

    def say(zh: str, en: str) -> str:
        return either(zh, en, language)

    if not found:
        return say("两份方案的内容没有差别。\n", "The two plans say the same.\n")
    hows = {"added": say("新增", "added"), "removed": say("删除", "removed"), "changed": say("修改", "changed")}
    ways = {"tighten": say("加严", "stricter"), "loosen": say("放宽", "looser")}
    titles = {
        "plan": say("方案", "Plan"), "parameter": say("参数", "Parameters"),
        "definition": say("定义", "Definitions"), "rule": say("条款", "Rules"),
        "level": say("等级", "Levels"), "code": say("健康码", "Health codes"),
        "case definition": say("病例定义", "Case definitions"),
    }  # fmt: skip
    lines: list[str] = []
    for of, title in titles.items():
        here = [change for change in found if change.of == of]
        if here:
            lines += [title]
        seen: set[str] = set()
        for change in here:
            if change.id not in seen:
                name = either(change.names.zh, change.names.en, language)
                lines.append(f"  {hows[change.how]} {name} ({change.id})")
            seen.add(change.id)
            lines.append(f"    {_line(change, ways, language)}")
            if change.rules:
                count = len(change.rules)
                names = "、".join(change.rules) if language == "zh" else ", ".join(change.rules)
                lines.append("    " + say(f"涉及条款{count}条：{names}", f"used by {count} rules: {names}"))
    lines += ["", _summary(found, language)]
    return "\n".join(lines) + "\n"


def _line(change: Change, ways: dict[str, str], language: wording.Language) -> str:
    sides = [either(side.zh, side.en, language) for side in (change.before, change.after) if side is not None]
    # What makes a level says itself which level it is.
    named = PARTS.get(change.part)
    part = either(*named, language) + either("：", ": ", language) if named is not None else ""
    way = either("，{}", ", {}", language).format(ways[change.direction]) if change.direction and change.part else ""
    return f"{part}{' → '.join(sides)}{way}"


def _summary(found: tuple[Change, ...], language: wording.Language) -> str:
    rules = {how: len({one.id for one in found if one.of == "rule" and one.how == how}) for how in HOWS}
    values = [one for one in found if one.of == "parameter"]
    stricter, looser = (
        sum(one.direction == way and one.how == "changed" for one in found) for way in ("tighten", "loosen")
    )
    return either(
        f"条款新增{rules['added']}条、删除{rules['removed']}条、修改{rules['changed']}条；"
        f"参数变动{len({one.id for one in values})}项；加严{stricter}处，放宽{looser}处。",
        f"Rules: {rules['added']} added, {rules['removed']} removed, {rules['changed']} changed. "
        f"Parameters: {len({one.id for one in values})} changed. Stricter in {stricter} places, looser in {looser}.",
        language,
    )
