"""Results typed by hand, one grid by keyboard. Nothing is preset; what is not typed or ticked is not recorded."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lianfang.access.models import Account
from lianfang.desks.choices import is_uuid
from lianfang.desks.doors import records
from lianfang.desks.laboratory import forms
from lianfang.desks.laboratory.found import ROWS, Found, cut
from lianfang.desks.laboratory.lines import units_of
from lianfang.desks.moments import field_moment
from lianfang.desks.page import now_of, page
from lianfang.desks.recording import recorded_whole
from lianfang.desks.words import option_word
from lianfang.facts import known_by

# The key that chooses each result in the grid, in either language.
KEYS = {"negative": "n", "positive": "p", "preliminary_positive": "s", "inconclusive": "u", "invalid": "x"}
_CT = ("ct_orf1ab", "ct_n")


@records("test_result")
def type_results(request: HttpRequest) -> HttpResponse:
    """The specimens without a result, oldest first, a row each; records those typed, and as negative those ticked."""
    typed: dict[str, dict[str, str]] = {}
    mistakes: dict[str, str] = {}
    if request.method == "POST":
        typed = _typed(request)
        rows, mistakes = _rows(request, typed)
        if not mistakes and rows and recorded_whole(request, "test_result", rows) is not None:
            messages.success(request, _told(rows))
            return redirect("laboratory:type_results")
        if not mistakes and not rows:
            messages.error(request, _("No result was typed and none was ticked; nothing was recorded"))
        for mistake in mistakes.values():
            messages.error(request, mistake)
    return _shown(request, typed, mistakes, 422 if request.method == "POST" else 200)


def _typed(request: HttpRequest) -> dict[str, dict[str, str]]:
    """By specimen, what was typed in its row: result and Ct values; ticked ones are negative where none was typed."""
    ticked = set(request.POST.getlist("ticked")) if request.POST.get("what") == "negative" else set()
    typed = {}
    for subject in request.POST.getlist("specimen")[: 2 * ROWS]:
        told = {name: request.POST.get(f"{name}-{subject}", "").strip() for name in ("result", *_CT)}
        if subject in ticked and not told["result"]:
            told["result"] = "negative"
        if any(told.values()):
            typed[subject] = told
    return typed


def _rows(request: HttpRequest, typed: Mapping[str, Mapping[str, str]]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The rows to record, and by specimen what is wrong with its line."""
    now, mistakes, rows = now_of(request), {}, []
    subjects = [subject for subject in typed if is_uuid(subject)]
    told = known_by(now, ["specimen", "test_result"], {"specimen": subjects})
    specimens = {row["subject"]: row for row in told["specimen"].to_dicts()}
    done = set(told["test_result"]["subject"].to_list())
    try:
        tested = forms.moment_told(request, "tested", _("Tested"))
        assay = forms.option_told(request, "assay", "test_result", "assay")
    except forms.Refused as refused:
        return [], {"": str(refused)}
    for subject, values in typed.items():
        specimen = specimens.get(subject)
        if specimen is None:
            mistakes[subject] = _("a specimen of this form is not here any more; open the page again")
            continue
        try:
            rows.append(_row(specimen, values, subject in done, tested, assay))
        except forms.Refused as refused:
            mistakes[subject] = f"{specimen['number'] or '–'}: {refused}"
    return rows, mistakes


def _row(specimen: Mapping[str, Any], values: Mapping[str, str], done: bool, tested: Any, assay: str) -> dict[str, Any]:
    if done:
        raise forms.Refused(_("has a result since you opened this page; look at it on its page"))
    if not values["result"]:
        raise forms.Refused(_("has a Ct value but no result; choose one"))
    if values["result"] not in KEYS:
        raise forms.Refused(_("%s is no result; choose one of the list") % repr(values["result"]))
    if tested < specimen["occurred_from"]:
        raise forms.Refused(_("was sampled after the time of testing; mend the time above the table"))
    return {
        "specimen": specimen["subject"],
        "test_result.disease": specimen["disease"],
        "test_result.assay": assay,
        "test_result.result": values["result"],
        "test_result.round": 1,
        "test_result.occurred_from": tested,
        **{f"test_result.{name}": forms.ct_told(values[name], name) for name in _CT},
    }


def _told(rows: list[dict[str, Any]]) -> str:
    """How many of which result were recorded, in words."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["test_result.result"]] = counts.get(row["test_result.result"], 0) + 1
    return _("Recorded: %s") % "、".join(
        f"{option_word('test_result.result', result)} {count}" for result, count in counts.items()
    )


def _shown(
    request: HttpRequest, typed: Mapping[str, Mapping[str, str]], mistakes: Mapping[str, str], status: int
) -> HttpResponse:
    account: Account = request.user  # type: ignore[assignment]
    shown = cut(request, Found(account, "waiting", now_of(request), None))
    lines = list(shown.object_list)
    ticked = set(request.POST.getlist("ticked"))
    return page(
        request,
        "laboratory/grid.html",
        {
            "shown": shown,
            "grid": [
                (line, typed.get(line.row["specimen"], {}), mistakes.get(line.row["specimen"]), ticked)
                for line in lines
            ],
            "units": units_of(lines),
            "results": [(name, KEYS[name]) for name in KEYS],
            "assays": forms.options("test_result", "assay"),
            "assay": request.POST.get("assay", "nucleic_acid"),
            "tested": request.POST.get("tested") or field_moment(now_of(request)),
        },
        status=status,
    )
