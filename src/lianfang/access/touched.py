"""Whose records an account, or an address, had before it: the persons of a breach, from the audit (PIPL, art. 57)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from lianfang.access.models import AuditLine
from lianfang.access.session import machine_session
from lianfang.vocabulary import Mistake


@dataclass(slots=True)
class Touched:
    """A person: when their record was first and last seen, in how many lines of the audit, and what was done."""

    person: UUID
    first: datetime
    last: datetime
    lines: int = 0
    actions: set[str] = field(default_factory=set)


def touched(since: datetime, until: datetime, account: str = "", address: str = "") -> list[Touched]:
    """The persons named in lines of the audit from a moment to before another, those first touched first.

    ``account`` is the name to sign in with, ``address`` that from which it was. What was refused showed
    nothing and is left out. Raises Mistake where neither is named, or the audit has no line of them in that time.
    """
    if not account and not address:
        raise Mistake("say whose access it was: --account NAME or --from ADDRESS")
    chosen = Q(moment__gte=since, moment__lt=until) & ~Q(action__endswith=" refused")
    chosen &= Q(name=account) if account else Q()
    chosen &= Q(place__startswith=f"{address} ") if address else Q()
    found: dict[UUID, Touched] = {}
    with machine_session():
        lines = AuditLine.objects.filter(chosen).order_by("id").values_list("moment", "action", "persons")
        if not lines.exists():
            who = account or address
            raise Mistake(f"the audit has no line of {who} from {since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M} UTC")
        for moment, action, persons in lines.iterator():
            for person in persons:
                one = found.setdefault(person, Touched(person, moment, moment))
                one.last, one.lines = moment, one.lines + 1
                one.actions.add(action)
    return sorted(found.values(), key=lambda one: (one.first, one.person))
