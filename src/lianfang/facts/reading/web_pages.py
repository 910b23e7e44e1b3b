"""Tables of a web page saved as .xls, by lxml, with the cells that span columns and rows."""

from pathlib import Path

from lxml import etree, html

from lianfang.facts.reading.sheet import Grid, Merge
from lianfang.vocabulary.mistakes import Mistake

# A span wider or taller than any header is a mistake or an attack.
_MOST = 1_000


def grids(path: Path, raw: bytes) -> list[Grid]:
    """A grid for each table of the page that holds no other table. Raises Mistake where there is none."""
    parser = html.HTMLParser(encoding=_encoding(raw), no_network=True, huge_tree=False)
    try:
        page = html.document_fromstring(raw, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise Mistake(f"{path}: the web page cannot be read; save the table as .xlsx or .csv") from None
    tables = [table for table in page.iter("table") if table.find(".//table") is None]
    if not tables:
        raise Mistake(f"{path}: the web page holds no table; save the table as .xlsx or .csv")
    found = []
    for number, table in enumerate(tables, 1):
        rows, merges = _cells(table)
        found.append(Grid(path.name if len(tables) == 1 else f"{path.name} table {number}", rows, merges))
    return found


def _encoding(raw: bytes) -> str:
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        # Pages that say gb2312 hold GB18030.
        return "gb18030"
    return "utf-8"


def _cells(table: html.HtmlElement) -> tuple[list[list[str]], list[Merge]]:
    rows: list[list[str]] = []
    merges: list[Merge] = []
    taken: set[tuple[int, int]] = set()
    for number, line in enumerate(table.iter("tr")):
        row: list[str] = []
        column = 0
        for cell in line:
            if cell.tag not in {"td", "th"}:
                continue
            while (number, column) in taken:
                row.append("")
                column += 1
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            row.extend([" ".join(cell.text_content().split()), *[""] * (across - 1)])
            if across > 1 or down > 1:
                merges.append((number, number + down - 1, column, column + across - 1))
            taken.update((number + r, column + c) for r in range(1, down) for c in range(across))
            column += across
        rows.append(row)
    return rows, merges


def _span(cell: html.HtmlElement, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return min(int(text), _MOST) if text.isdigit() and int(text) > 0 else 1
