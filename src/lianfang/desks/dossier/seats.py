"""A carriage or cabin drawn by the server: its rows around the case, each seat with how near whoever sat there was.

A letter in the seat says what its colour says, so that it reads in print. Seats whose row is not told are in the table.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from lianfang.desks.dossier.movements import Passenger
from lianfang.trace.vehicles import carriage_of, row_of

SIDE, _GAP, _AISLE, _LEFT, _TOP = 26, 4, 26, 34, 22
# Rows drawn before the first and behind the last that anybody told; and letters where seats have none.
_AROUND = 1
_MOST_ROWS = 40
_LETTER = re.compile(r"([A-HJK])$")
# Second-class seats of Chinese trains; the aisle lies behind C.
_TRAIN = "ABCDF"


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat: where it is drawn, its name, how near whoever sat there was ("": nobody known), and who."""

    x: int
    y: int
    name: str
    grade: str
    who: str


@dataclass(frozen=True, slots=True)
class Carriage:
    """The seats of one carriage, the letters above them and the rows beside them."""

    number: str
    seats: tuple[Seat, ...]
    letters: tuple[tuple[str, int], ...]
    rows: tuple[tuple[int, int], ...]
    width: int
    height: int
    side: int = SIDE


def carriages(passengers: Sequence[Passenger], people: Mapping[UUID | None, object]) -> list[Carriage]:
    """Each carriage in which a seat is told by row and letter, that of the case first."""
    told: dict[str, dict[tuple[int, str], Passenger]] = {}
    for one in passengers:
        row, letter = row_of(one.seat), _LETTER.search(one.seat.strip().upper())
        if row is not None and letter:
            told.setdefault(carriage_of(one.carriage), {}).setdefault((row, letter[1]), one)
    return [_carriage(number, seats, people) for number, seats in told.items() if len(seats) > 1]


def _carriage(number: str, seats: dict[tuple[int, str], Passenger], people: Mapping[UUID | None, object]) -> Carriage:
    letters = sorted({*_TRAIN, *(letter for _row, letter in seats)})
    told = sorted({row for row, _letter in seats})
    first, last = max(1, told[0] - _AROUND), told[-1] + _AROUND
    rows = list(range(first, last + 1)) if last - first < _MOST_ROWS else told
    across = {
        letter: _LEFT + place * (SIDE + _GAP) + (_AISLE if letter > "C" else 0) for place, letter in enumerate(letters)
    }
    down = {row: _TOP + place * (SIDE + _GAP) for place, row in enumerate(rows)}
    drawn = []
    for row in rows:
        for letter in letters:
            one = seats.get((row, letter))
            who = getattr(people.get(one.person), "name", None) or "" if one else ""
            drawn.append(Seat(across[letter], down[row], f"{row}{letter}", one.grade if one else "", who))
    width = max(across.values()) + SIDE + _GAP
    return Carriage(
        number, tuple(drawn), tuple(across.items()), tuple(down.items()), width, max(down.values()) + SIDE + _GAP
    )
