"""The four rates of an area by age, each with its interval, its method and the numbers that it is made of."""

from datetime import datetime
from typing import Any

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang.access.models import Account
from lianfang.derive.counts import rows_behind
from lianfang.desks import figures as day_figures
from lianfang.desks.ages import years_of
from lianfang.desks.analysis import queries
from lianfang.desks.analysis.views import chosen_area
from lianfang.desks.choices import diseases_of
from lianfang.desks.doors import reads
from lianfang.desks.export import Exported, exported
from lianfang.desks.language import chinese, language_of_page
from lianfang.desks.moments import local
from lianfang.desks.page import moment_of, page
from lianfang.places.frames import areas_frame
from lianfang.reports.daily import contacts_over
from lianfang.reports.estimate_words import TITLES, estimate_words
from lianfang.reports.estimates import adjusted_fatalities
from lianfang.reports.rates_by_age import AgeGroup, RateLine, age_group, rate_lines
from lianfang.situation.case_series import CaseDays

# The figures of the daily report by which the persons behind each rate are found.
BEHIND = {
    "confirmed": "cumulative_confirmed", "ill": "current_confirmed", "in_hospital": "current_admitted",
    "discharged": "cumulative_discharged", "died": "cumulative_died",
}  # fmt: skip
# Each rate: its name, what is divided by what, and of how many.
RATES: dict[str, tuple[str | Promise, str, str, int]] = {
    "admission": (gettext_lazy("Admission rate"), "in_hospital", "ill", 100),
    "cure": (gettext_lazy("Cure rate"), "discharged", "confirmed", 100),
    "infection": (gettext_lazy("Infection rate, of 100,000 residents"), "confirmed", "", 1),
    "among_contacts": (gettext_lazy("Infection rate among contacts"), "infected", "over", 100),
    "fatality": (gettext_lazy("Fatality rate"), "died", "confirmed", 100),
}

# A share whose interval is wider than this, from end to end, is no ground to act on.
WIDEST = 0.5


@reads("signal", "case_status", "contact", "person_status")
def rates(request: HttpRequest) -> HttpResponse:
    """The four rates of everybody and of each age group, of the very persons that the daily report counts."""
    account: Account = request.user  # type: ignore[assignment]
    at, chosen = moment_of(request), chosen_area(request, account)
    disease, diseases = diseases_of(request, account)
    behind, years = _persons(account, chosen.path, disease, at)
    lines = rate_lines(behind, years, chosen.population)
    if request.GET.get("export"):
        return exported(request, f"rates-{chosen.code}", _columns(), lines, computed=True)
    cases = queries.case_days(account, chosen.path, disease)
    of_group: dict[AgeGroup | None, list[CaseDays]] = {}
    for case in cases:
        of_group.setdefault(age_group(years.get(case.person or "")), []).append(case)
    of_line = [cases if line.whole else of_group.get(line.ages, []) for line in lines]
    told = adjusted_fatalities(of_line, disease, local(at).date())
    fatalities = [None if one is None else estimate_words(one, language_of_page()) for one in told]
    return page(
        request,
        "analysis/rates.html",
        {
            "area": chosen,
            "disease": disease,
            "diseases": diseases,
            "names": [told[0] for told in RATES.values()],
            "adjusted": TITLES["adjusted"][0 if chinese() else 1],
            "method": next((one.method for one in fatalities if one is not None and one.method), ""),
            "lines": [
                (age_words(line), [_cell(line, name) for name in RATES], fatality)
                for line, fatality in zip(lines, fatalities, strict=True)
            ],
            "cases": lines[0].counted["confirmed"] + lines[0].counted["over"],
        },
    )


def _persons(
    account: Account, path: str, disease: str, at: datetime
) -> tuple[dict[str, list[str]], dict[str, int | None]]:
    """The cases and contacts behind each rate, and how old each is on this day."""
    cases = day_figures.cases_frame(account, disease)
    spells = day_figures.case_spells(cases, at)
    codes = areas_frame().filter(pl.col("path").str.starts_with(path))["code"]
    here = spells.filter(pl.col("area").is_in(codes.implode()))
    persons = dict(cases.select("case", "person").iter_rows())
    behind = {
        name: [persons[case] for case in rows_behind(here, figure, at)["subject"].unique(maintain_order=True)]
        for name, figure in BEHIND.items()
    }
    over, infected = contacts_over(queries.ended_contacts_frame(account, disease), cases, path, disease, at)
    behind |= {"over": over.to_list(), "infected": infected.to_list()}
    births = queries.births_of(account, disease)
    today = local(at).date()
    years = {
        person: years_of(birth, today) if birth is not None else None if age is None else int(age)
        for person, birth, age in births
    }
    return behind, years


def age_words(line: RateLine) -> str:
    """Everybody, an age group as it is written, or whose age is not known."""
    if line.ages is None:
        return _("All ages") if line.whole else _("Age not known")
    first, last = line.ages
    return _("%(first)s and older") % {"first": first} if last is None else f"{first}–{last}"


def _cell(line: RateLine, name: str) -> dict[str, Any] | None:
    """A rate as its cell shows it; None where its whole is nothing or not known."""
    told, (_words, part, whole, of) = getattr(line.rates, name), RATES[name]
    if told.value != told.value:
        return None
    return {
        "value": told.value * of, "low": told.low * of, "high": told.high * of, "percent": of == 100,
        "part": line.counted[part], "whole": line.counted[whole] if whole else None,
        "wide": of == 100 and told.high - told.low > WIDEST,
    }  # fmt: skip


def _columns() -> list[Exported]:
    def of_rate(name: str, end: str) -> Any:
        def told(line: RateLine) -> float | None:
            value = float(getattr(getattr(line.rates, name), end)) * RATES[name][3]
            return None if value != value else round(value, 4)

        return told

    def of_count(name: str) -> Any:
        return lambda line: line.counted[name]

    counted = {
        "confirmed": _("Confirmed so far"), "ill": _("Confirmed, neither discharged nor dead"),
        "in_hospital": _("Of these in a designated hospital"), "discharged": _("Discharged"), "died": _("Died"),
        "over": _("Contacts whose observation is over"), "infected": _("Infected among them"),
    }  # fmt: skip
    columns = [Exported(_("Age"), age_words)]
    columns += [Exported(words, of_count(name)) for name, words in counted.items()]
    for name, told in RATES.items():
        columns.append(Exported(str(told[0]), of_rate(name, "value")))
        columns.append(Exported(_("%(rate)s, lower bound") % {"rate": told[0]}, of_rate(name, "low")))
        columns.append(Exported(_("%(rate)s, upper bound") % {"rate": told[0]}, of_rate(name, "high")))
    return columns
