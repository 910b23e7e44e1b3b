"""The store traces as the plain loops do, however its visits are cut into segments, and loses nothing to a kill."""

import itertools
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from invented_visits import frames, towns
from lianfang.trace import store
from lianfang.trace import trace as on_duckdb
from lianfang.trace.store import journal, kernels, sealing
from lianfang.vocabulary.mistakes import Mistake
from naive.trace import Encounter
from naive.trace import trace as plain


@pytest.fixture(scope="module", autouse=True)
def _not_waiting_for_the_disk():
    """Nothing here outlives the machine; a killed process leaves what it wrote to the kernel."""
    with pytest.MonkeyPatch.context() as patched:
        for module in (sealing, journal):
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


def people(kept: journal.Store, scratch: Path) -> list[int]:
    """The persons of every visit there is, each as often as it is there."""
    found: list[int] = []
    for segment in kept.segments(scratch):
        found += segment.by_place.other.tolist()
    return sorted(found)


def visits_of(*persons: int) -> pl.DataFrame:
    start = pl.datetime(2021, 1, 3, 8, time_unit="us")
    table = pl.DataFrame({"person": persons}, {"person": pl.Int64}).with_columns(place=pl.lit(1, pl.Int64), start=start)
    return table.with_columns(end=pl.col("start").dt.offset_by("1h"))


def test_open_batches_are_traced_sealed_and_taken_away(tmp_path):
    kept = journal.Store(tmp_path)
    kept.append(visits_of(1, 2))
    assert kept.seal("2021-01-03") == 2
    assert kept.batches() == []
    kept.append(visits_of(3))
    assert people(kept, tmp_path / "scratch") == [1, 2, 3]
    assert journal.Store(tmp_path).seal("2021-01-04") == 1
    assert people(kept, tmp_path / "scratch") == [1, 2, 3]
    with pytest.raises(Mistake, match="a batch of visits has"):
        kept.append(visits_of(1).drop("place"))


def test_a_kill_after_sealing_counts_nobody_twice(tmp_path):
    kept = journal.Store(tmp_path)
    kept.append(visits_of(1, 2))
    batch = kept.batches()[0]
    content = batch.read_bytes()
    kept.seal("day")
    batch.write_bytes(content)  # as if the kill had come before it was taken away
    assert people(kept, tmp_path / "scratch") == [1, 2]
    assert kept.seal("next") == 0
    assert not batch.exists()


def test_a_killed_append_loses_nothing_acknowledged(tmp_path):
    program = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        import polars as pl
        from datetime import datetime
        from lianfang.trace.store.journal import SCHEMA, Store
        kept, at = Store(Path(sys.argv[1])), datetime.fromisoformat("2021-01-03T08:00")
        for person in range(100_000):
            kept.append(pl.DataFrame([(person, 1, at, at.replace(hour=9))], SCHEMA, orient="row"))
            print(person, flush=True)
        """
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        acknowledged = [int(running.stdout.readline()) for _ in range(20)]
        os.kill(running.pid, signal.SIGKILL)
        acknowledged += [int(line) for line in running.stdout.read().split()]
    found = people(journal.Store(tmp_path), tmp_path / "scratch")
    assert set(acknowledged) <= set(found) <= {*acknowledged, len(acknowledged)}
    assert len(found) == len(set(found))
