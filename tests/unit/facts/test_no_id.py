"""What stands where the ledger keeps an id and is none is a rejection of its row, as any other mistake."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from lianfang import facts
from lianfang.facts import Recorder
from lianfang.places.tree import install_areas, install_units

pytestmark = pytest.mark.django_db

NOW = datetime(2021, 1, 10, 0, 0, tzinfo=UTC)
CHECK = {"temperature": "37.0", "occurred_from": "2021-01-09 08:00"}


@pytest.fixture(autouse=True)
def county():
    install_areas([{"code": "C1", "name": "青禾县", "level": "county", "parent": None}])
    install_units([{"code": "CDC1", "kind": "cdc", "name": "县疾控中心", "area": "C1"}])


@pytest.mark.parametrize(
    ("kind", "row", "column"),
    [
        ("health_check", CHECK | {"person": "王某"}, "person"),
        ("health_check", CHECK | {"person": str(uuid4()), "supersedes": "7"}, "health_check.supersedes"),
        ("specimen", {"subject": "tube", "number": "X1", "occurred_from": "2021-01-09 08:00"}, "specimen.subject"),
        ("specimen", {"persons": "wang", "number": "X1", "occurred_from": "2021-01-09 08:00"}, "specimen.persons"),
        ("decision", {"person": str(uuid4()), "decision": "upheld", "medical_fact": "CT"}, "decision.medical_fact"),
        ("sign_off", {"unit": "CDC1", "day": "2021-01-09", "zero": "yes"}, "unit"),
    ],
)
def test_no_id_is_a_rejection(kind, row, column):
    by = Recorder("wang", "C1", "CDC1")
    told = facts.record(kind, [row], by, "page", uuid4(), NOW, defaults={"disease": "covid19"})
    (rejection,) = told.rejections
    assert rejection.column == column and "no id" in rejection.reason
    assert rejection.value == row.get(column.rpartition(".")[2], row.get(column))
