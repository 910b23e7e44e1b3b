"""The worker: runs the jobs that rooms declare in their `tasks` modules with procrastinate."""


def work(concurrency: int = 1, wait: bool = True) -> None:
    """Runs jobs until SIGINT or SIGTERM; with `wait` false until none is left. Django must be set up.

    A job that is still running five seconds after the signal is broken off; its transaction is undone.
    """
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(
            name="lianfang",
            concurrency=concurrency,
            wait=wait,
            shutdown_graceful_timeout=5,
            install_signal_handlers=True,
        )
