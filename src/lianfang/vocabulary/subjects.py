"""The subject of what has a code of its own: an area, a unit, an outbreak, a duty. Every node makes the same."""

from functools import cache
from uuid import NAMESPACE_URL, uuid5


@cache
def place_subject(kind: str, code: str) -> str:
    """The UUID, as text, of the subject of this kind that has this code (RFC 9562 section 5.5, by name)."""
    return str(uuid5(NAMESPACE_URL, f"lianfang:{kind}:{code}"))
