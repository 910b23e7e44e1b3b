"""What a change of plan does, as figures and words: of people counted by hand."""

from importlib.resources import files

import polars as pl
import pytest

from lianfang import plan
from lianfang.derive.effect import Effect, effect
from lianfang.plan.diff import changes
from lianfang.reports.plan_effect import effect_figures
from lianfang.reports.plan_effect_words import as_json, effect_in_words, summary_line
from spec.tables import facts_of, moment

TEXT = files("lianfang.plans").joinpath("covid19_2020.yaml").read_text("utf-8")
AREAS = pl.DataFrame(
    [("231299", None, "county", "青禾县"), ("231299001", "231299", "town", "河东镇"),
     ("231299002", "231299", "town", "新民镇")],
    schema=["code", "parent", "level", "name"], orient="row",
)  # fmt: skip
AT = moment("01-15 12:00")
FACTS = {
    "person": """
        person | name | residence
        wang   | 王   | 231299001
        li     | 李   | 231299002
        """,
    "case": """
        subject | person | when        | classification | responsible
        c1      | chen   | 01-09 08:00 | confirmed      | 231299001
        """,
    "exposure": """
        person | when        | case | grade | last
        wang   | 01-05 08:00 | c1   | close | 01-05 08:00
        li     | 01-12 08:00 | c1   | close | 01-12 08:00
        """,
}


def read(text: str) -> plan.Plan:
    held, findings = plan.load(text, "plan.yaml")
    assert held is not None, [finding for finding in findings if not finding.note]
    return held


def shorter() -> plan.Plan:
    """Seven days of isolation for fourteen; and what made a town medium makes it high."""
    start = TEXT.index("  isolation_length:")
    text = TEXT[:start] + TEXT[start:].replace("value: 14 days", "value: 7 days", 1)
    medium = "new_cases > 0 and (all_cases <= most_medium or not cluster)"
    high = "new_cases > 0 and all_cases > most_medium and cluster"
    assert medium in text and high in text
    text = text.replace(medium, "MEDIUM", 1).replace(high, medium, 1).replace("MEDIUM", high, 1)
    return read(text)


@pytest.fixture(scope="module")
def found() -> tuple[plan.Plan, plan.Plan, Effect]:
    old, new = read(TEXT), shorter()
    facts = facts_of(FACTS) | {"areas": AREAS}
    return old, new, effect(facts, old, new, AT)


def test_who_is_past_the_shorter_term_is_released_and_turns_green(found):
    old, new, made = found
    figures = effect_figures(made, old, new, AREAS)
    central = next(one for one in figures.kept if one.observation == "central")
    assert (central.more, central.released) == (0, 1), "wang is past day 7, li is not"
    # wang turns green; li stays red for fewer days.
    assert [(one.before, one.after, one.people) for one in figures.colours] == [("red", "green", 1), ("red", "red", 1)]
    assert (figures.reddened, figures.ungrounded) == (0, 0)
    (level,) = figures.levels
    assert (level.change, level.area_level, level.areas) == ("raised", "town", 1)
    lost = {one.rule: one.people for one in figures.rules if one.change == "lost"}
    assert lost["contact-isolated"] == 1
    assert (
        summary_line(figures, "zh") == "集中隔离新增0人、解除1人，1个乡镇（街道）调高；转红码0人，其中无医学依据0人。"
    )
    assert summary_line(figures, "en") == (
        "0 more into central isolation, 1 released, 1 town raised; 0 reddened, 0 of them without a medical ground."
    )


def test_the_same_figures_are_said_in_both_languages_and_as_json(found):
    old, new, made = found
    figures = effect_figures(made, old, new, AREAS)
    zh, en = (effect_in_words(figures, old, new, language) for language in ("zh", "en"))
    assert "红码转绿码：1人" in zh and "red to green: 1" in en
    assert len(zh.splitlines()) == len(en.splitlines())
    told = as_json(old, new, changes(old, new), made, figures, AT)
    assert (
        len(told["lists"]["duties"])
        == made.duties.rows.height
        == sum(one["duties"] for one in told["figures"]["duties"])
    )
    assert [row["area"] for row in told["lists"]["levels"]] == ["231299001"]
    assert "lists" not in as_json(old, new, (), made, figures, AT, lists=False)


def test_within_another_area_nobody_is_moved(found):
    old, new, _ = found
    facts = facts_of(FACTS) | {"areas": AREAS}
    elsewhere = effect(facts, old, new, AT, area="/231299/231299002/")
    assert set(elsewhere.codes["person"]) == {"li"}
    assert elsewhere.levels.is_empty()
    assert not elsewhere.duties.rows.filter(pl.col("subject") == "wang").height
