"""lianfang node"""

from pathlib import Path

import typer

node = typer.Typer(help="Signed files to and from other installations.", no_args_is_help=True)


@node.command()
def name(
    name: str = typer.Argument(help="What other installations call this one."),
    area: str = typer.Option(..., help="Code of the area for which it speaks."),
) -> None:
    """Name this installation towards others, once: the name and the area stand under its digits.

    Example: lianfang node name 青禾县 --area 231299
    """
    from lianfang.server import start

    start.django()
    from lianfang.access.session import machine_session
    from lianfang.exchange.nodes import known

    with machine_session():
        known.named(name, area, None, known.COMMAND_LINE)
        typer.echo(_shown(known.own_introduction()))


@node.command()
def show() -> None:
    """This installation's line, to be sent to others, and the digits to be read to them by telephone.

    Example: lianfang node show
    """
    from lianfang.server import start

    start.django()
    from lianfang.access.session import machine_session
    from lianfang.exchange.nodes import known

    with machine_session():
        typer.echo(_shown(known.own_introduction()))


@node.command(name="list")
def list_nodes() -> None:
    """The other installations whose keys were taken in, and how many files went there and came from there.

    Example: lianfang node list
    """
    from lianfang.server import start

    start.django()
    from lianfang.access.session import machine_session
    from lianfang.exchange.nodes import known, register

    with machine_session():
        for one in known.others():
            out, came = (register.last_number(one, outgoing) for outgoing in (True, False))
            typer.echo(f"{one.name}  {one.area}  {known.introduced(one).fingerprint}  {out} out, {came} in")


@node.command()
def take_in(
    line: str = typer.Argument(help="The line that the other installation's `lianfang node show` wrote, or its file."),
    digits: str = typer.Option(
        ..., prompt="The digits as they are read to you by telephone", help="Asked for if left out."
    ),
) -> None:
    """Take another installation's key in, once its people have read its digits aloud.

    Example: lianfang node take-in heishi.txt --digits "04417 23985 11806 90271 55342 68190"
    """
    from lianfang.server import start

    start.django()
    from lianfang.access.session import machine_session
    from lianfang.exchange.nodes import known

    text = _first_line(Path(line)) if not line.startswith("lianfang-node ") else line
    with machine_session():
        one = known.taken_in(text, digits, None, known.COMMAND_LINE)
    typer.echo(f"Files of {one.name} are read from now on, on what concerns {one.area}.")


@node.command()
def take_back(
    name: str = typer.Argument(help="The other installation."),
    reason: str = typer.Option(..., help="Why; it stands in the audit."),
) -> None:
    """Take a key back: no file signed with it is read any more, and none is written for it.

    Example: lianfang node take-back 白桦县 --reason "key lost on 3 February"
    """
    from lianfang.server import start

    start.django()
    from lianfang.access.session import machine_session
    from lianfang.exchange.nodes import known

    with machine_session():
        known.taken_back(name, reason, None, known.COMMAND_LINE)
    typer.echo(f"The key of {name} is taken back.")


@node.command()
def write() -> None:
    """Write what is due to others now; the worker does so each minute. Prints what waits to be handed over.

    Example: lianfang node write
    """
    from lianfang.server import start

    start.django()
    from django.conf import settings

    from lianfang.access.session import machine_session
    from lianfang.exchange.nodes import register
    from lianfang.exchange.nodes.outgoing import write_due
    from lianfang.facts import clock

    write_due(clock.now())
    with machine_session():
        for file in register.waiting():
            typer.echo(str(Path(settings.OUTGOING_FOLDER) / file.node.name / register.file_name(file)))


@node.command()
def load(file: Path = typer.Argument(help="The file that another installation wrote.")) -> None:
    """Load a file of another installation: whole, or not at all and why (exit 2).

    Example: lianfang node load 000007-lowered.sealed
    """
    from lianfang.server import start
    from lianfang.vocabulary.mistakes import Mistake

    if not file.is_file():
        raise Mistake(f"{file}: no file; name one that another installation wrote")
    start.django()
    from lianfang.exchange.nodes import known
    from lianfang.exchange.nodes.files import LIMIT_BYTES
    from lianfang.exchange.nodes.incoming import loaded
    from lianfang.facts import clock

    with file.open("rb") as opened:
        raw = opened.read(LIMIT_BYTES + 1)
    found = loaded(raw, file.name, None, clock.now(), known.COMMAND_LINE)
    head = found.file.head
    typer.echo(
        f"{head.sender}, number {head.number}, {head.tells}: {found.loaded} loaded, {found.corrected} corrected,"
        f" {found.unchanged} unchanged; {len(found.claims)} claims of the sender not recorded"
    )


@node.command()
def anchors(
    name: str = typer.Argument(help="The other installation."),
    out: Path | None = typer.Option(None, help="Write them to this file, for its `lianfang audit verify --anchor`."),
) -> None:
    """The ends of another installation's audit that it sent day by day, kept here against its being rewritten there.

    Example: lianfang node anchors 青禾县 --out anchors.txt
    """
    from lianfang.server import start
    from lianfang.vocabulary.mistakes import Mistake

    start.django()
    from lianfang.exchange.nodes.incoming import anchors_of

    kept = list(anchors_of(name))
    if out is None:
        for line in kept:
            typer.echo(line)
        return
    try:
        out.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
    except OSError as error:
        raise Mistake(f"{out}: {error.strerror}; name a file that can be written") from None
    typer.echo(f"{len(kept)} anchors of {name} stand in {out}")


def _shown(introduction: object) -> str:
    return f"{introduction}\n{introduction.fingerprint}"  # type: ignore[attr-defined]


def _first_line(file: Path) -> str:
    from lianfang.vocabulary.mistakes import Mistake

    if not file.is_file():
        raise Mistake(f"{file}: neither a line of `lianfang node show` nor a file that holds one")
    return file.read_text(encoding="utf-8", errors="replace").partition("\n")[0]


def register(app: typer.Typer) -> None:
    app.add_typer(node, name="node")
