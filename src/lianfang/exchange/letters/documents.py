"""What stands in a Word document: its lines of prose and its tables as text, also where a table is broken."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from lianfang.vocabulary import Mistake

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(slots=True)
class Content:
    """The prose and the tables of a document, each in its order."""

    lines: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)


def content_of_docx(name: str, raw: bytes) -> Content:
    """The content of a Word document. ``name`` is the file's; raises Mistake where it cannot be read as one."""
    if raw[:8] == _OLE:
        raise Mistake(f"{name}: is an old or an encrypted Word document; save it as .docx without a password")
    try:
        body = Document(io.BytesIO(raw)).element.body
    # python-docx tells a damaged file by whatever fails first.
    except (zipfile.BadZipFile, XMLSyntaxError, KeyError, ValueError, OSError, AttributeError) as error:
        raise Mistake(
            f"{name}: is no Word document that can be read ({type(error).__name__}); "
            "open it and save it again as .docx, or paste its text"
        ) from None
    content = Content()
    for block in body.iterchildren():
        if block.tag == qn("w:tbl"):
            content.tables += _tables(block)
        else:
            content.lines += [line for one in _paragraphs(block) for line in _text(one).splitlines() if line.strip()]
    return content


def _tables(table: Any) -> list[list[list[str]]]:
    """The table as rows of text cells, and the tables that stand within its cells after it."""
    rows: list[list[str]] = []
    inner: list[list[list[str]]] = []
    for row in table.iterchildren(qn("w:tr")):
        cells: list[str] = []
        for cell in row.iter(qn("w:tc")):
            if next(cell.iterancestors(qn("w:tbl"))) is not table:
                continue
            span, down = _merged(cell)
            above = rows[-1][len(cells)] if down and rows and len(cells) < len(rows[-1]) else ""
            own = " ".join(" ".join(_text(one) for one in cell.iterchildren(qn("w:p"))).split())
            cells += [own or above, *[""] * (span - 1)]
            inner += [each for nested in cell.iterchildren(qn("w:tbl")) for each in _tables(nested)]
        rows.append(cells)
    return [rows, *inner]


def _merged(cell: Any) -> tuple[int, bool]:
    """Over how many columns a cell goes, and whether it continues the one above it."""
    properties = cell.find(qn("w:tcPr"))
    if properties is None:
        return 1, False
    span, merge = properties.find(qn("w:gridSpan")), properties.find(qn("w:vMerge"))
    told = span.get(qn("w:val")) if span is not None else None
    width = int(told) if told and told.isdigit() and 0 < int(told) < 64 else 1
    return width, merge is not None and merge.get(qn("w:val")) != "restart"


def _paragraphs(block: Any) -> Iterator[Any]:
    return block.iter(qn("w:p"))


def _text(paragraph: Any) -> str:
    """The text of a paragraph, in its fields and corrections too, without what was struck."""
    parts = []
    for one in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br")):
        parts.append(one.text or "" if one.tag == qn("w:t") else "\t" if one.tag == qn("w:tab") else "\n")
    return "".join(parts)
