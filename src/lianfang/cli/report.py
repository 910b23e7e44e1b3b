"""lianfang report daily, bulletin, brief, meeting"""

from pathlib import Path

import typer

reports = typer.Typer(help="Reports from the ledger: figures first, then paper.", no_args_is_help=True)


@reports.callback()
def _reports() -> None:
    """Reports from the ledger: figures first, then paper."""


@reports.command()
def daily(
    area: str = typer.Option(..., help="Code of the area, e.g. 510000."),
    date: str = typer.Option(..., help="The day, e.g. 2020-01-24."),
    disease: str | None = typer.Option(None, help="Disease, e.g. covid19; needed where the ledger knows several."),
    as_of: str | None = typer.Option(None, help="As known at this moment, e.g. 2020-01-25T02:00 (local time)."),
    out: Path | None = typer.Option(None, help="File to write: .docx, .xlsx, .pdf, .html, .json or .txt."),
    json: bool = typer.Option(False, "--json", help="Print the figures as JSON."),
    lang: str = typer.Option("zh", help="zh or en."),
) -> None:
    """Write the daily report of an area: opening paragraph, bulletin, areas, rates, duties, who has not reported.

    Without --out and --json the sentences are printed. Example:
    lianfang report daily --area 510000 --date 2020-01-24 --out report.docx
    """
    from lianfang.reports.asked import day_of, language_of, moment_of
    from lianfang.reports.render import ending_of, rendered

    day, language = day_of(date), language_of(lang)
    known_at = None if as_of is None else moment_of(as_of)
    ending = None if out is None else ending_of(out)

    from lianfang.server import start

    start.django()
    from django.db import transaction

    from lianfang.access.session import machine_session
    from lianfang.facts import clock
    from lianfang.reports.ledger import daily_report

    with transaction.atomic(), machine_session():
        report = daily_report(area, day, now=clock.now(), disease=disease, as_of=known_at)
    if out is not None and ending is not None:
        out.write_bytes(rendered(report, ending, language))
    if json:
        typer.echo(rendered(report, "json", language).decode(), nl=False)
    elif out is None:
        typer.echo(rendered(report, "txt", language).decode(), nl=False)
    else:
        typer.echo(f"{out} is written.")


@reports.command()
def brief(
    area: str = typer.Option(..., help="Code of the area, e.g. 510000."),
    date: str | None = typer.Option(None, help="The day, e.g. 2020-01-24; else the last that is over."),
    disease: str | None = typer.Option(None, help="Disease, e.g. covid19; needed where the ledger knows several."),
    as_of: str | None = typer.Option(None, help="As known at this moment, e.g. 2020-01-25T02:00 (local time)."),
    out: Path | None = typer.Option(None, help="File to write: .docx, .pdf, .html or .txt."),
    lang: str = typer.Option("zh", help="zh or en."),
) -> None:
    """Write the analysis briefing of an area on one page, every sentence with the figures it was made of.

    The situation, what changed since the day before, what is unusual, what is expected, what is uncertain. Without
    --out it is printed as text. Example:
    lianfang report brief --area 510000 --date 2020-01-24 --out analysis.docx
    """
    from lianfang.reports.asked import day_of, language_of, moment_of
    from lianfang.reports.render import PAPERS, document_written, ending_of

    language = language_of(lang)
    day = None if date is None else day_of(date)
    known_at = None if as_of is None else moment_of(as_of)
    ending = "txt" if out is None else ending_of(out, PAPERS)

    from lianfang.server import start

    start.django()
    from django.db import transaction

    from lianfang.access.session import machine_session
    from lianfang.facts import clock
    from lianfang.reports.analysis_ledger import analysis_briefing
    from lianfang.reports.analysis_paper import document

    with transaction.atomic(), machine_session():
        figures = analysis_briefing(area, now=clock.now(), day=day, disease=disease, as_of=known_at)
    _written(document_written(document(figures, language), ending, figures.at), out)


@reports.command()
def meeting(
    area: str = typer.Option(..., help="Code of the area whose meeting it is, e.g. 510000."),
    at: str | None = typer.Option(None, help="The meeting's moment, e.g. 2021-01-10T08:00 (local time); else now."),
    disease: str | None = typer.Option(None, help="Disease, e.g. covid19; needed where the ledger knows several."),
    out: Path | None = typer.Option(None, help="File to write: .docx, .pdf, .html or .txt."),
    lang: str = typer.Option("zh", help="zh or en."),
) -> None:
    """Write the briefing for an area's dispatch meeting, as known at its moment.

    The situation, what changed since the last meeting, what is overdue and whose, who has not signed, how the last
    decisions stand, what falls due today. Without --out it is printed as text. Example:
    lianfang report meeting --area 510000 --at 2020-01-25T08:00 --out briefing.docx
    """
    from lianfang.reports.asked import language_of, moment_of
    from lianfang.reports.render import PAPERS, document_written, ending_of

    language = language_of(lang)
    moment = None if at is None else moment_of(at, "--at")
    ending = "txt" if out is None else ending_of(out, PAPERS)

    from lianfang.server import start

    start.django()
    from django.db import transaction

    from lianfang.access.session import machine_session
    from lianfang.facts import clock
    from lianfang.reports.meeting_ledger import briefing
    from lianfang.reports.meeting_paper import document

    with transaction.atomic(), machine_session():
        figures = briefing(area, now=clock.now(), at=moment, disease=disease)
    _written(document_written(document(figures, language), ending, figures.at), out)


@reports.command()
def bulletin(
    area: str = typer.Option(..., help="Code of the area, e.g. 510000."),
    date: str = typer.Option(..., help="The day, e.g. 2020-01-24."),
    disease: str | None = typer.Option(None, help="Disease, e.g. covid19; needed where the ledger knows several."),
    out: Path | None = typer.Option(None, help="File to write: .docx, .pdf, .html or .txt."),
    lang: str = typer.Option("zh", help="zh or en."),
) -> None:
    """Write a day's bulletin for the public: counts and places where cases were, as the plan lets them be published.

    Small counts are withheld, others rounded, and what a sum or the bulletin of the day before would give away is
    withheld too. Places are told by name and part of day, joined to nobody. Without --out it is printed. Example:
    lianfang report bulletin --area 510000 --date 2020-01-24 --out bulletin.docx
    """
    from lianfang.reports.asked import day_of, language_of
    from lianfang.reports.render import PAPERS, document_written, ending_of

    day, language = day_of(date), language_of(lang)
    ending = "txt" if out is None else ending_of(out, PAPERS)

    from lianfang.server import start

    start.django()
    from django.db import transaction

    from lianfang.access.session import machine_session
    from lianfang.facts import clock
    from lianfang.reports.public_bulletin import document, public_bulletin

    with transaction.atomic(), machine_session():
        made = public_bulletin(area, day, now=clock.now(), disease=disease)
    _written(document_written(document(made, language), ending, made.at), out)


def _written(content: bytes, out: Path | None) -> None:
    """A paper into its file, or as text on standard output where none is named."""
    if out is None:
        typer.echo(content.decode(), nl=False)
        return
    out.write_bytes(content)
    typer.echo(f"{out} is written.")


def register(app: typer.Typer) -> None:
    """Adds ``lianfang report``."""
    app.add_typer(reports, name="report")
