"""Grades of encounters: close to a case, and secondary through a close contact. Expressions only."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

MINUTE = 60_000_000
ENCOUNTER = ("index", "person", "grade", "via", "place", "rule", "overlap_start", "overlap_end", "minutes")


@ibis.udf.scalar.builtin(signature=(("timestamp",), "int64"))
def epoch_us(moment: Any) -> int:
    """The whole microseconds since 1970, as DuckDB names them: seconds would be rounded, by each engine otherwise."""
    raise NotImplementedError


def exposing_cases(cases: ir.Table) -> ir.Table:
    """Cases as those who expose, `index, via, person, since, until`, each within its infectious time."""
    return cases.select(
        index="person",
        via=ibis.null(cases.person.type()),
        person="person",
        since="infectious_from",
        until="infectious_until",
    )


def exposing_contacts(met_by_cases: ir.Table, cases: ir.Table, isolated: ir.Table) -> ir.Table:
    """Close contacts as those who expose, from their first exposure to a case until they were isolated.

    Another case among them exposes on its own account, within its own infectious time, and is left out here. Of several
    isolations the first counts.
    """
    first = met_by_cases.group_by("index", "person").aggregate(since=met_by_cases.overlap_start.min())
    contacts = first.anti_join(cases, "person")
    ends = isolated.group_by("person").aggregate(until=isolated.isolated_from.min())
    known = contacts.left_join(ends, "person")
    return known.select("index", "person", "since", "until", via="person")


def with_minutes(met: ir.Table, grade: str | None = None) -> ir.Table:
    """Encounters whose grade is told already, or is this one, with their whole minutes."""
    minutes = (epoch_us(met.overlap_end) - epoch_us(met.overlap_start)) // MINUTE
    told = met.mutate(grade=met.grade if grade is None else ibis.literal(grade), minutes=minutes.cast("int32"))
    return told.select(*ENCOUNTER)


def graded(encounters: ir.Table, grade: str) -> ir.Table:
    """Encounters with their grade and whole minutes."""
    return with_minutes(encounters, grade)


def secondary(met_by_contacts: ir.Table, met_by_cases: ir.Table) -> ir.Table:
    """The encounters with close contacts of those who are not close to the same case themselves."""
    return graded(met_by_contacts.anti_join(met_by_cases, ["index", "person"]), "secondary")
