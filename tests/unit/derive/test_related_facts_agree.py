"""Relations, anchors and groups: the fast engine against the slow one, and every word of theirs said at least once."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from invented_facts import AT, PEOPLE, lively, tables
from lianfang import plan
from lianfang.derive import derive
from lianfang.plan import words
from lianfang.plan.expression import And, AtLeast, Compare, DayOf, Query, Ratio, walk
from lianfang.plan.model import Formula
from lianfang.plan.resolve import FUNCTIONS
from spec.tables import facts_of
from unit.derive.test_engines_agree import same

FILE = Path(__file__).with_name("related.yaml")
KINDS = (
    "person", "case", "exposure", "membership", "symptom", "health_check", "specimen", "test_result", "measurement",
    "action", "severity", "handling", "journey",
)  # fmt: skip


def related() -> plan.Plan:
    read, findings = plan.load(FILE.read_text("utf-8"), FILE.name)
    assert read is not None, findings
    return read


PLAN = related()


def crowded(number: int, beside: Sequence[str] = ()) -> dict[str, pl.DataFrame]:
    """Invented facts of which many people share a class, a household or a village, so that groups come and merge.

    `beside` are kinds of fact of which there are some too.
    """
    made, chance = lively(number, 30, beside), Random(number)
    crowd = [*PEOPLE, *(f"q{i}" for i in range(8))]

    def drawn(kind: str, column: str, values: list[str | None]) -> None:
        chosen = pl.Series(column, [chance.choice(values) for _ in range(made[kind].height)], dtype=pl.String)
        made[kind] = made[kind].with_columns(chosen)

    for kind in ("case", "membership", "person", "symptom", "health_check", "exposure", "vaccination", "observation"):
        drawn(kind, "person", [*crowd])
    for kind in (
        "membership",
        "person",
        "symptom",
        "health_check",
        "exposure",
        "vaccination",
        "observation",
        "journey",
    ):
        made[kind] = made[kind].with_columns(subject=pl.col("person"))
    # A case is of one person, as cases are.
    whose = {case: chance.choice(crowd) for case in made["case"]["subject"].unique(maintain_order=True)}
    made["case"] = made["case"].with_columns(person=pl.col("subject").replace_strict(whose))
    # Told soon after they fell ill, and many in the same days.
    days = pl.Series([chance.choice([2, 3, 3, 4, 9, 10, 15]) for _ in range(made["case"].height)])
    began = pl.lit(AT - timedelta(days=20)) + pl.duration(days=days, hours=days)
    made["case"] = made["case"].with_columns(
        occurred_from=began.cast(pl.Datetime("us", "UTC")), onset=(began - pl.duration(days=days % 3)).cast(pl.Date)
    )
    drawn("person", "household", ["h1", "h2", "h3", None])
    drawn("membership", "unit", ["S", "S", "H", None])
    drawn("membership", "group", ["1", "2", None])
    drawn("membership", "group_kind", [*["school_class"] * 3, "ward", "workplace", "dormitory"])
    began = pl.when(pl.int_range(pl.len()) % 3 == 0).then("occurred_from")
    made["membership"] = made["membership"].with_columns(occurred_from=began)
    drawn("case", "responsible", ["230101", "230102", "v1", "v2", None])
    drawn("exposure", "place", ["S", "H", "nobody"])
    drawn("exposure", "via", [*crowd, None])
    made["areas"] = pl.concat(
        [
            made["areas"],
            pl.DataFrame(
                [("v1", "230101", "village"), ("v2", "230102", "village")], schema=made["areas"].schema, orient="row"
            ),
        ]
    )
    drawn("handling", "batch", ["b1", "b2", None])
    drawn("specimen", "batch", ["b1", "b1", "b2", None])
    drawn("action", "subject", list(whose))
    made["specimen"] = made["specimen"].with_columns(
        persons=pl.Series([chance.sample(crowd, 2) for _ in range(made["specimen"].height)], dtype=pl.List(pl.String))
    )
    made["measurement"] = made["measurement"].with_columns(unit=pl.lit("S"), zone=pl.lit("2301"))
    for kind in ("case", "measurement"):
        made[kind] = scattered(made[kind], chance)
    drawn("journey", "vehicle", ["a", "b", None])
    drawn("journey", "person", [*crowd])
    made["journey"] = made["journey"].with_columns(subject=pl.col("person"))
    return made


def scattered(facts: pl.DataFrame, chance: Random) -> pl.DataFrame:
    """Facts on a lattice of some hundred metres, some without a place, so that zones come, merge and stay apart."""
    steps = [(chance.choice([0, 1, 2, 4, 9]), chance.choice([0, 1, 3, None])) for _ in range(facts.height)]
    longitudes = [113.26 + 0.001 * x for x, _ in steps]
    latitudes = [None if y is None else 23.13 + 0.001 * y for _, y in steps]
    return facts.with_columns(
        longitude=pl.Series(longitudes, dtype=pl.Float64), latitude=pl.Series(latitudes, dtype=pl.Float64)
    )


def said() -> list[Formula]:
    found = [formula for anchor in PLAN.anchors for _, formula in anchor.formulas]
    for group in PLAN.groups:
        found += [one for one in (group.where, group.counted) if one is not None]
    for one in (*PLAN.criteria, *PLAN.definitions):
        found.append(one.when)
    for rule in PLAN.rules:
        found += [one for one in (rule.when, rule.owes.opens, rule.owes.due, rule.owes.ends) if one is not None]
    return found


def test_the_plan_says_every_relation_and_every_tie():
    nodes = [node for formula in said() for node in walk(formula.expression)]
    asked = {node.relation for node in nodes if isinstance(node, Query) and node.relation is not None}
    # What the shipped plans do not say: the ties of persons and areas, and those that go from one side to the other.
    ties = {("same", key) for key in (*words.RELATED, "town", "village")}
    ties |= {("index case", "case"), ("contacts", "case"), ("close contact", "person"), ("group", "group")}
    ties |= {("at", "place"), ("covering", "area"), ("same", "group"), ("same", "batch")}
    assert ties - asked == set()
    shares = {share for group in PLAN.groups for share in group.shares}
    assert shares == {*words.SHARED, *words.AREAS_SHARED, words.DISTANCE}
    assert set(FUNCTIONS) <= {node.how for node in nodes if isinstance(node, Query)}
    for kind in (Ratio, DayOf, And, Compare, AtLeast):
        assert any(isinstance(node, kind) for node in nodes), kind
    assert {"group", "unit"} <= {one.same for rule in PLAN.rules for one in rule.owes.met_by}


@settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(facts=tables(kinds=KINDS, most=5))
def test_few_facts_say_the_same_to_both(facts):
    same(derive(facts, PLAN, AT, engine="oracle"), derive(facts, PLAN, AT, engine="duckdb"))


@pytest.mark.parametrize("number", range(3))
def test_crowds_say_the_same_to_both(number):
    facts = crowded(number)
    same(derive(facts, PLAN, AT, engine="oracle"), derive(facts, PLAN, AT, engine="duckdb"))


def test_the_crowds_fire_and_meet_every_rule_and_found_every_group():
    fired: set[str] = set()
    met: set[str] = set()
    founded: set[str] = set()
    proposed: set[str | None] = set()
    undecided: set[str] = set()
    merged = 0
    for number in range(8):
        found = derive(crowded(number), PLAN, AT, engine="oracle")
        fired |= set(found.duties["rule"])
        met |= set(found.duties.filter(pl.col("met").is_not_null())["rule"])
        founded |= set(found.groups["share"])
        proposed |= set(found.proposals["proposed"])
        undecided |= {name for held in found.proposals["undecided"] for name in held.split(", ") if name}
        merged += found.groups.filter(pl.col("cases") > 3).height
    rules = {rule.id for rule in PLAN.rules}
    assert rules - fired == set(), "the invented facts never fire these"
    assert rules - met == set(), "the invented facts never meet these"
    assert {"class", "household", "village", "town", "distance"} - founded == set(), "these never found a group"
    assert merged, "no group ever grew"
    assert proposed == {None, *(one.id for one in PLAN.definitions)}, "the invented facts never propose these"
    assert undecided, "no definition was ever undecided"


def test_a_group_keeps_its_name_when_an_earlier_case_is_told_later():
    before, after = (
        derive(facts_of({"membership": MATES, "case": told}), PLAN, AT, engine="oracle").groups.filter(
            definition="cluster"
        )
        for told in (EARLY, EARLY + LATE)
    )
    assert before["group"].to_list() == after["group"].to_list()
    assert (before["cases"].to_list(), after["cases"].to_list()) == ([2], [3])
    assert before["first"][0] - after["first"][0] == timedelta(days=1)


MATES = """
    person | when        | group_kind   | unit   | group
    wang   | 01-01 08:00 | school_class | School | 3-2
    li     | 01-01 08:00 | school_class | School | 3-2
    zhao   | 01-01 08:00 | school_class | School | 3-2
    """
EARLY = """
    subject | person | when        | onset | classification | known_at
    b       | wang   | 01-05 08:00 | 01-04 | clinical       | 01-05 08:00
    a       | li     | 01-06 08:00 | 01-05 | clinical       | 01-06 08:00
    """
LATE = "    c       | zhao   | 01-03 08:00 | 01-03 | clinical       | 01-07 08:00\n"
