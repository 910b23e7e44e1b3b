"""Outbreaks spread over neighbouring areas: the space-time scan beside methods that judge each area by itself.

python benchmarks/detection_across_areas.py [--json] [--outbreaks N] [--data FOLDER]

The weekly series of `detection.py` of which it is known who lies beside whom: Salmonella Newport by German state (all
sixteen), dengue by county of Taiwan's main island. An outbreak falls on an area and two of its neighbours alike; its
mean size is k standard deviations of the three together. It is found where any of the three alarms in its weeks. The
scan looks at 26 weeks, in windows of up to four, and alarms in every area of a cluster of p 0.05 or less.
"""

import csv
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from detection import JUDGED, SEED, SIZES, dengue, judged_by, run, salmonella

from lianfang import analysis

# The borders of the German states, each told once.
GERMANY = {
    "Baden.Wuerttemberg": "Bavaria Hesse Rhineland.Palatinate",
    "Bavaria": "Hesse Thuringia Saxony",
    "Brandenburg": "Berlin Mecklenburg.Vorpommern Lower.Saxony Saxony.Anhalt Saxony",
    "Lower.Saxony": "Bremen Hamburg Schleswig.Holstein Mecklenburg.Vorpommern Saxony.Anhalt Thuringia Hesse"
    " North.Rhine.Westphalia",
    "Hesse": "North.Rhine.Westphalia Rhineland.Palatinate Thuringia",
    "Rhineland.Palatinate": "North.Rhine.Westphalia Saarland",
    "Schleswig.Holstein": "Hamburg Mecklenburg.Vorpommern",
    "Saxony": "Saxony.Anhalt Thuringia",
    "Saxony.Anhalt": "Thuringia",
}
# The borders of the counties of Taiwan's main island.
TAIWAN = {
    "新北市": "基隆市 台北市 桃園市 宜蘭縣",
    "桃園市": "新竹縣 宜蘭縣",
    "新竹縣": "新竹市 苗栗縣 宜蘭縣 台中市",
    "苗栗縣": "新竹市 台中市",
    "台中市": "彰化縣 南投縣 花蓮縣 宜蘭縣",
    "彰化縣": "南投縣 雲林縣",
    "南投縣": "雲林縣 嘉義縣 高雄市 花蓮縣",
    "雲林縣": "嘉義縣",
    "嘉義縣": "嘉義市 台南市 高雄市",
    "台南市": "高雄市",
    "高雄市": "屏東縣 台東縣 花蓮縣",
    "屏東縣": "台東縣",
    "台東縣": "花蓮縣",
    "花蓮縣": "宜蘭縣",
}
WEEKS, WINDOW, CHANCE = 26, 4, 0.05
METHODS = ("ears-c2", "farrington noufaily", "moving-percentile 80")


def names_of(data: Path, name: str) -> list[str]:
    """The areas in the order of the series."""
    if name == "Salmonella":
        with (data / "golden/surveillance/salmNewport_by_state.csv").open() as lines:
            return next(csv.reader(lines))[1:]
    with (data / "other-diseases/dengue_taiwan_weekly_not2015.csv").open(encoding="utf-8") as lines:
        return list(dict.fromkeys(row["county"] for row in csv.DictReader(lines)))


def known_borders(data: Path, name: str) -> tuple[Any, Any, list[list[int]]]:
    """Weeks, counts and neighbours of the areas that have any."""
    days, counts = (salmonella if name == "Salmonella" else dengue)(data)
    told = GERMANY if name == "Salmonella" else TAIWAN
    all_names = names_of(data, name)
    named = [one for one in all_names if one in set(chain(told, *(others.split() for others in told.values())))]
    place_of = {one: place for place, one in enumerate(named)}
    beside: list[set[int]] = [set() for _ in named]
    for one, others in told.items():
        for other in others.split():
            beside[place_of[one]].add(place_of[other])
            beside[place_of[other]].add(place_of[one])
    return days, counts[[all_names.index(one) for one in named]], [sorted(each) for each in beside]


def with_spread_outbreak(
    counts: Any, beside: list[list[int]], k: float, chance: Any
) -> tuple[Any, list[int], int, int]:
    """The counts with one outbreak over an area and two beside it: its areas, its first and its last week."""
    made = counts.copy()
    centre = int(chance.integers(len(counts)))
    areas = [centre, *chance.permutation(beside[centre])[:2].tolist()]
    start = int(chance.integers(counts.shape[1] - JUDGED, counts.shape[1] - 8))
    spread = max(float(np.nanstd(counts[areas, : counts.shape[1] - JUDGED].sum(axis=0))), 1.0)
    size = max(int(chance.poisson(k * spread)), 1)
    weeks = np.minimum(np.floor(chance.lognormal(0, 0.5, size)), 7).astype(int)
    np.add.at(made, (chance.choice(areas, size), start + weeks), 1.0)
    return made, areas, int(start + weeks.min()), int(start + weeks.max())


@dataclass(frozen=True)
class Setting:
    """What the methods are told of a data set."""

    days: Any
    order: Any
    years: int


def alarms(method: str, counts: Any, weeks: range, setting: Setting) -> Any:
    """Alarms by area and week, of these weeks at least."""
    if method == "scan":
        return scanned(counts, setting.order, weeks)
    return judged_by(method, counts, setting.days, setting.years).alarm


def scanned(counts: Any, order: Any, weeks: range) -> Any:
    """Alarms by area and week, of the weeks asked."""
    alarm = np.zeros(counts.shape, bool)
    for week in weeks:
        recent = counts[:, week - WEEKS + 1 : week + 1]
        for cluster in analysis.scan(recent, order, most_days=WINDOW, replicates=199):
            if cluster.p <= CHANCE:
                alarm[list(cluster.areas), week] = True
    return alarm


def measured(data: Path, times: int) -> list[dict[str, Any]]:
    """A row for each data set and method: what it found by size and how soon, false alarms of an area and year."""
    rows = []
    for name in ("Salmonella", "dengue"):
        days, counts, beside = known_borders(data, name)
        pairs = [(one, other) for one, others in enumerate(beside) for other in others]
        order = analysis.order_by_neighbours(len(counts), pairs, most=len(counts) // 2)
        setting = Setting(days, order, min(5, (counts.shape[1] - JUDGED) // 53))
        chance = np.random.default_rng(SEED)
        outbreaks = {k: [with_spread_outbreak(counts, beside, k, chance) for _ in range(times)] for k in SIZES}
        for method in (*METHODS, "scan"):
            last = range(counts.shape[1] - JUDGED, counts.shape[1])
            row: dict[str, Any] = {"data": name, "areas": len(counts), "method": method}
            row["false_a_year"] = float(alarms(method, counts, last, setting)[:, last.start :].mean() * 52)
            for k in SIZES:
                delays = []
                for made, areas, start, end in outbreaks[k]:
                    told = alarms(method, made, range(start, end + 1), setting)[areas, start : end + 1]
                    weeks = np.flatnonzero(told.any(axis=0))
                    delays += [7 * int(weeks[0])] if len(weeks) else []
                row[f"sensitivity_{k}"] = len(delays) / times
                row[f"days_{k}"] = float(np.mean(delays)) if delays else None
            rows.append(row)
    return rows


def main() -> None:
    run(__doc__ or "", 40, "", lambda data, times: {"sizes": SIZES, "rows": measured(data, times)})


if __name__ == "__main__":
    main()
