"""The subject of what has a code of its own: an area, a unit, an outbreak, a duty. Every node makes the same."""

from collections.abc import Iterable
from functools import cache
from uuid import NAMESPACE_URL, uuid5


@cache
def place_subject(kind: str, code: str) -> str:
    """The UUID, as text, of the subject of this kind that has this code (RFC 9562 section 5.5, by name)."""
    return str(uuid5(NAMESPACE_URL, f"lianfang:{kind}:{code}"))


def letter_subject(direction: str, other: str, number: str) -> str:
    """The subject of the letter of this number that came from, or went to, the ``other``, by its name.

    So the same letter read twice is one, and another county's letter of the same number another.
    """
    return place_subject("letter", f"{direction}:{''.join(other.split())}:{''.join(number.split())}")


def name_subjects(letter: str, names: Iterable[tuple[str, str | None, str | None]]) -> list[str]:
    """The subjects of a letter's names, given as (name, identity number, telephone) in their order.

    An identity number tells people apart; without one name and telephone do, and of those alike the order among them.
    """
    seen: dict[str, int] = {}
    made = []
    for name, number, telephone in names:
        who = number or f"{name}|{telephone or ''}"
        seen[who] = seen.get(who, 0) + 1
        again = f"#{seen[who]}" if seen[who] > 1 else ""
        made.append(place_subject("letter_name", f"{letter}:{who}{again}"))
    return made
