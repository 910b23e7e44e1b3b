"""What the form of a task holds: read as it was typed, told to the ledger as a row, kept where it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from lianfang.desks.moments import local_zone, moment_typed
from lianfang.facts import known_by
from lianfang.facts.responsible import leaders
from lianfang.places.models import Unit
from lianfang.places.names import unit_codes
from lianfang.places.tree import range_of

FIELDS = ("title", "owner", "doer", "helpers", "leader", "deadline", "origin", "superior", "finding", "number", "note")


@dataclass(frozen=True, slots=True)
class TypedTask:
    """A task as somebody typed it; ``owner`` is a unit's code or name, ``deadline`` the text of its field."""

    title: str = ""
    owner: str = ""
    doer: str = ""
    helpers: str = ""
    leader: str = ""
    deadline: str = ""
    origin: str = ""
    superior: str = ""
    finding: str = ""
    number: str = ""
    note: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was typed that makes a task."""
        return not (self.title or self.owner or self.deadline or self.doer or self.helpers)


def typed_task(request: HttpRequest, prefix: str = "") -> TypedTask:
    """The task of a form whose fields begin with a prefix."""
    return TypedTask(**{name: request.POST.get(prefix + name, "").strip() for name in FIELDS})


def row_of(said: TypedTask, now: datetime, number: str, leader: str) -> dict[str, object]:
    """The typed task as a row for the ledger, given now."""
    return {
        "task.number": said.number or number,
        "task.title": said.title or None,
        "task.origin": said.origin or None,
        "task.superior": said.superior or None,
        "task.finding": said.finding or None,
        "task.owner": said.owner or None,
        "task.doer": said.doer or None,
        "task.helpers": said.helpers or None,
        "task.leader": said.leader or leader or None,
        "task.deadline": moment_typed(said.deadline) or said.deadline or None,
        "task.note": said.note or None,
        "task.occurred_from": now,
    }


def next_numbers(now: datetime, count: int) -> list[str]:
    """So many numbers of the year's own row: 2021-017, 2021-018."""
    year = now.astimezone(local_zone()).year
    given = known_by(now, ["task"], columns=["number"])["task"]["number"].drop_nulls()
    taken = [int(number[5:]) for number in given if number.startswith(f"{year}-") and number[5:].isdigit()]
    first = max(taken, default=0) + 1
    return [f"{year}-{number:03d}" for number in range(first, first + count)]


def leaders_of_owners(owners: list[str], within: str, now: datetime) -> Mapping[str, str]:
    """By what was typed as owner, the leader responsible for that unit now; who is unknown is left out."""
    codes = unit_codes(owners, within).codes
    named = leaders(Unit.objects.filter(code__in=set(codes.values())), now)
    return {typed: named[code] for typed, code in codes.items() if named.get(code)}


def owners_within(path: str) -> list[Unit]:
    """The units to which a task can be given: those that act in an area, grids left out."""
    low, high = range_of(path)
    return list(Unit.objects.filter(path__gte=low, path__lt=high).exclude(kind="grid").order_by("kind", "code")[:400])
