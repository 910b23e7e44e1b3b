"""The chain of a contact: where each stands and since when, calls in bulk, the lost, households and their children."""

from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.desks.cdc import steps
from lianfang.facts import clock
from lianfang.situation.models import Contact
from lianfang.situation.outbox import drain
from unit.desks.conftest import NOON
from unit.desks.isolation_story import close, duties, entered, facts_of, recorded, sent

PAGE, CALLS = "/cdc/contacts/", "/cdc/calls/"
BY = facts.Recorder("cdc", "231299", "QH-CDC")


def tried(person, result, at, channel="call", note=None):
    row = {"person": str(person), "channel": channel, "result": result, "note": note, "occurred_from": at}
    recorded("attempt", [row], BY)


def at_step(step):
    with machine_session():
        return set(Contact.objects.filter(steps.at_step(step, 3)).values_list("person", flat=True))


def told_all(people):
    """One of each step, in their order."""
    day = NOON - timedelta(hours=8)
    _judged, told, called, carried, received, released, lost, refused, left = people
    for number, person in enumerate((told, called)):
        row = {"person": str(person), "about": "isolation", "occurred_from": day + timedelta(minutes=number)}
        recorded("notice", [row], BY)
    tried(called, "reached", day)
    tried(carried, "refused", day)
    sent([carried])
    entered([received, released])
    release = {"person": str(released), "observation": "central", "stage": "released", "site": "HD-GLD"}
    recorded("observation", [release | {"occurred_from": NOON}])
    for hour, result in enumerate(("no_answer", "wrong_number", "no_answer", "no_answer")):
        tried(lost, result, day + timedelta(hours=hour))
    tried(refused, "no_answer", day)
    tried(refused, "refused", day + timedelta(hours=1), note="家中老人无人照料")
    tried(left, "gone", day + timedelta(hours=2), note="已去邻县")
    return dict(zip(steps.STEPS, people, strict=True))


def test_each_contact_stands_at_exactly_one_step_and_both_questions_agree(signed_in, story):
    people = told_all(close(story(9)))
    for step, person in people.items():
        with machine_session():
            assert steps.step_of(Contact.objects.get(person=person), 3) == step
    everybody = [at_step(step) for step in steps.STEPS]
    with machine_session():
        assert sum(map(len, everybody)) == Contact.objects.count() == len(set().union(*everybody))
        each = {step: len(those) for step, those in zip(steps.STEPS, everybody, strict=True)}
        each["all"] = Contact.objects.count()
        assert steps.counted_and_people(Contact.objects.all(), "lost", 3) == (each, 1)
        whole = len(set(Contact.objects.values_list("person", flat=True)))
        assert steps.counted_and_people(Contact.objects.all(), "", 3) == (each, whole)
    for step, person in people.items():
        assert person in at_step(step), step
    text = signed_in("cdc").get(PAGE, {"grade": "close", "stage": "lost"}).content.decode()
    assert "李0060" in text and "李0050" not in text and "失联" in text
    counts = steps.counted_and_people(Contact.objects.none(), "lost", 3)
    assert counts == ({"all": 0, **dict.fromkeys(steps.STEPS, 0)}, 0)


def test_lost_refused_and_gone_show_their_fact_its_moment_and_what_the_plan_owes(signed_in, story):
    people = told_all(close(story(9)))
    page = signed_in("cdc").get(PAGE, {"grade": "close"}).content.decode()
    for step, said in (("refused", "家中老人无人照料"), ("left", "已去邻县")):
        assert said in page, step
    asked = {"lost": "contact-visited", "refused": "contact-persuaded", "left": "contact-handed-on"}
    for step, rule in asked.items():
        assert [duty.person for duty in duties(rule, met=None)] == [people[step]], rule
    assert "达到次数，当日由网格（乡镇）上门核实" in page
    text = unescape(page[page.index("<textarea") :].split("</textarea>")[0])
    (lost,) = [line for line in text.splitlines() if "李0060" in line]
    assert "1月10日 06:00 (6 小时)" in lost, "lost with the third call in vain, not the fourth"


def test_the_visit_is_owed_from_the_third_call_in_vain_by_the_end_of_the_day_and_ends_with_it(story):
    (person,) = close(story(1))
    first = NOON - timedelta(hours=3)
    tried(person, "no_answer", first)
    tried(person, "reached", first + timedelta(minutes=10))
    for minutes in (20, 30):
        tried(person, "no_answer", first + timedelta(minutes=minutes))
    assert not duties("contact-visited"), "whoever was reached in between begins anew"
    third = first + timedelta(minutes=40)
    tried(person, "wrong_number", third)
    (owed,) = duties("contact-visited")
    assert (owed.opened, owed.due) == (third, NOON + timedelta(hours=12))
    tried(person, "no_answer", NOON, channel="visit")
    (owed,) = duties("contact-visited")
    assert owed.met == NOON
    (search,) = duties("contact-searched")
    assert search.met is None and search.due == NOON + timedelta(hours=12)


def test_calls_are_recorded_together_a_result_each(signed_in, story):
    first, second, third, fourth = close(story(4))
    cdc = signed_in("cdc")
    page = cdc.get(CALLS).content.decode()
    assert "13900000000" in page, "the number to call stands there, opened on record"
    form = {f"result-{first}": "reached", f"result-{second}": "no_answer", f"result-{third}": "refused"}
    form |= {f"result-{fourth}": "", f"note-{third}": "要上班", "tells": "1", "request_id": str(uuid4())}
    assert cdc.post(CALLS, form).status_code == 302
    told = {(row.person, row.result, row.note) for row in facts_of("attempt")}
    assert told == {(first, "reached", None), (second, "no_answer", None), (third, "refused", "要上班")}
    assert [row.person for row in facts_of("notice")] == [first], "whoever was reached was told in the same call"
    assert cdc.post(CALLS, form).status_code == 302 and len(facts_of("attempt")) == 3, "a form sent twice"


def test_opening_the_numbers_is_on_record(signed_in, story):
    from lianfang.access.models import AuditLine

    people = close(story(2))
    signed_in("cdc").get(CALLS)
    with machine_session():
        (line,) = AuditLine.objects.filter(action="open telephone")
    assert set(line.persons) >= set(people)


def test_the_third_call_in_vain_is_said_at_once(signed_in, story):
    (person,) = close(story(1))
    cdc = signed_in("cdc")
    for minutes in (0, 30, 60):
        clock.set_to(NOON + timedelta(minutes=minutes))
        form = {f"result-{person}": "no_answer", "request_id": str(uuid4())}
        assert cdc.post(CALLS, form).status_code == 302
        drain(clock.now())
    assert "连续 3 次未接通：李0000" in cdc.get(CALLS).content.decode()


def test_no_result_is_one_line_and_nothing_recorded(signed_in, story):
    (person,) = close(story(1))
    answer = signed_in("cdc").post(CALLS, {f"result-{person}": "", "request_id": str(uuid4())})
    assert answer.status_code == 422 and "没有选择结果" in answer.content.decode() and not facts_of("attempt")


@pytest.fixture
def family(story):
    """A mother who is a contact, her child at home who is one too, and a colleague who met the mother."""
    told = story(2)
    mother = close(told)[0]
    home = str(uuid4())
    exposed = {"occurred_from": "2021-01-04 11:30", "grade": "close", "case_number": "QH-001"}
    child = {"person.name": "李小雨", "person.birth": "2012-11-05", "person.residence": "231299002"}
    rows = [child | {"person.household": home} | {f"exposure.{name}": value for name, value in exposed.items()}]
    defaults = {"disease": "covid19"}
    recorded("people", [{"person": str(mother), "person.household": home}], BY)
    answer = facts.record("exposures", rows, BY, "test", uuid4(), NOON, defaults=defaults)
    assert not answer.rejections, answer.rejections
    met = {"person.name": "同事孙某", "person.residence": "231299002", "exposure.case": str(told["case"][0])}
    met |= {"exposure.occurred_from": "2021-01-05 09:00", "exposure.grade": "secondary", "exposure.via": str(mother)}
    second = facts.record("exposures", [met], BY, "test", uuid4(), NOON, defaults=defaults)
    assert not second.rejections, second.rejections
    drain(NOON)
    return {"mother": mother, "child": answer.subjects["person"][0], "colleague": second.subjects["person"][0]}


def test_a_household_is_one_block_and_whoever_met_a_contact_stands_under_that_contact(signed_in, family):
    page = signed_in("cdc").get(PAGE).content.decode()
    blocks = page[page.index("table class") : page.index("</table>")].split("<tbody")[1:]
    (block,) = [block for block in blocks if "李小雨" in block]
    assert block.startswith(' class="block"') and "李0000" in block and "同事孙某" in block
    (under,) = [row for row in block.split("<tr") if "同事孙某" in row]
    assert under.startswith(' class="through"') and "↳" in under
    assert block.index("李0000") < block.index("同事孙某")


def test_who_belongs_to_them_and_stands_elsewhere_is_named_beside(signed_in, family):
    sent([family["mother"]])
    page = signed_in("cdc").get(PAGE, {"stage": "carried"}).content.decode()
    (row,) = [row for row in page.split("<tr") if "与其一起：" in row]
    assert "李小雨" in row and "同事孙某" in row and "已判定，未告知" in row


def test_queries_do_not_grow_with_contacts(signed_in, story, every_unit_led):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    cdc = signed_in("cdc")
    counts = {}
    for cases in (5, 12):
        told_all(close(story(cases))[:9]) if cases > 9 else story(cases)
        for page in (PAGE + "?grade=close", CALLS):
            cdc.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert cdc.get(page).status_code == 200
            counts.setdefault(page, []).append(len(queries))
    assert all(few == many for few, many in counts.values()), counts
