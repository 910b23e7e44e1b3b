"""The plan as people sign it: every rule once, every figure with its source, in both languages."""

import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from lianfang import plan
from lianfang.plan import wording
from lianfang.plan.document import plan_document, roles
from lianfang.plan.expression import walk
from lianfang.plan.shelf import beside
from lianfang.plan.wording.language import number_zh
from lianfang.vocabulary import Mistake

SHIPPED = sorted(file.name[:-5] for file in files("lianfang.plans").iterdir() if file.name.endswith(".yaml"))
SHIPPED += ["earlier/covid19_2020", "earlier/covid19_2020_sichuan"]
GOOD = Path(__file__).parents[2] / "plan_errors" / "good"
HAN = re.compile(r"[\u4e00-\u9fff]")


def covid() -> plan.Plan:
    return read("covid19_2020_county")


def read(name: str) -> plan.Plan:
    file = Path(str(files("lianfang.plans"))) / f"{name}.yaml"
    held, _ = plan.load(file.read_text("utf-8"), name, beside(file.parent))
    assert held is not None
    return held


def articles(made):
    return [article for chapter in made.chapters for article in chapter.articles]


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_is_one_article_and_one_line_of_the_table(name, language):
    held = read(name)
    made = plan_document(held, language)
    parts = (*held.rules, *held.levels, *held.conditions, *(code.rule for code in held.codes))
    assert Counter(article.rule for article in articles(made)) == Counter(part.id for part in parts)
    assert [row[0] for row in made.duties.rows] == [str(number) for number in range(1, len(held.rules) + 1)]
    said = str(made)
    for rule in held.rules:
        assert (rule.owes.what.zh if language == "zh" else rule.owes.what.en) in [row[1] for row in made.duties.rows]
    for parameter in held.parameters:
        assert (parameter.names.zh if language == "zh" else parameter.names.en) in said
    assert "None" not in said


@pytest.mark.parametrize("name", SHIPPED)
def test_english_is_complete_but_for_the_titles_of_sources(name):
    held = read(name)
    made = plan_document(held, "en")
    settings = () if held.contacts is None else held.contacts.settings
    codes = (code.rule for code in held.codes)
    parts = (*held.rules, *held.parameters, *held.levels, *held.conditions, *codes, *settings, *held.periods)
    parts += () if held.publication is None else (held.publication,)
    titles = {one.source.document for one in parts} | {one.source.clause for one in parts if one.source.clause}
    texts = [made.title, made.subtitle, *made.opening, *made.notes, *made.signatures]
    for article in articles(made):
        texts += [article.title, article.sentence, *(f"{label}: {text}" for label, text in article.lines)]
    texts += [cell for table in (made.duties, *made.annexes) for row in (table.heads, *table.rows) for cell in row]
    for text in texts:
        for title in sorted(titles, key=len, reverse=True):
            text = text.replace(title, "")
        # Free text is quoted as people record it.
        text = re.sub(r'"[^"]*"', "", text)
        assert not HAN.search(text), text


def test_no_word_of_the_language_is_left_in_chinese():
    made = plan_document(covid(), "zh")
    for article in articles(made):
        for text in (article.sentence, *(text for _, text in article.lines)):
            assert not re.search(r"[a-z_]{4,}", text), text


def test_a_figure_is_printed_as_it_is_in_force():
    county, findings = plan.load((GOOD / "county.yaml").read_text("utf-8"), "county.yaml", shelf)
    assert findings == []
    made = plan_document(county, "en")
    figures = {row[0]: row[1:] for row in made.annexes[0].rows}
    assert figures["Length of isolation"][0] == "21 days"
    assert figures["Length of isolation"][2] == "县示例 (10 January 2021), 第一条"
    assert figures["Time to report"][1] == "Nation"
    assert figures["Length of isolation"][1] != "Nation"
    assert "14 days → 21 days" in made.annexes[1].rows[0][1]
    assert "Incubation is longer" in made.annexes[1].rows[0][1]
    (told,) = [article for article in articles(made) if article.rule == "told"]
    assert ("Ends", "the end of day 21 after the last exposure") in told.lines
    assert any("24 hours → 12 hours" in text and "By message" in text for _, text in told.lines)


def shelf(name: str) -> str | None:
    file = GOOD / f"{name}.yaml"
    return file.read_text("utf-8") if file.is_file() else None


def test_a_role_sees_what_it_owes_and_nothing_else():
    held = covid()
    site = plan_document(held, "zh", "isolation_site")
    assert {article.rule for article in articles(site)} == {"daily-sign-off"}
    assert site.title.endswith("：集中隔离点职责")
    grid = {article.rule for article in articles(plan_document(held, "en", "grid"))}
    assert grid == {rule.id for rule in held.rules if "grid" in rule.owes.by.kinds}
    whole = {article.rule: article.title for article in articles(plan_document(held, "en"))}
    assert all(article.title == whole[article.rule] for article in articles(plan_document(held, "en", "grid")))
    citizen = plan_document(held, "en", "citizen")
    assert {"contact-isolated", "journey-test"} <= {article.rule for article in articles(citizen)}
    assert "daily-sign-off" not in {article.rule for article in articles(citizen)}
    assert "appeal" in citizen.opening[-1]
    assert site.signatures == ()
    assert set(roles(held)) >= {"command", "cdc", "citizen"}


def test_a_command_reads_what_is_brought_before_it():
    held = covid()
    title = "Annex. What is brought before you when it is late"
    (brought,) = [one for one in plan_document(held, "en", "command").annexes if one.title == title]
    late = [rule for rule in held.rules if any("command" in step.to.kinds for step in rule.owes.late)]
    assert len(brought.rows) == len(late) > 20
    for document in (
        plan_document(held, "en", "grid"),
        plan_document(held, "en", "citizen"),
        plan_document(held, "en"),
    ):
        assert title not in {one.title for one in document.annexes}


def test_an_article_says_who_answers():
    report = next(one for one in articles(plan_document(covid(), "en")) if one.rule == "infected-report")
    told = dict(report.lines)
    assert told["Owed to"] == "the disease control centre"
    assert told["Responsibility"] == "of the unit itself"
    assert told["When late"] == (
        "2 hours after the deadline it is brought before the command above; "
        "24 hours after the deadline it is brought before the prefecture command"
    )
    assert told["May be waived"] == "recorded in error (by the disease control centre or the health authority)"
    zh = dict(next(one for one in articles(plan_document(covid(), "zh")) if one.rule == "infected-report").lines)
    assert zh["责任类别"] == "单位主体责任" and zh["可不再执行"].endswith("（由疾控中心或卫生健康行政部门决定）")


def test_a_role_that_is_none_is_said_so():
    with pytest.raises(Mistake, match="did you mean isolation_site"):
        plan_document(covid(), "zh", "isolation_sites")
    with pytest.raises(Mistake, match=r"asks nothing of farm; it asks of command"):
        plan_document(covid(), "zh", "farm")


def test_chinese_numbers_of_articles():
    assert [number_zh(number) for number in (1, 10, 11, 20, 25)] == ["一", "十", "十一", "二十", "二十五"]


@pytest.mark.parametrize(
    ("when", "zh", "en"),
    [
        ("temperature > 37.3 and setting is door", "体温超过37.3°C，且监测场合为卡口门岗",
         "temperature is above 37.3°C and setting is at a door"),
        ("temperature is unknown or not (temperature <= 37)", "体温未知，或并非（体温不超过37°C）",
         "temperature is unknown or not (temperature is at most 37°C)"),
        ("not exists(case of the same person where onset >= 2021-01-05)",
         "无同一人员“病例”记录（发病日期不早于2021年1月5日）",
         "there is no case of the same person (onset is not before 5 January 2021)"),
        ("count(health_check where temperature > this.temperature) >= 2",
         "同一人员“健康监测”记录（体温超过本次体温）的条数达到2",
         "the number of records: health check of the same person (temperature is above "
         "this health check's temperature), reaches 2"),
        ("occurred_from < end of day (2021-01-05 + 2 days) and setting not in (door, home)",
         "监测时间早于2021年1月5日后第2天24时，且监测场合不为卡口门岗或居家",
         "the moment of the health check is before the end of day 2 after 5 January 2021 "
         "and setting is not at a door or at home"),
    ],
)  # fmt: skip
def test_conditions_in_words(when, zh, en):
    text = (GOOD / "base.yaml").read_text("utf-8").replace("for: case", "for: health_check")
    text = text.replace("classification is suspected", when).replace(
        "fact: action, where: action is network_report", "fact: referral"
    )
    held, findings = plan.load(text, "base.yaml")
    assert held is not None, findings
    (rule,) = held.rules
    assert wording.condition(rule.when, rule.kind, "zh") == zh
    assert wording.condition(rule.when, rule.kind, "en") == en


def test_every_kind_of_expression_has_words_in_the_shipped_plans():
    """What the shipped plans say reaches most kinds of expression; those left are in the conditions above."""
    from lianfang.plan import expression as e

    held = [read(name) for name in SHIPPED]
    formulas = [
        one for each in held for rule in each.rules for one in (rule.when, rule.owes.ends, rule.owes.opens) if one
    ]
    seen = {type(part) for formula in formulas for part in walk(formula.expression)}
    assert {e.And, e.Or, e.Compare, e.Member, e.IsKnown, e.Shift, e.DayEdge, e.Choose, e.Query, e.Name, e.Value} <= seen
