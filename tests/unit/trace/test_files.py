"""The command `lianfang trace`: good rows are traced, bad ones told, no table is refused in a line."""

from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from lianfang import cli
from lianfang.vocabulary.mistakes import Mistake

CASES = "person,infectious_from,infectious_until\n007,2021-01-01T00:00,2021-01-05T00:00\n"
VISITS = """person,place,start,end
007,食堂,2021-01-02T12:00,2021-01-02T13:00
8,食堂,2021-01-02T12:30,2021-01-02T13:30
9,医院,2021-01-02T12:30,2021-01-02T13:30
"""
# One moment with an offset, at the same time as before.
ABROAD = VISITS.replace("8,食堂,2021-01-02T12:30,", "8,食堂,2021-01-02T20:30+08:00,")


@pytest.fixture
def run(tmp_path: Path):
    def run(cases=CASES, visits=VISITS, out="out.csv", encoding="utf-8", **more):
        if not cli.app.registered_commands:
            cli.discover()
        arguments = ["trace", "--out", str(tmp_path / out)]
        for name, text in {"cases": cases, "visits": visits, **more}.items():
            if text is not None:
                file = tmp_path / (f"{name}.yaml" if name == "plan" else f"{name}.csv")
                file.write_text(text, encoding)
                arguments += [f"--{name}", str(file)]
        answer = CliRunner().invoke(cli.app, arguments, standalone_mode=False, catch_exceptions=True)
        if isinstance(answer.exception, Mistake):
            return answer, None
        assert answer.exception is None, answer.exception
        file = tmp_path / out
        return answer, pl.read_csv(file, infer_schema=False) if out.endswith("csv") else pl.read_parquet(file)

    return run


def test_an_encounter_a_row_with_persons_as_they_were_written(run):
    answer, rows = run()
    assert answer.return_value == 0
    assert rows.row(0) == (
        "007", "8", "close", None, "食堂", "same-place-15-minutes", "2021-01-02T12:30:00", "2021-01-02T13:00:00", "30"
    )  # fmt: skip
    assert rows.height == 1


def test_a_file_in_the_national_encoding(run):
    _, rows = run(encoding="gb18030")
    assert rows["place"].to_list() == ["食堂"]


def test_moments_with_an_offset_come_out_in_utc(run):
    _, rows = run(visits=ABROAD)
    assert rows["overlap_start"].to_list() == ["2021-01-02T12:30:00+00:00"]
    _, rows = run(visits=ABROAD, out="out.parquet")
    assert rows.schema["overlap_start"] == pl.Datetime("us", "UTC")


def test_a_date_with_a_hyphen_is_no_offset(run):
    _, rows = run(cases="person,infectious_from,infectious_until\n007,2021-01-01,\n")
    assert rows["overlap_start"].to_list() == ["2021-01-02T12:30:00"]


def test_bad_rows_are_left_out_and_told(run):
    bad = """10,食堂,yesterday,2021-01-02T13:00
11,,2021-01-02T12:00,2021-01-02T13:00
12,食堂,2021-01-02T12:00,2021-01-01T13:00
"""
    answer, rows = run(visits=VISITS + bad)
    assert answer.return_value == 1
    assert rows["person"].to_list() == ["8"]
    told = [line.rpartition("visits.csv, ")[2] for line in answer.stderr.splitlines()]
    assert told == [
        "row 5, column start: yesterday is no moment; write 2021-01-10T08:00",
        "row 6, column place: nothing is needed; fill it in",
        "row 7, column end: 2021-01-01T13:00 comes before start",
        "3 rows were left out",
    ]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"visits": "a,b\n1,2\n"}, "has no column person, place, start, end"),
        ({"visits": "person,place,start,end\n"}, "holds no row"),
        ({"visits": ""}, "cannot be read"),
        ({"cases": CASES.replace("2021", "MMXXI")}, "no row of the file can be used"),
        ({"out": "out.xlsx"}, "ends in .parquet or .csv"),
        ({"out": "nowhere/out.csv"}, "there is no folder"),
    ],
)
def test_what_cannot_be_used_is_refused(run, files, told):
    answer, _ = run(**files)
    assert told in str(answer.exception)


def test_parquet_keeps_its_types_and_a_row_a_contact_is_written(run, tmp_path):
    visits = pl.read_csv(VISITS.encode(), try_parse_dates=True)
    visits.write_parquet(tmp_path / "v.parquet")
    pl.read_csv(CASES.encode(), try_parse_dates=True).write_parquet(tmp_path / "c.parquet")
    if not cli.app.registered_commands:
        cli.discover()
    given = ["--cases", tmp_path / "c.parquet", "--visits", tmp_path / "v.parquet"]
    asked = ["trace", *given, "--out", tmp_path / "o.parquet", "--contacts", tmp_path / "contacts.csv"]
    assert CliRunner().invoke(cli.app, [str(word) for word in asked], standalone_mode=False).return_value == 0
    rows = pl.read_parquet(tmp_path / "o.parquet")
    assert rows.select("index", "person", "minutes").rows() == [(7, 8, 30)]
    contacts = pl.read_csv(tmp_path / "contacts.csv")
    assert contacts.select("index", "person", "grade", "encounters", "longest_minutes").rows() == [
        (7, 8, "close", 1, 30)
    ]


RIDES = """person,place,start,end,kind,number,carriage,seat,staff
007,火车,2021-01-02T08:00,2021-01-02T12:00,火车,G1次,05车厢,8A,
8,火车,2021-01-02T08:00,2021-01-02T12:00,,g1,5,12B,否
9,火车,2021-01-02T08:00,2021-01-02T12:00,高铁,G1,6,12B,
10,火车,2021-01-02T08:00,2021-01-02T12:00,,G1,,,maybe
11,3号摊,2021-01-02T08:00,2021-01-02T12:00,,,,,
"""
PLAN = str(files("lianfang.plans").joinpath("covid19_2020.yaml"))


def test_a_plan_says_who_is_a_contact(run, tmp_path):
    answer, rows = run(visits=RIDES, plan=Path(PLAN).read_text("utf-8"))
    assert answer.return_value == 1
    assert rows.select("person", "grade", "place", "rule").rows() == [
        ("8", "close", "G1", "sealed_train"), ("9", "general", "G1", "sealed_train")
    ]  # fmt: skip
    assert "row 5, column staff: maybe is no yes or no" in answer.stderr


def test_places_tell_their_kind_and_what_holds_them(run):
    stalls = VISITS.replace("食堂", "3号摊", 1).replace("8,食堂", "8,4号摊")
    held = "place,within,air\n3号摊,集市,\n4号摊,集市,\n集市,,通风\n"
    plan = Path(PLAN).read_text("utf-8")
    _, rows = run(visits=stalls, plan=plan, places=held)
    assert rows.select("person", "grade", "place", "rule").rows() == [("8", "close", "集市", "open_place")]
    _, rows = run(visits=stalls, plan=plan)
    assert rows.height == 0
    answer, _ = run(visits=stalls, places=held)
    assert "name it with --plan" in str(answer.exception)


def test_a_plan_without_contacts_is_refused(run):
    text = files("lianfang.plans").joinpath("norovirus_school.yaml").read_text("utf-8")
    answer, _ = run(plan=text)
    assert "says nothing of contacts" in str(answer.exception)
