"""Duties that ended undone days ago are marked at night: nothing that is asked of duties is answered otherwise."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Q

from lianfang.access.session import machine_session
from lianfang.situation.long_over import long_over_since, mark_long_over
from lianfang.situation.models import Duty, OpenTally
from lianfang.situation.queries import unended, unfinished
from lianfang.situation.tick import tick
from lianfang.situation.writing import columns, stored

AT = datetime(2021, 1, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
ENDS = (None, *(AT + hours * HOUR for hours in (-96, -72, -49, -48, -47, -24, 0, 1)))

pytestmark = pytest.mark.django_db


def keys(*conditions):
    found = [Duty.objects.filter(each).values_list("key", flat=True) for each in conditions]
    told = [key for rows in found for key in rows]
    assert len(told) == len(set(told))
    return set(told)


def tallied(begins):
    """The keys of the rows below, by when they end, that the tally of open duties holds."""
    ends = OpenTally.objects.filter(unended(begins)).values_list("ends", flat=True)
    return {f"{ENDS.index(one)}" for one in ends}


def long_over(begins):
    left = long_over_since(begins, AT)
    return keys(left) if left is not None else set()


def open_when(begins):
    """In plain words, of the rows below."""
    return {f"{n}" for n, ends in enumerate(ENDS) if ends is None or ends > begins}


def test_a_mark_changes_no_answer_and_none_is_marked_twice():
    rows = [Duty(key=f"{n}", plan="p", rule="r", responsible="/", ends=ends) for n, ends in enumerate(ENDS)]
    closed = [
        Duty(key="met", plan="p", rule="r", responsible="/", ends=ENDS[1], met=ENDS[1]),
        Duty(key="waived", plan="p", rule="r", responsible="/", ends=ENDS[1], waived=ENDS[1]),
    ]
    with machine_session():
        Duty.objects.bulk_create([*rows, *closed])
        before = stored(Duty).sort("key")
        assert mark_long_over(AT) == 4
        assert mark_long_over(AT) == 0
        assert keys(Q(long_over=True)) == {"1", "2", "3", "4"}
        assert keys(unfinished(AT)) == open_when(AT)
        for hours in (0, 12, 47, 48, 60, 90, 120):
            begins = AT - hours * HOUR
            assert tallied(begins) | long_over(begins) == open_when(begins), hours
            assert not tallied(begins) & long_over(begins)
        # It is a mark and nothing derived: what a rebuild compares and writes does not know it.
        assert "long_over" not in columns(Duty)
        assert stored(Duty).sort("key").equals(before)


def test_the_night_marks():
    with machine_session():
        Duty.objects.create(key="missed", plan="p", rule="r", responsible="/", ends=AT - 72 * HOUR)
    assert tick(AT)
    with machine_session():
        assert Duty.objects.get(key="missed").long_over
