"""lianfang backup"""

from pathlib import Path

import typer


def backup(file: Path = typer.Argument(help="The file to write; it must not exist.")) -> None:
    """Write the whole database into one file, readable by you alone.

    The keys in LIANFANG_HOME are not in it, for whoever finds the file should find no identity numbers: keep a copy
    of the folder's keys apart.

    Example: lianfang backup /mnt/safe/lianfang-2021-01-24.backup
    """
    from lianfang.server import copies

    typer.echo(f"{file}: {copies.back_up(file):,} bytes. Keep the keys of {copies.key_folder()} apart from it.")


def register(app: typer.Typer) -> None:
    app.command()(backup)
