"""The command line: a file a command. Importing this loads no Django; a command loads it when it is called."""

import importlib
import pkgutil
import sys

import typer

app = typer.Typer(
    name="lianfang",
    help="Lianfang 联防: facts in, duties out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def version(
    show: bool = typer.Option(False, "--version", help="Print the version and end.", is_eager=True),
) -> None:
    if show:
        from importlib.metadata import version as installed

        typer.echo(f"lianfang {installed('lianfang')}")
        raise typer.Exit


def discover() -> None:
    """Lets every module beside this one register its command: `register(app)` adds it."""
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        if not module.name.startswith("_"):
            importlib.import_module(f"{__name__}.{module.name}").register(app)


def main() -> None:
    """The program `lianfang`. A user's mistake is one line on standard error and exit 2, without a traceback."""
    from lianfang.cli._mistakes import one_line

    discover()
    try:
        app()
    except Exception as error:
        line = one_line(error)
        if line is None:
            raise
        typer.echo(f"lianfang: {line}", err=True)
        sys.exit(2)
