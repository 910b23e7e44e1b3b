"""lianfang restore"""

from pathlib import Path

import typer


def restore(
    file: Path = typer.Argument(help="A file that lianfang backup wrote."),
    replace: bool = typer.Option(False, "--replace", help="Put it in the place of a database that is there."),
) -> None:
    """Bring back a database from a backup, whole or not at all.

    Example: lianfang restore /mnt/safe/lianfang-2021-01-24.backup
    """
    from lianfang.server import copies

    copies.restore(file, replace)
    typer.echo(f"Restored from {file}. Run lianfang migrate if it is of an older release.")


def register(app: typer.Typer) -> None:
    app.command()(restore)
