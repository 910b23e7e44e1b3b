"""Duties from Parquet to Parquet: the same rows as of frames in memory, whatever is asked in place."""

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import duckdb
import polars as pl
import pytest

from command_line import lianfang
from invented_facts import AT, lively
from lianfang import plan as plans
from lianfang.derive import derive, in_place, large, repeated, several
from lianfang.derive.files import counted_by_rule, duties_written
from lianfang.derive.inputs import utc
from lianfang.derive.keys import contact_original, contacts_named
from lianfang.derive.told import local, steady_offset, universal
from lianfang.vocabulary import Mistake

SIX_RULES = Path(__file__).parents[3] / "benchmarks/six_rules.yaml"
SHIPPED = ("covid19_2020_county.yaml", "norovirus_school.yaml")


def shipped(name):
    read, _ = plans.load(files("lianfang.plans").joinpath(name).read_text("utf-8"), name)
    assert read is not None
    return read


PLANS = {name: shipped(name) for name in SHIPPED}
CAUSE = ["duty", "fact", "original"]


def folder_of(facts, folder):
    folder.mkdir()
    for name, frame in facts.items():
        if frame.height and name not in ("waiver", "assignment"):
            frame.write_parquet(folder / f"{name}.parquet")
    return folder


def causes_in(duties):
    """The causes that stand in rows of duties, a row a cause."""
    return duties.select("causes", duty="key").explode("causes").unnest("causes")


def assert_same(whole, out):
    told = pl.read_parquet(out / "duties.parquet" / "*.parquet")
    assert told.drop("causes").sort("key").equals(whole.duties.sort("key"))
    causes = causes_in(told).select(whole.causes.columns).sort(CAUSE)
    assert causes.equals(whole.causes.sort(CAUSE))
    # In the order in which they came.
    ordered = ["duty", "since", "original", "fact"]
    came = causes_in(told.sort("key")).select(ordered)
    assert came.equals(came.sort(ordered, maintain_order=True))
    assert not (out / "causes.parquet").exists()


@pytest.mark.parametrize("name", PLANS)
def test_what_is_asked_in_place_says_the_same(name, tmp_path, monkeypatch):
    monkeypatch.setattr(in_place, "MANY", 0)
    facts = lively(3, 60)
    facts = {kind: frame for kind, frame in facts.items() if kind not in ("waiver", "assignment")}
    told = large.duties_in_place(folder_of(facts, tmp_path / "facts"), PLANS[name], AT, tmp_path / "out")
    whole = derive(facts, PLANS[name], AT, engine="oracle")
    assert told == {"duties": whole.duties.height, "causes": whole.causes.height}
    assert told["duties"] > 0
    assert_same(whole, tmp_path / "out")
    counted = large.counted_in_place(tmp_path / "facts", PLANS[name], AT, tmp_path / "out")
    assert counted == counted_by_rule(whole, [PLANS[name]])


@pytest.mark.parametrize("few", [1, 1_000_000], ids=["looked-for-once-a-kind", "looked-for-by-each-rule"])
def test_several_causes_make_one_duty_and_the_latest_place_counts(few, tmp_path, monkeypatch):
    """People whose facts of a kind are several take another way than those of one: both must be walked.

    Some kinds are asked in place, and the others held.
    """
    monkeypatch.setattr(in_place, "MANY", 30)
    monkeypatch.setattr(several, "FEW", few)
    facts = {kind: frame for kind, frame in lively(5, 60).items() if kind not in ("waiver", "assignment")}
    again = facts["journey"].with_columns(
        id=pl.col("id") + "-again", original=pl.col("id") + "-again",
        occurred_from=pl.col("occurred_from") + timedelta(days=1),
    )  # fmt: skip
    facts["journey"] = pl.concat([facts["journey"], again])
    plan, _ = plans.load(SIX_RULES.read_text("utf-8"), SIX_RULES.name)
    large.duties_in_place(folder_of(facts, tmp_path / "facts"), plan, AT, tmp_path / "out")
    whole = derive(facts, plan, AT, engine="oracle")
    assert whole.causes.group_by("duty").len().filter(pl.col("len") > 1).height > 0
    assert_same(whole, tmp_path / "out")
    counted = large.counted_in_place(tmp_path / "facts", plan, AT, tmp_path / "out")
    assert counted == counted_by_rule(whole, [plan]) and min(counted.values()) > 0


def test_people_who_share_half_a_hash_are_only_looked_at_more_closely(tmp_path, monkeypatch):
    """Of half a hash two bits are kept, so that everybody shares theirs with somebody."""
    monkeypatch.setattr(in_place, "MANY", 30)
    monkeypatch.setattr(several, "FEW", 1)
    monkeypatch.setattr(repeated, "HIGH_HALF", 3 << 32)
    monkeypatch.setattr(several, "HALF", "((hash({key}) >> 32) & 3)::UINTEGER")
    facts = {kind: frame for kind, frame in lively(5, 60).items() if kind not in ("waiver", "assignment")}
    plan, _ = plans.load(SIX_RULES.read_text("utf-8"), SIX_RULES.name)
    large.duties_in_place(folder_of(facts, tmp_path / "facts"), plan, AT, tmp_path / "out")
    whole = derive(facts, plan, AT, engine="oracle")
    assert_same(whole, tmp_path / "out")
    assert large.counted_in_place(tmp_path / "facts", plan, AT, tmp_path / "out") == counted_by_rule(whole, [plan])


@pytest.mark.parametrize(
    "wanted",
    [
        ("rule", "subject", "opened", "due", "ends", "facts"),
        ("key", "met", "met_by", "causes"),
        ("key", "area", "owed_by", "whereabouts"),
        ("occurrence", "key", "causes", "facts"),
    ],
)
def test_only_the_columns_wanted_are_worked_out(wanted, tmp_path, monkeypatch):
    monkeypatch.setattr(in_place, "MANY", 30)
    facts = {kind: frame for kind, frame in lively(5, 60).items() if kind not in ("waiver", "assignment")}
    plan, _ = plans.load(SIX_RULES.read_text("utf-8"), SIX_RULES.name)
    told = large.duties_in_place(folder_of(facts, tmp_path / "facts"), plan, AT, tmp_path / "out", wanted)
    written = pl.read_parquet(tmp_path / "out/duties.parquet/*.parquet")
    whole = derive(facts, plan, AT, engine="oracle")
    assert told == duties_written(whole, tmp_path / "oracle", wanted)
    expected = pl.read_parquet(tmp_path / "oracle/duties.parquet/*.parquet")
    assert set(written.columns) == set(wanted) and written.height > 0
    assert written.columns == expected.columns
    assert sorted(map(repr, written.iter_rows())) == sorted(map(repr, expected.iter_rows()))


def test_what_is_wanted_of_duties_must_be_there_to_be_had(tmp_path):
    asked = ("derive", "--plan", SIX_RULES, "--facts", tmp_path, "--at", AT.isoformat(), "--out", tmp_path / "out")
    with pytest.raises(Mistake, match=r"'owner'.* owed_by"):
        lianfang(*asked, "--only", "duties", "--columns", "rule,owner")
    with pytest.raises(Mistake, match="--only duties"):
        lianfang(*asked, "--columns", "rule")


def test_very_many_contacts_are_named_as_one_is():
    pairs = [("甲1", "K2"), ("P3", None), ("a:b", "c"), ("", "K")]
    with duckdb.connect() as connection:
        told = pl.DataFrame(pairs, schema={"person": pl.String, "case": pl.String}, orient="row")
        connection.register("told", told.with_columns(original=pl.lit("none")).to_arrow())
        named = connection.sql(contacts_named("told")).fetchall()
    assert named == [(*pair, contact_original(*pair)) for pair in pairs]


def test_a_specimen_of_several_people_meets_the_duty_of_each(tmp_path, monkeypatch):
    """Specimens are asked in place where no rule asks about their results."""
    monkeypatch.setattr(in_place, "MANY", 0)
    facts = {kind: frame for kind, frame in lively(7, 40).items() if kind not in ("waiver", "assignment")}
    arrived = facts["journey"].filter((pl.col("direction") == "arrival") & pl.col("person").is_not_null())
    pool = facts["specimen"].head(1).with_columns(
        id=pl.lit("pool"), original=pl.lit("pool"), subject=pl.lit("pool"),
        persons=pl.lit([*arrived["person"].head(4), arrived["person"][0]], pl.List(pl.String)),
        occurred_from=arrived["occurred_from"].head(4).max(),
    )  # fmt: skip
    facts["specimen"] = pl.concat([facts["specimen"].with_columns(persons=pl.lit([], pl.List(pl.String))), pool])
    plan, _ = plans.load(SIX_RULES.read_text("utf-8"), SIX_RULES.name)
    large.duties_in_place(folder_of(facts, tmp_path / "facts"), plan, AT, tmp_path / "out")
    whole = derive(facts, plan, AT, engine="oracle")
    assert whole.duties.filter(pl.col("met_by") == "pool")["person"].n_unique() > 1
    assert_same(whole, tmp_path / "out")


def test_what_only_memory_can_do_is_left_to_it(tmp_path):
    facts = lively(3, 10)
    folder = folder_of(facts, tmp_path / "facts")
    (folder / "journey.parquet").unlink(missing_ok=True)
    facts["journey"].select("id", "person").write_csv(folder / "journey.csv")
    assert large.duties_in_place(folder, PLANS["covid19_2020_county.yaml"], AT, tmp_path / "out") is None
    assert not (tmp_path / "out" / "duties.parquet").exists()


@pytest.mark.parametrize("kind", ["case", "journey"])
@pytest.mark.parametrize("what", ["emptied", "cut off", "overwritten"])
def test_a_damaged_file_is_named(what, kind, tmp_path, monkeypatch):
    """Read whole, as those of cases are, or asked in place."""
    monkeypatch.setattr(in_place, "MANY", 1)
    facts = folder_of(lively(3, 20), tmp_path / "facts")
    file = facts / f"{kind}.parquet"
    whole = file.read_bytes()
    damaged = {"emptied": b"", "cut off": whole[:100], "overwritten": whole[:40] + bytes(60) + whole[100:]}[what]
    file.write_bytes(damaged)
    asked = ("derive", "--plan", SIX_RULES, "--facts", facts, "--at", AT.isoformat(), "--out", tmp_path / "out")
    for only in ("counts", "duties"):
        with pytest.raises(Mistake, match=rf"{kind}\.parquet"):
            lianfang(*asked, "--only", only)


def test_the_command_writes_duties_alone(tmp_path):
    facts = folder_of({name: told for name, told in lively(3, 20).items() if name != "encounter"}, tmp_path / "facts")
    out = tmp_path / "out"
    asked = ("derive", "--plan", SIX_RULES, "--facts", facts, "--at", AT.isoformat(), "--out", out, "--only", "duties")
    assert lianfang(*asked).exit_code == 0
    written = pl.read_parquet(out / "duties.parquet" / "*.parquet")
    assert [file.name for file in out.iterdir()] == ["duties.parquet"]
    # The way through memory writes the same, in the same shape.
    assert lianfang(*asked, "--engine", "oracle").exit_code == 0
    again = pl.read_parquet(out / "duties.parquet" / "*.parquet")
    assert written.sort("key").equals(again.sort("key")) and written.height > 0
    assert written["causes"].list.len().min() > 0
    # So do the ways to count alone, in the order of the rules.
    counted = []
    for engine in ("auto", "oracle"):
        assert lianfang(*asked[:-1], "counts", "--engine", engine).exit_code == 0
        counted.append(pl.read_parquet(out / "duty_counts.parquet"))
    assert counted[0].equals(counted[1])
    assert counted[0]["duties"].sum() == written.height


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "Africa/Freetown"])
def test_moments_become_local_and_universal_as_in_memory(zone):
    """Over changes of clocks, and before the day from which a zone may be taken as steady."""
    days = [(1988, 4, 16, 12), (2021, 3, 27, 22), (2021, 10, 30, 22)]
    begin = [datetime(*day, tzinfo=UTC) for day in days]
    moments = pl.DataFrame({"m": [day + timedelta(minutes=20 * step) for day in begin for step in range(40)]})
    moments = moments.with_columns(pl.col("m").dt.cast_time_unit("us"))
    expected = moments.with_columns(pl.col("m").dt.convert_time_zone(zone).dt.replace_time_zone(None))
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("moments", moments.to_arrow())
        wall = pl.from_arrow(connection.sql(f"SELECT {local('m', zone)} AS m FROM moments").to_arrow_table())
        assert wall.equals(expected)
        # An hour that does not exist is no moment; one that comes twice is the earlier.
        every = expected.with_columns(pl.col("m") + pl.duration(minutes=30)).vstack(expected)
        connection.register("walls", every.to_arrow())
        back = pl.from_arrow(connection.sql(f"SELECT {universal('m', zone)} AS m FROM walls").to_arrow_table())
    assert back["m"].equals(utc(every, zone)["m"])
    assert (steady_offset(zone) is None) == (zone == "Europe/Berlin")
