"""To whom a duty is owed, and before whom it comes when it is late."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from lianfang.access.session import machine_session
from lianfang.places.models import Unit
from lianfang.places.tree import install_areas, install_units, paths_up
from lianfang.plan import Rule
from lianfang.situation.answering import brought_before, of, receiver_of, steps_of
from lianfang.situation.models import Duty
from lianfang.situation.plans import rule_of
from unit.desks.conftest import AREAS, COUNTY, UNITS

DUE = datetime(2021, 1, 10, 4, 0, tzinfo=UTC)
MORE = [
    {"code": "SA-ZHB", "kind": "command", "name": "绥安市指挥部", "area": "231200"},
    {"code": "QH-ZHB2", "kind": "hospital", "name": "县中医院", "area": "231299"},
]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    with machine_session():
        install_areas(AREAS)
        install_units([*UNITS, *MORE])
        yield


def rule(name: str) -> Rule:
    found = rule_of("covid19_2020", name)
    assert found is not None
    return found[1]


def duty(name: str, owed_by: str | None, key: str = "one", **more) -> Duty:
    """A duty that a unit owes, due at noon."""
    area = Unit.objects.get(code=owed_by).path if owed_by else COUNTY
    made = Duty(
        key=key, plan="covid19_2020", rule=name, owed_by=owed_by, area=area, responsible=area, whereabouts=area,
        opened=DUE - timedelta(hours=2), due=DUE, **more,
    )  # fmt: skip
    made.save()
    return made


def account(unit: str | None, path: str = COUNTY) -> SimpleNamespace:
    return SimpleNamespace(unit=unit or "", area_path=path)


def told(unit: str | None, at: datetime, path: str = COUNTY) -> list[tuple[str, str | None, int]]:
    return [(one.rule, one.owed_by, one.duties) for one in brought_before(account(unit, path), at)]


def test_paths_up():
    assert paths_up("/CN/23/2312/") == ["/CN/23/2312/", "/CN/23/", "/CN/"]


@pytest.mark.parametrize(
    ("name", "owed_by", "to"),
    [
        ("infected-report", "QH-HOSP", "QH-CDC"),
        # Of two hospitals of the county nobody can say which.
        ("infected-single-room", "QH-ZHB", None),
        ("contact-carried", "HD-ZHB", "HD-GLD"),
        ("contact-carried", "XM-ZHB", None),
        # There is no health authority: the command, as the rule says.
        ("first-case-event-report", "QH-CDC", "QH-ZHB"),
        # Not to itself: its own above.
        ("daily-sign-off", "HD-ZHB", "QH-ZHB"),
        ("contact-told", "QH-CDC", None),
    ],
)
def test_to_whom_a_duty_is_owed(name, owed_by, to):
    found = receiver_of(duty(name, owed_by), rule(name))
    assert (found and found.code) == to


@pytest.mark.parametrize(
    ("owed_by", "before"),
    [
        ("HD-ZHB", ["QH-ZHB", "SA-ZHB"]),
        ("QH-CDC", ["QH-ZHB", "SA-ZHB"]),
        # The county's command is not asked to look after itself.
        ("QH-ZHB", ["SA-ZHB", "SA-ZHB"]),
        (None, ["QH-ZHB", "SA-ZHB"]),
    ],
)
def test_before_whom_it_comes_and_when(owed_by, before):
    steps = steps_of(duty("contact-told", owed_by), rule("contact-told"))
    assert [(step.at - DUE, step.unit and step.unit.code) for step in steps] == [
        (timedelta(hours=2), before[0]),
        (timedelta(hours=24), before[1]),
    ]


def test_nothing_follows_where_the_rule_says_nothing_or_nothing_is_due():
    assert steps_of(duty("suspected-first-specimen", "QH-HOSP"), rule("suspected-first-specimen")) == []
    undated = duty("contact-told", "QH-CDC", key="two")
    undated.due = None
    assert steps_of(undated, rule("contact-told")) == []


def test_what_is_late_is_brought_before_the_unit_above_and_nobody_else():
    duty("contact-told", "HD-ZHB", key="town")
    duty("contact-told", "HD-ZHB", key="town again")
    duty("contact-told", "QH-ZHB", key="county")
    duty("contact-told", "XM-ZHB", key="done", met=DUE + timedelta(hours=1))
    duty("contact-told", "XM-ZHB", key="over", ends=DUE + timedelta(hours=1))
    duty("suspected-first-specimen", "QH-HOSP", key="of no step")
    two, day = DUE + timedelta(hours=2), DUE + timedelta(hours=24)
    assert told("QH-ZHB", two - timedelta(minutes=1)) == []
    assert told("QH-ZHB", two) == [("contact-told", "HD-ZHB", 2)]
    prefecture = "/CN/230000/231200/"
    assert told("SA-ZHB", two, prefecture) == [("contact-told", "QH-ZHB", 1)]
    assert told("SA-ZHB", day, prefecture) == [("contact-told", "HD-ZHB", 2), ("contact-told", "QH-ZHB", 1)]
    assert told("QH-CDC", day) == [] and told(None, day) == []
    lines = brought_before(account("SA-ZHB", prefecture), day)
    assert set(Duty.objects.filter(of(lines)).values_list("key", flat=True)) >= {"town", "town again", "county"}
    assert not Duty.objects.filter(of([])).exists()


def test_what_comes_before_a_unit_is_what_the_steps_of_each_duty_say():
    """The slow way: every duty by itself."""
    for number, (name, unit) in enumerate(
        (name, unit)
        for name in ("contact-told", "infected-report", "daily-sign-off", "appeal-answered", "contact-isolated")
        for unit in ("HD-ZHB", "XM-ZHB", "QH-ZHB", "QH-CDC", "QH-HOSP", "SA-ZHB")
    ):
        duty(name, unit, key=f"{number}")
    for hours in (0, 2, 3, 24, 48):
        at = DUE + timedelta(hours=hours)
        for unit in ("QH-ZHB", "HD-ZHB", "SA-ZHB"):
            path = Unit.objects.get(code=unit).path
            slow = {
                (one.rule, one.owed_by)
                for one in Duty.objects.filter(area__startswith=path)
                for step in steps_of(one, rule(one.rule))
                if step.at <= at and step.unit is not None and step.unit.code == unit
            }
            assert {(name, owed_by) for name, owed_by, _ in told(unit, at, path)} == slow, (hours, unit)
