"""Who is responsible: a change from a date on, nothing written over; duties and tasks move along."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from unit.desks.conftest import COUNTY, NOON

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(minutes=20)


def leaders_at(at: datetime, known: datetime = SOON) -> dict[str, str]:
    """The leader of each unit at a moment, as known soon after noon."""
    from lianfang.access.session import machine_session
    from lianfang.facts.responsible import holding, told_of

    with machine_session():
        return {unit: one.name for (unit, role), one in holding(told_of(known), at).items() if role == "leader"}


def test_a_change_holds_from_its_date_and_the_old_one_before(signed_in: Callable[..., Client], county: None) -> None:
    commander = signed_in("commander")
    form = {"role": "leader", "name": "钱进", "post": "副县长"}
    assert commander.post("/responsible/unit/HD-ZHB/change/", {**form, "since": "2021-01-08T08:00"}).status_code == 302
    later = {**form, "name": "孙立", "since": "2021-01-15T08:00"}
    assert commander.post("/responsible/unit/HD-ZHB/change/", later).status_code == 302
    assert leaders_at(NOON) == {"HD-ZHB": "钱进"}
    assert leaders_at(NOON + timedelta(days=10)) == {"HD-ZHB": "孙立"}
    assert leaders_at(NOON - timedelta(days=5)) == {}
    page = commander.get("/responsible/").content.decode()
    assert "钱进" in page and "孙立" in page and "赵建国" not in page
    history = commander.get("/responsible/unit/HD-ZHB/").content.decode()
    assert "赵建国" in history


def test_the_overdue_list_of_the_commander_names_the_new_leader(
    signed_in: Callable[..., Client], story: Callable[..., Any]
) -> None:
    story(2)
    commander = signed_in("commander")
    before = commander.get("/meetings/briefing/").content.decode()
    assert "刘芳" in before
    commander.post("/responsible/unit/QH-CDC/change/", {"role": "leader", "name": "钱进"})
    for page in ("/meetings/briefing/", "/commander/"):
        after = commander.get(page).content.decode()
        assert "钱进" in after and "刘芳" not in after, page


def test_open_tasks_follow_the_office_and_closed_ones_keep_their_name(
    signed_in: Callable[..., Client], county: None
) -> None:
    from lianfang.access.session import machine_session
    from lianfang.facts.standing_tasks import leaders_of, standing_tasks

    commander, town = signed_in("commander"), signed_in("town")
    for title, leader in (("一", ""), ("二", "县长"), ("三", "")):
        form = {"title": title, "owner": "HD-ZHB", "leader": leader, "deadline": "2021-01-11T08:00"}
        assert commander.post("/tasks/new/", form).status_code == 302
    with machine_session():
        third = next(task for task in standing_tasks(SOON) if task.fact["title"] == "三")
    town.post(f"/tasks/{third.id}/evidence/", {"text": "已办"})
    commander.post(f"/tasks/{third.id}/acceptance/", {"accepted": "yes"})
    commander.post("/responsible/unit/HD-ZHB/change/", {"role": "leader", "name": "钱进"})
    with machine_session():
        tasks = standing_tasks(SOON)
        named = leaders_of(tasks, SOON)
    assert {task.fact["title"]: named[task.id] for task in tasks} == {"一": "钱进", "二": "县长", "三": "赵建国"}


@pytest.fixture
def duty(signed_in: Callable[..., Client], story: Callable[..., Any]) -> str:
    """A duty of the disease control centre, assigned to the worker ``old`` who holds the post since the 9th."""
    from lianfang import facts
    from lianfang.access.models import Account
    from lianfang.access.session import machine_session
    from lianfang.facts.recorder import Recorder
    from lianfang.situation.models import Duty
    from lianfang.situation.queries import with_causes

    story(1)
    for name in ("old", "new"):
        Account.objects.given(name, "pass-word-1", "cdc", name=name, area="231299", area_path=COUNTY, unit="QH-CDC")
    signed_in("commander").post(
        "/responsible/unit/QH-CDC/change/",
        {"role": "worker", "name": "旧人", "account": "old", "since": "2021-01-09T08:00"},
    )
    with machine_session():
        found = Duty.objects.filter(owed_by="QH-CDC", met__isnull=True, waived__isnull=True).order_by("key").first()
        assert found is not None
        row = {"assignment.duty": found.key, "assignment.to_account": "old", "assignment.occurred_from": NOON}
        rows = with_causes("assignment", [row])
    given = facts.record("assignment", rows, Recorder("commander", "231299", "QH-ZHB"), "test", uuid4(), NOON)
    assert given.loaded == 1
    refresh(SOON)
    assert assigned(found.key) == "old"
    return found.key


def refresh(at: datetime) -> None:
    """Works in what was recorded."""
    from lianfang.situation.refresh import rebuild

    rebuild(at)


def assigned(duty: str) -> str | None:
    """To which account a duty is assigned."""
    from lianfang.access.session import machine_session
    from lianfang.situation.models import Duty

    with machine_session():
        return Duty.objects.get(key=duty).assigned_to


def test_duties_move_along_with_the_worker_or_nothing_is_recorded(signed_in: Callable[..., Client], duty: str) -> None:
    commander = signed_in("commander")
    wrong = {"role": "worker", "name": "新人", "account": "nobody"}
    refused = commander.post("/responsible/unit/QH-CDC/change/", wrong)
    assert refused.status_code == 422 and "新人" in refused.content.decode()
    refresh(SOON)
    assert assigned(duty) == "old"
    assert commander.post("/responsible/unit/QH-CDC/change/", {**wrong, "account": "new"}).status_code == 302
    refresh(SOON)
    assert assigned(duty) == "new"


def test_a_change_to_come_moves_duties_when_its_date_has_come(signed_in: Callable[..., Client], duty: str) -> None:
    from lianfang.facts import clock

    commander = signed_in("commander")
    to_come = {"role": "worker", "name": "新人", "account": "new", "since": "2021-01-11T08:00"}
    assert commander.post("/responsible/unit/QH-CDC/change/", to_come).status_code == 302
    refresh(SOON)
    assert assigned(duty) == "old"
    assert "仍在原责任人名下的待办" not in commander.get("/responsible/unit/QH-CDC/").content.decode()
    after = NOON + timedelta(days=1)
    clock.set_to(after)
    assert "仍在原责任人名下的待办" in commander.get("/responsible/unit/QH-CDC/").content.decode()
    assert commander.post("/responsible/unit/QH-CDC/move/").status_code == 302
    refresh(after + timedelta(minutes=20))
    assert assigned(duty) == "new"


def test_nobody_changes_units_of_another_area(signed_in: Callable[..., Client], county: None) -> None:
    town = signed_in("town")
    form = {"role": "leader", "name": "钱进"}
    assert town.post("/responsible/unit/HD-ZHB/change/", form).status_code == 302
    assert town.post("/responsible/unit/XM-ZHB/change/", form).status_code == 404
    assert signed_in("fever_clinic").post("/responsible/unit/HD-ZHB/change/", form).status_code == 404
