"""A scan's way through the house: from the code at a market's door to the health check on a grid worker's phone.

At 09:12 somebody of the grid scans at the market; nobody is ill. At 15:00 the laboratory's result makes a case of a man
who had scanned there as well. What was collected of both becomes evidence, and the grid worker is owed something to do.
"""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

import cast
from collecting_county import county, declared
from lianfang.access.session import machine_session
from lianfang.access.tokens import token_of
from lianfang.facts import clock
from lianfang.situation.models import Contact, Duty
from lianfang.situation.tasks import trace_collected
from unit.desks.grid_story import follow, person, record, subject

__all__ = ["county", "declared"]
pytestmark = pytest.mark.django_db

SCANNED = datetime.fromisoformat("2021-01-09 09:12+08:00")
SHOPPER, LATE, SICK = "周买菜", "吴路过", "郑发病"
TELEPHONES = {SHOPPER: "13900000001", LATE: "13900000002", SICK: "13900000003"}


def lives_here(name: str) -> dict[str, object]:
    return person(name, telephone=TELEPHONES[name], address=f"青禾县向阳镇河东村{name}家")


def scan(client: Client, token: str, telephone: str, at: datetime, minutes: int) -> dict[str, object]:
    row = {
        "person": telephone, "place": "河东集市", "kind": "market", "how": "scan", "area": cast.TOWN,
        "start": at.isoformat(), "end": (at + timedelta(minutes=minutes)).isoformat(),
    }  # fmt: skip
    answer = told(client, token, row)
    assert answer.status_code == 200, answer.content
    return answer.json()


def told(client: Client, token: str, row: dict[str, object]) -> HttpResponse:
    headers = {"Authorization": f"Bearer {token}"}
    return client.post("/api/v1/visits", {"visits": [row]}, content_type="application/json", headers=headers)


def owed(name: str) -> dict[str, Duty]:
    with machine_session():
        return {duty.rule: duty for duty in Duty.objects.filter(person=subject(name))}


def seconds_pass() -> None:
    """What the worker does by itself: refresh, trace what waits, refresh what came of it."""
    follow()
    trace_collected()
    follow()


def test_from_a_scan_at_the_door_to_a_duty_struck_off_on_the_phone(declared, client):
    evening = SCANNED + timedelta(hours=10)
    with machine_session():
        clock.set_to(evening)
        token = token_of(cast.account("investigator"), "market", timedelta(days=30))[1]
    refused = told(client, token, {"person": "1", "start": SCANNED.isoformat()})
    assert refused.status_code == 422 and "no declaration" in refused.json()["detail"]
    declared(kinds="市场", at=evening - timedelta(days=1))
    record("people", [lives_here(name) for name in TELEPHONES], at=evening)
    for name, begins, minutes in ((SHOPPER, 0, 40), (LATE, 95, 5), (SICK, 5, 60)):
        answer = scan(client, token, TELEPHONES[name], SCANNED + timedelta(minutes=begins), minutes)
        assert answer == {"kept": 1, "rejections": []}
    scan(client, token, "13999999999", SCANNED, 120)
    seconds_pass()
    assert not owed(SHOPPER), "nobody is ill: a scan obliges nobody"

    known = SCANNED + timedelta(days=1, hours=6)
    with machine_session():
        clock.set_to(known)
    row = {
        "person": subject(SICK), "case.number": "QH-7", "case.classification": "confirmed", "case.onset": "2021-01-10",
        "case.occurred_from": known, "case.responsible": cast.TOWN,
    }  # fmt: skip
    record("case", [row], at=known)
    seconds_pass()
    with machine_session():
        grades = dict(Contact.objects.values_list("person", "grade"))
    assert grades == {subject(SHOPPER): "close", subject(LATE): "general"}
    duty = owed(SHOPPER)["contact-told"]
    assert duty.opened >= known and duty.due - duty.opened == timedelta(hours=12), "from when it was known on"

    page = signed_in("investigator").get("/collected/").content.decode()
    assert "河东集市" in page and "QH-7" in page, "whom the ledger does not know is said, with what to do"
    assert signed_in("investigator").get("/collected/?export=csv").content.decode().count("河东集市") == 1

    worker = signed_in("grid_worker")
    assert LATE in worker.get("/grid/").content.decode()
    duty = owed(LATE)["general-contact-told"]
    answer = {"duty": duty.key, "answer": "told", "at": "h-0123456789", "request_id": str(uuid4())}
    assert worker.post("/grid/answer/", answer).status_code in (200, 302)
    follow()
    assert owed(LATE)["general-contact-told"].met is not None


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(cast.account(username), backend="django.contrib.auth.backends.ModelBackend")
    return client
