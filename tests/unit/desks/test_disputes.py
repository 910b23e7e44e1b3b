"""Two corrected the same fact at once: both stand on the page, the later meanwhile; whoever may correct it decides."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts import Recorder
from lianfang.situation.refresh import rebuild

from .conftest import NOON

FIRST, SECOND = Recorder("zhang", "231299", "QH-CDC"), Recorder("li", "231299", "QH-FRMZ")


def told(rows, by, minutes, kind="journey"):
    answer = facts.record(kind, rows, by, "page", uuid4(), NOON - timedelta(minutes=minutes), defaults={})
    assert not answer.rejections
    return answer


def journeys():
    with machine_session():
        return facts.known_by(NOON + timedelta(days=1), ["journey"])["journey"]


@pytest.fixture
def disputed(story):
    """A journey whose origin two corrected otherwise; the person."""
    person = str(story()["person"][0])
    told([{"person": person, "direction": "arrival", "occurred_from": "2021-01-08", "origin": "231298"}], FIRST, 60)
    fact = journeys()["id"].to_list()[-1]
    told([{"supersedes": fact, "origin": "231299002", "reason": "本人改口"}], FIRST, 30)
    answer = told([{"supersedes": fact, "origin": "231200", "reason": "车票"}], SECOND, 20)
    assert answer.disputed[0].columns == ("origin",)
    rebuild(NOON)
    return person


def test_both_tellings_stand_on_the_page_with_who_and_why(signed_in, disputed):
    answer = signed_in("cdc").get("/disputes/")
    text = answer.content.decode()
    ((one, who),) = answer.context["disputes"]
    assert answer.status_code == 200 and str(who.person) == disputed
    texts = [[text for _column, text in telling.words] for telling in one.told]
    assert texts == [["邻县"], ["新民镇"], ["绥安市"]]
    assert [telling.stands for telling in one.told] == [False, False, True]
    for words in ("zhang", "li", "本人改口", "车票", "暂以此为准"):
        assert words in text
    # The person's own page leads there.
    assert 'href="/disputes/"' in signed_in("cdc").get(f"/dossier/person/{disputed}/").content.decode()


@pytest.mark.parametrize(("place", "origin"), [(1, "231299002"), (2, "231200")])
def test_whoever_may_correct_it_decides_for_either_with_a_reason(signed_in, disputed, place, origin):
    client = signed_in("cdc")
    ((one, _who),) = client.get("/disputes/").context["disputes"]
    form = {"fact": str(one.dispute.fact), "chosen": one.told[place].fact}
    assert "理由" in client.post("/disputes/decide/", form, follow=True).content.decode()
    client.post("/disputes/decide/", form | {"reason": "已查验车票"})
    assert journeys().row(-1, named=True)["origin"] == origin
    assert journeys().row(-1, named=True)["reason"] == "已查验车票"
    assert client.get("/disputes/").context["disputes"] == []
    # Decided late, by a page that was made before.
    assert "期间已有结论" in client.post("/disputes/decide/", form | {"reason": "再次"}, follow=True).content.decode()


def test_what_both_saw_is_no_answer_and_who_may_not_correct_decides_nothing(signed_in, disputed):
    ((one, _who),) = signed_in("cdc").get("/disputes/").context["disputes"]
    form = {"fact": str(one.dispute.fact), "chosen": one.told[0].fact, "reason": "原样"}
    signed_in("cdc").post("/disputes/decide/", form)
    assert signed_in("prefecture").post("/disputes/decide/", form | {"chosen": one.told[2].fact}).status_code == 404
    assert len(signed_in("cdc").get("/disputes/").context["disputes"]) == 1
    # Another county sees none of it.
    neighbour = signed_in("cdc", neighbour=True).get("/disputes/")
    assert neighbour.context["disputes"] == [] and "车票" not in neighbour.content.decode()
