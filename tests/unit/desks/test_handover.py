"""The hand-over of shifts: from facts and the clock, signed by two accounts; the rota by hand."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from unit.desks.conftest import COUNTY, NOON

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2021, 1, 10, 12, 0, tzinfo=UTC)  # 20:00 in the county, when the shifts change
SOON = NOON + timedelta(minutes=20)


@pytest.fixture
def colleague(account: Callable[..., Any]) -> Client:
    """A second account of the county's command."""
    from lianfang.access.models import Account

    account("commander")
    other = Account.objects.given(
        "night", "pass-word-1", "commander", name="夜班", area="231299", area_path=COUNTY, unit="QH-ZHB"
    )
    client = Client()
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    return client


def record(kind: str, row: dict[str, Any], at: datetime = NOON) -> None:
    """Records a row as the county's command does."""
    from lianfang import facts
    from lianfang.facts.recorder import Recorder

    told = facts.record(kind, [row], Recorder("commander", "231299", "QH-ZHB"), "test", uuid4(), at)
    assert not told.rejections, told.rejections


def signed() -> dict[str, Any]:
    """Who has signed the evening's hand-over."""
    from lianfang.access.session import machine_session
    from lianfang.facts.shifts import signatures

    with machine_session():
        return signatures("QH-ZHB", EVENING, SOON)


@pytest.mark.parametrize(
    ("local", "begins", "ends"),
    [
        ("2021-01-10 08:00", "2021-01-10 08:00", "2021-01-10 20:00"),
        ("2021-01-10 07:59", "2021-01-09 20:00", "2021-01-10 08:00"),
        ("2021-01-10 20:00", "2021-01-10 20:00", "2021-01-11 08:00"),
        ("2021-01-10 00:00", "2021-01-09 20:00", "2021-01-10 08:00"),
    ],
)
def test_shifts_change_at_eight(local: str, begins: str, ends: str) -> None:
    from lianfang.facts.shifts import shift_of

    def moment(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)

    assert shift_of(moment(local), ZONE) == (moment(begins), moment(ends))


def test_it_tells_who_is_looked_for_what_runs_and_what_was_promised(
    signed_in: Callable[..., Client], story: Callable[..., Any]
) -> None:
    told = story(1)
    contact = str(told["contact"][0])
    for minutes in (90, 60, 30):
        record(
            "attempt",
            {
                "person": contact,
                "attempt.result": "no_answer",
                "attempt.occurred_from": NOON - timedelta(minutes=minutes),
            },
        )
    record(
        "task",
        {
            "task.number": "2021-001",
            "task.title": "夜间值守",
            "task.owner": "HD-ZHB",
            "task.deadline": EVENING + timedelta(hours=3),
            "task.occurred_from": NOON,
        },
    )
    record(
        "shift",
        {"shift.unit": "QH-ZHB", "shift.name": "孙立", "shift.leading": "是", "shift.occurred_from": EVENING},
    )
    page = signed_in("commander").get("/handover/?changes=2021-01-10T20:00").content.decode()
    assert "李0000" in page and "正在寻找1人" in page
    assert "夜间值守" in page
    assert "接班：孙立（带班领导）" in page
    for form, begins in (("docx", b"PK"), ("pdf", b"%PDF"), ("txt", "【青禾县指挥部".encode())):
        paper = signed_in("commander").get(f"/handover/?changes=2021-01-10T20:00&form={form}")
        assert paper.status_code == 200 and paper.content.startswith(begins)


def test_somebody_reached_since_is_not_looked_for(signed_in: Callable[..., Client], story: Callable[..., Any]) -> None:
    contact = str(story(1)["contact"][0])
    for minutes, result in ((90, "no_answer"), (30, "reached")):
        record(
            "attempt",
            {"person": contact, "attempt.result": result, "attempt.occurred_from": NOON - timedelta(minutes=minutes)},
        )
    page = signed_in("commander").get("/handover/").content.decode()
    assert "没有正在寻找的人" in page and "李0000" not in page


def test_two_accounts_sign_the_leaving_first(
    signed_in: Callable[..., Client], colleague: Client, story: Callable[..., Any]
) -> None:
    story(1)
    day = signed_in("commander")
    form = {"changes": "2021-01-10T20:00", "signed_by": "周建民"}
    colleague.post("/handover/sign/", {**form, "side": "coming", "signed_by": "孙立"})
    assert signed() == {}
    day.post("/handover/sign/", {**form, "side": "leaving", "note": "吴杰待找"})
    leaving = signed()["leaving"]
    assert leaving.signed_by == "周建民" and len(leaving.digest) == 64
    # The same account does not sign for the other side, whatever it is called.
    day.post("/handover/sign/", {**form, "side": "coming", "signed_by": "孙立"})
    assert set(signed()) == {"leaving"}
    colleague.post("/handover/sign/", {**form, "side": "coming", "signed_by": "孙立"})
    coming = signed()["coming"]
    assert (coming.signed_by, coming.digest, coming.known) == ("孙立", leaving.digest, leaving.known)
    page = day.get("/handover/?changes=2021-01-10T20:00").content.decode()
    assert "周建民" in page and "孙立" in page and "吴杰待找" in page


def test_what_was_signed_is_shown_as_it_was_known(signed_in: Callable[..., Client], story: Callable[..., Any]) -> None:
    from lianfang.facts import clock

    story(1)
    day = signed_in("commander")
    day.post("/handover/sign/", {"changes": "2021-01-10T20:00", "side": "leaving", "signed_by": "周建民"})
    known = signed()["leaving"].known
    # Somebody is added to the rota after it was signed.
    later = NOON + timedelta(minutes=10)
    clock.set_to(later + timedelta(minutes=1))
    record("shift", {"shift.unit": "QH-ZHB", "shift.name": "孙立", "shift.occurred_from": EVENING}, later)
    typed = known.astimezone(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None)
    for then in (known, typed):
        page = day.get("/handover/", {"changes": "2021-01-10T20:00", "as-of": then.isoformat()}).content.decode()
        assert "与所签内容一致" in page and "孙立" not in page
    assert "孙立" in day.get("/handover/?changes=2021-01-10T20:00").content.decode()


@pytest.mark.parametrize("changes", ["2021-01-10T09:00", "soon"])
def test_a_moment_at_which_no_shift_changes_is_one_clear_line(
    signed_in: Callable[..., Client], county: None, changes: str
) -> None:
    answer = signed_in("commander").get(f"/handover/?changes={changes}")
    assert answer.status_code == 400


def test_the_rota_is_typed_and_shown(signed_in: Callable[..., Client], county: None) -> None:
    commander = signed_in("commander")
    said = {
        "unit": "青禾县指挥部",
        "name": "孙立",
        "telephone": "13800000001",
        "begins": "2021-01-10T20:00",
        "ends": "2021-01-11T08:00",
        "leading": "yes",
    }
    refused = commander.post("/handover/rota/new/", {**said, "telephone": "12"})
    assert refused.status_code == 422 and "孙立" in refused.content.decode()
    assert commander.post("/handover/rota/new/", said).status_code == 302
    page = commander.get("/handover/rota/").content.decode()
    assert "孙立" in page and "13800000001" in page and "带班领导" in page
    assert "13800000001" not in signed_in("commander", neighbour=True).get("/handover/rota/").content.decode()
