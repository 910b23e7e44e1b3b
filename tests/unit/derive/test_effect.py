"""What a change of plan does to codes and levels, against plain loops; and that no code reddens without a ground."""

from dataclasses import replace
from datetime import timedelta
from importlib.resources import files

import polars as pl

from invented_facts import AT, lively
from lianfang import plan
from lianfang.derive import derive
from lianfang.derive.codes import standing
from lianfang.derive.compare import compare
from lianfang.derive.compare_codes import ORDER, compared_codes
from lianfang.derive.compare_levels import compared_levels
from lianfang.derive.effect import effect, kinds_asked
from lianfang.derive.levels import levels
from lianfang.plan.meaning import codes_differ, levels_differ
from lianfang.plan.scales import GRAVITY

TEXT = files("lianfang.plans").joinpath("covid19_2020.yaml").read_text("utf-8")
EDITS = {
    "isolation": ("    value: 14 days\n    stricter: more\n    source: {document: 新型冠状病毒肺炎防控方案（第七版）, "
                  "clause: 密切接触者管理", "    value: 7 days\n    stricter: more\n    source: {document: "
                  "新型冠状病毒肺炎防控方案（第七版）, clause: 密切接触者管理"),
}  # fmt: skip


def read(text: str) -> plan.Plan:
    held, findings = plan.load(text, "plan.yaml")
    assert held is not None, [finding for finding in findings if not finding.note]
    return held


def edited(*names: str, colour: str = "") -> plan.Plan:
    """The shipped plan with another figure, or with all codes of one colour."""
    text = TEXT
    for name in names:
        old, new = EDITS[name]
        assert old in text, name
        text = text.replace(old, new, 1)
    if colour:
        head, codes = text.split("\ncodes:", 1)
        other = {"red": "yellow", "yellow": "red"}[colour]
        assert f"colour: {other}" in codes
        text = f"{head}\ncodes:{codes.replace(f'colour: {other}', f'colour: {colour}')}"
    return read(text)


BASE = read(TEXT)


def codes_slowly(old, new, at) -> list[tuple]:
    """`change, person, colour before, colour, rule` of whose colour or its end differs, by looking at each person."""
    found = []
    sides = [rows.to_dicts() for rows in (old, new)]
    for person in sorted({row["person"] for rows in sides for row in rows}):
        was, now = (standing([row for row in rows if row["person"] == person], at) for rows in sides)
        before, after = (rows[0]["colour"] if rows else "green" for rows in (was, now))
        ends = [rows[0]["expires"] if rows else None for rows in (was, now)]
        if before == after and ends[0] == ends[1]:
            continue
        graver = ORDER.index(after) - ORDER.index(before)
        change = "raised" if graver > 0 else "lowered" if graver < 0 else "moved"
        found.append((change, person, before, after, now[0]["rule"] if now else None))
    return sorted(found, key=lambda row: row[:2])


def test_the_fast_way_says_of_codes_what_the_slow_one_says():
    seen = set()
    news = (edited("isolation"), edited(colour="red"), edited(colour="yellow"))
    for number, days in ((1, 0), (2, 0)):
        facts, at = lively(number, 40), AT - timedelta(days=days)
        old = derive(facts, _codes_alone(BASE), at, engine="oracle").codes
        for held in news:
            new = derive(facts, _codes_alone(held), at, engine="oracle").codes
            rows = compared_codes(old, new, at, facts)
            told = rows.select("change", "person", "colour_before", "colour", "rule").rows()
            assert told == codes_slowly(old, new, at)
            seen |= {row[0] for row in told}
            green = pl.col("colour") == "green"
            assert rows.filter(~green)["grounded"].all()
            assert rows.filter(green)["grounded"].is_null().all()
    assert seen == {"raised", "lowered", "moved"}


def _codes_alone(held: plan.Plan) -> plan.Plan:
    return replace(held, rules=())


def test_a_code_whose_fact_nobody_told_has_no_ground():
    facts, at = lively(1, 40), AT - timedelta(days=4)
    codes = derive(facts, BASE, at, engine="oracle").codes
    none = compared_codes(codes.clear(), codes, at, {})
    assert none.height
    assert not none["grounded"].any()
    assert compared_codes(codes.clear(), codes, at, facts)["grounded"].all()


def levels_slowly(old, new) -> list[tuple]:
    """`change, scale, area` of the areas whose interval differs, by looking at each."""
    sides = []
    for one in (old, new):
        known = {(row["scale"], row["area"]) for row in one.figures.to_dicts() if row["basis"] != "none"}
        sides.append({(row["scale"], row["area"]): row for row in one.levels.to_dicts()
                      if (row["scale"], row["area"]) in known})  # fmt: skip
    found = []
    for key in sides[0].keys() | sides[1].keys():
        was, now = (side.get(key) for side in sides)
        if was is None or now is None:
            found.append(("gained" if was is None else "lost", *key))
            continue
        ranks = GRAVITY[was["about"]]
        low, high = ((row["lowest"], row["highest"]) for row in (was, now))
        if low == high:
            continue
        if None in (*low, *high):
            found.append(("moved", *key))
            continue
        steps = [ranks.index(high[i]) - ranks.index(low[i]) for i in (0, 1)]
        found.append(
            ("raised" if min(steps) >= 0 else "lowered" if max(steps) <= 0 else "moved", *key)
        )  # fmt: skip
    return sorted(found)


def test_the_fast_way_says_of_levels_what_the_slow_one_says():
    seen = set()
    # The conditions change places: what was high is low, what was low is medium.
    news = [_with_conditions(order) for order in ((2, 1, 0), (1, 0, 2))]
    for number in range(2):
        facts, at = lively(number, 40), AT - timedelta(days=4)
        cases = derive(facts, replace(BASE, rules=(), codes=()), at, engine="oracle").cases
        for held in news:
            assert levels_differ(BASE, held)
            old, new = (levels(facts, cases, one, at, "oracle") for one in (BASE, held))
            rows = compared_levels(old, new)
            assert sorted(rows.select("change", "scale", "area").rows()) == levels_slowly(old, new)
            seen |= set(rows["change"])
    assert seen >= {"raised", "lowered"}
    without = levels(facts, cases, replace(BASE, levels=()), at, "oracle")
    assert set(compared_levels(without, old)["change"]) == {"gained"}
    assert set(compared_levels(old, without)["change"]) == {"lost"}


def _with_conditions(order: tuple[int, ...]) -> plan.Plan:
    scale = BASE.levels[0]
    grades = [
        replace(grade, when=scale.grades[number].when) for grade, number in zip(scale.grades, order, strict=True)
    ]  # fmt: skip
    return replace(BASE, levels=(replace(scale, grades=tuple(grades)), *BASE.levels[1:]))


def test_the_effect_is_the_three_comparisons_and_only_of_what_differs():
    facts, at = lively(1, 40), AT - timedelta(days=2)
    new = edited("isolation", colour="red")
    found = effect(facts, BASE, new, at)
    assert found.duties.rows.equals(compare(facts, BASE, new, at).rows)
    old_codes, new_codes = (derive(facts, one, at).codes for one in (BASE, new))
    assert found.codes.equals(compared_codes(old_codes, new_codes, at, facts))
    assert found.codes.height, "a shorter isolation, and codes of one colour, move somebody"
    assert not levels_differ(BASE, new) and found.levels.is_empty()
    same = effect(facts, BASE, BASE, at)
    assert same.duties.rows.is_empty() and same.codes.is_empty() and same.levels.is_empty()
    assert codes_differ(BASE, edited(colour="red")) and not codes_differ(BASE, edited())


def test_the_effect_follows_from_the_kinds_asked_as_from_all():
    facts, at = lively(1, 40), AT - timedelta(days=2)
    levelled, left_out = _with_conditions((2, 1, 0)), set[str]()
    for new in (edited("isolation"), edited(colour="red"), levelled, replace(BASE, rules=BASE.rules[::2])):
        asked = {*kinds_asked(BASE, new), "areas", "units"}
        whole, some = (effect(told, BASE, new, at) for told in (facts, {k: facts[k] for k in facts if k in asked}))
        assert any(frame.height for frame in whole.lists.values())
        assert all(frame.equals(some.lists[name]) for name, frame in whole.lists.items())
        left_out |= facts.keys() - asked
    assert {"health_check", "sign_off", "test_result", "letter"} <= left_out
