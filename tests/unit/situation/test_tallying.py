"""The duties of a day as the database counts them while duties come and go, beside the same in plain words."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from lianfang.access.session import machine_session
from lianfang.situation.long_over import mark_long_over
from lianfang.situation.models import Duty, DutyTally, OpenTally, OwedPerson
from lianfang.situation.tallying import open_tallies, owed_persons, tallies
from lianfang.situation.writing import key_of, stored

# Midnight in China, at which a day ends; an instant beside it on either side, and a day to each side.
MIDNIGHT = datetime(2021, 1, 9, 16, tzinfo=UTC)
INSTANT, DAY = timedelta(microseconds=1), timedelta(days=1)
PERSONS = tuple(UUID(int=n) for n in (1, 2, 3))
MOMENTS = (None, MIDNIGHT - DAY, MIDNIGHT - INSTANT, MIDNIGHT, MIDNIGHT + INSTANT)

pytestmark = pytest.mark.django_db


def duties() -> list[Duty]:
    made = []
    for n, (due, met, ends, waived) in enumerate(product(MOMENTS, repeat=4)):
        # Two of each, so that there is something to count; some of no area, unit or disease.
        for twin in (0, 1):
            told = {"disease": ("covid19", None)[n % 7 == 0], "owed_by": ("U1", "U2", None)[n % 3]}
            told |= {"area": (None, "/230000/")[n % 2], "responsible": ("/", "/230000/1/")[n % 5 == 0]}
            told |= {"person": (None, *PERSONS)[n % 4], "opened": (None, MIDNIGHT - DAY)[n % 3 == 0]}
            moments = {"due": due, "met": met, "ends": ends, "waived": waived}
            made.append(Duty(key=f"{n}-{twin}", plan="p", rule=f"r{n % 2}", **told, **moments))
    return made


def both(model=DutyTally):
    counted = {DutyTally: tallies, OpenTally: open_tallies, OwedPerson: owed_persons}[model]
    kept, order = stored(model), key_of(model)
    return kept.sort(order).rows(), counted(stored(Duty)).select(kept.columns).sort(order).rows()


@pytest.mark.parametrize("model", [OpenTally, OwedPerson])
def test_open_duties_and_whom_a_unit_owes_are_counted_as_the_plain_words_count_them(model):
    made = duties()
    with machine_session():
        Duty.objects.bulk_create(made)
        kept, plain = both(model)
        assert kept == plain
        assert any(row[-1] > 1 for row in kept)
        Duty.objects.filter(key__endswith="-1").delete()
        Duty.objects.filter(rule="r0").delete()
        Duty.objects.filter(ends=None).update(met=MIDNIGHT, met_by=PERSONS[0])
        Duty.objects.filter(owed_by="U2").update(owed_by="U1")
        kept, plain = both(model)
        assert kept == plain
        assert kept
        Duty.objects.all().delete()
        assert both(model) == ([], [])


def test_what_is_marked_as_long_over_leaves_the_count_of_open_duties():
    with machine_session():
        for key in ("a", "b"):
            Duty.objects.create(key=key, plan="p", rule="r", responsible="/", due=MIDNIGHT, ends=MIDNIGHT)
        assert list(OpenTally.objects.values_list("number", flat=True)) == [2]
        mark_long_over(MIDNIGHT + 3 * DAY)
        assert not OpenTally.objects.exists()


def test_the_database_counts_as_the_plain_words_do_while_duties_come_and_go():
    made = duties()
    with machine_session():
        Duty.objects.bulk_create(made)
        kept, plain = both()
        assert kept == plain
        assert sum(row[-1] for row in kept) == sum(one.due is not None for one in made)
        assert any(row[-1] > 1 for row in kept)
        Duty.objects.filter(key__endswith="-1").delete()
        Duty.objects.filter(rule="r0").delete()
        kept, plain = both()
        assert kept == plain
        assert kept
        # Met meanwhile: the refresh puts a row in the place of another.
        one = Duty.objects.filter(due=MIDNIGHT, met=None).first()
        Duty.objects.filter(key=one.key).delete()
        one.met = MIDNIGHT - INSTANT
        one.save(force_insert=True)
        kept, plain = both()
        assert kept == plain
        Duty.objects.all().delete()
        assert both() == ([], [])


def test_a_deadline_at_midnight_is_of_the_day_that_it_ends():
    with machine_session():
        for key, due in (("ends", MIDNIGHT), ("begins", MIDNIGHT + INSTANT)):
            Duty.objects.create(key=key, plan="p", rule=key, responsible="/", due=due)
        days = dict(DutyTally.objects.values_list("rule", "day"))
    assert {rule: str(day) for rule, day in days.items()} == {"ends": "2021-01-09", "begins": "2021-01-10"}
