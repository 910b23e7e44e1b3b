"""The situation of a past moment stands in today's place: equal to what stood there then, and seen by nobody else."""

from datetime import timedelta
from uuid import UUID

import pytest

import cast
from lianfang.access.session import machine_session, session_of
from lianfang.facts import clock, record
from lianfang.situation.models import CaseStatus, Duty, PersonStatus
from lianfang.situation.outbox import drain
from lianfang.situation.past import TABLES, past
from lianfang.situation.refresh import rebuild
from lianfang.situation.writing import key_of, stored

pytestmark = pytest.mark.django_db
THEN = cast.SUSPECTED + timedelta(hours=1)


def snapshot():
    with machine_session():
        return {model.__name__: stored(model).sort(key_of(model)).rows() for model in TABLES}


@pytest.fixture
def then():
    """What stood there at THEN; since then the rest of the story was told."""
    cast.install(THEN)
    stood = snapshot()
    for order, (layout, username, known, rows) in enumerate(cast.STORY):
        if known > THEN:
            request = UUID(cast.subject(f"later {order}"))
            told = record(
                layout, rows, cast.recorder(username), "cast", request, known, defaults={"disease": cast.DISEASE}
            )
            assert not told.rejected, told.rejections
    clock.set_to(cast.NOW)
    drain(cast.NOW)
    return stood


def test_the_past_is_what_stood_there_then_and_today_comes_back(then):
    now = snapshot()
    assert now != then
    for _again in range(2):
        with past(THEN):
            assert snapshot() == then
    assert snapshot() == now
    with machine_session():
        assert not rebuild(cast.NOW)


def test_what_is_recorded_since_about_then_is_seen_in_no_older_answer(then):
    """The answer kept for a moment is given up when somebody records, for a source may tell what was known before."""
    with past(THEN):
        assert snapshot() == then
    row = {
        "person": cast.OTHER, "case.number": "QH-0", "case.disease": cast.DISEASE, "case.classification": "confirmed",
        "case.occurred_from": cast.SUSPECTED - timedelta(days=1), "case.responsible": cast.TOWN,
        "known_at": cast.SUSPECTED - timedelta(days=1),
    }  # fmt: skip
    told = record("case", [row], cast.recorder("doctor"), "file", UUID(int=7), cast.NOW, historic=True)
    assert not told.rejected, told.rejections
    with past(THEN), machine_session():
        assert CaseStatus.objects.filter(number="QH-0").exists()


def test_the_past_keeps_its_policies(then):
    with session_of(cast.account("neighbour")), past(THEN):
        assert not any(model.objects.exists() for model in (Duty, PersonStatus, CaseStatus))
    with session_of(cast.account("commander")), past(THEN):
        assert CaseStatus.objects.get().classification == "suspected"
        assert PersonStatus.objects.count() == len(cast.PEOPLE)


def test_a_page_of_then_shows_what_was_known_then(then, client):
    client.force_login(cast.account("investigator"), backend="django.contrib.auth.backends.ModelBackend")
    moment = {"as-of": "2021-01-08T11:00"}
    before, now = (client.get("/cdc/cases/", asked).content.decode() for asked in (moment, {}))
    assert "李国强" in before and "疑似" in before.split("<tbody>")[1]
    assert "疑似" not in now.split("<tbody>")[1] and "确诊" in now.split("<tbody>")[1]
    assert "刘桂兰" not in client.get("/cdc/contacts/", moment).content.decode()
    assert "刘桂兰" in client.get("/cdc/contacts/").content.decode()
    duties = client.get("/duties/", moment).content.decode()
    assert "李国强" in duties and "刘桂兰" not in duties
    page = client.get("/commander/", moment).content.decode()
    assert "as-of=2021-01-08T11" in page
