"""Text of a plan in, plan and all findings out. Nothing a user writes raises."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from lianfang.plan import words
from lianfang.plan.checks import plan_checks
from lianfang.plan.finding import Finding
from lianfang.plan.layers import check_added, read_settings, set_parameters, set_rules
from lianfang.plan.model import Formula, Layer, Meeting, Names, Owes, Owner, Parameter, Plan, Rule, Schedule
from lianfang.plan.ordering import within_limits
from lianfang.plan.parameters import LOWER_MAY, read_parameters, read_source
from lianfang.plan.reading import Reader
from lianfang.plan.shelf import Shelf, shipped
from lianfang.plan.tree import Branch, Mapping, Scalar, read
from lianfang.vocabulary import Column, Type, kind
from lianfang.vocabulary.shared_columns import AREA_LEVELS, UNIT_KINDS

PLAN_KEYS = (
    "plan", "name", "disease", "level", "in force", "time zone", "lower may add", "parameters", "chapters",
)  # fmt: skip
LAYER_KEYS = ("plan", "stands on", "name", "level", "in force", "lower may add", "sets", "parameters", "chapters")
CHAPTER_KEYS = ("name", "rules")
RULE_KEYS = (
    "name", "source", "lower may", "floor", "ceiling", "for", "subject", "when", "owes", "waived for", "reason",
    "milder",
)  # fmt: skip
OWES_KEYS = (
    "what", "by", "opens", "within", "due", "on days", "each day", "daily by units", "met by", "ends",
)  # fmt: skip
MEETING_KEYS = ("fact", "same", "where", "from", "until", "moment")
KINDS_OF_UNIT = tuple(option.name for option in UNIT_KINDS)
LEVELS = tuple(option.name for option in AREA_LEVELS)
WAIVERS = tuple(option.name for option in kind("waiver").column("why").options)
MOMENT_LIKE: frozenset[object] = frozenset({Type.MOMENT, Type.DATE})
CONDITION: frozenset[object] = frozenset({Type.BOOLEAN})
UNIT_LIKE: frozenset[object] = frozenset({Type.UNIT})
DUTY_COLUMNS = {name: Column(name, type_, name, name) for name, type_ in words.DUTY.items()}
SUBJECTS = ("person", "case", "specimen", "unit", "county", "subject")
# Nation, province, prefecture, county, and room for one more.
MOST_LAYERS = 5


def load(text: str, name: str, find: Shelf = shipped) -> tuple[Plan | None, list[Finding]]:
    """The plan of a text and everything found in it; no plan where a finding is more than a note.

    `name` is the file's name, kept for messages. A layer is read with what it stands on, which `find` gives by its id;
    the findings are those of the layer's own text. Never raises on what a user wrote.
    """
    return _load(text, name, find, ())


def _load(text: str, name: str, find: Shelf, above: tuple[str, ...]) -> tuple[Plan | None, list[Finding]]:
    if "\0" in text:
        return None, [Finding("unreadable-file", "this is no text", None, "a plan is a YAML file in UTF-8")]
    tree, findings = read(text)
    if tree is None:
        return None, findings
    reader = Reader()
    reader.findings += findings
    if not isinstance(tree, Mapping):
        reader.say("wrong-shape", tree.span, "this is no plan", "a plan begins with plan: NAME")
        return None, reader.findings
    plan = _layered(reader, tree, text, name, find, above) if "stands on" in tree else _plan(reader, tree, text, name)
    found = sorted(reader.findings, key=lambda finding: (finding.span is None, finding.span, finding.name))
    fit = all(finding.note for finding in found)
    return (plan if fit else None), found


def _plan(reader: Reader, tree: Mapping, text: str, file: str) -> Plan:
    told = reader.mapping(tree, "the plan", PLAN_KEYS, ("plan", "name", "disease", "chapters"))
    zone = reader.text(told.items.get("time zone"), "time zone") or "Asia/Shanghai"
    try:
        ZoneInfo(zone)
    except Exception:
        reader.say("unknown-word", told.items["time zone"].span, f"no time zone is called {zone}", "as Asia/Shanghai")
    layer = _head(reader, told, text, file, "nation")
    reader.parameters = read_parameters(reader, told.items.get("parameters"), layer.id)
    plan = Plan(
        id=layer.id,
        names=layer.names,
        disease=reader.text(told.items.get("disease"), "disease") or "",
        in_force_from=layer.in_force_from,
        in_force_until=layer.in_force_until,
        time_zone=zone,
        rules=_rules(reader, told, layer.id),
        digest=hashlib.sha256(text.encode()).hexdigest(),
        file=file,
        parameters=tuple(reader.parameters.values()),
        layers=(layer,),
        may_add=_may_add(reader, told),
    )
    for rule in plan.rules:
        if rule.reason is not None or rule.milder is not None:
            reader.say("unknown-key", rule.span, "only a layer gives its rules reason and milder", "take them out")
    for check in plan_checks():
        reader.findings += check(plan)
    return plan


def _layered(
    reader: Reader, tree: Mapping, text: str, file: str, find: Shelf, above: tuple[str, ...]
) -> Plan | None:  # fmt: skip
    """A layer with what it stands on; None where that cannot be had."""
    told = reader.mapping(tree, "a layer", LAYER_KEYS, ("plan", "name", "level"))
    layer = _head(reader, told, text, file, None)
    below = _below(reader, told, layer, find, (*above, layer.id))
    if below is None:
        return None
    if layer.level and LEVELS.index(layer.level) <= LEVELS.index(below.layers[-1].level):
        message = f"a {layer.level} cannot stand on a {below.layers[-1].level}"
        reader.say("layer-out-of-order", told.items["level"].span, message, "a layer stands on a higher level")
    settings = read_settings(reader, told.items.get("sets"), below, layer.id)
    parameters = {one.id: one for one in set_parameters(below.parameters, settings)}
    own = read_parameters(reader, told.items.get("parameters"), layer.id)
    for name in parameters.keys() & own.keys():
        message = f"{below.parameter(name).layer} has a parameter {name}"
        reader.say("unusable-name", own[name].span, message, "set its value under sets, or take another name")
    reader.parameters = {**parameters, **own}
    added = _rules(reader, told, layer.id)
    check_added(reader, added, below)
    changed = any(name in parameters for name in settings)
    rules = (*set_rules(_read_again(below, parameters) if changed else below.rules, settings), *added)
    plan = replace(
        below, in_force_from=layer.in_force_from or below.in_force_from,
        in_force_until=layer.in_force_until or below.in_force_until, rules=rules, file=file,
        digest=hashlib.sha256(f"{below.digest}{text}".encode()).hexdigest(),
        parameters=tuple(reader.parameters.values()), layers=(*below.layers, layer),
        may_add=_may_add(reader, told),
    )  # fmt: skip
    _check_whole(reader, plan, below, added, told)
    return plan


def _head(reader: Reader, told: Mapping, text: str, file: str, usual: str | None) -> Layer:
    force = reader.mapping(told.items.get("in force"), "in force", ("from", "until"), ())
    return Layer(
        id=reader.text(told.items.get("plan"), "plan") or "",
        names=reader.names(told.items.get("name"), "name"),
        level=reader.word(told.items.get("level"), "level", LEVELS) or usual or "",
        in_force_from=reader.day(force.items.get("from"), "from"),
        in_force_until=reader.day(force.items.get("until"), "until"),
        file=file,
        text=text,
    )


def _may_add(reader: Reader, told: Mapping) -> tuple[str, ...]:
    return reader.words(told.items.get("lower may add"), "lower may add", words.kinds(), "unknown-fact")


def _below(reader: Reader, told: Mapping, layer: Layer, find: Shelf, above: tuple[str, ...]) -> Plan | None:
    """What a layer stands on, itself read whole."""
    wanted = reader.text(told.items["stands on"], "stands on")
    span = told.items["stands on"].span
    if wanted is None:
        return None
    if wanted in above or len(above) > MOST_LAYERS:
        message = f"{wanted} stands on this layer, or is it" if wanted in above else f"more than {MOST_LAYERS} layers"
        reader.say("layer-out-of-order", span, message, "a layer stands on a higher level")
        return None
    text = find(wanted)
    if text is None:
        remedy = f"put {wanted}.yaml beside this file; the plans that ship are found by their name"
        reader.say("unknown-plan", span, f"no plan is called {wanted[:60]}", remedy)
        return None
    below, findings = _load(text, f"{wanted}.yaml", find, above)
    if below is None:
        wrong = sum(not finding.note for finding in findings)
        reader.say("unfit-below", span, f"{wanted} has {wrong} findings itself", f"lianfang plan check {wanted}.yaml")
    return below


def _read_again(below: Plan, parameters: dict[str, Parameter]) -> tuple[Rule, ...]:
    """The rules of a plan with other values of its parameters, and what its own layers set of their times."""
    rules: list[Rule] = []
    for layer in below.layers:
        tree, _ = read(layer.text)
        assert isinstance(tree, Mapping)  # it was read before
        again = Reader(parameters)
        rules += _rules(again, tree, layer.id)
    kept = {rule.id: rule for rule in below.rules}
    times = {rule.id: kept[rule.id].settings[-1] for rule in rules if rule.id in kept and kept[rule.id].settings}
    return tuple(
        replace(rule, settings=kept[rule.id].settings) if rule.id in times else rule for rule in set_rules(rules, times)
    )


def _check_whole(reader: Reader, plan: Plan, below: Plan, added: tuple[Rule, ...], told: Mapping) -> None:
    """The checks of the whole: what is wrong in a rule of another file is said where this layer sets its figures."""
    own = {f"{rule.chapter.zh or rule.chapter.en} > {rule.id}" for rule in added}
    setting = told.keys.get("sets")
    known = {rule.id for rule in below.rules}
    taken = {f"{rule.chapter.zh or rule.chapter.en} > {rule.id}" for rule in added if rule.id in known}
    for check in plan_checks():
        for finding in check(plan):
            if finding.name == "rule-twice" and finding.clause in taken:
                continue
            if finding.clause in own or finding.clause.startswith("parameters > "):
                others = finding.others if finding.name != "overlapping-rules" else ()
                reader.findings.append(replace(finding, others=others))
            elif setting is not None:
                reader.findings.append(replace(finding, span=setting, others=()))


def _rules(reader: Reader, told: Mapping, layer: str) -> tuple[Rule, ...]:
    rules: list[Rule] = []
    for chapter in reader.items(told.items.get("chapters")):
        rules += _chapter(reader, chapter)
    reader.clause = ""
    return tuple(replace(rule, layer=layer) for rule in rules)


def _chapter(reader: Reader, branch: Branch) -> list[Rule]:
    reader.clause = ""
    told = reader.mapping(branch, "a chapter", CHAPTER_KEYS, CHAPTER_KEYS)
    names = reader.names(told.items.get("name"), "name")
    held = told.items.get("rules")
    if held is None:
        return []
    if not isinstance(held, Mapping):
        reader.say("wrong-shape", held.span, "rules have names", "write rule-name: and its parts below it")
        return []
    rules = []
    for key, item in held.items.items():
        reader.clause = f"{names.zh or names.en} > {key}"
        rule = _rule(reader, key, item, names, held)
        if rule is not None:
            rules.append(rule)
    return rules


def _rule(reader: Reader, key: str, branch: Branch, chapter: Names, parent: Mapping) -> Rule | None:
    told = reader.mapping(branch, "a rule", RULE_KEYS, ("name", "for", "owes"))
    used, reader.used = reader.used, set()
    about = reader.word(told.items.get("for"), "for", words.kinds(), "unknown-fact")
    source = read_source(reader, told, parent.keys[key], "the rule")
    names = reader.names(told.items.get("name"), "name")
    lower = reader.word(told.items.get("lower may"), "lower may", LOWER_MAY) or "neither"
    waived = reader.words(told.items.get("waived for"), "waived for", WAIVERS, "unknown-option")
    columns = words.columns(about) if about else {}
    usual = words.subject_of(about) if about else "subject"
    subject = reader.word(told.items.get("subject"), "subject", SUBJECTS) or usual
    if about and subject not in ("subject", "specimen", *columns):
        reader.say("unknown-column", told.items["subject"].span, f"{about} tells no {subject}", "")
    when = reader.formula(told.items.get("when"), "when", about or "", columns, {}, CONDITION) if about else None
    owes = _owes(reader, told.items.get("owes"), about, subject, columns) if about and "owes" in told.items else None
    floor, ceiling = (reader.duration(told.items.get(part), part) for part in ("floor", "ceiling"))
    reason = reader.names(told.items["reason"], "reason") if "reason" in told.items else None
    milder = reader.names(told.items["milder"], "milder") if "milder" in told.items else None
    here, reader.used = tuple(sorted(reader.used)), used | reader.used
    if about is None or owes is None:
        return None
    _limits(reader, told, lower, owes.within)
    return Rule(
        key, names, source, lower, about, subject, when, owes, waived, chapter, parent.keys[key],  # type: ignore[arg-type]
        floor=floor, ceiling=ceiling, parameters=here, reason=reason, milder=milder,
    )  # fmt: skip


def _limits(reader: Reader, told: Mapping, lower: str, within: timedelta | None) -> None:
    """Of a rule a lower layer may set `within`, down to a floor or up to a ceiling."""
    if lower == "neither":
        return
    owes = told.items["owes"]
    written = owes.items.get("within") if isinstance(owes, Mapping) else None
    if not isinstance(written, Scalar) or written.text.strip() in reader.parameters:
        remedy = "give what may be changed as a parameter, and say lower may there"
        reader.say("unknown-key", told.keys["lower may"], "the rule has no within of its own to change", remedy)
        return
    needed = "floor" if lower == "tighten" else "ceiling"
    if needed not in told.items:
        remedy = f"add {needed}: …, as far as within may go"
        reader.say("limit-missing", told.keys["lower may"], f"a lower layer may {lower} this without end", remedy)
    limits = [reader.duration(told.items.get(part), part) for part in ("floor", "ceiling")]
    if within is not None and not within_limits(within, *limits):
        reader.say("outside-its-limits", written.span, "within does not keep to floor and ceiling", "move one of them")


def _owes(reader: Reader, branch: Branch | None, about: str, subject: str, columns: dict[str, Column]) -> Owes | None:
    told = reader.mapping(branch, "owes", OWES_KEYS, ("what", "by", "met by"))
    if not told.items:
        return None
    own = {**columns, **{name: DUTY_COLUMNS[name] for name in ("opened", "ends")}}

    def moment(key: str, known: dict[str, Column]) -> Formula | None:
        return reader.formula(told.items.get(key), key, about, known, {}, MOMENT_LIKE)

    schedule = _schedule(reader, told, about, columns)
    within = reader.duration(told.items.get("within"), "within")
    due = moment("due", own)
    if "within" in told.items and "due" in told.items:
        reader.say("unknown-key", told.keys["due"], "within and due say the same thing twice", "keep one of them")
    if schedule.how == "once" and "within" not in told.items and "due" not in told.items:
        reader.say("missing-key", told.span, "owes says no within", "add within: 2 h, or due: …")
    meetings = [
        _meeting(reader, item, "unit" if schedule.how == "daily" else subject)
        for item in reader.items(told.items.get("met by"))
    ]
    return Owes(
        what=reader.names(told.items.get("what"), "what"),
        by=_owner(reader, told.items.get("by"), about, columns),
        schedule=schedule,
        opens=moment("opens", columns),
        within=within,
        due=due,
        ends=moment("ends", {**columns, "opened": DUTY_COLUMNS["opened"]}),
        met_by=tuple(meeting for meeting in meetings if meeting is not None),
        span=told.span,
    )


def _schedule(reader: Reader, told: Mapping, about: str, columns: dict[str, Column]) -> Schedule:
    ways = [key for key in ("on days", "each day", "daily by units") if key in told.items]
    if not ways:
        return Schedule("once")
    for other in ways[1:]:
        reader.say("unknown-key", told.keys[other], f"{ways[0]} and {other} contradict each other", "keep one of them")
    branch = told.items[ways[0]]

    def anchor(parts: Mapping) -> Formula | None:
        return reader.formula(
            parts.items.get("counted from"), "counted from", about,
            {**columns, "opened": DUTY_COLUMNS["opened"]}, {}, MOMENT_LIKE,
        )  # fmt: skip

    if ways[0] == "on days":
        parts = reader.mapping(branch, "on days", ("days", "counted from", "first day"), ("days", "counted from"))
        days = reader.listed(parts.items.get("days"), "days", "days")
        if days is None:
            numbers = [reader.number(item, "a day") for item in reader.items(parts.items.get("days"))]
            days = tuple(sorted({number for number in numbers if number is not None}))
        first = reader.number(parts.items.get("first day"), "first day")
        return Schedule("days", anchor(parts), days=days, first_day=0 if first is None else first)
    if ways[0] == "each day":
        parts = reader.mapping(branch, "each day", ("between", "counted from"), ("between",))
        found = reader.listed(parts.items.get("between"), "between", "slots")
        if found is None:
            slots = [reader.slot(item) for item in reader.items(parts.items.get("between"))]
            found = tuple(sorted(slot for slot in slots if slot is not None))
        if any(a[1] > b[0] for a, b in pairwise(found)):
            reader.say("bad-slot", branch.span, "two slots overlap", "end one where the next begins")
        return Schedule("slots", anchor(parts), slots=found)
    parts = reader.mapping(branch, "daily by units", ("kinds", "cut", "due"), ("kinds", "cut", "due"))
    kinds = _unit_kinds(reader, parts)
    day = timedelta(days=1)
    cut = reader.duration(parts.items.get("cut"), "cut")
    due = reader.duration(parts.items.get("due"), "due")
    return Schedule("daily", units=kinds, cut=day if cut is None else cut, due=day if due is None else due)


def _unit_kinds(reader: Reader, told: Mapping) -> tuple[str, ...]:
    kinds = reader.listed(told.items.get("kinds"), "kinds", "unit kinds")
    if kinds is not None:
        return kinds
    return reader.words(told.items.get("kinds"), "a kind of unit", KINDS_OF_UNIT, "unknown-unit-kind")


def _owner(reader: Reader, branch: Branch | None, about: str, columns: dict[str, Column]) -> Owner:
    known = ("kinds", "area", "level", "unit")
    told = reader.mapping(branch, "by", known, ())
    kinds = _unit_kinds(reader, told)
    if not kinds and branch is not None and "kinds" not in told.items:
        reader.say("missing-key", branch.span, "by says no kinds", "add kinds: [cdc, command], the first one first")
    area = reader.word(told.items.get("area"), "area", ("responsible", "whereabouts", "treated", "recorded"))
    level = reader.word(told.items.get("level"), "level", LEVELS)
    named = reader.formula(told.items.get("unit"), "unit", about, columns, {}, UNIT_LIKE)
    return Owner(kinds, area or "responsible", level, named, told.span)  # type: ignore[arg-type]


def _meeting(reader: Reader, branch: Branch, subject: str) -> Meeting | None:
    told = reader.mapping(branch, "met by", MEETING_KEYS, ("fact",))
    kind_name = reader.word(told.items.get("fact"), "fact", words.kinds(), "unknown-fact")
    if kind_name is None:
        return None
    columns = words.columns(kind_name)
    # What a duty can be tied by: whom it is about, and of a case its person.
    ties = tuple(tie for tie in (subject, *(("person",) if subject == "case" else ())) if tie in columns)
    same = reader.word(told.items.get("same"), "same", ties, "unknown-relation") if "same" in told.items else None
    same = same or (ties[0] if ties and ties[0] in words.SAME else None)
    if same is None or same not in columns:
        if "same" not in told.items:
            reader.say("unknown-relation", told.span, f"nothing ties {kind_name} to a duty of a {subject}", "")
        return None
    where = reader.formula(
        told.items.get("where"), "where", kind_name, columns, DUTY_COLUMNS, CONDITION, inside=True
    )  # fmt: skip
    moment = reader.word(
        told.items.get("moment"), "moment",
        tuple(name for name, column in columns.items() if column.type in MOMENT_LIKE), "unknown-column",
    )  # fmt: skip

    def edge(key: str) -> Formula | None:
        return reader.formula(told.items.get(key), key, "the duty", DUTY_COLUMNS, {}, MOMENT_LIKE, inside=True)

    return Meeting(kind_name, same, where, edge("from"), edge("until"), moment or "occurred_from", told.span)
