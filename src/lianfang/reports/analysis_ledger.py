"""An analysis briefing from the ledger and the situation, as known at a moment."""

from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from lianfang.places.frames import areas_frame
from lianfang.places.models import Area
from lianfang.places.tree import path_of
from lianfang.reports.analysis_figures import AnalysisBriefing, MethodRecord, SignalFigure
from lianfang.reports.data_faults import data_faults, days_looked_at
from lianfang.reports.estimates import Analysed, analysed
from lianfang.reports.figures import AreaName, DailyFigures
from lianfang.reports.ledger import area_named, day_figures, named
from lianfang.reports.meeting_ledger import changes_between
from lianfang.reports.wording import ZONE
from lianfang.situation.case_series import case_days_around, newly_known_cases, reported_by_day
from lianfang.situation.models import CaseStatus
from lianfang.situation.past import past
from lianfang.situation.plans import week_in
from lianfang.situation.warning import signals, value_of_methods
from lianfang.vocabulary import Mistake

DAY = timedelta(days=1)
# Days of the curve in which a day that nobody told of is worth a word.
RECENT = 28


def analysis_briefing(
    area: str, *, now: datetime, day: date | None = None, disease: str | None = None, as_of: datetime | None = None
) -> AnalysisBriefing:
    """The analysis of an area's day (the last that was over, where none is named), as known at a moment (now).

    Called within a session that may read the area. Raises Mistake on an area or disease unknown, and on a day or a
    moment to come.
    """
    at = (now if as_of is None else as_of).astimezone(UTC)
    if at > now:
        raise Mistake(f"--as-of {at.astimezone(ZONE):%Y-%m-%dT%H:%M} is still to come; a briefing tells what is known")
    over = at.astimezone(ZONE).date() - DAY
    with past(at) if at != now else nullcontext():
        return _briefing(area, day or over, at, disease)


def _briefing(area: str, day: date, at: datetime, disease: str | None) -> AnalysisBriefing:
    figures, before = day_figures(area, day, now=at, disease=disease)
    told = signals(at, figures.disease)
    paths = areas_frame().select(pl.col("code").alias("about"), "path", "name", "level")
    here = told.join(paths, on="about", maintain_order="left").filter(pl.col("path").str.starts_with(path_of(area)))
    found = _signals(here.filter(pl.col("last_day") <= day + DAY))
    recent = set(here.filter(pl.col("answered") > at - DAY)["subject"])
    estimated = _analysed(area, figures.disease, day, at)
    return AnalysisBriefing(
        area=area_named(area),
        at=at,
        now=figures,
        before=before,
        changes=changes_between(before, figures),
        first_cases=_first_cases(before, figures),
        signals=tuple(signal for signal in found if signal.answer is None),
        answered=tuple(signal for signal in found if signal.answer is not None and signal.subject in recent),
        records=tuple(
            MethodRecord(row["method"], row["outbreaks"], row["answered"])
            for row in value_of_methods(here).iter_rows(named=True)
        ),
        analysed=estimated,
        faults=data_faults(
            area, [child.area.code for child in figures.children], figures.disease, *days_looked_at(day), at
        ),
        silent_days=sum(line.told is None for line in estimated.days[-RECENT - 1 : -1]),
    )


def _analysed(area: str, disease: str, day: date, at: datetime) -> Analysed:
    """The estimates as on the morning after the day: of cases where persons are known, else of figures as reported."""
    morning = day + DAY
    here = Area.objects.get(code=area)
    above = here.path.removesuffix(f"{here.code}/")
    wide = above if len(above) > 1 else here.path
    found = case_days_around(CaseStatus.objects.all(), here.path, wide, disease, newly_known_cases(disease, at))
    cases, around = ([case for case in told if case.told <= morning] for told in found)
    reported = [] if cases else reported_by_day(here, disease, morning, at)
    return analysed(cases, reported, disease, morning, around, week_in(disease, here.path))


def _signals(rows: pl.DataFrame) -> list[SignalFigure]:
    """A figure a signal, in the order of the list of signals."""
    by_subject: dict[str, list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        by_subject.setdefault(row["subject"], []).append(row)
    found = []
    for subject, told in by_subject.items():
        first = told[0]
        name = named(first["about"], first["level"], first["name"])
        methods = tuple(row["method"] for row in told)
        observed, expected, upper, chance = (first[column] for column in ("observed", "expected", "upper", "chance"))
        found.append(
            SignalFigure(subject, name, first["last_day"], methods, observed, expected, upper, chance, first["answer"])
        )
    return found


def _first_cases(before: DailyFigures, now: DailyFigures) -> tuple[AreaName, ...]:
    """The areas below that had no case, or of which none was known, and have one."""
    had = {child.area.code: child.cumulative_confirmed for child in before.children}
    return tuple(child.area for child in now.children if child.cumulative_confirmed and not had.get(child.area.code))
