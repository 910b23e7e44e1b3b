"""Tracing on DuckDB: each step is a table, kept, so that the next reads it and a person may."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import ibis
import polars as pl
from ibis.expr import types as ir

from lianfang.trace.contacts import contacts
from lianfang.trace.duck import Duck, sql
from lianfang.trace.encounters import encounters, exposing_visits
from lianfang.trace.grades import exposing_cases, exposing_contacts, graded, secondary
from lianfang.trace.rules import SAME_PLACE, Rule

ORDER = ("index", "grade", "person", "via", "overlap_start", "place", "overlap_end")


@dataclass(frozen=True)
class Traced:
    """What tracing found: encounters with their grade, and the contacts that they make."""

    encounters: pl.DataFrame
    contacts: pl.DataFrame


def trace(
    cases: pl.DataFrame, visits: pl.DataFrame, isolated: pl.DataFrame | None = None, rule: Rule = SAME_PLACE
) -> Traced:
    """Who met whom, from tables in memory.

    cases: `person, infectious_from, infectious_until` (null: not over). visits: `person, place, start, end`. isolated:
    `person, isolated_from`. Moments are datetimes, all with a time zone or all without; `person` has one type in all.
    A visit that ends before it starts meets nobody.
    """
    with Duck() as duck:
        if isolated is None:
            isolated = cases.clear().select("person", isolated_from="infectious_from")
        ill, visited = duck.frame("cases", cases), duck.frame("visits", visits)
        return traced(duck, ill, visited, duck.frame("isolated", isolated), rule)


def traced(duck: Duck, cases: ir.Table, visits: ir.Table, isolated: ir.Table, rule: Rule = SAME_PLACE) -> Traced:
    """The same from tables of a DuckDB, which may be larger than memory.

    The tables are named `cases`, `visits` and `isolated` there, and so are the tables of the steps by their names.
    """
    for name, step in steps(cases.schema(), visits.schema(), isolated.schema(), rule).items():
        duck.keep(name, step)
    return Traced(*(duck.read(name) for name in ("sorted_encounters", "contacts")))


@lru_cache(maxsize=32)
def steps(cases: ibis.Schema, visits: ibis.Schema, isolated: ibis.Schema, rule: Rule) -> dict[str, str]:
    """The steps in their order, as SQL: each reads the tables and the steps before it. Compiled once a process."""
    made: dict[str, str] = {}

    def step(name: str, expression: ir.Table) -> ir.Table:
        made[name] = sql(expression)
        return ibis.table(expression.schema(), name=name)

    ill, visited = ibis.table(cases, name="cases"), ibis.table(visits, name="visits")
    of_cases = step("visits_of_cases", exposing_visits(exposing_cases(ill), visited))
    met_by_cases = step("met_by_cases", encounters(of_cases, visited, rule))
    exposing = step("exposing", exposing_contacts(met_by_cases, ill, ibis.table(isolated, name="isolated")))
    of_contacts = step("visits_of_contacts", exposing_visits(exposing, visited))
    met_by_contacts = step("met_by_contacts", encounters(of_contacts, visited, rule))
    rows = step("graded", graded(met_by_cases, "close").union(secondary(met_by_contacts, met_by_cases)))
    step("sorted_encounters", rows.order_by(*ORDER))
    step("contacts", contacts(rows))
    return made
