"""A plan's document as blocks, so that the renderers of reports set it: Word, PDF, HTML, Markdown, text."""

from __future__ import annotations

from lianfang.plan.document import PlanDocument
from lianfang.plan.document_parts import Article, Listing
from lianfang.reports.document import Block, Document, Heading, Notes, Paragraph, Table, TableColumn


def paper(made: PlanDocument) -> Document:
    """The document of a plan as renderers take it."""
    blocks: list[Block] = [Paragraph(text) for text in made.opening]
    for chapter in made.chapters:
        blocks.append(Heading(chapter.title))
        for article in chapter.articles:
            blocks += _article(article, made.language == "zh")
    blocks += [_table(listing) for listing in (made.duties, *made.annexes)]
    blocks += [Paragraph(line) for line in made.signatures]
    blocks.append(Notes("说明" if made.language == "zh" else "Notes", made.notes))
    return Document(made.language, made.title, made.subtitle, tuple(blocks), made.digest)


def _article(article: Article, chinese: bool) -> list[Block]:
    colon = "：" if chinese else ": "
    lines = tuple(f"{label}{colon}{text}" + ("。" if chinese else ".") for label, text in article.lines)
    name = f"（{article.rule}）" if chinese else f" ({article.rule})"
    return [Heading(f"{article.title}{name}", level=2), Paragraph(article.sentence), Notes("", lines)]


def _table(listing: Listing) -> Table:
    columns = tuple(
        TableColumn(head, share=share) for head, share in zip(listing.heads, listing.shares, strict=True)
    )  # fmt: skip
    return Table(listing.title, listing.title, columns, listing.rows)
