"""Duties whose time ended days ago, met by nobody, leave the index of open duties: else every count read them for ever.

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


def undone_when(begins: datetime, at: datetime) -> tuple[Q, ...]:
    """The duties neither met nor waived by ``at`` whose time had not ended when a day began.

    As questions that share no duty, each with its index: the second is there for days further back than ``LONG``.
    """
    undone = Q(met__isnull=True, waived__isnull=True)
    indexed = undone & Q(long_over=False) & (Q(ends__isnull=True) | Q(ends__gt=begins))
    if begins >= at - LONG:
        return (indexed,)
    return indexed, undone & Q(long_over=True, ends__gt=begins, ends__lte=at - LONG)
