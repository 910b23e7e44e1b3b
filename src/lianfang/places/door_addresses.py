"""Chinese door addresses as one walks them: street, number, building, entrance, floor, room.

    河东村1组8号                       street 河东村1组, number 8
    幸福街12-3号                       street 幸福街, number 12 and 3
    人民路18号锦绣家园2号楼1单元301    street 人民路, number 18, estate 锦绣家园, building 2, entrance 1, room 301
    2-1-301                            building 2, entrance 1, floor 3, room 301

An address is written by many hands. What cannot be told apart stays in the text beside it, and two addresses are
ordered by it: any text has its place, and digits compare as numbers wherever they stand.
"""

import re
import unicodedata
from dataclasses import dataclass

# A piece of text between digits, or a number: numbers stand before texts, so that any two pieces can be compared.
Piece = tuple[int, int, str]
Key = tuple[
    tuple[Piece, ...], tuple[int, int], tuple[Piece, ...], tuple[Piece, ...], tuple[Piece, ...], int, tuple[Piece, ...],
    tuple[Piece, ...], str,
]  # fmt: skip

# No door is written longer; what stands behind is not read.
_LONGEST = 200
_NUMERALS = "零〇一二两三四五六七八九十百"
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_WRITTEN = re.compile(rf"[{_NUMERALS}]+(?=号|栋|幢|座|单元|层|楼|室|组|队|弄)")
# The chain of areas before the street or village; 小区, 社区 and 市场 are no areas of it.
_CHAIN = re.compile(r"^.*(?:省|自治区|市(?!场)|县|(?<![小社])区|镇|乡|街道)(?=.)")
_BUILDING = re.compile(r"(\d+|[A-Z]\d*|[甲乙丙丁东西南北])(?:号楼|#楼|#|栋|幢|座)")
_ENTRANCE = re.compile(r"(\d+|[A-Z]|[甲乙丙丁东西南北中])(?:单元|门洞|楼道|梯)")
_FLOOR = re.compile(r"(负|地下|B|-)?(\d{1,3})(?:层|楼|F)")
_NUMBER = re.compile(r"(\d+)(?:[-之](\d+))?号(?!楼)(?:院)?(?:附(\d+)号?|之(\d+)|-(\d+)(?=$|号))?")
_ROOM = re.compile(r"(\d{1,5}[A-Z]?|[A-Z]\d{1,4}|[东西南北中])(?:室|号|房|户)?$")
_DASHED = re.compile(r"(?:(\d+)-)?(\d+)-(\d{3,5})(?:室|号|房|户)?$")
_BARE = re.compile(r"(\d+)(?:-(\d+))?$")
_SPLIT = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class DoorAddress:
    """An address read. ``text`` is what was written, without the chain of areas; ``floor`` is 0 where none is told."""

    text: str
    street: str = ""
    number: tuple[int, int] = (0, 0)
    estate: str = ""
    building: str = ""
    entrance: str = ""
    floor: int = 0
    room: str = ""

    @property
    def door(self) -> str:
        """Equal for two writings of one door (301 and 301室); where no number is told, the text itself."""
        if self.number == (0, 0) and not self.room:
            return self.text
        parts = (self.street, *self.number, self.estate, self.building, self.entrance, self.floor, self.room)
        return "|".join(map(str, parts))

    @property
    def key(self) -> Key:
        """What addresses are sorted by: equal only where the texts are."""
        return (
            _pieces(self.street), self.number, _pieces(self.estate), _pieces(self.building), _pieces(self.entrance),
            self.floor, _pieces(self.room), _pieces(self.text), self.text,
        )  # fmt: skip


def read_address(written: str) -> DoorAddress:
    """The parts of an address as far as they can be told; a text that is none becomes a street of that name."""
    text = _plain(written)
    building, entrance, floor = _BUILDING.search(text), None, None
    after = building.end() if building else 0
    if entrance := _ENTRANCE.search(text, after):
        after = entrance.end()
    if floor := _FLOOR.search(text, after):
        after = floor.end()
    marks = [mark for mark in (building, entrance, floor) if mark]
    head, tail = (text[: marks[0].start()], text[after:].lstrip("-、,")) if marks else (text, "")
    number = _NUMBER.search(head)
    if not marks:
        # Nothing says which building: what follows the number is the room.
        tail = head[number.end() :] if number else head
    street, estate = (head[: number.start()], head[number.end() :]) if number else (head, "")
    told = [building[1] if building else "", entrance[1] if entrance else ""]
    counted = (int(number[1]), int(number[2] or number[3] or number[4] or number[5] or 0)) if number else (0, 0)
    room = ""
    if dashed := _DASHED.search(tail):
        told = [told[0] or dashed[1] or ("" if marks else dashed[2]), told[1] or dashed[2]]
        room, rest = dashed[3], tail[: dashed.start()]
    elif not marks and not number and (bare := _BARE.search(tail)) and len(bare[1]) < 3:
        counted, rest = (int(bare[1]), int(bare[2] or 0)), tail[: bare.start()]
    elif found := _ROOM.search(tail):
        room, rest = found[1], tail[: found.start()]
    else:
        rest = tail
    if not marks:
        street, estate = (street, rest) if number else (rest, "")
    level = _level(floor) if floor else _floor_of(room)
    return DoorAddress(text, street.strip("-、,"), counted, estate.strip("-、,"), told[0], told[1], level, room)


def _plain(written: str) -> str:
    """Full-width signs made narrow, without spaces and the chain of areas, numbers as digits."""
    text = "".join(unicodedata.normalize("NFKC", written[:_LONGEST]).split()).upper()
    text = re.sub(r"[‐-―−~至]", "-", text)
    return _WRITTEN.sub(lambda found: str(_value(found[0])), _CHAIN.sub("", text))


def _value(numeral: str) -> int:
    """十二 is 12, 二十 is 20, 一百零三 is 103; a row of digits (三〇一) is read as it stands."""
    if not any(sign in numeral for sign in "十百"):
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    total, last = 0, 0
    for sign in numeral:
        if sign in "十百":
            total += (last or 1) * (10 if sign == "十" else 100)
            last = 0
        else:
            last = _DIGITS[sign]
    return total + last


def _level(floor: re.Match[str]) -> int:
    return -int(floor[2]) if floor[1] else int(floor[2])


def _floor_of(room: str) -> int:
    """The floor that a room's number tells: 301 is on the third, 1503 on the fifteenth; 12 tells none."""
    digits = room.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) // 100 if digits.isdecimal() and len(digits) >= 3 else 0


def _pieces(text: str) -> tuple[Piece, ...]:
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _SPLIT.split(text) if part)
