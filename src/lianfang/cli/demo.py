"""lianfang demo"""

import importlib
import os

import typer


def demo(
    size: int = typer.Option(60_000, min=20_000, max=1_500_000, help="People in the invented county."),
    port: int = typer.Option(8000, min=1, max=65535, help="Port to listen at."),
    fresh: bool = typer.Option(False, "--fresh", help="Make the county anew."),
) -> None:
    """Serve an invented county in the north-east in January 2021. It has a database of its own.

    Example: lianfang demo --size 1000000
    """
    from lianfang.server import home, serving, start

    serving.check_free("127.0.0.1", port)
    # Invented people never lie beside real ones.
    os.environ["LIANFANG_HOME"] = str(home.folder() / "demonstration")
    os.environ["LIANFANG_DEMONSTRATION"] = "1"
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL"):
        os.environ.pop(variable, None)
    start.django()
    from lianfang.server import migrating

    migrating.migrate()
    # The room need not be part of an installation that serves real people.
    importlib.import_module("lianfang.demonstration").prepare(size=size, fresh=fresh, say=typer.echo)
    raise typer.Exit(serving.serve("127.0.0.1", port, processes=1, threads=8, say=typer.echo))


def register(app: typer.Typer) -> None:
    app.command()(demo)
