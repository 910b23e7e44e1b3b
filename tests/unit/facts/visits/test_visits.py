"""Collected visits: refused where none is declared, kept as rows, batches or sealed days, and read back alike."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import polars as pl
import pytest
from django.conf import settings

import cast
from lianfang import facts
from lianfang.access.session import machine_session, session_of
from lianfang.facts import visits
from lianfang.facts.cells import chinese
from lianfang.facts.models import CollectedVisit, ScanFlag
from lianfang.facts.tasks import seal_visits
from lianfang.facts.visits import entry, keeping
from lianfang.vocabulary import Mistake

pytestmark = pytest.mark.django_db
MORNING = datetime.fromisoformat("2021-01-09 08:00+08:00")
LATER = cast.NOW + timedelta(days=1)
COLUMNS = ["place", "start", "end", "carriage"]


def visit(person="A1", hours=1.0, place="早市", start=MORNING, **more):
    return {
        "person": person,
        "place": place,
        "start": start,
        "end": start + timedelta(hours=hours),
        "kind": "market",
    } | more


def told(*rows, at=cast.NOW, area=cast.TOWN):
    frame = pl.DataFrame(list(rows), infer_schema_length=None)
    frame = frame.with_columns(pl.col("start", "end").dt.convert_time_zone("UTC"))
    return visits.append(frame, at, area=area)


def of(*persons):
    numbers = visits.number_of(pl.Series(persons)).to_list()
    return visits.of_persons(numbers).select(COLUMNS).rows()


def utc(hour, day=9):
    return datetime.fromisoformat(f"2021-01-{day:02} {hour:02}:00")


def test_nothing_is_collected_unless_declared_and_then_only_there_and_then(declared):
    with pytest.raises(Mistake, match="no declaration lets visits be collected now"):
        told(visit())
    declared(until="2021-01-12")
    answer = told(
        visit(), visit(kind="school"), visit(start=MORNING - timedelta(days=5)), visit(area=cast.NEIGHBOUR),
        visit(kind=None), visit(place=cast.STATION, kind=None), visit(person=" "), visit(place=None),
        visit(hours=-1.0), visit(area="999"), visit(place=None, number="G457", kind=None),
    )  # fmt: skip
    assert answer.kept == 2
    assert [(one.row, one.column, one.value) for one in answer.refused] == [
        (1, "start", "2021-01-09 00:00:00"), (2, "start", "2021-01-04 00:00:00"), (3, "start", "2021-01-09 00:00:00"),
        (4, "kind", ""), (5, "start", "2021-01-09 00:00:00"), (6, "person", ""), (7, "place", ""),
        (8, "end", "2021-01-08 23:00:00"), (9, "area", "999"),
    ]  # fmt: skip
    with pytest.raises(Mistake, match="no declaration"):
        told(visit(), at=cast.NOW + timedelta(days=3))


def test_a_nul_in_a_text_is_no_fault_of_the_servers(declared):
    declared(until="2021-01-12")
    answer = told(visit(place="早\x00市"), visit(area="2\x00"), visit(scanned_in="\x00", number="\x00"))
    assert answer.kept == 2
    assert [(one.row, one.column, one.value) for one in answer.refused] == [(1, "area", "2\ufffd")]
    assert [row[0] for row in of("A1")] == ["早\ufffd市", "早市"]


def test_a_declaration_that_names_no_kind_of_place_is_refused_in_one_line(county):
    row = {"about": "collecting", "declared": cast.COUNTY, "occurred_from": "2021-01-05", "disease": cast.DISEASE}
    rows = [row | {"number": "1", "place_kinds": "市场、茶楼 spaceport"}, row | {"number": "2", "place_kinds": "市场"}]
    answer = facts.record("declaration", rows, facts.Recorder("commander", cast.COUNTY), "page", uuid4(), cast.NOW)
    assert (answer.loaded, answer.rejected) == (1, 1)
    (refused,) = answer.rejections
    assert (refused.row, refused.column) == (0, "declaration.place_kinds")
    assert refused.reason.startswith("no kind of place is called 茶楼、spaceport; name kinds of unit (market)")
    assert "没有名为茶楼、spaceport的场所类型" in chinese(refused.reason)


def test_scans_from_afar_are_no_visits_and_one_device_for_many_is_flagged_once(declared, monkeypatch):
    declared()
    afar = {"scanned_in": cast.RISK_TOWN}
    answer = told(visit("A1", scanned_in=cast.NEIGHBOUR), visit("B2", **afar), visit("C3", **afar))
    assert answer.kept == 1
    assert [(one.row, one.column) for one in answer.refused] == [(1, "scanned_in"), (2, "scanned_in")]
    assert flags() == [("afar", "早市", 2, cast.RISK_TOWN)], "the county next door is near, another province is not"
    assert of("B2") == []

    for minute in range(8):
        told(
            visit(f"D{minute}", start=MORNING + timedelta(minutes=minute), device="till 1"),
            visit(f"E{minute}", start=MORNING + timedelta(minutes=5 * minute), device="till 2"),
        )
    assert flags()[1:] == [("one device", "早市", 6, None)], "a till that serves one after another is none"
    monkeypatch.setattr(entry, "FEW", 0)
    told(*(visit(f"F{number}", device="till 3", place="庙会") for number in range(20)))
    assert flags()[2:] == [("one device", "庙会", 20, None)]
    assert len(of("F3")) == 1, "whom one device scanned was there all the same"


def flags():
    with session_of(cast.account("commander")):
        return list(ScanFlag.objects.order_by("id").values_list("ground", "place", "people", "scanned_in"))


def test_rows_batches_and_sealed_days_read_alike_and_the_later_telling_holds(declared, monkeypatch):
    declared()
    told(visit("a-1"), visit("B2"), visit("B2", start=MORNING + timedelta(days=1)))
    assert of("A1") == [("早市", utc(0), utc(1), None)]
    with machine_session():
        assert CollectedVisit.objects.count() == 3
    with session_of(cast.account("commander")):
        assert CollectedVisit.objects.count() == 0, "nobody but the machine sees visits"
    monkeypatch.setattr(entry, "FEW", 0)
    told(visit("B2", hours=3.0), visit("C3", number="K206/K207", kind="train", carriage="5/12"))
    monkeypatch.setattr(entry, "FEW", 1000)
    told(visit("C3", hours=2.0, number="K206/K207", kind="train", carriage="6/12"))
    both = [("早市", utc(0), utc(3), None), ("早市", utc(0, 10), utc(1, 10), None)]
    before = of("A1", "B2", "C3"), visits.at_places(["K207"]).rows(), visits.at_places(["早市"]).rows()
    assert of("B2") == both
    assert visits.at_places(["K207"])["carriage"].to_list() == ["6/12"]
    assert visits.seal(cast.NOW) == {MORNING.date(): 3}, "today is not sealed"
    with machine_session():
        assert CollectedVisit.objects.count() == 1
    assert (of("A1", "B2", "C3"), visits.at_places(["K207"]).rows(), visits.at_places(["早市"]).rows()) == before
    assert visits.seal(cast.NOW) == {}

    told(visit("A1", gone=True), visit("D4"), at=LATER)
    assert (of("A1"), len(of("D4"))) == ([], 1)
    assert visits.seal(LATER) == {MORNING.date(): 3, MORNING.date() + timedelta(days=1): 1}
    assert (of("A1"), of("B2"), len(of("D4"))) == ([], both, 1)
    assert visits.of_persons(visits.number_of(pl.Series(["B2"])).to_list(), since=utc(3)).height == 1
    sealed = keeping.store().segments()
    assert [one.rows for one in sealed] == [4, 1], "the train counts under both numbers"
    assert not any(b"A1" in file.read_bytes() for file in Path(settings.VISITS_FOLDER).rglob("*.*"))


def test_the_worker_loads_the_store_only_where_something_was_ever_collected(declared, monkeypatch):
    monkeypatch.setattr(keeping, "seal", lambda at: 1 / 0)
    seal_visits(0)
    declared()
    told(visit())
    with pytest.raises(ZeroDivisionError):
        seal_visits(0)
    with machine_session():
        CollectedVisit.objects.all().delete()
    seal_visits(0)
    monkeypatch.setattr(entry, "FEW", 0)
    told(visit())
    with pytest.raises(ZeroDivisionError):
        seal_visits(0)


def test_a_person_of_the_ledger_is_found_by_number_telephone_or_id(county):
    cast.install()
    wife = UUID(cast.WIFE)
    with machine_session():
        numbers = visits.numbers_of_persons([wife])[wife]
    assert visits.number_of(pl.Series([cast.WIFE])).to_list()[0] in numbers
    assert len(numbers) == 3 and visits.number_of(pl.Series([" +86 "])).to_list() == [None]


def test_a_visit_of_unknown_end_lasts_its_day_and_one_of_no_length_its_minute(declared):
    declared()
    late = datetime(2021, 1, 9, 15, 30, tzinfo=UTC)
    frame = pl.DataFrame([visit("A1", start=late, hours=0.0)]).drop("end")
    visits.append(frame, cast.NOW, area=cast.TOWN)
    told(visit("B2", hours=0.0))
    assert [row[2] for row in of("A1", "B2")] == [utc(0) + timedelta(minutes=1), utc(16)]
