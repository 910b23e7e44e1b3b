"""What can be said of an area's curve, each with its interval and in one sentence how; or that nothing can."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianfang.desks.analysis.queries import CaseDays

# Mean and deviation, in days, of what a disease's literature gives; a disease that is not here is not estimated.
# Serial interval: Bi et al. 2020, Lancet Infect Dis 20(8), 911, doi:10.1016/S1473-3099(20)30287-5.
SERIAL_INTERVALS = {"covid19": (6.3, 4.2, "Bi et al. 2020")}
# Onset to death: Verity et al. 2020, Lancet Infect Dis 20(6), 669, doi:10.1016/S1473-3099(20)30243-7.
ONSET_TO_DEATH = {"covid19": (17.8, 8.0, "Verity et al. 2020")}
LOOK_BACK, MOST_DELAY, NOWCAST_DAYS, HORIZON, WINDOW = 90, 28, 14, 14, 7
# An R whose interval is wider than this, from end to end, says neither that it grows nor that it ends.
WIDEST_R = 2.0
# Onsets of a day are complete enough for R when so many of them are expected to be known.
COMPLETE = 0.9


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure: its value and interval in words, how it comes about, and what to beware of."""

    title: str
    value: str
    interval: str = ""
    method: str = ""
    caution: str = ""


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day of the table: cases by report and by onset, and what is expected of the latter; None where not told."""

    day: date
    told: float | None
    ill: float | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day of the forecast, with its 50 % and 90 % intervals."""

    day: date
    median: float
    low50: float
    high50: float
    low90: float
    high90: float


@dataclass(frozen=True, slots=True)
class Analysed:
    """All that the page says of an area and disease."""

    estimates: tuple[Estimate, ...]
    days: tuple[DayLine, ...]
    ahead: tuple[Ahead, ...]
    cases: int
    without_onset: int


def analysed(
    cases: Sequence[CaseDays],
    reported: Sequence[tuple[date, float | None]],
    disease: str,
    today: date,
    around: Sequence[CaseDays] = (),
) -> Analysed:
    """The estimates of an area to the day ``today``: from its cases, or from figures as reported where it has none.

    Reporting delays of the cases ``around`` (of the areas beside it) lend the area as much as five cases would.
    """
    begin = today - timedelta(days=LOOK_BACK - 1)
    told = [line.told for line in days_by_report(cases, reported, today)]
    if cases:
        first = min(case.told for case in cases)
        told = [None if begin + timedelta(days=place) < first else value for place, value in enumerate(told)]
    with_onset = _with_onset(cases)
    now = _nowcast(with_onset, _with_onset(around or cases), begin)
    ill = _counted_on((case.onset for case in with_onset), begin)
    by_onset = bool(with_onset) and now is not None
    curve, last = (ill, _complete(now)) if by_onset else (_filled(told), LOOK_BACK - 2)
    estimates = [
        *_newest(now, by_onset),
        _r(curve[: last + 1], begin, disease, by_onset),
        _growth(curve[: last + 1], begin, by_onset),
        _delay(with_onset, today),
        *_fatality(cases, ill, disease),
    ]
    ahead, outlook = _ahead(told, today)
    days = _days(told, ill if with_onset else None, now, begin)
    return Analysed((*estimates, outlook), days, ahead, len(cases), len(cases) - len(with_onset))


def days_by_report(
    cases: Sequence[CaseDays], reported: Sequence[tuple[date, float | None]], today: date
) -> tuple[DayLine, ...]:
    """The days to ``today`` by report alone: of the cases, or of figures as reported where there are none."""
    begin = today - timedelta(days=LOOK_BACK - 1)
    days = [begin + timedelta(days=place) for place in range(LOOK_BACK)]
    by_day = dict(reported)
    told = _counted_on((case.told for case in cases), begin).tolist() if cases else [by_day.get(day) for day in days]
    return tuple(DayLine(day, value) for day, value in zip(days, told, strict=True))


def _counted_on(days: Iterable[date | None], begin: date) -> Any:
    """How many of these days fall on each of the days from ``begin`` on."""
    from lianfang import analysis

    last = begin + timedelta(days=LOOK_BACK - 1)
    return analysis.epidemic_curve(days, first=begin, last=last).counts.astype(float)


def _filled(told: Sequence[float | None]) -> Any:
    import numpy as np

    return np.array([np.nan if value is None else value for value in told])


def _with_onset(cases: Sequence[CaseDays]) -> list[CaseDays]:
    return [case for case in cases if case.onset is not None and case.onset <= case.told]


def _nowcast(cases: Sequence[CaseDays], around: Sequence[CaseDays], begin: date) -> Any:
    from lianfang import analysis

    def triangle(of: Sequence[CaseDays]) -> Any:
        onsets = [(case.onset - begin).days for case in of if case.onset is not None]
        delays = [(case.told - case.onset).days for case in of if case.onset is not None]
        return analysis.reporting_triangle(onsets, delays, LOOK_BACK, MOST_DELAY)

    try:
        return analysis.nowcast(
            triangle(cases), prior=analysis.delay_chances(triangle(around)), prior_cases=5, draws=1000
        )
    except ValueError:
        return None


def _complete(now: Any) -> int:
    """The last day of which enough onsets are expected to be known."""
    return max((place for place in range(LOOK_BACK) if now.reported[place] >= COMPLETE), default=0)


def _newest(now: Any, by_onset: bool) -> list[Estimate]:
    if not by_onset:
        return []
    import numpy as np

    known = int(now.known[-WINDOW:].sum())
    low, middle, high = np.quantile(now.draws[:, -WINDOW:].sum(axis=1), (0.05, 0.5, 0.95), method="inverted_cdf")
    caution = _("more than half is still unknown: do not act on it alone") if middle > 2 * max(known, 1) else ""
    return [
        Estimate(
            _("Fell ill in the last seven days"),
            _("%(known)d known, %(expected)d expected") % {"known": known, "expected": middle},
            _("%(low)d to %(high)d (90 %%)") % {"low": low, "high": high},
            _("Nowcast: reporting delays of the last six weeks say how many are still to be reported (Höhle 2014)."),
            caution,
        )
    ]


def _r(curve: Any, begin: date, disease: str, by_onset: bool) -> Estimate:
    from lianfang import analysis

    title = _("Reproduction number R")
    if disease not in SERIAL_INTERVALS:
        return Estimate(title, _("not told"), caution=_("no serial interval of this disease is kept here"))
    mean, sd, source = SERIAL_INTERVALS[disease]
    # The days since the last one that nobody told of: a gap is never filled.
    gaps = (curve != curve).nonzero()[0]
    first = int(gaps[-1]) + 1 if len(gaps) else 0
    curve = curve[first:]
    if len(curve) < 2 * WINDOW or not curve.sum() > 0:
        return Estimate(
            title, _("not told"), caution=_("fewer than fourteen known days in a row with a case among them")
        )
    told = analysis.parametric_reproduction(curve, mean, sd)
    low, middle, high = (float(told.quantile(chance)[-1]) for chance in (0.025, 0.5, 0.975))
    day = begin + timedelta(days=first + len(curve) - 1)
    method = _(
        "Cori et al. 2013: seven days to %(day)s against those before; serial interval %(mean)s ± %(sd)s (%(source)s)."
    ) % {"day": day.isoformat(), "mean": mean, "sd": sd, "source": source}
    if middle != middle:
        return Estimate(title, _("not told"), method=method, caution=_("too few cases in the window"))
    caution = "" if by_onset else _("by report, so late and flat")
    if high - low > WIDEST_R:
        caution = _("too uncertain to act on: the interval is wider than 2")
    elif low < 1 < high:
        caution = _("whether it grows or ends cannot be told: 1 lies within the interval")
    return Estimate(
        title, f"{middle:.2f}", _("%(low).2f to %(high).2f (95 %%)") % {"low": low, "high": high}, method, caution
    )


def _growth(curve: Any, begin: date, by_onset: bool) -> Estimate:
    from lianfang import analysis

    title = _("Growth a day")
    if len(curve) < 2 * WINDOW:
        return Estimate(title, _("not told"), caution=_("fewer than fourteen known days"))
    told = analysis.growth(curve, 2 * WINDOW)
    rate, low, high = (float(one[-1]) * 100 for one in (told.rate, told.low, told.high))
    method = _("Regression of the cases of fourteen days on the day, spread as wide as they scatter.")
    if rate != rate:
        return Estimate(title, _("not told"), method=method, caution=_("cases on fewer than two days"))
    caution = _("whether cases rise or fall cannot be told") if low < 0 < high else ""
    return Estimate(
        title, f"{rate:+.1f} %", _("%(low)+.1f to %(high)+.1f %% (95 %%)") % {"low": low, "high": high}, method, caution
    )


def _delay(cases: Sequence[CaseDays], today: date) -> Estimate:
    from lianfang import analysis

    title = _("Onset to report")
    recent = [case for case in cases if case.onset is not None and (today - case.onset).days < LOOK_BACK]
    days = [(case.told - case.onset).days for case in recent if case.onset is not None]
    could = [(today - case.onset).days for case in recent if case.onset is not None]
    try:
        told = analysis.best_delay(days, could)
        low, high = told.interval("mean")
    except ValueError:
        caution = _("too few cases with a day of onset")
        return Estimate(title, _("not told"), caution=caution)
    middle = told.mean()
    method = ngettext(
        "Distribution fitted to %d case, those accounted for who are not reported yet (Park et al. 2024).",
        "Distribution fitted to %d cases, those accounted for who are not reported yet (Park et al. 2024).",
        len(days),
    ) % len(days)  # fmt: skip
    span = _("%(low).1f to %(high).1f (95 %%)") % {"low": low, "high": high}
    caution = _("too uncertain to act on") if high > 2 * low + 1 else ""
    return Estimate(title, _("%.1f days on average") % middle, span, method, caution)


def _fatality(cases: Sequence[CaseDays], ill: Any, disease: str) -> list[Estimate]:
    from lianfang import analysis

    if not cases:
        return []
    deaths = sum(case.outcome == "died" for case in cases)
    naive = analysis.share(deaths, len(cases))
    made = [
        Estimate(
            _("Deaths among cases so far"), f"{naive.value:.1%}", _span(naive),
            _("%(deaths)d of %(cases)d; exact interval (Clopper and Pearson 1934).")
            % {"deaths": deaths, "cases": len(cases)},
            _("too low while cases grow: outcomes are still to come"),
        )
    ]  # fmt: skip
    if disease in ONSET_TO_DEATH and ill.sum() > 0:
        mean, sd, source = ONSET_TO_DEATH[disease]
        chances = analysis.daily_chance("gamma", *analysis.parameters_of("gamma", mean, sd), range(len(ill)))
        told = analysis.severity(ill, min(deaths, ill.sum()), chances)
        wide = told.adjusted.high - told.adjusted.low
        uncertain = wide != wide or wide > 0.2
        made.append(
            Estimate(
                _("Fatality, outcomes still to come accounted for"),
                _("not told") if told.adjusted.value != told.adjusted.value else f"{told.adjusted.value:.1%}",
                _span(told.adjusted),
                _("Nishiura et al. 2009; onset to death %(mean)s ± %(sd)s days (%(source)s).")
                % {"mean": mean, "sd": sd, "source": source},
                _("too uncertain to act on: few outcomes are due") if uncertain else "",
            )
        )  # fmt: skip
    return made


def _span(share: Any) -> str:
    if share.low != share.low:
        return ""
    return _("%(low).1f to %(high).1f %% (95 %%)") % {"low": share.low * 100, "high": share.high * 100}


def _ahead(told: Sequence[float | None], today: date) -> tuple[tuple[Ahead, ...], Estimate]:
    """The forecast by day of report from yesterday on, or nothing and why."""
    from lianfang import analysis
    from lianfang.analysis.forecast import LEAST

    title = _("The next fourteen days")
    known = _filled(told)[:-1]
    first = int((known == known).argmax()) if (known == known).any() else len(known)
    method = _("Mean of five simple models, weighted by how well each did (Bracher et al. 2021), by day of report.")
    if len(known) - first < 2:
        return (), Estimate(title, _("not shown"), method=method, caution=_("too short a past to test a forecast on"))
    found = analysis.forecast(known[first:], HORIZON)
    ratio = float(found.relative_score[0])
    if not found.useful[0]:
        why = _("too short a past to test a forecast on")
        if found.tested[0] >= LEAST:
            why = _("it was no better than repeating the last value (score %.2f of its)") % ratio
        return (), Estimate(title, _("not shown"), method=method, caution=why)
    levels = [found.quantile(level)[0] for level in (0.5, 0.25, 0.75, 0.05, 0.95)]
    ahead = tuple(
        Ahead(today + timedelta(days=step), *(float(level[step]) for level in levels)) for step in range(HORIZON)
    )
    last = ahead[-1]
    return ahead, Estimate(
        title,
        _("%(cases).0f a day by %(day)s") % {"cases": last.median, "day": last.day.isoformat()},
        _("%(low).0f to %(high).0f (90 %%)") % {"low": last.low90, "high": last.high90},
        method,
        _("score %(ratio).2f of the last value's on %(tested)d past days; intervals held %(held).0f %%")
        % {"ratio": ratio, "tested": found.tested[0], "held": found.held[0] * 100},
    )


def _days(told: Sequence[float | None], ill: Any, now: Any, begin: date) -> tuple[DayLine, ...]:
    final = [] if now is None else [now.quantile(chance) for chance in (0.5, 0.05, 0.95)]
    lines = []
    for place in range(LOOK_BACK):
        newest = now is not None and place >= LOOK_BACK - NOWCAST_DAYS
        lines.append(
            DayLine(
                begin + timedelta(days=place), told[place],
                None if ill is None else float(ill[place]),
                *((float(one[place]) for one in final) if newest else ()),
            )
        )  # fmt: skip
    return tuple(lines)
