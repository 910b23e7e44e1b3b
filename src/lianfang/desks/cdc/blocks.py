"""Contacts as they belong together: a household is one block, and whoever met a contact stands under that contact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from lianfang.access.models import Account
from lianfang.desks.homes import Home, homes_of, members_of
from lianfang.desks.queries import person_names
from lianfang.facts import known_by
from lianfang.situation import queries
from lianfang.situation.models import Contact, PersonStatus

Pair = tuple[UUID, UUID | None]


@dataclass(slots=True)
class Block:
    """Contacts that stand together, each with how deep it stands (1 under the contact whose contact they are).

    ``beside`` are those of the household, and contacts of its contacts, who stand on another page or at another step.
    """

    contacts: list[tuple[Contact, int]] = field(default_factory=list)
    beside: list[tuple[Contact, PersonStatus | None]] = field(default_factory=list)
    household: str = ""


def blocks_of(account: Account, listed: Sequence[Contact], at: datetime) -> list[Block]:
    """The contacts of a page in blocks, where the first of each stands. In a fixed number of questions."""
    through = _through(listed, at)
    homes = homes_of({contact.person for contact in listed}, at)
    blocks: dict[str, Block] = {}
    placed: set[Pair] = set()
    here: dict[Pair, Contact] = {(contact.person, contact.case): contact for contact in listed}
    for contact in sorted(listed, key=lambda one: _is_under(one, through, here)):
        if (contact.person, contact.case) not in placed:
            _placed(contact, 0, _block_of(contact, blocks, homes), here, through, placed)
    order = {(contact.person, contact.case): place for place, contact in enumerate(listed)}
    made = sorted(blocks.values(), key=lambda block: min(order[one.person, one.case] for one, _ in block.contacts))
    _add_beside(account, made, homes, at)
    return made


def _block_of(contact: Contact, blocks: dict[str, Block], homes: Mapping[UUID, Home]) -> Block:
    household = homes.get(contact.person, Home()).household
    return blocks.setdefault(household or f"{contact.person} {contact.case}", Block(household=household))


def _is_under(contact: Contact, through: Mapping[Pair, UUID], here: Mapping[Pair, Contact]) -> bool:
    """Whether this contact stands under another one of the page."""
    return (through.get((contact.person, contact.case)), contact.case) in here


def _placed(
    contact: Contact,
    depth: int,
    block: Block,
    here: Mapping[Pair, Contact],
    through: Mapping[Pair, UUID],
    placed: set[Pair],
) -> None:
    """Puts a contact into a block and, under it, whoever is a contact through it."""
    placed.add((contact.person, contact.case))
    block.contacts.append((contact, depth))
    for other, one in here.items():
        if other not in placed and through.get(other) == contact.person and other[1] == contact.case:
            _placed(one, 1, block, here, through, placed)


def _through(contacts: Iterable[Contact], at: datetime) -> dict[Pair, UUID]:
    """By contact, the person through whom they are one, as was told."""
    persons = sorted({str(contact.person) for contact in contacts if contact.grade == "secondary"})
    told = known_by(at, ["exposure"], {"person": persons}, columns=("person", "case", "via"))["exposure"]
    return {
        (UUID(row["person"]), UUID(row["case"]) if row["case"] else None): UUID(row["via"])
        for row in told.iter_rows(named=True)
        if row["via"]
    }


def _add_beside(account: Account, blocks: Sequence[Block], homes: Mapping[UUID, Home], at: datetime) -> None:
    """Adds to each block who belongs to it and stands elsewhere."""
    listed = {contact.person: block for block in blocks for contact, _depth in block.contacts}
    members = members_of({home.household for home in homes.values()}, at)
    of_household = {block.household: block for block in blocks if block.household}
    through = known_by(at, ["exposure"], where={"via": [str(person) for person in listed]}, columns=("person", "via"))
    belongs = {person: of_household[household] for person, household in members.items() if household in of_household}
    for row in through["exposure"].iter_rows(named=True):
        belongs.setdefault(UUID(row["person"]), listed[UUID(row["via"])])
    others = [person for person in belongs if person not in listed]
    if not others:
        return
    people = person_names(account, others)
    for contact in queries.contacts_of(account).filter(person__in=others).order_by("judged", "person", "case"):
        block = belongs[contact.person]
        if all(one.person != contact.person for one, _ in block.beside):
            block.beside.append((contact, people.get(contact.person)))
