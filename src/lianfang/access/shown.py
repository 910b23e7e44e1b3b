"""Whom a page names: noted where names are fetched, so that one line of the audit tells of all of them.

Of whom a line of the page's own tells already, no second one does.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(slots=True)
class Shown:
    """The people whom a page names, and those of whom the audit was told while it was made."""

    named: set[UUID] = field(default_factory=set)
    told: set[UUID] = field(default_factory=set)

    @property
    def untold(self) -> set[UUID]:
        """Those of whom no line tells yet."""
        return self.named - self.told


_shown: ContextVar[Shown | None] = ContextVar("lianfang_shown", default=None)


@contextmanager
def noting() -> Iterator[Shown]:
    """The people named within, as they are noted."""
    shown = Shown()
    token = _shown.set(shown)
    try:
        yield shown
    finally:
        _shown.reset(token)


def note(people: Iterable[UUID]) -> None:
    """Notes that these people's names go on the page; outside a page nothing is noted."""
    if shown := _shown.get():
        shown.named.update(people)


def told_of(people: Iterable[UUID]) -> None:
    """Notes that a line of the audit tells of these people."""
    if shown := _shown.get():
        shown.told.update(people)
