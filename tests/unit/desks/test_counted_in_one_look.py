"""What a first page and a briefing count in one look at the duties is what plain loops over them count."""

from datetime import timedelta

import pytest
from django.db.models import Q

from lianfang.access.session import machine_session
from lianfang.desks.commander.queries import Undone, owed_and_undone
from lianfang.desks.queries import open_duties, owed_today
from lianfang.reports.duties_owed import OfUnit, due_before_and_after
from lianfang.situation.models import Duty
from unit.desks.conftest import NOON

LATER = NOON + timedelta(days=9)


@pytest.fixture
def commander(story, account):
    story(5)
    return account("commander")


def test_owed_and_undone(commander):
    with machine_session():
        for at in (NOON, LATER):
            groups, undone = owed_and_undone(commander, at)
            asked_alone = owed_today(open_duties(commander, at), at)
            assert len(groups) >= 5 and sorted(groups, key=repr) == sorted(asked_alone, key=repr)
            counted = {}
            for duty in Duty.objects.filter(due__lte=at, met=None, waived=None):
                if duty.ends is None or duty.ends >= duty.due:
                    before = counted.get(duty.rule, Undone(0, 0))
                    missed = duty.ends is not None and duty.ends <= at
                    counted[duty.rule] = Undone(before.owed + 1, before.missed + missed)
            assert {rule: each for rule, each in undone.items() if each.owed} == counted
    assert any(each.missed for each in counted.values())


def test_due_before_and_after(commander):
    until = NOON + timedelta(days=2)
    with machine_session():
        before, after = due_before_and_after(Q(met=None), NOON, until)
        every = list(Duty.objects.filter(met=None, due__lte=until))
    for found, chosen in (
        (before, [duty for duty in every if duty.due <= NOON]),
        (after, [duty for duty in every if duty.due > NOON]),
    ):
        by_unit = {}
        for duty in chosen:
            by_unit.setdefault((duty.plan, duty.rule, duty.owed_by or ""), []).append(duty.due)
        assert by_unit and set(found) == {OfUnit(*key, len(due), min(due)) for key, due in by_unit.items()}
