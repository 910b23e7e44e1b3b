"""A county whose visits may be collected, its files thrown away after each test."""

import shutil
from uuid import uuid4

import pytest
from django.conf import settings

import cast
from lianfang import facts
from lianfang.trace.store import days, sealing


@pytest.fixture
def county(db, monkeypatch):
    """Nothing here outlives the machine: nobody waits for the disk."""
    for module in (sealing, days):
        monkeypatch.setattr(module, "on_disk", lambda path: None)
    cast.install_places()
    yield
    shutil.rmtree(settings.VISITS_FOLDER, ignore_errors=True)


@pytest.fixture
def declared(county):
    """Records a declaration that visits are collected."""

    def declare(until=None, kinds="市场，train", area=cast.COUNTY, since="2021-01-05", at=cast.NOW):
        row = {"about": "collecting", "declared": area, "place_kinds": kinds, "occurred_from": since}
        row |= {"disease": cast.DISEASE, "number": kinds}
        row |= {} if until is None else {"occurred_until": until}
        by = facts.Recorder("commander", area, None)
        answer = facts.record("declaration", [row], by, "page", uuid4(), at)
        assert not answer.rejections, answer.rejections

    return declare
