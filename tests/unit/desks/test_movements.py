"""Where a case was and whom it met there: the picture, the seats of its train, and the tables that say the same."""

import re
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from shapely import box

import cast
from lianfang.desks.dossier.lanes import LANE, lanes_of
from lianfang.desks.dossier.movements import Passenger, Stay
from lianfang.desks.dossier.seats import carriages
from lianfang.places.bounding import install_boundaries
from lianfang.places.models import Area
from unit.desks.grid_story import follow, person, record

MORNING = datetime.fromisoformat("2021-01-05 08:00+08:00")


def stay(place, hours=1.0, after=0.0, close=0, others=0):
    begins = MORNING + timedelta(hours=after)
    met = {uuid4() for _ in range(close)}, {uuid4() for _ in range(others)}
    return Stay(uuid4(), place, begins, begins + timedelta(hours=hours), "scan", "", "", "", *met)


def test_a_place_is_a_lane_and_a_bar_says_by_its_filling_whom_the_case_met():
    told = [stay("早市", close=2, others=1), stay("茶馆", after=30, others=3)]
    told += [stay("早市", after=50), stay("桥头", 0.1, 52)]
    drawn = lanes_of(told, [("发病", MORNING), ("确诊", MORNING + timedelta(hours=1))])
    counted = [(lane.place, lane.close, lane.others) for lane in drawn.lanes]
    assert counted == [("早市", 2, 1), ("茶馆", 0, 3), ("桥头", 0, 0)]
    assert [bar.fill for lane in drawn.lanes for bar in lane.bars] == ["close", "nobody", "others", "nobody"]
    assert [lane.y - drawn.top for lane in drawn.lanes] == [0, LANE, 2 * LANE]
    assert len({y for _word, _x, y in drawn.marks}) == 2, "two marks of one day do not lie over each other"
    assert all(drawn.left <= bar.x and bar.x + bar.width <= drawn.right for lane in drawn.lanes for bar in lane.bars)
    assert lanes_of([], []) is None


def test_seats_are_drawn_by_row_and_letter_the_case_among_them():
    ill, near, far = UUID(int=1), UUID(int=2), UUID(int=3)
    told = [
        Passenger(ill, "case", "5", "8A"), Passenger(near, "close", "05", "9F"), Passenger(far, "general", "6", "1A"),
        Passenger(UUID(int=4), "close", "5", ""),
    ]  # fmt: skip
    (drawn,) = carriages(told, {})
    assert drawn.number == "5" and [row for row, _y in drawn.rows] == [7, 8, 9, 10]
    assert {seat.name: seat.grade for seat in drawn.seats if seat.grade} == {"8A": "case", "9F": "close"}
    assert len({(seat.x, seat.y) for seat in drawn.seats}) == len(drawn.seats) == 20


@pytest.mark.django_db
def test_the_page_tells_places_days_contacts_and_seats():
    cast.install()
    ride = {
        "journey.direction": "arrival", "journey.means": "train", "journey.vehicle": "G87", "journey.carriage": "5",
        "journey.destination": cast.TOWN, "journey.left_origin": "2021-01-05 08:00",
        "journey.occurred_from": "2021-01-05 12:00",
    }  # fmt: skip
    aboard = person("褚同车", telephone="13900000009")
    record("journey", [{"person": cast.CASE_PERSON, **ride, "journey.seat": "8A"}])
    record("journeys", [aboard | ride | {"journey.seat": "9F"}])
    other = person("沈别厢", telephone="13900000008") | ride | {"journey.carriage": "6", "journey.seat": "3A"}
    record("journeys", [other])
    market = {"visit.place_name": "早市", "visit.occurred_from": "2021-01-06 08:00"}
    record("visit", [{"person": cast.CASE_PERSON, **market}])
    follow()
    client = Client()
    client.force_login(cast.account("investigator"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/dossier/case/{cast.CASE}/movements/").content.decode()
    assert page.count("<svg") == 2 and "G87 同乘" in page and "<title>9F 褚同车</title>" in page
    assert page.index("褚同车</a>") < page.index("沈别厢</a>"), "in another carriage one is a general contact"
    file = client.get(f"/dossier/case/{cast.CASE}/movements/?export=csv").content.decode("utf-8-sig")
    assert [line.split(",")[0] for line in file.splitlines()[1:]] == ["G87", "早市"]


@pytest.mark.django_db
def test_the_page_tells_by_area_where_the_case_was_on_any_day_or_one():
    cast.install()
    town = Area.objects.get(code=cast.TOWN)
    install_boundaries({town.code: box(127, 46, 128, 47)}, "towns.geojson", "chen", cast.NOW)
    for place, day in ((f"{town.name}早市", 5), ("某茶馆", 6)):
        told = {"visit.place_name": place, "visit.occurred_from": f"2021-01-0{day} 08:00"}
        record("visit", [{"person": cast.CASE_PERSON, **told}])
    client = Client()
    client.force_login(cast.account("investigator"), backend="django.contrib.auth.backends.ModelBackend")
    address = f"/dossier/case/{cast.CASE}/movements/"
    page = client.get(address).content.decode()
    assert 'id="map-of-stays"' in page and f'<th scope="row">{town.name}</th>' in page
    assert re.search("不知在哪个辖区： *某茶馆", page)
    assert re.search(r'href="\?day=2021-01-05#stays-by-area"[^>]*>1月5日', page)
    only = client.get(f"{address}?day=2021-01-06").content.decode()
    assert 'id="map-of-stays"' not in only and f'<th scope="row">{town.name}</th>' not in only
    assert client.get(f"{address}?day=soon").status_code == 400
