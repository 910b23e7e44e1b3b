"""The picture of each command of analysis, drawn from the very rows that it writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lianfang.cli._plot import ACCENT, INK, MUTED, PALE, RED, dated, drawn

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lianfang.cli._series import Series

Rows = Mapping[str, Sequence[Any]]
# Of whom the column of groups says nothing, where others are in one.
NO_GROUP = "未填 not told"


def warning(rows: Rows, file: Path) -> None:
    """Counts as bars, what was expected as a line, the bound dashed, alarms as triangles; areas that alarm first."""
    by_area = _grouped(rows, "area")
    alarms = {area: sum(one == 1 for one in told["alarm"]) for area, told in by_area.items()}

    def draw(panel: Axes, area: str) -> None:
        told, days = by_area[area], _days(by_area[area]["date"])
        step = _step(days)
        panel.bar(days, _numbers(told["count"]), width=step * 0.8, color=PALE, label="病例 cases")
        panel.plot(days, _numbers(told["expected"]), color=ACCENT, lw=1, label="预期 expected")
        panel.plot(days, _numbers(told["upper"]), color=INK, lw=1, ls="--", label="上限 upper bound")
        at = [place for place, alarm in enumerate(told["alarm"]) if alarm == 1]
        heights = _numbers(told["count"])[at]
        # Whole on the panel's edge too; of unclipped marks that stand nowhere the layout would make nothing.
        look: Any = {"ls": "", "marker": "^", "ms": 7, "mfc": RED, "mec": INK, "clip_on": not at}
        panel.plot(days[at], heights, label="预警 alarm", **look)
        dated(panel)

    drawn(file, sorted(by_area, key=lambda area: not alarms[area]), draw)


def reproduction(rows: Mapping[str, Any], file: Path) -> None:
    """The median of R with its 50 % and 95 % intervals by the last day of the window, and the line at one."""

    def draw(panel: Axes, _name: str) -> None:
        days = _numbers(rows["t_end"])
        told = {name: _numbers(rows[name]) for name in ("q025", "q25", "median", "q75", "q975")}
        panel.fill_between(days, told["q025"], told["q975"], color=PALE, alpha=0.55, lw=0, label="95 %")
        panel.fill_between(days, told["q25"], told["q75"], facecolor=PALE, hatch="////", lw=0, label="50 %")
        panel.plot(days, told["median"], color=INK, lw=1.5, label="中位数 median")
        panel.axhline(1, color=RED, lw=1, ls="--", label="R = 1")
        panel.set_xlabel("窗口末日 last day of the window")

    drawn(file, ["再生数 R · reproduction number"], draw)


def nowcast(rows: Rows, file: Path) -> None:
    """What is known as solid bars, what is expected above it hatched, the 90 % interval as a line."""
    grouped = _grouped(rows, "group")
    by_group = {group or (NO_GROUP if len(grouped) > 1 else ""): told for group, told in grouped.items()}

    def draw(panel: Axes, group: str) -> None:
        told, days = by_group[group], _days(by_group[group]["date"])
        known, expected = _numbers(told["known"]), _numbers(told["expected"])
        low, high = _numbers(told["low"]), _numbers(told["high"])
        more = (expected - known).clip(min=0)
        panel.bar(days, known, width=0.8, color=ACCENT, label="已知 known")
        panel.bar(
            days, more, bottom=known, width=0.8, facecolor="white", edgecolor=ACCENT, hatch="////", lw=0.6,
            label="尚待报告 still to be reported",
        )  # fmt: skip
        panel.vlines(days, low, high, color=INK, lw=1, label="90 %")
        dated(panel)

    drawn(file, list(by_group), draw)


def forecast(series: Series, until: int, rows: Rows, file: Path) -> None:
    """The last eight weeks' counts, then the median with its 50 % and 90 % intervals; areas that are forecast."""
    by_area = _grouped(rows, "area")
    past = slice(max(until - 56, 0), until)

    def draw(panel: Axes, area: str) -> None:
        told, days = by_area[area], series.days[past]
        counts = series.counts[series.areas.index(area), past]
        panel.bar(days, counts, width=_step(days) * 0.8, color=PALE, label="病例 cases")
        ahead = _days(told["date"])
        low, high = _numbers(told["low90"]), _numbers(told["high90"])
        panel.fill_between(ahead, low, high, color=PALE, alpha=0.55, lw=0, label="90 %")
        low, high = _numbers(told["low50"]), _numbers(told["high50"])
        panel.fill_between(ahead, low, high, facecolor=PALE, hatch="////", lw=0, label="50 %")
        panel.plot(ahead, _numbers(told["median"]), color=INK, lw=1.5, label="中位数 median")
        dated(panel)

    drawn(file, list(by_area), draw)


def delays(rows: Sequence[Mapping[str, Any]], title: str, file: Path) -> None:
    """A line a group: mean, median and 90th percentile, each with its 95 % interval and a mark of its own."""
    marks = (("mean", "o", "均值 mean"), ("q50", "s", "中位数 median"), ("q90", "D", "第90百分位 90th percentile"))
    _by_group(rows, marks, title, "天 days", file)


def severity(rows: Sequence[Mapping[str, Any]], file: Path) -> None:
    """A line a group: the naive and the adjusted fatality, each with its 95 % interval and a mark of its own."""
    marks = (("naive", "o", "现有 naive"), ("adjusted", "D", "计入尚待转归 adjusted"))
    _by_group(rows, marks, "病死率 · fatality", "", file, percent=True)


def _by_group(
    rows: Sequence[Mapping[str, Any]], marks: Sequence[tuple[str, str, str]], title: str, axis: str, file: Path,
    percent: bool = False,
) -> None:  # fmt: skip
    """One panel in which each group has a line, each figure of a row its mark, filled or not, and its interval."""

    def draw(panel: Axes, _name: str) -> None:
        for place, (figure, mark, label) in enumerate(marks):
            at = _numbers([number + (place - (len(marks) - 1) / 2) * 0.2 for number in range(len(rows))])
            middle, low, high = (_numbers([row[f"{figure}{end}"] for row in rows]) for end in ("", "_low", "_high"))
            panel.hlines(at, low, high, color=MUTED, lw=1)
            panel.plot(
                middle, at, ls="", marker=mark, mfc=ACCENT if place else "white", mec=INK, label=label, clip_on=False
            )
        unnamed = NO_GROUP if len(rows) > 1 else "全部 all"
        panel.set_yticks(range(len(rows)), [str(row["group"] or unnamed) for row in rows])
        panel.set_ylim(len(rows) - 0.5, -0.5)
        panel.set_xlim(left=0)
        panel.grid(visible=True, axis="x")
        panel.grid(visible=False, axis="y")
        panel.set_xlabel(axis)
        if percent:
            from matplotlib.ticker import PercentFormatter

            panel.xaxis.set_major_formatter(PercentFormatter(1))

    drawn(file, [title], draw, wide=False)


def _grouped(rows: Rows, name: str) -> dict[str, dict[str, list[Any]]]:
    """The rows of each group, column by column, by date where they have one."""
    places: dict[str, list[int]] = {}
    for place, group in enumerate(rows[name]):
        places.setdefault(str(group), []).append(place)
    for held in places.values():
        held.sort(key=lambda place: str(rows["date"][place]))
    return {
        group: {column: [rows[column][place] for place in held] for column in rows} for group, held in places.items()
    }


def _numbers(values: Any) -> Any:
    import numpy as np

    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _days(texts: Sequence[Any]) -> Any:
    import numpy as np

    return np.array([str(text) for text in texts], dtype="datetime64[D]")


def _step(days: Any) -> float:
    """The days from one date to the next: how wide a bar may be."""
    import numpy as np

    return float(np.diff(days).astype(int).min()) if len(days) > 1 else 1.0
