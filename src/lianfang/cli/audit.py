"""lianfang audit"""

from pathlib import Path

import typer

audit = typer.Typer(help="Who did what to whose records: prove that nobody changed it.", no_args_is_help=True)


@audit.command()
def verify(
    anchor: Path | None = typer.Option(
        None, help="A file of anchors kept elsewhere; without one, what was cut off at the end cannot be seen."
    ),
) -> int:
    """Read the whole chain and name each line that was removed, changed, moved or slipped in. Exit 1 where any was.

    Example: lianfang audit verify --anchor /media/stick/anchors.txt
    """
    from lianfang.server import start
    from lianfang.vocabulary.mistakes import Mistake

    text = None
    if anchor is not None:
        if not anchor.is_file():
            raise Mistake(f"{anchor}: no file; name the file that `lianfang audit anchor --out` wrote")
        text = anchor.read_text(encoding="utf-8", errors="replace")
    start.django()
    from lianfang.access import anchors
    from lianfang.access.audit import verify as broken_places

    kept = anchors.read(text, str(anchor)) if text is not None else []
    found = broken_places() + anchors.against(kept)
    for place in found:
        typer.echo(place.what)
    if not found:
        against = f", as it was anchored {len(kept)} times" if len(kept) > 1 else ", as it was anchored" if kept else ""
        typer.echo(f"The audit is whole{against}.")
    return 1 if found else 0


@audit.command()
def anchor(
    out: Path | None = typer.Option(None, help="Add the line to this file, on another machine's disk; else print it."),
) -> int:
    """Write the end of the chain as one signed line, to be kept elsewhere: by the level above, or on paper.

    Example: lianfang audit anchor --out /media/stick/anchors.txt
    """
    from lianfang.server import start
    from lianfang.vocabulary.mistakes import Mistake

    start.django()
    from lianfang.access import anchors

    made = anchors.anchor()
    if made is None:
        raise Mistake("nothing was audited yet, so there is nothing to anchor")
    if out is None:
        typer.echo(str(made))
        return 0
    try:
        with out.open("a", encoding="utf-8") as opened:
            opened.write(f"{made}\n")
    except OSError as error:
        raise Mistake(f"{out}: {error.strerror}; name a file that can be written") from None
    typer.echo(f"Link {made.number} is anchored in {out}")
    return 0


@audit.command()
def touched(
    account: str = typer.Option("", help="The name with which the account signs in."),
    address: str = typer.Option("", "--from", help="Instead or beside it: the address from which it was."),
    since: str = typer.Option(..., help="From this moment, e.g. 2021-01-10T00:00 (local time)."),
    until: str | None = typer.Option(None, help="To before this moment; else now."),
    out: Path = typer.Option(..., help="The CSV file to write; it must not exist."),
) -> None:
    """Write the list of persons whose records somebody had before them: whom a breach concerns.

    A line a person: id, name, area, first and last look, how often, what was done. That the list was made is in the
    audit too.

    Example: lianfang audit touched --account zhoumin --since 2021-01-10T00:00 --out persons.csv
    """
    from lianfang.reports.asked import moment_of
    from lianfang.vocabulary.mistakes import Mistake

    if out.exists():
        raise Mistake(f"{out} exists already: name another file")
    begins, ends = moment_of(since, "--since"), None if until is None else moment_of(until, "--until")
    from lianfang.server import start

    start.django()
    from lianfang.facts import clock
    from lianfang.situation.touched import table_of_touched

    table = table_of_touched(begins, ends or clock.now(), account, address)
    with out.open("wb") as file:
        table.write_csv(file, include_bom=True, datetime_format="%Y-%m-%d %H:%M")
    typer.echo(f"{out}: {table.height} persons")


def register(app: typer.Typer) -> None:
    app.add_typer(audit, name="audit")
