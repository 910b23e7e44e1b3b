"""The figures of an analysis briefing (疫情分析研判), as dataclasses."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from lianfang.reports.data_faults import DataFault
from lianfang.reports.estimates import Analysed
from lianfang.reports.figures import AreaName, DailyFigures
from lianfang.reports.meeting_figures import Change


@dataclass(frozen=True, slots=True)
class SignalFigure:
    """A signal as the briefing tells it: where, on which day, what was seen and expected, its chance, its answer.

    ``methods`` found it, the least likely by chance first; the other figures are that one's.
    """

    subject: str
    area: AreaName
    day: date
    methods: tuple[str, ...]
    observed: float
    expected: float
    upper: float | None
    chance: float
    answer: str | None


@dataclass(frozen=True, slots=True)
class MethodRecord:
    """What answers say of a method: how many of its signals that were verified were outbreaks."""

    method: str
    outbreaks: int
    answered: int


@dataclass(frozen=True, slots=True)
class AnalysisBriefing:
    """An area's day analysed, as known at ``at``.

    ``before`` are the figures of the day before and ``changes`` what moved between both, each as known at ``at``;
    ``first_cases`` are the areas below whose first case the day brought. ``signals`` are not answered yet, ``answered``
    were since a day before. ``faults`` are those of the figures as
    reported of the last ninety days, ``silent_days`` are the days of the last four weeks of which nobody told a figure.
    """

    area: AreaName
    at: datetime
    now: DailyFigures
    before: DailyFigures
    changes: tuple[Change, ...]
    first_cases: tuple[AreaName, ...]
    signals: tuple[SignalFigure, ...]
    answered: tuple[SignalFigure, ...]
    records: tuple[MethodRecord, ...]
    analysed: Analysed
    faults: tuple[DataFault, ...]
    silent_days: int

    @property
    def day(self) -> date:
        return self.now.day

    @property
    def answers(self) -> Counter[str]:
        """Of the signals answered since a day before, how many were what."""
        return Counter(signal.answer for signal in self.answered if signal.answer is not None)
