"""The service killed -9 while it is used, shortly: real processes on a PostgreSQL of their own, at random moments.

`make fire` does it for long. What is drawn is told where it fails, and comes again with the same seed.
"""

import random

import pytest
from fire import kill

KILLS = 2


def test_nothing_acknowledged_is_lost_or_doubled_by_a_kill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kill, "MOST_SECONDS", 4.0)
    monkeypatch.setattr(kill, "MOST_ANSWERS", 15)
    seed = random.SystemRandom().randrange(10**6)
    told: list[str] = []
    found = kill.killed(KILLS, seed, check_every=KILLS, writers=3, minutes=1, say=told.append)
    assert not found["mistakes"], f"again with: python -m fire.kill --kills {KILLS} --seed {seed}; {found}; {told}"
    # One that killed nothing or recorded nothing would prove nothing.
    assert found["killed"] and found["acknowledged"] == found["sent"] > 0, f"seed {seed}: {found}; {told}"
