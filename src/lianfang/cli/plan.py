"""`lianfang plan`: check a plan file, show it as a document, compare two, explain a mistake by its name."""

from datetime import UTC, date, datetime
from pathlib import Path

import typer

from lianfang.cli._asked import clock_of, fit_plan, read, spoken
from lianfang.vocabulary.mistakes import Mistake

PAPERS = (".docx", ".pdf", ".html", ".md", ".txt")
plans = typer.Typer(help="Check, show and explain plan files 预案.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    app.add_typer(plans, name="plan")


@plans.command("check", epilog="Example: lianfang plan check covid19_2020.yaml")
def check(
    file: Path = typer.Argument(help="The plan file."),
    json: bool = typer.Option(False, "--json", help="Findings as JSON."),
    quiet: bool = typer.Option(False, "--quiet", help="No notes."),
) -> int:
    """Reads a plan and tells every mistake with its place. Exits 0 when clean (notes do no harm), 1 with findings."""
    from lianfang.plan import load, show
    from lianfang.plan.shelf import beside

    text = read(file)
    plan, findings = load(text, file.name, beside(file.parent))
    told = [finding for finding in findings if not (quiet and finding.note)]
    if json:
        typer.echo(show.as_json(told, str(file)))
    else:
        typer.echo(show.terminal(told, str(file), text), nl=False)
        notes = sum(finding.note for finding in findings)
        rules = f"{len(plan.rules)} rules, " if plan is not None else ""
        typer.echo(f"{file}: {rules}{len(findings) - notes} findings, {notes} notes")
    return 0 if plan is not None else 1


@plans.command("show", epilog="Example: lianfang plan show covid19_2020.yaml --out plan.docx")
def show_plan(
    file: Path = typer.Argument(help="The plan file."),
    out: Path | None = typer.Option(None, "--out", help="Write here: .docx, .pdf, .html or .md; else to the terminal."),
    role: str | None = typer.Option(
        None, "--role", help="Only what this kind of unit owes; citizen: what it means for you."
    ),
    language: str = typer.Option("zh", "--language", help="zh or en."),
) -> int:
    """Shows a plan as the document that people read and sign: articles, who owes what by when, figures with sources."""
    from lianfang.plan.document import plan_document

    if out is not None and out.suffix not in PAPERS:
        raise Mistake(f"{out}: a plan is written as {', '.join(PAPERS)}")
    plan = fit_plan(file)
    told = plan_document(plan, spoken(language), role)

    from lianfang.reports.plan_paper import paper
    from lianfang.reports.render.md import set_in_markdown

    made = paper(told)
    if out is None or out.suffix in (".md", ".txt"):
        text = set_in_markdown(made)
        typer.echo(text, nl=False) if out is None else out.write_text(text, encoding="utf-8")
    elif out.suffix == ".docx":
        from lianfang.reports.render.docx import set_in_word

        out.write_bytes(set_in_word(made))
    elif out.suffix == ".html":
        from lianfang.reports.render.html import set_in_html

        out.write_bytes(set_in_html(made))
    else:
        from lianfang.reports.render.pdf import set_in_pdf

        # The same plan gives the same bytes: it is dated by its own first day.
        day = plan.in_force_from or date(2000, 1, 1)
        out.write_bytes(set_in_pdf(made, datetime(day.year, day.month, day.day, tzinfo=UTC)))
    return 0


@plans.command("explain", epilog="Example: lianfang plan explain unknown-option")
def explain(name: str = typer.Argument(help="The name of a mistake, as plan check prints it.")) -> int:
    """Prints the manual page of a mistake."""
    from lianfang.plan import show
    from lianfang.plan.checks import manual
    from lianfang.plan.finding import nearest

    text = show.page(name)
    if text is None:
        raise Mistake(f"no mistake is called {name}; {nearest(name, manual()) or 'plan check prints their names'}")
    typer.echo(text, nl=False)
    return 0


@plans.command("why", epilog="Example: lianfang plan why covid19_2020.yaml 7c1e… --facts facts")
def why(
    file: Path = typer.Argument(help="The plan file, with case definitions."),
    case: str = typer.Argument(help="The case, by its id in the facts."),
    facts: Path = typer.Option(..., "--facts", help="A folder of <kind>.parquet or .csv, with areas and units."),
    language: str = typer.Option("zh", "--language", help="zh or en."),
) -> int:
    """Tells why a case is proposed to be what it is: each criterion and definition, and what is wanting."""
    from lianfang.derive import why_proposed
    from lianfang.derive.files import tables_in
    from lianfang.plan.wording import case_definitions as words
    from lianfang.plan.wording import source
    from lianfang.plan.wording.language import either

    say = spoken(language)
    plan = fit_plan(file)
    if not plan.definitions:
        raise Mistake(f"{file}: defines no cases; there is nothing to weigh")
    if not facts.is_dir():
        raise Mistake(f"{facts}: no folder; name the folder that holds the facts")
    found = why_proposed(tables_in(facts), plan, case)
    if not found:
        raise Mistake(f"{case}: {facts} holds no such case of {plan.disease}")
    answers = {True: ("符合", "fulfilled"), False: ("不符合", "not fulfilled"), None: ("未知", "not known")}
    for held, one in zip(plan.conditions, found, strict=True):
        name = words.classification(one.id, say) if one.definition else either(one.zh, one.en, say)
        typer.echo(f"{name}: {either(*answers[one.holds], say)} ({source(one.source, say)})")
        if one.part:
            told = "; ".join([words.unfulfilled(held, one.part, say), *words.values(plan, one.values, say)])
            typer.echo(f"  {either('欠缺', 'wanting', say)}: {told}")
    return 0


@plans.command("schema", epilog="Example: lianfang plan schema > plan.schema.json")
def schema() -> int:
    """Prints the JSON Schema of plan files, with which editors complete and check them."""
    from lianfang.plan.schema import as_text

    typer.echo(as_text(), nl=False)
    return 0


@plans.command("diff", epilog="Example: lianfang plan diff old.yaml new.yaml --facts facts --at 2021-01-10T08:00+08:00")
def diff(
    old: Path = typer.Argument(help="The plan as it is."),
    new: Path = typer.Argument(help="The plan as it would be."),
    facts: Path | None = typer.Option(
        None, "--facts", help="A folder of <kind>.parquet or .csv: whom it would move. Without it the ledger is asked."
    ),
    at: str | None = typer.Option(
        None, "--at", help="The clock for the facts: 2021-01-10T08:00+08:00. Without it only the texts are compared."
    ),
    out: Path | None = typer.Option(
        None,
        "--out",
        help="Write the duties gained, lost and moved here, .parquet or .csv; and beside it -codes, -levels.",
    ),
    json: bool = typer.Option(False, "--json", help="The changes, the figures and the lists as JSON."),
    language: str = typer.Option("zh", "--language", help="zh or en."),
) -> int:
    """Tells what changes between two plans in words and, with --at, who gains and loses which duties, codes, levels."""
    from lianfang.plan.diff import changes, in_words

    told = spoken(language)
    if facts is not None and at is None:
        raise Mistake("--facts needs --at: the facts are asked at a moment")
    if out is not None and (at is None or out.suffix not in (".parquet", ".csv")):
        raise Mistake(f"{out}: the lists are written as .parquet or .csv, and need --at")
    before, after = fit_plan(old), fit_plan(new)
    found = changes(before, after)
    if at is None:
        from lianfang.cli._effect import changes_as_json

        typer.echo(changes_as_json(before, after, found) if json else in_words(found, told), nl=False)
        return 0

    from lianfang.cli._effect import effect_told, on_files, on_ledger, written

    clock = clock_of(at)
    effect, areas = on_ledger(before, after, clock) if facts is None else on_files(facts, before, after, clock)
    if not json:
        typer.echo(in_words(found, told), nl=False)
    typer.echo(effect_told(effect, areas, before, after, found, clock, None if json else told), nl=False)
    if out is not None:
        written(effect, out)
    return 0
