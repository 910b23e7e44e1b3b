"""A transfer is answered once, of somebody who lives, before the release; else one line says why, nothing is kept."""

from datetime import timedelta
from uuid import uuid4

import pytest

import cast
from lianfang.access.session import machine_session
from lianfang.facts import known_by, record, transfers

pytestmark = pytest.mark.django_db
SENT = cast.NOW - timedelta(hours=3)


@pytest.fixture(autouse=True)
def story(db):
    cast.install()


def told(kind, row, by="nurse", at=cast.NOW):
    return record(kind, [row], cast.recorder(by), "page", uuid4(), at, defaults={"disease": cast.DISEASE})


def sent(person=cast.WIFE, what="person", to=cast.SITE):
    row = {"person": person, "what": what, "stage": "sent", "from_unit": cast.COMMAND, "to_unit": to}
    answer = told("transfer", row | {"occurred_from": SENT}, "commander", SENT)
    assert not answer.rejections
    return str(answer.subjects["transfer"][0])


def answered(transfer, stage="received", at=cast.NOW, person=cast.WIFE, what="person", to=cast.SITE, **more):
    row = {"transfer": transfer, "person": person, "what": what, "stage": stage, "to_unit": to, "occurred_from": at}
    return told("transfer", row | more, "nurse", at)


def stages(transfer):
    with machine_session():
        rows = known_by(cast.NOW + timedelta(days=1), ["transfer"], {"transfer": [transfer]})["transfer"]
    return {row["stage"]: row["occurred_from"] for row in rows.iter_rows(named=True)}


def reason_of(answer):
    (rejection,) = answer.rejections
    assert answer.loaded == answer.corrected == 0
    return rejection.reason


def test_the_second_receipt_is_refused_and_the_first_stands_as_it_was():
    transfer = sent()
    assert answered(transfer).loaded == 1
    later = cast.NOW + timedelta(hours=2)
    assert "received already, on 2021-01-10 09:00" in reason_of(answered(transfer, at=later))
    assert "received already" in reason_of(answered(transfer, "refused", at=later))
    assert stages(transfer) == {"sent": SENT, "received": cast.NOW}


def test_the_same_receipt_told_again_changes_nothing():
    transfer = sent()
    answered(transfer)
    again = answered(transfer)
    assert (again.unchanged, again.rejected) == (1, 0)


def test_a_receipt_is_corrected_by_whoever_says_so_and_why():
    transfer = sent()
    answered(transfer)
    with machine_session():
        (fact,) = known_by(cast.NOW, ["transfer"], {"transfer": [transfer]}, {"stage": ["received"]})["transfer"]["id"]
    earlier = cast.NOW - timedelta(hours=1)
    mended = told("transfer", {"supersedes": fact, "reason": "抄错时间", "occurred_from": earlier})
    assert mended.corrected == 1 and stages(transfer)["received"] == earlier


def test_what_was_refused_is_not_received_any_more():
    transfer = sent()
    answered(transfer, "refused", note="床位已满")
    assert "was refused, on" in reason_of(answered(transfer, at=cast.NOW + timedelta(minutes=5)))


def test_two_answers_in_one_form_are_one_and_a_refusal():
    transfer = sent()
    row = {"transfer": transfer, "person": cast.WIFE, "what": "person", "to_unit": cast.SITE}
    rows = [
        row | {"stage": "received", "occurred_from": cast.NOW},
        row | {"stage": "refused", "occurred_from": cast.NOW},
    ]
    answer = record("transfer", rows, cast.recorder("nurse"), "page", uuid4(), cast.NOW)
    assert answer.loaded == 1 and [each.row for each in answer.rejections] == [1]


def released(at):
    row = {"person": cast.WIFE, "observation": "central", "stage": "released", "site": cast.SITE, "occurred_from": at}
    assert not told("observation", row).rejections


def test_nobody_is_received_into_isolation_after_the_release():
    transfer = sent()
    released(SENT + timedelta(hours=1))
    assert "released on 2021-01-10 07:00" in reason_of(answered(transfer))
    assert stages(transfer) == {"sent": SENT}
    assert answered(transfer, "refused", note="已解除").loaded == 1, "the site may still refuse"


def test_a_release_before_the_sending_hinders_nothing():
    released(SENT - timedelta(days=1))
    assert answered(sent()).loaded == 1


def test_the_ill_are_received_and_responsibility_is_handed_on_whether_or_not_isolation_is_over():
    clinic = sent(to=cast.CLINIC)
    held = sent(person=cast.GUEST, what="responsibility", to=cast.TOWN_COMMAND)
    released(SENT + timedelta(hours=1))
    row = {"person": cast.GUEST, "observation": "central", "stage": "released", "site": cast.SITE}
    told("observation", row | {"occurred_from": SENT + timedelta(hours=1)})
    assert answered(clinic, to=cast.CLINIC).loaded == 1
    last = answered(held, person=cast.GUEST, what="responsibility", to=cast.TOWN_COMMAND)
    assert last.loaded == 1


@pytest.mark.parametrize("what", ["person", "responsibility"])
def test_the_dead_are_handed_to_nobody(what):
    transfer = sent(person=cast.CASE_PERSON, what=what, to=cast.HOSPITAL)
    died = {
        "case": cast.CASE,
        "person": cast.CASE_PERSON,
        "outcome": "died",
        "occurred_from": SENT + timedelta(hours=2),
    }
    assert not told("outcome", died, "doctor").rejections
    answer = answered(transfer, person=cast.CASE_PERSON, what=what, to=cast.HOSPITAL)
    assert "died on 2021-01-10 08:00" in reason_of(answer)
    again = {"person": cast.CASE_PERSON, "what": what, "stage": "sent", "to_unit": cast.HOSPITAL}
    assert "died on" in reason_of(told("transfer", again | {"occurred_from": cast.NOW}, "commander"))
    assert answered(transfer, "refused", person=cast.CASE_PERSON, what=what, note="已死亡").loaded == 1


def test_what_is_between_two_hands_is_what_was_sent_and_not_answered_as_known_then():
    sent()
    second, again = sent(person=cast.GUEST), sent()
    with machine_session():
        assert {row["subject"] for row in transfers.between_two_hands(cast.NOW)} == {second, again}, "the last sending"
    answered(second, person=cast.GUEST)
    answered(again, "refused", note="床位已满")
    with machine_session():
        assert transfers.between_two_hands(cast.NOW) == [], "a sending that was followed by another does not come back"
        assert {row["subject"] for row in transfers.between_two_hands(SENT)} == {second, again}, "as known then"
        (back,) = transfers.came_back(transfers.answered_since(SENT, cast.NOW), cast.NOW)
        assert (back["subject"], back["note"]) == (again, "床位已满")
