"""The renderers: the same document as docx, xlsx, pdf, html, json or text, chosen by a file's ending."""

import importlib
from pathlib import Path

from lianfang.reports.figures import DailyReport
from lianfang.reports.wording import Language
from lianfang.vocabulary import Mistake

ENDINGS = ("docx", "xlsx", "pdf", "html", "json", "txt")
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


def ending_of(path: Path) -> str:
    """The ending by which a file's form is chosen; raises Mistake where it is none of ours."""
    ending = path.suffix.lower().removeprefix(".")
    if ending not in ENDINGS:
        known = ", ".join("." + each for each in ENDINGS)
        raise Mistake(f"{path}: no report is written as {path.suffix or 'a file without an ending'!r}; use {known}")
    return ending
