"""Contacts: a row a case and person, with the grade that holds and what it rests on. Expressions only."""

from __future__ import annotations

from ibis.expr import types as ir


def contacts(rows: ir.Table) -> ir.Table:
    """`index, person, grade, encounters, longest_minutes, first_exposed, last_exposed` from graded encounters.

    A person has one grade for a case, for who is close has no secondary encounter. `longest_minutes` is that of the
    longest single encounter.
    """
    return (
        rows.group_by("index", "person", "grade")
        .aggregate(
            encounters=rows.count(),
            longest_minutes=rows.minutes.max(),
            first_exposed=rows.overlap_start.min(),
            last_exposed=rows.overlap_end.max(),
        )
        .order_by("index", "grade", "person")
    )
