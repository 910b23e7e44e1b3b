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


def test_what_the_facts_propose_stands_beside_what_was_recorded(signed_in, told):
    case, person = told["case"][0], told["person"][0]
    by = Recorder("lab", "231299", "QH-CDC")
    number = f"T-{person}"
    for layout, row in (
        ("tests", {"specimen.number": number, "specimen.persons": [str(person)],
                   "specimen.occurred_from": "2021-01-10 08:00"}),
        ("results", {"specimen.number": number, "test_result.result": "positive", "test_result.assay": "nucleic_acid",
                     "test_result.occurred_from": "2021-01-10 10:00"}),
    ):  # fmt: skip
        answer = facts.record(layout, [row], by, "test", uuid4(), NOON, defaults={"disease": "covid19"})
        assert not answer.rejected, answer.rejections
    drain(NOON)
    with machine_session():
        proposal, status = CaseProposal.objects.get(case=case), CaseStatus.objects.get(case=case)
    assert (proposal.proposed, proposal.recorded) == ("asymptomatic", "confirmed")
    assert status.classification == "confirmed", "a proposal changes nothing of what was recorded"
    page = signed_in("commander").get(f"/dossier/case/{case}/").content.decode()
    assert "拟定分类" in page and "无症状感染者" in page and "由医师判定" in page
