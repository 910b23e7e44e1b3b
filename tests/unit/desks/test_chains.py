"""The page of chains: who infected whom as told and by contacts; a link is ruled out, and that taken back."""

from uuid import uuid4

import pytest

from unit.desks.conftest import NOON


@pytest.fixture
def linked(county, story):
    """The first of three cases infected the second, as its facts tell; the third is a contact of the second."""
    from lianfang import facts
    from lianfang.facts.recorder import Recorder
    from lianfang.situation.refresh import rebuild

    subjects = story(3)
    by = Recorder("cdc", "231299", "QH-CDC")
    told = {"case.classification": "confirmed", "case.occurred_from": "2021-01-09 15:20", "case.index_number": "QH-000"}
    case = {"case": str(subjects["case"][1]), "person": str(subjects["person"][1]), "case.disease": "covid19", **told}
    met = {
        "person": str(subjects["person"][2]), "exposure.case_number": "QH-001", "exposure.grade": "close",
        "exposure.occurred_from": "2021-01-02 10:00", "exposure.disease": "covid19",
    }  # fmt: skip
    for kind, row in (("case", case), ("exposure", met)):
        answer = facts.record(kind, [row], by, "test", uuid4(), NOON)
        assert not answer.rejections, answer.rejections
    rebuild(NOON)
    return subjects["case"]


def test_a_chain_is_listed_drawn_and_searched_and_a_link_ruled_out_and_back(signed_in, linked):
    client = signed_in("cdc")
    page = client.get("/chains/").content.decode()
    assert "3 例：3 例在 1 条传播链中，最多 3 代" in page
    assert page.count('class="way') == 2 and page.count('class="way contact"') == 1
    assert "调查所述" in page and "仅为接触者" in page
    branch = client.get("/chains/", {"q": "QH-001", "by": "day"}).content.decode()
    assert 'class="label chosen"' in branch and branch.count('class="ill') == 3, "its infector and whom it infected"
    file = client.get("/chains/?export=csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0:7:5] for line in file[1:]] == [["QH-000", ""], ["QH-001", "QH-000"], ["QH-002", "QH-001"]]

    address = f"/chains/link/{linked[1]}/{linked[2]}/"
    refused = client.post(address, {"ground": " ", "decided_by": "韩雪梅"})
    assert refused.status_code == 422 and 'value="韩雪梅"' in refused.content.decode()
    ground = "两人当日不在一处"
    client.post(address, {"ground": ground, "decided_by": "韩雪梅"})
    page = client.get("/chains/").content.decode()
    assert "2 例在 1 条传播链中" in page and ground in page and "先核查" in page
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "核对同住记录，确有接触"})
    page = client.get("/chains/").content.decode()
    assert "3 例在 1 条传播链中" in page and ground not in page


def test_who_may_not_record_cases_rules_nothing_out(signed_in, linked):
    address = f"/chains/link/{linked[0]}/{linked[1]}/"
    reader = signed_in("prefecture")
    assert "<textarea" not in reader.get(address).content.decode()
    assert reader.post(address, {"ground": "无"}).status_code == 404
    assert signed_in("laboratory").get("/chains/").status_code == 404
