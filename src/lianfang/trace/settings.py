"""Encounters by the settings of a plan: who was within reach of somebody exposing, and how near. Expressions only."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce

import ibis
from ibis.expr import types as ir

from lianfang.plan.model import ContactRules, Reach
from lianfang.trace.grades import epoch_us

MET = ("index", "via", "person", "grade", "place", "rule", "overlap_start", "overlap_end")


def exposing_spots(exposing: ir.Table, spots: ir.Table, rules: ContactRules) -> ir.Table:
    """The stretches of spots in which somebody exposes others; `end` is when the air there is safe again.

    `exposing` has `index, via, person, since, until`, as `encounters.exposing_visits` takes it.
    """
    joined = exposing.join(spots, "person")
    start = ibis.greatest(joined.start, joined.since)
    end = ibis.ifelse(joined.until.notnull() & (joined.until < joined.end), joined.until, joined.end)
    kept = ("index", "via", "person", "place", "carriage", "room", "row", "staff", "setting")
    stretches = joined.select(*kept, start=start, left=end)
    stretches = stretches.filter(stretches.start < stretches.left)
    lingers = ibis.cases(
        *((stretches.setting == at, _seconds(one.lingers)) for at, one in enumerate(rules.settings)), else_=0
    )
    return stretches.select(*kept, "start", end=stretches.left + lingers.as_interval("s")).distinct()


def met(stretches: ir.Table, spots: ir.Table, rules: ContactRules) -> ir.Table:
    """Who was within reach meanwhile, with `grade` close or general: each encounter once.

    One of the two clocks is taken to be off by as much, within the tolerance, as makes the overlap longest.
    """
    tolerance = _seconds(rules.tolerance)
    wide = ibis.interval(tolerance, unit="s")
    others = spots.select(
        met="person", place="place", entered="start", gone="end", its_carriage="carriage", its_room="room",
        its_row="row", its_staff="staff",
    )  # fmt: skip
    joined = stretches.join(
        others,
        [
            stretches.place == others.place,
            others.entered < stretches.end + wide,
            others.gone > stretches.start - wide,
            others.met != stretches.person,
            others.met != stretches.index,
        ],
    )
    pairs = joined.mutate(off=_off(joined, tolerance).as_interval("us"))
    pairs = pairs.mutate(
        overlap_start=ibis.greatest(pairs.start + pairs.off, pairs.entered),
        overlap_end=ibis.least(pairs.end + pairs.off, pairs.gone),
    )
    pairs = pairs.filter(pairs.overlap_start < pairs.overlap_end)
    grade = ibis.cases(
        *(
            ((pairs.setting == at) & _within(pairs, held), grade)
            for grade in ("close", "general")
            for at, one in enumerate(rules.settings)
            for held in (one.close if grade == "close" else one.general,)
            if held is not None
        ),
        else_=None,
    )
    names = ibis.cases(*((pairs.setting == at, one.id) for at, one in enumerate(rules.settings)), else_=None)
    graded = pairs.select(
        "index", "via", "place", "overlap_start", "overlap_end", person="met", grade=grade, rule=names
    )  # fmt: skip
    return graded.filter(graded.grade.notnull()).select(*MET).distinct()


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())


def _off(pairs: ir.Table, tolerance: int) -> ir.IntegerValue:
    """By how many microseconds the stretch moves: later where the other came and left later, earlier where earlier."""
    start, end, entered, gone = (epoch_us(pairs[name]) for name in ("start", "end", "entered", "gone"))
    most = tolerance * 1_000_000
    later = ibis.least(entered - start, gone - end, most)
    earlier = ibis.least(start - entered, end - gone, most)
    moved: ir.IntegerValue = ibis.cases((later > 0, later), (earlier > 0, -earlier), else_=0)
    return moved


def _within(pairs: ir.Table, held: Reach) -> ir.BooleanValue:
    near = ibis.literal(True)
    if held.of == "carriage":
        near = pairs.carriage == pairs.its_carriage
    elif held.of == "room":
        near = pairs.carriage.identical_to(pairs.its_carriage) & (pairs.room == pairs.its_room)
    elif held.of == "row":
        near = (
            pairs.carriage.identical_to(pairs.its_carriage)
            & pairs.room.identical_to(pairs.its_room)
            & ((pairs.row - pairs.its_row).abs() <= held.apart)
        )
    near = near.fill_null(False)
    if held.staff:
        near |= (pairs.staff | pairs.its_staff) & _serving(pairs, held)
    long = pairs.overlap_end >= pairs.overlap_start + ibis.interval(_seconds(held.least), unit="s")
    return near & long


def _serving(pairs: ir.Table, held: Reach) -> ir.BooleanValue:
    """Whether staff may have served there: what is not known of where they served narrows nothing."""
    same = [(pairs.carriage, pairs.its_carriage)] if held.of != "place" else []
    same += [(pairs.room, pairs.its_room)] if held.of in ("room", "row") else []
    compatible = [(one == other).fill_null(True) for one, other in same]
    if held.of == "row":
        compatible.append(((pairs.row - pairs.its_row).abs() <= held.apart).fill_null(True))
    return reduce(lambda one, other: one & other, compatible, ibis.literal(True))
