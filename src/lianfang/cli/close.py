"""lianfang close"""

from pathlib import Path

import typer


def close(
    outbreak: str = typer.Argument(help="The outbreak, as its cases name it."),
    disease: str | None = typer.Option(None, help="Disease, where cases of several name this outbreak."),
    destroy: bool = typer.Option(False, "--destroy", help="Close it; without this it is only said what would be."),
    by: str = typer.Option("", "--by", help="Who closes it."),
    second: str = typer.Option("", "--second", help="Who else stands by; another person."),
    certificate: Path | None = typer.Option(None, help="File of the certificate: .docx, .pdf, .html or .txt."),
    lang: str = typer.Option("zh", help="zh or en."),
) -> None:
    """Close an outbreak: sign its figures, remove by the plan's periods what the law does not keep, and certify it.

    Without --destroy nothing is done and the certificate says what would be. It is refused while a case is current, a
    contact observed or a duty open. What was removed does not come back, from no backup either.

    Example: lianfang close 河东村婚宴 --destroy --by 周建民 --second 邵文博 --certificate closed.pdf
    """
    from lianfang.reports.asked import language_of
    from lianfang.reports.render import PAPERS, document_written, ending_of
    from lianfang.vocabulary import Mistake

    language = language_of(lang)
    ending = "txt" if certificate is None else ending_of(certificate, PAPERS)
    if certificate is not None and certificate.exists():
        raise Mistake(f"{certificate} exists already: name another file")
    from lianfang.server import start

    start.django()
    from lianfang.facts import clock
    from lianfang.reports.closing_paper import document
    from lianfang.retention.closing import close as closed_outbreak

    at = clock.now()
    closed = closed_outbreak(outbreak, at, by, second, disease, trial=not destroy)
    content = document_written(document(closed, language, trial=not destroy), ending, at)
    if certificate is None:
        typer.echo(content.decode(), nl=False)
    else:
        certificate.write_bytes(content)
        typer.echo(f"{certificate} is written.")


def register(app: typer.Typer) -> None:
    app.command()(close)
