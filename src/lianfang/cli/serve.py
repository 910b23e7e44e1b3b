"""lianfang serve"""

import typer

from lianfang.server.capacity import processes_here


def serve(
    host: str = typer.Option("127.0.0.1", help="Address to listen at; 0.0.0.0 is every one of this machine."),
    port: int = typer.Option(8000, min=1, max=65535, help="Port to listen at."),
    processes: int = typer.Option(
        processes_here,
        min=1,
        max=64,
        show_default="2 where the machine has two cores and 4 GB or more, else 1",
        help="Processes that answer requests.",
    ),
    threads: int = typer.Option(8, min=1, max=64, help="Requests that each process answers at once."),
) -> None:
    """Serve the pages and do the work in the background, until Ctrl+C.

    Example: lianfang serve --port 8080
    """
    from lianfang.server import serving

    raise typer.Exit(serving.serve(host, port, processes, threads, say=typer.echo))


def register(app: typer.Typer) -> None:
    app.command()(serve)
