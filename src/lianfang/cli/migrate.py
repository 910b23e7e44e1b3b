"""lianfang migrate"""

import typer


def migrate(quiet: bool = typer.Option(False, "--quiet", help="Say nothing where all went well.")) -> None:
    """Make the database, or bring it to the form this release needs.

    Example: lianfang migrate
    """
    from lianfang.server import migrating, start

    start.django()
    migrating.migrate()
    if not quiet:
        typer.echo("The database is ready.")


def register(app: typer.Typer) -> None:
    app.command()(migrate)
