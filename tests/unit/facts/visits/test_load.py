"""Files of visits: good rows in, bad ones told by row and column, the same twice nothing new; real files counted."""

import csv
from datetime import datetime, timedelta

import polars as pl
import pytest

import cast
from lianfang.access.session import machine_session
from lianfang.facts.models import CollectedVisit
from lianfang.facts.visits import files, keeping
from lianfang.facts.visits.load import load
from lianfang.places.tree import install_areas
from lianfang.trace.store import Told
from lianfang.vocabulary import Mistake

pytestmark = pytest.mark.django_db
# Whose number says which vehicle it was.
RIDES = ("火车", "高铁", "动车", "飞机", "航班")


def kept_visits():
    """What is kept and not yet sealed, each visit once."""
    every = Told.nothing()
    with machine_session():
        for day in keeping.unsealed_days():
            rows = CollectedVisit.objects.filter(day=day).order_by("id").values_list("id", *keeping.COLUMNS)
            for _, told in keeping.in_their_order(day, keeping.frame_of(rows)):
                every = every.and_then(told)
    return every.settled().visits()


def test_good_rows_are_kept_and_bad_ones_told(tmp_path, declared, monkeypatch):
    declared()
    file = tmp_path / "v.csv"
    file.write_bytes(
        "证件号,场所,场所类型,进入时间,离开时间,排\n"
        "A1,早市,market,2021-01-09 08:00,2021-01-09T09:00:00+08:00,3\n"
        "B2,早市,market,昨天,,\n"
        "C3,早市,market,2021-01-09,2021-01-09,\n"
        "D4,早市,market\n"
        "E5,早市,market,2021-01-09 08:00,,三\n"
        "F6,学校,school,2021-01-09 08:00,,\n"
        "G7,早市,market,2021/01/09 22:00,,\n".encode("gb18030")
    )
    trial = load(file, cast.NOW, area=cast.TOWN, dry_run=True)
    found = load(file, cast.NOW, area=cast.TOWN)
    assert (trial.kept, found.rows, found.kept, found.rejected) == (3, 7, 3, 4)
    assert [(one.row, one.column, one.value) for one in found.rejections] == [
        (3, "进入时间", "昨天"), (5, "", ""), (6, "排", "三"), (7, "进入时间", "2021-01-09 08:00"),
    ]  # fmt: skip
    monkeypatch.setattr(files, "ROWS", 2)
    assert load(file, cast.NOW, area=cast.TOWN).kept == 3
    kept = kept_visits().sort("start", "end").select("start", "end", "row", "area").rows()
    day = datetime.fromisoformat("2021-01-08 16:00")
    assert kept == [
        (day, day + timedelta(days=1), None, cast.TOWN),
        (day + timedelta(hours=8), day + timedelta(hours=9), 3, cast.TOWN),
        (day + timedelta(hours=22), day + timedelta(days=1), None, cast.TOWN),
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("v.csv", "who,start\n1,2\n", "no column is known as person"),
        ("v.csv", "person,start,person\n1,2,3\n", "two columns called person"),
        ("v.txt", "person,start\n", "read from .parquet, .csv"),
        ("v.parquet", "person,start\n", "cannot be read"),
        ("w.csv", None, "there is no such file"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_a_line(name, content, said, tmp_path):
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(Mistake, match=said):
        load(tmp_path / name, cast.NOW)


def rows_of(path):
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_routes_of_korean_patients(shared_data, declared):
    install_areas([{"code": "KR", "name": "韩国", "level": "nation"}])
    declared(area="KR", kinds="hospital hotel school transport venue", since="2020-01-01")
    path = shared_data / "korea-2020" / "PatientRoute.csv"
    found = load(path, cast.NOW, area="KR")
    rows = rows_of(path)
    assert (found.mapping, found.rows, found.kept) == ("korea_2020_routes", len(rows), len(rows))
    distinct = {(row["patient_id"], row["date"], row["latitude"], row["longitude"]) for row in rows}
    kept = kept_visits()
    assert kept.height == len(distinct)
    assert kept["person"].n_unique() == len({row["patient_id"] for row in rows})
    assert ((kept["end"] - kept["start"]) == timedelta(days=1)).all()
    days = {tuple(map(int, row["date"].split("/"))) for row in rows}
    assert {(day.month, day.day, day.year) for day in (kept["start"] + timedelta(hours=8)).dt.date()} == days


def test_trips_of_chinese_patients(shared_data, declared):
    declared(area=cast.NATION, kinds="venue train aircraft coach car ship", since="2019-01-01")
    path = shared_data / "trips" / "visits.csv"
    found = load(path, cast.NOW, area=cast.NATION)
    rows = rows_of(path)
    good = [
        row for row in rows
        if row["pid"].strip() and (row["start"] or row["date"]) >= "2019-01-01"
        and (row["place"].strip() or (row["vehicle"].strip() and row["mode"] in RIDES))
    ]  # fmt: skip
    backwards = [row for row in good if row["end"] and row["end"][:10] < (row["start"] or row["date"])[:10]]
    assert (found.mapping, found.rows) == ("china_2020_trips", len(rows))
    assert found.kept == len(good) - len(backwards)
    kept = kept_visits()
    train = kept.filter(pl.col("number") == "G457").select("kind", "carriage", "seat").unique().rows()
    assert ("train", "15", "8B、8C") in train
