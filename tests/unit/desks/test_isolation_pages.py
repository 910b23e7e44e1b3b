"""Today, specimens, register, sheet: what stands there, what is recorded, in a number of queries that does not grow."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianfang.access.session import machine_session
from lianfang.facts import clock, load
from unit.desks.conftest import NOON, told
from unit.desks.isolation_story import EARLIER, SITE, close, duties, entered, facts_of, recorded, sent

TODAY, SPECIMENS, REGISTER = "/isolation/", "/isolation/specimens/", "/isolation/register/"


def text(answer):
    return answer.content.decode()


@pytest.fixture
def inside(story):
    """Three contacts who are in since the 8th; on the 11th, their fourth day, the plan owes a specimen."""
    people = close(story(3))
    entered(people)
    clock.set_to(NOON + timedelta(days=1))
    return people


def test_beds_follow_from_who_entered_and_left(signed_in, inside):
    page = " ".join(text(signed_in("isolation_site").get(TODAY)).split())
    assert "总数 <b>60</b>" in page and "在用 <b>3</b>" in page and "数据知悉至" in page
    out = {"person": str(inside[0]), "observation": "central", "stage": "released", "site": SITE}
    recorded("observation", [{**out, "occurred_from": NOON}])
    page = " ".join(text(signed_in("isolation_site").get(TODAY)).split())
    assert "在用 <b>2</b>" in page and ">58</b>" in page


def test_care_needs_stand_beside_the_name(signed_in, inside):
    recorded(
        "people",
        [{"person": str(inside[0]), "care_need": "dialysis"}, {"person": str(inside[1]), "care_need": "pregnant"}],
    )
    child = {"person.name": "小宝", "person.birth": "2015-05-05", "person.guardian_name": "李母"}
    row = {"observation.observation": "central", "observation.stage": "entered", "observation.site": SITE}
    recorded("observations", [{**child, **row, "observation.occurred_from": EARLIER, "observation.room": "301"}])
    page = text(signed_in("isolation_site").get(TODAY))
    for word in ("透析", "孕产妇", "14岁以下儿童", "李母", "同室 2 人"):
        assert word in page


def test_specimens_of_the_plans_day_with_a_tube_each(signed_in, inside, django_capture_on_commit_callbacks):
    client = signed_in("isolation_site")
    page = text(client.get(SPECIMENS))
    assert page.count('name="tube-') == 3 and "第 4 天" in page
    form = {f"tube-{inside[0]}": "A-001", f"tube-{inside[1]}": "A-002", "request_id": str(uuid4())}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(SPECIMENS, form).status_code == 302
    assert client.post(SPECIMENS, form).status_code in (302, 422)
    taken = facts_of("specimen", number__startswith="A-")
    assert [(s.number, s.persons, s.sampled_by, s.disease, s.outbreak) for s in taken] == [
        ("A-001", [inside[0]], SITE, "covid19", "河东婚宴"),
        ("A-002", [inside[1]], SITE, "covid19", "河东婚宴"),
    ]
    met = {duty.person for duty in duties("contact-specimens", met__isnull=False)}
    assert met == set(inside[:2])
    page = text(client.get(SPECIMENS))
    assert page.count('name="tube-') == 1 and "待出结果" in page
    result = {"specimen.number": "A-001", "test_result.result": "阴性", "test_result.assay": "核酸"}
    at = NOON + timedelta(days=1, hours=1)
    recorded("results", [{**result, "test_result.occurred_from": at}], at=at)
    clock.set_to(at)
    assert "阴性" in text(client.get(SPECIMENS)) and "阴性" in text(client.get(TODAY))


def test_a_tube_is_nobody_elses(signed_in, inside):
    client = signed_in("isolation_site")
    other = {
        "person.name": "别处",
        "person.birth": "1970-01-01",
        "specimen.number": "B-1",
        "specimen.occurred_from": NOON,
    }
    from lianfang.facts.recorder import Recorder

    recorded("tests", [other], by=Recorder("x", "231298", None))
    for form in (
        {f"tube-{inside[0]}": "C-1", f"tube-{inside[1]}": "C-1"},
        {f"tube-{inside[0]}": "B-1", f"tube-{inside[1]}": "C-1"},
        {},
    ):
        answer = client.post(SPECIMENS, form)
        assert answer.status_code == 422
        assert all(f'value="{value}"' in text(answer) for value in form.values())
    assert facts_of("specimen", number__startswith="C-") == []
    [untouched] = facts_of("specimen", number="B-1")
    assert untouched.persons != [inside[0]]


def test_somebody_not_owed_one_is_sampled_too(signed_in, inside):
    clock.set_to(NOON)
    client = signed_in("isolation_site")
    assert client.post(SPECIMENS, {"extra": str(inside[0]), "tube": "D-1", "sample": "咽拭子"}).status_code == 302
    [taken] = facts_of("specimen", number="D-1")
    assert (taken.persons, taken.sample) == ([inside[0]], "咽拭子")


def test_the_register_is_exported_and_loaded_again_unchanged(
    signed_in, inside, tmp_path, django_capture_on_commit_callbacks
):
    client = signed_in("isolation_site")
    now = NOON + timedelta(days=1, seconds=17)
    clock.set_to(now)
    client.post("/isolation/release/", {"person": [str(inside[2])], "reason": "转居家"})
    exact = {"person": str(inside[2]), "observation": "central", "stage": "entered", "site": SITE, "room": "309"}
    recorded(
        "observation", [{**exact, "occurred_from": now + timedelta(microseconds=250)}], at=now + timedelta(seconds=1)
    )
    clock.set_to(now + timedelta(seconds=2))
    for form in ("csv", "xlsx"):
        answer = client.get(REGISTER, {"view": "all", "export": form})
        file = tmp_path / f"register.{form}"
        file.write_bytes(answer.content)
        with machine_session():
            found = load.preview("observations", file, load.Options(area="231299001"), now + timedelta(minutes=1))
        assert (found.answer.loaded, found.answer.corrected, found.answer.rejected) == (0, 0, 0), found
        assert found.answer.unchanged == 5
    edited = tmp_path / "edited.csv"
    edited.write_bytes(client.get(REGISTER, {"view": "all", "export": "csv"}).content.replace(b"301", b"333"))
    with machine_session():
        found = load.preview("observations", edited, load.Options(area="231299001"), now + timedelta(minutes=1))
    assert (found.answer.corrected, found.answer.unchanged) == (1, 4)


def test_the_register_shows_who_is_in_and_who_was(signed_in, inside):
    client = signed_in("isolation_site")
    page = text(client.get(REGISTER))
    assert "李0000" in page and "QH-000" in page and "婚宴" in page and "1月17日" in page


def test_the_sheet_has_a_column_for_every_time_of_day(signed_in, inside):
    page = text(signed_in("isolation_site").get("/isolation/sheet/"))
    assert page.count('class="blank"') == 3 * 5 and "李0000" in page and "1月11日 早" in " ".join(page.split())


def test_an_empty_site_says_what_will_be_there(signed_in, county):
    client = signed_in("isolation_site")
    for page in ("", "receive/", "arrive/", "temperatures/", "specimens/", "release/", "send/", "register/", "sheet/"):
        answer = client.get(f"/isolation/{page}")
        assert answer.status_code == 200 and 'class="empty"' in text(answer), page


@pytest.mark.parametrize(
    "page", ["", "temperatures/", "specimens/", "release/", "send/", "register/", "sheet/", "receive/"]
)
def test_queries_do_not_grow_with_people(signed_in, county, page):
    client = signed_in("isolation_site")
    address = f"/isolation/{page}"

    def asked(number):
        people = close(told(number))
        if page == "receive/":
            sent(people)
        else:
            entered(people)
        clock.set_to(NOON + timedelta(days=8 if page == "release/" else 1))
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        assert all(f"李{each:03d}0" in text(answer) for each in range(number))
        clock.set_to(NOON)
        return len(queries)

    assert asked(10) == asked(20)
