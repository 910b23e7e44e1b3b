"""The prose cut where a span begins or ends, so that each piece knows the lines that it tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lianfang.desks.itinerary.lines import UNREAD, Line


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text: the number of its hue or None, whether it was not read, and the lines that begin with it."""

    text: str
    hue: int | None
    unread: bool
    begins: tuple[int, ...]


def pieces(text: str, lines: Sequence[Line]) -> list[Piece]:
    """The whole text in pieces. Where spans overlap, a piece has the hue of the line that begins last."""
    spans = [line for line in lines if line.start < line.end]
    cuts = sorted({0, len(text), *(line.start for line in spans), *(line.end for line in spans)})
    made = []
    for start, end in pairwise(cuts):
        over = [line for line in spans if line.start <= start and end <= line.end]
        top = max(over, key=lambda line: (line.start, -line.number), default=None)
        made.append(
            Piece(
                text[start:end],
                None if top is None else top.hue,
                top is not None and top.read == UNREAD,
                tuple(line.number for line in over if line.start == start),
            )
        )
    return made
