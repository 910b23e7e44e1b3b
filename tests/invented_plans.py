"""Invented plans: whatever the plan language can say, drawn by chance from the words that it knows.

What is drawn is the text of a plan, so that its reader is tried too.
"""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from invented_expressions import ASKED, UNTOLD, Inventor, Said
from lianfang.plan import words
from lianfang.plan.case_definitions import columns_at_hand
from lianfang.plan.definitions import FOLLOWING, SHARES
from lianfang.plan.rules import SUBJECTS
from lianfang.plan.scope import MOMENTS
from lianfang.vocabulary import Column, Type
from lianfang.vocabulary.grounds import BESIDE, COLOURS, GROUNDS

HEAD = """plan: invented
name: {zh: 示例, en: Example}
disease: covid19
"""
SOURCE = "source: {document: 示例, clause: 第一条, date: 2020-09-15}"
NAME = "name: {zh: 示例, en: Example}"
# Definitions that neither overlap nor gap, whatever else each of them asks.
CHAIN = (
    ("suspected", ""), ("confirmed", "suspected and "), ("excluded", "suspected and not confirmed and "),
    ("asymptomatic", "not suspected and "), ("clinical", "suspected and not confirmed and not excluded and "),
)  # fmt: skip
PARAMETERS = {
    "a_length": ("duration", "3 days"), "a_number": ("number", "2"), "some_days": ("days", "[1, 3, 8]"),
    "some_slots": ("slots", '["06:00-12:00", "14:00-23:30"]'), "some_units": ("unit kinds", "[cdc, command]"),
}  # fmt: skip


@st.composite
def plan_texts(draw: st.DrawFn, most: int = 3, defining: bool = True, depth: int = 2) -> str:
    """The text of a plan: anchors, groups, criteria, case definitions, codes, the parameters used, and a few rules.

    At most so many rules; where it is not `defining`, nothing but rules; conditions nested so deep.
    """
    inventor = Inventor(draw, depth=depth)
    lines: list[str] = []
    if defining:
        inventor.following = False
        lines = [*_anchors(inventor), *_groups(inventor), *_cases(inventor)]
        inventor.following = True
    lines += ["chapters:", "  - name: {zh: 示例, en: Example}", "    rules:"]
    for number in range(inventor.draw(st.integers(1, most))):
        lines += [f"      rule-{number}:", *(f"        {line}" for line in _rule(inventor))]
    lines += _codes(inventor) if defining else []
    text = "\n".join(lines) + "\n"
    parameters = [_parameter(name) for name in PARAMETERS if name in text]
    return HEAD + "".join(["parameters:\n", *parameters] if parameters else []) + text


def _parameter(name: str) -> str:
    type_, value = PARAMETERS[name]
    unit = ", unit: 例" if type_ == "number" else ""
    return f"  {name}: {{{NAME}, type: {type_}, value: {value}{unit}, {SOURCE}}}\n"


def _anchors(inventor: Inventor) -> list[str]:
    lines = []
    for name in ("rash", "entry")[: inventor.draw(st.integers(0, 2))]:
        kinds = sorted({inventor.one([kind for kind in ASKED if kind not in FOLLOWING]) for _ in range(2)})
        shared = set.intersection(*(set(words.columns(kind)) for kind in kinds)) - UNTOLD
        # One expression for all of its kinds: what it names all of them have, and what it asks about ties to each.
        said = Said(inventor, kinds[0], {key: words.columns(kinds[0])[key] for key in sorted(shared)})
        at = said.moment() if len(kinds) == 1 else said.moment(0)
        lines += [f"  {name}:", f"    {NAME}", f"    for: [{', '.join(kinds)}]", f"    at: {at}", "    day: 1"]
        for kind in kinds:
            inventor.anchors.setdefault(kind, []).append(name)
    return ["anchors:", *lines] if lines else []


def _groups(inventor: Inventor) -> list[str]:
    lines = []
    for name in ("cluster", "zone")[: inventor.draw(st.integers(0, 2))]:
        said = Said(inventor, "case", inventor.columns("case"))
        lines += [f"  {name}:", f"    {NAME}", f"    {SOURCE}"]
        if inventor.chance():
            lines.append(f"    where: {said.condition(1)}")
        if inventor.chance():
            lines.append(f"    counted by: {said.moment(1)}")
        number, within = inventor.one((2, 3, "a_number")), inventor.one(("2 days", "10 days"))
        ways = [f"in one: {inventor.one(SHARES)}", f"near: {inventor.one(('150 m', '0.3 km'))}"]
        founded = [f"{{cases: {number}, within: {within}, {inventor.one(ways)}}}"]
        if inventor.chance():
            founded.append(f"{{cases: 2, within: 1 day, in one: {inventor.one(SHARES)}}}")
        lines.append(f"    founded by: [{', '.join(founded)}]")
        if inventor.chance():
            lines.append(f"    joined by: [{inventor.one(SHARES)}]")
        lines.append(f"    closed after: {inventor.one(('10 days', '15 days'))}")
        inventor.groups.append(name)
        inventor.underived.discard("group")
    return ["groups:", *lines] if lines else []


def _cases(inventor: Inventor) -> list[str]:
    """Criteria and definitions: each may name those before it."""
    own = {name: Column(name, Type.MOMENT, name, name) for name in inventor.anchors.get("case", ())}
    columns = {name: held for name, held in columns_at_hand().items() if name not in UNTOLD} | own
    lines = []
    for name in ("ill", "linked")[: inventor.draw(st.integers(0, 2))]:
        said = Said(inventor, "case", columns)
        lines += [f"  {name}: {{{NAME}, {SOURCE}, when: '{_quoted(said.condition(1))}'}}"]
        columns = columns | {name: Column(name, Type.BOOLEAN, name, name)}
    made = ["criteria:", *lines] if lines else []
    lines = []
    for name, upon in CHAIN[: inventor.one((0, 0, 3, 4, 5))]:
        said = Said(inventor, "case", columns)
        lines += [f"  {name}:", f"    {NAME}", f"    {SOURCE}", f"    when: {upon}({said.condition(1)})"]
        if inventor.chance():
            lines.append(f"    since: {said.moment(1)}")
        inventor.underived.discard("case_proposal")
    return [*made, "case definitions:", *lines] if lines else made


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _rule(inventor: Inventor) -> Iterator[str]:
    daily = inventor.chance(6)
    kinds = inventor.kinds()
    abouts = {kind: [one for one in SUBJECTS if one == words.subject_of(kind) or _tells(kind, one)] for kind in kinds}
    # The subject first: of some only a kind or two tell.
    subject = inventor.one([one for one in SUBJECTS if any(one in told for told in abouts.values())])
    kinds = [kind for kind in kinds if subject in abouts[kind]]
    # What the plan itself defines is asked about more often than by chance alone.
    defined = [kind for kind in kinds if kind in inventor.anchors or kind in words.DERIVED]
    kind = inventor.one(defined if defined and inventor.chance(3) else kinds)
    about = f"group {inventor.one(inventor.groups)}" if kind == "group" else kind
    said = Said(inventor, kind, inventor.columns(kind))
    yield from (NAME, SOURCE, f"for: {about}", *(() if daily else (f"subject: {subject}",)))
    if inventor.chance(8) is False:
        yield f"when: {said.condition(inventor.depth)}"
    yield "owes:"
    for line in _owes(inventor, said, subject, daily):
        yield f"  {line}"


def _tells(kind: str, subject: str) -> bool:
    """Whether a kind tells such a subject; the name of a class is no group of cases."""
    column = words.columns(kind).get(subject)
    return column is not None and (subject != "group" or column.type is Type.SUBJECT)


def _owes(inventor: Inventor, said: Said, subject: str, daily: bool) -> Iterator[str]:
    opened = {"opened": Column("opened", Type.MOMENT, "opened", "opened")}
    after = Said(inventor, said.kind, said.columns | opened)
    yield "what: {zh: 事, en: Thing}"
    kinds = inventor.one(("[cdc, command]", "[grid, command, cdc]", "some_units"))
    by = [f"kinds: {kinds}"]
    if inventor.chance():
        by.append(f"area: {inventor.one(('responsible', 'whereabouts', 'treated', 'recorded'))}")
    if inventor.chance(4):
        by.append(f"level: {inventor.one(('county', 'town', 'grid'))}")
    units = [name for name, column in said.columns.items() if column.type is Type.UNIT]
    if units and inventor.chance(3):
        by.append(f"unit: {inventor.one(units)}")
    yield f"by: {{{', '.join(by)}}}"
    if inventor.chance(3):
        yield f"opens: {said.moment()}"
    way = "daily" if daily else inventor.one(("once", "once", "days", "slots"))
    if way == "once" or inventor.chance(3):
        yield inventor.one((lambda: f"within: {said.duration()}", lambda: f"due: {after.moment()}"))()
    if way == "days":
        counted = after.moment(1)
        days = inventor.one(("[1, 2, 5]", "[0, 7]", "some_days"))
        first = inventor.one((", first day: 1", ""))
        yield f"on days: {{days: {days}, counted from: '{_quoted(counted)}'{first}}}"
    if way == "slots":
        slots = inventor.one(('["06:00-12:00"]', '["00:00-08:00", "12:00-24:00"]', "some_slots"))
        counted = f", counted from: '{_quoted(after.moment(1))}'" if inventor.chance() else ""
        yield f"each day: {{between: {slots}{counted}}}"
    if way == "daily":
        kinds = inventor.one(("[school]", "[cdc, hospital]", "some_units"))
        yield f"daily by units: {{kinds: {kinds}, cut: 18 h, due: {inventor.one(('18 h', '20 h', '1 day'))}}}"
    if way == "slots" or inventor.chance():
        yield f"ends: {inventor.one((lambda: 'opened + 30 days', after.moment))()}"
    yield "met by:"
    for _ in range(inventor.draw(st.integers(1, 2))):
        yield f"  - {{{', '.join(_meeting(inventor, 'unit' if daily else subject))}}}"


def _meeting(inventor: Inventor, subject: str) -> Iterator[str]:
    beside = {"case": ("person",), "group": ("unit",)}.get(subject, ())
    tied = {kind: [tie for tie in (subject, *beside) if tie in words.columns(kind)] for kind in inventor.kinds()}
    for kind in tied:
        if subject == "specimen" and words.subject_of(kind) == "specimen":
            tied[kind] = ["subject"]
        if subject == "group" and "person" in words.columns(kind):
            tied[kind] = ["group", *tied[kind]]
    kind = inventor.one([kind for kind, ways in tied.items() if ways])
    duty = {name: Column(name, type_, name, name) for name, type_ in words.DUTY.items()}
    yield f"fact: {kind}"
    yield f"same: {inventor.one(tied[kind])}"
    columns = inventor.columns(kind)
    if inventor.chance():
        yield f"where: '{_quoted(Said(inventor, kind, columns, duty, inside=True).condition(1))}'"
    window = Said(inventor, "the duty", duty, inside=True)
    for edge in ("from", "until"):
        if inventor.chance(3):
            yield f"{edge}: '{_quoted(window.moment(1))}'"
    if inventor.chance(4):
        yield f"moment: {inventor.one([name for name, column in columns.items() if column.type in MOMENTS])}"


def _codes(inventor: Inventor) -> list[str]:
    lines = []
    for number in range(inventor.draw(st.integers(0, 1))):
        ground = inventor.one(GROUNDS)
        known = words.columns(ground)
        columns = {name: known[name] for name in (*BESIDE[ground], "occurred_from") if name in known}
        said = Said(inventor, ground, columns, inside=True)
        when = said.condition(1)
        if ground == "journey":
            when = f"exists(declaration covering origin where about is risk) and ({when})"
        after = Said(inventor, ground, columns | {"opened": Column("opened", Type.MOMENT, "", "")}, inside=True)
        lines += [
            f"  code-{number}:", f"    {NAME}", f"    {SOURCE}", f"    colour: {inventor.one(COLOURS)}",
            f"    ground: {ground}", f"    when: {when}", f"    expires: {after.moment(1)}",
        ]  # fmt: skip
    return ["codes:", *lines] if lines else []
