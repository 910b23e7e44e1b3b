"""The report as text, to be sent as a message: the sentences, then one line a figure that is known."""

from lianfang.reports.document import Document, Heading, Notes, Paragraph, Signatures, Table, printed
from lianfang.reports.figures import DailyReport
from lianfang.reports.labels import label
from lianfang.reports.layout import document
from lianfang.reports.wording import Language


def as_text(report: DailyReport, language: Language = "zh") -> str:
    """The report as plain text, with no table and no mark-up."""
    made = document(report, language)
    lines = [f"【{made.title}】" if language == "zh" else made.title, made.subtitle, ""]
    lines += [block.text for block in made.blocks if isinstance(block, Paragraph)]
    signed = report.figures.sign_offs
    if signed.lines:
        lines += ["", label("sign_offs", language) + ("：" if language == "zh" else ":")]
        lines += _sign_offs(made, language)
    lines += ["", made.known]
    return "\n".join(line for line in lines) + "\n"


def _sign_offs(made: Document, language: Language) -> list[str]:
    table = next(table for table in made.tables if table.sheet == label("sign_offs", language))
    lines = []
    for state, number, names in _rows(table):
        if number == "0":
            continue
        lines.append(
            f"{state}{number}家" + (f"：{names}" if names else "")
            if language == "zh"
            else f"{state}: {number}" + (f" ({names})" if names else "")
        )
    return lines


def _rows(table: Table) -> list[tuple[str, ...]]:
    return [tuple(printed(cell) for cell in row) for row in table.rows]


def rendered(report: DailyReport, language: Language = "zh") -> bytes:
    """The text in UTF-8."""
    return as_text(report, language).encode()


def set_in_text(made: Document) -> bytes:
    """A document as text in UTF-8, to be sent as a message: no mark-up, a line a row, fit for a telephone."""
    chinese = made.language == "zh"
    lines = [f"【{made.title}】" if chinese else made.title, made.subtitle]
    for block in made.blocks:
        if isinstance(block, Heading):
            lines += ["", block.text]
        elif isinstance(block, Paragraph):
            lines.append(block.text)
        elif isinstance(block, Signatures):
            lines.append(block.in_text(chinese))
        elif isinstance(block, Table) and not block.only_workbook:
            lines += [f"{block.title}：" if chinese else f"{block.title}:"]
            lines += [_line(block, row, chinese) for row in _rows(block)]
        elif isinstance(block, Notes):
            lines += ["", *block.lines]
    return ("\n".join([*lines, "", made.known]) + "\n").encode()


def _line(table: Table, row: tuple[str, ...], chinese: bool) -> str:
    """A row as a line: its first cell, then each other under its head, what is blank or unknown left out."""
    told = [
        f"{column.label}{'' if chinese and column.number else ' '}{cell}" if column.label else cell
        for column, cell in zip(table.columns[1:], row[1:], strict=True)
        if cell not in ("", "—")
    ]
    first = row[0] + (("：" if chinese else ": ") if told else "")
    return "· " + first + ("，" if chinese else ", ").join(told)
