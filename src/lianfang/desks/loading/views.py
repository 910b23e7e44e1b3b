"""导入文件: a file is sent, its headers mapped, what it would change shown row by row, and then recorded."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid5

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang.access.audit import audited, place_of, refused
from lianfang.access.models import Account
from lianfang.desks import names, uploads
from lianfang.desks.doors import reads
from lianfang.desks.export import Exported, exported
from lianfang.desks.loading import queries, tasks, work
from lianfang.desks.loading.asked import ASKED, Asked, asked_of, columns_for, columns_of, told
from lianfang.desks.page import now_of, page
from lianfang.desks.reasons import named_mistake, reason_words
from lianfang.desks.recording import request_id_of
from lianfang.facts import load as loading
from lianfang.facts.load import SheetRead
from lianfang.vocabulary import Mistake

LIMIT_MEGABYTES = 50
ROWS = 50


def _kinds(request: HttpRequest) -> dict[str, str]:
    """The kinds of file the account may load. Raises Http404, audited, where there are none."""
    account: Account = request.user  # type: ignore[assignment]
    kinds = queries.kinds_for(account)
    if not kinds:
        refused(account, "load", where=place_of(request))
        raise Http404("this desk loads no files")
    return kinds


@reads()
def today(request: HttpRequest) -> HttpResponse:
    """The form for a file; a file that is sent is looked at and kept, and its page follows."""
    account: Account = request.user  # type: ignore[assignment]
    kinds = _kinds(request)
    chosen, mistake = request.POST.get("kind", request.GET.get("kind", "")), ""
    if request.method == "POST":
        mistake = _unfit(request, kinds)
        if not mistake:
            token = uploads.kept(account, request.FILES["file"], kind=chosen)  # type: ignore[arg-type]
            path = uploads.opened(account, token)
            assert path is not None
            try:
                loading.looked_at(chosen, path, Asked(chosen).options(account))
            except Mistake as found:
                uploads.removed(account, token)
                mistake = reason_words(named_mistake(found, path))
            else:
                return redirect("loading:file", token)
    context = {"kinds": kinds, "chosen": chosen, "mistake": mistake, "megabytes": LIMIT_MEGABYTES}
    return page(request, "loading/today.html", context, status=422 if mistake else 200)


def _unfit(request: HttpRequest, kinds: dict[str, str]) -> str:
    """Why what was sent is no file to load, in one line; empty where it may be."""
    given = request.FILES.get("file")
    if request.POST.get("kind") not in kinds:
        return _("Choose what the file holds.")
    if given is None:
        return _("Choose a file.")
    if (given.size or 0) > LIMIT_MEGABYTES * 2**20:
        said = {"name": given.name, "size": f"{(given.size or 0) / 2**20:.0f}", "most": LIMIT_MEGABYTES}
        return _("%(name)s has %(size)s MB; a page takes %(most)s MB: split it, or use lianfang load.") % said
    return ""


@reads()
def file(request: HttpRequest, token: str) -> HttpResponse:
    """How a kept file is read and what it would change; afterwards, what became of it."""
    kinds = _kinds(request)
    account: Account = request.user  # type: ignore[assignment]
    about = uploads.about(account, token)
    if about is None:
        raise Http404("no such file, or its time is over")
    result = uploads.noted(token, work.RESULT)
    if result is not None:
        return _result(request, result, kinds)
    working = work.working(token)
    if working is not None:
        return page(request, "loading/working.html", {"name": _name(account, token), "working": working})
    return _preview(request, token, about["kind"], kinds)


def _name(account: Account, token: str) -> str:
    path = uploads.opened(account, token)
    return path.name if path is not None else ""


def _read(
    account: Account, given: Any, path: Path, kind: str, kinds: dict[str, str]
) -> tuple[Asked, tuple[SheetRead, ...]]:
    """The choices with their columns, and the file as it is read by them. Raises Mistake, Http404."""
    asked = asked_of(given, kind)
    if asked.kind not in kinds:
        raise Http404("no such kind of file for this desk")
    plain = loading.looked_at(asked.kind, path, asked.options(account))
    words = frozenset(queries.column_words(asked.kind))
    chosen = columns_of(given, asked, plain, words)
    if not chosen:
        return asked, plain
    told_asked = Asked(**{**told(asked), "columns": chosen})
    return told_asked, loading.looked_at(asked.kind, path, told_asked.options(account))


def _preview(request: HttpRequest, token: str, kind: str, kinds: dict[str, str], mistake: str = "") -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    given = request.POST if request.method == "POST" else request.GET
    path = uploads.opened(account, token)
    if path is None:
        raise Http404("no such file, or its time is over")
    sheets: tuple[SheetRead, ...] = ()
    asked, found = asked_of(given, kind), None
    try:
        asked, sheets = _read(account, given, path, kind, kinds)
    except Mistake as unread:
        mistake = mistake or reason_words(named_mistake(unread, path))
        asked = Asked(asked.kind if asked.kind in kinds else kind)
        sheets = loading.looked_at(asked.kind, path, asked.options(account))
    rows = sum(sheet.rows for sheet in sheets)
    if not mistake and rows > work.MOST:
        mistake = _("%(rows)s rows are too many for a page; write: lianfang load %(kind)s %(name)s") % {
            "rows": f"{rows:,}", "kind": asked.kind, "name": path.name}  # fmt: skip
    if not mistake:
        found = _previewed(request, account, token, path, asked, rows)
        if found is None:
            same = request.GET.copy()
            same.pop("again", None)
            return redirect(f"{reverse('loading:file', args=[token])}?{same.urlencode()}")
        mistake = reason_words(found.get("mistake", ""))
    words = queries.column_words(asked.kind)
    lines = queries.header_lines(asked.kind, sheets, words)
    state = given.get("state", "")
    changes = found.get("changes", []) if found else []
    chosen = [row for row in changes if row[2] == state] if state in queries.STATES else changes
    shown = Paginator(chosen, ROWS).get_page(given.get("page"))
    hidden = [(name, getattr(asked, name)) for name in ASKED] + [("columns_for", columns_for(asked))]
    context = {
        "token": token,
        "hidden": [(name, value) for name, value in hidden if value] + [(f"c{x.place}", x.column) for x in lines],
        "name": path.name,
        "kinds": kinds,
        "asked": asked,
        "columns_for": columns_for(asked),
        "mistake": mistake,
        "found": found if found and "rows" in found else None,
        "to_record": found["loaded"] + found["corrected"] if found and "rows" in found else 0,
        "moment": datetime.fromisoformat(found["at"]) if found else None,
        "states": [(each, found[each]) for each in queries.STATES] if found and "rows" in found else [],
        "state": state,
        "shown": shown,
        "rows": queries.row_lines(account, asked, list(shown.object_list)),
        "told": len(changes),
        "remarks": [reason_words(remark) for remark in found.get("remarks", [])] if found else [],
        "skipped": _skipped(found),
        "elsewhere": queries.elsewhere_of(found),
        "unplanned": queries.unplanned_of(found, now_of(request)),
        "lines": lines,
        "unread": [line.header for line in lines if not line.column],
        # A mapping that was written for these headers leaves out what it leaves out on purpose.
        "open": any(not line.column for line in lines) and not any(sheet.mapping for sheet in sheets),
        "words": sorted(words.items(), key=lambda pair: pair[0].partition(".")[0] not in ("person", "case")),
        "sheets": sheets,
        "several": len({sheet.name for sheet in sheets}) > 1 or bool(asked.sheet),
        "mapping": next((sheet.mapping for sheet in sheets if sheet.mapping), ""),
        "mappings": [name for name, mapping in loading.shipped().items() if mapping.kind == asked.kind],
        "diseases": names.DISEASES,
    }
    return page(request, "loading/file.html", context, status=422 if mistake else 200)


def _skipped(found: dict[str, Any] | None) -> list[tuple[str, int]]:
    return [(reason_words(why), count) for why, count in (found or {}).get("skipped", {}).items()]


def _previewed(
    request: HttpRequest, account: Account, token: str, path: Path, asked: Asked, rows: int
) -> dict[str, Any] | None:
    """The preview: the one noted where the page only turns to other rows of it. None where the worker makes it."""
    before = uploads.noted(token, work.PREVIEW)
    same = before is not None and before.get("digest") == asked.digest()
    if same and "again" not in request.GET and (rows > work.AT_ONCE or "state" in request.GET or "page" in request.GET):
        return before
    if rows > work.AT_ONCE:
        work.mark(token, "preview", total=rows)
        transaction.on_commit(lambda: tasks.preview_file.defer(account=str(account.pk), token=token, asked=told(asked)))
        return None
    return work.previewed(account, token, path, asked, now_of(request))


@require_POST
@reads()
def record(request: HttpRequest, token: str) -> HttpResponse:
    """Records a kept file as it was previewed; sent twice it is recorded once."""
    kinds = _kinds(request)
    account: Account = request.user  # type: ignore[assignment]
    about, path = uploads.about(account, token), uploads.opened(account, token)
    if about is None:
        raise Http404("no such file, or its time is over")
    if path is None or work.working(token) is not None:
        return redirect("loading:file", token)
    try:
        asked, sheets = _read(account, request.POST, path, about["kind"], kinds)
        rows = sum(sheet.rows for sheet in sheets)
        if rows > work.MOST:
            return _preview(request, token, about["kind"], kinds)
        # Of this form and this file: the same id with another file is another load.
        request_id = uuid5(request_id_of(request), token)
        audited(account, f"load {asked.kind}", reason=path.name, where=place_of(request))
        if rows > work.AT_ONCE:
            work.mark(token, "record", total=rows)
            sent: dict[str, Any] = {"account": str(account.pk), "token": token, "asked": told(asked)}
            transaction.on_commit(lambda: tasks.record_file.defer(**sent, request=str(request_id)))
        else:
            work.recorded(account, token, path, asked, request_id, now_of(request))
    except Mistake as mistake:
        return _preview(request, token, about["kind"], kinds, reason_words(named_mistake(mistake, path)))
    return redirect("loading:file", token)


def _result(request: HttpRequest, result: dict[str, Any], kinds: dict[str, str]) -> HttpResponse:
    if request.GET.get("export"):
        return _rejects(request, result["rejects"])
    rejections = result["rejections"]
    shown = Paginator(rejections, ROWS).get_page(request.GET.get("page"))
    context = {
        "result": result,
        "kind": kinds.get(result["kind"], result["kind"]),
        "moment": datetime.fromisoformat(result["at"]),
        "shown": shown,
        "rows": [queries.rejected_line(*row) for row in shown.object_list],
        "several": len({row[0] for row in rejections}) > 1,
        "remarks": [reason_words(remark) for remark in result["remarks"]],
        "skipped": _skipped(result),
        "elsewhere": queries.elsewhere_of(result),
        "unplanned": queries.unplanned_of(result, now_of(request)),
    }
    return page(request, "loading/result.html", context)


def _rejects(request: HttpRequest, rejects: dict[str, Any]) -> HttpResponse:
    """The rejected rows in the columns of their file, what is wrong beside each, to be mended and loaded again."""
    columns = [Exported(name, partial(_cell, place)) for place, name in enumerate(rejects["header"])]
    columns.append(Exported("reason", lambda row: f"{row[1][0]}: {reason_words(row[1][1])}"))
    return exported(request, "rejected", columns, rejects["rows"])


def _cell(place: int, row: Any) -> Any:
    return row[0][place]
