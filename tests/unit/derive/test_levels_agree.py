"""Levels of areas: the fast engine against the loops, on invented scales and facts, and what they mean by hand."""

import re
from datetime import date, timedelta

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from invented_facts import AREAS, AT, frame, lively, tables
from lianfang import plan
from lianfang.derive import derive
from lianfang.derive.force import in_force
from lianfang.derive.levels import Levels, levels
from lianfang.derive.oracle.levels import forces

KINDS = ("person", "case", "outcome", "declaration", "sign_off", "reported_count")
COUNTS = ("confirmed", "asymptomatic", "clinical", "suspected", "discharged", "died")
HEAD = """plan: invented
name: {zh: 示例, en: Example}
disease: covid19
chapters: []
levels:
  scale:
    name: {zh: 等级, en: Level}
    source: {document: 示例, clause: 第一条, date: 2020-02-24}
"""


@st.composite
def scales(draw):
    """A scale that neither overlaps nor gaps, of any areas, figures, origins, windows, with and without lowering."""
    about, names = draw(
        st.sampled_from([("risk", ("low", "medium", "high")), ("response", ("response_4", "response_3", "response_1"))])
    )
    of = draw(st.lists(st.sampled_from(["nation", "county", "town", "grid"]), min_size=1, max_size=2, unique=True))
    first, second, size = draw(st.integers(1, 3)), draw(st.integers(1, 6)), draw(st.integers(1, 3))

    def counted(key):
        what = draw(st.lists(st.sampled_from(COUNTS), min_size=1, max_size=2, unique=True))
        origins = draw(st.sampled_from(["", ", origin: local", ", origin: [local, import_related]"]))
        return f"{key}: [{', '.join(what)}]{origins}"

    days = [draw(st.integers(1, 9)) for _ in range(3)]
    to_date = draw(st.booleans())
    ways = [None, *(f"from: {AT.date() + timedelta(days=days)}" for days in (0, 1)), f"until: {AT.date()}"]
    held = draw(st.sampled_from(ways))
    lines = [
        *([f"    in force: {{{held}}}"] if held else []),
        f"    about: {about}",
        f"    of: [{', '.join(of)}]",
        f"    force: {draw(st.sampled_from(['by rule', 'by declaration']))}",
        "    figures:",
        f"      a: {{name: {{zh: 甲, en: A}}, {counted('counts')}, within: {days[0]} days}}",
        f"      b: {{name: {{zh: 乙, en: B}}, {counted('counts')}{'' if to_date else f', within: {days[1]} days'}}}",
        f"      c: {{name: {{zh: 丙, en: C}}, {counted('cluster of')}, at least: {size}, within: {days[2]} days}}",
        "    grades:",
    ]
    conditions = (
        f"a < {first}",
        f"a >= {first} and (b <= {second} or not c)",
        f"a >= {first} and b > {second} and c",
    )
    for name, when in zip(names, conditions, strict=True):
        lowered = draw(st.sampled_from([None, None, "a = 0", "not c", f"b < {second} or a = 0", "b is unknown"]))
        lines.append(f"      {name}: {{when: {when}{f', lowered when: {lowered}' if lowered else ''}}}")
    read, findings = plan.load(HEAD + "\n".join(lines) + "\n", "invented.yaml")
    # Which figures cannot be is worked out from what they count; such a scale may have a level out of reach.
    if read is None:
        assert {finding.name for finding in findings} <= {"level-out-of-reach"}, findings
    return read


switches = st.lists(
    st.tuples(st.sampled_from(AREAS["code"].to_list()), st.integers(0, 24)), max_size=2, unique_by=lambda one: one[0]
).map(
    lambda rows: pl.DataFrame(
        [(code, "covid19", date(2020, 12, 30) + timedelta(days=days)) for code, days in rows],
        schema={"area": pl.String, "disease": pl.String, "day": pl.Date}, orient="row",
    )
)  # fmt: skip


def both(facts, held, counting_from=None) -> Levels:
    cases = derive(facts, held, AT, engine="oracle").cases
    slow = levels(facts, cases, held, AT, "oracle", counting_from)
    fast = levels(facts, cases, held, AT, "duckdb", counting_from)
    for name in ("levels", "figures"):
        one, other = getattr(slow, name), getattr(fast, name)
        if not one.equals(other):
            only = one.join(other, on=one.columns, how="anti", nulls_equal=True)
            others = other.join(one, on=one.columns, how="anti", nulls_equal=True)
            with pl.Config(tbl_cols=-1, tbl_width_chars=300):
                raise AssertionError(f"{name}: slow only\n{only}\nfast only\n{others}")
    told = facts["declaration"].to_dicts() if "declaration" in facts else []
    by_rows = forces(slow.levels.to_dicts(), told, held, AT)
    forced = in_force(fast.levels, facts, held, AT).select("scale", "area", "declared", "in_force").rows()
    assert {(scale, area): (declared, force) for scale, area, declared, force in forced} == by_rows
    return fast


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(facts=tables(kinds=KINDS, most=6), held=scales(), counting_from=switches)
def test_both_engines_give_the_same_levels(facts, held, counting_from):
    if held is not None:
        both(facts, held, counting_from)


def many(number: int) -> dict[str, pl.DataFrame]:
    facts = lively(number, 30)
    counted = [
        {"id": f"count{i}", "counted": area, "day": date(2021, 1, 1) + timedelta(days=i), "disease": "covid19",
         "confirmed": 4 * i // (number % 3 + 1), "asymptomatic": None if i % 3 else i // 2, "dead": i // 9}
        for i in range(20) for area in ("1301", "230101")
    ]  # fmt: skip
    silent = pl.DataFrame([("2302", "23", "county")], schema=AREAS.schema, orient="row")
    return facts | {"reported_count": frame("reported_count", counted), "areas": pl.concat([AREAS, silent])}


def test_many_facts_reach_every_kind_of_answer():
    """The shipped scales and one with every part: undecided and decided, raised and lowered, by persons and counts."""
    from importlib.resources import files
    from pathlib import Path

    shipped = files("lianfang.plans")
    texts = [shipped.joinpath(name).read_text("utf-8") for name in ("covid19_2020.yaml",)]
    # Both scales of 2020, whatever their days.
    earlier = shipped.joinpath("earlier/covid19_2020.yaml").read_text("utf-8")
    texts.append(re.sub(r"^    in force: .*\n", "", earlier, flags=re.MULTILINE))
    texts.append((Path(__file__).parents[2] / "plan_errors/good/levels.yaml").read_text("utf-8"))
    answers, bases, values = set(), set(), set()
    for text in texts:
        held, _ = plan.load(text, "held.yaml")
        assert held is not None
        # Numbers of which one makes a cluster beside more than fifty counted.
        for number in (0, 1, 2, 6):
            found = both(many(number), held)
            answers |= set(found.levels.select("lowest", "highest").unique().rows())
            bases |= set(found.figures["basis"])
            values |= set(found.figures.filter(pl.col("figure") == "cluster")["value"])
    assert {("low", "low"), ("medium", "medium"), ("medium", "high"), ("high", "high")} <= answers
    assert bases == {"persons", "counts", "none"}
    assert values == {None, 0.0, 1.0}
