"""A document as Markdown: headings, paragraphs, tables with pipes."""

from lianfang.reports.document import Block, Code, Document, Heading, Notes, Paragraph, Signatures, Table, printed


def set_in_markdown(made: Document) -> str:
    """A document as Markdown."""
    blocks = "\n".join(_block(block, made.language) for block in made.blocks)
    return f"# {made.title}\n\n{made.subtitle} · {made.known}\n\n{blocks}"


def _block(block: Block, language: str) -> str:
    if isinstance(block, Heading):
        return f"{'#' * (block.level + 1)} {block.text}\n"
    if isinstance(block, Paragraph):
        return f"{block.text}\n"
    if isinstance(block, Notes):
        title = f"**{block.title}**\n\n" if block.title else ""
        return title + "\n".join(f"- {line}" for line in block.lines) + "\n"
    if isinstance(block, Signatures):
        return f"{block.in_text(language == 'zh')}\n"
    if isinstance(block, Code):
        return "\n".join(f"- {line}" for line in (*block.lines, block.address)) + "\n"
    return _table(block)


def _table(table: Table) -> str:
    rows = [[column.label for column in table.columns], ["---:" if c.number else "---" for c in table.columns]]
    rows += [[printed(cell).replace("|", "\\|") for cell in row] for row in table.rows]
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"## {table.title}\n\n{lines}\n" + (f"\n{table.note}\n" if table.note else "")
