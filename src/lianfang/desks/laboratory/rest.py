"""The rows of a result file that were not recorded: one short list, mended in place, downloaded or dropped."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import polars as pl
from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang.access.audit import audited, place_of
from lianfang.access.masks import numbers_masked
from lianfang.access.models import Account
from lianfang.desks.doors import records
from lianfang.desks.laboratory import kept_files
from lianfang.desks.laboratory.files import READ, kept_as_rest, onward, options_of, say
from lianfang.desks.page import now_of, page
from lianfang.desks.reasons import reason_words
from lianfang.desks.recording import request_id_of
from lianfang.facts import load as loading


@records("test_result")
def rest(request: HttpRequest, token: str) -> HttpResponse:
    """The rows of a file that were not recorded: to be mended here, or downloaded."""
    account: Account = request.user  # type: ignore[assignment]
    kept = kept_files.file_of(account, token)
    if kept.done:
        return onward(kept)
    if request.GET.get("export") == "csv":
        audited(account, "export results not recorded", where=place_of(request))
        answer = HttpResponse(kept.path.read_bytes(), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(kept.path.name)}"
        return answer
    return _rest_shown(request, kept)


def _rest_shown(request: HttpRequest, kept: kept_files.KeptFile, status: int = 200) -> HttpResponse:
    frame = _read(kept.path)
    listed = []
    for place, each in enumerate(kept.note["reasons"]):
        cells = frame.row(place, named=True).items()
        beside = [numbers_masked(value) for name, value in cells if value and name not in ("row", "reason")]
        mendable = each["column"] in frame.columns
        listed.append((place, each, reason_words(each["reason"]), beside[:6], mendable))
    context = {"kept": kept, "listed": listed}
    return page(request, "laboratory/rest.html", context, status=status)


def _read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False, encoding="utf8").fill_null("")


@require_POST
@records("test_result")
def mend(request: HttpRequest, token: str) -> HttpResponse:
    """Records the rows that were mended; the others, and those still refused, stay in the list. Or drops the list."""
    account: Account = request.user  # type: ignore[assignment]
    kept = kept_files.file_of(account, token)
    if kept.done:
        return onward(kept)
    if request.POST.get("what") == "drop":
        kept_files.finish(account, token)
        messages.info(request, _("The rows were dropped; nothing of them was recorded."))
        return redirect("laboratory:load_file")
    reasons, frame = kept.note["reasons"], _read(kept.path)
    typed = {place: request.POST.get(f"mend-{place}", "").strip() for place in range(len(reasons))}
    mended = [place for place, value in typed.items() if value]
    if not mended:
        messages.error(request, _("Nothing was mended; write the right value beside a row"))
        return _rest_shown(request, kept, 422)
    for place in mended:
        column = reasons[place]["column"]
        if column in frame.columns:
            frame[place, column] = typed[place]
    options = replace(
        options_of(account, {"assay": "", "round": "", "disease": kept.note["disease"]}, request_id_of(request)),
        otherwise=kept.note["otherwise"],
    )
    chosen = frame[mended].drop("row", "reason", strict=False)
    part = kept_files.kept(request, ContentFile(chosen.write_csv(include_bom=True).encode(), name="mended.csv"), READ)
    answer = loading.load("results", kept_files.opened(account, part), options, now_of(request))
    kept_files.finish(account, part)
    say(request, answer)
    again = {mended[row.row - 2]: row for row in answer.rejections}
    left = [place for place in range(len(reasons)) if place not in mended or place in again]
    still = [
        {**reasons[place], "column": again[place].column, "value": again[place].value, "reason": again[place].reason}
        if place in again
        else reasons[place]
        for place in left
    ]
    rest = kept_as_rest(request, frame[left], still, kept.path.stem, options) if left else ""
    kept_files.finish(account, token, rest=rest)
    return onward(kept_files.file_of(account, token))
