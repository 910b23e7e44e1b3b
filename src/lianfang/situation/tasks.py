"""When the situation is brought up to date: after a commit, at once or by the worker; and by the clock."""

from contextlib import suppress

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lianfang.facts import clock
from lianfang.situation.outbox import drain
from lianfang.situation.tick import tick
from lianfang.situation.warning import raise_signals

# So many subjects are refreshed at once by whoever recorded; more wait for the worker.
AT_ONCE = 500


def recorded(subjects: int) -> None:
    """Called after a commit that touched so many subjects: drains the outbox here, or leaves it to the worker."""
    if subjects <= AT_ONCE:
        drain(clock.now())
        return
    with suppress(AlreadyEnqueued):
        drain_outbox.defer()


@app.task(queueing_lock="drain", retry=RetryStrategy(max_attempts=10, exponential_wait=2), pass_context=False)
def drain_outbox() -> None:
    """Refreshes what the outbox holds."""
    drain(clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="tick")
def each_minute(timestamp: int) -> None:
    """Lets time do its work, and drains what a stopped process left behind."""
    tick(clock.now())
    drain(clock.now())


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="warning")
def each_hour(timestamp: int) -> None:
    """Judges every area by what the plans watch; what is unusual is recorded, and owed an answer."""
    raise_signals(clock.now())
