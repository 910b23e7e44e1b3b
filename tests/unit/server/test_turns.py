"""Programs that record take turns, and people's pages go on meanwhile."""

import threading

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from lianfang.server.turns import in_turn

asked = RequestFactory()
PATIENCE = 10


class Room:
    """A view that is held until `go`, and how many were ever in it at once."""

    def __init__(self) -> None:
        self.go, self.lock = threading.Event(), threading.Lock()
        self.inside = self.most = 0
        self.entered = threading.Semaphore(0)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
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
