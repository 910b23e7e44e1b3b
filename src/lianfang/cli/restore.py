"""lianfang restore"""

from pathlib import Path

import typer


def restore(
    file: Path = typer.Argument(help="A file that lianfang backup wrote."),
    replace: bool = typer.Option(False, "--replace", help="Put it in the place of a database that is there."),
    into: Path | None = typer.Option(
        None, "--into", help="Only open it into this new folder, for pg_restore elsewhere."
    ),
) -> None:
    """Bring back database and sealed visits from a backup, whole or not at all; its month's key has to be here.

    Example: lianfang restore /mnt/safe/lianfang-2021-01-24.backup
    """
    from lianfang.server import start

    start.django()
    from lianfang.server import backup_proof, copies

    if into is not None:
        copies.take_out(file, into)
        typer.echo(f"{into}: the dump and the visits, in clear. Remove them once they are restored.")
        return
    proof = copies.restore(file, replace)
    typer.echo(f"Restored from {file}. Run lianfang migrate if it is of an older release.")
    if proof is None:
        typer.echo("It is of a release that wrote no proof: compare a report with the one that was signed.")
        return
    typer.echo(
        f"Proved, table by table: {len(proof.tables)} tables are as they were backed up, "
        f"with {proof.rows(backup_proof.FACTS):,} rows of the ledger, {proof.rows(backup_proof.DUTIES):,} duties, "
        f"{proof.rows(backup_proof.FIGURES):,} figures and {proof.rows(backup_proof.AUDIT):,} lines of the audit."
    )


def register(app: typer.Typer) -> None:
    app.command()(restore)
