"""The store traces as the plain loops do, however its visits are cut into segments, and loses nothing to a kill."""

import itertools
import os
import signal
import subprocess
import sys
import textwrap
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from invented_visits import frames, towns
from lianfang.trace import store
from lianfang.trace import trace as on_duckdb
from lianfang.trace.store import days, kernels, sealing, siphash, sorting
from lianfang.trace.store.loading import parquet_batches
from lianfang.vocabulary.mistakes import Mistake
from naive.trace import Encounter
from naive.trace import trace as plain


@pytest.fixture(scope="module", autouse=True)
def _not_waiting_for_the_disk():
    """Nothing here outlives the machine; a killed process leaves what it wrote to the kernel."""
    with pytest.MonkeyPatch.context() as patched:
        for module in (sealing, days):
            patched.setattr(module, "on_disk", lambda path: None)
        yield


COLUMNS = ["index", "person", "grade", "via", "place", "overlap_start", "overlap_end"]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(town=towns, cuts=st.lists(st.integers(0, 24), max_size=1))
def test_equal_to_the_plain_loops(town, cuts, tmp_path_factory):
    cases, visits, isolated = frames(town)
    home = tmp_path_factory.mktemp("store")
    bounds = [0, *sorted(min(cut, visits.height) for cut in cuts), visits.height]
    segments = []
    for number, (low, high) in enumerate(itertools.pairwise(bounds)):
        store.sealed(home / str(number), [visits[low:high]], high - low)
        segments.append(store.opened(home / str(number)))
    rows = store.trace(segments, cases, isolated)
    assert {Encounter(*row) for row in rows.select(COLUMNS).iter_rows()} == plain(*town)
    assert rows.is_unique().all()


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), max_size=60),
    above=st.sampled_from([0, 2**40, 2**61]),
    bits=st.sampled_from([0, 3]),
)
def test_a_piece_is_sorted_by_key_and_start_though_keys_differ_in_their_last_bits_alone(rows, above, bits):
    records = np.zeros(len(rows), sorting.RECORD)
    records["key"] = [above + key for key, _ in rows]
    records["start"] = [1_609_459_200 + 86_400 * start for _, start in rows]
    order = sorting.by_key_and_start(records, bits)
    assert order.tolist() == sorted(range(len(rows)), key=rows.__getitem__)


def town_of(visits: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Enough people and places that a segment is cut into pieces."""
    chance = np.random.default_rng(1)
    start = pl.Series(1_609_459_200_000_000 + chance.integers(0, 20_000, visits) * 60_000_000)
    length = pl.Series(chance.integers(0, 90, visits) * 60_000_000)
    table = pl.DataFrame(
        {
            "person": chance.integers(-(2**62), 2**62, visits // 10)[chance.integers(0, visits // 10, visits)],
            "place": chance.integers(-(2**62), 2**62, visits // 50)[chance.integers(0, visits // 50, visits)],
            "start": start.cast(pl.Datetime("us")),
            "end": (start + length).cast(pl.Datetime("us")),
        }
    )
    ill = (
        table.select("person")
        .unique(maintain_order=True)[:5]
        .with_columns(infectious_from=pl.lit(table["start"].min()), infectious_until=pl.lit(None, pl.Datetime("us")))
    )
    return ill, table


def test_a_segment_in_many_pieces_gives_what_duckdb_gives(tmp_path, monkeypatch):
    monkeypatch.setattr(sealing, "PIECE", 500)
    cases, visits = town_of(20_000)
    frames_of = [visits[low : low + 3_000] for low in range(0, visits.height, 3_000)]
    assert (
        store.sealed(tmp_path / "s", frames_of, visits.height) == visits.filter(pl.col("start") < pl.col("end")).height
    )
    rows = store.trace([store.opened(tmp_path / "s")], cases).sort(COLUMNS).select(COLUMNS)
    wanted = on_duckdb(cases, visits).encounters.sort(COLUMNS).select(COLUMNS)
    assert wanted["grade"].n_unique() == 2
    assert_frame_equal(rows.with_columns(pl.col("grade").cast(pl.String)), wanted)


def test_what_goes_in_comes_out_as_parquet(tmp_path):
    _, visits = town_of(3_000)
    visits.write_parquet(tmp_path / "v.parquet")
    visits.write_csv(tmp_path / "v.csv", datetime_format="%Y-%m-%dT%H:%M:%S")
    wanted = visits.filter(pl.col("start") < pl.col("end")).sort(visits.columns)
    for ending in ("parquet", "csv"):
        store.sealed(tmp_path / ending, store.read_in_batches(tmp_path / f"v.{ending}"), 3_000)
        store.exported(store.opened(tmp_path / ending), tmp_path / "out.parquet")
        assert_frame_equal(pl.read_parquet(tmp_path / "out.parquet").sort(visits.columns), wanted)


@pytest.mark.parametrize("group", [1, 7, 40, 100, 1000])
def test_every_row_of_a_parquet_file_is_read_once_however_it_is_grouped(tmp_path, group):
    told = pl.DataFrame({"person": range(250), "place": range(250)})
    told.write_parquet(tmp_path / "v.parquet", row_group_size=group)
    with pq.ParquetFile(tmp_path / "v.parquet") as opened:
        batches = list(parquet_batches(opened, ["place", "person"], 40))
    assert max(batch.num_rows for batch in batches) <= 40
    assert pl.concat([pl.from_arrow(batch) for batch in batches]).equals(told.select("place", "person"))


@given(st.integers(-(2**63), 2**63 - 1))
@settings(max_examples=50, deadline=None)
def test_a_mixed_key_is_found_again(key):
    assert kernels.unmixed(kernels.mixed(np.array([key])))[0] == key


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("person,place,start\n1,2,2021-01-01T00:00:00\n", "cannot be read"),
        ("person,place,start,end\n1,2,yesterday,2021-01-01T00:00:00\n", "cannot be read"),
        ("person,place,start,end\n1,,2021-01-01T00:00:00,2021-01-01T00:00:00\n", "lacks its person, place"),
    ],
)
def test_a_file_that_cannot_be_used_leaves_nothing(tmp_path, content, said):
    (tmp_path / "v.csv").write_text(content)
    with pytest.raises(Mistake, match=said):
        store.sealed(tmp_path / "s", store.read_in_batches(tmp_path / "v.csv"), 1)
    assert [file.name for file in tmp_path.iterdir()] == ["v.csv"]


def test_a_sealed_folder_is_not_sealed_again_and_no_other_folder_is_opened(tmp_path):
    _, visits = town_of(100)
    store.sealed(tmp_path / "s", [visits], 100)
    with pytest.raises(Mistake, match="sealed already"):
        store.sealed(tmp_path / "s", [visits], 100)
    with pytest.raises(Mistake, match="no sealed segment"):
        store.opened(tmp_path)


def test_a_keyed_hash_is_that_of_its_authors():
    """The test values of the paper's appendix and of the authors' vectors.h: the key 00 01 … 0f, the text 00 01 …"""
    texts = pl.Series(["".join(map(chr, range(length))) for length in (0, 8, 15)] + [None])
    found = siphash.keyed(texts, bytes(range(16)))
    wanted = [0x726FDB47DD0E0E31, 0x93F5F5799A932462, 0xA129CA6149BE45E5]
    assert [number & (2**64 - 1) for number in found[:3]] == wanted
    assert found[3] is None
    with pytest.raises(ValueError, match="16 bytes"):
        siphash.keyed(texts, b"short")


DAY = date.fromisoformat("2021-01-03")
ROW = tuple[int, str, int, int, str | None]


def visits_of(*rows: ROW, gone: bool = False) -> pl.DataFrame:
    """Visits of that day: person, place, from which to which hour, carriage."""
    at = datetime.fromisoformat("2021-01-03")
    told = [(who, at + timedelta(hours=b), at + timedelta(hours=e), where, car) for who, where, b, e, car in rows]
    names = ("person", "start", "end", "place", "carriage")
    frame = pl.DataFrame(told, {name: store.VISIT[name] for name in names}, orient="row")
    return frame.with_columns(gone=pl.lit(gone))


def rows_in(kept: store.Days) -> list[ROW]:
    """Every sealed visit."""
    found: list[ROW] = []
    for day in kept.sealed_days():
        visits = kept.sealed_visits(day).visits()
        hours = (pl.col(name).dt.hour() for name in ("start", "end"))
        found += visits.select("person", "place", *hours, "carriage").rows()
    return sorted(found, key=str)


def seal(kept: store.Days, *also: tuple[str, store.Told]) -> int:
    return kept.seal(DAY, also, {})


def test_late_and_corrected_visits_make_the_day_anew(tmp_path):
    kept = store.Days(tmp_path)
    kept.append(DAY, visits_of((1, "inn", 8, 9, None), (2, "inn", 8, 10, None)), "a")
    assert (kept.open_days(), seal(kept), kept.open_days()) == ([DAY], 2, [])
    assert rows_in(kept) == [(1, "inn", 8, 9, None), (2, "inn", 8, 10, None)]
    kept.append(DAY, visits_of((1, "inn", 8, 12, "5")), "b")
    also = [
        ("c", store.Told.of(visits_of((2, "inn", 8, 10, None), gone=True))),
        ("d", store.Told.of(visits_of((3, "stall", 7, 8, None)))),
        ("a", store.Told.of(visits_of((1, "inn", 8, 20, "9")))),
    ]
    assert seal(kept, *also) == 2
    assert rows_in(kept) == [(1, "inn", 8, 12, "5"), (3, "stall", 7, 8, None)]
    assert kept.held(DAY) == {"b"}
    assert [folder.name for folder in (tmp_path / "sealed" / "2021-01-03").iterdir()] == ["000002"]
    kept.keep_only(DAY, pl.Series([False, True]), {})
    assert len(rows_in(kept)) == 1
    [segment] = kept.segments()
    assert (segment.rows, kept.segments(until=datetime.fromisoformat("2021-01-02")), kept.batches(DAY)) == (1, [], [])
    with pytest.raises(Mistake, match="a batch of visits has"):
        kept.append(DAY, visits_of().drop("person"), "c")
    with pytest.raises(Mistake, match="is no sealed day"):
        kept.sealed_visits(DAY + timedelta(days=1))


def test_who_looks_into_a_day_while_it_is_made_anew_finds_what_it_held(tmp_path, monkeypatch):
    kept = store.Days(tmp_path)
    kept.append(DAY, visits_of((1, "inn", 8, 9, "5")), "a")
    seal(kept)
    [before] = kept.segments()
    kept.append(DAY, visits_of((2, "stall", 8, 9, None)), "b")
    # Whoever takes the old segment away may be stopped in the midst: nobody must find half of it.
    with monkeypatch.context() as killed:
        killed.setattr(days.shutil, "rmtree", lambda folder, **_: 1 / 0 if "part" not in folder.name else None)
        with pytest.raises(ZeroDivisionError):
            seal(kept)
    assert sorted((tmp_path / "sealed" / DAY.isoformat()).glob("[!.]*")) == [tmp_path / f"sealed/{DAY}/000002"]
    kept.tidy(DAY)
    assert [folder.name for folder in (tmp_path / "sealed" / DAY.isoformat()).iterdir()] == ["000002"]
    assert store.visits_at(before, ["inn"]).visits().select("person", "place", "carriage").rows() == [(1, "inn", "5")]


def test_a_visit_counts_under_each_number_of_its_train_and_is_one_visit(tmp_path):
    kept = store.Days(tmp_path)
    told = visits_of((1, "train", 8, 9, "5/12")).with_columns(number=pl.lit("K206/K207"), seat=pl.lit("8B"))
    kept.append(DAY, told, "a")
    assert seal(kept) == 1
    [segment] = kept.segments()
    spots = segment.details().select("spot_place", "spot_carriage", "spot_row", "spot_kind").rows()
    assert spots == [("K206", "5", 8, "train"), ("K207", "12", 8, "train")]
    assert segment.rows == 2
    assert rows_in(kept) == [(1, "train", 8, 9, "5/12")]


def test_a_kill_after_sealing_counts_nobody_twice(tmp_path):
    kept = store.Days(tmp_path)
    kept.append(DAY, visits_of((1, "inn", 8, 9, None)), "a")
    batch = kept.batches(DAY)[0]
    content = batch.read_bytes()
    seal(kept)
    batch.write_bytes(content)  # as if the kill had come before it was taken away
    (batch.parent / ".half.part").write_bytes(content[:20])  # and another in the midst of a batch
    assert (kept.batches(DAY), kept.open_days()) == ([], [])
    kept.tidy(DAY)
    assert list(batch.parent.iterdir()) == []
    assert len(rows_in(kept)) == 1


def test_a_killed_append_loses_nothing_acknowledged(tmp_path):
    program = textwrap.dedent(
        """
        import sys
        from datetime import date, datetime
        from pathlib import Path
        import polars as pl
        from lianfang.trace.store import VISIT, Days
        kept, at = Days(Path(sys.argv[1])), datetime.fromisoformat("2021-01-03T08:00")
        form = {name: VISIT[name] for name in ("person", "start", "end", "place")}
        for person in range(100_000):
            visit = pl.DataFrame([(person, at, at.replace(hour=9), "inn")], form, orient="row")
            kept.append(date.fromisoformat("2021-01-03"), visit, f"{person:06}")
            print(person, flush=True)
        """
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        acknowledged = [int(running.stdout.readline()) for _ in range(20)]
        os.kill(running.pid, signal.SIGKILL)
        acknowledged += [int(line) for line in running.stdout.read().split()]
    kept = store.Days(tmp_path)
    seal(kept)
    found = [row[0] for row in rows_in(kept)]
    assert set(acknowledged) <= set(found) <= {*acknowledged, len(acknowledged)}
    assert len(found) == len(set(found))
