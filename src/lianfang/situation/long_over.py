"""Duties whose time ended days ago, met by nobody, leave the open ones: else every count read them for ever.

They stay what they were: missed, on the list of those missed and in the reports of their days.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from lianfang.situation.models import Duty

# Days that pages and the reports of today and yesterday look back on, and a clock that was set back.
LONG = timedelta(days=2)


def mark_long_over(at: datetime) -> int:
    """Marks the duties that ended undone before ``at`` less ``LONG``; answers how many there were."""
    ended = Q(met__isnull=True, waived__isnull=True, long_over=False, ends__lte=at - LONG)
    return Duty.objects.filter(ended).update(long_over=True)


def long_over_since(begins: datetime, at: datetime) -> Q | None:
    """The duties marked as long over by ``at`` whose time had not ended when a day began; None where there are none.

    Beside the tally of open duties they are there for days further back than ``LONG``.
    """
    if begins >= at - LONG:
        return None
    return Q(met__isnull=True, waived__isnull=True, long_over=True, ends__gt=begins, ends__lte=at - LONG)
