"""How good short forecasts were, each made of what was known then and scored by what came; and whether it was shown.

python benchmarks/forecasts.py [--json] [--every N] [--chosen-on] [--data FOLDER]

From each origin, a week after the other, every area is forecast from the counts up to it. An area is looked at where it
had at least 20 cases in the last eight weeks and there was past enough to test a forecast on. The forecast's own test
on the past says whether it is shown; the score is that of what came afterwards, which no part of the forecast saw.
"""

import argparse
import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from detection import DATA, dengue, influenza, salmonella

from lianfang import analysis
from lianfang.analysis.forecast import LEAST

CASES = 20


def china(data: Path) -> Any:
    """New confirmed by prefecture and day from cumulative figures; a fall, and the day after a gap, are missing."""
    held: dict[Any, dict[date, float]] = defaultdict(dict)
    with gzip.open(data / "china-2020/prefecture_daily.csv.gz", "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["city"] and row["confirmed"]:
                held[row["province"], row["city"]][date.fromisoformat(row["date"])] = float(row["confirmed"])
    first, last = date(2020, 1, 10), date(2020, 6, 30)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    new = np.diff([[by_day.get(day, np.nan) for day in days] for by_day in held.values()], axis=1)
    return np.where(new < 0, np.nan, new)


def korea(data: Path) -> Any:
    """New confirmed by province and day, of the cases that the list holds."""
    with (data / "korea-2020/PatientInfo.csv").open(encoding="utf-8") as lines:
        return _daily((row["province"], row["confirmed_date"]) for row in csv.DictReader(lines))


def _daily(cases: Iterable[tuple[str, str]]) -> Any:
    """Cases by area and day from the first to the last; those without a day are left out."""
    held: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for area, day in cases:
        if day.strip():
            held[area][date.fromisoformat(day.strip())] += 1
    every = [day for by_day in held.values() for day in by_day]
    days = [min(every) + timedelta(days=number) for number in range((max(every) - min(every)).days + 1)]
    return np.array([[by_day[day] for day in days] for by_day in held.values()], dtype=float)


def ebola(data: Path) -> Any:
    """Cases of Sierra Leone by district and day of their specimen, of the list to November 2014."""
    with (data / "chains/ebola_sierra_leone_linelist_to_201411.csv").open(encoding="utf-8") as lines:
        return _daily((row["district"], row["sampled"]) for row in csv.DictReader(lines))


def invented(_data: Path) -> Any:
    """60 epidemics of 180 days by the renewal equation, R wandering around 1, a half with weekends, counts scattered by
    a negative binomial: series by the day on which a design may be chosen."""
    chance, series, days = np.random.default_rng(20210307), 60, 180
    interval = np.array([0.05, 0.15, 0.2, 0.2, 0.15, 0.1, 0.08, 0.07])[::-1]
    week = chance.uniform(0.4, 1.2, (series, 7))
    week = np.where(chance.random((series, 1)) < 0.5, week / week.mean(axis=1, keepdims=True), 1)
    ill = np.full((series, days + 8), 10.0)
    growth = chance.normal(0, 0.2, series)
    for day in range(days):
        pressure = ill[:, day : day + 8] @ interval
        ill[:, day + 8] = np.clip(np.exp(growth) * pressure + 0.3, 0.1, 5000)
        growth = 0.98 * growth - 0.02 * np.log(np.maximum(pressure, 1) / 20) + chance.normal(0, 0.05, series)
    mean = ill[:, 8:] * week[:, np.arange(days) % 7]
    return chance.negative_binomial(20, 20 / (20 + mean)).astype(float)


# On the first the design was chosen; the others were kept away from it until it stood. Then: the counts, how many steps
# ahead, steps from one origin to the next, steps of eight weeks.
CHOSEN_ON: dict[str, tuple[Any, int, int, int]] = {
    "invented epidemics, 14 days ahead": (invented, 14, 7, 56),
    "influenza in Germany's states, 2 weeks ahead, 2020 to 2024": (lambda data: influenza(data)[1], 2, 1, 8),
    "dengue in Taiwan's counties, 2 weeks ahead, 2004 to 2019": (lambda data: dengue(data)[1], 2, 4, 8),
}
HELD_OUT: dict[str, tuple[Any, int, int, int]] = {
    "COVID-19 in China's prefectures, 14 days ahead, January to June 2020": (china, 14, 7, 56),
    "COVID-19 in Korea's provinces, 14 days ahead, January to June 2020": (korea, 14, 7, 56),
    "Ebola in Sierra Leone's districts, 14 days ahead, May to November 2014": (ebola, 14, 7, 56),
    "Salmonella Newport in Germany's states, 2 weeks ahead, 2004 on": (lambda data: salmonella(data)[1], 2, 1, 8),
}


def back_test(counts: Any, horizon: int, pace: int, eight_weeks: int) -> dict[str, Any]:
    """Of the forecasts that were shown, and of those withheld: how many, their scores, how many intervals held."""
    parts: dict[bool, list[Any]] = {True: [], False: []}
    for end in range(eight_weeks, counts.shape[1] - horizon + 1, pace):
        told = analysis.forecast(counts[:, :end], horizon)
        came = counts[:, end : end + horizon]
        looked = (told.tested >= LEAST) & (np.nansum(counts[:, end - eight_weeks : end], axis=1) >= CASES)
        looked &= ~np.isnan(came).any(axis=1)
        own, last = (
            analysis.weighted_interval_score(came, one).mean(axis=1) for one in (told.quantiles, told.baseline)
        )
        inside = [
            ((came >= told.quantile(low)) & (came <= told.quantile(high))).mean(axis=1)
            for low, high in ((0.25, 0.75), (0.05, 0.95))
        ]
        for shown in (True, False):
            chosen = looked & (told.useful == shown)
            parts[shown].append(np.column_stack([own, last, *inside])[chosen])
    return {"shown": _figures(np.vstack(parts[True])), "withheld": _figures(np.vstack(parts[False]))}


def _figures(rows: Any) -> dict[str, Any]:
    own, last, half, most = rows.sum(axis=0)
    number = len(rows)
    return {
        "number": number,
        "relative": round(float(own / last), 3) if last > 0 else None,
        "better": round(float((rows[:, 0] < rows[:, 1]).mean()), 3) if number else None,
        "held50": round(float(half / number), 3) if number else None,
        "held90": round(float(most / number), 3) if number else None,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--every", type=int, default=1, help="So many times fewer origins, to see that it runs.")
    parser.add_argument("--chosen-on", action="store_true", help="Only the data on which the design was chosen.")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    told = [
        {"data": name, "held_out": sets is HELD_OUT}
        | back_test(read(arguments.data), horizon, pace * arguments.every, eight_weeks)
        for sets in ((CHOSEN_ON,) if arguments.chosen_on else (CHOSEN_ON, HELD_OUT))
        for name, (read, horizon, pace, eight_weeks) in sets.items()
    ]
    print(json.dumps({"cases": CASES, "rows": told}, indent=None if arguments.json else 2))


if __name__ == "__main__":
    main()
