"""Whom a page names: noted where names are fetched, so that the door writes one line of the audit about all of them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

_noting: ContextVar[set[UUID] | None] = ContextVar("lianfang_shown", default=None)


@contextmanager
def noting() -> Iterator[set[UUID]]:
    """The people named within, as they are noted."""
    people: set[UUID] = set()
    token = _noting.set(people)
    try:
        yield people
    finally:
        _noting.reset(token)


def note(people: Iterable[UUID]) -> None:
    """Notes that these people's names go on the page; outside a page nothing is noted."""
    noted = _noting.get()
    if noted is not None:
        noted.update(people)
