"""What is late comes before the command above: on its first page, in its list, on the duty's page; who may waive."""

from datetime import timedelta

import pytest

from lianfang.access.session import machine_session
from lianfang.situation.models import Duty
from unit.desks.conftest import COUNTY, NOON
from unit.desks.test_acts import facts_of


@pytest.fixture
def late(story):
    """A contact of whom the town's command owes that it be carried, three hours late."""
    story(1)
    with machine_session():
        key = Duty.objects.get(rule="contact-carried").key
        Duty.objects.exclude(key=key).delete()
        due, opened = NOON - timedelta(hours=3), NOON - timedelta(hours=15)
        Duty.objects.update(due=due, opened=opened, owed_by="HD-ZHB", area=f"{COUNTY}231299001/")
    return key


@pytest.mark.parametrize(
    ("role", "page", "language", "said"),
    [
        ("commander", "/commander/", "zh-hans", "逾期提请督办"),
        ("commander", "/commander/", "en", "Late, and brought before us"),
        ("town", "/areas/", "zh-hans", None),
        ("commander", "/duties/?state=brought", "zh-hans", "12小时内转运至集中隔离点"),
        ("town", "/duties/?state=brought", "zh-hans", "没有待办。"),
    ],
)
def test_it_stands_on_the_page_of_the_command_above(signed_in, late, role, page, language, said):
    client = signed_in(role)
    client.cookies["django_language"] = language
    answer = client.get(page)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert said in text if said else "逾期提请督办" not in text


@pytest.mark.parametrize(("role", "there"), [("commander", True), ("town", True), ("cdc", False)])
def test_only_who_may_be_asked_has_the_list_of_it(signed_in, late, role, there):
    assert ("state=brought" in signed_in(role).get("/duties/").content.decode()) == there


def test_the_duty_says_before_whom_it_came_and_when_it_goes_on(signed_in, late):
    client = signed_in("commander")
    text = client.get("/dossier/duty/", {"key": late}).content.decode()
    assert "逾期，已提请督办：</span> 青禾县指挥部" in text
    # Nobody commands the prefecture here: it is called what it would be.
    assert "市（州）指挥部" in text.partition("如逾期")[2]
    assert "如意宾馆隔离点" in text.partition("对象")[2]
    assert "属地责任" in text
    client.cookies["django_language"] = "en"
    assert "late: brought before" in client.get("/dossier/duty/", {"key": late}).content.decode()


def test_what_was_done_in_time_came_before_nobody(signed_in, late):
    with machine_session():
        Duty.objects.filter(key=late).update(met=NOON - timedelta(hours=2), met_kind="transfer")
    text = signed_in("commander").get("/dossier/duty/", {"key": late}).content.decode()
    assert "提请督办" not in text.partition("<main")[2]


def test_a_waiver_is_for_a_reason_and_by_a_unit_that_the_rule_names(signed_in, late):
    with machine_session():
        Duty.objects.filter(key=late).update(rule="infected-report")
    form = {"duty": [late], "what": "waive", "why": "moved"}
    # The rule of a report names its own reason, and neither the command ...
    answer = signed_in("commander").post("/duties/act/", form | {"why": "recorded_in_error"}, follow=True)
    assert facts_of("waiver") == []
    assert "不再执行仅限登记有误（由疾控中心或卫生健康行政部门决定）" in answer.content.decode()
    # ... nor another reason.
    answer = signed_in("cdc").post("/duties/act/", form, follow=True)
    assert facts_of("waiver") == [] and "不再执行仅限登记有误" in answer.content.decode()
    signed_in("cdc").post("/duties/act/", form | {"why": "recorded_in_error"})
    assert [fact.why for fact in facts_of("waiver")] == ["recorded_in_error"]


def test_of_several_those_are_waived_whose_rules_allow_it(signed_in, late):
    with machine_session():
        other = Duty.objects.get(key=late)
        other.key, other.rule = "another", "infected-report"
        other.save()
    form = {"duty": [late, "another"], "what": "waive", "why": "died"}
    answer = signed_in("commander").post("/duties/act/", form, follow=True)
    assert [fact.duty for fact in facts_of("waiver")] == [late]
    assert "仍须办理" in answer.content.decode()


@pytest.mark.parametrize(("role", "rule", "there"), [
    ("commander", "contact-carried", True), ("commander", "infected-report", False), ("cdc", "infected-report", True),
    ("fever_clinic", "contact-carried", False),
])  # fmt: skip
def test_the_form_to_waive_stands_only_where_it_would_be_taken(signed_in, late, role, rule, there):
    with machine_session():
        Duty.objects.filter(key=late).update(rule=rule)
    text = signed_in(role).get("/dossier/duty/", {"key": late}).content.decode()
    assert ('value="waive"' in text) == there
    if there:
        assert ('value="contraindicated"' in text) == (rule == "contact-carried")
