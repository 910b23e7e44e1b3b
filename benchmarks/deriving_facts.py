"""Facts about made people as a folder of Parquet files, for measuring a derivation: two a person on average.

Of a hundred people forty arrived (a fifth of them with a test of the last days, every twentieth twice), four of those
were sampled and answered, five are contacts of whom four are isolated, one is a case that was reported, and of the
others the temperature was taken, three times above 37.3 °C. Everybody is registered. The facts stand in no order.
"""

from pathlib import Path

import duckdb
import polars as pl
from plan_diff import COUNTY, TOWNS
from plan_diff_facts import places

# Coprime to every power of ten: people in an order of their own.
STRIDE = 7_368_787
KINDS = {
    "person": (
        "TRUE",
        "'p' || n AS id, 'P' || n AS subject, 'P' || n AS person, town AS residence",
    ),
    "journey": (
        "n % 100 < 40",
        """'j' || n AS id, 'P' || n AS subject, 'P' || n AS person, 'arrival' AS direction, '130102' AS origin,
        town AS destination, CASE WHEN n // 100 % 5 = 0 THEN 'negative' END AS evidence_result,
        CASE WHEN n // 100 % 5 = 0 THEN moment - INTERVAL 3 DAY END AS evidence_sampled""",
    ),
    "journey again": (
        "n % 100 < 40 AND n // 100 % 20 = 1",
        """'a' || n AS id, 'P' || n AS subject, 'P' || n AS person, 'arrival' AS direction, '130102' AS origin,
        town AS destination, NULL AS evidence_result, NULL::TIMESTAMPTZ AS evidence_sampled""",
    ),
    "specimen": ("n % 100 < 4", "'s' || n AS id, 'S' || n AS subject, ['P' || n] AS persons, 'covid19' AS disease"),
    "test_result": ("n % 100 < 4", "'t' || n AS id, 'S' || n AS subject, 'covid19' AS disease, 'negative' AS result"),
    "exposure": (
        "n % 100 BETWEEN 50 AND 54",
        """'e' || n AS id, 'P' || n AS subject, 'P' || n AS person, 'covid19' AS disease,
        'K' || (n // 100 * 100 + 99) AS "case", 'close' AS grade, moment AS last""",
    ),
    "observation": (
        "n % 100 BETWEEN 50 AND 53",
        """'o' || n AS id, 'P' || n AS subject, 'P' || n AS person, 'covid19' AS disease, 'central' AS observation,
        'entered' AS stage, 'YY' AS site""",
    ),
    "health_check": (
        "n % 100 BETWEEN 55 AND 98",
        """'h' || n AS id, 'P' || n AS subject, 'P' || n AS person,
        CASE WHEN n % 100 < 58 THEN 37.6 ELSE 36.5 END AS temperature""",
    ),
    "case": (
        "n % 100 = 99",
        """'k' || n AS id, 'K' || n AS subject, 'P' || n AS person, 'covid19' AS disease,
        'confirmed' AS classification""",
    ),
    "action": ("n % 100 = 99", "'x' || n AS id, 'K' || n AS subject, 'network_report' AS action"),
}  # fmt: skip
# By how many hours a fact comes after the day on which the person comes up.
LATER = {"journey again": 48, "specimen": 5, "test_result": 12, "observation": 4, "action": 1}


def write(people: int, folder: Path) -> int:
    """Writes the facts about so many people (a power of ten), areas and units; gives how many facts there are."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in places().items():
        frame.write_parquet(folder / f"{name}.parquet")
    risk = {"id": "risk", "subject": "risk", "about": "risk", "declared": "130102", "disease": "covid19"}
    pl.DataFrame({name: [held] for name, held in risk.items()}).with_columns(
        level=pl.lit("medium"),
        counts_from=pl.date(2020, 12, 10),
        occurred_from=pl.datetime(2021, 1, 2, time_zone="UTC"),
    ).write_parquet(folder / "declaration.parquet")
    told = 1
    with duckdb.connect(
        config={"memory_limit": "1GB", "temp_directory": str(folder.parent), "threads": 2}
    ) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for kind in KINDS:
            if kind.endswith(" again"):
                continue
            each = [_select(name, people) for name in KINDS if name.removesuffix(" again") == kind]
            to = folder / f"{kind}.parquet"
            written = connection.execute(f"COPY ({' UNION ALL '.join(each)}) TO '{to}' (FORMAT parquet)").fetchone()
            assert written is not None
            told += written[0]
    return told


def _select(name: str, people: int) -> str:
    among, columns = KINDS[name]
    return f"""SELECT {columns}, moment + INTERVAL {LATER.get(name, 0)} HOUR AS occurred_from,
        moment + INTERVAL {LATER.get(name, 0)} HOUR AS known_at, '{COUNTY}' AS area
        FROM (SELECT n, {TOWNS}[n // 100 % {len(TOWNS)} + 1] AS town,
        TIMESTAMPTZ '2021-01-14 04:00:00+00' - to_days((n % 13)::INTEGER) AS moment
        FROM (SELECT (i * {STRIDE} + 12345) % {people} AS n FROM range({people}) AS numbers(i)))
        WHERE {among}"""  # noqa: S608 (names of ours)
