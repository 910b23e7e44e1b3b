"""`lianfang visits`: what may be collected, what has to be destroyed, and a person's own visits."""

from pathlib import Path
from uuid import UUID

import typer

collected = typer.Typer(
    help="Collected visits 到访登记: declarations, destruction, a person's own.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    app.add_typer(collected, name="visits")


@collected.command("declared", epilog="Example: lianfang visits declared")
def declared() -> None:
    """Lists the declarations under which visits are or were collected, and by when those that ended are destroyed."""
    from lianfang.server import start

    start.django()
    from lianfang.access.session import machine_session
    from lianfang.facts import clock
    from lianfang.facts.visits.collecting import declared as every
    from lianfang.retention.visits import ended

    at = clock.now()
    over = {one.declaration: by for one, by in ended(at)}
    with machine_session():
        found = every(at)
    for one in found:
        until = "no end" if one.until is None else f"{one.until:%Y-%m-%d %H:%M}"
        state = f"ended; destroy by {over[one.declaration]:%Y-%m-%d %H:%M}" if one.declaration in over else "in force"
        state = "to come" if one.since > at else state
        typer.echo(
            f"{one.declaration}  {one.area}  {one.since:%Y-%m-%d %H:%M} to {until} UTC  {','.join(one.kinds)}  {state}"
        )
    if not found:
        typer.echo("No declaration lets visits be collected.")


@collected.command("destroy", epilog="Example: lianfang visits destroy ID --witness 邵文博 --witness 韩雪梅")
def destroy(
    declaration: str | None = typer.Argument(None, help="The id of a declaration that has ended; see visits declared."),
    by: str = typer.Option("command line", "--by", help="Who destroys."),
    witness: list[str] = typer.Option([], "--witness", help="Who sees it done; at least two."),
    old: bool = typer.Option(False, "--old", help="Instead: of all days further back than the plan keeps visits."),
    certificate: Path | None = typer.Option(None, "--certificate", help="Writes the certificate there."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would be destroyed; destroy nothing."),
) -> None:
    """Destroys collected visits that made no contact, and certifies it: kinds, days, counts, hash, witnesses.

    Those that made a contact stay as its evidence. Each day is recorded for good, with how many went and stayed.
    """
    from lianfang.server import start

    start.django()
    from django.conf import settings

    from lianfang.facts import clock
    from lianfang.retention.certificate import text_of
    from lianfang.retention.visits import destroy_ended, destroy_old
    from lianfang.vocabulary import Mistake

    if old == (declaration is not None):
        raise Mistake("name a declaration that has ended, or say --old; lianfang visits declared lists them")
    if certificate is not None and certificate.exists():
        raise Mistake(f"{certificate} exists already: name another file")
    if declaration is None:
        made = destroy_old(clock.now(), by, witness or ("machine",), dry_run=dry_run)
    else:
        try:
            named = UUID(declaration)
        except ValueError:
            raise Mistake(f"{declaration}: is no id of a declaration; lianfang visits declared lists them") from None
        made = destroy_ended(named, clock.now(), by, witness, dry_run=dry_run)
    text = text_of(made, settings.TIME_ZONE)
    if certificate is not None and not dry_run:
        certificate.write_text(text, "utf-8")
    typer.echo(("Nothing was destroyed (dry run); this is what would be:\n\n" if dry_run else "") + text)


@collected.command("export", epilog="Example: lianfang visits export 000121199001011234 --out own.csv")
def export(
    person: str = typer.Argument(help="Identity number, telephone, or the person's id in the ledger."),
    out: Path = typer.Option(..., "--out", help="The CSV file to write."),
) -> None:
    """Writes a person's own collected visits for them, as they are kept; the audit keeps that it was done."""
    from lianfang.server import start

    start.django()
    from lianfang.facts import clock
    from lianfang.retention.own import own_visits
    from lianfang.vocabulary import Mistake

    if not out.absolute().parent.is_dir():
        raise Mistake(f"{out}: there is no folder {out.absolute().parent}")
    visits = own_visits(person, clock.now())
    with out.open("wb") as file:
        visits.write_csv(file, include_bom=True, datetime_format="%Y-%m-%d %H:%M")
    typer.echo(f"{out}: {visits.height} visits")
