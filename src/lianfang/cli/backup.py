"""lianfang backup"""

from pathlib import Path

import typer


def backup(file: Path = typer.Argument(help="The file to write; it must not exist.")) -> None:
    """Write the whole database and the sealed visits into one encrypted file, while people work.

    The keys in LIANFANG_HOME are not in it, and without this month's nothing of it can be read: keep a copy of the
    folder's keys apart. What is removed later shuts the backups of months past.

    Example: lianfang backup /mnt/safe/lianfang-2021-01-24.backup
    """
    from lianfang.server import start

    start.django()
    from lianfang.facts import clock
    from lianfang.server import copies

    month = f"{clock.local_day(clock.machine_time()):%Y-%m}"
    typer.echo(
        f"{file}: {copies.back_up(file, month):,} bytes. Only keys/backup-{month}.key "
        f"of {copies.key_folder()} opens it: keep a copy of that key, apart from the file."
    )


def register(app: typer.Typer) -> None:
    app.command()(backup)
