"""What changes between two plans, in words of both languages."""

from dataclasses import replace
from pathlib import Path

import pytest

from lianfang import plan
from lianfang.plan.diff import PARTS, changes, in_words
from lianfang.plan.meaning import differing
from lianfang.plan.shelf import shipped

COVID = shipped("covid19_2020")
GOOD = Path(__file__).parents[2] / "plan_errors" / "good"


def read(text: str) -> plan.Plan:
    held, findings = plan.load(text, "plan.yaml", {"covid19_2020": COVID}.get)
    assert held is not None, [finding for finding in findings if not finding.note]
    return held


def edited(*edits: tuple[str, str]) -> plan.Plan:
    text = COVID
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return read(text)


BASE = read(COVID)
ISOLATION = "密切接触者集中隔离医学观察期限（自末次接触起）"


def test_a_plan_does_not_differ_from_itself():
    assert changes(BASE, BASE) == ()
    assert in_words((), "en") == "The two plans say the same.\n"


def test_a_changed_parameter_is_told_once_with_the_rules_that_use_it():
    text = COVID.replace(f"{{zh: {ISOLATION}", "{zh: 隔离期限", 1)
    start = text.index("  isolation_length:")
    text = text[:start] + text[start:].replace("value: 14 days", "value: 7 days", 1)
    name, value = changes(BASE, read(text))
    assert (name.part, name.before.zh, name.after.zh) == ("name", ISOLATION, "隔离期限")
    assert (value.before.en, value.after.en, value.direction) == ("14 days", "7 days", "loosen")
    assert set(value.rules) == {rule.id for rule in BASE.rules if "isolation_length" in rule.parameters}
    assert len(value.rules) == 11


def test_a_figure_that_gets_a_name_is_one_new_parameter():
    named = COVID.replace(
        "chapters:\n",
        "  single_room_time:\n    name: {zh: 单间时限, en: Time to a single room}\n    type: duration\n"
        "    value: 2 h\n    source: {document: 示例, clause: 第一条}\nchapters:\n",
        1,
    )
    start = named.index("      suspected-single-room:")
    named = named[:start] + named[start:].replace("within: 2 h", "within: single_room_time", 1)
    (change,) = changes(BASE, read(named))
    assert (change.of, change.how, change.rules) == ("parameter", "added", ("suspected-single-room",))


def test_rules_come_go_and_change_part_by_part():
    new = edited(
        ("      general-contact-told:", "      general-told:"),
        ("          within: 12 h\n", "          within: 6 h\n"),
        ("classification is suspected", "classification in (suspected, clinical)"),
        ("waived for: [recorded_in_error, other]", "waived for: [recorded_in_error]"),
    )
    found = {(change.id, change.part): change for change in changes(BASE, new)}
    assert found["general-contact-told", ""].how == "removed"
    assert found["general-told", ""].how == "added"
    specimen = found["suspected-first-specimen", "deadline"]
    assert (specimen.before.en, specimen.after.en, specimen.direction) == (
        "within 12 hours",
        "within 6 hours",
        "tighten",
    )
    report = found["suspected-report", "when"]
    assert report.after.zh == "病例分类为疑似病例或临床诊断病例"
    assert found["daily-sign-off", "waived for"].after.en == (
        "recorded in error (by the command or the health authority)"
    )
    assert len(found) == 5


def test_a_layer_against_what_it_stands_on():
    county, _ = plan.load(shipped("covid19_2020_county"), "county.yaml")
    found = changes(BASE, county)
    assert {change.id for change in found if change.of == "rule"} == {
        "journey-test", "fever-at-door", "cold-chain-place-sampled", "cold-chain-staff-tested"
    }  # fmt: skip
    assert {change.part for change in found if change.of == "plan"} == {"in force", "layers"}
    (responsibilities,) = (one for one in found if one.id == "four_responsibilities")
    assert responsibilities.direction == "tighten" and "of the village or community" in responsibilities.after.en


def test_who_answers_is_compared_part_by_part():
    new = edited(
        ("          to: {kinds: [cdc]}\n          responsibility: unit", "          responsibility: department"),
        ("{kinds: [command], level: prefecture}", "{kinds: [health_authority], level: province}"),
        ("waived by: [cdc, health_authority]", "waived by: [health_authority]"),
    )
    found = {change.part: change for change in changes(BASE, new) if change.id == "suspected-report"}
    assert set(found) == {"to", "responsibility", "late", "waived for"}
    assert (found["to"].before.en, found["to"].after.en) == ("the disease control centre", "")
    assert found["responsibility"].after.zh == "部门责任"
    assert found["late"].after.zh.endswith("超期24小时仍未办结的，提请省卫生健康行政部门督办")
    assert found["waived for"].after.en == "recorded in error (by the health authority)"


def test_a_figure_of_the_rules_own_is_told_beside_a_parameter_that_moved():
    """The rule uses a parameter that another file changes too: what it writes out itself is told all the same."""
    text = COVID.replace(
        "within: 24 h\n          met by: {fact: specimen, same: person}",
        "within: 8 h\n          met by: {fact: specimen, same: person}",
        1,
    )
    assert text != COVID
    start = text.index("  second_specimen_gap:")
    text = text[:start] + text[start:].replace("value: 24 h", "value: 36 h", 1)
    found = {(change.id, change.part) for change in changes(BASE, read(text))}
    assert found == {("second_specimen_gap", "value"), ("suspected-second-specimen", "deadline")}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_words_name_every_change(language):
    new = edited(("      general-contact-told:", "      general-told:"), ("value: [medium, high]", "value: [high]"))
    found = changes(BASE, new)
    told = in_words(found, language)
    for change in found:
        assert change.id in told
    assert "None" not in told
    assert set(PARTS) >= {change.part for change in found if change.part}
    if language == "en":
        assert told.isascii() or all(character in "→–’" or character.isascii() for character in told)
        assert told.endswith(
            "Rules: 1 added, 1 removed, 0 changed. Parameters: 1 changed. Stricter in 0 places, looser in 1.\n"
        )
    else:
        assert told.endswith("条款新增1条、删除1条、修改0条；参数变动1项；加严0处，放宽1处。\n")


@pytest.mark.parametrize("name", ["levels", "codes"])
def test_levels_and_codes_are_compared_part_by_part(name):
    text = (GOOD / f"{name}.yaml").read_text("utf-8")
    changed = text.replace("all_cases <= 50", "all_cases <= 40").replace("all_cases > 50", "all_cases > 40")
    changed = changed.replace("last_exposed + 14 days", "last_exposed + 7 days").replace("at least: 2", "at least: 5")
    old, new = (plan.load(one, f"{name}.yaml")[0] for one in (text, changed))
    assert old is not None and new is not None and changed != text
    told = {(one.id, one.part): (one.before.en, one.after.en) for one in changes(old, new)}
    if name == "levels":
        assert set(told) == {("county_risk", "medium"), ("county_risk", "high"), ("county_risk", "figure cluster")}
        assert "at most 50" in told["county_risk", "medium"][0] and "at most 40" in told["county_risk", "medium"][1]
    else:
        assert set(told) == {("red", "ends")}
        assert "day 7 after" in told["red", "ends"][1]
    came = [(one.how, one.part) for one in changes(replace(old, levels=(), codes=()), new)]
    assert came == [("added", "")] * len((*new.levels, *new.codes))
    assert new.levels == () or "县域风险等级 (county_risk)" in in_words(changes(old, new), "zh")


def test_case_definitions_are_compared_part_by_part():
    text = (GOOD / "defined_cases.yaml").read_text("utf-8")
    changed = text.replace("onset is known", "onset > 2021-01-01").replace("[confirmed, asymptomatic]", "confirmed")
    changed = changed.replace("    since: first(test_result where result is positive).occurred_from\n", "")
    old, new = (plan.load(one, "cases.yaml")[0] for one in (text, changed))
    assert old is not None and new is not None
    assert {(one.of, one.id, one.part) for one in changes(old, new)} == {
        ("case definition", "ill", "when"), ("case definition", "confirmed", "opens"),
        ("case definition", "excluded", "before"),
    }  # fmt: skip
    assert in_words(changes(old, new), "zh").startswith("病例定义\n")


def test_another_epidemiological_week_is_told_and_moves_no_duty():
    other = edited(("time zone: Asia/Shanghai", "time zone: Asia/Shanghai\nweek: mmwr"))
    (change,) = changes(BASE, other)
    assert (change.part, change.before.en, change.after.zh) == (
        "week", "weeks of ISO 8601, from Monday", "MMWR周（周日起）"
    )  # fmt: skip
    assert "流行病学周" in in_words((change,), "zh") and not differing(BASE, other)
