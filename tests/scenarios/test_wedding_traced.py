"""A wedding traced: from the itinerary that an investigator pastes to what a grid worker owes, and to its end.

The people are invented. A man fell ill on 6 January; the day before he had been at a wedding.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

import cast
from lianfang.access.session import machine_session
from lianfang.facts import clock
from lianfang.situation.models import Contact, Duty, Encounter
from unit.desks.grid_story import follow, person, record, subject
from unit.desks.test_itinerary import form_of

pytestmark = pytest.mark.django_db

ITINERARY = (
    "1月5日11时至14时在喜来饭店参加婚宴。\n1月5日15时至16时在便民超市购物。\n1月6日居家未外出，出现发热症状。\n"
    "1月8日核酸检测阳性。"
)
CASE = f"/itinerary/case/{cast.CASE}/"
TABLE, LATE, SHOP, NEIGHBOUR = "周同桌", "吴晚来", "郑收银", "冯邻居"


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(cast.account(username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def was_at(name: str, place: str, begin: str, end: str) -> dict[str, object]:
    return person(name, address=f"青禾县向阳镇河东村{name}家") | {
        "visit.place_name": place, "visit.how": "statement",
        "visit.occurred_from": f"2021-01-05 {begin}", "visit.occurred_until": f"2021-01-05 {end}",
    }  # fmt: skip


def grades() -> dict[str, str]:
    names = {subject(name): name for name in (TABLE, LATE, SHOP, NEIGHBOUR)}
    with machine_session():
        found = Contact.objects.filter(case=cast.CASE, person__in=list(names)).values_list("person", "grade")
        return {names[who]: grade for who, grade in found}


def owed(name: str) -> dict[str, Duty]:
    with machine_session():
        return {duty.rule: duty for duty in Duty.objects.filter(person=subject(name))}


@pytest.fixture
def wedding() -> None:
    """The case is known, and what the guests told of themselves; nobody has asked the case yet."""
    cast.install()
    record(
        "visit",
        [
            was_at(TABLE, "喜来饭店", "11:30", "13:30"),
            was_at(LATE, "喜来饭店", "14:05", "14:15"),
            was_at(SHOP, "便民超市", "09:00", "18:00"),
            was_at(NEIGHBOUR, "便民超市", "09:00", "12:00"),
        ],
    )
    follow()
    assert grades() == {}


def test_from_the_pasted_itinerary_to_the_grid_workers_list(wedding):
    investigator = signed_in("investigator")
    read = investigator.post(CASE, {"text": ITINERARY, "year": "2021"})
    assert investigator.post(f"{CASE}confirm/", form_of(read)).status_code == 302
    follow()
    assert grades() == {TABLE: "close", LATE: "general", SHOP: "close"}, "who left before the case came is none"

    page = investigator.get(f"/dossier/case/{cast.CASE}/").content.decode()
    assert TABLE in page and "喜来饭店" in page and "密闭场所" in page
    everything = investigator.get(f"/dossier/case/{cast.CASE}/encounters/").content.decode()
    assert LATE in everything and NEIGHBOUR not in everything
    with machine_session():
        assert {row.minutes for row in Encounter.objects.filter(person=subject(TABLE))} == {120}

    assert {"contact-told", "contact-carried"} <= set(owed(TABLE))
    why = investigator.get("/dossier/duty/", {"key": owed(TABLE)["contact-told"].key}).content.decode()
    assert "到过：喜来饭店" in why, "a duty says by which visit somebody became a contact"
    assert set(owed(LATE)) == {"general-contact-told"}
    worker = signed_in("grid_worker")
    todo = worker.get("/grid/").content.decode()
    assert LATE in todo and "告知" in todo

    duty = owed(LATE)["general-contact-told"]
    answer = {"duty": duty.key, "answer": "told", "at": "h-0123456789", "request_id": str(uuid4())}
    assert worker.post("/grid/answer/", answer).status_code in (200, 302)
    follow()
    assert owed(LATE)["general-contact-told"].met is not None, "what was owed because of an itinerary is done"


def test_a_guest_who_speaks_up_days_later_is_found_at_once(wedding):
    investigator = signed_in("investigator")
    read = investigator.post(CASE, {"text": ITINERARY, "year": "2021"})
    investigator.post(f"{CASE}confirm/", form_of(read))
    follow()
    later = clock.now() + timedelta(days=2)
    with machine_session():
        clock.set_to(later)
    record("visit", [was_at("褚后到", "喜来饭店", "12:00", "13:00")], at=later)
    follow()
    duty = owed("褚后到")["contact-told"]
    assert (duty.opened, duty.due) == (later, later + timedelta(hours=12))


def test_the_case_falls_and_with_it_what_only_it_obliged(wedding):
    investigator = signed_in("investigator")
    read = investigator.post(CASE, {"text": ITINERARY, "year": "2021"})
    investigator.post(f"{CASE}confirm/", form_of(read))
    follow()
    later = clock.now() + timedelta(hours=6)
    with machine_session():
        clock.set_to(later)
    excluded = {
        "case": cast.CASE, "person": cast.CASE_PERSON, "case.number": "QH-1", "case.disease": cast.DISEASE,
        "case.classification": "excluded", "case.occurred_from": later,
    }  # fmt: skip
    record("case", [excluded], at=later)
    follow()
    assert owed(TABLE)["contact-told"].ends == later
    page = investigator.get(f"/dossier/person/{subject(TABLE)}/").content.decode()
    assert "病例已排除" in page
