"""What is between two hands, with what the plan owes meanwhile; in a fixed number of questions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.queries import nulls_last, open_duties, person_names
from lianfang.facts import known_by, transfers
from lianfang.places.models import Area, Unit
from lianfang.situation.models import Duty, DutyCause, PersonStatus
from lianfang.situation.queries import duties_of

Row = Mapping[str, Any]
# How long what was answered, or came back, stands on the page.
SHOWN = timedelta(days=7)
MOST_ANSWERED = 100


@dataclass(slots=True)
class Handed:
    """Somebody, or the responsibility for them, on the way from one unit to another.

    ``duty`` is what the receiver owes because of it, ``kept`` what is owed about the person meanwhile and not by the
    receiver. ``answer`` is the other end's, where it has signed; ``died`` when the person did.
    """

    sent: Row
    person: PersonStatus | None
    duty: Duty | None = None
    kept: list[Duty] = field(default_factory=list)
    answer: Row | None = None
    died: datetime | None = None

    @property
    def transfer(self) -> str:
        """The transfer's id."""
        return str(self.sent["subject"])

    @property
    def name(self) -> str:
        """Whom it is about."""
        return (self.person.name if self.person else None) or "–"

    @property
    def due(self) -> datetime | None:
        """By when the other end is to answer, where the plan says so."""
        return self.duty.due if self.duty else None

    @property
    def came(self) -> datetime | None:
        """Since when the person is in at the other end, which forgot to sign; None where nobody came."""
        return self.duty.met if self.duty else None

    def overdue(self, at: datetime) -> bool:
        """Whether it should have been answered by now."""
        return self.came is None and self.due is not None and self.due <= at


@dataclass(frozen=True, slots=True)
class OfArea:
    """What is on the way to the units of an area, overdue first."""

    area: Area | None
    handed: tuple[Handed, ...]
    over: int


def waiting(account: Account, at: datetime) -> list[Handed]:
    """Everything sent and not answered that an account may see: overdue first, then the longest on the way."""
    rows = transfers.between_two_hands(at)
    handed = _with_people(account, rows, at)
    causes = {
        fact: duty
        for duty, fact in DutyCause.objects.filter(fact__in=[row["id"] for row in rows]).values_list("duty", "fact")
    }
    answering = {duty.key: duty for duty in duties_of(account).filter(key__in=set(causes.values()))}
    persons = {one.person.person for one in handed if one.person}
    meanwhile = open_duties(account, at).filter(person__in=persons).exclude(key__in=answering)
    kept: dict[UUID | None, list[Duty]] = {}
    for duty in meanwhile.order_by(nulls_last("due"), "key"):
        kept.setdefault(duty.person, []).append(duty)
    for one in handed:
        one.duty = answering.get(causes.get(UUID(str(one.sent["id"])), ""))
        about = kept.get(one.person.person, []) if one.person else []
        one.kept = [duty for duty in about if duty.owed_by != one.sent["to_unit"]]
    return sorted(
        handed, key=lambda one: (not one.overdue(at), one.came is not None, one.sent["occurred_from"], one.transfer)
    )


def answered(account: Account, at: datetime) -> tuple[list[Handed], list[Handed]]:
    """What the other end answered these days, the latest first.

    First what it refused and nobody sent again, the sender's to settle; then what was received.
    """
    answers = transfers.answered_since(at - SHOWN, at)
    back = transfers.came_back(answers, at)
    received = [row for row in answers if row["stage"] == "received"][:MOST_ANSWERED]
    found = {one.transfer: one for one in chosen(account, [str(row["subject"]) for row in (*back, *received)], at)}

    def handed(rows: list[dict[str, Any]]) -> list[Handed]:
        return [found[str(row["subject"])] for row in rows if str(row["subject"]) in found]

    return handed(back), handed(received)


def chosen(account: Account, subjects: Iterable[str], at: datetime) -> list[Handed]:
    """The transfers of these ids that an account may see, in the order asked, each with what both ends signed."""
    wanted = list(dict.fromkeys(subjects))
    ends = transfers.both_ends(wanted, at)
    rows = [stages.get("sent") or next(iter(stages.values())) for subject in wanted if (stages := ends.get(subject))]
    handed = _with_people(account, rows, at)
    for one in handed:
        stages = ends[one.transfer]
        one.answer = stages.get("received") or stages.get("refused")
    return handed


def _with_people(account: Account, rows: list[Any], at: datetime) -> list[Handed]:
    persons = [row["person"] for row in rows if row["person"]]
    people = person_names(account, persons)
    outcomes = known_by(at, ["outcome"], {"person": persons})["outcome"]
    died = {row["person"]: row["occurred_from"] for row in outcomes.iter_rows(named=True) if row["outcome"] == "died"}
    return [
        Handed(row, people.get(UUID(row["person"])) if row["person"] else None, died=died.get(row["person"]))
        for row in rows
    ]


def by_area(handed: Iterable[Handed], units: Mapping[str, Unit], at: datetime) -> list[OfArea]:
    """By the area of the receiving unit, the area with most overdue first."""
    gathered: dict[str | None, list[Handed]] = {}
    for one in handed:
        unit = units.get(one.sent["to_unit"] or "")
        gathered.setdefault(unit.area_id if unit else one.sent["to_area"], []).append(one)
    areas = names.areas(gathered)
    groups = [
        OfArea(areas.get(code or ""), tuple(rows), sum(1 for one in rows if one.overdue(at)))
        for code, rows in gathered.items()
    ]
    return sorted(groups, key=lambda group: (-group.over, group.area.path if group.area else "~"))


def units_of(*lists: Iterable[Handed]) -> dict[str, Unit]:
    """The units at both ends of these, and those that owe meanwhile."""
    codes: list[str | None] = []
    for one in (each for listed in lists for each in listed):
        codes += [one.sent["from_unit"], one.sent["to_unit"], *(duty.owed_by for duty in one.kept)]
    return names.units(codes)
