"""The report as a workbook: a sheet of the sentences, then a sheet a table, numbers as numbers."""

import io
import unicodedata

import xlsxwriter

from lianfang.reports.document import Notes, Paragraph, Table, printed
from lianfang.reports.figures import DailyReport
from lianfang.reports.layout import document
from lianfang.reports.wording import Language


def rendered(report: DailyReport, language: Language = "zh") -> bytes:
    """The workbook's bytes. Unknown figures are — as text, so that no sum takes them for zero."""
    made, buffer = document(report, language), io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": made.title, "comments": made.known})
    title = book.add_format({"bold": True, "font_size": 16})
    text = book.add_format({"text_wrap": True, "valign": "top", "font_size": 12})
    muted = book.add_format({"font_color": "#6b6a65", "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("日报" if language == "zh" else "Report")
    sheet.set_column(0, 0, 96)
    sheet.hide_gridlines(2)
    said = (
        (made.title, title),
        (made.subtitle, muted),
        *((block.text, text) for block in made.blocks if isinstance(block, Paragraph)),
        (made.known, muted),
        *((each, muted) for block in made.blocks if isinstance(block, Notes) for each in block.lines),
    )
    for line, (words, form) in enumerate(said):
        sheet.write_string(line, 0, words, form)
        if form is text:
            sheet.set_row(line, 18 * (_width(words) // 88 + 1))
    for table in made.tables:
        if not table.only_paper:
            _sheet(book, table)
    book.close()
    return buffer.getvalue()


def _sheet(book: xlsxwriter.Workbook, table: Table) -> None:
    head = {"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"}
    heads = {number: book.add_format(head | ({"align": "right"} if number else {})) for number in (False, True)}
    forms = {}
    for strong in (False, True):
        for indented in (False, True):
            for number in (False, True):
                form = {"bottom": 4, "bottom_color": "#dcd9d0", "bold": strong, "valign": "top"}
                form |= {"align": "right", "num_format": "#,##0"} if number else {"text_wrap": True}
                form |= {"indent": 2} if indented and not number else {}
                forms[strong, indented, number] = book.add_format(form)
    sheet = book.add_worksheet(table.sheet[:31])
    sheet.freeze_panes(1, 1)
    sheet.hide_gridlines(2)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.label, heads[column.number])
        cells = [_width(printed(row[place])) for row in table.rows]
        sheet.set_column(place, place, max(10, min(48, max([_width(column.label), *cells]) + 3)))
    for line, row in enumerate(table.rows):
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            form = forms[line in table.strong, line in table.indented and place == 0, column.number]
            if isinstance(cell, int | float):
                sheet.write_number(line + 1, place, cell, form)
            else:
                sheet.write_string(line + 1, place, printed(cell), form)


def _width(text: str) -> int:
    """How many columns of Latin letters the text takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
