"""lianfang load"""

from pathlib import Path
from typing import Any

import typer

from lianfang.cli import _visits

_SHOWN = 20


def load(
    kind: str = typer.Argument(
        help="What the file holds: linelist, counts, visits, areas, boundaries …; 'kinds' lists them."
    ),
    file: Path | None = typer.Argument(
        None, help="CSV (also .gz), XLSX, XLS, ODS, HTML or Parquet; boundaries as GeoJSON."
    ),
    map: str | None = typer.Option(None, "--map", help="A mapping: a YAML file or the name of a shipped one."),
    sheet: str | None = typer.Option(None, help="The only sheet wanted of a workbook."),
    disease: str | None = typer.Option(None, help="The disease of rows that do not name it."),
    outbreak: str | None = typer.Option(None, help="The outbreak of rows that do not name it."),
    area: str | None = typer.Option(None, help="The code of the area for which you load."),
    known_at: str | None = typer.Option(None, help="The column that tells when a row was known (history)."),
    day_zero: str | None = typer.Option(None, help="Which day 0 is, in a file that counts days (2001-06-01)."),
    set_: list[str] = typer.Option([], "--set", help="A column said outright: case.classification=confirmed."),
    rejects: Path | None = typer.Option(None, help="Writes the rejected rows there, to be mended and loaded again."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Show row by row what would change; record nothing."),
) -> None:
    """Load a file's rows into the ledger. The same file twice changes nothing.

    Exits 1 where rows were rejected, 2 where the file cannot be used at all (then nothing is recorded).

    Example: lianfang load linelist cases.xlsx --disease covid19 --rejects rejected.csv
    """
    from lianfang.server import start

    start.django()
    from lianfang.facts import clock
    from lianfang.facts import load as loading

    if kind == "kinds" or file is None:
        _list_kinds(loading, kind)
        return
    if kind == _visits.KIND:
        others = {"--sheet": sheet, "--disease": disease, "--outbreak": outbreak, "--known-at": known_at}
        _visits.load(file, map, area, rejects, dry_run, others | {"--day-zero": day_zero, "--set": set_ or None})
        return
    options = loading.Options(
        map=map,
        sheet=sheet,
        disease=disease,
        outbreak=outbreak,
        area=area,
        known_at=known_at,
        day_zero=_day(day_zero),
        constants=_constants(set_),
    )
    at = clock.now()
    if dry_run:
        shown = loading.preview(kind, file, options, at)
        for row in shown.rows:
            if row.state != "unchanged":
                typer.echo(_change(row))
        answer = shown.answer
    else:
        answer = _loaded(loading, kind, file, options, at)
    for line in _without_a_plan(answer.diseases, at):
        typer.echo(line)
    _report(loading, answer, rejects, dry_run)


def _list_kinds(loading: Any, kind: str) -> None:
    from lianfang.vocabulary import Mistake

    if kind != "kinds":
        raise Mistake(f"name the file: lianfang load {kind} FILE")
    for name, words in loading.kinds_of_files().items():
        typer.echo(f"{name:16} {words}")
    typer.echo(f"{_visits.KIND:16} {_visits.WORDS}")
    typer.echo("\nmappings that ship:")
    for name, mapping in loading.shipped().items():
        typer.echo(f"{name:34} {mapping.kind:12} {mapping.about.split('. ')[0].strip()}")
    for name, about in _visits.shipped().items():
        typer.echo(f"{name:34} {_visits.KIND:12} {about}")


def _loaded(loading: Any, kind: str, file: Path, options: Any, at: Any) -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(file.name, total=None)
        return loading.load(kind, file, options, at, lambda done, total: bar.update(task, completed=done, total=total))


def _change(row: Any) -> str:
    changes = "; ".join(f"{column}: {before or '∅'} → {after or '∅'}" for column, before, after in row.changes)
    return (
        f"row {row.row}: {row.state}"
        + (f" {changes}" if changes else "")
        + (f" {row.column}, {row.value}: {row.reason}" if row.reason else "")
    )


def _report(loading: Any, answer: Any, rejects: Path | None, dry_run: bool) -> None:
    for rejection in answer.rejections[:_SHOWN]:
        where = f"{answer.file}, {answer.counted} {rejection.row}, {rejection.column}, {rejection.value!r}"
        typer.echo(f"{where}: {rejection.reason}", err=True)
    if answer.rejected > _SHOWN:
        more = f"and {answer.rejected - _SHOWN} more"
        typer.echo(more if rejects else f"{more}; --rejects OUT.csv writes all of them", err=True)
    if rejects is not None and answer.rejected:
        loading.write_rejects(answer.rejects, rejects)
        typer.echo(f"{answer.rejected} rejected {answer.counted}s written to {rejects}: mend them and load that file")
    for remark in answer.remarks:
        typer.echo(remark)
    if answer.skipped:
        typer.echo(f"{len(answer.skipped)} lines skipped: {_reasons(answer.skipped)}")
    if answer.elsewhere:
        typer.echo(_elsewhere(answer, dry_run))
    would = "would be " if dry_run else ""
    typer.echo(
        f"{answer.file}: {answer.rows} {answer.counted}s: {would}{answer.loaded} loaded, {answer.unchanged} unchanged, "
        f"{answer.corrected} corrected, {answer.rejected} rejected"
    )
    if answer.rejected:
        raise typer.Exit(1)


def _without_a_plan(diseases: tuple[str, ...], at: Any) -> list[str]:
    """A line a disease for which no plan is in force: what is recorded of it obliges nobody."""
    from lianfang.situation.plans import unplanned

    return [
        f"no plan is in force for {disease}: its cases stand on lists, in counts and in chains, but nobody owes "
        "anything for them until a plan for it is signed"
        for disease in unplanned(diseases, at)
    ]


def _elsewhere(answer: Any, dry_run: bool) -> str:
    """How many rows belong to areas that accounts of the area loaded for do not see, and who sees them."""
    few = [f"{name} {code}: {rows}" for code, name, rows in answer.elsewhere[:_SHOWN]]
    more = " …" if len(answer.elsewhere) > _SHOWN else ""
    rows = sum(rows for _code, _name, rows in answer.elsewhere)
    belong = "would belong" if dry_run else "belongs" if rows == 1 else "belong"
    return (
        f"{rows} {'row' if rows == 1 else 'rows'} {belong} to areas that accounts of {answer.loaded_for} do not see "
        f"({', '.join(few)}{more}); accounts of those areas, and of the areas above them, see them"
    )


def _reasons(skipped: tuple[tuple[str, int, str], ...]) -> str:
    counted: dict[str, int] = {}
    for _, _, why in skipped:
        counted[why] = counted.get(why, 0) + 1
    return ", ".join(f"{count} × {why}" for why, count in counted.items())


def _day(text: str | None) -> Any:
    from datetime import date

    from lianfang.vocabulary import Mistake

    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Mistake(f"--day-zero {text!r} is no date; write it as 2001-06-01") from None


def _constants(texts: list[str]) -> dict[str, str]:
    from lianfang.vocabulary import Mistake

    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise Mistake(f"--set {text!r}: write it as column=value, e.g. case.classification=confirmed")
        found[name.strip()] = value.strip()
    return found


def register(app: typer.Typer) -> None:
    app.command()(load)
