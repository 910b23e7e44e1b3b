"""What a plan takes over from another: the duty to report stands once, and each plan has what is for its disease."""

from datetime import timedelta

import polars as pl

from lianfang import plan
from lianfang.derive import derive
from lianfang.plan.document import plan_document
from lianfang.plan.shelf import shipped
from lianfang.vocabulary.diseases import DISEASES
from spec.tables import facts_of, moment, shown
from unit.derive.test_engines_agree import same

NOTIFIABLE = shipped("notifiable")


def read(text, **shelf):
    held, findings = plan.load(text, "plan.yaml", {"notifiable": NOTIFIABLE, **shelf}.get)
    assert held is not None, [finding for finding in findings if not finding.note]
    return held


def using(disease, more=""):
    return f"plan: own\nname: {{zh: 示例, en: Example}}\ndisease: {disease}\nuses: notifiable\n{more}chapters: []\n"


def test_forty_diseases_in_three_classes():
    lists = {one.id: one.value for one in read(NOTIFIABLE).parameters if one.type == "words"}
    known = [disease.code for disease in DISEASES]
    listed = [code for codes in lists.values() for code in codes]
    assert len(listed) == len(set(listed)) and set(listed) <= set(known)
    # Beside the forty: two that are new, and a form of novel influenza that cards told apart once.
    assert len(set(listed) - {"ebola", "mers", "influenza_h7n9"}) == 40
    assert (len(lists["class_a"]), len(lists["class_c"])) == (2, 11)
    assert len({*lists["class_b"], "sars"} - {"influenza_h7n9"}) == 27


def test_a_plan_takes_over_what_is_for_its_disease():
    assert [rule.id for rule in read(using("cholera")).rules] == ["case-report-at-once"]
    assert [rule.id for rule in read(using("rabies")).rules] == ["case-report"]
    assert read(using("norovirus")).rules == ()
    (rule,) = read(using("rabies")).rules
    assert (rule.owes.within, rule.layer, rule.parameters) == (timedelta(hours=24), "notifiable", ("within_day_time",))
    # Anthrax of the lungs is reported at once, any other within a day: the card says which.
    assert {rule.id for rule in read(using("anthrax")).rules} == {"case-report-at-once", "case-report"}
    told = str(plan_document(read(using("rabies")), "zh").chapters)
    assert "24小时内网络直报" in told and "鼠疫" not in told


def test_what_is_used_is_part_of_the_version():
    other = NOTIFIABLE.replace("value: 24 h", "value: 12 h")
    one, two = read(using("rabies")), read(using("rabies"), notifiable=other)
    assert one.digest != two.digest and two.rules[0].owes.within == timedelta(hours=12)


def test_a_layer_sets_what_is_used():
    may = NOTIFIABLE.replace(
        "value: 24 h\n    stricter: less", "value: 24 h\n    stricter: less\n    lower may: tighten\n    floor: 6 h"
    )
    county = (
        "plan: county\nstands on: own\nname: {zh: 县, en: County}\nlevel: county\nsets:\n  within_day_time:\n"
        "    value: 12 h\n    reason: {zh: 甲, en: A}\n    milder: {zh: 乙, en: B}\n"
        "    source: {document: 示例, clause: 第一条}\n"
    )
    (rule,) = read(county, own=using("rabies"), notifiable=may).rules
    assert rule.owes.within == timedelta(hours=12)


FACTS = {
    "case": """
        subject | person | when        | classification | disease  | reported_by
        a       | wang   | 01-05 08:00 | suspected      | cholera  | Hospital
        b       | li     | 01-05 08:00 | confirmed      | rabies   | Hospital
        c       | zhao   | 01-05 08:00 | confirmed      | varicella| Hospital
        d       | sun    | 01-05 08:00 | confirmed      | anthrax  | -
        e       | qian   | 01-05 08:00 | confirmed      | anthrax  | -
        """,
    "card": """
        subject | person | card | entered     | disease | disease_name
        d       | sun    | 1    | 01-05 09:00 | anthrax | 肺炭疽
        e       | qian   | 2    | 01-05 09:00 | anthrax | 皮肤炭疽
        """,
    "action": """
        subject | person | when        | action
        a       | wang   | 01-05 11:00 | network_report
        """,
}


def test_derived_by_itself_each_fact_counts_by_its_disease():
    facts, at = facts_of(FACTS), moment("01-06 12:00")
    found = derive(facts, read(NOTIFIABLE), at, engine="oracle")
    rows = found.duties.sort("subject").select("subject", "disease", "owed_by", "due", "met").rows()
    assert [(case, disease, by, shown(due), shown(met)) for case, disease, by, due, met in rows] == [
        ("a", "cholera", "Hospital", "01-05 10:00", "01-05 11:00"), ("b", "rabies", "Hospital", "01-06 08:00", "-"),
        ("d", "anthrax", "CDC", "01-05 10:00", "-"), ("e", "anthrax", "CDC", "01-06 08:00", "-"),
    ]  # fmt: skip
    same(found, derive(facts, read(NOTIFIABLE), at, engine="duckdb"))
    used = derive(facts, read(using("cholera")), at, engine="oracle").duties
    assert used.select("subject", "due").equals(found.duties.filter(pl.col("subject") == "a").select("subject", "due"))
