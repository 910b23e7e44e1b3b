"""When the situation is brought up to date: after a commit, at once or by the worker; and by the clock."""

from collections.abc import Callable
from contextlib import suppress

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lianfang.access.session import machine_session
from lianfang.facts import clock
from lianfang.facts.visits.collecting import ever_collected
from lianfang.facts.visits.waiting import anything, note_everything
from lianfang.situation.outbox import drain
from lianfang.situation.tick import tick
from lianfang.situation.warning import raise_signals

# So many subjects are refreshed at once by whoever recorded; more wait for the worker.
AT_ONCE = 500


def recorded(subjects: int) -> None:
    """Called after a commit that touched so many subjects: drains the outbox here, or leaves it to the worker."""
    if subjects <= AT_ONCE:
        drain(clock.now())
        traced_soon()
        return
    _left_to_the_worker(drain_outbox.defer)


@app.task(queueing_lock="drain", retry=RetryStrategy(max_attempts=10, exponential_wait=2), pass_context=False)
def drain_outbox() -> None:
    """Refreshes what the outbox holds."""
    drain(clock.now())
    traced_soon()


def traced_soon() -> None:
    """Has the worker trace what waits for it through the collected visits, whose loops no other process need load."""
    with machine_session():
        waits = anything()
    if waits:
        _left_to_the_worker(trace_collected.defer)


def _left_to_the_worker(defer: Callable[[], object]) -> None:
    """Defers a task that does not wait already; a transaction that is open goes on in either case."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        defer()


@app.task(queueing_lock="collected", retry=RetryStrategy(max_attempts=10, exponential_wait=2), pass_context=False)
def trace_collected() -> None:
    """Traces what waits through the collected visits; what touches a case becomes facts, from which duties follow."""
    from lianfang.situation.drawing import draw

    draw(clock.now())


@app.periodic(cron="11 3 * * *")
@app.task(queueing_lock="collected anew")
def each_night(timestamp: int) -> None:
    """Traces every case anew, so that nothing rests on what was remembered: tickets for days that have come since."""
    if ever_collected():
        with machine_session():
            note_everything()
        traced_soon()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="tick")
def each_minute(timestamp: int) -> None:
    """Lets time do its work, and drains what a stopped process left behind."""
    tick(clock.now())
    drain(clock.now())
    traced_soon()


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="warning")
def each_hour(timestamp: int) -> None:
    """Judges every area by what the plans watch; what is unusual is recorded, and owed an answer."""
    raise_signals(clock.now())
