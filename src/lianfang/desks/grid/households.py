"""People gathered into households, and households into the order in which one walks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2s
from typing import Any
from uuid import UUID

from lianfang.facts import identities, known_by
from lianfang.places.door_addresses import DoorAddress, Key, read_address
from lianfang.situation.models import PersonStatus


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody as a card shows them: status, what care they need, and the household they were told to belong to."""

    status: PersonStatus
    care_need: str | None
    household: str | None
    address: str

    @property
    def alone(self) -> bool:
        """Whether they are old and live alone."""
        return self.care_need == "alone"


@dataclass(frozen=True, slots=True)
class Household:
    """People behind one door. ``anchor`` names the household on the page, ``address`` is its door, "" if unknown."""

    anchor: str
    residents: tuple[Resident, ...]
    door: DoorAddress | None
    grid: str

    @property
    def address(self) -> str:
        """The door as it is written, without the chain of areas."""
        return self.door.text if self.door else ""

    @property
    def place(self) -> tuple[bool, str, Key | tuple[()], str]:
        """Where one comes to it on the way: by grid, then by door; without an address last."""
        return self.door is None, self.grid, self.door.key if self.door else (), self.anchor


def residents_of(people: Mapping[UUID, PersonStatus], at: datetime) -> list[Resident]:
    """These people with their addresses opened (whoever shows them writes the audit's line) and what they need."""
    wanted = ("subject", "care_need", "household")
    told = known_by(at, ["person"], {"person": [str(person) for person in people]}, columns=wanted)["person"]
    latest = {row["subject"]: row for row in told.iter_rows(named=True)}
    addresses = identities.sealed_values(people, "address")
    found = []
    for person, status in people.items():
        row: Mapping[str, Any] = latest.get(str(person), {})
        address = addresses.get(person, "")
        found.append(Resident(status, row.get("care_need"), row.get("household"), address))
    return found


def households_of(residents: Iterable[Resident], within: str) -> list[Household]:
    """Households in walking order: those told to belong together, else those behind the same door.

    ``within`` is the path of the area that is walked; whoever is elsewhere just now stands at the door of their own.
    """
    listed = list(residents)
    doors = {resident.address: read_address(resident.address) for resident in listed if resident.address}
    # Who was told without a household belongs to the one behind the same door, where there is only one.
    behind: dict[str, set[str]] = {}
    for resident in listed:
        if resident.address and resident.household:
            behind.setdefault(doors[resident.address].door, set()).add(resident.household)
    gathered: dict[str, list[Resident]] = {}
    for resident in listed:
        door = doors[resident.address].door if resident.address else ""
        told = behind.get(door, set())
        name = resident.household or (next(iter(told)) if len(told) == 1 else "") or door or str(resident.status.person)
        gathered.setdefault(name, []).append(resident)
    made = (_household(name, members, doors, within) for name, members in gathered.items())
    return sorted(made, key=lambda each: each.place)


def _household(name: str, members: list[Resident], doors: Mapping[str, DoorAddress], within: str) -> Household:
    members.sort(key=lambda member: (member.status.birth is None, member.status.birth, str(member.status.person)))
    paths = [path for member in members for path in (member.status.whereabouts, member.status.responsible) if path]
    grid = min((path for path in paths if path.startswith(within)), default="~")
    door = next((doors[member.address] for member in members if member.address), None)
    return Household(f"h-{blake2s(name.encode(), digest_size=5).hexdigest()}", tuple(members), door, grid)
