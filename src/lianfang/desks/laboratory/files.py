"""Result files: read and shown before anything is recorded; what matched no specimen is one short list to mend."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang import vocabulary
from lianfang.access.models import Account
from lianfang.desks.doors import allowed, records
from lianfang.desks.laboratory import forms, kept_files
from lianfang.desks.laboratory.views import REST
from lianfang.desks.language import name_of
from lianfang.desks.page import now_of, page
from lianfang.desks.reasons import named_mistake, reason_words
from lianfang.desks.recording import request_id_of
from lianfang.desks.words import option_word
from lianfang.facts import load as loading
from lianfang.vocabulary import Mistake

READ = "result file"
# What a result file may be called, and how much of a preview is shown.
ENDINGS = (".csv", ".xlsx", ".xls", ".txt", ".tsv")
SHOWN = 50
_NUMBER, _MOMENT = "specimen.number", "test_result.occurred_from"


@records("test_result")
def load_file(request: HttpRequest) -> HttpResponse:
    """The form for a file; and, once it is sent, what recording it would do, before anything is recorded."""
    account: Account = request.user  # type: ignore[assignment]
    if request.method != "POST":
        return _form(request, {})
    token = request.POST.get("token", "")
    try:
        said = _said(request)
        file = request.FILES.get("file")
        if file is not None:
            if not str(file.name).lower().endswith(ENDINGS):
                raise forms.Refused(_("%s is no table; choose a file that ends in csv, xlsx or xls") % repr(file.name))
            token = kept_files.kept(request, file, READ, said)
        elif not token:
            raise forms.Refused(_("No file was chosen; choose the file of results"))
        path = kept_files.opened(account, token)
        preview = _previewed(request, path, said)
    except forms.Refused as refused:
        messages.error(request, str(refused))
        return _form(request, {"token": token}, 422)
    except Mistake as mistake:
        messages.error(request, _about(mistake, path))
        return _form(request, {"token": token, "file": path.name}, 422)
    return _preview(request, token, path, said, preview)


def _said(request: HttpRequest) -> dict[str, str]:
    """What the form says of rows that say nothing themselves. Raises Refused."""
    said = {
        "assay": forms.option_told(request, "assay", "test_result", "assay"),
        "round": str(forms.round_told(request.POST.get("round", ""))),
        "disease": forms.disease_told(request, request.user),  # type: ignore[arg-type]
    }
    if request.POST.get("tested", "").strip():
        said["tested"] = forms.moment_told(request, "tested", _("Tested")).isoformat()
    return said


def options_of(account: Account, said: dict[str, str], request: Any = None) -> loading.Options:
    """Results only: no row registers a specimen. What a row leaves out is this laboratory's, this round's."""
    otherwise = {"test_result.assay": said["assay"], "test_result.round": said["round"]}
    if account.unit:
        otherwise["test_result.laboratory"] = account.unit
    if said.get("tested"):
        otherwise[_MOMENT] = said["tested"]
    return loading.Options(
        disease=said["disease"],
        area=account.area,
        account=account.username,
        # A result of a tube that nobody registered is nobody's, also where the file says when it was sampled.
        constants={"specimen.occurred_from": ""},
        otherwise=otherwise,
        request=request,
    )


def _previewed(request: HttpRequest, path: Path, said: dict[str, str]) -> loading.Preview:
    """What recording the file would do. Raises Mistake; that the time is lacking only where nothing else is."""
    account: Account = request.user  # type: ignore[assignment]
    try:
        return loading.preview("results", path, options_of(account, said), now_of(request))
    except Mistake as mistake:
        if _lacks_the_time(mistake):
            timed = said | {"tested": now_of(request).isoformat()}
            loading.preview("results", path, options_of(account, timed), now_of(request))
        raise


def _lacks_the_time(mistake: Mistake) -> bool:
    return f"({_MOMENT})" in str(mistake)


def _about(mistake: Mistake, path: Path) -> str:
    """A mistake about the whole file in the words of the page: no path, no option of the command line."""
    if _lacks_the_time(mistake):
        return _("The file has no column for the time of testing; write the time below, the file is kept")
    if "(test_result.result)" in str(mistake):
        return _("The file has no column of results (检测结果); is it another kind of file?")
    return reason_words(named_mistake(mistake, path))


def _form(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    return page(
        request,
        "laboratory/file.html",
        {
            "token": "",
            **context,
            "assays": forms.options("test_result", "assay"),
            "assay": request.POST.get("assay", "nucleic_acid"),
            "round": request.POST.get("round", "1"),
            "tested": request.POST.get("tested", ""),
            "diseases": forms.diseases(account),
            "disease": forms.disease_told(request, account),
            "accept": ",".join(ENDINGS),
        },
        status=status,
    )


def _preview(
    request: HttpRequest, token: str, path: Path, said: dict[str, str], preview: Any, status: int = 200
) -> HttpResponse:
    changes = [row for row in preview.rows if row.state == "corrected"]
    return page(
        request,
        "laboratory/preview.html",
        {
            "token": token,
            "file": path.name,
            "said": said,
            "answer": preview.answer,
            "corrections": [(row, [_changed(*change) for change in row.changes]) for row in changes[:SHOWN]],
            "more": max(0, len(changes) - SHOWN),
            "rejections": [(row, reason_words(row.reason)) for row in preview.answer.rejections[:SHOWN]],
            "tested": datetime.fromisoformat(said["tested"]) if said.get("tested") else None,
            "may_correct": allowed(request.user, "correct", "test_result"),  # type: ignore[arg-type]
        },
        status=status,
    )


def _changed(full: str, before: str, after: str) -> tuple[str, str, str]:
    """A change in words: the column's name, the options' words."""
    kind, _dot, name = full.partition(".")
    declared = vocabulary.kind(kind)
    try:
        label = name_of(declared.column(name))
    except KeyError:
        label = _("Tested") if name == "occurred_from" else name
    return label, option_word(full, before) if before else "–", option_word(full, after) if after else "–"


@require_POST
@records("test_result")
def confirm(request: HttpRequest) -> HttpResponse:
    """Records the file that was shown. What matched nothing stays as a short list until it is mended or dropped."""
    account: Account = request.user  # type: ignore[assignment]
    token = request.POST.get("token", "")
    kept = kept_files.file_of(account, token)
    if kept.done:
        return onward(kept)
    said = kept.note | _said(request)
    options = options_of(account, said, request_id_of(request))
    reason, may = request.POST.get("reason", "").strip(), allowed(account, "correct", "test_result")
    if not may or (not reason and request.POST.get("corrects")):
        preview = loading.preview("results", kept.path, options, now_of(request))
        if preview.answer.corrected and not may:
            raise Mistake(_("the file would correct results, and your desk may not; take those rows out of the file"))
        if preview.answer.corrected:
            messages.error(request, _("Reason: say why the result is corrected"))
            return _preview(request, token, kept.path, said, preview, 422)
    if reason:
        options = replace(options, otherwise=options.otherwise | {"test_result.reason": reason})
    answer = loading.load("results", kept.path, options, now_of(request))
    say(request, answer)
    rest = _kept_rest(request, answer, kept.path.stem, options)
    kept_files.finish(account, token, rest=rest)
    return onward(kept_files.file_of(account, token))


def onward(done: kept_files.KeptFile) -> HttpResponse:
    """Where to go after a file was recorded: to the rows that are left of it, or to the next file."""
    rest = done.note.get("rest")
    return redirect("laboratory:rest", rest) if rest else redirect("laboratory:load_file")


def say(request: HttpRequest, answer: Any) -> None:
    """Says on the page what became of the rows of a file: figures that add up."""
    said = _("%(rows)d rows: %(loaded)d recorded, %(corrected)d corrected, %(unchanged)d unchanged, %(rejected)d left")
    figures = {name: getattr(answer, name) for name in ("rows", "loaded", "corrected", "unchanged", "rejected")}
    (messages.warning if answer.rejected else messages.success)(request, said % figures)


def _kept_rest(request: HttpRequest, answer: Any, name: str, options: loading.Options) -> str:
    """Keeps the rows that were not recorded as a file of the same columns, with what is wrong with each beside it.

    A row that has more cells than the header is in no column and must be mended in the file; it is only named.
    """
    reasons = []
    for row in answer.rejections:
        if row.column:
            reasons.append({"row": row.row, "column": row.column, "value": row.value, "reason": row.reason})
        else:
            messages.error(request, f"{_('Row')} {row.row}: {reason_words(row.reason)}")
    return kept_as_rest(request, answer.rejects, reasons, name, options) if reasons else ""


def kept_as_rest(
    request: HttpRequest, frame: pl.DataFrame, reasons: list[dict[str, Any]], name: str, options: loading.Options
) -> str:
    """Keeps rows with what is wrong with each; answers the token of the list."""
    # Numbers of the file's own rows, whatever row they have become in this one.
    frame = frame.with_columns(pl.Series("row", [str(each["row"]) for each in reasons], dtype=pl.String))
    content = ContentFile(frame.write_csv(include_bom=True).encode(), name=f"{name.removesuffix('-rest')}-rest.csv")
    note = {"reasons": reasons, "otherwise": options.otherwise, "disease": options.disease}
    return kept_files.kept(request, content, REST, note)
