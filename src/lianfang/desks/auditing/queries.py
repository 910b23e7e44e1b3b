"""What the pages of the audit ask: its lines, narrowed; the policy shows those of the reader's area."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from lianfang.access.models import AuditLine
from lianfang.desks.moments import start_of


@dataclass(frozen=True, slots=True)
class Asked:
    """How the lines are narrowed: by whom, about whom, what was done, on which days; all of it may be left out."""

    name: str = ""
    person: UUID | None = None
    action: str = ""
    first: date | None = None
    last: date | None = None


def lines_asked(asked: Asked) -> QuerySet[AuditLine]:
    """The lines, the latest first."""
    chosen = Q()
    if asked.name:
        chosen &= Q(name__icontains=asked.name)
    if asked.person:
        chosen &= Q(persons__contains=[asked.person])
    if asked.action == "refused":
        chosen &= Q(action__endswith=" refused")
    elif asked.action:
        chosen &= Q(action=asked.action) | Q(action__startswith=f"{asked.action} ")
    if asked.first:
        chosen &= Q(moment__gte=start_of(asked.first))
    if asked.last:
        chosen &= Q(moment__lt=start_of(asked.last + timedelta(days=1)))
    return AuditLine.objects.filter(chosen).order_by("-id")
