"""Break-the-glass: a person's file outside one's area, opened for three hours, with a reason, on record.

The policies of the database open that one person to that one account until then, by the database's clock; the command
of the area and those who read the audit are told.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianfang.access.audit import audited
from lianfang.access.models import Account, Opening

LASTS = timedelta(hours=3)
TOLD_FOR = timedelta(days=7)
REASONS: Mapping[str, str | Promise] = {
    "present": _("the person is here, in care or at the door"),
    "emergency": _("life or health is in danger"),
    "tracing": _("tracing that cannot wait for a letter"),
}


@transaction.atomic
def opened(
    account: Account, person: UUID, person_path: str, reason: str, told: str, at: datetime, where: str = ""
) -> Opening:
    """Opens a person's file to `account` for three hours from `at`; `reason` is of REASONS, `told` says it in words.

    `at` is the machine's time, for the policies close the file by that clock. Stands in the audit.
    """
    opening = Opening.objects.create(
        account=account.pk,
        name=account.username,
        role=account.role,
        area_path=account.area_path,
        person=person,
        person_path=person_path,
        reason=reason,
        told=told,
        opened_at=at,
        until=at + LASTS,
    )
    audited(account, "break glass", [person], f"{reason}: {told}", where)
    return opening


def opening_of(account: Account, person: UUID, at: datetime) -> Opening | None:
    """By which opening this account sees the person's file at a moment, or None."""
    found = Opening.objects.filter(account=account.pk, person=person, opened_at__lte=at, until__gt=at)
    return found.order_by("-until").first()


def openings_told(account: Account, at: datetime) -> QuerySet[Opening]:
    """Of which openings of the last week an account is told: by others of its area, or of people of its area."""
    path = account.area_path
    of_area = Q(area_path__gte=path, area_path__lt=path + "~") | Q(person_path__gte=path, person_path__lt=path + "~")
    return Opening.objects.filter(of_area, opened_at__gt=at - TOLD_FOR, opened_at__lte=at).exclude(account=account.pk)
