"""四早: how long each step takes from falling ill to the outcome, by area and by unit."""

from collections.abc import Callable
from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.analysis.views import chosen_area
from lianfang.desks.choices import diseases_of
from lianfang.desks.doors import reads
from lianfang.desks.export import Exported, exported
from lianfang.desks.language import language_of_page
from lianfang.desks.moments import local
from lianfang.desks.page import moment_of, page
from lianfang.places.models import Area
from lianfang.reports.estimate_words import reason_words
from lianfang.reports.step_delays import STEP_PAIRS, StepLine, lines_of_groups, lines_of_steps
from lianfang.situation.case_steps import case_steps, unit_of
from lianfang.situation.queries import cases_of

# Each step, and which of the four 早 it is.
STEP_WORDS: dict[tuple[str, str], tuple[str | Promise, str | Promise]] = {
    ("onset", "visit"): (gettext_lazy("Onset to visit"), gettext_lazy("found early")),
    ("visit", "report"): (gettext_lazy("Visit to report"), gettext_lazy("reported early")),
    ("report", "isolation"): (gettext_lazy("Report to isolation"), gettext_lazy("isolated early")),
    ("isolation", "admission"): (gettext_lazy("Isolation to admission"), gettext_lazy("treated early")),
    ("admission", "outcome"): (gettext_lazy("Admission to outcome"), ""),
}
# The page shows no more groups at once; the export has all.
MOST = 40


@reads("signal", "case_status", "admission", "observation")
def delays(request: HttpRequest) -> HttpResponse:
    """The delay of each step of an area's cases, and of each area below it or, with ``?by=unit``, of each unit."""
    account: Account = request.user  # type: ignore[assignment]
    at, chosen = moment_of(request), chosen_area(request, account)
    disease, diseases = diseases_of(request, account)
    today, by_unit = local(at).date(), request.GET.get("by") == "unit"
    steps = case_steps(cases_of(account), chosen.path, disease, at)
    steps = steps.with_columns(below=_below(chosen, steps["counted_in"]))
    asked = bool(request.GET.get("export"))
    whole = lines_of_steps(steps, today)
    group = unit_of if by_unit else lambda _step: "below"
    groups = list(lines_of_groups(steps, whole, today, group, None if asked else MOST + 1))
    named = names.units([key for key, _lines in groups]) if by_unit else names.areas([key for key, _lines in groups])
    if asked:
        rows = [*whole, *(line for _key, lines in groups for line in lines)]
        return exported(request, f"delays-{chosen.code}", _columns(named), rows, computed=True)
    return page(
        request,
        "analysis/delays.html",
        {
            "area": chosen,
            "disease": disease,
            "diseases": diseases,
            "cases": steps.height,
            "by_unit": by_unit,
            "whole": [
                (
                    line,
                    STEP_WORDS[line.first, line.second],
                    line.reason and reason_words(line.reason, language_of_page()),
                )
                for line in whole
            ],
            "steps": [STEP_WORDS[pair][0] for pair in STEP_PAIRS],
            "groups": [(named.get(key) if key else None, key, lines) for key, lines in groups[:MOST]],
            "more": len(groups) > MOST,
        },
    )


def _below(chosen: Area, counted_in: pl.Series) -> pl.Series:
    """In which area right below the chosen one each case counts; null where it counts in the chosen one itself."""
    codes = counted_in.drop_nulls().unique().to_list()
    below = {area.code: area.path.removeprefix(chosen.path).split("/")[0] for area in names.areas(codes).values()}
    return counted_in.replace_strict(
        {code: name or None for code, name in below.items()}, default=None, return_dtype=pl.String
    )


def _columns(named: dict[str, Any]) -> list[Exported]:
    def name(line: StepLine) -> str:
        return named[line.group].name if line.group in named else line.group or ""

    def of(column: str) -> Callable[[StepLine], Any]:
        def value(line: StepLine) -> Any:
            told = getattr(line, column)
            return round(told, 2) if isinstance(told, float) else told

        return value

    return [
        Exported(_("Area or unit"), name),
        Exported(_("Step"), lambda line: STEP_WORDS[line.first, line.second][0]),
        Exported(_("Cases with both days"), of("number")),
        Exported(_("Mean of those seen"), of("plain")),
        Exported(_("Mean"), of("mean")),
        Exported(_("Lower bound"), of("low")),
        Exported(_("Upper bound"), of("high")),
        Exported(_("Median"), of("median")),
        Exported(_("Nine in ten within"), of("ninety")),
        Exported(_("Not there yet"), of("waiting")),
        Exported(_("There before"), of("earlier")),
    ]
