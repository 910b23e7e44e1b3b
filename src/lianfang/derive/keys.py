"""The name of a duty: the same whenever it is derived, so that waivers and assignments find it again."""

from __future__ import annotations

from hashlib import md5
from uuid import NAMESPACE_URL, uuid5


def duty_key(plan: str, rule: str, subject: str, episode: str, occurrence: int) -> str:
    """The key of a duty. `episode` is the original of its first cause, which no correction moves.

    MD5 because every engine has it; no secret is kept.
    """
    text = "|".join((plan, rule, subject, episode, str(occurrence)))
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def contact_original(person: str, case: str | None) -> str:
    """What a contact is known by as the cause of a duty: the pair, whichever exposure is its evidence at the time."""
    return str(uuid5(NAMESPACE_URL, f"lianfang:contact:{person}:{case or ''}"))


def group_subject(plan: str, definition: str, original: str) -> str:
    """The subject of a group, named by the member that was known first: earlier cases told later do not move it."""
    return str(uuid5(NAMESPACE_URL, f"lianfang:group:{plan}:{definition}:{original}"))


def proposal_original(case: str, proposed: str | None) -> str:
    """What a proposed classification is known by as the cause of a duty: another proposal is another obligation."""
    return str(uuid5(NAMESPACE_URL, f"lianfang:proposal:{case}:{proposed or ''}"))


# The mean radius of the Earth in metres (IUGG).
EARTH = 6_371_008.8


def point_text(longitude: float, latitude: float) -> str:
    """Where a zone lies, as its place says it: to some hundred metres, for it points at a home."""
    return f"{longitude:.3f}, {latitude:.3f}"
