"""Who has signed off the day: reported, zero, late, missing, re-opened, or still to come."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

import polars as pl

from lianfang.reports.figures import SignOffFigures, SignOffLine, SignOffState

_FIRST = (
    SignOffState.MISSING,
    SignOffState.REOPENED,
    SignOffState.LATE,
    SignOffState.PENDING,
    SignOffState.ZERO,
    SignOffState.REPORTED,
)


def sign_off_figures(
    sign_offs: pl.DataFrame,
    units: pl.DataFrame,
    late_facts: Mapping[str, Collection[datetime]],
    *,
    day: date,
    disease: str,
    known_at: datetime,
    cut: datetime,
    due: datetime,
) -> SignOffFigures:
    """What each of the units has done for the day.

    ``units`` are those that sign. ``late_facts`` are, by unit, the moments at which facts of the day became known. A
    unit that signed again after it was due, or of whose day a fact became known after it had signed and after the cut,
    is re-opened (补报).
    """
    signed: dict[str, list[tuple[datetime, bool]]] = {}
    if sign_offs.height:
        rows = sign_offs.filter((pl.col("day") == day) & (pl.col("disease") == disease))
        for unit, moment, zero in rows.select("unit", "occurred_from", "zero").iter_rows():
            signed.setdefault(unit, []).append((moment, bool(zero)))
    lines = []
    for unit in units.iter_rows(named=True):
        times = sorted(signed.get(unit["code"], ()))
        late = 0
        if times:
            end = max(times[-1][0], cut)
            late = sum(1 for moment in late_facts.get(unit["code"], ()) if moment > end)
        lines.append(
            SignOffLine(
                unit=unit["code"],
                name=unit["name"],
                kind=unit["kind"],
                area=unit["area"],
                leader=unit.get("leader") or "",
                state=_state(times, late, known_at, due),
                zero=times[-1][1] if times else None,
                signed=times[-1][0] if times else None,
                covers_until=times[-1][0] if times and times[-1][0] < cut else None,
                late_facts=late,
            )
        )
    lines.sort(key=lambda line: (_FIRST.index(line.state), line.area, line.unit))
    return SignOffFigures(cut, due, tuple(lines))


def _state(times: list[tuple[datetime, bool]], late: int, known_at: datetime, due: datetime) -> SignOffState:
    if not times:
        return SignOffState.MISSING if known_at >= due else SignOffState.PENDING
    if late or (len(times) > 1 and times[-1][0] > due):
        return SignOffState.REOPENED
    if times[0][0] > due:
        return SignOffState.LATE
    return SignOffState.ZERO if times[-1][1] else SignOffState.REPORTED
