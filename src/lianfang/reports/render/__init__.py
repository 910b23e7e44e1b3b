"""The renderers: the same document as docx, xlsx, pdf, html, json or text, chosen by a file's ending."""

import importlib
from datetime import datetime
from pathlib import Path

from lianfang.reports.document import Document
from lianfang.reports.figures import DailyReport
from lianfang.reports.wording import Language
from lianfang.vocabulary import Mistake

ENDINGS = ("docx", "xlsx", "pdf", "html", "json", "txt")
# In which a document that is no daily report is written.
PAPERS = ("docx", "pdf", "html", "txt")
# What each is called where it is sent over the web.
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
}


def rendered(report: DailyReport, ending: str, language: Language = "zh") -> bytes:
    """The report as a file of this ending; raises Mistake on an ending unknown, or a character in no font (pdf)."""
    if ending not in ENDINGS:
        raise Mistake(f"a report cannot be written as {ending!r}; use one of {', '.join('.' + e for e in ENDINGS)}")
    # One renderer's library is loaded where it is wanted, not all.
    module = importlib.import_module(f"{__name__}.{ending}")
    made: bytes = module.rendered(report, language)
    return made


def document_written(made: Document, ending: str, at: datetime, *more: Document) -> bytes:
    """A document as a file of this ending (``PAPERS``), dated at a moment where its form has a date.

    ``more`` documents follow in the same file, each on pages of its own (docx, pdf). Raises Mistake on another ending,
    and on a character in no font (pdf).
    """
    if ending not in PAPERS:
        raise Mistake(f"this paper is not written as {ending!r}; use one of {', '.join('.' + e for e in PAPERS)}")
    module = importlib.import_module(f"{__name__}.{ending}")
    content: bytes
    if ending == "pdf":
        content = module.set_in_pdf(made, at, *more)
    else:
        set_in = getattr(module, {"docx": "set_in_word", "html": "set_in_html", "txt": "set_in_text"}[ending])
        content = set_in(made, *more)
    return content


def ending_of(path: Path, endings: tuple[str, ...] = ENDINGS) -> str:
    """The ending by which a file's form is chosen; raises Mistake where it is none of these."""
    ending = path.suffix.lower().removeprefix(".")
    if ending not in endings:
        known = ", ".join("." + each for each in endings)
        raise Mistake(f"{path}: no report is written as {path.suffix or 'a file without an ending'!r}; use {known}")
    return ending
