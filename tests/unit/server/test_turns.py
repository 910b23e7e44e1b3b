"""Programs that record take turns, and people's pages go on meanwhile."""

import threading
import time
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from lianfang.facts import outbox
from lianfang.server import turns
from lianfang.server.turns import Programs, in_turn
from lianfang.situation import tasks

asked = RequestFactory()
PATIENCE = 10


class Room:
    """A view that is held until `go`, and how many were ever in it at once."""

    def __init__(self) -> None:
        self.go, self.lock = threading.Event(), threading.Lock()
        self.inside = self.most = self.entered_so_far = 0
        self.entered = threading.Semaphore(0)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
            self.entered_so_far += 1
        self.entered.release()
        assert self.go.wait(PATIENCE)
        with self.lock:
            self.inside -= 1
        return HttpResponse("")


def sent(answer, requests: list[HttpRequest]) -> list[threading.Thread]:
    threads = [threading.Thread(target=answer, args=[request]) for request in requests]
    for thread in threads:
        thread.start()
    return threads


@pytest.mark.parametrize(("request_of", "most"), [("program", 1), ("page", 3)])
def test_so_many_are_answered_at_once(settings, request_of, most):
    settings.ANSWERED_AT_ONCE = 3
    room = Room()
    made = {"program": lambda: asked.post("/api/v1/facts/journeys"), "page": lambda: asked.post("/arrivals/new")}
    threads = sent(in_turn(room), [made[request_of]() for _ in range(6)])
    assert all(room.entered.acquire(timeout=PATIENCE) for _ in range(most))
    assert not room.entered.acquire(timeout=0.2)
    room.go.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert room.most == most


def test_a_page_is_answered_while_programs_wait_and_one_that_failed_keeps_no_turn(settings):
    settings.ANSWERED_AT_ONCE = 1
    room = Room()

    def view(request: HttpRequest) -> HttpResponse:
        if request.path == "/api/v1/broken":
            raise ValueError("broken")
        return HttpResponse("page") if request.method == "GET" else room(request)

    answer = in_turn(view)
    with pytest.raises(ValueError, match="broken"):
        answer(asked.post("/api/v1/broken"))
    threads = sent(answer, [asked.post("/api/v1/facts/tests") for _ in range(3)])
    assert room.entered.acquire(timeout=PATIENCE)
    assert answer(asked.get("/api/v1/duties")).content == b"page"
    room.go.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert room.most == 1


def test_what_is_too_large_is_left_to_the_view(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    told = in_turn(lambda request: HttpResponse("the view's own words", status=413))
    assert told(asked.post("/api/v1/facts/tests", b"x" * 100, content_type="application/json")).status_code == 413


class Ledger:
    """A view that touches three subjects as any commit does, and what was derived when."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.room, self.drained, self.broken = Room(), [], False
        monkeypatch.setattr(outbox.Touched.objects, "bulk_create", lambda rows: rows)
        monkeypatch.setattr(tasks, "drain", self._drain)
        monkeypatch.setattr(tasks, "traced_soon", lambda: None)
        monkeypatch.setattr(tasks.clock, "now", lambda: datetime(2021, 1, 9, tzinfo=UTC))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.room(request)
        if request.path != "/api/v1/refused":
            outbox.note([("person", str(UUID(int=number))) for number in range(3)])
        return HttpResponse("", status=200 if request.path != "/api/v1/refused" else 400)

    def _drain(self, at: datetime) -> None:
        self.drained.append(self.room.entered_so_far)
        if self.broken:
            raise ValueError("no such column")


def entered_together(ledger: Ledger, paths: list[str]) -> None:
    """The requests, the first of which is let go on only when all others wait behind it."""
    programs = Programs(ledger)
    threads = sent(programs.answered, [asked.post(path) for path in paths])
    assert ledger.room.entered.acquire(timeout=PATIENCE)
    waits = time.monotonic() + PATIENCE
    while programs.waiting < len(paths) - 1:
        assert time.monotonic() < waits
        time.sleep(0.01)
    ledger.room.go.set()
    for thread in threads:
        thread.join(PATIENCE)


@pytest.fixture
def ledger(monkeypatch) -> Ledger:
    return Ledger(monkeypatch)


def test_what_follows_is_derived_before_the_answer_where_nobody_waits(ledger):
    ledger.room.go.set()
    answer = in_turn(ledger)
    for count in (1, 2):
        answer(asked.post("/api/v1/facts/tests"))
        assert ledger.drained == list(range(1, count + 1))


@pytest.mark.parametrize(("within", "drained"), [(60, [4]), (0, [1, 2, 3, 4])])
def test_facts_close_behind_one_another_are_derived_from_together_but_wait_no_longer_than_is_promised(
    ledger, monkeypatch, within, drained
):
    monkeypatch.setattr(turns, "FOLLOWS_WITHIN", within)
    entered_together(ledger, ["/api/v1/facts/tests"] * 4)
    assert ledger.drained == drained


def test_what_waits_is_derived_from_though_the_last_program_recorded_nothing(ledger, monkeypatch):
    monkeypatch.setattr(turns, "FOLLOWS_WITHIN", 60)
    entered_together(ledger, ["/api/v1/facts/tests", "/api/v1/refused", "/api/v1/refused"])
    # The order of those that wait is the lock's: whoever is last leaves nothing undone.
    assert ledger.drained == [3]


def test_what_was_recorded_is_answered_though_deriving_from_it_fails(ledger, caplog):
    ledger.broken = True
    ledger.room.go.set()
    assert in_turn(ledger)(asked.post("/api/v1/facts/tests")).status_code == 200
    assert "no such column" in caplog.text
