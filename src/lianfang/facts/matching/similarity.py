"""How alike two people are, as a sum that shows its parts.

| part      | agrees                                             | points |
| --------- | -------------------------------------------------- | ------ |
| name      | the same                                           |  0.35  |
|           | the same sound (张伟, 张玮)                         |  0.28  |
|           | else, where both are known                         | -0.15  |
| birth     | the same day                                       |  0.35  |
|           | two of year, month, day, or month and day swapped  |  0.14  |
|           | else, where both are known                         | -0.25  |
| telephone | the same                                           |  0.25  |
| address   | the same but for spaces                            |  0.15  |

The sum is cut to 0 to 1. A telephone or an address that differs says nothing: people move, and families share them.
Two different numbers of identity documents of one kind are two people: 0, whatever else agrees. From 0.5 on a pair is
proposed; so a name alone, or a birthday alone, proposes nobody, and a shared surname counts for nothing at all. Nor
does a name with a birthday nearly the same: among a million people nearly all such pairs are namesakes
(benchmarks/duplicates.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

PROPOSED_FROM = 0.5

NAME, SOUND, OTHER_NAME = 35, 28, -15
BIRTH, NEAR_BIRTH, OTHER_BIRTH = 35, 14, -25
TELEPHONE, ADDRESS = 25, 15


@dataclass(frozen=True, slots=True)
class Similarity:
    """The score, 0 to 1, and the parts that it came from with their points in hundredths (birth: 35)."""

    score: float
    parts: dict[str, int]


def similarity(a: Mapping[str, object], b: Mapping[str, object]) -> Similarity:
    """The likeness of two people.

    Each has any of ``name``, ``pinyin`` (``names.pinyin_key``), ``birth`` (date), ``telephone`` and ``identity`` (as
    written or hashed, of one form), ``address``. What is missing, None or '' counts for nothing.
    """

    def both(part: str) -> tuple[object, object] | None:
        left, right = a.get(part), b.get(part)
        return (left, right) if left not in (None, "") and right not in (None, "") else None

    if (found := both("identity")) and found[0] != found[1]:
        return Similarity(0.0, {"identity": -100})
    parts: dict[str, int] = {}
    if found := both("name"):
        sounds = both("pinyin")
        if found[0] == found[1]:
            parts["name"] = NAME
        else:
            parts["name"] = SOUND if sounds and sounds[0] == sounds[1] else OTHER_NAME
    if found := both("birth"):
        parts["birth"] = _birth_points(found[0], found[1])
    if (found := both("telephone")) and found[0] == found[1]:
        parts["telephone"] = TELEPHONE
    if (found := both("address")) and _closed(found[0]) == _closed(found[1]):
        parts["address"] = ADDRESS
    return Similarity(min(max(sum(parts.values()), 0), 100) / 100, parts)


def _birth_points(left: object, right: object) -> int:
    assert isinstance(left, date) and isinstance(right, date)
    if left == right:
        return BIRTH
    swapped = left.year == right.year and left.month == right.day and left.day == right.month
    same = (left.year == right.year) + (left.month == right.month) + (left.day == right.day)
    return NEAR_BIRTH if swapped or same == 2 else OTHER_BIRTH


def _closed(address: object) -> str:
    return "".join(str(address).split())
