"""Trains, flights, buses and lines as printed into number, carriage and seat. A number that no timetable has stays."""

from __future__ import annotations

import re
from typing import NamedTuple

_TRAIN = re.compile(r"[GDCZTKYLSgdcztk]?\d{1,4}[A-Z]?(?:/[A-Z]?\d{1,4}(?=次))?")
_FLIGHT = re.compile(r"([A-Za-z0-9]{1,2}-?\d{3,5}(?:-[A-Z])?)(?:次|航班)*/?(.*)")
_SLASH = re.compile(r"^\D*?([GDCZTKYLSgdcztk]\d{1,4})(?:次|车次)?(?:高铁|动车|火车|列车)?/(?![A-Z]?\d{1,4}次)(.+)$")
_CARRIAGE = re.compile(r"(?:座次)?0*(\d{1,2})(?=号?车|$)")
_SEAT = re.compile(r"\d\d\.\d\d|\d{1,3}[A-Za-z]|\d{1,3}排|\d{1,3}(?=号|座|[上中下]铺|[、和/）)]|$)|(?<=/)[A-F]$|无座")
_IN_CARRIAGE = re.compile(r"0*(\d{1,2})号?车[厢箱]?(.*)")
_BUS = re.compile(r"(?:公交车?)?([A-Za-z快游郊]?\d+)")
_COACH = re.compile(r"[A-Z]*\d+")
_LINE = re.compile(r"[A-Z]?\d+|[一二三四五六七八九十]+")


class Vehicle(NamedTuple):
    """A ride: means, number as printed, carriage and seat; empty where not told."""

    means: str
    number: str
    carriage: str = ""
    seat: str = ""


def train(text: str) -> Vehicle:
    """`G8087次列车`, `G457/15/8B`, `K206/9`: several seats of one booking are joined by `、`."""
    slashed = _SLASH.match(text)
    if slashed is None:
        found = _TRAIN.search(text)
        return Vehicle("火车", found[0] if found else "")
    carriage, _, rest = slashed[2].partition("/")
    told = _CARRIAGE.search(carriage)
    return Vehicle("火车", slashed[1], told[1] if told else "", _seats("/" + rest))


def flight(text: str) -> Vehicle:
    """`SU1702航班`, `S7-6210次`, `JD5137/7E`: as printed."""
    found = _FLIGHT.search(text)
    return Vehicle("飞机", "") if found is None else Vehicle("飞机", found[1], "", _seats(found[2]))


def bus(text: str) -> Vehicle:
    """`267路公交车`, `郊6路`, `231公交车`: the number without its 路."""
    found = _BUS.match(text)
    return Vehicle("公交车", found[1] if found else "")


def coach(text: str) -> Vehicle:
    """`109大巴车`, `机场大巴3号线`: the number that the coach or its line bears."""
    return Vehicle("大巴", _COACH.findall(text)[0])


def metro(text: str) -> Vehicle:
    """`地铁3号线`, `S1号线`: the number without its 号线."""
    found = _LINE.search(text)
    return Vehicle("地铁", found[0] if found else "")


def carriage_and_seat(text: str) -> tuple[str, str]:
    """`（2车厢004A号）`, `14车厢4号上铺`, `座位号34L`, as printed without leading noughts of the carriage."""
    found = _IN_CARRIAGE.search(text)
    return (found[1], _seats(found[2])) if found is not None else ("", _seats(text))


def _seats(text: str) -> str:
    """Several of one booking are joined by `、`."""
    return "、".join(_SEAT.findall(text))


# What reads which token of the grammar.
VEHICLES = {"TRAIN": train, "FLIGHT": flight, "BUS": bus, "COACH": coach, "METRO": metro}
