"""The report as HTML: a fragment that a desk includes, or a whole page that stands alone."""

from html import escape

from lianfang.reports.document import Block, Code, Document, Notes, Paragraph, Signatures, Table, printed
from lianfang.reports.figures import DailyReport
from lianfang.reports.layout import document
from lianfang.reports.wording import Language

STYLE = """
:root { --paper: #fbfaf6; --ink: #1b1b1a; --muted: #6b6a65; --hairline: #dcd9d0; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 14px/1.7 "Noto Sans SC", "Source Han Sans SC",
  "PingFang SC", "Microsoft YaHei", sans-serif; }
.report { max-width: 880px; margin: 0 auto; padding: 48px 24px; }
.report h1 { font-size: 26px; line-height: 1.3; text-align: center; margin: 0 0 8px; font-weight: 700; }
.report .subtitle { text-align: center; color: var(--muted); margin: 0 0 24px; padding-bottom: 16px;
  border-bottom: 2px solid var(--ink); }
.report .opening { font-size: 17px; line-height: 1.9; }
.report[lang="zh"] p.opening, .report[lang="zh"] p.sentence { text-indent: 2em; }
.report p { margin: 0 0 8px; }
.report figure { margin: 32px 0 0; overflow-x: auto; }
.report figcaption { font-weight: 700; font-size: 15px; margin-bottom: 4px; }
.report table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.report th { font-weight: 400; color: var(--muted); text-align: left; padding: 6px 8px; vertical-align: bottom;
  border-bottom: 1.5px solid var(--ink); font-size: 13px; }
.report td { padding: 6px 8px; border-bottom: 1px solid var(--hairline); vertical-align: top; }
.report th.number, .report td.number { text-align: right; white-space: nowrap; }
.report tr.strong td { font-weight: 700; }
.report tr.indented td:first-child { padding-left: 2em; }
.report h2 { font-size: 18px; text-align: center; margin: 40px 0 8px; }
.report h3 { font-size: 15px; margin: 24px 0 4px; break-after: avoid; }
.report ul.lines { margin: 0 0 8px; padding-left: 2em; list-style: none; font-size: 13px;
  color: var(--ink); opacity: 0.85; }
.report .note, .report .notes { color: var(--muted); font-size: 12px; }
.report .notes { margin-top: 32px; border-top: 1px solid var(--hairline); padding-top: 8px; }
.report .notes ul { margin: 0; padding-left: 1.2em; }
@media (max-width: 640px) {
  .report { padding: 24px 12px; }
  .report table { font-size: 13px; }
  .report td, .report th { padding: 5px 4px; }
}
@media print {
  body { background: none; }
  .report { max-width: none; padding: 0; }
  .report figure { break-inside: avoid; }
}
"""


def fragment(report: DailyReport, language: Language = "zh") -> str:
    """The report as one ``article`` of class ``report``, to be included in a page that has ``STYLE``."""
    return _article(document(report, language))


def page(report: DailyReport, language: Language = "zh") -> str:
    """The report as a whole page."""
    return _whole(document(report, language))


def _whole(made: Document) -> str:
    code = "zh-Hans" if made.language == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{code}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(made.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{_article(made)}</body>\n</html>\n"
    )


def rendered(report: DailyReport, language: Language = "zh") -> bytes:
    """The whole page in UTF-8."""
    return page(report, language).encode()


def set_in_html(made: Document) -> bytes:
    """A document as a whole page in UTF-8."""
    return _whole(made).encode()


def _article(made: Document) -> str:
    blocks = "".join(_block(block, made.language) for block in made.blocks)
    return (
        f'<article class="report" lang="{made.language}">\n<h1>{escape(made.title)}</h1>\n'
        f'<p class="subtitle">{escape(made.subtitle)} · {escape(made.known)}</p>\n{blocks}</article>\n'
    )


def _block(block: Block, language: str) -> str:
    if isinstance(block, Paragraph):
        return f'<p class="{"opening" if block.leading else "sentence"}">{escape(block.text)}</p>\n'
    if isinstance(block, Table):
        return "" if block.only_workbook else _table(block)
    if isinstance(block, Notes):
        lines = "".join(f"<li>{escape(line)}</li>" for line in block.lines)
        if not block.title:
            return f'<ul class="note lines">{lines}</ul>\n'
        return f'<aside class="notes">{escape(block.title)}<ul>{lines}</ul></aside>\n'
    if isinstance(block, Signatures):
        return f'<p class="sentence">{escape(block.in_text(language == "zh"))}</p>\n'
    if isinstance(block, Code):
        lines = "".join(f"<li>{escape(line)}</li>" for line in (*block.lines, block.address))
        return f'<ul class="note lines">{lines}</ul>\n'
    return f"<h{block.level + 1}>{escape(block.text)}</h{block.level + 1}>\n"


def _table(table: Table) -> str:
    marks = [' class="number"' if column.number else "" for column in table.columns]
    heads = "".join(
        f'<th scope="col"{mark}>{escape(column.label)}</th>' for mark, column in zip(marks, table.columns, strict=True)
    )
    rows = []
    for place, cells in enumerate(table.rows):
        names = [name for name, places in (("strong", table.strong), ("indented", table.indented)) if place in places]
        mark = f' class="{" ".join(names)}"' if names else ""
        told = "".join(f"<td{m}>{escape(printed(cell))}</td>" for m, cell in zip(marks, cells, strict=True))
        rows.append(f"<tr{mark}>{told}</tr>")
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    return (
        f"<figure><figcaption>{escape(table.title)}</figcaption><table><thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>{note}</figure>\n"
    )
