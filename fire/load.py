"""Twenty people of all roles at their pages while fifty programs record by the API: errors, milliseconds, memory.

    python -m fire.load [--minutes 10] [--users 20] [--writers 50] [--size 20000]

The pages are those of `benchmarks/pages.py`, in the invented county; the writers are those of `fire.kill`, without a
kill. Each writer pauses between two requests as a scanner at a door does.
"""

import argparse
import contextlib
import json
import sys
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from fire.house import House, day_and_load, own_installation
from fire.kill import Log, Writer, answers_of
from lianfang.demonstration.areas import COUNTY

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))
PAUSE = 2.0
# Whose memory is to stay flat.
PARTS = ("web", "worker")
WATCHED = 3.0  # seconds; to ask a process costs it some milliseconds
# Who runs, audits and protects has pages too.
WITHOUT_PEOPLE = ("auditor", "administrator", "protection")


class Scanner(Writer):
    """A writer in the invented county, that pauses."""

    town, risk_town = COUNTY, COUNTY
    kinds = ("journeys", "journeys", "linelist", "tests")

    def answered(self, address: str, body: dict[str, Any] | None = None) -> Any:
        """The answer, after the pause."""
        time.sleep(self.chance.uniform(0, 2 * PAUSE))
        return super().answered(address, body)


def loaded(home: Path, minutes: float, users: int, writers: int, size: int) -> dict[str, Any]:
    """What was measured. The installation in `home` is made; its environment is that of this process."""
    from lianfang import demonstration
    from lianfang.server import migrating, start

    start.django()
    migrating.migrate()
    demonstration.prepare(size=size, fresh=False, say=lambda line: None)
    import pages

    from lianfang.access.models import Account
    from lianfang.access.session import machine_session
    from lianfang.access.tokens import token_of

    with machine_session():
        token = token_of(Account.objects.get(username="cdc"), "fire", timedelta(days=1))[1]
    house = House(home, {"LIANFANG_DEMONSTRATION": "1"})
    house.keep_served()
    while not house.answers():
        time.sleep(0.2)
    log = Log(home / "acknowledged")
    writing = [Scanner(number, number, house.port, token, log) for number in range(writers)]
    memory: dict[str, list[int]] = {part: [] for part in PARTS}
    ended = threading.Event()
    watching = threading.Thread(target=_watch, args=[house, memory, ended], daemon=True)
    try:
        for writer in writing:
            writer.start()
        watching.start()
        answers = pages.visited(house.port, users, minutes * 60, [*pages.ACCOUNTS, *WITHOUT_PEOPLE])
        # Before the house is closed upon those that are in the middle of a request.
        answered, again = answers_of(writing), sum(writer.again for writer in writing)
    finally:
        ended.set()
        for writer in writing:
            writer.ending.set()
            writer.resting.set()
        house.close()
    milliseconds = [each for _name, _page, each, _status in answers]
    return {
        "users": users, "writers": writers, "minutes": minutes, "pages_answered": len(answers),
        "pages_failed": sum(status != 200 for *_rest, status in answers),
        "pages_p95_milliseconds": round(pages.percentile(milliseconds, 0.95)) if milliseconds else None,
        "requests_answered": answered, "requests_sent_again": again,
        "refused": [line for writer in writing for line in writer.refused][:5],
        "begun": house.begun,
        "memory_mebibytes": {part: [round(held / 2**20) for held in quarters(each)] for part, each in memory.items()},
        "most_mebibytes": {part: round(max(each) / 2**20) for part, each in memory.items()},
        **day_and_load(),
    }  # fmt: skip


def _watch(house: House, memory: dict[str, list[int]], ended: threading.Event) -> None:
    """Notes every few seconds what web and worker hold, in bytes; what processes share is counted once."""
    while not ended.wait(WATCHED):
        found = house.processes()
        for part, held in memory.items():
            held.append(0)
            for process in found[part]:
                with contextlib.suppress(psutil.Error):
                    held[-1] += process.memory_full_info().pss


def quarters(held: Sequence[int]) -> list[float]:
    """What was held in each quarter of the time: the median, for a page over all cases is a peak of a second."""
    ends = [len(held) * quarter // 4 for quarter in range(5)]
    return [median(held[begin:end] or [0]) for begin, end in pairwise(ends)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--writers", type=int, default=50)
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with own_installation({"LIANFANG_DEMONSTRATION": "1"}) as home:
        found = loaded(home, given.minutes, given.users, given.writers, given.size)
    print(json.dumps(found, ensure_ascii=False) if given.json else found)
    return 1 if found["pages_failed"] or found["refused"] else 0


if __name__ == "__main__":
    sys.exit(main())
