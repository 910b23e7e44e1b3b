"""How soon and how surely each warning method finds outbreaks that were put into real series, and how often it errs.

python benchmarks/detection.py [--json] [--outbreaks N] [--data FOLDER]

Weekly series: Salmonella Newport by German state, dengue by county of Taiwan (a year without figures is missing and
never zero), influenza by German state (under five years: Farrington looks back as far as there is). The last 104 weeks
of each series are judged. Outbreaks are made as Noufaily et al. 2013 made theirs: their size is Poisson with mean k
standard deviations of the series, their cases fall on weeks by a lognormal (0, 0.5) from the start. Nobody knows which
real weeks were outbreaks: every alarm in the series as they are counts as false, an upper bound of false alarms.
"""

import argparse
import csv
import json
import os
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from lianfang import analysis
from lianfang.analysis.series import Judged

DATA = Path(os.environ.get("LIANFANG_TEST_DATA", Path(__file__).parents[2] / "shared/data"))
JUDGED, SIZES, SEED = 104, (2, 5, 10), 20130101
# A series with fewer cases than these a year is one in which each case is looked at by itself.
LEAST_A_YEAR = 5


def salmonella(data: Path) -> tuple[Any, Any]:
    """Weeks and counts by state."""
    with (data / "golden/surveillance/salmNewport_by_state.csv").open() as lines:
        rows = list(csv.reader(lines))
    days = np.array([row[0] for row in rows[1:]], dtype="datetime64[D]")
    return days, np.array([row[1:] for row in rows[1:]], dtype=float).T


def influenza(data: Path) -> tuple[Any, Any]:
    """Weeks and counts by state, the nation left out."""
    with (data / "other-diseases/rki_influenza_weekly_to_2024W39.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["region_id"] != "00"]
    return _table((_monday(*row["iso_week"].split("-W")), row["region"], float(row["cases"])) for row in rows)


def dengue(data: Path) -> tuple[Any, Any]:
    """Weeks and counts by county, those infected elsewhere too; a week of a year with figures and no row is zero."""
    with (data / "other-diseases/dengue_taiwan_weekly_not2015.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    days, counts = _table((_monday(row["year"], row["week"]), row["county"], float(row["cases"])) for row in rows)
    told = {int(row["year"]) for row in rows}
    there = np.array([day.astype(object).isocalendar()[0] in told for day in days])
    return days, np.where(there, np.nan_to_num(counts), np.nan)


def _monday(year: str, week: str) -> date:
    try:
        return date.fromisocalendar(int(year), int(week), 1)
    except ValueError:  # a week 53 of a year that has none by ISO
        return date.fromisocalendar(int(year), int(week) - 1, 1)


def _table(rows: Any) -> tuple[Any, Any]:
    held: dict[str, dict[Any, float]] = defaultdict(lambda: defaultdict(float))
    for day, name, count in rows:
        held[name][np.datetime64(day)] += count
    first = min(day for by_day in held.values() for day in by_day)
    last = max(day for by_day in held.values() for day in by_day)
    days = np.arange(first, last + 1, 7)
    return days, np.array([[by_day.get(day, np.nan) for day in days] for by_day in held.values()])


DATASETS = {"Salmonella": salmonella, "dengue": dengue, "influenza": influenza}


def judged_by(method: str, counts: Any, days: Any, years: int) -> Judged:
    """What a method says of the last weeks."""
    first = counts.shape[1] - JUDGED
    if method.startswith("ears"):
        return analysis.ears(counts, method[-2:].upper(), alpha=0.001)
    if method.startswith("farrington"):
        options = replace(analysis.FARRINGTON_OPTIONS[method.partition(" ")[2]], years=years)
        return analysis.farrington(counts, days, options, first=first)
    if method == "cusum":
        return analysis.cusum(counts, first)
    percentile = float(method.split()[1])
    return analysis.moving_percentile(
        counts, days, percentile=percentile, years=years, least_years=min(3, years), first=first
    )


METHODS = (
    "ears-c1", "ears-c2", "ears-c3", "farrington noufaily", "farrington default", "cusum", "moving-percentile 80",
    "moving-percentile 95",
)  # fmt: skip


def with_outbreaks(counts: Any, k: float, chance: Any) -> tuple[Any, Any, Any]:
    """The counts with an outbreak in each series, the week in which it starts and that in which it ends."""
    made = counts.copy()
    starts, ends = [], []
    for series in made:
        start = int(chance.integers(len(series) - JUDGED, len(series) - 8))
        spread = max(float(np.nanstd(series[: len(series) - JUDGED])), 1.0)
        size = max(int(chance.poisson(k * spread)), 1)
        weeks = np.minimum(np.floor(chance.lognormal(0, 0.5, size)), 7).astype(int)
        np.add.at(series, start + weeks, 1.0)
        starts.append(start + weeks.min())
        ends.append(start + weeks.max())
    return made, np.array(starts), np.array(ends)


def measured(data: Path, times: int) -> list[dict[str, Any]]:
    """A row for each data set and method: weeks judged, sensitivity and weeks to detection by size, false alarms."""
    rows = []
    for name, read in DATASETS.items():
        days, counts = read(data)
        counts = counts[np.nansum(counts, axis=1) / (counts.shape[1] / 52) >= LEAST_A_YEAR]
        years = min(5, (counts.shape[1] - JUDGED) // 53)
        outbreaks = {}
        for k in SIZES:
            chance = np.random.default_rng(SEED + k)
            outbreaks[k] = [with_outbreaks(counts, k, chance) for _ in range(times)]
        for method in METHODS:
            told = judged_by(method, counts, days, years)
            alarm, judged = told.alarm[:, -JUDGED:], told.judged[:, -JUDGED:]
            known = ~np.isnan(counts[:, -JUDGED:])
            row: dict[str, Any] = {
                "data": name, "series": len(counts), "method": method, "years": years,
                "judged": float(judged[known].mean()),
                "false_a_year": float(alarm.sum() / known.sum() * 52),
                "season": float(_at_the_height(alarm, counts)),
            }  # fmt: skip
            for k in SIZES:
                found, delays = 0, []
                for made, starts, ends in outbreaks[k]:
                    alarms = judged_by(method, made, days, years).alarm
                    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
                        weeks = np.flatnonzero(alarms[place, start : end + 1])
                        found += len(weeks) > 0
                        delays += [7 * int(weeks[0])] if len(weeks) else []
                row[f"sensitivity_{k}"] = found / (len(counts) * times)
                row[f"days_{k}"] = float(np.mean(delays)) if delays else None
            rows.append(row)
    return rows


def _at_the_height(alarm: Any, counts: Any) -> float:
    """The share of weeks with an alarm among the fifth of weeks with the most cases: the season's height."""
    recent = counts[:, -JUDGED:]
    high = recent >= np.nanquantile(recent, 0.8, axis=1, keepdims=True)
    high &= recent > 0
    return alarm[high].mean() if high.any() else np.nan


def run(about: str, outbreaks: int, what: str, found: Callable[[Path, int], dict[str, Any]]) -> None:
    """The command line of a script on detection: what it ``found`` in the public series, as JSON or row by row."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--outbreaks", type=int, default=outbreaks, help=f"Outbreaks of each size{what}.")
    parser.add_argument("--data", type=Path, default=DATA)
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        raise SystemExit(f"{arguments.data}: the public series are not here; set LIANFANG_TEST_DATA")
    told = {"outbreaks": arguments.outbreaks} | found(arguments.data, arguments.outbreaks)
    if arguments.json:
        print(json.dumps(told))
        return
    for row in told["rows"]:
        print({key: round(value, 3) if isinstance(value, float) else value for key, value in row.items()})


def main() -> None:
    run(
        __doc__ or "", 20, " a series",
        lambda data, times: {"sizes": SIZES, "weeks": JUDGED, "rows": measured(data, times)},
    )  # fmt: skip


if __name__ == "__main__":
    main()
