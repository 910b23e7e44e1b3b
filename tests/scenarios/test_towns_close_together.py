"""Cases close together in neighbouring towns of the demonstration county: the scan of the plan that ships sees them.

For three months a case of norovirus every second day, now in this town and now in that. Then eight in four days, never
more than two a day: too few for the county's own watch, which asks for three on a day. They are of two towns whose
boundaries touch, so the scan in space and time says that this is more than the weeks and the towns explain.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.demonstration.areas import COUNTY, invented_areas
from lianfang.demonstration.boundaries import invented_boundaries
from lianfang.demonstration.units import CDC, invented_units, town_command
from lianfang.facts import Recorder
from lianfang.places.boundaries import neighbours
from lianfang.places.bounding import install_boundaries
from lianfang.places.tree import install_areas, install_units
from lianfang.situation.models import Duty
from lianfang.situation.outbox import drain
from lianfang.situation.plans import plan_of
from lianfang.situation.warning import found_unusual, raise_signals, signals

pytestmark = pytest.mark.django_db

SIZE, SEED = 20_000, 2021
NOW = datetime.fromisoformat("2021-01-10 07:30+08:00")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def towns() -> Iterator[list[str]]:
    """The demonstration's areas, boundaries and units, without its people."""
    areas = invented_areas(SIZE, SEED)
    with machine_session():
        install_areas(areas.rows)
        install_boundaries(invented_boundaries(areas, SEED), "demonstration", "demonstration", NOW - 90 * DAY)
        install_units(invented_units(areas, SEED))
        yield areas.towns


def tell(ill: list[tuple[str, int]]) -> None:
    """A clinical case of each town and number of days before now."""
    rows = [
        {
            "person.name": f"周{number:03d}", "person.birth": "2012-01-01", "person.telephone": f"139{number:08d}",
            "person.residence": town, "case.number": f"NV-{number}", "case.classification": "clinical",
            "case.occurred_from": NOW - ago * DAY, "case.responsible": town,
        }
        for number, (town, ago) in enumerate(ill)
    ]  # fmt: skip
    by = Recorder("investigator", COUNTY, CDC)
    told = facts.record("linelist", rows, by, "test", uuid4(), NOW, defaults={"disease": "norovirus"}, historic=True)
    assert told.loaded == len(rows), told.rejections
    drain(NOW)


def test_a_few_cases_in_neighbouring_towns_are_a_signal_and_a_duty_of_each(towns):
    one, other = next(pair for pair in neighbours("town") if COUNTY + "100" not in pair)
    sporadic = [(towns[(5 * number) % len(towns)], ago) for number, ago in enumerate(range(8, 90, 2))]
    tell([*sporadic, *[(town, ago) for ago in range(4) for town in (one, other)]])
    plan = plan_of("norovirus")
    of_county, of_towns = plan.watches
    assert found_unusual(plan, of_county, NOW) == [], "never three on a day"
    assert raise_signals(NOW) == 2
    drain(NOW)
    told = signals(NOW, "norovirus").to_dicts()
    assert {row["about"] for row in told} == {one, other}
    for row in told:
        assert (row["method"], row["observed"]) == ("scan", 4.0) and row["expected"] < 2
        assert set(row["cluster"].split()) >= {one, other} and row["chance"] <= of_towns.false_discoveries
    owed = {duty.owed_by: duty for duty in Duty.objects.filter(rule="verify-signal")}
    assert set(owed) <= {CDC, town_command(one), town_command(other)} and len(told) == 2
    assert {(duty.opened, duty.due, duty.met) for duty in owed.values()} == {(NOW, NOW + DAY, None)}
    assert raise_signals(NOW + timedelta(hours=1)) == 0, "an hour later the same is not said again"

    for row in told:
        answer = {
            "signal": row["subject"], "signal_answer.about": row["about"], "signal_answer.disease": "norovirus",
            "signal_answer.answer": "outbreak", "signal_answer.occurred_from": NOW + timedelta(hours=2),
        }  # fmt: skip
        by = Recorder("investigator", COUNTY, CDC)
        recorded = facts.record("signal_answer", [answer], by, "page", uuid4(), NOW + timedelta(hours=2))
        assert recorded.loaded == 1, recorded.rejections
    drain(NOW + timedelta(hours=2))
    assert not Duty.objects.filter(rule="verify-signal", met=None).exists()
    assert raise_signals(NOW + DAY) == 0, "explained, it does not alarm again the next day"
