"""How many processes answer where nobody says."""

import pytest

from lianfang.server import capacity


@pytest.mark.parametrize(
    ("cores", "gigabytes", "processes"), [(2, 8, 2), (64, 256, 2), (1, 8, 1), (None, 8, 1), (4, 2, 1)]
)
def test_two_processes_answer_where_there_is_room_for_two(monkeypatch, cores, gigabytes, processes):
    monkeypatch.setattr(capacity.os, "cpu_count", lambda: cores)
    monkeypatch.setattr(capacity, "memory", lambda: gigabytes * 10**9)
    assert capacity.processes_here() == processes
