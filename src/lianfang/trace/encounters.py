"""Encounters: somebody exposing and another person at one place at one time. Expressions only; nothing runs here."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from lianfang.trace.rules import Rule


def exposing_visits(exposing: ir.Table, visits: ir.Table) -> ir.Table:
    """The stretches of visits in which somebody exposes others: `index, via, person, place, start, end`.

    `exposing` has `index, via, person, since, until`: from when to when `person` exposes others on account of the case
    `index`; `until` null where no end is known. Intervals are half-open, so a stretch of no length exposes nobody.
    """
    joined = exposing.join(visits, "person")
    start = ibis.greatest(joined.start, joined.since)
    # A comparison, not least(): engines differ in what least() makes of a null.
    end = ibis.ifelse(joined.until.notnull() & (joined.until < joined.end), joined.until, joined.end)
    stretches = joined.select("index", "via", "person", "place", start=start, end=end)
    return stretches.filter(stretches.start < stretches.end).distinct()


def encounters(stretches: ir.Table, visits: ir.Table, rule: Rule) -> ir.Table:
    """Who was there meanwhile: `index, via, person, place, rule, overlap_start, overlap_end`, each once.

    `person` is neither the case `index` nor the exposing person. One overlap counts and never a sum of several.
    """
    others = visits.select(met="person", place="place", entered="start", left="end")
    joined = stretches.join(
        others,
        [
            stretches.place == others.place,
            others.entered < stretches.end,
            others.left > stretches.start,
            others.met != stretches.person,
            others.met != stretches.index,
        ],
    )
    overlaps = joined.select(
        "index", "via", "place",
        person="met",
        rule=ibis.literal(rule.id),
        overlap_start=ibis.greatest(joined.start, joined.entered),
        overlap_end=ibis.least(joined.end, joined.left),
    )  # fmt: skip
    least = ibis.interval(int(rule.least.total_seconds()), unit="s")
    met = (overlaps.overlap_start < overlaps.overlap_end) & (overlaps.overlap_end >= overlaps.overlap_start + least)
    return overlaps.filter(met).distinct()
