"""lianfang worker"""

import typer


def worker(
    concurrency: int = typer.Option(1, min=1, max=32, help="Jobs at a time."),
    once: bool = typer.Option(False, "--once", help="Do what is waiting, then end."),
) -> None:
    """Do the work in the background: refreshes, the tick, letters. `lianfang serve` runs one by itself.

    Example: lianfang worker --once
    """
    from lianfang.server import start, working

    start.django()
    working.work(concurrency, wait=not once)


def register(app: typer.Typer) -> None:
    app.command()(worker)
