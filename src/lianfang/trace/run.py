"""Tracing on DuckDB or Spark: each step is a table, kept, so that the next reads it and a person may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Literal

import ibis
import polars as pl
from ibis.expr import types as ir

from lianfang.plan.model import ContactRules
from lianfang.trace import settings
from lianfang.trace.contacts import contacts
from lianfang.trace.duck import Duck, sql
from lianfang.trace.encounters import encounters, exposing_visits
from lianfang.trace.grades import exposing_cases, exposing_contacts, graded, secondary, with_minutes
from lianfang.trace.rules import SAME_PLACE, Rule
from lianfang.trace.spots import OF_PLACES, OF_VISITS, aboard, spots, told

Step = Callable[[str, ir.Table], ir.Table]
Engine = Literal["duckdb", "spark"]
# Who works out twice what a step names twice.
REPEATING = ("pyspark",)
FOUND = ("sorted_encounters", "contacts")
ORDER = ("index", "grade", "person", "via", "overlap_start", "place", "overlap_end")


@dataclass(frozen=True)
class Traced:
    """What tracing found: encounters with their grade, and the contacts that they make."""

    encounters: pl.DataFrame
    contacts: pl.DataFrame


def trace(
    cases: pl.DataFrame,
    visits: pl.DataFrame,
    isolated: pl.DataFrame | None = None,
    rule: Rule | ContactRules = SAME_PLACE,
    places: pl.DataFrame | None = None,
    engine: Engine = "duckdb",
) -> Traced:
    """Who met whom, from tables in memory.

    cases: `person, infectious_from, infectious_until` (null: not over). visits: `person, place, start, end` and, for a
    plan's rules, any of `spots.OF_VISITS`. isolated: `person, isolated_from`. places: `place` and any of
    `spots.OF_PLACES`, each place once. Moments are datetimes, all with a time zone or all without; `person` has one
    type in all. A visit that ends before it starts meets nobody. Both engines give the same rows.
    """
    with Duck() as duck:
        if isolated is None:
            isolated = cases.clear().select("person", isolated_from="infectious_from")
        ill, visited = duck.frame("cases", cases), duck.frame("visits", visits)
        held = None if places is None else duck.frame("places", places)
        return traced(duck, ill, visited, duck.frame("isolated", isolated), rule, held, engine)


def traced(
    duck: Duck,
    cases: ir.Table,
    visits: ir.Table,
    isolated: ir.Table,
    rule: Rule | ContactRules = SAME_PLACE,
    places: ir.Table | None = None,
    engine: Engine = "duckdb",
) -> Traced:
    """The same from tables of a DuckDB, which may be larger than memory.

    The tables are named `cases`, `visits`, `isolated` and `places` there, and so are the tables of the steps by their
    names. Spark takes the tables from that DuckDB, as files.
    """
    of_places = None if places is None else places.schema()
    told = (cases.schema(), visits.schema(), isolated.schema(), rule, of_places)
    if engine == "duckdb":
        for name, step in steps(*told).items():
            duck.keep(name, step)
        return Traced(*(duck.read(name) for name in FOUND))
    from lianfang.trace.spark import Spark

    with Spark() as spark:
        for table in (cases, visits, isolated, *(() if places is None else (places,))):
            duck.write(table, spark.folder(table.get_name()))
            spark.view(table.get_name())
        for name, step in steps(*told, dialect=spark.dialect).items():
            spark.keep(name, step)
        return Traced(*(_as_duckdb_has_it(spark.read(name), visits.schema()) for name in FOUND))


def _as_duckdb_has_it(frame: pl.DataFrame, visits: ibis.Schema) -> pl.DataFrame:
    """What Spark gave in the types of the visits: it has whole numbers of fewer kinds, and one kind of moment."""
    zone = visits["start"].timezone
    moments = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Datetime)]
    frame = frame.with_columns(pl.col(moments).dt.replace_time_zone(zone))
    own = visits["place"].to_polars()
    if "place" not in frame.columns or own == pl.String or frame.schema["place"] == pl.String:
        return frame
    return frame.with_columns(pl.col("place").cast(own))


@lru_cache(maxsize=32)
def steps(
    cases: ibis.Schema,
    visits: ibis.Schema,
    isolated: ibis.Schema,
    rule: Rule | ContactRules,
    places: ibis.Schema | None = None,
    dialect: str = "duckdb",
) -> dict[str, str]:
    """The steps in their order, as SQL: each reads the tables and the steps before it. Compiled once a process."""
    made: dict[str, str] = {}

    def step(name: str, expression: ir.Table) -> ir.Table:
        made[name] = sql(expression, dialect)
        return ibis.table(expression.schema(), name=name)

    ill, visited = ibis.table(cases, name="cases"), ibis.table(visits, name="visits")
    shut = ibis.table(isolated, name="isolated")
    if isinstance(rule, Rule):
        rows = _by_place(step, ill, visited, shut, rule)
    else:
        held = None if places is None else ibis.table(places, name="places")
        rows = _by_settings(step, ill, visited, shut, rule, held, dialect in REPEATING)
    step("sorted_encounters", rows.order_by(*ORDER))
    step("contacts", contacts(rows))
    return made


def _by_place(step: Step, ill: ir.Table, visited: ir.Table, isolated: ir.Table, rule: Rule) -> ir.Table:
    """By the place alone: close, and secondary through who was close."""
    of_cases = step("visits_of_cases", exposing_visits(exposing_cases(ill), visited))
    met_by_cases = step("met_by_cases", encounters(of_cases, visited, rule))
    exposing = step("exposing", exposing_contacts(met_by_cases, ill, isolated))
    of_contacts = step("visits_of_contacts", exposing_visits(exposing, visited))
    met_by_contacts = step("met_by_contacts", encounters(of_contacts, visited, rule))
    return step("graded", graded(met_by_cases, "close").union(secondary(met_by_contacts, met_by_cases)))


def _by_settings(
    step: Step, ill: ir.Table, visited: ir.Table, isolated: ir.Table, rules: ContactRules, places: ir.Table | None,
    repeating: bool,
) -> ir.Table:  # fmt: skip
    """By a plan's settings: close and general, and as many hops of secondary contacts as the plan follows."""
    visited = visited.mutate(place=visited.place.cast("string"))
    held = visited.select("place").limit(0) if places is None else places
    of_places = step("told_places", told(held, OF_PLACES).select("place", *OF_PLACES))
    each_number = aboard(told(visited, OF_VISITS))
    where = step("spots", spots(step("aboard", each_number) if repeating else each_number, of_places, rules))
    exposing = step("exposing_1", exposing_cases(ill))
    near: list[ir.Table] = []
    each: list[ir.Table] = []
    for hop in range(1, rules.hops + 1):
        stretches = step(f"exposing_spots_{hop}", settings.exposing_spots(exposing, where, rules))
        met = step(f"met_{hop}", settings.met(stretches, where, rules))
        close = met.filter(met.grade == "close")
        for earlier in near:
            close = close.anti_join(earlier, ["index", "person"])
        each.append(with_minutes(met) if hop == 1 else with_minutes(close, "secondary"))
        near.append(step(f"near_{hop}", close))
        exposing = step(f"exposing_{hop + 1}", exposing_contacts(near[-1], ill, isolated))
    return step("graded", reduce(lambda one, other: one.union(other), each))
