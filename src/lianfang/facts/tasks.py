"""What the ledger does by the clock."""

from procrastinate.contrib.django import app

from lianfang.facts import clock


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="visits")
def seal_visits(timestamp: int) -> None:
    """Seals the days of collected visits that are over, and anew those of which something came late."""
    from lianfang.facts.visits.collecting import ever_collected

    if ever_collected():
        # The store's loops are compiled code, of no use where nothing is collected, nor to a process that serves pages.
        from lianfang.facts.visits.keeping import seal

        seal(clock.now())
