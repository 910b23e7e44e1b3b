"""The hourly run of early warning over a ledger: every county and disease judged by every method a plan can name.

    python benchmarks/scheduled_warning.py [--counties 3000] [--diseases 40] [--weeks 520] [--cases 0.1] [--json]

An installation of its own, with counties beside one another on a board, a plan a disease that watches by every method,
and invented cases: so many a week in a county of each disease on average, most counties far fewer, with seasons. Their
status is written into the derived table as the machine, for the run reads no more of a person; what `raise_signals`
does afterwards is the whole of it: reading, judging, ranking, recording.
"""

import argparse
import json
import os
import resource
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from installation import own_installation

AT = datetime(2021, 1, 31, 16, 0, tzinfo=UTC)
# Counties of each disease in which a dozen fall ill in the last four days.
OUTBREAKS = 3
METHODS = ("ears-c1", "ears-c2", "ears-c3", "farrington", "cusum", "moving-percentile", "scan")
PLAN = """plan: watched_{disease}
name: {{zh: 监测{disease}, en: Watched {disease}}}
disease: {disease}
in force: {{from: 2010-01-01}}
time zone: Asia/Shanghai
chapters: []
warns:
"""
WATCH = """  {id}:
    name: {{zh: 县区新增病例（{method}）, en: New cases of a county by {method}}}
    source: {{document: 基准测试, clause: 一, date: 2010-01-01}}
    counts: [confirmed]
    level: county
    method: {method}
    least: 3
    false discoveries: 0.05
    quiet: 14 days
"""


def areas(counties: int) -> list[dict[str, Any]]:
    """A nation whose counties are the cells of a board, each beside those that share an edge with it."""
    wide = int(counties**0.5 + 0.999)
    rows = [{"code": "CN", "name": "全国", "level": "nation", "parent": None}]
    for place in range(counties):
        beside = [place + 1] if (place + 1) % wide else []
        near = [f"N{one:04d}" for one in (*beside, place + wide) if one < counties]
        county = {"code": f"N{place:04d}", "name": f"县{place}", "level": "county", "parent": "CN"}
        rows.append(county | {"neighbours": " ".join(near)})
    return rows


def watched(diseases: list[str]) -> None:
    """Puts a plan in force for each disease, signed long ago."""
    from lianfang.situation.models import PlanVersion

    long_ago = AT - timedelta(days=4000)
    for disease in diseases:
        name = f"watched_{disease}"
        text = PLAN.format(disease=disease)
        text += "".join(WATCH.format(id=method, method=method) for method in METHODS)
        PlanVersion.objects.create(
            version=uuid4(), plan=name, layer=name, disease=disease, digest=name, area="", begins=date(2010, 1, 1),
            signed=long_ago, signers="基准", texts=json.dumps([{"plan": name, "text": text}]), path="",
        )  # fmt: skip


def invented(counties: int, diseases: list[str], weeks: int, cases: float) -> int:
    """Writes the status of invented cases; answers how many there are."""
    import numpy as np
    from django.db import connection

    chance = np.random.default_rng(5)
    days, first = 7 * weeks, np.datetime64(AT.date()) - 7 * weeks + 1
    season = 1 + 0.6 * np.cos(2 * np.pi * np.arange(days) / 365.25)
    written = 0
    for disease in diseases:
        level = chance.gamma(0.3, cases / 0.3, counties)
        number = chance.poisson(level * weeks)
        county = np.repeat(np.arange(counties), number)
        day = chance.choice(days, len(county), p=season / season.sum())
        # And an outbreak of the last days in a few, for there is something to record.
        county = np.concatenate([county, np.repeat(chance.choice(counties, OUTBREAKS, replace=False), 12)])
        day = np.concatenate([day, days - 1 - chance.integers(0, 4, 12 * OUTBREAKS)])
        moments = (first + day).astype(str)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS told (county int, day date)")
            cursor.execute("TRUNCATE told")
            with cursor.copy("COPY told FROM STDIN") as copy:
                for one, when in zip(county.tolist(), moments.tolist(), strict=True):
                    copy.write_row((one, when))
            cursor.execute(
                'INSERT INTO situation_casestatus ("case", person, disease, classification, confirmed, counted_in,'
                " responsible)"
                " SELECT gen_random_uuid(), gen_random_uuid(), %s, 'confirmed', day + interval '4 hours',"
                " 'N' || lpad(county::text, 4, '0'), '/CN/N' || lpad(county::text, 4, '0') || '/' FROM told",
                [disease],
            )
        written += len(county)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO situation_count (area, disease, date, figure, origin, value, path)"
            " SELECT code, %s, %s, 'new_confirmed', '', 0, path FROM places_area WHERE level = 'county'",
            [diseases[0], str(first)],
        )
    return written


def run(counties: int, number: int, weeks: int, cases: float) -> dict[str, Any]:
    with own_installation():
        from django.db import connection, connections

        from lianfang.access.session import machine_session
        from lianfang.places.tree import install_areas
        from lianfang.situation.plans import look_again
        from lianfang.situation.warning import raise_signals, signals
        from lianfang.vocabulary.diseases import DISEASES

        # Plans that ship watch two of them already.
        diseases = [one.code for one in DISEASES if one.code not in ("covid19", "norovirus")][:number]
        with machine_session():
            install_areas(areas(counties))
            watched(diseases)
            written = invented(counties, diseases, weeks, cases)
        look_again()
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("SELECT pg_database_size(current_database())")
            size = cursor.fetchone()[0]
        connections["owner"].close()
        seconds = []
        for _run in range(2):
            begin, worked = time.perf_counter(), time.process_time()
            raised = raise_signals(AT)
            seconds.append((time.perf_counter() - begin, time.process_time() - worked, raised))
        with machine_session():
            told = signals(AT)
        connection.close()
        return {
            "counties": counties, "diseases": len(diseases), "weeks": weeks, "methods": len(METHODS),
            "cases": written, "database_mebibytes": size // 2**20,
            "seconds": round(seconds[0][0], 1), "processor_seconds": round(seconds[0][1], 1),
            "again_seconds": round(seconds[1][0], 1), "signals": seconds[0][2], "again_signals": seconds[1][2],
            "by_method": dict(told.group_by("method").len().sort("method").iter_rows()),
            "memory_mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "load_average": round(os.getloadavg()[0], 1),
        }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--counties", type=int, default=3000)
    parser.add_argument("--diseases", type=int, default=40)
    parser.add_argument("--weeks", type=int, default=520)
    parser.add_argument("--cases", type=float, default=0.1, help="a week, of a county and disease, on average")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    told = run(asked.counties, asked.diseases, asked.weeks, asked.cases)
    print(json.dumps(told) if asked.json else json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
