"""Who falls ill, when and how it comes out: the script of the ten days, as data."""

from dataclasses import dataclass
from typing import Literal

Found = Literal["clinic", "contact", "screening", "arrival"]


@dataclass(frozen=True, slots=True)
class Infection:
    """One infected person of the script.

    ``role`` names who it is (``wedding:1`` a guest of table 1, ``birthday``, ``household:NAME``, ``villager`` …),
    ``found`` how it came out, ``at`` the local day, hour and minute of that visit or sampling. ``onset`` is the day of
    January, None without symptoms. ``turned`` is when an asymptomatic became a confirmed case (day, hour, minute) with
    ``onset`` then. ``ends`` is the last step told: ``suspected``, ``preliminary``, ``reviewed``, ``classified``.
    """

    name: str
    role: str
    found: Found
    at: tuple[int, int, int]
    onset: int | None
    generation: int
    by: str = ""
    turned: tuple[int, int, int] | None = None
    severity: str = "common"
    ends: str = "classified"


INFECTIONS = (
    Infection("index", "index", "clinic", (5, 9, 20), 2, 1),
    Infection("wife", "household:index", "contact", (6, 10, 0), 5, 2, "index", severity="mild"),
    Infection("first guest", "wedding:1", "clinic", (6, 8, 40), 4, 2, "index"),
    Infection("second guest", "wedding:1", "clinic", (6, 14, 10), 5, 2, "index"),
    Infection("celebrant", "wedding:1", "contact", (6, 20, 0), 5, 2, "index"),
    Infection("host", "host", "contact", (7, 10, 0), 5, 2, "index"),
    Infection("third guest", "wedding:1", "contact", (7, 9, 0), 6, 2, "index", severity="mild"),
    Infection("fourth guest", "wedding:1", "contact", (7, 9, 10), 9, 2, "index", turned=(9, 10, 30), severity="mild"),
    Infection("fifth guest", "wedding:2", "contact", (7, 9, 20), 8, 2, "index", turned=(9, 15, 0), severity="mild"),
    Infection("sixth guest", "wedding:2", "contact", (7, 9, 40), 6, 2, "index"),
    Infection("seventh guest", "wedding:2", "contact", (7, 14, 0), 6, 2, "index"),
    Infection("eighth guest", "wedding:3", "contact", (9, 8, 30), 8, 2, "index", severity="mild"),
    Infection("ninth guest", "wedding:4", "contact", (9, 8, 40), None, 2, "index"),
    Infection("tenth guest", "wedding:3", "contact", (9, 9, 0), 8, 2, "index"),
    Infection("uncle", "birthday", "clinic", (8, 9, 0), 7, 3, "celebrant", severity="severe"),
    Infection("aunt", "birthday", "contact", (8, 9, 0), 7, 3, "celebrant"),
    Infection("neighbour", "birthday", "contact", (8, 9, 10), None, 3, "celebrant"),
    Infection("workmate", "birthday", "contact", (8, 9, 20), 8, 3, "celebrant", severity="mild"),
    Infection("daughter", "household:celebrant", "contact", (8, 10, 0), 7, 3, "celebrant"),
    Infection("child", "household:second guest", "contact", (8, 10, 10), None, 3, "second guest"),
    Infection("villager", "villager", "screening", (7, 13, 0), None, 3, "host"),
    Infection("returner", "arrival", "arrival", (6, 20, 10), None, 1),
    # Still open on the morning of the tenth.
    Infection("late guest", "wedding:5", "contact", (9, 21, 0), None, 2, "index", ends="preliminary"),
    Infection("patient of last night", "villager", "clinic", (9, 17, 30), 8, 3, "eighth guest", ends="reviewed"),
    Infection("patient of this morning", "town", "clinic", (10, 6, 5), 9, 3, "", ends="suspected"),
)
