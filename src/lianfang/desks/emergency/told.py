"""Who is told that a file was opened outside its reader's area: the command of either area, and the auditor."""

from dataclasses import dataclass
from uuid import UUID

from lianfang.access.models import Account, Opening
from lianfang.access.openings import REASONS, openings_told
from lianfang.access.roles import role
from lianfang.desks.doors import allowed
from lianfang.desks.language import name_of
from lianfang.desks.queries import person_names
from lianfang.facts import clock

_MOST = 20


@dataclass(frozen=True, slots=True)
class Told:
    """An opening in words: by whom and in which role, why; the person's name where the reader may see it."""

    opening: Opening
    role: str
    reason: str
    person: UUID
    name: str | None


def told_of(account: Account) -> list[Told]:
    """The openings of the last week of which this account is told, the latest first; none where it is told of none."""
    if not allowed(account, "read", "opening"):
        return []
    found = list(openings_told(account, clock.machine_time())[:_MOST])
    seen = person_names(account, [one.person for one in found]) if allowed(account, "read", "person") else {}
    return [
        Told(
            one,
            name_of(role(one.role)),
            str(REASONS[one.reason]),
            one.person,
            seen[one.person].name if one.person in seen else None,
        )
        for one in found
    ]
