"""The page that reads a case's itinerary: what is shown, corrected, recorded once, and refused."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.desks.itinerary.lines import latest_day, lines_read
from lianfang.desks.itinerary.marking import pieces
from lianfang.trace.itinerary import read

from .conftest import COUNTY, NOON

pytestmark = pytest.mark.django_db

TEXT = (
    "12月31日10时至11时在县人民医院就诊。\n1月2日至3日在好又多超市购物。\n1月4日乘坐G1234次列车3车12F号由邻县到青禾县。\n"
    "1月5日居家未外出。\n一切照旧如常。\n1月6日核酸检测阳性。\n到便民市场购物。"
)
FIELD = re.compile(r'<input[^>]*? name="(\d+-[a-z]+)" value="([^"]*)"')
CHOICE = re.compile(r'<select name="(\d+-[a-z]+)".*?</select>', re.DOTALL)
CHOSEN = re.compile(r'<option value="([^"]*)" selected>')


@pytest.fixture
def case(story: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """The only case of the county, whose onset was on 1 January 2021."""
    told = story()
    return {"case": told["case"][0], "person": told["person"][0]}


def pasted(client: Client, case: dict[str, Any], text: str = TEXT, year: str = "2021") -> Any:
    return client.post(f"/itinerary/case/{case['case']}/", {"text": text, "year": year})


def form_of(answer: Any) -> dict[str, str]:
    """What a browser would send back of the table, request and all."""
    html = answer.content.decode()
    sent = {name: unescape(value) for name, value in FIELD.findall(html)}
    for found in CHOICE.finditer(html):
        chosen = CHOSEN.search(found[0])
        sent[found[1]] = chosen[1] if chosen else ""
    sent |= {name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in ("lines", "request_id", "year")}
    return sent | {"text": unescape(re.search(r'<textarea name="text" hidden>(.*?)</textarea>', html, re.DOTALL)[1])}


def number_of(answer: Any, text: str) -> int:
    """The number of the line whose span holds this text."""
    return next(line.number for line in answer.context["lines"] if text in line.text)


def confirmed(client: Client, case: dict[str, Any], form: dict[str, str]) -> Any:
    return client.post(f"/itinerary/case/{case['case']}/confirm/", form)


def recorded(kind: str) -> list[dict[str, Any]]:
    with machine_session():
        return sorted(
            facts.known_by(NOON + timedelta(days=1), [kind])[kind].to_dicts(), key=lambda row: row["occurred_from"]
        )


def test_a_case_leads_to_the_box_which_asks_for_the_year_of_its_onset(signed_in, case):
    client = signed_in("cdc")
    assert f"/itinerary/case/{case['case']}/" in client.get(f"/dossier/case/{case['case']}/").content.decode()
    assert 'name="year" value="2021"' in client.get(f"/itinerary/case/{case['case']}/").content.decode()


def test_what_could_not_be_placed_stands_first_and_nothing_is_dropped(signed_in, case):
    answer = pasted(signed_in("cdc"), case)
    assert [group for group, _lines in answer.context["groups"]] == ["unplaced", "placed", "elsewhere"]
    unplaced = dict(answer.context["groups"])["unplaced"]
    assert any(line.read == "unread" and "一切照旧" in line.text for line in unplaced)
    lines = answer.context["lines"]
    for sentence in TEXT.split("\n"):
        assert any(line.text and line.text in sentence for line in lines), sentence
    assert sum(line.read != "unread" for line in lines) == len(read(TEXT, date(2021, 1, 10)).rows)
    html = answer.content.decode()
    assert all(f'href="#row-{line.number}"' in html and f'id="row-{line.number}"' in html for line in lines)


def test_the_pieces_are_the_whole_text_and_each_line_begins_once(county):
    lines = lines_read(TEXT, read(TEXT, date(2021, 1, 10)), COUNTY)
    found = pieces(TEXT, lines)
    assert "".join(piece.text for piece in found) == TEXT
    assert sorted(number for piece in found for number in piece.begins) == [line.number for line in lines]


def test_a_long_stretch_of_a_sentence_that_no_row_tells_is_not_read_either(county):
    text = "1月1日到县人民医院看病，下午自驾车给加油站旁边一户人家送冰柜后返回家中。"
    lines = lines_read(text, read(text, date(2021, 1, 10)), COUNTY)
    told = [text[line.start : line.end] for line in lines if line.read == "unread"]
    assert told == ["下午自驾车给加油站旁边一户人家送冰柜后"]


def test_what_was_at_home_is_left_out_and_what_was_in_the_home_of_others_is_not(county):
    text = "1月1日居家未外出。\n1月2日到同村父亲家停留，后回金普新区家中。\n1月3日到外婆家做客。"
    lines = lines_read(text, read(text, date(2021, 1, 10)), COUNTY)
    assert {line.fields["place"] for line in lines if line.group == "elsewhere"} == {"家", "金普新区家中"}
    assert {line.fields["place"] for line in lines if line.group == "placed"} == {"同村父亲家", "外婆家"}


@pytest.mark.parametrize(
    ("year", "onset", "last"),
    [
        (2021, date(2021, 1, 1), date(2021, 3, 2)),
        (2020, date(2021, 1, 1), date(2020, 12, 31)),
        (2020, date(2020, 12, 30), date(2021, 2, 28)),
        (2021, None, date(2021, 4, 1)),
        (2023, None, date(2021, 4, 1)),
    ],
)
def test_the_latest_day_of_a_year(year, onset, last):
    assert latest_day(year, onset, date(2021, 4, 1)) == last


def test_confirmed_rows_are_visits_and_journeys_on_the_cases_timeline(signed_in, case):
    client = signed_in("cdc")
    answer = pasted(client, case)
    form = form_of(answer)
    unplaced = number_of(answer, "便民市场")
    form |= {f"{unplaced}-record": "leave_out"}
    shop = number_of(answer, "好又多")
    form[f"{shop}-place"] = "好又多超市二店"
    assert confirmed(client, case, form).status_code == 302
    visits = recorded("visit")
    assert [(row["place"], row["place_name"]) for row in visits] == [
        ("QH-HOSP", "县人民医院"), (None, "好又多超市二店"), (None, "好又多超市二店"),
    ]  # fmt: skip
    assert {row["how"] for row in visits} == {"statement"}
    assert {row["person"] for row in visits} == {str(case["person"])}
    assert (visits[0]["occurred_from"].isoformat(), visits[0]["occurred_until"].isoformat()) == (
        "2020-12-31T02:00:00+00:00", "2020-12-31T03:00:00+00:00",
    )  # fmt: skip
    assert visits[2]["occurred_from"] - visits[1]["occurred_from"] == timedelta(days=1)
    (journey,) = recorded("journey")
    said = ("direction", "origin", "destination", "means", "vehicle", "carriage", "seat")
    assert [journey[name] for name in said] == ["arrival", "231298", "231299", "train", "G1234", "3", "12F"]
    page = client.get(f"/dossier/case/{case['case']}/").content.decode()
    assert "好又多超市二店" in page and "县人民医院" in page and "G1234" in page


@pytest.mark.tells_again
def test_sent_twice_it_is_recorded_once_and_pasted_again_nothing_changes(signed_in, case):
    client = signed_in("cdc")
    form = form_of(pasted(client, case))
    assert confirmed(client, case, form).status_code == 302
    held = [row["id"] for row in recorded("visit") + recorded("journey")]
    assert held
    assert confirmed(client, case, form).status_code == 302
    assert confirmed(client, case, form | {"request_id": str(uuid4())}).status_code == 302
    assert [row["id"] for row in recorded("visit") + recorded("journey")] == held


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", "2021-13-01"), ("day", ""), ("day", "2022-01-01"), ("until", "2020-12-01"), ("until", "2021-12-01"),
        ("start", "25:00"), ("place", ""), ("record", "nonsense"), ("record", "departure"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_keeps_all_that_was_typed_and_records_nothing(signed_in, case, field, value):
    client = signed_in("cdc")
    answer = pasted(client, case)
    shop = number_of(answer, "好又多")
    # Of a day yet to come the end is left open, so that only the day is wrong.
    form = form_of(answer) | {f"{shop}-until": ""} | {f"{shop}-{field}": value}
    other = number_of(answer, "就诊")
    form[f"{other}-place"] = "县医院门诊楼"
    refused = confirmed(client, case, form)
    assert refused.status_code == 422
    assert [line.number for line in refused.context["wrong"]] == [shop]
    kept = form_of(refused)
    assert kept[f"{other}-place"] == "县医院门诊楼"
    assert kept["text"] == form["text"]
    if field != "record":
        assert kept[f"{shop}-{field}"] == value
    assert recorded("visit") == recorded("journey") == []


def test_an_empty_box_and_a_wrong_year_and_only_rows_left_out_are_refused(signed_in, case):
    client = signed_in("cdc")
    assert pasted(client, case, text=" ").status_code == 422
    wrong = pasted(client, case, year="19")
    assert wrong.status_code == 422
    assert "便民市场" in wrong.content.decode()
    form = form_of(pasted(client, case))
    form |= {name: "leave_out" for name in form if name.endswith("-record")}
    assert confirmed(client, case, form).status_code == 422
    assert confirmed(client, case, {}).status_code == 422
    assert recorded("visit") == []


@pytest.mark.parametrize("role", ["commander", "town", "fever_clinic", "grid_worker", "laboratory", "prefecture"])
def test_for_other_roles_the_page_is_not_there(signed_in, case, role):
    client = signed_in(role)
    assert client.get(f"/itinerary/case/{case['case']}/").status_code == 404
    assert confirmed(client, case, {"text": TEXT}).status_code == 404


def test_who_may_not_read_visits_sees_none_on_the_case(signed_in, case):
    client = signed_in("cdc")
    assert confirmed(client, case, form_of(pasted(client, case))).status_code == 302
    assert "好又多" in client.get(f"/dossier/case/{case['case']}/").content.decode()
    seen = signed_in("town").get(f"/dossier/case/{case['case']}/")
    assert seen.status_code == 200
    assert "好又多" not in seen.content.decode()


def test_a_visit_without_any_place_is_refused_by_the_ledger(case):
    by = facts.recorder.Recorder("cdc", "231299", "QH-CDC")
    row = {"person": str(case["person"]), "visit.occurred_from": NOON}
    answer = facts.record("visit", [row], by, "test", uuid4(), NOON)
    assert [each.column for each in answer.rejections] == ["visit.place"]
