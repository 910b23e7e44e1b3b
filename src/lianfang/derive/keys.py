"""The name of a duty: the same whenever it is derived, so that waivers and assignments find it again."""

from __future__ import annotations

from hashlib import md5


def duty_key(plan: str, rule: str, subject: str, episode: str, occurrence: int) -> str:
    """The key of a duty. `episode` is the id of its first cause. MD5 because every engine has it; no secret is kept."""
    text = "|".join((plan, rule, subject, episode, str(occurrence)))
    return md5(text.encode(), usedforsecurity=False).hexdigest()
