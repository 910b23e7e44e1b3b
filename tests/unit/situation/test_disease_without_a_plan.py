"""A disease that no plan in force names: its cases are cases all the same, and nobody owes anything for them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts import Recorder
from lianfang.places.tree import install_areas
from lianfang.situation.models import CaseStatus, Contact, Count, Duty
from lianfang.situation.outbox import drain
from lianfang.situation.plans import unplanned
from lianfang.situation.refresh import rebuild
from lianfang.situation.writing import key_of, stored

NOW = datetime(2021, 1, 10, tzinfo=UTC)
CASE = {"case.classification": "confirmed", "case.occurred_from": "2021-01-09 10:00", "case.responsible": "C1"}

pytestmark = pytest.mark.django_db


def told(layout, row, at):
    by = Recorder("loader", "C1", None)
    recorded = facts.record(layout, [row], by, "file list.csv", uuid4(), at, defaults={"disease": "mers"})
    assert recorded.rejected == 0, recorded.rejections
    assert drain(at)


def held():
    with machine_session():
        return {one.__name__: stored(one).sort(key_of(one)).rows() for one in (CaseStatus, Contact, Count, Duty)}


def test_a_case_without_a_plan_stands_on_lists_and_in_counts_and_obliges_nobody():
    install_areas([{"code": "C1", "name": "青禾县", "level": "county"}])
    assert unplanned(["mers", "covid19"], NOW) == ["mers"]
    told("linelist", CASE | {"person.name": "赵某", "case.number": "SK_1"}, NOW)
    later = NOW + timedelta(hours=1)
    told("exposures", {"person.name": "钱某", "exposure.case_number": "SK_1", "exposure.grade": "close",
                       "exposure.occurred_from": "2021-01-08 10:00"}, later)  # fmt: skip
    with machine_session():
        case = CaseStatus.objects.get()
        assert (case.disease, case.number, case.classification, case.counted_in) == ("mers", "SK_1", "confirmed", "C1")
        assert [(one.disease, one.grade, one.case) for one in Contact.objects.all()] == [("mers", "close", case.case)]
        assert set(
            Count.objects.filter(disease="mers", figure="cumulative_confirmed").values_list("area", "value")
        ) == {("C1", 1)}
        assert not Duty.objects.exists()
    refreshed = held()
    with machine_session():
        assert not rebuild(later) and held() == refreshed
        [fact] = facts.known_by(later, ["case"])["case"].iter_rows(named=True)
    told("case", {"case": fact["subject"], "case.supersedes": fact["id"], "case.withdrawn": True,
                  "case.reason": "重复录入"}, later)  # fmt: skip
    with machine_session():
        assert not CaseStatus.objects.exists()
        assert [one.fell_because for one in Contact.objects.all()] == ["重复录入"]
        assert not rebuild(later)
