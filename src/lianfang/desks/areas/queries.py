"""The figures of an area and of those below it on a day: by people, or as reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from lianfang.access.models import Account
from lianfang.desks.figures import by_child, days_of, reported_lately
from lianfang.places.frames import areas_frame, counting_from_frame
from lianfang.places.models import Area
from lianfang.places.tree import range_of
from lianfang.reports.counted import Counted, Tree
from lianfang.reports.figures import Basis
from lianfang.situation.frames import frame_of
from lianfang.situation.models import Count


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of an area in the order asked, None where unknown; ``people``: rows of people are behind them."""

    values: tuple[int | None, ...]
    people: bool = True


@dataclass(frozen=True, slots=True)
class Below:
    """An area as a whole, those below it by their codes, and what is counted in itself and in none of them.

    ``added_up`` are the sums of those below where the whole is the area's own reported figure; else there are none.
    """

    whole: Row
    children: dict[str, Row]
    itself: tuple[int, ...]
    unknown: int = 0
    added_up: tuple[int | None, ...] = ()


def figures_below(
    account: Account, children: Sequence[Area], disease: str, day: date, at: datetime, names: Sequence[str]
) -> Below:
    """The figures ``names`` of a day of the account's area and of its children, as known at a moment.

    Where nobody reports figures they are of people, and nobody recorded is nought. Where somebody does, each area has
    its figures as the daily report has them, and what nobody told is unknown; the whole is then its own reported
    figure, beside what its children add up to, else the sum of those known; ``unknown`` says of how many children
    something is not.
    """
    of_child = by_child([child.path for child in children], disease, [day])
    own = days_of(account.area_path, disease, [day])[day]
    totals = tuple(own.figure(name) for name in names)
    people = {child.code: tuple(of_child[child.path, day].figure(name) for name in names) for child in children}
    sums = [sum(values[place] for values in people.values()) for place in range(len(names))]
    itself = tuple(total - part for total, part in zip(totals, sums, strict=True)) if children else ()
    counted = _counted(account.area_path, disease, day, at)
    if counted is None:
        return Below(Row(totals), {code: Row(values) for code, values in people.items()}, itself)
    rows = {child.code: _row(counted, child.code, day, names) for child in children}
    unknown = sum(1 for row in rows.values() if None in row.values)
    known = [[row.values[place] for row in rows.values()] for place in range(len(names))]
    if account.area and counted.basis(account.area, day) is Basis.REPORTED:
        return Below(_row(counted, account.area, day, names), rows, (), unknown, tuple(map(_sum, known)))
    whole = tuple(_sum([*values, here or None]) for values, here in zip(known, itself or totals, strict=True))
    return Below(Row(whole, all(row.people for row in rows.values())), rows, itself, unknown)


def _row(counted: Counted, area: str, day: date, names: Sequence[str]) -> Row:
    values = tuple(counted.figure(area, day, name) for name in names)
    return Row(values, counted.basis(area, day) is Basis.PERSONS)


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _counted(path: str, disease: str, day: date, at: datetime) -> Counted | None:
    """All that is counted within the area of a path; None where nobody there reports figures of late."""
    areas = areas_frame().filter(pl.col("path").str.starts_with(path)).sort("order", "code")
    reported = reported_lately(areas["code"], disease, at)
    if not reported.height:
        return None
    low, high = range_of(path)
    kept = Count.objects.filter(path__gte=low, path__lt=high, disease=disease, date=day)
    counts = frame_of(kept, ("area", "date", "disease", "figure", "origin", "value"))
    return Counted(counts, reported, counting_from_frame(), Tree.of(areas), disease)
