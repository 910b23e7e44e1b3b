"""A group pasted from a message: read line by line, what was not understood first, recorded whole or not at all."""

from datetime import date
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client

import cast
from lianfang.access.session import machine_session
from lianfang.desks.arrivals.pasted import not_understood_first, read_lines, read_people
from unit.desks.arrivals_story import NEW, install

DAY = date(2021, 1, 10)
SECOND = "000121196202020021"


@pytest.mark.parametrize(
    "line",
    [
        f"赵新民 {NEW} 15412345678",
        f"15412345678，{NEW}，赵新民",
        f"1、姓名：赵新民 身份证号：{NEW} 电话：15412345678",
        f"（12）赵新民,154-1234-5678,{NEW}",
        f"赵　新　民\t{NEW}\t+86 15412345678",
        f"赵新民{NEW} 手机15412345678",
        f"3. 赵新民 男 {NEW}/15412345678",
    ],
)
def test_a_line_is_read_in_any_order(line):
    [someone] = read_lines(line, DAY)
    assert (someone.name, someone.number, someone.telephone, someone.mistake) == ("赵新民", NEW, "15412345678", "")
    assert someone.document.sex == "male"


def test_names_of_several_parts_and_passports_are_read():
    [first, second] = read_lines("古丽娜尔·艾力 15400000005\nJohn Smith EA1234567", DAY)
    assert (first.name, first.telephone) == ("古丽娜尔·艾力", "15400000005")
    assert (second.name, second.number) == ("John Smith", "EA1234567")


def test_what_was_not_understood_stands_first():
    lines = f"赵新民 {NEW}\n王大力\n13812345678\n孙红 {NEW[:-1]}6\n\n"
    people = not_understood_first(read_lines(lines, DAY))
    assert [bool(someone.mistake) for someone in people] == [True, True, True, False]
    assert [someone.name for someone in people] == ["王大力", "", "孙红", "赵新民"]


def test_a_message_with_greetings_and_several_lines_a_person_is_read_too():
    text = (
        f"王主任您好，名单如下：\n姓名：赵新民\n身份证号：{NEW}\n电话：15412345678\n\n"
        "姓名：孙红\n电话：13812345678\n报送人：刘芳 13900000000"
    )
    people = read_people(text, DAY)
    assert [(someone.name, someone.number, someone.telephone, someone.mistake) for someone in people] == [
        ("赵新民", NEW, "15412345678", ""),
        ("孙红", "", "13812345678", ""),
    ]


@pytest.fixture
def client(db):
    install()
    client = Client()
    client.force_login(cast.account("checkpoint_officer"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def facts_of(kind):
    with machine_session():
        return list(apps.get_model("facts", kind).objects.order_by("id"))


def shared(**more):
    return {"direction": "arrival", "origin": "白桦县", "vehicle": "东A12345", "means": "coach"} | more


def rows(*people):
    columns = ("row_name", "row_number", "row_telephone")
    return {name: [person[place] for person in people] for place, name in enumerate(columns)}


PEOPLE = (("赵新民", NEW, "15412345678"), ("李桂芳", SECOND, ""), ("李国强", "", "15400000001"))


@pytest.mark.django_db
def test_a_pasted_list_becomes_a_table_and_nothing_is_recorded(client):
    answer = client.post("/arrivals/group/", shared(people=f"赵新民 {NEW}\n王大力"))
    page = answer.content.decode()
    assert answer.status_code == 200 and page.index("王大力") < page.index("赵新民") and 'name="row_name"' in page
    assert "本行没有读到证件号码或电话" in page and "登记 2 人" in page and facts_of("journey") == []


@pytest.mark.django_db
def test_the_table_confirmed_is_recorded_once_and_finds_who_is_known(client):
    form = shared(step="record", request_id=str(uuid4()), destination=cast.GRID) | rows(*PEOPLE)
    for _ in range(2):
        answer = client.post("/arrivals/group/", form)
        assert answer.status_code == 302 and "vehicle=" in answer["Location"]
    journeys = facts_of("journey")
    assert (
        len(journeys) == 3
        and {j.vehicle for j in journeys} == {"东A12345"}
        and {j.means for j in journeys} == {"coach"}
    )
    assert cast.CASE_PERSON in {str(journey.person) for journey in journeys}
    page = client.get(answer["Location"], follow=True).content.decode()
    assert "本批 3 人已登记" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"origin": ""}, "来源地：未填"),
        ({"row_number": [NEW[:-1] + "6", SECOND, ""]}, "校验码不符"),
        ({"row_name": ["", "李桂芳", "李国强"]}, "本行没有读到姓名"),
        ({"row_telephone": ["12", "", "15400000001"]}, "12 不是电话号码"),
        ({"arrived": "2021-02-01"}, "晚于当前时间"),
    ],
)
def test_one_wrong_row_records_nobody_and_keeps_the_table(client, change, said):
    answer = client.post("/arrivals/group/", shared(step="record", request_id=str(uuid4())) | rows(*PEOPLE) | change)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and "李桂芳" in page and 'value="东A12345"' in page
    assert facts_of("journey") == []


@pytest.mark.django_db
def test_rows_emptied_are_left_out_and_an_empty_list_is_refused(client):
    form = shared(step="record", request_id=str(uuid4()))
    client.post("/arrivals/group/", form | rows(PEOPLE[0], ("", "", "")))
    assert len(facts_of("journey")) == 1
    answer = client.post("/arrivals/group/", shared(people="  \n "))
    assert answer.status_code == 422 and "没有读到任何人" in answer.content.decode()
