"""The scan of `lianfang warn`: areas with their places in, alarms by area and date out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lianfang.vocabulary.mistakes import Mistake

if TYPE_CHECKING:
    from lianfang.analysis import Judged
    from lianfang.cli._series import Series
    from lianfang.cli._tables import Table


def scanned(series: Series, places: Table, days: int, alpha: float) -> Judged:
    """The last ``days`` judged; each cluster of chance ``alpha`` or less is told on standard error.

    An area with a gap is left out, saying so: the scan has no way to say what was to be expected of it.
    """
    import numpy as np

    from lianfang.analysis import Judged, order_by_distance, scan

    known = dict(zip(places.texts("area"), range(places.rows), strict=True))
    lost = [area for area in series.areas if area not in known]
    if lost:
        raise Mistake(f"{places.file}: has no place for {len(lost)} areas, first {lost[0]}")
    whole = np.flatnonzero(~np.isnan(series.counts).any(axis=1))
    if len(whole) < len(series.areas):
        typer.echo(f"{len(series.areas) - len(whole)} areas have gaps and are left out of the scan", err=True)
    if not len(whole):
        raise Mistake("every area has gaps: the scan needs areas with a count on every date")
    at = [known[series.areas[area]] for area in whole]
    longitude, latitude = (np.array(places.numbers(name))[at] for name in ("longitude", "latitude"))
    counts = series.counts[whole]
    clusters = scan(counts, order_by_distance(longitude, latitude, most=50), most_days=days)
    expected, alarm = np.full_like(series.counts, np.nan), np.zeros(series.counts.shape, bool)
    if counts.sum() > 0:
        share = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0) / counts.sum()
        expected[whole, -days:] = share[:, -days:]
    for cluster in clusters:
        if cluster.p <= alpha:
            areas = whole[list(cluster.areas)]
            alarm[areas, -cluster.days :] = True
            names = ", ".join(series.areas[area] for area in areas)
            told = f"{cluster.cases:g} cases in {cluster.days} dates where {cluster.expected:.1f} were expected"
            typer.echo(f"cluster: {names}: {told}, p {cluster.p:.3f}", err=True)
    judged = np.zeros(series.counts.shape, bool)
    judged[whole, -days:] = True
    return Judged(expected, np.full_like(series.counts, np.nan), alarm, judged)
