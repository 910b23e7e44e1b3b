"""疫情分析研判: the signals, each with its answer; the curve of an area and what can be estimated from it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang import vocabulary
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.analysis import queries
from lianfang.desks.analysis.chart import chart
from lianfang.desks.analysis.picture import picture
from lianfang.desks.analysis.rows import statement_addresses
from lianfang.desks.choices import diseases_of
from lianfang.desks.doors import allowed, reads, records
from lianfang.desks.export import Exported, exported
from lianfang.desks.language import chinese, language_of_page, name_of
from lianfang.desks.moments import day_read, local
from lianfang.desks.page import moment_of, now_of, page
from lianfang.desks.papers import OFFERED, paper_taken
from lianfang.desks.queries import person_names
from lianfang.desks.recording import Refused, whole
from lianfang.places.models import Area
from lianfang.plan.wording.parts import METHODS, WEEKS
from lianfang.reports.analysis_ledger import analysis_briefing
from lianfang.reports.analysis_paper import document, figure_rows, numbered_sections
from lianfang.reports.analysis_wording import sections
from lianfang.reports.data_faults import data_faults, days_looked_at, fault_words
from lianfang.reports.estimate_words import estimate_words
from lianfang.reports.estimates import DayLine, analysed, days_by_report
from lianfang.reports.render import document_written
from lianfang.situation.case_series import LATELY, newly_known_cases, reported_by_day
from lianfang.situation.models import Duty
from lianfang.situation.plans import week_in
from lianfang.situation.queries import duties_of
from lianfang.situation.warning import signals, value_of_methods

ANSWERS = tuple(option.name for option in vocabulary.kind("signal_answer").column("answer").options)
# A list shows no more signals at once; the export has all.
MOST = 200


@reads("signal", "count", "case_status", "group")
def area(request: HttpRequest) -> HttpResponse:
    """The curve of an area with what is still to be reported, R, delays, fatality, a forecast, and the days behind."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    disease, diseases = diseases_of(request, account)
    chosen = chosen_area(request, account)
    cases, around = queries.case_days_around(account, chosen.path, disease, newly_known_cases(disease, at))
    today, week = local(at).date(), week_in(disease, chosen.path)
    reported = [] if cases else reported_by_day(chosen, disease, today, at)
    told = analysed(cases, reported, disease, today, around, week)
    by_week = request.GET.get("step") == "week"
    lines: Sequence[DayLine] = told.weeks if by_week else told.days
    if request.GET.get("export"):
        return exported(request, f"analysis-{chosen.code}", _columns(by_week), lines, computed=True)
    children = list(Area.objects.filter(parent_id=chosen.code).exclude(level="elsewhere").order_by("order"))
    faults = data_faults(chosen.code, [child.code for child in children], disease, *days_looked_at(today), at)
    onsets = any(line.ill for line in told.days)
    by_onset = onsets and request.GET.get("by") != "report"
    first = next((place for place, line in enumerate(lines) if line.told or line.ill), len(lines))
    ahead = () if by_week else told.ahead
    found = signals(at, disease)
    open_here = [row for row in found.iter_rows(named=True) if row["answer"] is None and row["about"] == chosen.code]
    return page(
        request,
        "analysis/area.html",
        {
            "area": chosen,
            "children": children,
            "faults": [fault_words(one, language_of_page()) for one in faults],
            "parent": area_above(account, chosen),
            "disease": disease,
            "diseases": diseases,
            "by_onset": by_onset,
            "onsets": onsets,
            "by_week": by_week,
            "week": WEEKS[week][0 if chinese() else 1],
            "picture": picture(lines, ahead, by_onset),
            "chart": chart(lines[first:] or lines, ahead, by_onset, at),
            "since": today - LATELY + timedelta(days=1),
            "backfilled": any(line.ill_since if by_onset else line.told_since for line in lines),
            "told": told,
            "estimates": [estimate_words(one, language_of_page()) for one in told.estimates],
            "of_reports": not cases and bool(reported),
            "days": list(reversed(lines[first:])),
            "ahead": told.ahead,
            "forecast_drawn": bool(ahead),
            "signals": open_here,
            "clusters": queries.running_groups(chosen.path, disease, at),
        },
    )


@reads("duty", "count", "case_status", "sign_off", "signal")
def brief(request: HttpRequest) -> HttpResponse:
    """疫情分析研判: each sentence opens its rows and names the figures it was made of; as paper with ``?form=``."""
    account: Account = request.user  # type: ignore[assignment]
    at, language = moment_of(request), language_of_page()
    disease, diseases = diseases_of(request, account)
    chosen = chosen_area(request, account)
    made = analysis_briefing(chosen.code, now=at, disease=disease)
    paper = document(made, language)
    if form := request.GET.get("form", ""):
        return paper_taken(request, paper, form, f"analysis-{chosen.code}")
    parts = sections(made, language)
    rows = figure_rows(parts)
    if request.GET.get("export"):
        return exported(request, f"analysis-figures-{chosen.code}", _figure_columns(), rows, computed=True)
    return page(
        request,
        "analysis/briefing.html",
        {
            "area": chosen,
            "made": made,
            "parts": numbered_sections(parts),
            "addresses": statement_addresses(made, parts, request.GET.get("as-of", "")),
            "rows": rows,
            "text": document_written(paper, "txt", at).decode(),
            "disease": disease,
            "diseases": diseases,
            "forms": OFFERED,
        },
    )


def _figure_columns() -> list[Exported]:
    return [
        Exported(_("Sentence"), lambda row: row[0]),
        Exported(_("Figure"), lambda row: row[1].name),
        Exported(_("Value"), lambda row: row[1].value),
        Exported(_("Source and method"), lambda row: row[1].source),
    ]


def chosen_area(request: HttpRequest, account: Account) -> Area:
    """The area that ``?area=`` names, else the account's own; 404 outside of it."""
    code = request.GET.get("area", "").strip() or account.area
    found = Area.objects.filter(code=code).first()
    if found is None or not found.path.startswith(account.area_path):
        raise Http404("no such area here")
    return found


def area_above(account: Account, chosen: Area) -> Area | None:
    above = Area.objects.filter(code=chosen.parent_id).first() if chosen.parent_id else None
    return above if above is not None and above.path.startswith(account.area_path) else None


def _columns(by_week: bool) -> list[Exported]:
    def of(name: str) -> Any:
        return lambda line: getattr(line, name)

    whens = [Exported(_("Day"), of("day"))]
    if by_week:
        whens = [
            Exported(_("Year of the week"), of("year")),
            Exported(_("Week"), of("number")),
            Exported(_("First day"), of("day")),
            Exported(_("Last day"), of("last")),
        ]
    return [
        *whens,
        Exported(_("Cases by report"), of("told")),
        Exported(_("Cases by report that became known in the last seven days"), of("told_since")),
        Exported(_("Cases by onset, known"), of("ill")),
        Exported(_("Cases by onset that became known in the last seven days"), of("ill_since")),
        Exported(_("Cases expected"), of("expected")),
        Exported(_("Lower bound"), of("low")),
        Exported(_("Upper bound"), of("high")),
    ]


@reads("signal")
def signal_list(request: HttpRequest) -> HttpResponse:
    """The signals here: those to be answered first, the least likely by chance before others; each method's record."""
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    found = signals(at, request.GET.get("disease", "").strip() or None)
    rows = list(found.iter_rows(named=True))
    if request.GET.get("export"):
        return exported(request, "signals", _signal_columns(), rows, computed=True)
    owed = _duties(account, [row["subject"] for row in rows[:MOST]])
    return page(
        request,
        "analysis/signals.html",
        {
            "signals": [(row, method_word(row["method"]), owed.get(row["subject"])) for row in rows[:MOST]],
            "more": max(len(rows) - MOST, 0),
            "methods": _records(found),
            "areas": names.areas([row["about"] for row in rows[:MOST]]),
        },
    )


def _records(found: Any) -> list[dict[str, Any]]:
    """What answers say of each method: its positive predictive value with its interval."""
    from lianfang import analysis

    made = []
    for row in value_of_methods(found).iter_rows(named=True):
        value = analysis.share(row["outbreaks"], row["answered"])
        made.append(row | {"word": method_word(row["method"]), "value": value if row["answered"] else None})
    return made


def method_word(method: str) -> str:
    """A method in the language of the page; the name itself where it is unknown."""
    told = METHODS.get(method)
    return method if told is None else told[0 if chinese() else 1]


def _duties(account: Account, subjects: list[str]) -> dict[str, Duty]:
    return {str(duty.subject): duty for duty in duties_of(account).filter(subject__in=subjects)}


def _told_of(name: str) -> Any:
    return lambda row: row[name]


def _signal_columns() -> list[Exported]:
    kind = vocabulary.kind("signal")
    columns = [Exported(name_of(column), _told_of(column.name)) for column in kind.columns if column.name != "outbreak"]
    return [
        *columns,
        Exported(kind.moment_zh if chinese() else kind.moment_en, lambda row: row["occurred_from"]),
        Exported(_("Answer"), lambda row: row["answer"]),
        Exported(_("Verified"), lambda row: row["answered"]),
    ]


@reads("signal")
def signal(request: HttpRequest, signal: UUID) -> HttpResponse:
    """A signal: what was seen and expected by each method, the curve, the cases behind it, the answer or its form."""
    return _signal_page(request, signal, {}, [])


def _signal_page(
    request: HttpRequest, subject: UUID, typed: dict[str, str], wrong: list[str]
) -> HttpResponse:  # fmt: skip
    account: Account = request.user  # type: ignore[assignment]
    at = moment_of(request)
    rows = list(signals(at, None, [str(subject)]).iter_rows(named=True))
    if not rows:
        raise Http404("no such signal here")
    first = rows[0]
    together = sorted({code for row in rows for code in (row["cluster"] or "").split()})
    here = names.areas([first["about"], *together])
    place = here.get(first["about"])
    cases: list[Any] = []
    curve = None
    if place is not None and place.path.startswith(account.area_path) and allowed(account, "read", "case_status"):
        cases = queries.cases_behind(account, place.path, first["disease"], first["first_day"], first["last_day"])
        days = queries.case_days(account, place.path, first["disease"])
        today = local(at).date()
        reported = [] if days else reported_by_day(place, first["disease"], today, at)
        curve = picture(days_by_report(days, reported, today), (), by_onset=False)
    people = person_names(account, [case.person for case in cases]) if allowed(account, "read", "person_status") else {}
    records_of = {row["method"]: row for row in _records(signals(at, first["disease"]))}
    return page(
        request,
        "analysis/signal.html",
        {
            "signal": first,
            "area": place,
            "rows": [(row, method_word(row["method"]), records_of.get(row["method"])) for row in rows],
            "cluster": together if len(together) > 1 else [],
            "areas": here,
            "picture": curve,
            "cases": [(case, people.get(case.person)) for case in cases],
            "duty": _duties(account, [str(subject)]).get(str(subject)),
            "answers": ANSWERS,
            "may_answer": allowed(account, "record", "signal_answer"),
            "typed": typed,
            "wrong": wrong,
        },
        status=422 if wrong else 200,
    )


@require_POST
@records("signal_answer")
def answer(request: HttpRequest, signal: UUID) -> HttpResponse:
    """Records what a signal was: an outbreak, an artefact, or expected, and until when that explains it."""
    rows = list(signals(now_of(request), None, [str(signal)]).iter_rows(named=True))
    if not rows:
        raise Http404("no such signal here")
    typed = {name: request.POST.get(name, "").strip() for name in ("answer", "until", "note")}
    wrong = []
    if typed["answer"] not in ANSWERS:
        wrong.append(_("Choose what the signal was: an outbreak, an artefact of the data, or expected."))
    if typed["until"] and day_read(typed["until"]) is None:
        wrong.append(_("The day until which it is explained is written as 2021-01-09."))
    if not wrong:
        row = {
            "signal": str(signal),
            "signal_answer.about": rows[0]["about"],
            "signal_answer.disease": rows[0]["disease"],
            "signal_answer.answer": typed["answer"],
            "signal_answer.until": typed["until"] or None,
            "signal_answer.note": typed["note"] or None,
            "signal_answer.occurred_from": now_of(request),
        }
        try:
            with whole(request) as record:
                record("signal_answer", [row])
        except Refused as refused:
            wrong = refused.lines
    if wrong:
        return _signal_page(request, signal, typed, wrong)
    return redirect("analysis:signal", signal)
