"""What the case definitions propose stands on the case's page beside what a doctor recorded."""

from uuid import uuid4

import pytest

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts import Recorder
from lianfang.situation.models import CaseProposal, CaseStatus
from lianfang.situation.outbox import drain
from unit.desks.conftest import NOON


@pytest.fixture
def told(story):
    return story(1)


def told_of(person, symptoms):
    for symptom in symptoms:
        row = {"person": person, "symptom.symptom": symptom, "symptom.occurred_from": "2021-01-08 08:00"}
        answer = facts.record("symptom", [row], Recorder("cdc", "231299", "QH-CDC"), "test", uuid4(), NOON)
        assert not answer.rejected, answer.rejections
    drain(NOON)


def proposed(case):
    with machine_session():
        return CaseProposal.objects.get(case=case).proposed, CaseStatus.objects.get(case=case).classification


def test_what_the_facts_propose_stands_beside_what_was_recorded(signed_in, told):
    case, person = told["case"][0], told["person"][0]
    # Positive and fallen ill, but nobody told of what: no definition holds, and the doctor's fact stays.
    assert proposed(case) == (None, "confirmed")
    page = signed_in("commander").get(f"/dossier/case/{case}/").content.decode()
    assert "按病例定义" in page and "所录事实不符合任何一项定义" in page
    told_of(person, ["发热", "肺炎影像学特征", "淋巴细胞减少"])
    assert proposed(case) == ("confirmed", "confirmed")
    by = Recorder("cdc", "231299", "QH-CDC")
    row = {"case": case, "person": person, "case.classification": "排除", "case.occurred_from": "2021-01-10 11:00"}
    row |= {"case.disease": "covid19", "case.number": "QH-000"}
    assert not facts.record("linelist", [row], by, "test", uuid4(), NOON).rejected
    drain(NOON)
    assert proposed(case) == ("confirmed", "excluded"), "a proposal changes nothing of what was recorded"
    page = signed_in("commander").get(f"/dossier/case/{case}/").content.decode()
    assert "拟定分类" in page and "由医师判定" in page and "有流行病学史" in page
    assert "逐条对照条件与定义" in page and "欠缺内容" not in page
    page = signed_in("commander").get(f"/dossier/case/{case}/?why=covid19_2020").content.decode()
    assert "欠缺内容" in page and "不符合" in page and "仅依据您有权查看的记录" not in page
