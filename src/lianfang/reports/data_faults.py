"""What is wrong with the figures as reported of an area and of the areas below it, and each fault in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from lianfang.reports.labels import label, short_day
from lianfang.reports.wording import Language
from lianfang.situation.case_series import reported_figures

# Kinds of fault beside those that `analysis.data_faults` finds: an amount that the parts book before the whole, several
# publishers, noughts that are blanks.
WORDS: dict[str, tuple[str, str]] = {
    "fall": (
        "{figure}{first}比前一日减少{size:.0f}：属更正，当日新增按缺失处理",
        "{figure}: lower by {size:.0f} on {first} than the day before; a correction, its new cases are missing",
    ),
    "missing": (
        "{figure}{first}至{last}有{size:.0f}天没有数字：按缺失处理，不作零",
        "{figure}: no figure on {size:.0f} days from {first} to {last}; missing, not zero",
    ),
    "jump": (
        "{figure}{first}新增{size:.0f}，为前后各日的数倍：多为口径变化或集中补报，其间的R和增长率不可信",
        "{figure}: {size:.0f} new on {first}, a multiple of the days around it; another definition or much reported at "
        "once: R and growth across that day are not to be believed",
    ),
    "weekend": (
        "{figure}周末日均仅为平日的{size:.0%}：周末报告少，不代表疫情下降",
        "{figure}: weekends are at {size:.0%} of other days; less is reported then, not less ill",
    ),
    "sunday": (
        "{figure}周日仅为其余各日的{size:.0%}：周日报告少，不代表疫情下降",
        "{figure}: Sundays are at {size:.0%} of other days; less is reported then, not less ill",
    ),
    "sunday_monday": (
        "{figure}周日、周一仅为其余各日的{size:.0%}：周末的报告晚到，不代表疫情下降",
        "{figure}: Sundays and Mondays are at {size:.0%} of other days; the weekend's reports come late, not less ill",
    ),
    "late": (
        "{figure}各地合计有{size:.0f}天等于本级前一日（{first}至{last}）：下级数字晚一天",
        "{figure}: on {size:.0f} days from {first} to {last} the sum of the areas is the own figure of the day before",
    ),
    "apart": (
        "{figure}同一笔{size:.0f}本级记在{first}、下级记在{last}：不得相加",
        "{figure}: the same {size:.0f} stand on {first} in the own figure and on {last} below; not to be added",
    ),
    "apart_below": (
        "{figure}同一笔{size:.0f}下级记在{first}、本级记在{last}：不得相加",
        "{figure}: the same {size:.0f} stand on {first} below and on {last} in the own figure; not to be added",
    ),
    "unequal": (
        "{figure}{first}至{last}有{size:.0f}天各地合计不等于本级数字：以本级为准，差额不摊给各地",
        "{figure}: on {size:.0f} days from {first} to {last} the areas do not add up to the own figure, which counts; "
        "the rest is given to none of them",
    ),
    "twice": (
        "{figure}{first}至{last}有{size:.0f}天有不同的数字：取最后知悉者",
        "{figure}: figures that differ for {size:.0f} days from {first} to {last}; the one known last counts",
    ),
    "blank": (
        "{figure}{first}至{last}{size:.0f}天均为0：多为未公布，按未知看待",
        "{figure}: 0 on all {size:.0f} days from {first} to {last}; mostly not published, so unknown",
    ),
}
# Kinds whose size is a share, not a number: their words say it so.
SHARES = frozenset(kind for kind, (_zh, en) in WORDS.items() if "{size:.0%}" in en)
# So many noughts in a row beside confirmed cases are no count.
LEAST_BLANK = 14
_ZH_FIGURES = {"confirmed": "累计确诊", "suspected": "现有疑似", "dead": "累计死亡"}


@dataclass(frozen=True, slots=True)
class DataFault:
    """A fault of a figure (``confirmed``, ``suspected``, ``dead``) on its days; ``size`` as its kind means it."""

    figure: str
    kind: str
    first: date
    last: date
    size: float


def data_faults(area: str, children: Sequence[str], disease: str, first: date, last: date, at: datetime) -> tuple[
    DataFault, ...
]:  # fmt: skip
    """The faults of the figures of an area's days from ``first`` to ``last``, as known at a moment, by their days."""
    return faults_told(reported_figures([area, *children], disease, first, last, at), area, first, last)


def faults_told(told: pl.DataFrame, area: str, first: date, last: date) -> tuple[DataFault, ...]:
    """The faults of an area's figures among those of `reported_figures` of it and of the areas below it."""
    if not told.filter(pl.col("counted") == area).height:
        return ()
    import numpy as np

    from lianfang import analysis

    days = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    found = []
    latest = told.sort("known_at", maintain_order=True).unique(["counted", "day"], keep="last", maintain_order=True)
    own = latest.filter(pl.col("counted") == area)
    below = latest.filter(pl.col("counted") != area).partition_by("counted")
    for figure in ("confirmed", "dead"):
        series = _by_day(own, figure, days)
        faults = analysis.faults_of(series, days)
        # A day without a row is missing once, not once a figure; deaths are too few to know a weekend by.
        faults = [one for one in faults if figure == "confirmed" or one.kind in ("fall", "jump")]
        if below:
            parts = sum(_unknown_in_gaps(_by_day(one, figure, days)) for one in below)
            faults += analysis.faults_between(series, parts)
        for one in faults:
            # Booked by the parts first, it is booked by the whole a day after them.
            kind = "apart_below" if one.kind == "apart" and one.size < 0 else one.kind
            found.append(DataFault(figure, kind, days[one.first].item(), days[one.last].item(), abs(one.size)))
    found += _told_twice(told.filter(pl.col("counted") == area))
    found += _blank(own)
    return tuple(sorted(found, key=lambda one: (one.first, one.kind, one.figure)))


def _by_day(rows: pl.DataFrame, figure: str, days: Any) -> Any:
    import numpy as np

    held = np.full(len(days), np.nan)
    for day, value in rows.select("day", figure).iter_rows():
        if value is not None:
            held[(np.datetime64(day) - days[0]).astype(int)] = value
    return held


def _unknown_in_gaps(cumulative: Any) -> Any:
    """A part's figures, nought before its first; a day that it left out since is unknown, and so is the sum of all."""
    import numpy as np

    return np.where(np.logical_or.accumulate(~np.isnan(cumulative)), cumulative, 0.0)


def _told_twice(own: pl.DataFrame) -> list[DataFault]:
    """Days of which several publishers tell figures that differ."""
    differing = own.group_by("day").agg(pl.col("confirmed").drop_nulls().n_unique()).filter(pl.col("confirmed") > 1)
    days = differing["day"].sort().to_list()
    return [DataFault("confirmed", "twice", days[0], days[-1], float(len(days)))] if days else []


def _blank(own: pl.DataFrame) -> list[DataFault]:
    """Suspected cases told as nought day after day, with confirmed ones beside them."""
    days = own.filter((pl.col("suspected") == 0) & (pl.col("confirmed") > 0))["day"].sort().to_list()
    some = own.filter(pl.col("suspected") > 0).height
    if some or len(days) < LEAST_BLANK:
        return []
    return [DataFault("suspected", "blank", days[0], days[-1], float(len(days)))]


def fault_words(fault: DataFault, language: Language) -> str:
    """A fault in one clause, without a full stop, with what is done about it."""
    zh = language == "zh"
    named: Mapping[str, Any] = {
        "figure": _figure(fault.figure, language),
        "first": short_day(fault.first, language),
        "last": short_day(fault.last, language),
        "size": fault.size,
    }
    return WORDS[fault.kind][0 if zh else 1].format(**named)


def _figure(figure: str, language: Language) -> str:
    if language == "zh":
        return _ZH_FIGURES[figure]
    return label({"dead": "died"}.get(figure, figure), language)


def days_looked_at(day: date) -> tuple[date, date]:
    """The first and last day of which faults are told to whoever looks at a day."""
    return day - timedelta(days=89), day
