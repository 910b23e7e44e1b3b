"""lianfang load visits: files of collected visits, of which there may be hundreds of millions."""

from pathlib import Path

import typer

KIND = "visits"
WORDS = "扫码、票务、住宿等登记的到访 / Collected visits (where declared)"
_SHOWN = 20


def load(
    file: Path, map: str | None, area: str | None, rejects: Path | None, dry_run: bool, others: dict[str, object]
) -> None:
    """Loads a file of visits with a progress bar, and says what became of its rows."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from lianfang.facts import clock
    from lianfang.facts.visits.load import load as loading
    from lianfang.vocabulary import Mistake

    unused = [name for name, value in others.items() if value is not None]
    if unused:
        raise Mistake(f"{', '.join(unused)}: visits have no use for it; leave it out")
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(file.name, total=1.0)
        found = loading(
            file, clock.now(), map=map, area=area, dry_run=dry_run,
            progress=lambda done: bar.update(task, completed=done),
        )  # fmt: skip
    for one in found.rejections[:_SHOWN]:
        typer.echo(f"{found.file}, row {one.row}, {one.column}, {one.value!r}: {one.reason}", err=True)
    if found.rejected > _SHOWN:
        more = f"and {found.rejected - _SHOWN:,} more"
        typer.echo(more if rejects else f"{more}; --rejects OUT.csv writes all of them", err=True)
    if rejects is not None and found.rejects:
        import polars as pl

        from lianfang.facts.load import write_rejects

        write_rejects(pl.concat(found.rejects), rejects)
        typer.echo(f"rejected rows written to {rejects}: mend them and load that file")
    would = "would be " if dry_run else ""
    counts = f"{found.rows:,} rows: {would}{found.kept:,} kept, {found.rejected:,} rejected"
    typer.echo(f"{found.file}: {counts} (columns by {found.mapping})")
    if found.rejected:
        raise typer.Exit(1)


def shipped() -> dict[str, str]:
    """The mappings of visits that ship, with what each is for."""
    from lianfang.facts.visits.mapping import shipped as every

    return {name: told.about.split(". ")[0].strip() for name, (told, _) in every().items()}
