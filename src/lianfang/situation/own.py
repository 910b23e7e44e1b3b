"""A person's own record, for whoever entered without an account: read in `access.session.own_session`, and only there.

Every answer is what one function of the database gives of the session's own person (`own_functions`).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from lianfang.facts.tables import table_of
from lianfang.vocabulary import kinds


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """What is owed about oneself: by which rule, by whom, from when, by when, until when, and whether it was done."""

    plan: str
    rule: str
    owed_by: str | None
    opened: datetime | None
    due: datetime | None
    ends: datetime | None
    met: datetime | None
    waived: datetime | None


@dataclass(frozen=True, slots=True)
class OwnContact:
    """That one is a contact: of which grade, last exposed when, and whether the ground still stands; never of whom."""

    evidence: UUID
    grade: str
    disease: str
    last_exposed: datetime | None
    ground_fell: datetime | None
    released: datetime | None


@dataclass(frozen=True, slots=True)
class OwnAppeal:
    """An appeal of one's own; `id` is that of its first telling."""

    id: UUID
    at: datetime
    matter: str | None
    ground: str


@dataclass(frozen=True, slots=True)
class OwnDecision:
    """A decision about oneself: who decided what on which ground, the paper, the appeal that it answers."""

    at: datetime
    decision: str
    doctor: str
    unit: str | None
    ground: str
    paper: str | None
    begins: date | None
    ends: date | None
    appeal: UUID | None


@dataclass(frozen=True, slots=True)
class OwnConsent:
    """What a guardian answered when asked for consent: who, how related, to what, and what they said."""

    at: datetime
    guardian: str
    relation: str
    matter: str
    answer: str


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked: when, of which unit or area and role, what they did, the reason told.

    `name` stands only where nobody was signed in: then it is who entered, or the machine's command.
    """

    at: datetime
    unit: str | None
    area: str
    role: str
    name: str | None
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class Kept:
    """How many facts of a kind are kept about oneself, and when the latest became known."""

    kind: str
    facts: int
    latest: datetime


def own_name() -> tuple[str, date | None, str]:
    """One's name and birth date, and the path of the area that is responsible; "" where they are not known."""
    rows = _rows("situation_own_name()")
    name, birth, area = rows[0] if rows else (None, None, None)
    return name or "", birth, area or ""


def own_area() -> str:
    """The path of the area that is responsible for oneself, "" where none is known."""
    return own_name()[2]


def own_age() -> float | None:
    """The age that was told of oneself, in years; None where none was."""
    rows = _rows("situation_own_age()")
    return rows[0][0] if rows else None


def own_guardians() -> list[str]:
    """Whom the records name as one's guardian."""
    return sorted(name for (name,) in _rows("situation_own_guardians()"))


def own_consents() -> list[OwnConsent]:
    """What guardians answered when asked for consent, the latest first."""
    return [OwnConsent(*row) for row in _rows("situation_own_consents()")]


def own_codes() -> list[dict[str, Any]]:
    """The grounds that make one's code a colour, as rows of `health_code`."""
    names = ("plan", "rule", "colour", "ground", "fact", "since", "expires")
    return [dict(zip(names, row, strict=True)) for row in _rows("situation_own_codes()")]


def own_contacts() -> list[OwnContact]:
    """Where one is a contact, the last exposed first."""
    return [OwnContact(*row) for row in _rows("situation_own_contacts()")]


def own_duties() -> list[OwnDuty]:
    """What is, was and will be owed about oneself, in the order in which it began."""
    return [OwnDuty(*row) for row in _rows("situation_own_duties()")]


def own_appeals() -> list[OwnAppeal]:
    """One's appeals, the latest first."""
    return [OwnAppeal(*row) for row in _rows("situation_own_appeals()")]


def own_decisions() -> list[OwnDecision]:
    """The decisions about oneself, the latest first."""
    return [OwnDecision(*row) for row in _rows("situation_own_decisions()")]


def own_looks(most: int) -> list[Look]:
    """Who looked at one's record, the latest first, so many at most."""
    return [Look(*row) for row in _rows("situation_own_looks(%s)", most)]


def own_kept() -> list[Kept]:
    """What is kept about oneself, in the order of the vocabulary. Collected visits are kept apart and not counted."""
    found = {table: (facts, latest) for table, facts, latest in _rows("situation_own_kept()")}
    return [Kept(kind.name, *found[table]) for kind in kinds() if (table := table_of(kind.name)) in found]


def _rows(function: str, *arguments: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}", arguments)  # noqa: S608 (the functions named above)
        return list(cursor.fetchall())
