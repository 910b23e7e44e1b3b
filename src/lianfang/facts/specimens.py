"""Questions of the bench: which specimens wait for a result, which results for a review, what a day brought.

They are asked of the database and not of ``known_by``: a day of mass testing is a hundred thousand tubes, a page shows
fifty. Row-level security applies; corrections and withdrawals count as ``known_by`` counts them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import polars as pl
from django.db import connection

from lianfang.access.session import machine_session
from lianfang.facts.recording.lookups import head, heads_by, polars_type, queried
from lianfang.facts.tables import table_of

What = Literal["waiting", "review", "pools", "sampled", "tested", "positive", "preliminary"]

_SPECIMEN = ("number", "category", "sample", "pool", "purpose", "sampled_by", "disease", "outbreak", "note")
_RESULT = ("assay", "result", "ct_orf1ab", "ct_n", "laboratory", "round", "recorded_by")


def _head(kind: str, row: str) -> str:
    """The condition that a row of this kind is its fact as known at ``at``, neither corrected nor withdrawn."""
    return f"{row}.known_at <= %(at)s AND NOT {row}.withdrawn AND {head(table_of(kind), row, '%(at)s')}"


_OF_SPECIMENS = f"{table_of('specimen')} s"
_OF_RESULTS = f"{table_of('test_result')} r JOIN {table_of('specimen')} s ON s.subject = r.subject"
_STANDS = _head("specimen", "s")
_SAID = f"{_head('test_result', 'r')} AND {_STANDS}"
_ANY_RESULT = f"SELECT 1 FROM {table_of('test_result')} r WHERE r.subject = s.subject AND {_head('test_result', 'r')}"  # noqa: S608
# Said of the same assay at the same time or later, by another round or another laboratory.
_DECIDED = (
    f"SELECT 1 FROM {table_of('test_result')} d WHERE d.subject = r.subject AND d.id <> r.id "  # noqa: S608
    "AND d.result IN ('positive', 'negative') AND d.assay IS NOT DISTINCT FROM r.assay "
    f"AND d.occurred_from >= r.occurred_from AND {_head('test_result', 'd')}"
)
_POOLED = "coalesce(cardinality(s.persons), 0) > 1"
_WITHIN = "{row}.occurred_from >= %(begins)s AND {row}.occurred_from < %(ends)s"
_TESTED = f"{_SAID} AND {_WITHIN.format(row='r')} AND (%(laboratory)s::text IS NULL OR r.laboratory = %(laboratory)s)"

# What each question asks: from which rows, under which condition, in which order.
_ASKED: dict[str, tuple[str, str, str]] = {
    "waiting": (_OF_SPECIMENS, f"{_STANDS} AND NOT EXISTS ({_ANY_RESULT})", "s.occurred_from, s.number, s.id"),
    "review": (
        _OF_RESULTS,
        f"{_SAID} AND r.result IN ('preliminary_positive', 'inconclusive', 'invalid') AND NOT {_POOLED} "
        f"AND NOT EXISTS ({_DECIDED})",
        "r.occurred_from, s.number, r.id",
    ),
    "pools": (
        _OF_RESULTS,
        f"{_SAID} AND r.result IN ('positive', 'preliminary_positive') AND {_POOLED}",
        "r.occurred_from DESC, s.number, r.id",
    ),
    "sampled": (_OF_SPECIMENS, f"{_STANDS} AND {_WITHIN.format(row='s')}", "s.occurred_from, s.number, s.id"),
    "tested": (_OF_RESULTS, _TESTED, "r.occurred_from DESC, s.number, r.id"),
    "positive": (_OF_RESULTS, f"{_TESTED} AND r.result = 'positive'", "r.occurred_from DESC, s.number, r.id"),
    "preliminary": (
        _OF_RESULTS,
        f"{_TESTED} AND r.result = 'preliminary_positive'",
        "r.occurred_from DESC, s.number, r.id",
    ),
}


@dataclass(frozen=True, slots=True)
class Day:
    """What is asked of: from when to before when; ``laboratory`` narrows results to those of one."""

    begins: datetime | None = None
    ends: datetime | None = None
    laboratory: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of a day: specimens and the distinct persons in them; results, positive and preliminary ones."""

    specimens: int
    persons: int
    results: int
    positive: int
    preliminary: int


def rows(what: What, at: datetime, day: Day | None = None, *, most: int | None = None, start: int = 0) -> pl.DataFrame:
    """The rows of a question as known at ``at``: the specimen (``specimen, number, persons, sampled, …``) and, where
    it is about results, the result (``fact, result, assay, tested, …``)."""
    tables, condition, order = _ASKED[what]
    schema: dict[str, Any] = {"specimen": pl.String, "persons": pl.List(pl.String), "sampled": _moment()}
    chosen = ["s.subject::text", "s.persons::text[]", "s.occurred_from"]
    schema |= {name: polars_type("specimen", name) for name in _SPECIMEN}
    chosen += [f"s.{name}" for name in _SPECIMEN]
    if tables is _OF_RESULTS:
        schema |= {"fact": pl.String, "tested": _moment()}
        chosen += ["r.id::text", "r.occurred_from"]
        schema |= {name: polars_type("test_result", name) for name in _RESULT}
        chosen += [f"r.{name}" for name in _RESULT]
    limit = "" if most is None else " LIMIT %(most)s OFFSET %(start)s"
    sql = f"SELECT {', '.join(chosen)} FROM {tables} WHERE {condition} ORDER BY {order}{limit}"  # noqa: S608
    return queried(sql, {**_asked(at, day), "most": most, "start": start}, schema)


def count(what: What, at: datetime, day: Day | None = None) -> int:
    """How many rows a question has."""
    tables, condition, _order = _ASKED[what]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {tables} WHERE {condition}", _asked(at, day))  # noqa: S608
        return int(cursor.fetchone()[0])


def counted(at: datetime, day: Day) -> Counted:
    """The figures of a day as known at ``at``; each counts the rows of the question of its name."""
    tables, condition, _order = _ASKED["tested"]
    results = (
        "SELECT count(*), count(*) FILTER (WHERE r.result = 'positive'),"  # noqa: S608
        f" count(*) FILTER (WHERE r.result = 'preliminary_positive') FROM {tables} WHERE {condition}"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({_PERSONS}) sampled", _asked(at, day))  # noqa: S608
        persons = cursor.fetchone()[0]
        cursor.execute(results, _asked(at, day))
        told = cursor.fetchone()
    return Counted(count("sampled", at, day), int(persons), *map(int, told))


_PERSONS = (
    "SELECT person::text, array_agg(s.number ORDER BY s.occurred_from, s.number) numbers, min(s.occurred_from) first "  # noqa: S608
    f"FROM {_OF_SPECIMENS}, unnest(s.persons) person WHERE {_ASKED['sampled'][1]} GROUP BY person"
)


def persons_sampled(at: datetime, day: Day, *, most: int | None = None, start: int = 0) -> pl.DataFrame:
    """The persons sampled on a day, each once: ``person, numbers, sampled`` (the first)."""
    schema = {"person": pl.String, "numbers": pl.List(pl.String), "sampled": _moment()}
    limit = "" if most is None else " LIMIT %(most)s OFFSET %(start)s"
    sql = f"SELECT * FROM ({_PERSONS}) sampled ORDER BY first, person{limit}"  # noqa: S608
    return queried(sql, {**_asked(at, day), "most": most, "start": start}, schema)


def numbers_in_use(numbers: Iterable[str]) -> frozenset[str]:
    """Of these numbers those that some specimen has, wherever it was registered. It tells nothing else of it.

    A number used in another county must not be given to a second tube here: a result file could not tell them apart.
    """
    with machine_session():
        return frozenset(heads_by("specimen", "number", sorted(set(numbers)), ("number",))["number"].to_list())


def _moment() -> Any:
    return pl.Datetime("us", "UTC")


def _asked(at: datetime, day: Day | None) -> dict[str, Any]:
    asked = day or Day()
    return {"at": at, "begins": asked.begins, "ends": asked.ends, "laboratory": asked.laboratory}
