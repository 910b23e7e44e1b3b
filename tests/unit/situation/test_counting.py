"""People tested are counted by the database as the definition in plain frames counts them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.derive.counts import counts, spells_of_tests
from lianfang.facts import Recorder, known_by
from lianfang.places.frames import areas_frame
from lianfang.places.tree import install_areas, path_of
from lianfang.situation import counting
from lianfang.situation.counting import people_tested
from lianfang.situation.models import Count, PersonStatus
from lianfang.situation.outbox import drain
from lianfang.situation.writing import stored

NOW = datetime(2021, 1, 10, 4, 0, tzinfo=UTC)
AREAS = [
    ("CN", "nation", None), ("C1", "county", "CN"), ("T1", "town", "C1"), ("T2", "town", "C1"),
]  # fmt: skip

pytestmark = pytest.mark.django_db


def told(*rows: dict[str, str], at: datetime = NOW) -> facts.Recorded:
    by = Recorder("cdc", "C1", None)
    found = facts.record("tests", list(rows), by, "page", uuid4(), at, defaults={"disease": "covid19"})
    assert found.rejected == 0, found.rejections
    drain(at)
    return found


def sampled(number: str, name: str, when: str, home: str = "T1", **more: str) -> dict[str, str]:
    person = {"person.name": name, "person.telephone": f"1380000{sum(map(ord, name)) % 10_000:04}"}
    row = person | {"person.residence": home, "specimen.number": number, "specimen.occurred_from": when}
    return row | {f"specimen.{column}": value for column, value in more.items()}


def counted_in_frames(at: datetime, codes: list[str] | None = None) -> pl.DataFrame:
    specimens = known_by(at, ["specimen"])["specimen"]
    found = counts(spells_of_tests(specimens, stored(PersonStatus), areas_frame()), at)
    return found if codes is None else found.filter(pl.col("area").is_in(codes))


@pytest.mark.parametrize("few", [0, 20_000])
def test_people_tested_are_counted_as_defined(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "FEW", few)
    install_areas([dict(zip(("code", "level", "parent"), row, strict=True)) | {"name": row[0]} for row in AREAS])
    told(
        sampled("S1", "赵某", "2021-01-08 09:00"),
        sampled("S2", "赵某", "2021-01-08 21:00"),
        sampled("S3", "赵某", "2021-01-09 00:00"),
        sampled("S4", "钱某", "2021-01-08 23:59"),
        sampled("S5", "孙某", "2021-01-09 07:30", "T2"),
        sampled("S6", "孙某", "2021-01-09 08:00", "T2", disease="norovirus"),
        # In a place that is not told nobody is counted.
        sampled("S7", "李某", "2021-01-09 08:00", "") | {"person.address": "不详"},
        # Three in one tube.
        *(sampled("S8", name, "2021-01-10 10:00") for name in ("周某", "吴某", "郑某")),
    )
    # Taken on another day than was told first.
    told(sampled("S4", "钱某", "2021-01-07 22:00"), at=NOW + timedelta(hours=1))
    at = NOW + timedelta(hours=2)
    with machine_session():
        found, kept = people_tested(at), stored(Count).filter(pl.col("figure") == "new_tested")
        assert_frame_equal(found, counted_in_frames(at))
        towns = [path_of("T2"), path_of("C1")]
        assert_frame_equal(people_tested(at, towns), counted_in_frames(at, ["T2", "C1"]))
        assert_frame_equal(kept.select(found.columns), found, check_row_order=False)
    # Whoever moves after a test takes it along; who is only told of again changes nothing of who was tested.
    told(sampled("S5", "孙某", "2021-01-09 07:30", "T1"), at=NOW + timedelta(hours=3))
    person = {"person.name": "孙某", "person.telephone": sampled("", "孙某", "")["person.telephone"]}
    by = Recorder("cdc", "C1", None)
    for row in (person | {"person.residence": "C1"}, person | {"person.occupation": "教师"}):
        facts.record("people", [row], by, "page", uuid4(), NOW + timedelta(hours=4))
        drain(NOW + timedelta(hours=4))
    with machine_session():
        kept = stored(Count).filter(pl.col("figure") == "new_tested").select(found.columns)
        at_last = counted_in_frames(NOW + timedelta(hours=5))
    assert_frame_equal(kept, at_last, check_row_order=False)
    assert not at_last.equals(found)
    by_day = dict(found.filter(area="T1", disease="covid19").select("date", "value").iter_rows())
    assert {f"{day:%d}": number for day, number in by_day.items()} == {"07": 1, "08": 1, "09": 1, "10": 3}
