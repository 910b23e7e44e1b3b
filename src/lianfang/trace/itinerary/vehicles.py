"""Trains, flights, buses and lines as printed into number, carriage and seat. A number that no timetable has stays."""

from __future__ import annotations

import re
from typing import NamedTuple

_TRAIN = re.compile(r"^(\D*?)([GDCZTKYLSgdcztk]?\d{1,4})(?![0-9])")
_FLIGHT = re.compile(r"[A-Za-z0-9]{1,2}-?\d{3,5}")
_SLASH = re.compile(r"^\D*?([GDCZTKYLSgdcztk]\d{1,4})(?:次|车次)?(?:高铁|动车|火车|列车)?/(.+)$")
_CARRIAGE = re.compile(r"(?:座次)?0*(\d{1,2})(?=号?车|$)")
_SEAT = re.compile(r"\d{1,3}[A-Fa-f]|\d{1,3}(?=号?(?:座|[上中下]?铺|号|$))|无座")
_WORDS = re.compile(r"(\d{1,2})号?车(?:厢)?(?:硬卧|软卧|动卧|的)?\s?(?:座位号)?(\d{1,3}[A-Za-z]?)?")
_SEAT_ONLY = re.compile(r"座位号[:：]?\s?(\d{1,3}[A-Za-z]?)|(\d{1,3}[A-Z])座")


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
        found = _TRAIN.match(text)
        return Vehicle("火车", found[2] if found else "")
    carriage, _, rest = slashed[2].partition("/")
    seats = _SEAT.findall(rest)
    told = _CARRIAGE.search(carriage)
    return Vehicle("火车", slashed[1], told[1] if told else "", "、".join(seats))


def flight(text: str) -> Vehicle:
    """`SU1702航班`, `S7-6210次`: as printed."""
    found = _FLIGHT.search(text)
    return Vehicle("飞机", "" if found is None else found[0])


def bus(text: str) -> Vehicle:
    """`267路公交车`: the number without its 路."""
    return Vehicle("公交车", text.removeprefix("公交").partition("路")[0])


def coach(text: str) -> Vehicle:
    """`109大巴车`: the number that the coach bears."""
    return Vehicle("大巴", text.rstrip("大巴客中车"))


def metro(text: str) -> Vehicle:
    """`地铁3号线`: the number without its 号线."""
    return Vehicle("地铁", "".join(re.findall(r"\d+", text)[:1]))


def carriage_and_seat(text: str) -> tuple[str, str]:
    """`（2车厢004A号）`, `14车厢4号上铺`, `座位号34L`, as printed without leading noughts of the carriage."""
    found = _WORDS.search(text)
    if found is not None:
        return found[1].lstrip("0"), found[2] or ""
    alone = _SEAT_ONLY.search(text)
    return "", (alone[1] or alone[2]) if alone else ""


# What reads which token of the grammar.
VEHICLES = {"TRAIN": train, "FLIGHT": flight, "BUS": bus, "COACH": coach, "METRO": metro}
