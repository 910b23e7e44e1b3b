"""The report as a Word document, set like a gazette: title, opening paragraph, tables of hairlines, small notes."""

import io
from dataclasses import dataclass
from typing import Any

import docx
import segno
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor

from lianfang.reports.document import Block, Code, Document, Notes, Paragraph, Signatures, Table, printed
from lianfang.reports.figures import DailyReport
from lianfang.reports.layout import document
from lianfang.reports.render.heads import head, smaller, title_size
from lianfang.reports.wording import Language

_INK, _MUTED = RGBColor(0x1B, 0x1B, 0x1A), RGBColor(0x6B, 0x6A, 0x65)
# Fonts that office computers have; a reader without them takes its own.
_SONG, _HEI, _FANG, _LATIN = "宋体", "黑体", "仿宋", "Times New Roman"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sizes:
    """Width, top, bottom and foot of the page in cm; sizes of letters, distances and lines in points.

    A ``title`` or ``cell`` that is None is as large as fits; a line that is no length is a multiple of its letters.
    """

    width: float
    top: float
    bottom: float
    foot: float | None
    title: float | None
    after_head: float
    heading: float
    before_heading: float
    after_heading: float
    text: float
    line: float | Length
    after_text: float
    before_table: float
    cell: float | None
    around_cell: float
    cell_line: Length | None
    note_line: float | Length


_USUAL = _Sizes(
    width=16.0, top=2.5, bottom=2.2, foot=None, title=None, after_head=12, heading=12, before_heading=10,
    after_heading=4, text=12, line=1.5, after_text=4, before_table=16, cell=None, around_cell=2.5, cell_line=None,
    note_line=1.25,
)  # fmt: skip
# For what is to stand on one page, smaller and closer. Lines of a fixed height: a font that stands in for another must
# not push the end onto a second page.
_DENSE = _Sizes(
    width=18.0, top=1.2, bottom=1.2, foot=0.6, title=16, after_head=6, heading=11, before_heading=4,
    after_heading=2, text=9, line=Pt(11.5), after_text=1, before_table=6, cell=7, around_cell=0, cell_line=Pt(9),
    note_line=Pt(11),
)  # fmt: skip


def rendered(report: DailyReport, language: Language = "zh") -> bytes:
    """The document's bytes."""
    return set_in_word(document(report, language))


def set_in_word(made: Document, *more: Document) -> bytes:
    """A document's bytes as a Word file; ``more`` documents follow, each on pages of its own counted from 1."""
    paper = docx.Document()
    _page(paper, made)
    _document(paper, made)
    for each in more:
        section = paper.add_section()
        counted = OxmlElement("w:pgNumType")
        counted.set(qn("w:start"), "1")
        section._sectPr.append(counted)
        _document(paper, each)
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


def _document(paper: Any, made: Document) -> None:
    language: Language = "zh" if made.language == "zh" else "en"
    sizes = _DENSE if made.dense else _USUAL
    size, font = sizes.title or title_size(made.title), _HEI if language == "zh" else _SONG
    _line(paper, made.title, size, font, centred=True, bold=language != "zh", after=4)
    under = f"{made.subtitle}　{made.known}".rstrip("　")
    _rule(_line(paper, under, 10, _SONG, centred=True, colour=_MUTED, after=sizes.after_head))
    before: Block | None = None
    for block in made.blocks:
        # Text stands off the rule that ends a table.
        _block(paper, block, language, 8 if isinstance(before, Table) else 0, sizes)
        before = block


def _page(paper: Any, made: Document) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    sizes = _DENSE if made.dense else _USUAL
    section.left_margin = section.right_margin = Cm((21 - sizes.width) / 2)
    section.top_margin, section.bottom_margin = Cm(sizes.top), Cm(sizes.bottom)
    if sizes.foot is not None:
        section.footer_distance = Cm(sizes.foot)
    style = paper.styles["Normal"]
    style.font.name, style.font.size, style.font.color.rgb = _LATIN, Pt(10.5), _INK
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _SONG)
    # Without its language a Chinese text is set with the glyphs and the commas of whatever font comes first.
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "en-GB")
    spoken.set(qn("w:eastAsia"), "zh-CN")
    style.element.get_or_add_rPr().append(spoken)
    paper.core_properties.title, paper.core_properties.comments = made.title, made.known
    paper.core_properties.language = "zh-CN" if made.language == "zh" else "en-GB"
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = foot.add_run()
        run.font.size, run.font.color.rgb = Pt(9), _MUTED
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = text
        run._r.append(mark)


def _line(
    paper: Any,
    text: str,
    size: float,
    font: str,
    *,
    centred: bool = False,
    bold: bool = False,
    colour: RGBColor = _INK,
    after: float = 0,
    before: float = 0,
    indent: bool = False,
    spacing: float | Length = 1.0,
    keep: bool = False,
) -> Any:
    line = paper.add_paragraph()
    layout = line.paragraph_format
    layout.space_after, layout.space_before, layout.line_spacing = Pt(after), Pt(before), spacing
    layout.keep_with_next = keep
    if indent:
        layout.first_line_indent = Pt(size * 2)
    if centred:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(line, text, size, font, bold, colour)
    return line


def _write(line: Any, text: str, size: float, font: str, bold: bool = False, colour: RGBColor = _INK) -> None:
    run = line.add_run(text)
    run.font.size, run.font.bold, run.font.color.rgb, run.font.name = Pt(size), bold, colour, _LATIN
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _block(paper: Any, block: Block, language: Language, before: float, sizes: _Sizes) -> None:
    if isinstance(block, Paragraph):
        size, indent = 14 if block.leading else sizes.text, language == "zh"
        _line(paper, block.text, size, _FANG, indent=indent, spacing=sizes.line, before=before, after=sizes.after_text)
    elif isinstance(block, Signatures):
        _signatures(paper, block, before, sizes)
    elif isinstance(block, Table):
        if not block.only_workbook:
            _table(paper, block, language, sizes)
    elif isinstance(block, Notes):
        if block.title:
            _line(paper, block.title, 9, _HEI, before=sizes.before_table, colour=_MUTED)
        for place, text in enumerate(block.lines):
            above = 0 if place or block.title else before
            _line(paper, text, 9, _SONG, colour=_MUTED, spacing=sizes.note_line, before=above)
    elif isinstance(block, Code):
        _code(paper, block, sizes)
    else:
        chapter = block.level == 1
        _line(
            paper, block.text, 14 if chapter else sizes.heading, _HEI, centred=chapter,
            before=18 if chapter else sizes.before_heading, after=sizes.after_heading, bold=language != "zh", keep=True,
        )  # fmt: skip


def _signatures(paper: Any, signatures: Signatures, before: float, sizes: _Sizes) -> None:
    """The labels side by side, each with a drawn line to the end of its part of the width."""
    line = paper.add_paragraph()
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(before + 4), Pt(6)
    # A long label has a longer part: room for the same hand behind each.
    rooms = [sum(2 if ord(sign) > 0x2E80 else 1 for sign in label) + 18 for label in signatures.labels]
    ends = [sizes.width * sum(rooms[:place]) / sum(rooms) for place in range(1, len(rooms) + 1)]
    for place, label in enumerate(signatures.labels, 1):
        last = place == len(signatures.labels)
        _write(line, f"{label}\t" + ("" if last else "\t"), 12, _FANG)
        tabs = line.paragraph_format.tab_stops
        end = ends[place - 1]
        tabs.add_tab_stop(Cm(end - (0 if last else 0.6)), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.LINES)
        if not last:
            tabs.add_tab_stop(Cm(end), WD_TAB_ALIGNMENT.LEFT)


def _code(paper: Any, code: Code, sizes: _Sizes) -> None:
    picture = io.BytesIO()
    segno.make(code.address, error="m", micro=False).save(picture, kind="png", scale=8, border=4)
    _line(paper, "", 4, _SONG)
    grid = paper.add_table(rows=1, cols=2)
    grid.autofit = False
    _unbroken(grid.rows[0])
    left, right = grid.rows[0].cells
    for column, width in zip(grid.columns, (3.8, sizes.width - 3.8), strict=True):
        column.width = Cm(width)
    left.width, right.width = Cm(3.8), Cm(sizes.width - 3.8)
    right.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    left.paragraphs[0].add_run().add_picture(io.BytesIO(picture.getvalue()), width=Cm(3.2))
    for place, text in enumerate((*code.lines, code.address)):
        line = right.add_paragraph() if place else right.paragraphs[0]
        line.paragraph_format.space_after, line.paragraph_format.line_spacing = Pt(0), 1.25
        _write(line, text, 9, _SONG, colour=_MUTED)


def _table(paper: Any, table: Table, language: Language, sizes: _Sizes) -> None:
    bold = language != "zh"
    _line(paper, table.title, sizes.heading, _HEI, before=sizes.before_table, after=4, bold=bold, keep=True)
    grid = paper.add_table(rows=0, cols=len(table.columns))
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    _margins(grid)
    shares = sum(column.share for column in table.columns)
    widths = [Cm(sizes.width * column.share / shares) for column in table.columns]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    last = len(table.rows) - 1
    size = sizes.cell or (10.5 if len(table.columns) <= 6 else 9)
    first = grid.add_row()
    _repeated(first)
    # A text behind a number stands off it.
    off = [place > 0 and table.columns[place - 1].number and not c.number for place, c in enumerate(table.columns)]
    for place, column in enumerate(table.columns):
        cell = first.cells[place]
        cell.width = widths[place]
        _cell(
            cell, head(column.label), size - smaller(len(table.columns)), sizes, column.number, colour=_MUTED,
            keep=True, off=off[place],
        )  # fmt: skip
        _borders(cell, bottom=(12, "1B1B1A"))
    for line, values in enumerate(table.rows):
        row = grid.add_row()
        _unbroken(row)
        for place, (column, value) in enumerate(zip(table.columns, values, strict=True)):
            cell = row.cells[place]
            cell.width = widths[place]
            indent = line in table.indented and place == 0
            strong, keep = line in table.strong, line < min(last, 3)
            _cell(cell, printed(value), size, sizes, column.number, strong, indent, keep=keep, off=off[place])
            edge = (8, "1B1B1A") if line == last else (4, "DCD9D0")
            _borders(cell, bottom=edge)
    if table.note:
        _line(paper, table.note, 9, _SONG, colour=_MUTED, before=2)


def _cell(
    cell: Any,
    text: str,
    size: float,
    sizes: _Sizes,
    number: bool,
    bold: bool = False,
    indent: bool = False,
    colour: RGBColor = _INK,
    keep: bool = False,
    off: bool = False,
) -> None:
    line = cell.paragraphs[0]
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(sizes.around_cell)
    if sizes.cell_line is not None:
        line.paragraph_format.line_spacing = sizes.cell_line
    line.paragraph_format.keep_with_next = keep
    if number:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if indent:
        line.paragraph_format.left_indent = Pt(size * 2)
    elif off:
        line.paragraph_format.left_indent = Pt(8)
    _write(line, text, size, _SONG, bold, colour)


def _margins(grid: Any) -> None:
    """Narrow sides for the cells, so that the heads of wide tables stay on one line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "50")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    grid._tbl.tblPr.append(margins)


def _borders(cell: Any, bottom: tuple[int, str]) -> None:
    borders = OxmlElement("w:tcBorders")
    edge = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", str(bottom[0])), ("space", "0"), ("color", bottom[1])):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    cell._tc.get_or_add_tcPr().append(borders)


def _repeated(row: Any) -> None:
    """The head of a table stands again on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
    _unbroken(row)


def _unbroken(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _rule(line: Any) -> None:
    """A dark rule under a line."""
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "8"), ("color", "1B1B1A")):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    line._p.get_or_add_pPr().append(borders)
