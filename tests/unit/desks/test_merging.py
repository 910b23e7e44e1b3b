"""Pairs that may be one person: proposed with what identifies masked, decided in bulk, remembered, undone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts.recorder import Recorder
from lianfang.situation.models import PersonStatus

from .conftest import NOON


def told(people, at=NOON):
    """Registers people one by one and derives what follows."""
    from lianfang.situation.refresh import rebuild

    ids = []
    for person in people:
        row = {f"person.{name}": value for name, value in person.items()}
        answer = facts.record("people", [row], Recorder("cdc", "231299", "QH-CDC"), "test", uuid4(), at)
        assert not answer.rejections
        ids.append(str(answer.subjects["person"][0]))
    rebuild(at)
    return ids


SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"


def alike(number):
    surname = SURNAMES[number]
    shared = {"telephone": f"139{number:08d}", "residence": "231299001", "address": f"东街{number}号"}
    return [
        {"name": f"{surname}伟", "birth": f"19{50 + number}-03-04", **shared},
        {"name": f"{surname}玮", "birth": f"19{50 + number}-03-05", **shared},
    ]


def merges():
    """How many decisions the ledger holds."""
    with machine_session():
        return facts.known_by(NOON + timedelta(days=1), ["merge"])["merge"].height


def merged_into(person):
    with machine_session():
        return PersonStatus.objects.get(person=person).merged_into


@pytest.fixture
def pair(county):
    return told(alike(1))


def test_a_pair_stands_with_score_reasons_and_both_sides_masked(signed_in, pair):
    answer = signed_in("cdc").get("/merging/")
    text = answer.content.decode()
    assert answer.status_code == 200
    (proposal,) = answer.context["proposed"]
    assert proposal.value == f"{pair[0]}:{pair[1]}" and proposal.score == 0.82
    for words in ("82%", "姓名同音", "出生日期相近", "电话相同", "住址相同", "钱伟", "钱玮", "139****0001"):
        assert words in text
    assert "13900000001" not in text and "东街1号" not in text


def test_nobody_alike_says_what_will_stand_here(signed_in, county):
    assert "最近录入的人中没有疑似重复" in signed_in("cdc").get("/merging/").content.decode()


def test_one_person_is_merged_once_and_can_be_undone(signed_in, pair, django_capture_on_commit_callbacks):
    cdc, request = signed_in("cdc"), str(uuid4())
    sent = {"pair": f"{pair[0]}:{pair[1]}", "what": "same", "request_id": request}
    with django_capture_on_commit_callbacks(execute=True):
        assert cdc.post("/merging/decide/", sent).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        cdc.post("/merging/decide/", sent)
    assert merges() == 1
    assert str(merged_into(pair[1])) == pair[0]
    answer = cdc.get("/merging/")
    assert not answer.context["proposed"]
    (decided,) = answer.context["decided"]
    assert decided.one and "撤销合并" in answer.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        cdc.post("/merging/undo/", {"pair": decided.value, "request_id": str(uuid4())})
    assert merged_into(pair[1]) is None
    answer = cdc.get("/merging/")
    assert not answer.context["proposed"] and not answer.context["decided"][0].one


def test_two_people_are_not_proposed_again(signed_in, pair, django_capture_on_commit_callbacks):
    cdc = signed_in("cdc")
    with django_capture_on_commit_callbacks(execute=True):
        cdc.post("/merging/decide/", {"pair": f"{pair[0]}:{pair[1]}", "what": "different", "request_id": str(uuid4())})
    assert not cdc.get("/merging/").context["proposed"]
    assert merged_into(pair[1]) is None


@pytest.mark.parametrize("given", [[], ["x"], ["a:b"], [f"{uuid4()}:{uuid4()}"]])
def test_no_pair_records_nothing(signed_in, pair, given):
    cdc = signed_in("cdc")
    answer = cdc.post("/merging/decide/", {"pair": given, "what": "same"}, follow=True)
    assert "没有勾选任何一对" in answer.content.decode()
    assert merges() == 0


def test_who_may_see_and_who_may_decide(signed_in, pair):
    assert 'name="what"' not in signed_in("commander").get("/merging/").content.decode()
    assert signed_in("commander").post("/merging/decide/", {"what": "same"}).status_code == 404
    assert signed_in("town").get("/merging/").status_code == 404
    assert signed_in("cdc").get("/merging/decide/").status_code == 405
    neighbour = signed_in("cdc", neighbour=True)
    assert not neighbour.get("/merging/").context["proposed"]
    sent = {"pair": f"{pair[0]}:{pair[1]}", "what": "same"}
    assert "没有勾选任何一对" in neighbour.post("/merging/decide/", sent, follow=True).content.decode()


def test_queries_do_not_grow_with_pairs(signed_in, county):
    cdc = signed_in("cdc")

    def counted(pairs):
        cdc.get("/merging/")
        with CaptureQueriesContext(connection) as made:
            answer = cdc.get("/merging/")
        assert len(answer.context["proposed"]) == pairs
        return len(made)

    told([person for number in range(10) for person in alike(number)])
    ten = counted(10)
    told([person for number in range(10, 20) for person in alike(number)])
    assert counted(20) == ten
