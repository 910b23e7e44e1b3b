"""The scan of `lianfang warn`: areas with their places in, alarms by area and date out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from lianfang.cli._tables import read
from lianfang.vocabulary.mistakes import Mistake

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from lianfang.analysis import Judged
    from lianfang.analysis.series import Integers
    from lianfang.cli._series import Series
    from lianfang.cli._tables import Table

_GEOJSON = (".geojson", ".json", ".geojson.gz", ".json.gz")
# Under which properties files of boundaries hold what an area is called, where the counts name it and tell no code.
_NAMES = ("area", "name", "名称", "区划名称", "地名")


def scanned(series: Series, places: Path, days: int, alpha: float) -> Judged:
    """The last ``days`` judged; each cluster of chance ``alpha`` or less is told on standard error.

    An area with a gap is left out, saying so: the scan has no way to say what was to be expected of it.
    """
    import numpy as np

    from lianfang.analysis import Judged, scan

    whole = np.flatnonzero(~np.isnan(series.counts).any(axis=1))
    if len(whole) < len(series.areas):
        typer.echo(f"{len(series.areas) - len(whole)} areas have gaps and are left out of the scan", err=True)
    if not len(whole):
        raise Mistake("every area has gaps: the scan needs areas with a count on every date")
    counts = series.counts[whole]
    clusters = scan(counts, _order([series.areas[area] for area in whole], places), most_days=days)
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


def _order(areas: list[str], file: Path) -> Integers:
    """The areas from each one outwards: by boundaries that touch, by neighbours, or by longitude and latitude."""
    import numpy as np

    from lianfang.analysis import order_by_distance, order_by_neighbours

    if file.name.casefold().endswith(_GEOJSON):
        return order_by_neighbours(len(areas), _touching(areas, file), most=50)
    places = _places(file)
    if "neighbour" in places:
        place_of = {area: place for place, area in enumerate(areas)}
        pairs = zip(places.texts("area"), places.texts("neighbour"), strict=True)
        beside = [(place_of[one], place_of[two]) for one, two in pairs if one in place_of and two in place_of]
        if not beside:
            raise Mistake(f"{places.file}: no two areas of the counts are neighbours; write area and neighbour by name")
        return order_by_neighbours(len(areas), beside, most=50)
    known = dict(zip(places.texts("area"), range(places.rows), strict=True))
    lost = [area for area in areas if area not in known]
    if lost:
        raise Mistake(f"{places.file}: has no place for {len(lost)} areas, first {lost[0]}")
    at = [known[area] for area in areas]
    longitude, latitude = (np.array(places.numbers(name))[at] for name in ("longitude", "latitude"))
    return order_by_distance(longitude, latitude, most=50)


def _places(file: Path) -> Table:
    """A table with who lies beside whom, or where."""
    told = read(file, "area")
    return told if "neighbour" in told else read(file, "area", "longitude", "latitude")


def _touching(areas: list[str], file: Path) -> list[tuple[int, int]]:
    """The pairs of these areas whose boundaries touch, by a file of boundaries: each called by its code or its name."""
    from lianfang.facts.cells.reasons import reason
    from lianfang.facts.reading.features import CODE_PROPERTIES, code_of, features_of
    from lianfang.places.outlines import Unfit, outline_of, touching

    place_of = {area: place for place, area in enumerate(areas)}
    outlines: dict[int, BaseGeometry] = {}
    for number, feature in enumerate(features_of(file), 1):
        called = [code_of(feature, names, {})[1] for names in (CODE_PROPERTIES, _NAMES)]
        place = next((place_of[name] for name in called if name in place_of), None)
        if place is None:
            continue
        try:
            if place in outlines:
                raise Unfit("boundary_twice")
            outlines[place] = outline_of(feature.get("geometry"))
        except Unfit as unfit:
            why = reason(unfit.key, **unfit.named)
            raise Mistake(f"{file}: feature {number}, {areas[place]}: {why}") from None
    lost = [area for place, area in enumerate(areas) if place not in outlines]
    if lost:
        asked = f"a feature needs it as its {CODE_PROPERTIES[0]}, adcode or name"
        raise Mistake(f"{file}: has no boundary for {len(lost)} areas, first {lost[0]}; {asked}")
    places = sorted(outlines)
    pairs = [(places[one], places[two]) for one, two in touching([outlines[place] for place in places])]
    if not pairs:
        raise Mistake(f"{file}: no two boundaries of the counts' areas touch, so there is nothing to scan")
    return pairs
