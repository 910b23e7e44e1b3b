"""The report as PDF/A, set by Typst with the fonts of this package, so that it looks the same on every machine."""

import io
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
import typst

from lianfang.reports.document import Code, Document, Heading, Notes, Paragraph, Signatures, Table, printed
from lianfang.reports.figures import DailyReport
from lianfang.reports.layout import document
from lianfang.reports.render.heads import head, smaller, title_size
from lianfang.reports.wording import Language
from lianfang.vocabulary import Mistake

FONTS = Path(__file__).parent.parent / "fonts"
_TEMPLATE = Path(__file__).parent / "report.typ"


def rendered(report: DailyReport, language: Language = "zh") -> bytes:
    """The PDF's bytes; raises Mistake as `set_in_pdf` does."""
    return set_in_pdf(document(report, language), report.figures.known_at)


def set_in_pdf(made: Document, at: datetime, *more: Document) -> bytes:
    """A document's bytes as PDF, dated at a moment; ``more`` documents follow, each on pages of its own.

    PDF/A is asked for because a character that no font has is then an error, not a gap. The package's font comes first,
    the machine's own are the fall-back. Raises Mistake naming the character where none has it, and where the package's
    font was not installed.
    """
    if not any(FONTS.glob("*.ttf")):
        raise Mistake(f"no font in {FONTS}: build the package once with the network (make setup), then write the PDF")
    for alone in (True, False):
        try:
            compiler = typst.Compiler(  # type: ignore[misc]  # its stub has a variable of two types
                input=_TEMPLATE.read_bytes(),
                font_paths=[str(FONTS)],
                ignore_system_fonts=alone,
                sys_inputs={"reports": json.dumps([_data(each) for each in (made, *more)], ensure_ascii=False)},
            )
            paper = compiler.compile(format="pdf", pdf_standards="a-2b", timestamp=at.replace(microsecond=0))
        except typst.TypstError as error:
            if alone:
                continue
            raise _mistake(error) from error
        assert isinstance(paper, bytes)
        return paper
    raise AssertionError("one of both ways returns or raises")


def _mistake(error: typst.TypstError) -> Exception:
    """What the user is told where no font has a character; any other error as it is."""
    found = re.search(r'the text `"(.+?)"` could not be displayed', str(error))
    if found is None:
        return error
    text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda point: chr(int(point[1], 16)), found[1])
    points = " ".join(f"U+{ord(character):04X}" for character in text)
    return Mistake(
        f"the PDF needs {text} ({points}), which no font here has; install one that has it, or write a .docx"
    )


def _data(made: Document) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    for block in made.blocks:
        if isinstance(block, Paragraph):
            blocks.append({"kind": "paragraph", "text": block.text, "leading": block.leading})
        elif isinstance(block, Table) and not block.only_workbook:
            blocks.append(
                {
                    "kind": "table",
                    "title": block.title,
                    "columns": [[head(column.label), column.number, column.share] for column in block.columns],
                    "smaller": smaller(len(block.columns)),
                    "rows": [[printed(cell) for cell in row] for row in block.rows],
                    "strong": sorted(block.strong),
                    "indented": sorted(block.indented),
                    "note": block.note,
                }
            )
        elif isinstance(block, Notes):
            blocks.append({"kind": "notes", "title": block.title, "lines": list(block.lines)})
        elif isinstance(block, Code):
            blocks.append(
                {"kind": "code", "picture": _drawn(block.address), "lines": list(block.lines), "address": block.address}
            )
        elif isinstance(block, Signatures):
            blocks.append({"kind": "signatures", "labels": list(block.labels)})
        elif isinstance(block, Heading):
            blocks.append({"kind": "heading", "text": block.text, "level": block.level})
    return {
        "language": made.language,
        "title": made.title,
        "title_size": title_size(made.title),
        "subtitle": made.subtitle,
        "known": made.known,
        "dense": made.dense,
        "blocks": blocks,
    }


def _drawn(address: str) -> str:
    """A QR code as SVG; a lost or smudged seventh of it does no harm (level M)."""
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", border=4, xmldecl=False)
    return picture.getvalue().decode()
