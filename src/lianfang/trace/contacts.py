"""Contacts: a row a case and person, with the grade that holds and what it rests on. Expressions only."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

GRADES = ("close", "secondary", "general")


def contacts(rows: ir.Table) -> ir.Table:
    """`index, person, grade, encounters, longest_minutes, first_exposed, last_exposed` from graded encounters.

    A person has one grade for a case, the highest of its encounters; all of them are its evidence. `longest_minutes` is
    that of the longest single encounter.
    """
    rank = ibis.cases(*((rows.grade == grade, at) for at, grade in enumerate(GRADES)), else_=len(GRADES))
    united = (
        rows.mutate(rank=rank)
        .group_by("index", "person")
        .aggregate(
            rank=lambda table: table["rank"].min(),
            encounters=lambda table: table.count(),
            longest_minutes=lambda table: table.minutes.max(),
            first_exposed=lambda table: table.overlap_start.min(),
            last_exposed=lambda table: table.overlap_end.max(),
        )
    )
    grade = ibis.cases(*((united["rank"] == at, grade) for at, grade in enumerate(GRADES)))
    told = united.mutate(grade=grade).select(
        "index", "person", "grade", "encounters", "longest_minutes", "first_exposed", "last_exposed"
    )
    return told.order_by("index", "grade", "person")
