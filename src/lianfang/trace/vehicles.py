"""Vehicles by their numbers: what names one, what kind it is, and the row that a printed seat tells."""

from __future__ import annotations

import re

# What runs once under its number at a time: the number alone says which vehicle it was. Others need a plate.
NAMED_BY_NUMBER = ("train", "aircraft", "ship")
# A stall in a hall of a market in a street: nobody nests places deeper.
DEEPEST = 4
VEHICLES = (*NAMED_BY_NUMBER, "coach", "car")
# Expressions that Python's engine and DuckDB's read alike; on capitals, without spaces and without 次 and what follows.
AFTER_NUMBER = r"\s|次.*$"
# 05, 5车, 5号车厢 are 5.
AROUND_CARRIAGE = r"^\s*0+|\s*(?:号|号?车厢?)?\s*$"
TRAIN = r"^[GDCZTKYLS]\d{1,4}$"
FLIGHT = r"^(?:[A-Z]{2}|[A-Z]\d|\d[A-Z])-?\d{3,4}$"
LETTER = r"[A-Z]"
SEAT_ROW = r"^0*(\d{1,3})(?:排|[A-Ka-k]|号?[上中下]铺)"


def printed(number: str) -> str:
    """A number as it is compared: capitals, no spaces, without 次 and what follows it."""
    return re.sub(AFTER_NUMBER, "", number.upper())


def carriage_of(text: str) -> str:
    """A carriage as it is compared: 5 of 05 and of 5号车厢."""
    return re.sub(AROUND_CARRIAGE, "", text)


def kind_of(number: str) -> str | None:
    """`train` or `aircraft` where a number has the form of one, else None."""
    if re.search(TRAIN, number):
        return "train"
    return "aircraft" if re.search(FLIGHT, number) else None


def names_itself(number: str, kind: str | None) -> bool:
    """Whether the number says which vehicle it is: a train's, a flight's, a ship's, or a plate."""
    return bool(number) and (kind in NAMED_BY_NUMBER or (kind in VEHICLES and re.search(LETTER, number) is not None))


def row_of(seat: str | None) -> int | None:
    """The row of `12A`, `3排`, `3号下铺`; None where the seat tells none."""
    found = re.search(SEAT_ROW, seat or "")
    return int(found[1]) if found else None
