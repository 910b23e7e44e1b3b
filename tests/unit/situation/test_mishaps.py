"""The clock set back an hour, and whoever dies while recording: nothing is lost or doubled, all ends as built anew.

Who dies between two steps of the worker is in test_refresh.py.
"""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.access.tokens import account_of_token, token_of
from lianfang.facts import Recorder, clock
from lianfang.facts.models import Journey
from lianfang.places.tree import install_areas, install_units
from lianfang.situation import tick as ticking
from lianfang.situation.models import Duty, NextChange
from lianfang.situation.outbox import drain
from lianfang.situation.refresh import rebuild
from lianfang.situation.tick import tick

NOW = datetime(2021, 1, 10, 2, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CDC = Recorder("cdc", "C1", "CDC1")

JOURNEY = {
    "journey.direction": "arrival", "journey.origin": "R2", "journey.left_origin": "2021-01-09 08:00",
    "journey.destination": "T1", "journey.occurred_from": "2021-01-09 15:00",
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county():
    areas = [("CN", "中国", "nation", None), ("C1", "青禾县", "county", "CN"), ("T1", "河东镇", "town", "C1")]
    areas += [("R1", "风险县", "county", "CN"), ("R2", "风险镇", "town", "R1")]
    install_areas([dict(zip(("code", "name", "level", "parent"), row, strict=True)) for row in areas])
    units = [("CDC1", "cdc", "县疾控中心"), ("CMD1", "command", "县指挥部"), ("CP1", "checkpoint", "火车站")]
    install_units([{"code": code, "kind": kind, "name": name, "area": "C1"} for code, kind, name in units])
    risk = {"about": "risk", "declared": "R1", "level": "medium", "occurred_from": "2021-01-08"}
    risk |= {"counts_from": "2020-12-26"}
    row = {f"declaration.{name}": value for name, value in risk.items()}
    command, at = Recorder("cmd1", "C1", "CMD1"), NOW - 2 * HOUR
    told = facts.record("risk-areas", [row], command, "page", uuid4(), at, defaults={"disease": "covid19"})
    assert not told.rejections
    drain(at)


def arrived(name, at):
    row = {"person.name": name, "person.residence": "T1", **JOURNEY}
    answer = facts.record("journeys", [row], CDC, "api", uuid4(), at, defaults={"disease": "covid19"})
    assert not answer.rejections
    return str(answer.subjects["person"][0])


def owing():
    """The people about whom anything is owed."""
    with machine_session():
        return {str(person) for person in Duty.objects.exclude(person=None).values_list("person", flat=True)}


def known(at):
    with machine_session():
        return facts.known_by(at, ["journey"])["journey"]


def test_what_was_recorded_before_the_clock_was_set_back_is_known_again_when_it_has_caught_up():
    first = arrived("赵某", NOW)
    drain(NOW)
    assert owing() == {first}
    back = NOW - HOUR
    # Somebody corrects in the hour that comes twice, and somebody else comes.
    fact = known(NOW)["id"].item()
    mended = {"person": first, "supersedes": fact, "note": "核实", "reason": "核实"}
    assert not facts.record("journey", [mended], CDC, "api", uuid4(), back + MINUTE, defaults={}).rejections
    second = arrived("钱某", back + 2 * MINUTE)
    drain(back + 3 * MINUTE)
    tick(back + 3 * MINUTE)
    assert known(back + 3 * MINUTE)["note"].to_list() == ["核实", None], "each stands once, by what was said last"
    assert second in owing()
    # The clock runs on; past the hour all is known, each once, whoever asks.
    later = NOW + MINUTE
    tick(later)
    drain(later)
    assert sorted(known(later)["note"].to_list(), key=str) == [None, "核实"] and owing() == {first, second}
    assert not rebuild(later), "what the tick derived is what is built anew"
    assert not NextChange.objects.filter(kind=ticking.KNOWN_LATER).exists()


def test_the_day_that_was_ticked_is_not_ticked_again_by_a_clock_set_back():
    midnight = datetime(2021, 1, 10, 16, 0, tzinfo=UTC)
    tick(midnight - MINUTE)
    assert tick(midnight + MINUTE) and not tick(midnight - 59 * MINUTE) and not tick(midnight + 2 * MINUTE)


def test_a_token_and_the_audit_go_by_no_clock_that_steps_back(django_user_model):
    with machine_session():
        account = django_user_model.objects.given("someone", None, "cdc", area="C1", area_path="/CN/C1/")
        token = token_of(account, "phone", timedelta(days=1))[1]
    clock.set_to(clock.now() - HOUR)
    assert account_of_token(token) == account


def test_who_records_and_dies_before_the_commit_recorded_nothing(monkeypatch):
    from lianfang.facts import entry

    def dies(*_given):
        raise SystemExit("killed")

    request, row = uuid4(), {"person.name": "孙某", "person.residence": "T1", **JOURNEY}
    with monkeypatch.context() as broken:
        broken.setattr(entry.outbox, "note", dies)
        with pytest.raises(SystemExit):
            facts.record("journeys", [row], CDC, "api", request, NOW, defaults={"disease": "covid19"})
    with machine_session():
        assert not Journey.objects.exists()
    # Sent again under its number it is recorded, once.
    for _time in range(2):
        facts.record("journeys", [row], CDC, "api", request, NOW, defaults={"disease": "covid19"})
    with machine_session():
        assert Journey.objects.count() == 1
