"""Kills web, worker and PostgreSQL (-9) at random moments while writers write, and looks for every acknowledged fact.

    python -m fire.kill [--kills 200] [--seed N] [--check-every 10] [--writers 6] [--minutes 240] [--keep FILE]

Each writer says in a log (synced to the disk) what it is about to send, sends it by the API, and says that it was
acknowledged. What gets no answer, or an error, is sent again under the same number, as a telephone does, and every
tenth that was answered too; every fifth time it reads duties, so that the audit has lines. Now and then, and at the
end, everything is held against the log (`fire.checking`): every acknowledged fact is there, once; duties equal those
built anew; the visits open; the audit's chain is whole. With --keep the figures are written to a file after each
check, so that a run broken off has them too. At last all of it is backed up, restored and checked once more.
"""

import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fire.county import MARKET, NOW, RISK_TOWN, TOWN
from fire.house import VICTIMS, House, day_and_load, environment, kept_in, own_home

# A kill comes after so many seconds at most, also while the house begins; or, half of them, after so many answers since
# the last, for which so many seconds are waited.
MOST_SECONDS, MOST_ANSWERS, PATIENCE = 10.0, 40, 120.0
# Between two tries of a writer, from the first to the last: nobody's telephone asks ten times a second for minutes, and
# here that takes the processor from what begins again.
FIRST_PAUSE, LAST_PAUSE = 0.1, 1.0
# Scans begin four days before the county's morning; each writer has hours of its own.
FIRST_SCAN = NOW - timedelta(days=4)
SECONDS_A_WRITER = 40_000


class Log:
    """What was sent and what was acknowledged, a line each, on the disk before anybody goes on."""

    def __init__(self, path: Path) -> None:
        self.path, self._file, self._lock = path, path.open("a", encoding="utf-8"), threading.Lock()

    def say(self, **told: Any) -> None:
        with self._lock:
            self._file.write(json.dumps(told, ensure_ascii=False) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())


class Writer(threading.Thread):
    """Sends one request after another until `ending`; holds still while `resting`."""

    town, risk_town = TOWN, RISK_TOWN
    kinds: tuple[str, ...] = ("journeys", "journeys", "linelist", "exposures", "tests", "visits")

    def __init__(self, number: int, seed: int, port: int, token: str, log: Log) -> None:
        super().__init__(daemon=True)
        self.number, self.chance, self.port, self.token, self.log = number, random.Random(seed), port, token, log
        self.ending, self.resting, self.rests = threading.Event(), threading.Event(), threading.Event()
        self.made = self.again = self.answers = 0
        self.refused: list[str] = []
        self.cases: list[str] = []  # the numbers of cases that were acknowledged

    def run(self) -> None:
        while not self.ending.is_set():
            if self.resting.is_set():
                self.rests.set()
                time.sleep(0.05)
                continue
            self.rests.clear()
            self.made += 1
            address, body, marks = self.request()
            request = body.get("request_id") or str(uuid.UUID(int=self.chance.getrandbits(128)))
            self.log.say(sent=request, marks=marks)
            answer = self.answered(address, body)
            if answer is None:
                break
            self.log.say(acknowledged=request, answer=answer)
            self.cases += marks if address == "facts/linelist" else []
            if self.made % 5 == 0 and self.answered("duties?limit=20") is None:
                break
            if self.made % 10 == 0 and (second := self.answered(address, body)) not in (answer, None):
                self.refused.append(f"the same request was answered {answer} and then {second}")
        self.rests.set()

    def request(self) -> tuple[str, dict[str, Any], list[Any]]:
        """An address, what is sent there, and by what its rows are known again: a text, or start and end of a visit."""
        kind = self.chance.choice(self.kinds)
        if kind == "exposures" and not self.cases:
            kind = "linelist"
        marks = [f"赵{self.number}之{self.made}之{row}" for row in range(self.chance.choice((1, 1, 1, 5)))]
        people = [
            {"person.name": mark, "person.residence": self.town, "person.telephone": self.telephone(row)}
            for row, mark in enumerate(marks)
        ]
        if kind == "visits":
            return self.scans(people)
        rows = [person | getattr(self, kind)(mark) for person, mark in zip(people, marks, strict=True)]
        number = str(uuid.UUID(int=self.chance.getrandbits(128)))
        return f"facts/{kind}", {"request_id": number, "disease": "covid19", "rows": rows}, marks

    def telephone(self, row: int) -> str:
        return f"13{self.number:02d}{self.made * 10 + row:07d}"

    def journeys(self, mark: str) -> dict[str, str]:
        journey = {"direction": "arrival", "occurred_from": "2021-01-09 15:00", "origin": self.risk_town, "note": mark}
        return {f"journey.{name}": value for name, value in journey.items()} | {"journey.destination": self.town}

    def linelist(self, mark: str) -> dict[str, str]:
        classified = self.chance.choice(("confirmed", "suspected", "asymptomatic"))
        case = {"classification": classified, "occurred_from": "2021-01-09 18:00", "onset": "2021-01-08", "note": mark}
        case["number"] = mark
        return {f"case.{name}": value for name, value in case.items()}

    def exposures(self, mark: str) -> dict[str, str]:
        exposure = {"grade": "close", "occurred_from": "2021-01-09 12:00", "note": mark}
        exposure["case_number"] = self.chance.choice(self.cases)
        return {f"exposure.{name}": value for name, value in exposure.items()}

    def tests(self, mark: str) -> dict[str, str]:
        return {
            "specimen.occurred_from": "2021-01-09 08:00", "specimen.number": mark,
            "test_result.occurred_from": "2021-01-09 16:00", "test_result.note": mark,
            "test_result.assay": "nucleic_acid", "test_result.result": self.chance.choice(("negative", "positive")),
        }  # fmt: skip

    def scans(self, people: list[dict[str, str]]) -> tuple[str, dict[str, Any], list[Any]]:
        """Visits of these people, each from a second of its own, by which it is known again."""
        visits, marks = [], []
        for row, person in enumerate(people):
            start = FIRST_SCAN + timedelta(seconds=self.number * SECONDS_A_WRITER + self.made * 5 + row)
            end = start + timedelta(minutes=30)
            visit = {"person": person["person.telephone"], "place": MARKET, "how": "scan"}
            visits.append(visit | {"start": start.isoformat(), "end": end.isoformat()})
            marks.append([_plain(start), _plain(end)])
        return "visits", {"visits": visits}, marks

    def answered(self, address: str, body: dict[str, Any] | None = None) -> Any:
        """The answer to a request that is sent until it is answered; None where that did not come before the end.

        One without a body reads, which the audit tells of.
        """
        method, sent = ("POST", json.dumps(body, ensure_ascii=False).encode()) if body is not None else ("GET", None)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        pause = FIRST_PAUSE
        while not (self.ending.is_set() and self.resting.is_set()):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                connection.request(method, f"/api/v1/{address}", sent, headers)
                answer = connection.getresponse()
                text = answer.read()
                if answer.status == 200:
                    self.answers += 1
                    told = json.loads(text)
                    if told.get("rejected") or told.get("rejections"):
                        self.refused.append(text.decode()[:500])
                    return told
                if answer.status < 500:
                    self.refused.append(f"{answer.status} {text.decode()[:500]}")
                    return {}
            except (OSError, http.client.HTTPException):
                pass
            finally:
                connection.close()
            self.again += 1
            time.sleep(pause)
            pause = min(2 * pause, LAST_PAUSE)
        return None


def _plain(at: datetime) -> str:
    return str(at.replace(tzinfo=None))


def killed(
    kills: int,
    seed: int,
    check_every: int,
    writers: int,
    minutes: float,
    say: Callable[[str], Any] = print,
    keep: Callable[[dict[str, Any]], Any] = lambda figures: None,
    drill: bool = False,
) -> dict[str, Any]:
    """Kills so many times, or for so many minutes where that is over sooner, and answers the figures.

    Under "mistakes" stands what was lost, doubled, refused or computed otherwise. `keep` is told them at each check.
    With `drill` all is backed up and restored at the end, and checked again.
    """
    chance = random.Random(seed)
    began = time.monotonic()
    with own_home() as home:
        token = _run(home, "fire.county")
        log, house = Log(home / "acknowledged"), House(home)
        house.keep_served()
        writing = [Writer(number, seed * 100 + number, house.port, token, log) for number in range(writers)]
        for writer in writing:
            writer.start()
        mistakes: list[str] = []
        checking = 0.0
        try:
            for number in range(1, kills + 1):
                wait(writing, chance)
                victim = chance.choice(VICTIMS)
                while not house.kill(victim):
                    victim = chance.choice(VICTIMS)
                    time.sleep(0.05)
                say(f"{time.monotonic() - began:6.0f} s: kill {number}, {victim}; {answers_of(writing)} answers so far")
                last = number == kills or time.monotonic() - began > minutes * 60
                if number % check_every == 0 or last:
                    from_here = time.monotonic()
                    figures = held_against_the_log(house, writing, log)
                    checking += time.monotonic() - from_here
                    mistakes += figures.pop("mistakes")
                    say(f"held against the log after kill {number}: {figures}; mistakes: {mistakes or 'none'}")
                    found = {
                        "kills": number, "seed": seed, "writers": writers, "killed": dict(sorted(house.killed.items())),
                        "begun": house.begun, **figures, "sent_again": sum(writer.again for writer in writing),
                        "seconds": round(time.monotonic() - began), "seconds_checking": round(checking),
                        "mistakes": mistakes + [line for writer in writing for line in writer.refused],
                        **day_and_load(),
                    }  # fmt: skip
                    keep(found)
                    if last and drill:
                        found |= drilled(house, log)
                        keep(found)
                    if last:
                        break
                    house.keep_served()
                    for writer in writing:
                        writer.resting.clear()
        finally:
            for writer in writing:
                writer.ending.set()
                writer.resting.set()
            house.close()
    return found


def answers_of(writing: list[Writer]) -> int:
    return sum(writer.answers for writer in writing)


def wait(writing: list[Writer], chance: random.Random) -> None:
    """Returns at a random moment: by the clock, or by what was answered meanwhile."""
    if chance.randrange(2):
        time.sleep(chance.uniform(0, MOST_SECONDS))
        return
    enough, until = answers_of(writing) + chance.randrange(MOST_ANSWERS), time.monotonic() + PATIENCE
    while answers_of(writing) < enough and time.monotonic() < until:
        time.sleep(0.005)


def held_against_the_log(house: House, writing: list[Writer], log: Log) -> dict[str, Any]:
    """Lets everybody finish the request in hand, kills all at once, and has everything checked."""
    for writer in writing:
        writer.resting.set()
    for writer in writing:
        if not writer.rests.wait(300):
            raise RuntimeError(f"no answer within 300 seconds; {house.errors()[-2000:]}")
    house.fall()
    found: dict[str, Any] = json.loads(_run(house.home, "fire.checking", str(log.path)))
    return found


def drilled(house: House, log: Log) -> dict[str, Any]:
    """Backs the whole up, puts the backup in its place, and has everything checked again: what it proved, mistakes."""
    file = house.home / "drill.backup"
    _run(house.home, "lianfang.cli", "backup", str(file))
    proved = _run(house.home, "lianfang.cli", "restore", "--replace", str(file))
    again = json.loads(_run(house.home, "fire.checking", str(log.path)))
    return {"restored": proved, "restored_duties": again["duties"], "mistakes_restored": again["mistakes"]}


def _run(home: Path, module: str, *arguments: str) -> str:
    """What a program of the fire prints last, run on the installation."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], env=environment(home), capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{module}: {done.stderr[-3000:]}")
    return done.stdout.strip().splitlines()[-1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, help="The same again; by default one is drawn and told.")
    parser.add_argument("--check-every", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=240)
    parser.add_argument("--writers", type=int, default=6)
    parser.add_argument("--keep", type=Path, help="A file for the figures so far, as python -m fire --told reads it.")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    # Told to end it ends what it began.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    seed = random.SystemRandom().randrange(10**6) if given.seed is None else given.seed
    print(f"seed {seed}", file=sys.stderr)
    say = (lambda line: print(line, file=sys.stderr)) if given.json else print

    def keep(figures: dict[str, Any]) -> None:
        kept_in(given.keep, figures)

    found = killed(given.kills, seed, given.check_every, given.writers, given.minutes, say, keep, drill=True)
    print(json.dumps(found, ensure_ascii=False) if given.json else found)
    return 1 if found["mistakes"] or found["mistakes_restored"] else 0


if __name__ == "__main__":
    sys.exit(main())
