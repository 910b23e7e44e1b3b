"""Receiving at an isolation site: by transfer with both signatures, refused with a reason, or come without one."""

from uuid import uuid4

import pytest

from unit.desks.isolation_story import SITE, close, duties, entered, facts_of, recorded, sent

PAGE, ARRIVE = "/isolation/receive/", "/isolation/arrive/"


def text(answer):
    return answer.content.decode()


def test_whoever_is_sent_here_from_another_town_is_seen_before_they_come(signed_in, story):
    people = close(story(2))
    client = signed_in("isolation_site")
    assert "李0000" not in text(client.get(PAGE)).replace(" ", "") and "李000" not in text(client.get(PAGE))
    sent(people[:1])
    page = text(client.get(PAGE))
    assert "李0000" in page and "新民镇指挥部" in page and "李0010" not in page


def test_both_ends_sign_with_a_room_each_and_the_duties_are_struck_off(
    signed_in, story, django_capture_on_commit_callbacks
):
    people = close(story(3))
    sent(people)
    form = {f"room-{people[0]}": "301", f"room-{people[1]}": "302", "request_id": str(uuid4())}
    client = signed_in("isolation_site")
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(PAGE, form).status_code == 302
    received = facts_of("transfer", stage="received")
    assert {fact.person for fact in received} == set(people[:2]) and {fact.to_unit for fact in received} == {SITE}
    assert {fact.subject for fact in received} < {fact.subject for fact in facts_of("transfer", stage="sent")}
    entries = facts_of("observation")
    assert {(fact.room, fact.stage, fact.site, fact.observation) for fact in entries} == {
        ("301", "entered", SITE, "central"),
        ("302", "entered", SITE, "central"),
    }
    assert {(fact.disease, fact.outbreak, fact.ground) for fact in entries} == {("covid19", "河东婚宴", "密接")}
    for rule in ("contact-isolated", "contact-carried", "transfer-answered"):
        met = {duty.person for duty in duties(rule, met__isnull=False)}
        assert met == set(people[:2]), rule
    assert client.post(PAGE, form).status_code == 302, "sent twice"
    assert len(facts_of("observation")) == 2
    page = text(client.get(PAGE))
    assert "李0020" in page and "李0000" not in page


def test_a_family_in_one_room_is_named_and_a_room_missing_keeps_what_was_typed(signed_in, story):
    people = close(story(2))
    sent(people)
    client = signed_in("isolation_site")
    answer = client.post(PAGE, {f"room-{people[0]}": "301", f"room-{people[1]}": "301"}, follow=True)
    assert "房间 301 现住" in text(answer) and "14岁以下儿童与家长同住" in text(answer)
    assert client.post(PAGE, {}).status_code == 422


def test_where_one_part_cannot_be_recorded_nothing_is(signed_in, story, monkeypatch):
    people = close(story(2))
    sent(people)
    from lianfang.desks.isolation import receiving

    whole = receiving.entry

    def broken(*arguments):
        return {**whole(*arguments), "observation.stage": "somewhere"}

    monkeypatch.setattr(receiving, "entry", broken)
    answer = signed_in("isolation_site").post(PAGE, {f"room-{people[0]}": "301"})
    assert answer.status_code == 422 and 'value="301"' in text(answer) and "somewhere" in text(answer)
    assert facts_of("transfer", stage="received") == [] == facts_of("observation")


def test_a_refusal_needs_a_reason_and_leaves_the_sender_responsible(
    signed_in, story, django_capture_on_commit_callbacks
):
    people = close(story(1))
    sent(people)
    client = signed_in("isolation_site")
    answer = client.post(PAGE, {"refuse": str(people[0])})
    assert answer.status_code == 422 and "拒收原因" in text(answer)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(PAGE, {"refuse": str(people[0]), f"reason-{people[0]}": "已满员"})
    [refused] = facts_of("transfer", stage="refused")
    assert (refused.note, refused.to_unit, refused.person) == ("已满员", SITE, people[0])
    client.get(PAGE)  # says once that it was refused
    assert facts_of("observation") == [] and "李0000" not in text(client.get(PAGE))
    assert duties("transfer-answered")[0].met == refused.occurred_from
    assert duties("contact-carried")[0].met is None


def test_somebody_here_without_a_transfer_is_entered_in_two_fields(signed_in, story):
    people = close(story(1))
    entered(people)
    client = signed_in("isolation_site")
    # Released, and back without anybody sending: found by telephone, since the site owed them once.
    found = text(client.get(ARRIVE, {"q": "13900000000"}))
    assert "李0000" in found and "已在住，房间 301" in found
    form = {"q": "13900000000", "person": str(people[0]), "room": "305", "ground": "密接"}
    assert "已在本点" in text(client.post(ARRIVE, form, follow=True))
    assert len(facts_of("observation")) == 1


def test_an_unknown_person_is_entered_by_name_and_number_and_once(signed_in, story):
    client = signed_in("isolation_site")
    asked = text(client.get(ARRIVE, {"q": "000121199001010015"}))
    assert 'value="000121199001010015"' in asked and 'name="birth"' not in asked
    form = {
        "q": "000121199001010015",
        "name": "王新",
        "identity_number": "000121199001010015",
        "room": "401",
        "ground": "旅客",
        "request_id": str(uuid4()),
    }
    for _again in (1, 2):
        assert client.post(ARRIVE, form).status_code == 302
    [entry] = facts_of("observation")
    assert (entry.room, entry.ground, entry.site) == ("401", "旅客", SITE)
    [person] = facts_of("person", name="王新")
    assert person.birth.isoformat() == "1990-01-01" and person.subject == entry.person


@pytest.mark.parametrize("lacking", ["name", "room", "ground"])
def test_what_is_missing_is_named_and_the_rest_stays(signed_in, story, lacking):
    form = {"q": "王新", "name": "王新", "room": "401", "ground": "旅客", "telephone": "13700000000"}
    answer = signed_in("isolation_site").post(ARRIVE, {**form, lacking: ""})
    assert answer.status_code == 422 and 'value="13700000000"' in text(answer)
    assert {"name": "姓名：未填", "room": "房间：未填", "ground": "依据：未填"}[lacking] in text(answer)
    assert facts_of("observation") == []


def test_a_wrong_number_is_said_in_one_line(signed_in, story):
    form = {"q": "x", "name": "王新", "identity_number": "000121199001010016", "room": "401", "ground": "旅客"}
    answer = signed_in("isolation_site").post(ARRIVE, form)
    assert answer.status_code == 422 and "证件号码" in text(answer) and facts_of("observation") == []


def test_nobody_but_a_site_opens_its_pages(signed_in, story):
    for role in ("cdc", "commander", "town"):
        for page in (
            "",
            "receive/",
            "arrive/",
            "temperatures/",
            "specimens/",
            "release/",
            "send/",
            "register/",
            "sheet/",
        ):
            assert signed_in(role).get(f"/isolation/{page}").status_code == 404


def a_child(household=None):
    """A child of eight who lives in the other town; with the household of somebody, where one is named."""
    row = {"person.name": "李小雨", "person.birth": "2012-11-05", "person.residence": "231299002"}
    return recorded("people", [row | {"person.household": household}]).subjects["person"][0]


def test_a_child_is_not_received_alone_until_an_adult_is_named(signed_in, story):
    story(1)
    child = a_child()
    sent([child])
    client = signed_in("isolation_site")
    assert f"companion-{child}" in text(client.get(PAGE))
    form = {f"room-{child}": "301", "request_id": str(uuid4())}
    refused = client.post(PAGE, form)
    assert refused.status_code == 422 and "李小雨 是未成年人" in text(refused)
    assert not facts_of("observation") and not facts_of("transfer", stage="received"), "nothing by half"
    assert client.post(PAGE, {**form, f"companion-{child}": "祖母王芳"}).status_code == 302
    (entry,) = facts_of("observation")
    assert (entry.person, entry.companion) == (child, "祖母王芳")


def test_a_child_comes_with_the_mother_who_is_in_already(signed_in, story):
    mother = close(story(1))[0]
    home = str(uuid4())
    recorded("people", [{"person": str(mother), "person.household": home}])
    entered([mother])
    child = a_child(home)
    sent([child])
    form = {f"room-{child}": "301", "request_id": str(uuid4())}
    assert signed_in("isolation_site").post(PAGE, form).status_code == 302
    (entry,) = facts_of("observation", person=child)
    assert entry.companion is None


def test_a_child_who_comes_without_a_transfer_needs_an_adult_too(signed_in, county):
    form = {"q": "李小雨", "name": "李小雨", "birth": "2012-11-05", "room": "302", "ground": "密接"}
    client = signed_in("isolation_site")
    refused = client.post(ARRIVE, {**form, "request_id": str(uuid4())})
    assert refused.status_code == 422 and "李小雨 是未成年人" in text(refused) and not facts_of("observation")
    assert client.post(ARRIVE, {**form, "companion": "祖母王芳", "request_id": str(uuid4())}).status_code == 302
    (entry,) = facts_of("observation")
    assert entry.companion == "祖母王芳"
