"""What is between two hands: the sender keeps it, the other end signs once, all that was ticked or none of it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lianfang import facts
from lianfang.facts import clock
from lianfang.situation.outbox import drain
from unit.desks.conftest import NOON
from unit.desks.isolation_story import BY_SENDER, SITE, close, duties, facts_of, recorded

PAGE, CLINIC, SENDER, TOWN = "/transfers/", "QH-FRMZ", "XM-ZHB", "HD-ZHB"


def handed(persons, to=CLINIC, what="person", at=NOON - timedelta(hours=2)):
    """A town sends people, or the responsibility for them."""
    rows = [
        {"person": str(person), "what": what, "stage": "sent", "from_unit": SENDER, "to_unit": to, "occurred_from": at}
        for person in persons
    ]
    answer = recorded("transfer", rows, BY_SENDER)
    return [str(subject) for subject in answer.subjects["transfer"]]


def act(client, what, ticked, reason=""):
    answer = client.post(
        f"{PAGE}act/", {"what": what, "transfer": ticked, "reason": reason, "request_id": str(uuid4())}
    )
    drain(clock.now())
    return answer


def stages(stage):
    return facts_of("transfer", stage=stage)


def test_each_end_sees_what_is_on_the_way_its_age_and_what_the_sender_owes_meanwhile(signed_in, story):
    people = close(story(2))
    handed(people)
    for role in ("fever_clinic", "commander", "cdc"):
        text = signed_in(role).get(PAGE).content.decode()
        assert "李0000" in text and "李0010" in text and "2 小时" in text, role
        assert "22:00" in text, "by the plan's twelve hours"
    assert "李0000" not in signed_in("commander", neighbour=True).get(PAGE).content.decode()
    kept = [duty.rule for duty in duties("contact-carried") if duty.owed_by != CLINIC and duty.met is None]
    assert len(kept) == 2, "until the other end signs the carrying is not done"


def test_accepted_in_bulk_and_signed_by_both(signed_in, story):
    ticked = handed(close(story(3)))
    assert act(signed_in("fever_clinic"), "received", ticked).status_code == 302
    receipts = stages("received")
    assert len(receipts) == 3 and {row.recorded_by for row in receipts} == {"fever_clinic"}
    met_by = {duty.met_by for duty in duties("contact-carried") if duty.subject_kind and duty.met}
    assert met_by >= {row.id for row in receipts}
    text = signed_in("cdc").get(PAGE).content.decode()
    assert "没有正在交接的" in text and "双方已签收" in text


def test_refused_with_a_reason_and_the_sender_reads_it(signed_in, story):
    ticked = handed(close(story(1)))
    clinic = signed_in("fever_clinic")
    answer = act(clinic, "refused", ticked)
    assert answer.status_code == 422 and "缺“原因”" in answer.content.decode() and not stages("refused")
    assert act(clinic, "refused", ticked, "床位已满").status_code == 302
    text = signed_in("commander").get(PAGE).content.decode()
    assert "退回" in text and "床位已满" in text


@pytest.mark.parametrize("end", ["received", "refused"])
def test_a_second_answer_is_one_clear_line_and_nothing_by_half(signed_in, story, end):
    first, second = handed(close(story(2)))
    clinic = signed_in("fever_clinic")
    act(clinic, "received", [first])
    clock.set_to(NOON + timedelta(minutes=10))
    answer = act(clinic, end, [second, first], "再次")
    assert answer.status_code == 422
    text = answer.content.decode()
    (line,) = [part.split("</p>")[0] for part in text.split('role="alert">')[1:]]
    assert line.startswith("李0000") and "这次移交已于 2021-01-10 12:0" in line and "接收" in line
    assert "再次" in text, "what was typed stays"
    assert len(stages("received")) == 1 and not stages("refused"), "the other one was not answered either"


def test_nobody_signs_for_another_unit(signed_in, story):
    ticked = handed(close(story(1)))
    answer = act(signed_in("commander"), "received", ticked)
    assert answer.status_code == 422 and "只能由其签收" in answer.content.decode() and not stages("received")
    # A town that has no part in it does not even see it.
    assert "没有勾选交接" in act(signed_in("town"), "received", ticked).content.decode()


def test_the_sender_takes_back_what_was_not_answered(signed_in, account, story):
    person = close(story(1))[0]
    ticked = handed([person], to=CLINIC)
    sender = account("town")
    sender.unit, sender.area, sender.area_path = SENDER, "231299002", "/CN/230000/231200/231299/231299002/"
    sender.save()
    town = signed_in("town")
    assert "缺“原因”" in act(town, "withdrawn", ticked).content.decode()
    assert act(town, "withdrawn", ticked, "已就近就诊").status_code == 302
    assert "没有正在交接的" in town.get(PAGE).content.decode()
    assert "没有勾选交接" in act(signed_in("fever_clinic"), "received", ticked).content.decode()


def test_a_site_receives_people_with_a_room_elsewhere(signed_in, story):
    ticked = handed(close(story(1)), to=SITE)
    answer = act(signed_in("isolation_site"), "received", ticked)
    assert answer.status_code == 422 and "须安排房间" in answer.content.decode() and not stages("received")


def test_responsibility_moves_with_the_receipt_and_not_before(signed_in, story):
    person = close(story(1))[0]
    ticked = handed([person], to=TOWN, what="responsibility")
    (owed,) = duties("responsibility-answered")
    assert (owed.owed_by, owed.due) == (TOWN, NOON + timedelta(hours=10))
    (told,) = duties("contact-told")
    assert told.responsible.endswith("/231299002/"), "the sender's until the other end signs"
    assert act(signed_in("town"), "received", ticked).status_code == 302
    (told,) = duties("contact-told")
    assert told.responsible.endswith("/231299001/"), "and the receiver's from then on"


def test_the_sender_in_another_area_sees_the_receipt_too(account, signed_in, story):
    person = close(story(1))[0]
    ticked = handed([person], to=TOWN, what="responsibility")
    act(signed_in("town"), "received", ticked)
    sender = account("grid_worker")
    sender.role, sender.unit, sender.area, sender.area_path = (
        "town", SENDER, "231299002", "/CN/230000/231200/231299/231299002/",
    )  # fmt: skip
    sender.save()
    text = signed_in("grid_worker").get(PAGE).content.decode()
    assert "没有正在交接的" in text, "not for ever on the way"


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_both_receipts_stand_on_the_paper(signed_in, story, form):
    first, second = handed(close(story(2)))
    act(signed_in("fever_clinic"), "received", [first])
    answer = signed_in("cdc").post(f"{PAGE}papers/", {"form": form, "transfer": [first, second]})
    assert answer.status_code == 200 and f".{form}" in answer["Content-Disposition"]
    if form == "docx":
        import io

        from docx import Document

        (table,) = Document(io.BytesIO(answer.content)).tables
        cells = [[cell.text for cell in row.cells] for row in table.rows]
        assert "fever_clinic" in cells[1][-1] and "1月10日 12:0" in cells[1][-1]
        assert "xm" in cells[1][-2] and "10:00" in cells[1][-2]
        assert cells[2][-1] == "未签收"


def test_people_are_sent_from_the_form_and_a_child_does_not_go_alone(signed_in, story):
    told = story(1)
    mother, home = close(told)[0], str(uuid4())
    child = {"person.name": "李小雨", "person.birth": "2012-11-05", "person.residence": "231299002"}
    child |= {"person.household": home, "person.guardian_name": ""}
    by = facts.Recorder("cdc", "231299", "QH-CDC")
    (young,) = facts.record("people", [child], by, "test", uuid4(), NOON).subjects["person"]
    facts.record("people", [{"person": str(mother), "person.household": home}], by, "test", uuid4(), NOON)
    drain(NOON)
    cdc = signed_in("cdc")
    form = cdc.post(f"{PAGE}send/", {"person": [str(young)]}).content.decode()
    assert "李小雨" in form and f"companion-{young}" in form
    alone = {"person": [str(young)], "to": SITE, "request_id": str(uuid4())}
    refused = cdc.post(f"{PAGE}send/", alone)
    assert refused.status_code == 422 and "李小雨 是未成年人" in refused.content.decode() and not stages("sent")
    together = {**alone, "person": [str(young), str(mother)], "vehicle": "冀A·00001"}
    assert cdc.post(f"{PAGE}send/", together).status_code == 302
    assert {(str(row.person), row.companion) for row in stages("sent")} == {(str(young), None), (str(mother), None)}
    again = cdc.post(f"{PAGE}send/", {**together, "request_id": str(uuid4())})
    assert again.status_code == 422 and again.content.decode().count("已在途中：") >= 2 and len(stages("sent")) == 2


def test_a_companion_is_on_the_ledger_and_on_the_page(signed_in, story):
    child = {"person.name": "李小雨", "person.birth": "2012-11-05", "person.residence": "231299002"}
    by = facts.Recorder("cdc", "231299", "QH-CDC")
    (young,) = facts.record("people", [child], by, "test", uuid4(), NOON).subjects["person"]
    drain(NOON)
    sent = {"person": [str(young)], "to": SITE, f"companion-{young}": "祖母王芳", "request_id": str(uuid4())}
    assert signed_in("cdc").post(f"{PAGE}send/", sent).status_code == 302
    (fact,) = stages("sent")
    assert fact.companion == "祖母王芳"
    assert "祖母王芳 陪同" in signed_in("cdc").get(PAGE).content.decode()


def test_the_list_is_copied_as_text_and_exported(signed_in, story):
    handed(close(story(1)))
    cdc = signed_in("cdc")
    text = cdc.get(PAGE).content.decode()
    assert "1. 李0000，人员转运，新民镇指挥部 → 县医院发热门诊，1月10日 10:00 发出，已 2 小时，22:00 前" in text
    table = cdc.get(PAGE, {"export": "csv"}).content.decode("utf-8-sig")
    assert "李0000" in table and "签收时限" in table


def test_queries_do_not_grow_with_what_is_on_the_way(signed_in, story):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    clinic = signed_in("fever_clinic")

    def asked():
        clinic.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            text = clinic.get(PAGE).content.decode()
        return text, len(queries)

    people = close(story(20))
    handed(people[:10])
    text, ten = asked()
    assert "李0090" in text
    handed(people[10:])
    text, twenty = asked()
    assert "李0190" in text and twenty == ten
