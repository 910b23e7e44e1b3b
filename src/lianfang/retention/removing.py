"""What is due goes, each night or by command: by the periods of the plans, written down, proved by asking again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connections, transaction

from lianfang.access.keys import keys
from lianfang.facts.models import Closing, NumberedPerson
from lianfang.facts.removing import ALIAS, Gone, as_retention, removed
from lianfang.retention.periods import Due, due_at, found, identities, people_at
from lianfang.retention.sealed import backups_to_destroy, key_destroyed, keys_to_destroy
from lianfang.situation.outbox import drain


@dataclass(frozen=True, slots=True)
class ByRule:
    """What went by one period: by kind, day and area; how many facts an open duty holds back, by kind."""

    due: Due
    gone: tuple[Gone, ...]
    held: dict[str, int]

    @property
    def facts(self) -> int:
        """How many facts went."""
        return sum(one.facts for one in self.gone)


@dataclass(slots=True)
class Done:
    """What went, or in a trial would go; the months whose keys for data and for backups were destroyed; what was still
    found due afterwards."""

    at: datetime
    by: str
    trial: bool
    rules: list[ByRule] = field(default_factory=list)
    months: list[str] = field(default_factory=list)
    backups: list[str] = field(default_factory=list)
    left: int = 0

    @property
    def facts(self) -> int:
        """How many facts went."""
        return sum(one.facts for one in self.rules)


def remove_due(at: datetime, by: str, *, trial: bool = False, beside: Closing | None = None) -> Done:
    """Removes all facts that are due at a moment and derives anew what followed from them.

    A trial does the same and takes it back: nothing is removed, and what is said is exact. ``beside`` is a closing that
    is not recorded, for a trial of it. Raises Mistake where this
    process has no connection of the role that removes.
    """
    done = Done(at, by, trial)
    if trial:
        with transaction.atomic(using=ALIAS):
            _removed(done, beside)
            done.months, done.backups = keys_to_destroy(at), backups_to_destroy(at)
            transaction.set_rollback(True, using=ALIAS)
        return done
    _removed(done)
    drain(at)
    done.left = still_due(at)
    for month in keys_to_destroy(at):
        key_destroyed(month, at)
        done.months.append(month)
    for month in backups_to_destroy(at):
        keys().destroy_backups(month)
        done.backups.append(month)
    connections[ALIAS].close()
    return done


def still_due(at: datetime) -> int:
    """How many facts are due and have not gone, those held back by an open duty left out: none after a removal."""
    people = people_at(at)
    # A fact that is due by the periods of several plans is one fact.
    return len({(one.kind, fact) for due in due_at(at) for one in found(due, people, at) for fact in one.facts})


def _removed(done: Done, beside: Closing | None = None) -> None:
    people = people_at(done.at)
    for due in due_at(done.at, beside):
        gone: list[Gone] = []
        held: dict[str, int] = {}
        persons: set[str] = set()
        for one in found(due, people, done.at):
            gone += removed(one.kind, one.facts, due.rule, done.at, done.by)
            persons |= one.persons
            if one.held:
                held[one.kind] = len(one.held)
        if due.period.identities:
            for one in identities(persons - people.owing):
                gone += removed(one.kind, one.facts, due.rule, done.at, done.by)
                _unnumbered(one.persons)
        done.rules.append(ByRule(due, tuple(gone), held))


def _unnumbered(persons: set[str]) -> None:
    """Whoever is not told of any more has no number in the collected visits either."""
    with as_retention():
        NumberedPerson.objects.using(ALIAS).filter(person__in=sorted(persons)).delete()
