"""The map of the areas below the commander's own, by who is infected there now or newly found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.desks.commander.queries import Tile
from lianfang.desks.map import Map, Told, classes_of, filled, legend_of, map_of
from lianfang.desks.moments import day_words
from lianfang.desks.words import option_word

MEASURES = ("current", "new")


def ranked(tiles: Sequence[Tile], measure: str) -> list[Tile]:
    """The areas with most first; of those that are not known nobody can say, they stand last."""
    return sorted(tiles, key=lambda tile: (-_figure(tile, measure, -1), -_figure(tile, "current", -1), tile.area.order))


def _figure(tile: Tile, measure: str, unknown: int) -> int:
    figure: int | None = getattr(tile, measure)
    return unknown if figure is None else figure


def map_of_towns(
    tiles: Sequence[Tile], drawings: dict[str, Any], measure: str, disease: str, full: date
) -> Map | None:  # fmt: skip
    """The map of the areas by one measure; None where no boundary of them is loaded."""
    figures = [getattr(tile, measure) for tile in tiles if tile.area.code in drawings]
    begins = classes_of(figures)
    told = {tile.area.code: _told(tile, measure, begins, disease, full) for tile in tiles}
    return map_of(drawings, told, legend_of(figures))


def _told(tile: Tile, measure: str, begins: list[int], disease: str, full: date) -> Told:
    figure = getattr(tile, measure)
    query = urlencode({"area": tile.area.code, "disease": disease, "state": "current"})
    return Told(
        filled(figure, begins),
        _words(tile, full),
        tile.area.short_name or tile.area.name,
        "?" if figure is None else str(figure),
        f"{reverse('cdc:cases')}?{query}",
    )


def _words(tile: Tile, full: date) -> str:
    def said(figure: int | None) -> str:
        return _("not known") if figure is None else str(figure)

    words = _("%(area)s: infected now %(current)s, new on %(day)s %(new)s") % {
        "area": tile.area.name, "current": said(tile.current), "day": day_words(full), "new": said(tile.new)
    }  # fmt: skip
    return f"{words} · {option_word('declaration.level', tile.level)}" if tile.level else words
