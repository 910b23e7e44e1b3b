"""Registering at the door: whom the number means, what is asked, what the plan asks then, what is refused."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client

import cast
from lianfang.access.session import machine_session
from unit.desks.arrivals_story import CHILD, KNOWN, NEW, NOON, form, install

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of(db):
    install()

    def given(username="checkpoint_officer"):
        client = Client()
        client.force_login(cast.account(username), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return given


@pytest.fixture
def send(client_of, django_capture_on_commit_callbacks):
    """Sends the form as an account, lets what follows be derived, and answers the page that comes then."""

    def sent(username="checkpoint_officer", **typed):
        client = client_of(username)
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post("/arrivals/register/", form(**typed))
        return client.get(answer["Location"]) if answer.status_code == 302 else answer

    return sent


def facts_of(kind):
    with machine_session():
        return list(apps.get_model("facts", kind).objects.order_by("recorded_at", "id"))


def duties_of(person):
    from lianfang.situation.models import Duty

    with machine_session():
        return {duty.rule: duty for duty in Duty.objects.filter(person=person)}


def text(answer):
    return answer.content.decode()


def test_a_number_opens_the_form_with_what_is_known_and_never_the_number(client_of):
    answer = client_of().post("/arrivals/find/", {"who": KNOWN})
    assert KNOWN not in answer["Location"]
    page = text(client_of().get(answer["Location"]))
    assert "李国强" in page and KNOWN not in page and "000***********0017" in page
    assert f"河东村第1网格 {cast.GRID}" in page and 'name="name"' not in page
    assert 'name="origin"' in page and page.index("autofocus") > page.index('name="origin"')


def test_a_name_asks_who_it_is_and_offers_somebody_new(client_of):
    page = text(client_of().post("/arrivals/find/", {"who": "李"}))
    assert "李国强" in page and "李小雨" in page and 'name="new"' in page


def test_an_unknown_number_is_read(client_of):
    page = text(client_of().post("/arrivals/find/", {"who": NEW}))
    assert "1990-01-01 出生" in page and "男" in page and 'name="name"' in page


def test_a_wrong_check_digit_stands_at_the_field_and_stays(client_of):
    page = text(client_of().post("/arrivals/find/", {"who": KNOWN[:-1] + "8"}))
    assert "校验码不符" in page and f'value="{KNOWN[:-1]}8"' in page


def test_an_arrival_that_owes_nothing_is_told_so(send):
    page = text(send(person=cast.CASE_PERSON, destination=cast.GRID, carriage="07", seat="012"))
    assert "无须办理" in page or "本次没有新增要求" in page
    [journey] = facts_of("journey")
    assert (journey.direction, journey.means, journey.vehicle, journey.seat) == ("arrival", "train", "K7041", "012")
    assert journey.checkpoint == cast.STATION and journey.destination == cast.GRID
    assert facts_of("healthcheck") == [] and len(facts_of("person")) == len(cast.PEOPLE)


def test_a_place_at_risk_is_asked_about_once_and_then_the_plan_speaks(send):
    typed = {"person": cast.GUEST, "origin": "增和镇", "destination": cast.GRID}
    asked = send(**typed)
    assert asked.status_code == 422 and facts_of("journey") == []
    page = text(asked)
    assert "高风险" in page and "自12月28日起算" in page and 'name="evidence_result"' in page and "增和镇" in page
    page = text(send(**typed, asked=cast.RISK_TOWN))
    assert "须办 2 项" in page and "河东村第1网格" in page and "赵秀英" in page and "明日 12:00 前" in page
    duties = duties_of(cast.GUEST)
    assert {"journey-test", "journey-home-observation"} <= set(duties)
    assert duties["journey-test"].owed_by == cast.GRID_UNIT


def test_a_county_with_a_town_at_risk_is_asked_for_the_town(send):
    asked = send(person=cast.GUEST, origin="清安区", destination=cast.GRID)
    assert asked.status_code == 422 and "请写到乡镇" in text(asked) and f"增和镇 {cast.RISK_TOWN}" in text(asked)
    # Asked of the county, not yet of its town: so the town, once written, is asked about in turn.
    again = send(person=cast.GUEST, origin="增和镇", destination=cast.GRID, asked=cast.RISK_COUNTY)
    assert again.status_code == 422 and facts_of("journey") == []
    send(person=cast.GUEST, origin="清安区", destination=cast.GRID, asked=cast.RISK_COUNTY)
    assert [journey.origin for journey in facts_of("journey")] == [cast.RISK_COUNTY]


def test_a_test_shown_leaves_only_the_observation(send):
    typed = {"evidence_result": "negative", "evidence_sampled": "1-8", "left_origin": "1-9 18:00"}
    send(person=cast.GUEST, origin=cast.RISK_TOWN, destination=cast.GRID, asked=cast.RISK_TOWN, **typed)
    assert "journey-test" not in duties_of(cast.GUEST) and "journey-home-observation" in duties_of(cast.GUEST)


def test_who_left_before_it_counts_owes_nothing_new(send):
    page = text(
        send(person=cast.OTHER, origin=cast.RISK_TOWN, destination=cast.GRID, left_origin="12-20", asked=cast.RISK_TOWN)
    )
    assert "无须办理" in page and duties_of(cast.OTHER) == {}
    [journey] = facts_of("journey")
    assert journey.left_origin.isoformat().startswith("2020-12-19T16:00")


def test_fever_at_the_door_is_told_at_once_with_who_takes_over(send):
    page = text(send(person=cast.OTHER, destination=cast.GRID, temperature="38.2"))
    assert "发热：按方案立即处置" in page and "已告知并接手" in page and "青禾县指挥部" in page
    [check] = facts_of("healthcheck")
    assert (check.setting, check.temperature, check.place) == ("door", 38.2, cast.STATION)
    assert check.request == facts_of("journey")[0].request
    assert duties_of(cast.OTHER)["fever-at-door"].met is None


def test_a_test_taken_strikes_the_duty_off_the_page(send, client_of):
    from lianfang import facts
    from lianfang.facts import clock
    from lianfang.situation.outbox import drain

    sampled, later = NOON + timedelta(minutes=30), NOON + timedelta(hours=1)

    send(person=cast.OTHER, origin=cast.RISK_TOWN, destination=cast.GRID, asked=cast.RISK_TOWN)
    page = "/arrivals/?show=journey-test"
    assert "古丽娜尔" in text(client_of().get(page))
    row = {
        "person": cast.OTHER,
        "specimen.number": "S-1",
        "specimen.occurred_from": sampled,
        "test_result.result": "negative",
        "test_result.occurred_from": sampled,
    }
    told = facts.record("tests", [row], cast.recorder("laboratory_worker"), "test", uuid4(), later,
                        defaults={"disease": "covid19"})  # fmt: skip
    assert not told.rejections
    drain(later)
    with machine_session():
        clock.set_to(later)
    assert duties_of(cast.OTHER)["journey-test"].met is not None
    assert "古丽娜尔" not in text(client_of().get(page))


def test_somebody_new_is_recorded_with_journey_and_temperature_whole(send):
    typed = {"name": "赵新民", "number": NEW, "telephone": "15412345678", "destination": "向阳镇"}
    page = text(send(**typed, address="向阳镇东街3号", temperature="36.5"))
    assert "赵新民" in page and "无须办理" in page
    person = facts_of("person")[-1]
    assert (person.name, person.sex, str(person.birth)) == ("赵新民", "male", "1990-01-01")
    assert person.identity_kind == "resident" and person.address is not None
    assert {fact.request for fact in (*facts_of("journey"), *facts_of("healthcheck"))} == {person.request}


def test_sent_twice_is_recorded_once(send):
    request = str(uuid4())
    for _ in range(2):
        page = text(send(name="赵新民", number=NEW, destination="向阳镇", temperature="36.5", request_id=request))
        assert "赵新民" in page
    assert len(facts_of("journey")) == len(facts_of("healthcheck")) == 1
    assert len(facts_of("person")) == len(cast.PEOPLE) + 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("origin", "", "来源地：未填"),
        ("origin", "无此县", "来源地 无此县：没有这个名称或代码的地区"),
        ("origin", "河", "来源地 河：可能指多个地区"),
        ("arrived", "2021-01-11 08:00", "2021-01-11 08:00：晚于当前时间"),
        ("arrived", "昨天下午", "昨天下午：不是日期"),
        ("vehicle", "某某车", "某某车：看不出是车次"),
        ("seat", "12", "座位 12：属于火车"),
        ("temperature", "98.6", "体温 98.6："),
        ("temperature", "烧", "体温 烧：不是数字"),
        ("left_origin", "1-10 18:00", "离开来源地时间 1-10 18:00："),
        ("evidence_result", "negative", "采样时间：未填"),
        ("evidence_sampled", "1-8", "核酸结果：未填"),
        ("destination", "无此镇", "目的地 无此镇：没有"),
        ("number", NEW[:-1] + "6", f"{NEW[:-1]}6：校验码不符"),
        ("number", KNOWN, "是已登记人员的号码"),
        ("telephone", "12", "联系电话 12：不是电话号码"),
        ("name", "", "姓名：未填"),
        ("name", "13812345678", "是号码而不是姓名"),
    ],
)
def test_a_mistake_is_one_line_at_its_field_and_what_was_typed_stays(send, field, value, said):
    typed = {"name": "赵新民", "number": NEW, "destination": "向阳镇", "temperature": "36.5"}
    if field == "seat":
        typed["vehicle"] = ""
    answer = send(**typed | {field: value})
    page = text(answer)
    assert answer.status_code == 422 and said in page and page.count('class="mistake" id=') == 1
    assert f'value="{value}"' in page or f'value="{value}" selected' in page or not value
    for name, kept in typed.items():
        assert name == field or not kept or f'value="{kept}"' in page, name
    assert facts_of("journey") == [] and len(facts_of("person")) == len(cast.PEOPLE)


def test_a_child_comes_with_a_guardian(send):
    typed = {"name": "王小小", "number": CHILD, "destination": "向阳镇"}
    answer = send(**typed)
    assert answer.status_code == 422 and "监护人姓名：未填" in text(answer)
    assert "王小小" in text(send(**typed, guardian_name="王大力", guardian_telephone="15400001111"))
    assert facts_of("person")[-1].guardian_name == "王大力"


def test_a_departure_and_passing_through_are_journeys_too(send):
    send(person=cast.OTHER, direction="departure", origin=cast.GRID, destination=cast.NEIGHBOUR, vehicle="")
    send(person=cast.GUEST, direction="passing_through", origin=cast.NEIGHBOUR, vehicle="东A12345")
    assert [(j.direction, j.means) for j in facts_of("journey")] == [("departure", None), ("passing_through", "car")]


def test_an_intended_return_is_expected_until_the_person_comes_and_is_not_asked_twice(send, client_of):
    typed = {"person": cast.OTHER, "direction": "intended_return", "arrived": "2021-01-10 18:00"}
    send(**typed, origin=cast.NEIGHBOUR, destination=cast.GRID, vehicle="D7815")
    expected = "/arrivals/?show=expected"
    assert "古丽娜尔" in text(client_of().get(expected))
    page = text(client_of().get("/arrivals/register/", {"person": cast.OTHER}))
    assert f"白桦县 {cast.NEIGHBOUR}" in page and 'value="D7815"' in page
    send(person=cast.OTHER, origin=cast.NEIGHBOUR, destination=cast.GRID)
    assert "古丽娜尔" not in text(client_of().get(expected))


def test_the_next_of_the_same_train_is_asked_nothing_twice(send, client_of):
    send(person=cast.OTHER, origin=cast.NEIGHBOUR, destination=cast.GRID, vehicle="D7815")
    [journey] = facts_of("journey")
    client = client_of()
    answer = client.post("/arrivals/find/", {"who": KNOWN, "same": str(journey.id)})
    page = text(client.get(answer["Location"]))
    assert "李国强" in page and f"白桦县 {cast.NEIGHBOUR}" in page and 'value="D7815"' in page
    page = text(client.post("/arrivals/find/", {"who": NEW, "same": str(journey.id)}))
    assert f"白桦县 {cast.NEIGHBOUR}" in page and f"河东村第1网格 {cast.GRID}" in page


def test_an_intended_return_lies_ahead(send):
    for arrived, said in (("", "未填"), ("2021-01-08 08:00", "已过")):
        answer = send(person=cast.OTHER, direction="intended_return", arrived=arrived)
        assert answer.status_code == 422 and said in text(answer)


def test_a_number_without_a_journey_is_nobodys_page(client_of):
    assert client_of().get(f"/arrivals/registered/{cast.OTHER}/").status_code == 404


def test_the_neighbour_sees_and_registers_none_of_ours(send, client_of):
    send(person=cast.OTHER, destination=cast.GRID)
    assert client_of("neighbour").get(f"/arrivals/registered/{cast.OTHER}/").status_code == 404
    assert "古丽娜尔" not in text(client_of("neighbour").get("/arrivals/list/"))
    assert client_of("neighbour").post("/arrivals/register/", form(person=cast.GUEST)).status_code == 404


@pytest.mark.parametrize("username", ["doctor", "nurse", "grid_worker", "laboratory_worker"])
def test_other_desks_find_no_such_page(client_of, username):
    for page in ("/arrivals/", "/arrivals/list/", "/arrivals/flows/", "/arrivals/register/", "/arrivals/group/"):
        assert client_of(username).get(page).status_code == 404


def test_a_person_of_another_area_is_not_registered_by_id(client_of):
    assert client_of("town_leader").post("/arrivals/register/", form(person=str(uuid4()))).status_code == 404


def test_the_origin_typed_is_answered_as_a_part_of_the_form(client_of):
    page = text(client_of().get("/arrivals/origin/", {"origin": "增和镇"}))
    assert "高风险" in page and 'name="asked"' in page and "<html" not in page
    assert "目前不是风险地区" in text(client_of().get("/arrivals/origin/", {"origin": "白桦县"}))
    assert "没有这个名称" in text(client_of().get("/arrivals/origin/", {"origin": "无此县"}))
