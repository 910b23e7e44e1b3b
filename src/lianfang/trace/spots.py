"""Spots: where exactly a visit was, and by which setting of the plan that place counts. Expressions only.

A visit has a spot at its place, one at each place that holds it, and, aboard a vehicle that changes its number, one
under each number. What a table does not tell is null.
"""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr import types as ir

from lianfang.plan.model import ContactRules, ContactSetting
from lianfang.trace.vehicles import (
    AFTER_NUMBER,
    AROUND_CARRIAGE,
    DEEPEST,
    FLIGHT,
    LETTER,
    NAMED_BY_NUMBER,
    SEAT_ROW,
    TRAIN,
    VEHICLES,
)

# What a visit may tell beside who, where and when, and what a place may.
OF_VISITS = {
    "kind": "string", "number": "string", "carriage": "string", "room": "string", "row": "int64", "seat": "string",
    "staff": "boolean", "air": "string", "square_metres": "float64",
}  # fmt: skip
OF_PLACES = {"kind": "string", "within": "string", "air": "string", "square_metres": "float64"}
SPOT = ("person", "place", "start", "end", "carriage", "room", "row", "staff", "setting")


def told(table: ir.Table, columns: dict[str, str]) -> ir.Table:
    """The table with these columns in these types; what it does not have is null, and so is what is empty."""
    made = {}
    for name, dtype in columns.items():
        column = table[name].try_cast(dtype) if name in table.columns else ibis.null(dtype)
        made[name] = column.strip().nullif("") if dtype == "string" else column
    return table.mutate(**made)


def spots(visits: ir.Table, places: ir.Table, rules: ContactRules) -> ir.Table:
    """`person, place, start, end, carriage, room, row, staff, setting`; what no setting fits is left out.

    `setting` is its number in the plan. `visits` as `aboard` gives them, `places` as `told`.
    """
    inner, each = visits, [_known(visits, places)]
    for _ in range(DEEPEST):
        inner = _held(inner, places)
        each.append(_known(inner, places))
    whole = reduce(lambda one, other: one.union(other), each)
    number = ibis.cases(*((_fits(whole, one), at) for at, one in enumerate(rules.settings)), else_=None)
    numbered = whole.mutate(setting=number.cast("int16"), staff=whole.staff.fill_null(False))
    return numbered.filter(numbered.setting.notnull()).select(*SPOT)


def aboard(visits: ir.Table) -> ir.Table:
    """Visits, as `told` gives them, with their vehicles as places: a row each number, with the carriage that belongs
    to it.
    """
    numbers = visits.number.upper().re_replace(AFTER_NUMBER, "").split("/")
    carriages = visits.carriage.split("/")
    rows = ibis.coalesce(visits.row, visits.seat.re_extract(SEAT_ROW, 1).nullif("").cast("int64"))
    whole = visits.mutate(numbers=numbers, carriages=carriages, row=rows)
    count = ibis.greatest(ibis.coalesce(whole.numbers.length(), 1), 1)
    each = whole.mutate(at=ibis.range(0, count).unnest())
    alone = ibis.coalesce(each.carriages.length(), 0) < 2
    number = ibis.ifelse(each.numbers.isnull(), None, each.numbers[each.at]).nullif("")
    # Of fewer carriages than numbers those left have none; Spark takes no place past the last.
    its_own = ibis.ifelse(each.at < each.carriages.length(), each.carriages[each.at], None)
    printed = ibis.ifelse(alone, each.carriage, its_own)
    carriage = printed.re_replace(AROUND_CARRIAGE, "").nullif("")
    told_kind = ibis.coalesce(
        each.kind,
        ibis.cases((number.re_search(TRAIN), "train"), (number.re_search(FLIGHT), "aircraft"), else_=None),
    )
    named = told_kind.isin(NAMED_BY_NUMBER) | (told_kind.isin(VEHICLES) & number.re_search(LETTER))
    whole = each.mutate(
        kind=told_kind, carriage=carriage, place=ibis.ifelse(number.notnull() & named, number, each.place)
    )
    return whole.select("person", "place", "start", "end", *(name for name in OF_VISITS if name != "seat"))


def _known(spots: ir.Table, places: ir.Table) -> ir.Table:
    """Spots with what the table of places tells of theirs, where the visit itself does not."""
    held = places.select(
        "place", place_kind="kind", place_air="air", place_metres="square_metres"
    )  # fmt: skip
    joined = spots.left_join(held, "place")
    return joined.select(
        "person", "place", "start", "end", "carriage", "room", "row", "staff",
        kind=ibis.coalesce(joined.kind, joined.place_kind), air=ibis.coalesce(joined.air, joined.place_air),
        square_metres=ibis.coalesce(joined.square_metres, joined.place_metres),
    )  # fmt: skip


def _held(spots: ir.Table, places: ir.Table) -> ir.Table:
    """Spots at the places that hold theirs: the inner place is the room there, unless a room is told."""
    held = places.filter(places.within.notnull()).select("place", "within")
    joined = spots.join(held, "place")
    null = ibis.null("string")
    return joined.select(
        "person", "start", "end", "number", "carriage", "row", "staff", place="within",
        room=ibis.coalesce(joined.room, joined.place), kind=null, air=null, square_metres=ibis.null("float64"),
    ).select(*spots.columns)  # fmt: skip


def _fits(spots: ir.Table, setting: ContactSetting) -> ir.BooleanValue:
    fits: ir.BooleanValue = ibis.literal(True)
    if setting.places:
        fits &= spots.kind.isin(setting.places).fill_null(False)
    if setting.air is not None:
        fits &= spots.air.isnull() | (spots.air == setting.air)
    if setting.largest is not None:
        fits &= spots.square_metres.isnull() | (spots.square_metres <= setting.largest)
    return fits
