"""Tracing 100 cases through two weeks of visits: the store beside DuckDB on Parquet and its own table, and PostgreSQL.

    python benchmarks/tracing.py [--visits 10000000] [--peers all|duckdb|none]

Invented: ten visits a person, one about each day and a half, 20 to 180 minutes long, at places of which some are much
more visited than others; ten million of a county, so that more visits are those of more counties, where a case meets no
more people than in one. Every engine is given the same cases and gives every encounter as a row. DuckDB is asked
for two hops on its own table alone; PostgreSQL, with the best index, for one: as one asks who does not know how long
visits last, and told of it. With `--peers duckdb` PostgreSQL is not asked, with `--peers none` the store stands alone.
By the settings of the COVID-19 plan (what is near counts as close or general, clocks may differ, air lingers) the store
and DuckDB on its own table are asked for one hop, the store for all that the plan follows.
"""

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lianfang import plan
from lianfang.plan.model import ContactRules
from lianfang.trace import store
from lianfang.trace.duck import Duck
from lianfang.trace.rules import SAME_PLACE
from lianfang.trace.run import steps

BEGIN = 1_609_459_200
BATCH = 2_000_000
# A county of a million people.
COUNTY = 10_000_000
# On a busy machine the shortest of few runs says how busy it was.
MANY = 15
LONG = 60


def batches(visits: int) -> Iterator[pl.DataFrame]:
    """The visits in the order in which they might come in: mixed by person and place."""
    chance = np.random.default_rng(20)
    counties = max(1, visits // COUNTY)
    people, places = visits // 10, max(10, visits // counties // 2000)
    for first in range(0, visits, BATCH):
        number = np.arange(first, min(first + BATCH, visits))
        # Every tenth part holds each person once, in an order of its own.
        person = (number % people * 7_919 + number // people) % people
        start = BEGIN + number // people * 120_960 + chance.integers(0, 110_000, number.size)
        length = chance.integers(20, 180, number.size) * 60
        place = person % counties * places + (places * chance.random(number.size) ** 2).astype(np.int64)
        yield pl.DataFrame(
            {
                "person": person,
                "place": place,
                "start": pl.Series(start * 1_000_000).cast(pl.Datetime("us")),
                "end": pl.Series((start + length) * 1_000_000).cast(pl.Datetime("us")),
            }
        )


def cases(visits: int) -> pl.DataFrame:
    """A hundred people, each infectious for four days."""
    chance = np.random.default_rng(7)
    people = visits // 10
    since = BEGIN + chance.integers(0, 9 * 86_400, 100)
    return pl.DataFrame(
        {
            "person": chance.choice(people, 100, replace=False),
            "infectious_from": pl.Series(since * 1_000_000).cast(pl.Datetime("us")),
            "infectious_until": pl.Series((since + 4 * 86_400) * 1_000_000).cast(pl.Datetime("us")),
        }
    )


def seconds(
    asked: Callable[[], int], times: int = 3, clock: Callable[[], float] = time.perf_counter
) -> tuple[float, int]:
    """The shortest of several runs, of which none begins after a minute, and how many rows were found."""
    taken, rows, first = [], 0, time.perf_counter()
    for _ in range(times):
        begin = clock()
        rows = asked()
        taken.append(clock() - begin)
        if time.perf_counter() - first > LONG:
            break
    return round(min(taken), 5), rows


def written(visits: int, file: Path) -> float:
    """Seconds to make the Parquet file that all read."""
    begin = time.perf_counter()
    import pyarrow.parquet as pq

    writer = None
    for batch in batches(visits):
        table = batch.to_arrow()
        writer = writer or pq.ParquetWriter(file, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()
    return time.perf_counter() - begin


def of_store(home: Path, file: Path, visits: int) -> dict[str, Any]:
    """What the store takes: to load from the file, then warm, then with its files put out of the page cache."""
    begin = time.perf_counter()
    store.sealed(home / "store", store.read_in_batches(file), visits)
    load = time.perf_counter() - begin
    ill = cases(visits)

    def asked(hops: int) -> int:
        return store.trace([store.opened(home / "store")], ill, hops=hops).height

    asked(2)  # compiled once a machine
    one, near = seconds(lambda: asked(1), MANY)
    of_processor, _ = seconds(lambda: asked(1), MANY, time.process_time)
    two, all_rows = seconds(lambda: asked(2))
    held = sum(file.stat().st_size for file in (home / "store").rglob("*.npy"))
    forgotten(home / "store")
    begin = time.perf_counter()
    asked(1)
    cold = time.perf_counter() - begin
    return {
        "load_seconds": round(load, 1), "load_rows_a_second": round(visits / load), "bytes": held,
        "one_hop": one, "one_hop_of_processor": of_processor, "two_hops": two, "one_hop_cold": round(cold, 3),
        "one_hop_rows": near, "two_hops_rows": all_rows,
        "own_memory_mebibytes": own_memory(),
    }  # fmt: skip


def forgotten(folder: Path) -> None:
    """Asks the kernel to drop the files from the page cache."""
    for file in folder.rglob("*.npy"):
        opened = os.open(file, os.O_RDONLY)
        os.posix_fadvise(opened, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(opened)


def own_memory() -> int:
    """Memory of the process's own after tracing, mapped files apart."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) // 1024


def covid() -> ContactRules:
    """The settings of the plan that ships."""
    name = "covid19_2020.yaml"
    found, _ = plan.load(files("lianfang.plans").joinpath(name).read_text("utf-8"), name)
    assert found is not None and found.contacts is not None
    return found.contacts


def by_settings(home: Path, visits: int) -> dict[str, Any]:
    """What the store takes by the settings of the plan, one hop and all."""
    rules, ill = covid(), cases(visits)

    def asked(hops: int) -> int:
        return store.trace_by_settings([store.opened(home / "store")], ill, replace(rules, hops=hops)).height

    asked(1)  # compiled once a machine
    one, near = seconds(lambda: asked(1), MANY)
    every, all_rows = seconds(lambda: asked(rules.hops), 1)
    return {"one_hop": one, "one_hop_rows": near, "two_hops": every, "two_hops_rows": all_rows}


def of_postgresql(home: Path, visits: int) -> dict[str, Any]:
    """What PostgreSQL takes to load, to make the index that serves best, and for one hop."""
    import psycopg

    from lianfang.server import postgres
    from lianfang.server.postgres import roles

    server = postgres.server(home)
    try:
        with psycopg.connect(
            host=server.host, port=server.port, user=roles.SUPERUSER, dbname="postgres", autocommit=True
        ) as database:
            database.execute('CREATE TABLE visits (person bigint, place bigint, start timestamp, "end" timestamp)')
            begin = time.perf_counter()
            with database.cursor().copy("COPY visits FROM STDIN (FORMAT csv)") as copy:
                for batch in batches(visits):
                    copy.write(batch.write_csv(include_header=False).encode())
            database.execute('CREATE INDEX ON visits (place, start) INCLUDE ("end", person)')
            database.execute('CREATE INDEX ON visits (person, start) INCLUDE ("end", place)')
            database.execute("VACUUM ANALYZE visits")
            load = time.perf_counter() - begin
            database.execute("CREATE TABLE cases (person bigint, since timestamp, until timestamp)")
            with database.cursor() as cursor:
                cursor.executemany("INSERT INTO cases VALUES (%s, %s, %s)", cases(visits).rows())
            database.execute("ANALYZE cases")
            one, rows = seconds(lambda: len(database.execute(_ONE_HOP).fetchall()), MANY)
            told, the_same = seconds(lambda: len(database.execute(_ONE_HOP + _NEVER_LONGER).fetchall()), MANY)
            assert the_same == rows
            (held,) = database.execute("SELECT pg_total_relation_size('visits')").fetchone() or (0,)
    finally:
        postgres.release(home)
    return {
        "load_seconds": round(load, 1), "bytes": held, "one_hop": one, "one_hop_told_longest": told,
        "one_hop_rows": rows,
    }  # fmt: skip


_ONE_HOP = """
SELECT DISTINCT c.person, o.person, o.place, greatest(v.start, c.since, o.start), least(v."end", c.until, o."end")
FROM cases c
JOIN visits v ON v.person = c.person AND v.start < c.until AND v."end" > c.since
JOIN visits o ON o.place = v.place AND o.person <> c.person AND o.start < least(v."end", c.until)
  AND least(v."end", c.until, o."end") >= greatest(v.start, c.since, o.start) + interval '15 minutes'
"""
# Nobody stays longer than three hours: with that the index of a place is entered there, as the store, which keeps how
# long the longest visit to each place was, enters its own.
_NEVER_LONGER = "AND o.start > greatest(v.start, c.since) - interval '3 hours'"


def of_duckdb(file: Path, visits: int, own_table: bool) -> dict[str, Any]:
    """What DuckDB takes for the same steps, on the file or on a table of its own, there also for two hops."""
    told: dict[str, Any] = {}
    with Duck() as duck:
        if own_table:
            begin = time.perf_counter()
            duck.connection.execute(f"ATTACH '{file.with_suffix('.duckdb')}' AS own")
            duck.connection.read_parquet(str(file)).create("own.visits")
            duck.connection.execute("CREATE TEMP VIEW visits AS FROM own.visits")
            told["load_seconds"] = round(time.perf_counter() - begin, 1)
        else:
            duck.connection.read_parquet(str(file)).create_view("visits")
        held = duck.named("visits")
        ill = duck.frame("cases", cases(visits))
        nobody = duck.frame("isolated", cases(visits).clear().select("person", isolated_from="infectious_from"))
        compiled = steps(ill.schema(), held.schema(), nobody.schema(), SAME_PLACE)

        def run(names: list[str]) -> int:
            for name in names:
                duck.keep(name, compiled[name])
            return len(duck.connection.table(names[-1]))

        told["one_hop"], told["one_hop_rows"] = seconds(lambda: run(["visits_of_cases", "met_by_cases"]), MANY)
        if own_table:
            every = list(compiled)[: list(compiled).index("graded") + 1]
            told["two_hops"], told["two_hops_rows"] = seconds(lambda: run(every), 1)
            compiled = steps(ill.schema(), held.schema(), nobody.schema(), replace(covid(), hops=1))
            settled = list(compiled)[: list(compiled).index("met_1") + 1]
            told["by_settings"], told["by_settings_rows"] = seconds(lambda: run(settled), 1)
    return told


def of_peers(home: Path, file: Path, visits: int, postgresql: bool, ours: dict[str, Any]) -> dict[str, Any]:
    """What the peers take, which find as many rows as the store did."""
    told = {"parquet": of_duckdb(file, visits, own_table=False), "table": of_duckdb(file, visits, own_table=True)}
    assert told["table"]["by_settings_rows"] == ours["settings"]["one_hop_rows"]
    assert told["table"]["two_hops_rows"] == ours["store"]["two_hops_rows"]
    file.with_suffix(".duckdb").unlink()
    if postgresql:
        told["postgresql"] = of_postgresql(home, visits)
    for peer, found in told.items():
        assert found["one_hop_rows"] == ours["store"]["one_hop_rows"], peer
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visits", type=int, default=10_000_000)
    parser.add_argument("--peers", choices=["all", "duckdb", "none"], default="all")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="lianfang-bench-"))
    try:
        file = home / "visits.parquet"
        written(arguments.visits, file)
        result: dict[str, Any] = {
            "visits": arguments.visits,
            "load_average": round(os.getloadavg()[0], 1),
            "store": of_store(home, file, arguments.visits),
        }
        result["settings"] = by_settings(home, arguments.visits)
        shutil.rmtree(home / "store")
        if arguments.peers != "none":
            result |= of_peers(home, file, arguments.visits, arguments.peers == "all", result)
        result["load_average_at_end"] = round(os.getloadavg()[0], 1)
        print(json.dumps(result) if arguments.json else json.dumps(result, indent=2))
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
