"""`lianfang retention`: what is due by the plans, removed or only listed."""

import typer

retention = typer.Typer(
    help="What is kept for how long 信息保存: what is due, removed and written down.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    app.add_typer(retention, name="retention")


@retention.command("due", epilog="Example: lianfang retention due")
def due() -> None:
    """Says which facts are due by the periods of the plans in force, by rule and kind; removes nothing.

    What an open duty holds back is counted apart: it goes once the duty is met, waived or ended.
    """
    _shown(trial=True, by="command line")


@retention.command("remove", epilog="Example: lianfang retention remove --by 邵文博")
def remove(
    by: str = typer.Option("command line", "--by", help="Who removes; it stands in each record of a removal."),
) -> int:
    """Removes what is due, as the worker does each night, and proves by asking again that nothing older is left.

    Each removal is recorded by rule, kind, day and area. The key of an earlier month of which something went is
    destroyed, so that no backup opens what it encrypted: destroy its copy too.
    """
    return 1 if _shown(trial=False, by=by) else 0


def _shown(*, trial: bool, by: str) -> int:
    from lianfang.server import start

    start.django()
    from lianfang.facts import clock
    from lianfang.retention.removing import remove_due

    done = remove_due(clock.now(), by, trial=trial)
    for one in done.rules:
        kinds: dict[str, tuple[int, str, str]] = {}
        for gone in one.gone:
            facts, first, last = kinds.get(gone.kind, (0, str(gone.day), str(gone.day)))
            kinds[gone.kind] = (facts + gone.facts, min(first, str(gone.day)), max(last, str(gone.day)))
        for kind, (facts, first, last) in kinds.items():
            typer.echo(f"{one.due.rule.id}  {kind}  {facts}  {first} to {last}")
        for kind, count in one.held.items():
            typer.echo(f"{one.due.rule.id}  {kind}  {count} held back by an open duty")
    what = "would be removed; nothing was (dry run)" if trial else "removed"
    typer.echo(f"{done.facts} facts {what}.")
    for month in done.months:
        typer.echo(
            f"The key of {month} would be destroyed."
            if trial
            else f"The key of {month} is destroyed: destroy data-{month}.key in every copy of the keys."
        )
    for month in done.backups:
        typer.echo(
            f"The key of the backups of {month} would be destroyed."
            if trial
            else f"The key of the backups of {month} is destroyed: destroy backup-{month}.key in every copy."
        )
    if not trial:
        typer.echo(f"Due and still there: {done.left}.")
    return done.left
