"""The map of equal tiles: a tile an area, in blocks by the area above; provinces stand where they lie.

No boundaries are needed, and a large prefecture does not outshine a small one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lianfang.desks.levels.queries import Line
from lianfang.places.models import Area

# Column and row of each province by the first two digits of its code, neighbours beside one another.
PROVINCES = {
    "23": (9, 1), "65": (1, 2), "15": (5, 2), "11": (6, 2), "21": (8, 2), "22": (9, 2), "62": (3, 3), "64": (4, 3),
    "14": (5, 3), "13": (6, 3), "12": (7, 3), "63": (2, 4), "61": (4, 4), "41": (5, 4), "37": (6, 4), "54": (1, 5),
    "51": (3, 5), "50": (4, 5), "42": (5, 5), "34": (6, 5), "32": (7, 5), "31": (8, 5), "53": (3, 6), "52": (4, 6),
    "43": (5, 6), "36": (6, 6), "33": (7, 6), "45": (4, 7), "44": (5, 7), "35": (6, 7), "71": (8, 7), "46": (4, 8),
    "82": (5, 8), "81": (6, 8),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """An area above others and their tiles in their order; on a map of provinces with its place."""

    area: Area | None
    lines: tuple[Line, ...]
    column: int | None = None
    row: int | None = None


def blocks_of(lines: Sequence[Line], above: Mapping[str, Area], placed: bool) -> list[Block]:
    """The tiles in blocks by province where ``placed``, else by the area right above."""
    found: dict[str, list[Line]] = {}
    for line in sorted(lines, key=lambda line: line.area.order):
        found.setdefault(_block_of(line, above, placed), []).append(line)
    blocks = []
    for path, held in found.items():
        area = above.get(path)
        column, row = PROVINCES.get(area.code[:2], (None, None)) if placed and area is not None else (None, None)
        blocks.append(Block(area, tuple(held), column, row))
    return blocks


def _block_of(line: Line, above: Mapping[str, Area], placed: bool) -> str:
    parts = line.area.path.strip("/").split("/")
    # From the root down to the area itself, which is its own block where nothing lies above it.
    paths = [f"/{'/'.join(parts[:i])}/" for i in range(1, len(parts) + 1)]
    right_above = paths[-2] if len(paths) > 1 else paths[-1]
    if placed:
        return next((path for path in paths if path in above and above[path].level == "province"), right_above)
    return right_above
