"""The name of a duty: the same whenever it is derived, so that waivers and assignments find it again."""

from __future__ import annotations

from hashlib import md5, sha1
from uuid import NAMESPACE_URL

_ADDRESSES = NAMESPACE_URL.bytes


def duty_key(plan: str, rule: str, subject: str, episode: str, occurrence: int) -> str:
    """The key of a duty. `episode` is the original of its first cause, which no correction moves.

    MD5 because every engine has it; no secret is kept.
    """
    text = "|".join((plan, rule, subject, episode, str(occurrence)))
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def contact_original(person: str, case: str | None) -> str:
    """What a contact is known by as the cause of a duty: the pair, whichever exposure is its evidence at the time."""
    return named(f"lianfang:contact:{person}:{case or ''}")


def group_subject(plan: str, definition: str, original: str) -> str:
    """The subject of a group, named by the member that was known first: earlier cases told later do not move it."""
    return named(f"lianfang:group:{plan}:{definition}:{original}")


def proposal_original(case: str, proposed: str | None) -> str:
    """What a proposed classification is known by as the cause of a duty: another proposal is another obligation."""
    return named(f"lianfang:proposal:{case}:{proposed or ''}")


def named(name: str) -> str:
    """The UUID of version 5 (RFC 9562) of a name among addresses: what `uuid.uuid5` gives, in a third of the time."""
    digest = sha1(_ADDRESSES + name.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


def contacts_named(source: str) -> str:
    """A SELECT, in the words of DuckDB, of contacts each with its `contact_original` as `original`: for very many."""
    name = "encode('lianfang:contact:' || person || ':' || coalesce(\"case\", ''))"
    parts = [f"substr(_digest, {place}, {length})" for place, length in ((1, 8), (9, 4), (14, 3), (18, 3), (21, 12))]
    variant = "substr('89ab89ab89ab89ab', instr('0123456789abcdef', substr(_digest, 17, 1)), 1)"
    told = f"concat({parts[0]}, '-', {parts[1]}, '-5', {parts[2]}, '-', {variant}, {parts[3]}, '-', {parts[4]})"
    digest = f"sha1(unhex('{_ADDRESSES.hex()}') || {name})"
    digested = f"SELECT *, {digest} AS _digest FROM {source}"  # noqa: S608 (names of ours)
    return f"SELECT * EXCLUDE (_digest) REPLACE ({told} AS original) FROM ({digested})"  # noqa: S608


# The mean radius of the Earth in metres (IUGG).
EARTH = 6_371_008.8


def point_text(longitude: float, latitude: float) -> str:
    """Where a zone lies, as its place says it: to some hundred metres, for it points at a home."""
    return f"{longitude:.3f}, {latitude:.3f}"
