"""What is removed by the clock."""

from procrastinate.contrib.django import app

from lianfang.facts import clock


@app.periodic(cron="41 2 * * *")
@app.task(queueing_lock="visits destroyed")
def destroy_old_visits(timestamp: int) -> None:
    """Destroys collected visits of days further back than the plan lets them be kept; what made a contact stays."""
    from lianfang.facts.visits.collecting import ever_collected

    if ever_collected():
        # The store's loops are compiled code, of no use where nothing is collected, nor to a process that serves pages.
        from lianfang.retention.visits import days_kept, destroy_old

        if days_kept() is not None:
            destroy_old(clock.now(), "worker")


@app.periodic(cron="11 3 * * *")
@app.task(queueing_lock="what is due removed")
def remove_what_is_due(timestamp: int) -> None:
    """Removes the facts whose time, by the plans in force, is over; what it removes is written down."""
    from lianfang.retention.removing import remove_due

    remove_due(clock.now(), "worker")
