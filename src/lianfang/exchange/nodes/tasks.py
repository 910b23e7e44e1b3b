"""What goes to other nodes by the clock: within a minute of the fact."""

from procrastinate.contrib.django import app

from lianfang.exchange.nodes.outgoing import write_due
from lianfang.facts import clock


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="node files")
def each_minute(timestamp: int) -> None:
    """Writes the files that are due to other nodes: what was signed, lowered, written to them or handed over."""
    write_due(clock.now())
