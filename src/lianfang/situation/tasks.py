"""What the worker does for the situation: drain the outbox, and tick each minute."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lianfang.facts import clock
from lianfang.situation.outbox import drain
from lianfang.situation.tick import tick


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
