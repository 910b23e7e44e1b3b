"""The tick: what time alone changes. It asks one indexed question: whose next change has come?"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from lianfang.access.session import machine_session
from lianfang.facts.models import Request
from lianfang.places.models import Unit
from lianfang.situation.long_over import mark_long_over
from lianfang.situation.models import NextChange
from lianfang.situation.refresh import rebuild, refresh
from lianfang.situation.signing import PLAN_BEGINS
from lianfang.vocabulary import place_subject

EVERY_DAY = "day"
# The machine's clock was set back: what was recorded by the later time is not known yet, and known again from then on.
KNOWN_LATER = "known later"


def next_midnight(at: datetime) -> datetime:
    """The local midnight that ends the day of this moment."""
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def tick(at: datetime) -> bool:
    """Derives anew what time has changed by ``at``; answers whether its hour had come. Two workers never do it twice.

    Overdue, near and ended are computed from stored moments when a page is drawn: only a new day, on which every
    signing unit owes its report, and a version of a plan that begins, which may move anybody, need anything derived.
    What ended undone days ago is marked then, after what is derived anew.
    What is claimed is done in the same transaction: a process that dies between leaves it to the next. Where the clock
    was set back, all is derived anew once it has caught up with what was recorded before.
    """
    with transaction.atomic(), machine_session():
        latest = Request.objects.aggregate(latest=Max("at"))["latest"]
        if latest is not None and latest > at:
            NextChange.objects.update_or_create(kind=KNOWN_LATER, subject="", defaults={"at": latest})
        if NextChange.objects.filter(kind__in=(PLAN_BEGINS, KNOWN_LATER), at__lte=at).delete()[0]:
            rebuild(at)
        claimed = NextChange.objects.filter(kind=EVERY_DAY, at__lte=at).update(at=next_midnight(at))
        if not claimed and NextChange.objects.filter(kind=EVERY_DAY).exists():
            return False
        if not claimed:
            NextChange.objects.create(kind=EVERY_DAY, subject="", at=next_midnight(at))
        refresh([("unit", place_subject("unit", code)) for code in Unit.objects.values_list("code", flat=True)], at)
        mark_long_over(at)
    return True
