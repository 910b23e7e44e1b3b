"""A shift's hand-over from the ledger and the situation, as known at a moment."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from lianfang.facts import known_by
from lianfang.facts.shifts import OnDuty, rota, shift_of
from lianfang.facts.standing_tasks import standing_tasks
from lianfang.places.models import Unit
from lianfang.places.tree import range_of
from lianfang.reports.handover_figures import Expected, Handover, Sought, Watch
from lianfang.reports.meeting_figures import TaskFigure
from lianfang.reports.meeting_ledger import duties_by_rule, task_figures, within_area
from lianfang.reports.wording import ZONE
from lianfang.situation.models import Duty, PersonStatus
from lianfang.situation.queries import begun, unended, unfinished
from lianfang.vocabulary import Mistake

# Whose hand-over speaks of the whole area and not of what the unit itself owes.
AREA_WIDE = frozenset({"command", "health_authority"})
# Who could not be reached is looked for that long; after it the plan's own duties speak.
LOOKED_FOR = timedelta(days=14)
# How long before and after the shifts change their hand-over is the one that is asked for.
_STILL = timedelta(hours=4)
_MOST = 200


def change_near(now: datetime) -> datetime:
    """The change of shifts whose hand-over is at hand: the last one for four hours, then the next."""
    begins, ends = shift_of(now, ZONE)
    return begins if now - begins <= _STILL else ends


def handover(unit: str, changes: datetime, at: datetime, *, people: bool = True) -> Handover:
    """What the unit's shift hands over at ``changes``, as known at ``at``.

    Called within a session that may read what the unit may; ``people`` says whether people are named, which asks the
    right to read attempts, journeys and transfers. Raises Mistake on a unit unknown, and on a moment at which
    no shift changes.
    """
    of = Unit.objects.filter(code=unit).first()
    if of is None:
        raise Mistake(f"no unit has the code {unit!r}; `lianfang load units FILE` puts units in")
    begins, ends = shift_of(changes, ZONE)
    if begins != changes.astimezone(UTC):
        raise Mistake(
            f"no shift changes at {changes.astimezone(ZONE):%Y-%m-%dT%H:%M}; shifts change at 08:00 and 20:00"
        )
    wide = of.kind in AREA_WIDE
    here = within_area(of.path) if wide else Q(owed_by=unit)
    open_ = here & unended(at)
    going = open_ & begun(at)
    before = shift_of(begins - timedelta(minutes=1), ZONE)[0]
    units = _units_of(of, wide)
    return Handover(
        unit=unit,
        unit_name=of.name,
        area_wide=wide,
        changes=begins,
        ends=ends,
        known=at,
        leaving=_watches(rota(before, begins, at, ZONE, units)),
        coming=_watches(rota(begins, ends, at, ZONE, units)),
        overdue=duties_by_rule(going & Q(due__lte=begins)),
        running=duties_by_rule(going & Q(due__gt=begins, due__lte=ends)),
        sought=_sought(here, at) if people else (),
        tasks=_tasks(of, wide, ends, at),
        expected=_expected(of, wide, begins, ends, at) if people else (),
        opening=duties_by_rule(open_ & Q(opened__gt=at, opened__lte=ends), "opened"),
        ending=duties_by_rule(going & Q(ends__gt=at, ends__lte=ends), "ends"),
    )


def _units_of(unit: Unit, wide: bool) -> set[str]:
    """Whose rota it is: the unit's own and, where it speaks of the whole area, that of the area's command."""
    commands = Unit.objects.filter(area_id=unit.area_id, kind="command").values_list("code", flat=True)
    return {unit.code, *commands} if wide else {unit.code}


def _watches(on_duty: Iterable[OnDuty]) -> tuple[Watch, ...]:
    told = [Watch(one.name, one.leading, one.begins) for one in on_duty]
    return tuple(sorted(told, key=lambda watch: (not watch.leading, watch.begins, watch.name)))


def _sought(here: Q, at: datetime) -> tuple[Sought, ...]:
    """Who was not reached last and owes, or is owed, something still."""
    lately = (at - LOOKED_FOR, at + timedelta(microseconds=1))
    told = known_by(at, ["attempt"], between=lately, columns=("person", "result", "occurred_from"))["attempt"]
    by_person: dict[str, list[dict[str, Any]]] = {}
    for row in told.sort("occurred_from").iter_rows(named=True):
        by_person.setdefault(row["person"], []).append(row)
    missed = {person: rows for person, rows in by_person.items() if rows[-1]["result"] != "reached"}
    if not missed:
        return ()
    wanted = Duty.objects.filter(here & unfinished(at), person__in=list(missed)).values_list("person", flat=True)
    people = names_of(wanted.distinct())
    found = []
    for person, name in people.items():
        rows = missed[str(person)]
        failed = next((n for n, row in enumerate(reversed(rows)) if row["result"] == "reached"), len(rows))
        found.append(Sought(str(person), name, rows[-1]["result"], rows[-1]["occurred_from"], failed))
    return tuple(sorted(found, key=lambda one: (-one.failed, one.at, one.person))[:_MOST])


def names_of(persons: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of these people as the session may see them."""
    rows = PersonStatus.objects.filter(person__in=[person for person in persons if person])
    return {person: name or "" for person, name in rows.values_list("person", "name")}


def _tasks(unit: Unit, wide: bool, ends: datetime, at: datetime) -> tuple[TaskFigure, ...]:
    """Tasks whose deadline is past or comes in the shift, and those that wait to be accepted."""
    low, high = range_of(unit.path)
    owners = set(Unit.objects.filter(path__gte=low, path__lt=high).values_list("code", flat=True)) if wide else set()
    every = [
        task
        for task in standing_tasks(at)
        if task.closed is None and (task.fact["owner"] == unit.code or task.fact["owner"] in owners)
    ]
    figures = task_figures([task for task in every if task.applied or task.fact["deadline"] <= ends], at)
    return tuple(sorted(figures.values(), key=lambda task: (task.deadline, task.id)))


def _expected(unit: Unit, wide: bool, begins: datetime, ends: datetime, at: datetime) -> tuple[Expected, ...]:
    """Who is to come by their own word in the shift, and who was sent and is received by nobody yet."""
    rows = []
    if wide:
        coming = known_by(at, ["journey"], between=(begins, ends), where={"direction": ["intended_return"]})["journey"]
        rows = [(row, "return") for row in coming.iter_rows(named=True)]
    sent = known_by(at, ["transfer"], between=(at - timedelta(days=2), at + timedelta(microseconds=1)))["transfer"]
    done = set(sent.filter(sent["stage"] != "sent")["subject"].to_list())
    rows += [
        (row, "transfer")
        for row in sent.iter_rows(named=True)
        if row["stage"] == "sent"
        and row["subject"] not in done
        and (wide or unit.code in (row["from_unit"], row["to_unit"]))
    ]
    people = names_of({UUID(row["person"]) for row, _what in rows if row["person"]})
    found = [
        Expected(row["person"], people[UUID(row["person"])], what, row["occurred_from"], row["note"] or "")
        for row, what in rows
        if row["person"] and UUID(row["person"]) in people
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.person))[:_MOST])
