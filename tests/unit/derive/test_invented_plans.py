"""Plans that nobody wrote: of whatever the language says the engines give the same, and it can be read and explained.

Levels are invented in `test_levels_agree.py`, settings of contacts in the tests of tracing.
"""

import os
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from invented_expressions import ASKED, BESIDE_USUAL, RELATIONS, ties, written
from invented_facts import AT
from invented_plans import PARAMETERS, plan_texts
from lianfang import plan as plans
from lianfang.derive import derive, in_place, large, several, why, why_not
from lianfang.derive.files import counted_by_rule
from lianfang.plan import Plan, words
from lianfang.plan import expression as e
from lianfang.plan.definitions import SHARES
from lianfang.plan.diff import changes, in_words
from lianfang.plan.document import plan_document
from lianfang.plan.model import Formula
from lianfang.plan.resolve import FUNCTIONS
from lianfang.plan.rules import SUBJECTS
from unit.derive.test_engines_agree import same
from unit.derive.test_large import assert_same, folder_of
from unit.derive.test_related_facts_agree import crowded
from unit.plan.test_document import HAN, articles

# Where others are sought (LIANFANG_SEEK) so many times as many.
MORE = 20 if os.environ.get("LIANFANG_SEEK") else 1
# What fails is told as it was drawn: a plan is made smaller in minutes, and only where others are sought.
PHASES = tuple(Phase) if MORE > 1 else (Phase.explicit, Phase.generate)
QUIET = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}
# For what chance may write a plan that makes no sense, and is refused: once in five hundred or so.
SENSELESS = {"asks-the-record", "definition-never-reached", "ends-before-it-is-due", "gapping-definitions"}


def read(text: str) -> Plan | None:
    """The plan of a text, or none where what was drawn makes no sense."""
    held, findings = plans.load(text, "invented.yaml")
    if held is None:
        assert {finding.name for finding in findings if not finding.note} <= SENSELESS, (findings, text)
    return held


invented = plan_texts().map(read).filter(bool)


def drawn(number: int, first: int = 0) -> list[Plan]:
    """So many invented plans, others for another number of the first."""
    found: list[Plan] = []

    @seed(first)
    @settings(max_examples=number, database=None, phases=(Phase.generate,), **QUIET)
    @given(held=invented)
    def draw(held: Plan) -> None:
        found.append(held)

    draw()
    return found


def formulas(held: Plan) -> Iterator[Formula]:
    for anchor in held.anchors:
        yield from (formula for _, formula in anchor.formulas)
    for group in held.groups:
        yield from (one for one in (group.where, group.counted) if one is not None)
    for condition in held.conditions:
        yield condition.when
    for definition in held.definitions:
        yield from (one for one in (definition.since,) if one is not None)
    for rule in (*held.rules, *(code.rule for code in held.codes)):
        yield from rule.formulas
        for meeting in rule.owes.met_by:
            yield from (one for one in (meeting.where, meeting.since, meeting.until) if one is not None)


def said(held: Plan) -> Iterator[tuple[str, object]]:
    """What a plan says, each thing with what it is."""
    for formula in formulas(held):
        for node in e.walk(formula.expression):
            yield "node", type(node)
            if isinstance(node, e.Compare):
                yield "comparator", node.comparator
            if isinstance(node, e.Query):
                yield "function", node.how
                yield "asked of", "the same" if (node.relation or ("same",))[0] == "same" else node.relation[0]
    for group in held.groups:
        yield from (("share", share) for share in group.shares)
    for part in ("anchors", "groups", "criteria", "definitions", "codes"):
        if getattr(held, part):
            yield "part", part
    yield from (("parameter", one.type) for one in held.parameters)
    for rule in held.rules:
        yield "subject", rule.subject
        yield "schedule", rule.owes.schedule.how
        yield "owed in", rule.owes.by.area
        yield from (("rule says", name) for name in ("when",) if getattr(rule, name) is not None)
        yield from (
            ("owes", name) for name in ("opens", "within", "due", "ends") if getattr(rule.owes, name) is not None
        )
        yield from (("by", name) for name in ("level", "named") if getattr(rule.owes.by, name) is not None)
        for meeting in rule.owes.met_by:
            yield "same", meeting.same
            yield from (("meeting", name) for name in ("where", "since", "until") if getattr(meeting, name) is not None)


def test_no_kind_of_fact_and_no_relation_is_left_out():
    """What can be drawn at all: of so many some come up only now and then."""
    drawable = {tie for kind in ASKED for asked in ASKED for tie in ties(kind, asked, tuple(words.columns(kind)))}
    assert {written(relation) for relation in RELATIONS} - drawable == set()
    assert {"covering", "at"} <= {tie.split()[0] for tie in drawable if tie}


def test_no_kind_of_rule_is_left_out():
    nodes = {one for one in vars(e).values() if isinstance(one, type) and issubclass(one, e.Expression)}
    wanted = {("node", one) for one in nodes - {e.Expression}}
    wanted |= {("function", how) for how in FUNCTIONS} | {
        ("comparator", one) for one in ("=", "!=", "<", "<=", ">", ">=")
    }
    wanted |= {("asked of", one) for one in ("the same", "covering", "at", "index case", "contacts", "group")}
    wanted |= {("share", one) for one in (*SHARES, words.DISTANCE)}
    wanted |= {("part", one) for one in ("anchors", "groups", "criteria", "definitions", "codes")}
    wanted |= {("parameter", type_) for type_, _ in PARAMETERS.values()}
    wanted |= {("subject", one) for one in SUBJECTS}
    wanted |= {("schedule", how) for how in ("once", "days", "slots", "daily")}
    wanted |= {("owed in", area) for area in ("responsible", "whereabouts", "treated", "recorded")}
    wanted |= {("owes", name) for name in ("opens", "within", "due", "ends")} | {("rule says", "when")}
    wanted |= {("by", "level"), ("by", "named"), ("meeting", "where"), ("meeting", "since"), ("meeting", "until")}
    wanted |= {("same", one) for one in ("person", "case", "unit", "county", "group", "subject")}
    # Of some things there is one in a hundred plans: they are drawn until all have come.
    for first in range(20):
        wanted -= {thing for held in drawn(100, first) for thing in said(held)}
        if not wanted:
            break
    assert wanted == set()


@settings(max_examples=8 * MORE, phases=PHASES, **QUIET)
@given(held=invented, number=st.integers(0, 9))
def test_both_engines_give_the_same_of_any_plan(held, number):
    facts = crowded(number, BESIDE_USUAL)
    same(derive(facts, held, AT, engine="oracle"), derive(facts, held, AT, engine="duckdb"))


@settings(max_examples=6 * MORE, phases=PHASES, **QUIET)
@given(
    held=invented, number=st.integers(0, 9), many=st.sampled_from([0, 25]), few=st.sampled_from([1, 1_000_000])
)  # fmt: skip
def test_what_is_asked_in_place_says_the_same_of_any_plan(held, number, many, few, tmp_path_factory):
    facts = {
        kind: frame for kind, frame in crowded(number, BESIDE_USUAL).items() if kind not in ("waiver", "assignment")
    }
    whole, folder = derive(facts, held, AT, engine="oracle"), tmp_path_factory.mktemp("invented")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(in_place, "MANY", many)
        patched.setattr(several, "FEW", few)
        told = large.duties_in_place(folder_of(facts, folder / "facts"), held, AT, folder / "out")
        if told is None:
            return
        assert told == {"duties": whole.duties.height, "causes": whole.causes.height}
        if whole.duties.height:
            assert_same(whole, folder / "out")
        counted = large.counted_in_place(folder / "facts", held, AT, folder / "out")
        assert counted == counted_by_rule(whole, [held])


@settings(max_examples=25 * MORE, phases=PHASES, **QUIET)
@given(held=invented, other=invented)
def test_any_plan_can_be_read_in_both_languages_and_compared(held, other):
    assert changes(held, held) == ()
    for language in ("zh", "en"):
        made = plan_document(held, language)
        parts = (*held.rules, *held.conditions, *(code.rule for code in held.codes))
        assert sorted(article.rule for article in articles(made)) == sorted(part.id for part in parts)
        assert "None" not in str(made)
        assert in_words(changes(held, other), language)
    for article in articles(plan_document(held, "en")):
        text = " ".join((article.title, article.sentence, *(line for _, line in article.lines)))
        # The source's title is as it is, and so is free text, in its quotation marks.
        assert not HAN.search(re.sub(r'"[^"]*"|示例|第一条', "", text)), text


@settings(max_examples=10 * MORE, phases=PHASES, **QUIET)
@given(held=invented, number=st.integers(0, 9))
def test_every_duty_says_why_and_every_fact_that_made_none_why_not(held, number):
    facts = crowded(number, BESIDE_USUAL)
    derived = derive(facts, held, AT, engine="oracle")
    caused = set(derived.causes.join(derived.duties, left_on="duty", right_on="key").select("rule", "fact").rows())
    for key in derived.duties["key"]:
        assert why(derived, held, key).causes
    for rule in held.rules:
        for fact in facts[rule.kind]["id"].head(5) if rule.kind in facts else ():
            weighed = why_not(facts, held, rule.id, fact, AT)
            assert (rule.id, fact) not in caused or any(one.answer and not one.part for one in weighed)
