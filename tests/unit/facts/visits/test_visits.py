"""Collected visits: refused where none is declared, kept as rows, batches or sealed days, and read back alike."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import polars as pl
import pytest
from django.conf import settings

import cast
from lianfang.access.session import machine_session, session_of
from lianfang.facts import visits
from lianfang.facts.models import CollectedVisit
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
