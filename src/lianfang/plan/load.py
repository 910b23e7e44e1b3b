"""Text of a plan in, plan and all findings out. Nothing a user writes raises."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from lianfang.plan import words
from lianfang.plan.checks import plan_checks
from lianfang.plan.finding import Finding
from lianfang.plan.model import Formula, Meeting, Names, Owes, Owner, Plan, Rule, Schedule, Source
from lianfang.plan.reading import Reader
from lianfang.plan.tree import Branch, Mapping, read
from lianfang.vocabulary import Column, Type, kind
from lianfang.vocabulary.shared_columns import AREA_LEVELS, UNIT_KINDS

PLAN_KEYS = ("plan", "name", "disease", "in force", "time zone", "chapters")
CHAPTER_KEYS = ("name", "rules")
RULE_KEYS = ("name", "source", "lower may", "for", "subject", "when", "owes", "waived for")
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
TO_BE_FOUND = "to be found"


def load(text: str, name: str) -> tuple[Plan | None, list[Finding]]:
    """The plan of a text and everything found in it; no plan where a finding is more than a note.

    `name` is the file's name, kept for messages. Never raises on what a user wrote.
    """
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
    plan = _plan(reader, tree, text, name)
    for check in plan_checks():
        reader.findings += check(plan)
    found = sorted(reader.findings, key=lambda finding: (finding.span is None, finding.span, finding.name))
    fit = all(finding.note for finding in found)
    return (plan if fit else None), found


def _plan(reader: Reader, tree: Mapping, text: str, file: str) -> Plan:
    told = reader.mapping(tree, "the plan", PLAN_KEYS, ("plan", "name", "disease", "chapters"))
    force = reader.mapping(told.items.get("in force"), "in force", ("from", "until"), ())
    zone = reader.text(told.items.get("time zone"), "time zone") or "Asia/Shanghai"
    try:
        ZoneInfo(zone)
    except Exception:
        reader.say("unknown-word", told.items["time zone"].span, f"no time zone is called {zone}", "as Asia/Shanghai")
    rules: list[Rule] = []
    for chapter in reader.items(told.items.get("chapters")):
        rules += _chapter(reader, chapter)
    reader.clause = ""
    return Plan(
        id=reader.text(told.items.get("plan"), "plan") or "",
        names=reader.names(told.items.get("name"), "name"),
        disease=reader.text(told.items.get("disease"), "disease") or "",
        in_force_from=reader.day(force.items.get("from"), "from"),
        in_force_until=reader.day(force.items.get("until"), "until"),
        time_zone=zone,
        rules=tuple(rules),
        digest=hashlib.sha256(text.encode()).hexdigest(),
        file=file,
    )


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
    about = reader.word(told.items.get("for"), "for", words.kinds(), "unknown-fact")
    source = _source(reader, told, parent.keys[key])
    names = reader.names(told.items.get("name"), "name")
    lower = reader.word(told.items.get("lower may"), "lower may", ("neither", "loosen", "tighten")) or "neither"
    waived = reader.words(told.items.get("waived for"), "waived for", WAIVERS, "unknown-option")
    columns = words.columns(about) if about else {}
    usual = words.subject_of(about) if about else "subject"
    subject = reader.word(told.items.get("subject"), "subject", SUBJECTS) or usual
    if about and subject not in ("subject", "specimen", *columns):
        reader.say("unknown-column", told.items["subject"].span, f"{about} tells no {subject}", "")
    when = reader.formula(told.items.get("when"), "when", about or "", columns, {}, CONDITION) if about else None
    owes = _owes(reader, told.items.get("owes"), about, subject, columns) if about and "owes" in told.items else None
    if about is None or owes is None:
        return None
    return Rule(key, names, source, lower, about, subject, when, owes, waived, chapter, parent.keys[key])  # type: ignore[arg-type]


def _source(reader: Reader, told: Mapping, span: Any) -> Source:
    branch = told.items.get("source")
    if branch is None:
        reader.say("missing-source", span, "the rule rests on no document", "add source: {document, clause, date}")
        return Source("", None, None, span)
    parts = reader.mapping(branch, "source", ("document", "clause", "date"), ("document", "clause"))
    clause = reader.text(parts.items.get("clause"), "clause")
    if clause == TO_BE_FOUND:
        reader.say("clause-to-be-found", parts.items["clause"].span, "the clause is to be found", note=True)
    document = reader.text(parts.items.get("document"), "document") or ""
    day = reader.day(parts.items.get("date"), "date")
    return Source(document, None if clause == TO_BE_FOUND else clause, day, branch.span)


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
        numbers = [reader.number(item, "a day") for item in reader.items(parts.items.get("days"))]
        days = tuple(sorted({number for number in numbers if number is not None}))
        first = reader.number(parts.items.get("first day"), "first day")
        return Schedule("days", anchor(parts), days=days, first_day=0 if first is None else first)
    if ways[0] == "each day":
        parts = reader.mapping(branch, "each day", ("between", "counted from"), ("between",))
        slots = [reader.slot(item) for item in reader.items(parts.items.get("between"))]
        found = tuple(sorted(slot for slot in slots if slot is not None))
        if any(a[1] > b[0] for a, b in pairwise(found)):
            reader.say("bad-slot", branch.span, "two slots overlap", "end one where the next begins")
        return Schedule("slots", anchor(parts), slots=found)
    parts = reader.mapping(branch, "daily by units", ("kinds", "cut", "due"), ("kinds", "cut", "due"))
    kinds = reader.words(parts.items.get("kinds"), "a kind of unit", KINDS_OF_UNIT, "unknown-unit-kind")
    day = timedelta(days=1)
    cut = reader.duration(parts.items.get("cut"), "cut")
    due = reader.duration(parts.items.get("due"), "due")
    return Schedule("daily", units=kinds, cut=day if cut is None else cut, due=day if due is None else due)


def _owner(reader: Reader, branch: Branch | None, about: str, columns: dict[str, Column]) -> Owner:
    known = ("kinds", "area", "level", "unit")
    told = reader.mapping(branch, "by", known, ())
    kinds = reader.words(told.items.get("kinds"), "a kind of unit", KINDS_OF_UNIT, "unknown-unit-kind")
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
