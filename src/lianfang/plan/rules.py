"""The rules of a plan, read part by part: each says what it asks for where it does not find it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import pairwise

from lianfang.plan import words
from lianfang.plan.answering import Late, Recipient
from lianfang.plan.branch import Branch, Mapping, Scalar
from lianfang.plan.expression import Name
from lianfang.plan.finding import nearest
from lianfang.plan.model import Formula, Group, Meeting, Names, Owes, Owner, Rule, Schedule, clause_of
from lianfang.plan.ordering import within_limits
from lianfang.plan.parameters import KINDS_OF_UNIT, LOWER_MAY, read_source
from lianfang.plan.reading import CONDITION, MOMENT_LIKE, Reader
from lianfang.vocabulary import Column, Type, kind
from lianfang.vocabulary.shared_columns import AREA_LEVELS

CHAPTER_KEYS = ("name", "rules")
RULE_KEYS = (
    "name", "source", "lower may", "floor", "ceiling", "for", "subject", "when", "owes", "waived for", "waived by",
    "reason", "milder",
)  # fmt: skip
OWES_KEYS = (
    "what", "by", "to", "responsibility", "opens", "within", "due", "on days", "each day", "daily by units", "met by",
    "ends", "late",
)  # fmt: skip
RECIPIENT_KEYS = ("kinds", "level")
LATE_KEYS = ("after", "to")
MEETING_KEYS = ("fact", "same", "where", "from", "until", "moment")
LEVELS = tuple(option.name for option in AREA_LEVELS)
WAIVERS = tuple(option.name for option in kind("waiver").column("why").options)
UNIT_LIKE: frozenset[object] = frozenset({Type.UNIT})
DUTY_COLUMNS = {name: Column(name, type_, name, name) for name, type_ in words.DUTY.items()}
# By what else a duty about such a subject can be tied.
_BESIDE = {"case": ("person",), "group": ("unit",)}
SUBJECTS = ("person", "case", "specimen", "unit", "county", "group", "subject")


def read_rules(reader: Reader, told: Mapping, layer: str) -> tuple[Rule, ...]:
    """The rules of a plan or layer, chapter by chapter."""
    rules: list[Rule] = []
    for chapter in reader.items(told.items.get("chapters")):
        rules += _chapter(reader, chapter)
    reader.clause = ""
    return tuple(replace(rule, layer=layer) for rule in rules)


def _chapter(reader: Reader, branch: Branch) -> list[Rule]:
    reader.clause = ""
    told = reader.mapping(branch, "a chapter", CHAPTER_KEYS, CHAPTER_KEYS)
    names = reader.names(told.items.get("name"), "name")
    held = reader.named(told.items.get("rules"), "rules have names", "write rule-name: and its parts below it")
    rules = []
    for key, item in held.items.items():
        reader.clause = clause_of(names, key)
        rule = _rule(reader, key, item, names, held)
        if rule is not None:
            rules.append(rule)
    return rules


def _rule(reader: Reader, key: str, branch: Branch, chapter: Names, parent: Mapping) -> Rule | None:
    told = reader.mapping(branch, "a rule", RULE_KEYS, ("name", "for", "owes"))
    reader.used = set()
    about, group = _about(reader, told.items.get("for"))
    source = read_source(reader, told, parent.keys[key], "the rule")
    names = reader.names(told.items.get("name"), "name")
    lower = reader.word(told.items.get("lower may"), "lower may", LOWER_MAY) or "neither"
    waived = reader.words(told.items.get("waived for"), "waived for", WAIVERS, "unknown-option")
    waived_by = reader.words(told.items.get("waived by"), "waived by", KINDS_OF_UNIT, "unknown-unit-kind")
    columns = reader.columns(about) if about else {}
    usual = words.subject_of(about) if about else "subject"
    subject = reader.word(told.items.get("subject"), "subject", SUBJECTS) or usual
    # The name of a class is no group of cases.
    of_another = subject == "group" and subject in columns and columns[subject].type is not Type.SUBJECT
    if about and (subject not in ("subject", "specimen", *columns) or of_another):
        reader.say("unknown-column", told.items["subject"].span, f"{about} tells no {subject}", "")
    when = reader.formula(told.items.get("when"), "when", about or "", columns, {}, CONDITION) if about else None
    owes = _owes(reader, told.items.get("owes"), about, subject, columns) if about and "owes" in told.items else None
    if owes is not None and owes.schedule.how == "daily":
        if "subject" in told.items and subject not in ("subject", "unit"):
            message = f"what units owe each day is about the unit, not the {subject}"
            reader.say("unknown-word", told.items["subject"].span, message, "take subject out")
        subject = "unit"
    floor, ceiling = (reader.duration(told.items.get(part), part) for part in ("floor", "ceiling"))
    reason, milder = reader.grounds(told)
    here = tuple(sorted(reader.used))
    if about is None or owes is None:
        return None
    _limits(reader, told, lower, owes.within, floor, ceiling)
    return Rule(
        key, names, source, lower, about, subject, when, owes, waived, chapter, parent.keys[key],  # type: ignore[arg-type]
        floor=floor, ceiling=ceiling, parameters=here, reason=reason, milder=milder,
        group=group, waived_by=waived_by,
    )  # fmt: skip


def _about(reader: Reader, branch: Branch | None) -> tuple[str | None, Group | None]:
    """The kind of fact that a rule is for; `group class-cluster` is the derived kind and which of the plan's groups."""
    text = branch.text.strip() if isinstance(branch, Scalar) else ""
    if text.split() and text.split()[0] == "group":
        named = text[len("group") :].strip()
        if named in reader.groups:
            return "group", reader.groups[named]
        if text in reader.broken:
            return None, None
        assert branch is not None
        remedy = nearest(named, reader.groups) if reader.groups else "say what it is under groups:"
        message = f"the plan has no group {named}" if named else "for says no group"
        reader.say("unknown-group", branch.span, message, remedy)
        return None, None
    kinds = tuple(kind for kind in words.kinds() if kind != "group")
    return reader.word(branch, "for", kinds, "unknown-fact"), None


def _limits(
    reader: Reader, told: Mapping, lower: str, within: timedelta | None, floor: timedelta | None,
    ceiling: timedelta | None,
) -> None:  # fmt: skip
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
    if within is not None and not within_limits(within, floor, ceiling):
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
        to=_recipient(reader, told.items["to"]) if "to" in told.items else None,
        late=tuple(step for step in map(partial(_late, reader), reader.items(told.items.get("late"))) if step),
        responsibility=_responsibility(reader, told.items.get("responsibility")),
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
        counted = anchor(parts)
        first = reader.number(parts.items.get("first day"), "first day")
        if first is None:
            # An anchor of the plan's own says which number its day has.
            node = counted.expression if counted is not None else None
            named = reader.anchors.get(node.name) if isinstance(node, Name) else None
            first = named.first if named is not None else 0
        return Schedule("days", counted, days=days, first_day=first)
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


def _recipient(reader: Reader, branch: Branch | None) -> Recipient:
    told = reader.mapping(branch, "to", RECIPIENT_KEYS, ("kinds",))
    level = reader.word(told.items.get("level"), "level", LEVELS)
    return Recipient(_unit_kinds(reader, told), level, told.span)


def _late(reader: Reader, branch: Branch) -> Late | None:
    told = reader.mapping(branch, "late", LATE_KEYS, LATE_KEYS)
    after = reader.duration(told.items.get("after"), "after")
    if after is None or "to" not in told.items:
        return None
    return Late(after, _recipient(reader, told.items["to"]), told.span)


def _responsibility(reader: Reader, branch: Branch | None) -> str | None:
    """One of those that the plan's parameter of responsibilities lists."""
    if branch is None:
        return None
    lists = [one for one in reader.parameters.values() if one.type == "responsibilities"]
    if not lists:
        # A parameter that cannot be read may be the one.
        if not reader.broken:
            message = "the plan says nowhere which responsibilities there are"
            reader.say("unknown-parameter", branch.span, message, "add a parameter of type responsibilities")
        return None
    reader.used |= {one.id for one in lists}
    known = tuple(str(word) for one in lists if isinstance(one.value, tuple) for word in one.value)
    return reader.word(branch, "responsibility", known, "unknown-option")


def _meeting(reader: Reader, branch: Branch, subject: str) -> Meeting | None:
    told = reader.mapping(branch, "met by", MEETING_KEYS, ("fact",))
    kind_name = reader.word(told.items.get("fact"), "fact", words.kinds(), "unknown-fact")
    if kind_name is None:
        return None
    columns = reader.columns(kind_name)
    # What a duty can be tied by: whom it is about, of a case its person, of a group its unit.
    ties = tuple(tie for tie in (subject, *_BESIDE.get(subject, ())) if tie in columns)
    if subject == "specimen" and words.subject_of(kind_name) == "specimen":
        ties = ("subject",)
    if subject == "group" and "person" in columns:
        ties = ("group", *ties)
    same = reader.word(told.items.get("same"), "same", ties, "unknown-relation") if "same" in told.items else None
    same = same or (ties[0] if ties and ties[0] in (*words.SAME, "group") else None)
    if same is None:
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
