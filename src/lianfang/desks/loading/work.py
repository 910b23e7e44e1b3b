"""Previewing and recording a kept file: at once where it is short, by the worker where it is long."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from lianfang.access.models import Account
from lianfang.desks import uploads
from lianfang.desks.loading.asked import Asked
from lianfang.desks.reasons import named_mistake
from lianfang.facts import load as loading
from lianfang.facts.clock import machine_time
from lianfang.facts.load import Answer
from lianfang.vocabulary import Mistake

# Rows that a page itself previews and records; of more the worker takes care, and the page tells how far it is.
AT_ONCE = 6_000
# Rows that a page loads at all; the command loads any number.
MOST = 200_000
# Changes that are told row by row; more than anybody reads before they say yes.
TOLD = 20_000
# Without a word from the worker for so long, nobody is at work any more.
PATIENCE = timedelta(minutes=15)
PREVIEW, RESULT, WORKING = "preview", "result", "working"


def previewed(account: Account, token: str, path: Path, asked: Asked, at: datetime) -> dict[str, Any]:
    """What loading the file would do, noted beside it. A file that cannot be used has its mistake instead."""
    found: dict[str, Any] = {"digest": asked.digest(), "at": at.isoformat()}
    try:
        shown = loading.preview(asked.kind, path, asked.options(account), at, limit=TOLD)
    except Mistake as mistake:
        found["mistake"] = named_mistake(mistake, path)
    else:
        found |= figures(shown.answer)
        found["changes"] = [
            [c.sheet, c.row, c.state, c.changes, c.person, c.case, c.cells, c.column, c.value, c.reason]
            for c in shown.rows
        ]
    uploads.note(token, PREVIEW, found)
    return found


def mark(token: str, doing: str = "", done: int = 0, total: int = 0) -> None:
    """Notes what is being done with a file, and how far it is; nothing where nothing is any more."""
    uploads.note(token, WORKING, {"doing": doing, "done": done, "total": total, "at": machine_time().isoformat()})


def working(token: str) -> dict[str, Any] | None:
    """What is being done with a file, None where nothing is: a worker that is gone moves nothing any more."""
    noted = uploads.noted(token, WORKING)
    if noted is None or not noted["doing"]:
        return None
    return noted if machine_time() - datetime.fromisoformat(noted["at"]) < PATIENCE else None


def recorded(
    account: Account,
    token: str,
    path: Path,
    asked: Asked,
    request: UUID,
    at: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Loads the file; once that stands, notes what became of it and takes the file away. Raises Mistake."""
    answer = loading.load(asked.kind, path, replace(asked.options(account), request=request), at, progress)
    result = figures(answer) | {"at": at.isoformat(), "kind": asked.kind, "name": path.name}
    result["rejections"] = [[r.sheet, r.row, r.column, r.value, r.reason] for r in answer.rejections]
    result["rejects"] = _rejects(answer)

    def finish() -> None:
        uploads.note(token, RESULT, result)
        uploads.note(token, PREVIEW, {})
        uploads.removed(account, token)

    transaction.on_commit(finish)


def figures(answer: Answer) -> dict[str, Any]:
    """The figures of an answer, its remarks, and the lines that are no records, by reason."""
    skipped: dict[str, int] = {}
    for _sheet, _number, why in answer.skipped:
        skipped[why] = skipped.get(why, 0) + 1
    return {
        "rows": answer.rows,
        "loaded": answer.loaded,
        "corrected": answer.corrected,
        "unchanged": answer.unchanged,
        "rejected": answer.rejected,
        "remarks": list(answer.remarks),
        "skipped": skipped,
        "elsewhere": answer.elsewhere,
        "diseases": answer.diseases,
    }


def _rejects(answer: Answer) -> dict[str, Any]:
    """The rejected rows in their file's columns, the column and the reason apart, so that either language says them."""
    apart = {f"{r.column}: {r.reason}": [r.column, r.reason] for r in answer.rejections}
    frame = answer.rejects
    if not frame.width or not frame.height:
        return {"header": [], "rows": []}
    headers = [name for name in frame.columns if name != "reason"]
    reasons = [apart.get(text, ["", text]) for text in frame["reason"].to_list()]
    cells = frame.select(headers).fill_null("").rows()
    return {"header": headers, "rows": [[list(row), why] for row, why in zip(cells, reasons, strict=True)]}
