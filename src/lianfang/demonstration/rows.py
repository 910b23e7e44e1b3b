"""What the invented county consists of, as plain rows: no database, no Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import polars as pl
from shapely.geometry.base import BaseGeometry

LOCAL = timezone(timedelta(hours=8))
COVID = "covid19"
NOROVIRUS = "norovirus"
WEDDING = "青禾县河东村婚宴聚集性疫情"
SCHOOL_OUTBREAK = "青禾县第二小学诺如病毒感染聚集性疫情"


def local(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """The moment, in UTC, of a local time in January 2021; day 0 is 31 December 2020, day -1 the day before."""
    return (datetime(2021, 1, 1, hour, minute, tzinfo=LOCAL) + timedelta(days=day - 1)).astimezone(UTC)


# The county opens on this morning; nothing is known that comes later.
NOW = local(10, 7, 30)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in: the ``role``, the unit acted for, the area whose people are seen."""

    username: str
    name: str
    role: str
    unit: str
    area: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that one unit recorded together at the moment ``at``, in the column names of their layout.

    ``rows`` carry ``known_at`` each (never after ``at``) and their subjects as UUIDs in ``person``, ``case``,
    ``specimen`` … ``unit`` is the code of the unit that recorded, ``area`` where it acts; ``source`` says by which way.
    """

    at: datetime
    layout: str
    rows: pl.DataFrame
    unit: str
    area: str
    account: str
    source: str


@dataclass(frozen=True, slots=True)
class County:
    """The invented county, whole.

    ``areas``: code, parent, level, name, short_name, population. ``boundaries``: outlines by area code. ``units``:
    code, kind, name, area, leader, leader_telephone, capacity. ``people``: one row a resident in the columns of the
    layout ``people``, with ``person`` and ``household``. ``batches`` are in order of time and tell the people too.
    """

    areas: Sequence[Mapping[str, Any]]
    boundaries: Mapping[str, BaseGeometry]
    units: Sequence[Mapping[str, Any]]
    people: pl.DataFrame
    households: pl.DataFrame
    batches: Sequence[Batch]
    accounts: Sequence[Account]
