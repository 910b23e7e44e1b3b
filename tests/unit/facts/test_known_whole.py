"""The ledger read whole, as a stream, says what it says row by row: commas, quotes, lines, nothing and empty lists."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts import known_by
from lianfang.facts.recorder import Recorder
from lianfang.places.tree import install_areas, install_units
from unit.desks.conftest import AREAS, NOON, UNITS, told


@pytest.mark.django_db
def test_the_stream_says_what_the_rows_say():
    with machine_session():
        install_areas(AREAS)
        install_units(UNITS)
    told(2)
    odd = ['a,"b"\nc', "“引号”，逗号；\t制表", "back\\slash", "it's", "[x|y]"]
    rows = [
        {"task.number": f"T-{number}", "task.title": text, "task.owner": "QH-CDC", "task.occurred_from": NOON,
         "task.deadline": NOON + timedelta(days=1, microseconds=number)}
        for number, text in enumerate(odd)
    ]  # fmt: skip
    answer = facts.record("task", rows, Recorder("c", "231299", "QH-ZHB"), "test", uuid4(), NOON)
    assert not answer.rejections, answer.rejections
    surface = {"specimen.number": "S-SURFACE", "specimen.occurred_from": NOON, "specimen.disease": "covid19"}
    answer = facts.record("specimen", [surface], Recorder("c", "231299", "QH-LAB"), "test", uuid4(), NOON)
    assert not answer.rejections, answer.rejections
    with machine_session():
        by_rows, by_stream = known_by(NOON), known_by(NOON, whole=True)
    told_kinds = [kind for kind, frame in by_rows.items() if frame.height]
    assert {"person", "case", "exposure", "specimen", "test_result", "task"} <= set(told_kinds)
    for kind, frame in by_rows.items():
        assert by_stream[kind].schema == frame.schema, kind
        assert by_stream[kind].equals(frame), kind
    assert set(by_stream["task"]["title"]) == set(odd)
    persons = by_stream["specimen"]["persons"]
    assert persons.null_count() + sum(len(one) == 0 for one in persons.drop_nulls()) == 1
