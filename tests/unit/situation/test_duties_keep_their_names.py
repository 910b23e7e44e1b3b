"""A duty keeps its name when its first cause is corrected; assignments and waivers follow it when a cause falls."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

import cast
from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts import known_by
from lianfang.situation.models import Duty
from lianfang.situation.outbox import drain
from lianfang.situation.queries import causes_of
from lianfang.situation.refresh import rebuild
from lianfang.situation.writing import stored

pytestmark = pytest.mark.django_db
LATER = cast.NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def county(db):
    cast.install()


def told(kind, *rows, at=LATER):
    recorded = facts.record(kind, rows, cast.recorder("investigator"), "test", uuid4(), at)
    assert not recorded.rejected, recorded.rejections
    drain(at)
    with machine_session():
        refreshed = stored(Duty).sort("key")
        assert not rebuild(at), "refreshed and rebuilt differ"
        assert stored(Duty).sort("key").equals(refreshed)
    return recorded


def duty(rule, person=cast.WIFE):
    with machine_session():
        return Duty.objects.get(rule=rule, person=person)


def given(kind, one, **more):
    with machine_session():
        causes = [str(cause) for cause in causes_of([one.key])[one.key]]
    told(kind, {f"{kind}.duty": one.key, f"{kind}.causes": causes, f"{kind}.occurred_from": LATER, **more})


def fact_of(kind, person=cast.WIFE, **equal):
    with machine_session():
        rows = known_by(LATER, [kind], {"person": [person]})[kind].to_dicts()
    return next(row for row in rows if all(row[name] == value for name, value in equal.items()))


def test_a_corrected_case_keeps_its_duties_and_their_waivers():
    before = duty("infected-investigation", cast.CASE_PERSON)
    given("waiver", before, **{"waiver.why": "moved"})
    confirmed = fact_of("case", cast.CASE_PERSON, classification="confirmed")
    told(
        "case",
        {
            "case.supersedes": confirmed["id"],
            "case.reason": "录错",
            "case.occurred_from": cast.CONFIRMED - timedelta(hours=1),
        },
    )
    after = duty("infected-investigation", cast.CASE_PERSON)
    assert after.opened == before.opened - timedelta(hours=1)
    assert (after.key, after.waiver_reason) == (before.key, "moved")


def test_a_corrected_correction_still_goes_back_to_the_first_telling():
    first = fact_of("exposure")
    for hour in (1, 2):
        now = fact_of("exposure")
        told(
            "exposure",
            {
                "exposure.supersedes": now["id"],
                "exposure.reason": "录错",
                "exposure.last": cast.SUSPECTED - timedelta(hours=hour),
            },
        )
    last = fact_of("exposure")
    assert last["id"] != first["id"] and last["original"] == first["id"]


def test_a_second_exposure_to_the_same_case_names_the_same_duty():
    before = duty("contact-isolated")
    given("assignment", before, **{"assignment.to_account": "王护士"})
    row = cast.STORY[3][3][0] | {
        "exposure.occurred_from": cast.WEDDING_FROM - timedelta(days=1),
        "exposure.last": LATER,
    }
    told("exposure", row)
    after = duty("contact-isolated")
    assert after.ends != before.ends
    assert (after.key, after.assigned_to) == (before.key, "王护士")


def test_who_was_given_a_duty_keeps_it_when_its_first_cause_falls():
    second = {
        "case": cast.subject("second case"),
        "person": cast.OTHER,
        "case.number": "QH-2",
        "case.disease": cast.DISEASE,
        "case.classification": "confirmed",
        "case.occurred_from": LATER,
        "case.responsible": cast.TOWN,
    }
    told("case", second)
    exposure = cast.STORY[3][3][0] | {
        "exposure.case": second["case"],
        "exposure.case_number": "QH-2",
        "exposure.last": LATER,
    }
    told("exposure", exposure)
    before = duty("contact-isolated")
    with machine_session():
        assert len(causes_of([before.key])[before.key]) == 2
    given("assignment", before, **{"assignment.to_account": "王护士"})
    first = fact_of("exposure", case=cast.CASE)
    told("exposure", {"exposure.supersedes": first["id"], "exposure.reason": "认错人", "exposure.withdrawn": True})
    after = duty("contact-isolated")
    assert after.key != before.key and after.assigned_to == "王护士"


def test_a_name_that_fell_since_still_reaches_the_duty():
    """A page that was opened before the first cause fell gives the duty under its old name."""
    test_who_was_given_a_duty_keeps_it_when_its_first_cause_falls()
    now = duty("contact-isolated")
    with machine_session():
        (still,) = causes_of([now.key])[now.key]
    from lianfang.derive.keys import contact_original, duty_key

    fallen = contact_original(cast.WIFE, cast.CASE)
    old = duty_key(now.plan, now.rule, str(now.subject), fallen, now.occurrence)
    told(
        "waiver",
        {
            "waiver.duty": old,
            "waiver.causes": [fallen, str(UUID(str(still)))],
            "waiver.why": "died",
            "waiver.occurred_from": LATER,
        },
    )
    assert duty("contact-isolated").waiver_reason == "died"
