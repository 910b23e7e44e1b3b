"""Whom people live with, and which child would go somewhere without an adult of their own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianfang.desks.ages import OF_AGE, is_child
from lianfang.desks.moments import local
from lianfang.facts import known_by
from lianfang.situation.models import PersonStatus


@dataclass(frozen=True, slots=True)
class Home:
    """The household to which somebody was told to belong ("" for none), and the guardian who was named for them."""

    household: str = ""
    guardian: str = ""


def homes_of(persons: Iterable[UUID], at: datetime) -> dict[UUID, Home]:
    """The home of each of these people, as was told last."""
    wanted = ("subject", "household", "guardian_name")
    told = known_by(at, ["person"], {"person": [str(person) for person in persons]}, columns=wanted)["person"]
    found: dict[UUID, Home] = {}
    for row in told.iter_rows(named=True):
        before = found.get(UUID(row["subject"]), Home())
        found[UUID(row["subject"])] = Home(
            row["household"] or before.household, row["guardian_name"] or before.guardian
        )
    return found


def members_of(households: Iterable[str], at: datetime) -> dict[UUID, str]:
    """By person, the household, for everybody who was told to belong to one of these."""
    chosen = [household for household in households if household]
    if not chosen:
        return {}
    told = known_by(at, ["person"], where={"household": chosen}, columns=("subject", "household"))["person"]
    return {UUID(row["subject"]): row["household"] for row in told.iter_rows(named=True)}


def young(status: PersonStatus | None, at: datetime) -> bool:
    """Whether somebody is under the age at which one answers for oneself, by birth or, without it, by age."""
    if status is None:
        return False
    if status.birth is not None:
        return is_child(status.birth, local(at).date())
    return status.age is not None and status.age < OF_AGE


def children_alone(
    going: Iterable[UUID],
    there: Iterable[UUID],
    people: Mapping[UUID, PersonStatus] | Mapping[UUID | None, PersonStatus],
    homes: Mapping[UUID, Home],
    at: datetime,
) -> list[UUID]:
    """Of those who go somewhere together, the children with no adult of their household among them or there already."""
    together = list(going)
    adults = {
        homes[person].household
        for person in (*together, *there)
        if person in homes and person in people and not young(people[person], at)
    } - {""}
    return [
        person
        for person in together
        if young(people.get(person), at) and homes.get(person, Home()).household not in adults
    ]
