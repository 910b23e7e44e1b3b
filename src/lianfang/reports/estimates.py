"""What can be estimated from an area's curve: each figure with its interval, or why it is not told.

Numbers only; `estimate_words` says them in Chinese and English.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from lianfang.plan.model import Week
from lianfang.situation.case_series import CaseDays

# Mean and deviation, in days, of what a disease's literature gives; a disease that is not here is not estimated.
# Serial interval: Bi et al. 2020, Lancet Infect Dis 20(8), 911, doi:10.1016/S1473-3099(20)30287-5; of MERS Cauchemez
# et al. 2016, PNAS 113(32), 9081, doi:10.1073/pnas.1519235113; of Ebola WHO Ebola Response Team 2014, N Engl J Med
# 371(16), 1481, doi:10.1056/NEJMoa1411100.
SERIAL_INTERVALS = {
    "covid19": (6.3, 4.2, "Bi et al. 2020"),
    "mers": (6.8, 4.1, "Cauchemez et al. 2016"),
    "ebola": (15.3, 9.3, "WHO Ebola Response Team 2014"),
}
# Onset to death: Verity et al. 2020, Lancet Infect Dis 20(6), 669, doi:10.1016/S1473-3099(20)30243-7.
ONSET_TO_DEATH = {"covid19": (17.8, 8.0, "Verity et al. 2020")}
LOOK_BACK, MOST_DELAY, NOWCAST_DAYS, HORIZON, WINDOW = 90, 28, 14, 14, 7
# An R whose interval is wider than this, from end to end, says neither that it grows nor that it ends.
WIDEST_R = 2.0
# Onsets of a day are complete enough for R when so many of them are expected to be known.
COMPLETE = 0.9


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure: its value (None: not told) with its interval, and a ``reason`` to beware or why it is not told.

    ``name`` is newest (fell ill in the last seven days), r, growth (a day), delay (days from onset to report), naive
    and adjusted (shares of cases that died) or ahead (cases a day, at the end of the forecast). ``basis`` holds the
    numbers and names that its method and reason speak of.
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""
    basis: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day of the table: cases by report and by onset, and what is expected of the latter; None where not told.

    Of a day that lies before the last seven ``told_since`` and ``ill_since`` are those of its cases that became known
    in these seven: its backfilled part.
    """

    day: date
    told: float | None
    ill: float | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    told_since: float | None = None
    ill_since: float | None = None


@dataclass(frozen=True, slots=True)
class WeekLine(DayLine):
    """An epidemiological week, ``day`` its first and ``last`` its last day known; not told where a day of it is not."""

    year: int = 0
    number: int = 0
    last: date = date.min


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
    """All that is estimated of an area and disease."""

    estimates: tuple[Estimate, ...]
    days: tuple[DayLine, ...]
    weeks: tuple[WeekLine, ...]
    ahead: tuple[Ahead, ...]
    cases: int
    without_onset: int

    def estimate(self, name: str) -> Estimate | None:
        """The estimate of this name, None where none was made."""
        return next((one for one in self.estimates if one.name == name), None)


def analysed(
    cases: Sequence[CaseDays],
    reported: Sequence[tuple[date, float | None]],
    disease: str,
    today: date,
    around: Sequence[CaseDays] = (),
    week: Week = "iso",
) -> Analysed:
    """The estimates of an area to the day ``today``: from its cases, or from figures as reported where it has none.

    Reporting delays of the cases ``around`` (of the areas beside it) lend the area as much as five cases would. Weeks
    are those that the plan calls so (``week``).
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
        _growth(curve[: last + 1]),
        _delay(with_onset, today),
        *_fatality(cases, ill, disease),
    ]
    ahead, outlook = _ahead(told, today)
    late = [case for case in cases if case.newly_known]
    since = [_counted_on(days, begin) for days in ((case.told for case in late), (case.onset for case in late))]
    days = _days(told, ill if with_onset else None, now, begin, since if cases else ())
    weeks = _weeks(days, now, week, of_persons=bool(cases))
    return Analysed((*estimates, outlook), days, weeks, ahead, len(cases), len(cases) - len(with_onset))


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
    import numpy as np

    # Counted before they are told apart by their place: thousands of cases share ninety days.
    counted = Counter(days)
    return np.array([counted[begin + timedelta(days=place)] for place in range(LOOK_BACK)], float)


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

    from lianfang.analysis.nowcast import BACK_TESTS

    known = int(now.known[-WINDOW:].sum())
    low, middle, high = np.quantile(now.draws[:, -WINDOW:].sum(axis=1), (0.05, 0.5, 0.95), method="inverted_cdf")
    reason = "half-unknown" if middle > 2 * max(known, 1) else ""
    basis: dict[str, Any] = {"known": known}
    for name, (tested, held) in BACK_TESTS.items():
        basis |= {f"{name}_tested": tested, f"{name}_held": held}
    return [Estimate("newest", float(middle), float(low), float(high), reason, basis)]


def _r(curve: Any, begin: date, disease: str, by_onset: bool) -> Estimate:
    from lianfang import analysis

    if disease not in SERIAL_INTERVALS:
        return Estimate("r", None, reason="no-serial-interval")
    mean, sd, source = SERIAL_INTERVALS[disease]
    # The days since the last one that nobody told of: a gap is never filled.
    gaps = (curve != curve).nonzero()[0]
    first = int(gaps[-1]) + 1 if len(gaps) else 0
    curve = curve[first:]
    if len(curve) < 2 * WINDOW or not curve.sum() > 0:
        return Estimate("r", None, reason="few-days-in-a-row")
    told = analysis.parametric_reproduction(curve, mean, sd)
    low, middle, high = (float(told.quantile(chance)[-1]) for chance in (0.025, 0.5, 0.975))
    day = begin + timedelta(days=first + len(curve) - 1)
    basis = {"day": day.isoformat(), "mean": mean, "sd": sd, "source": source}
    if middle != middle:
        return Estimate("r", None, reason="few-in-window", basis=basis)
    reason = "" if by_onset else "by-report"
    if high - low > WIDEST_R:
        reason = "wide-r"
    elif low < 1 < high:
        reason = "one-inside"
    return Estimate("r", middle, low, high, reason, basis)


def _growth(curve: Any) -> Estimate:
    from lianfang import analysis

    if len(curve) < 2 * WINDOW:
        return Estimate("growth", None, reason="few-days")
    told = analysis.growth(curve, 2 * WINDOW)
    rate, low, high = (float(one[-1]) for one in (told.rate, told.low, told.high))
    if rate != rate:
        return Estimate("growth", None, reason="few-days-with-cases")
    return Estimate("growth", rate, low, high, "none-inside" if low < 0 < high else "")


def _delay(cases: Sequence[CaseDays], today: date) -> Estimate:
    from lianfang import analysis

    recent = [case for case in cases if case.onset is not None and (today - case.onset).days < LOOK_BACK]
    days = [(case.told - case.onset).days for case in recent if case.onset is not None]
    could = [(today - case.onset).days for case in recent if case.onset is not None]
    basis = {"cases": len(days)}
    try:
        told = analysis.best_delay(days, could)
        low, high = told.interval("mean")
    except ValueError:
        return Estimate("delay", None, reason="few-onsets", basis=basis)
    if low != low:
        return Estimate("delay", told.mean(), None, None, "wide", basis)
    return Estimate("delay", told.mean(), low, high, "wide" if is_wide(low, high) else "", basis)


def is_wide(low: float, high: float) -> bool:
    """Whether an interval of days is too wide to act on: its end over twice its beginning, and a day more."""
    return high > 2 * low + 1


def _fatality(cases: Sequence[CaseDays], ill: Any, disease: str) -> list[Estimate]:
    from lianfang import analysis

    if not cases:
        return []
    deaths = sum(case.outcome == "died" for case in cases)
    naive = analysis.share(deaths, len(cases))
    counted = {"deaths": deaths, "cases": len(cases)}
    made = [Estimate("naive", naive.value, naive.low, naive.high, "outcomes-to-come", counted)]
    adjusted = _adjusted([cases], [ill], disease)[0]
    return made if adjusted is None else [*made, adjusted]


def adjusted_fatalities(groups: Sequence[Sequence[CaseDays]], disease: str, today: date) -> list[Estimate | None]:
    """The fatality of each group of cases, outcomes still to come accounted for; None where it cannot be estimated:
    the delay to death of the disease is not known, or nobody in the group fell ill."""
    begin = today - timedelta(days=LOOK_BACK - 1)
    return _adjusted(groups, [_counted_on((case.onset for case in _with_onset(one)), begin) for one in groups], disease)


def _adjusted(groups: Sequence[Sequence[CaseDays]], ill: Sequence[Any], disease: str) -> list[Estimate | None]:
    """The same from how many of each group fell ill on each day, all groups at once."""
    import numpy as np

    from lianfang import analysis

    if disease not in ONSET_TO_DEATH or not groups:
        return [None] * len(groups)
    mean, sd, source = ONSET_TO_DEATH[disease]
    fell_ill = np.stack(ill)
    chances = analysis.daily_chance("gamma", *analysis.parameters_of("gamma", mean, sd), range(fell_ill.shape[1]))
    deaths = np.array([sum(case.outcome == "died" for case in cases) for cases in groups])
    found = analysis.severities(fell_ill, np.minimum(deaths, fell_ill.sum(axis=1)), chances)
    made: list[Estimate | None] = []
    for place, cases in enumerate(groups):
        told = found.of(place).adjusted
        wide = told.high - told.low
        reason = "few-outcomes" if wide != wide or wide > 0.2 else ""
        low, high = (None, None) if told.low != told.low else (told.low, told.high)
        value = None if told.value != told.value else told.value
        basis = {"mean": mean, "sd": sd, "source": source, "deaths": int(deaths[place]), "cases": len(cases)}
        made.append(Estimate("adjusted", value, low, high, reason, basis) if fell_ill[place].sum() > 0 else None)
    return made


def _ahead(told: Sequence[float | None], today: date) -> tuple[tuple[Ahead, ...], Estimate]:
    """The forecast by day of report from yesterday on, or nothing and why."""
    from lianfang import analysis
    from lianfang.analysis.forecast import BACK_TEST, LEAST

    record = dict(zip(("shown", "better", "came"), BACK_TEST, strict=True))
    known = _filled(told)[:-1]
    first = int((known == known).argmax()) if (known == known).any() else len(known)
    if len(known) - first < 2:
        return (), Estimate("ahead", None, reason="short-past", basis=record)
    found = analysis.forecast(known[first:], HORIZON)
    basis: dict[str, Any] = record | {"ratio": float(found.relative_score[0]), "tested": int(found.tested[0])}
    if not found.useful[0]:
        better = "by-chance" if round(basis["ratio"], 2) < 1 else "no-better"
        return (), Estimate("ahead", None, reason=better if basis["tested"] >= LEAST else "short-past", basis=basis)
    levels = [found.quantile(level)[0] for level in (0.5, 0.25, 0.75, 0.05, 0.95)]
    ahead = tuple(
        Ahead(today + timedelta(days=step), *(float(level[step]) for level in levels)) for step in range(HORIZON)
    )
    last = ahead[-1]
    basis |= {"held": float(found.held[0]), "day": last.day.isoformat()}
    return ahead, Estimate("ahead", last.median, last.low90, last.high90, "", basis)


def _days(told: Sequence[float | None], ill: Any, now: Any, begin: date, since: Sequence[Any]) -> tuple[DayLine, ...]:
    final = [] if now is None else [now.quantile(chance) for chance in (0.5, 0.05, 0.95)]
    lines = []
    for place in range(LOOK_BACK):
        newest = now is not None and place >= LOOK_BACK - NOWCAST_DAYS
        earlier = bool(since) and place < LOOK_BACK - WINDOW
        lines.append(
            DayLine(
                begin + timedelta(days=place), told[place],
                None if ill is None else float(ill[place]),
                *((float(one[place]) for one in final) if newest else (None, None, None)),
                *((float(one[place]) for one in since) if earlier else (None, None)),
            )
        )  # fmt: skip
    return tuple(lines)


def _weeks(days: Sequence[DayLine], now: Any, week: Week, of_persons: bool) -> tuple[WeekLine, ...]:
    """The weeks of these days, the newest as far as it goes; an oldest one of which days lie before them is left out.

    What is expected of a week is told where it is of one of its days; its interval is that of the sum. Of figures as
    reported a week is not told of which a day is not; persons are counted as they are known.
    """
    from lianfang import analysis

    by_week = groupby(range(len(days)), lambda place: analysis.week_of(days[place].day, week))
    told = [list(places) for _week_of_year, places in by_week]
    return tuple(
        _week(days, places, now, week, of_persons) for places in told if len(places) == WINDOW or places is told[-1]
    )


def _week(days: Sequence[DayLine], places: Sequence[int], now: Any, week: Week, of_persons: bool) -> WeekLine:
    import numpy as np

    from lianfang import analysis

    held = [days[place] for place in places]
    expected: tuple[float, ...] = ()
    if any(line.expected is not None for line in held):
        sums = now.draws[:, list(places)].sum(axis=1)
        expected = tuple(np.quantile(sums, (0.5, 0.05, 0.95), method="inverted_cdf").tolist())
    middle, low, high = expected or (None, None, None)
    year, number = analysis.week_of(held[0].day, week)
    return WeekLine(
        held[0].day,
        (_sum_of_known if of_persons else _sum)(line.told for line in held),
        _sum(line.ill for line in held),
        middle,
        low,
        high,
        told_since=_sum_of_known(line.told_since for line in held),
        ill_since=_sum_of_known(line.ill_since for line in held),
        year=year,
        number=number,
        last=held[-1].day,
    )


def _sum_of_known(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _sum(values: Iterable[float | None]) -> float | None:
    """The sum, or None where one of the values is not known: a gap is never filled."""
    total = 0.0
    for value in values:
        if value is None:
            return None
        total += value
    return total
