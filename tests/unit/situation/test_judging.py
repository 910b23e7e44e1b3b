"""What was judged in the last run is not judged again; whatever differs is."""

from dataclasses import replace

import numpy as np
import pytest

from lianfang.situation import judging
from lianfang.situation.judging import Memory
from lianfang.situation.plans import shipped_plans

AREAS = ("C1", "C2")
DAYS = np.datetime64("2021-01-09") - np.arange(35)[::-1]
COUNTS = np.ones((2, 35)) + np.arange(35) % 2
COUNTS[0, -1] = 30


@pytest.fixture
def watch():
    (first, *_) = next(plan.watches for plan in shipped_plans() if plan.watches)
    return replace(first, method="ears-c2", least=3.0)


@pytest.fixture
def judged(monkeypatch):
    """The shapes of the counts that were judged."""
    monkeypatch.setattr(Memory, "_of_last_run", {})
    asked, judge = [], judging.unusual

    def counted(*arguments):
        asked.append(arguments[2].shape)
        return judge(*arguments)

    monkeypatch.setattr(judging, "unusual", counted)
    return asked


def run(watch, *, areas=AREAS, days=DAYS, counts=COUNTS, pairs=(), week="iso"):
    memory = Memory()
    found = memory.unusual(areas, days, counts, watch, list(pairs), week)
    memory.keep()
    return found


def test_what_is_judged_alike_is_found_alike_and_judged_once(judged, watch):
    first = run(watch)
    assert [one.area for one in first] == ["C1"] and len(judged) == 1
    assert run(watch, counts=COUNTS.copy()) == first and len(judged) == 1


def test_whatever_differs_is_judged(judged, watch):
    run(watch)
    more = COUNTS.copy()
    more[1, -1] = 40
    for changed in (
        {"counts": more}, {"days": DAYS + 1}, {"areas": ("C1", "C3")}, {"pairs": [("C1", "C2")]}, {"week": "mmwr"},
        {"counts": COUNTS[:, 1:], "days": DAYS[1:]},
    ):  # fmt: skip
        run(watch)
        before = len(judged)
        run(watch, **changed)
        assert len(judged) == before + 1, changed
    assert {one.area for one in run(watch, counts=more)} == {"C1", "C2"}
    assert not run(replace(watch, least=50.0))


def test_what_a_run_did_not_ask_for_is_forgotten(judged, watch):
    run(watch)
    run(watch, areas=("C1", "C3"))
    assert len(Memory._of_last_run) == 1
    run(watch)
    assert len(judged) == 3
