"""The state of many duties asked in the database equals the state of each, asked one by one."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from lianfang.access.session import machine_session
from lianfang.derive import STATES, state
from lianfang.situation.models import Duty
from lianfang.situation.queries import in_state, unfinished

AT = datetime(2021, 1, 10, tzinfo=UTC)
BEFORE, NOW, AFTER = AT - timedelta(hours=1), AT, AT + timedelta(hours=1)

pytestmark = pytest.mark.django_db


def test_states_in_the_database_equal_states_one_by_one():
    moments = (None, BEFORE, NOW, AFTER)
    rows = [
        Duty(key=f"{n}", plan="p", rule="r", responsible="/", opened=opened, due=due, ends=ends, met=met, waived=waived)
        for n, (opened, due, ends, met, waived) in enumerate(product(moments, repeat=5))
    ]
    with machine_session():
        Duty.objects.bulk_create(rows)
        for name in STATES:
            found = set(Duty.objects.filter(in_state(name, AT)).values_list("key", flat=True))
            assert found == {row.key for row in rows if state(row, AT) == name}, name
        going = set(Duty.objects.filter(unfinished(AT)).values_list("key", flat=True))
    # The tables tell of no later moment than they are asked of: nothing in them is met or waived after it.
    told = [row for row in rows if AFTER not in (row.met, row.waived)]
    assert {row.key for row in told if state(row, AT) in ("open", "overdue")} <= going
    assert not {row.key for row in rows if state(row, AT) in ("met", "met_late", "waived", "ended")} & going
