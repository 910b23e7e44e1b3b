"""Rows of visits a second: `lianfang load visits` and sealing, beside PostgreSQL's COPY and index, in one run.

    python benchmarks/loading_visits.py [--visits 4000000] [--plain-visits 2000000]

Invented visits of two weeks as `tracing.py` makes them, told as a file would: an identity number, a place by its
code, its kind, local moments. Ours reads, checks each against the declaration, hashes each person and keeps the
batches on the disk; sealing sorts each day twice. PostgreSQL is given the first of them, hashed already, as CSV by COPY
into a table of its own, and two indexes, by place and start and by person and start.
"""

import argparse
import json
import os
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl
import pyarrow.parquet as pq
from installation import own_installation
from tracing import batches

AT = datetime(2021, 1, 20, tzinfo=UTC)


def written(visits: int, parquet: Path, csv: Path, csv_rows: int) -> None:
    """The same visits as Parquet, and the first of them as CSV."""
    writer, left = None, csv_rows
    with csv.open("wb") as file:
        for batch in batches(visits):
            told = batch.select(
                person=(pl.lit(110_101_190_001_010_000) + pl.col("person")).cast(pl.String),
                place=pl.format("P{}", "place"), kind=pl.lit("market"),
                start=pl.col("start") + timedelta(hours=8), end=pl.col("end") + timedelta(hours=8),
            )  # fmt: skip
            table = told.to_arrow()
            writer = writer or pq.ParquetWriter(parquet, table.schema)
            writer.write_table(table)
            if left > 0:
                told[:left].write_csv(file, include_header=left == csv_rows, datetime_format="%Y-%m-%d %H:%M:%S")
                left -= told.height
    assert writer is not None
    writer.close()


def loaded(file: Path) -> float:
    """Seconds to load a file."""
    from lianfang.facts.visits.load import load

    begin = time.perf_counter()
    found = load(file, AT, area="CN")
    assert found.rejected == 0, found.rejections[:1]
    return time.perf_counter() - begin


def of_postgresql(file: Path) -> dict[str, float]:
    """Seconds of COPY and of the two indexes, and the bytes that both take."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute('CREATE TABLE peer (person bigint, place bigint, start timestamptz, "end" timestamptz)')
        begin = time.perf_counter()
        with cursor.copy("COPY peer FROM STDIN (FORMAT csv)") as copy, file.open("rb") as opened:
            while block := opened.read(1 << 20):
                copy.write(block)
        copying = time.perf_counter() - begin
        cursor.execute('CREATE INDEX ON peer (place, start) INCLUDE (person, "end")')
        cursor.execute('CREATE INDEX ON peer (person, start) INCLUDE (place, "end")')
        whole = time.perf_counter() - begin
        cursor.execute("SELECT pg_total_relation_size('peer')")
        (held,) = cursor.fetchone()
        cursor.execute("DROP TABLE peer")
    return {"copy": copying, "whole": whole, "bytes": held}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visits", type=int, default=4_000_000)
    parser.add_argument("--plain-visits", type=int, default=2_000_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with own_installation() as home:
        from lianfang import facts
        from lianfang.facts.visits.keeping import seal
        from lianfang.places.tree import install_areas

        install_areas([{"code": "CN", "name": "中国", "level": "nation"}])
        row = {"about": "collecting", "declared": "CN", "place_kinds": "market", "occurred_from": "2020-12-01"}
        row |= {"disease": "covid19", "number": "1"}
        facts.record("declaration", [row], facts.Recorder("bench", "CN", None), "bench", uuid4(), AT)
        few = min(arguments.visits, arguments.plain_visits)
        parquet, csv = home / "v.parquet", home / "v.csv"
        written(arguments.visits, parquet, csv, few)
        peer = home / "peer.csv"
        with peer.open("wb") as file:
            for batch in batches(few):
                batch.write_csv(file, include_header=False, datetime_format="%Y-%m-%dT%H:%M:%S+00:00")
        result: dict[str, Any] = {"visits": arguments.visits, "plain_visits": few}
        from_csv = loaded(csv)
        shutil.rmtree(home / "visits")
        from_parquet = loaded(parquet)
        begin = time.perf_counter()
        kept = sum(seal(AT).values())
        sealing = time.perf_counter() - begin
        held = sum(file.stat().st_size for file in (home / "visits/sealed").rglob("*.*"))
        plain = of_postgresql(peer)
        result |= {
            "parquet_rows_a_second": round(arguments.visits / from_parquet),
            "csv_rows_a_second": round(few / from_csv),
            "sealed_rows_a_second": round(kept / sealing),
            "bytes": round(held / kept, 1),
            "postgresql_copy_rows_a_second": round(few / plain["copy"]),
            "postgresql_rows_a_second": round(few / plain["whole"]),
            "postgresql_bytes": round(plain["bytes"] / few, 1),
            "load_average": round(os.getloadavg()[0], 1),
        }
        print(json.dumps(result) if arguments.json else json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
