"""Outbreaks over neighbouring towns of one county, by the watches of the plan that ships and by each town alone.

python benchmarks/detection_within_county.py [--json] [--outbreaks N] [--data FOLDER]

Days, not weeks, and just what the hourly run does of each watch (`situation.judging.unusual`). Counties of twenty
invented towns on a board, with so many cases a day on average and a year judged; and Seoul's districts from 8 March to
27 April 2020, a real wave. An outbreak of so many cases falls on an area and two beside it by a lognormal (1, 0.5) of
days; it is found where any of the three alarms between its first and its last day. What would have stood there anyway
is told beside it: the same days of the same areas without the outbreak.
"""

import csv
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from detection import SEED, run

RATES, CASES = (0.1, 0.5, 2.0), (4, 6, 10, 20)
TOWNS, WIDE, BEFORE, YEAR = 20, 5, 90, 365
QUIET = 14
# The borders of Seoul's districts, each told once; bridges over the river count.
SEOUL = {
    "Jongno": "Jung Dongdaemun Seongbuk Seodaemun Eunpyeong",
    "Jung": "Seongdong Yongsan Seodaemun Mapo Dongdaemun",
    "Yongsan": "Seongdong Mapo Seocho Dongjak Yeongdeungpo Gangnam",
    "Seongdong": "Dongdaemun Gwangjin Gangnam",
    "Gwangjin": "Dongdaemun Jungnang Songpa Gangdong Gangnam",
    "Dongdaemun": "Seongbuk Jungnang",
    "Jungnang": "Nowon Seongbuk",
    "Seongbuk": "Gangbuk Nowon",
    "Gangbuk": "Dobong Nowon",
    "Dobong": "Nowon",
    "Eunpyeong": "Seodaemun Mapo",
    "Seodaemun": "Mapo",
    "Mapo": "Yeongdeungpo Gangseo",
    "Yangcheon": "Gangseo Yeongdeungpo Guro",
    "Gangseo": "Yeongdeungpo",
    "Guro": "Yeongdeungpo Dongjak Gwanak Geumcheon",
    "Geumcheon": "Gwanak",
    "Yeongdeungpo": "Dongjak Gwanak",
    "Dongjak": "Gwanak Seocho",
    "Gwanak": "Seocho",
    "Seocho": "Gangnam",
    "Gangnam": "Songpa",
    "Songpa": "Gangdong",
}
WATCHES = ("county", "towns", "scan", "both")


class Place:
    """A county: its areas, who lies beside whom, days and counts, and the first day judged."""

    def __init__(self, areas: tuple[str, ...], pairs: list[tuple[str, str]], days: Any, counts: Any, first: int):
        self.areas, self.pairs, self.days, self.counts, self.first = areas, pairs, days, counts, first
        self.beside: list[set[int]] = [set() for _ in areas]
        for one, two in pairs:
            self.beside[areas.index(one)].add(areas.index(two))
            self.beside[areas.index(two)].add(areas.index(one))


def invented(rate: float) -> Place:
    """Twenty towns on a board, few large ones, Poisson by day."""
    chance = np.random.default_rng(SEED)
    areas = tuple(f"T{number:02d}" for number in range(TOWNS))
    near = [(one, two) for one in range(TOWNS) for two in (one + 1, one + WIDE) if two < TOWNS]
    pairs = [(areas[one], areas[two]) for one, two in near if two == one + WIDE or two % WIDE]
    days = np.datetime64("2020-01-01") + np.arange(BEFORE + YEAR)
    share = chance.gamma(1, 1, TOWNS)
    counts = chance.poisson((share / share.sum())[:, None] * rate, (TOWNS, len(days))).astype(float)
    return Place(areas, pairs, days, counts, BEFORE)


def seoul(data: Path) -> Place:
    """Confirmed by district and day; those of no district (the airport's) are left out."""
    areas = tuple(sorted(set(chain(SEOUL, *(others.split() for others in SEOUL.values())))))
    days = np.arange(np.datetime64("2020-01-23"), np.datetime64("2020-04-28"))
    counts = np.zeros((len(areas), len(days)))
    with (data / "korea-2020/PatientInfo.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            district = row["city"].removesuffix("-gu")
            if row["province"] == "Seoul" and district in areas and row["confirmed_date"]:
                day = int((np.datetime64(row["confirmed_date"]) - days[0]).astype(int))
                counts[areas.index(district), day] += 1
    pairs = [(one, two) for one, others in SEOUL.items() for two in others.split()]
    return Place(areas, pairs, days, counts, 45)


def watches() -> tuple[Any, Any]:
    """The watches of the plan that ships: of the county, and of its towns by the scan."""
    from lianfang.plan.load import load
    from lianfang.plan.shelf import shipped

    plan, _findings = load(shipped("norovirus_school") or "", "norovirus_school.yaml")
    assert plan is not None
    of_county, of_towns = plan.watches
    assert (of_county.method, of_towns.method) == ("ears-c2", "scan")
    return of_county, of_towns


def alarmed(what: str, told: tuple[Any, Any], place: Place, counts: Any, last: int) -> set[int]:
    """The places of the areas with an alarm on a day; the county's is one of all of them."""
    from lianfang.situation.judging import FEW_DAYS, PAST, unusual

    of_county, of_towns = told
    if what == "both":
        return alarmed("county", told, place, counts, last) | alarmed("scan", told, place, counts, last)
    past = PAST["scan"] if what == "scan" else FEW_DAYS
    days, held = place.days[max(last - past, 0) : last + 1], counts[:, max(last - past, 0) : last + 1]
    if what == "county":
        found = unusual(("county",), days, held.sum(axis=0, keepdims=True), of_county)
        return set(range(len(place.areas))) if found else set()
    watch = of_towns if what == "scan" else replace(of_county, level="town")
    return {place.areas.index(one.area) for one in unusual(place.areas, days, held, watch, place.pairs)}


def row_of(what: str, told: tuple[Any, Any], place: Place, times: int) -> dict[str, Any]:
    """What one way finds by the size of outbreaks, how soon, what stood there anyway, and signals of a year."""
    length = len(place.days)
    plain = {last: alarmed(what, told, place, place.counts, last) for last in range(place.first, length)}
    signals, quiet = 0, {}
    for last, areas in plain.items():
        # The county's own watch gives one signal and not one of each town.
        for area in {-1} if what == "county" and areas else areas:
            if quiet.get(area, -1) < last:
                quiet[area], signals = last + QUIET, signals + 1
    row: dict[str, Any] = {"what": what, "signals_a_year": signals * YEAR / len(plain)}
    for size in CASES:
        chance = np.random.default_rng(SEED + size)
        delays, anyway = [], 0
        for _ in range(times):
            made = place.counts.copy()
            centre = int(chance.integers(len(place.areas)))
            areas = [centre, *chance.permutation(sorted(place.beside[centre]))[:2].tolist()]
            start = int(chance.integers(place.first, length - 8))
            days = start + np.minimum(np.floor(chance.lognormal(1, 0.5, size)), 7).astype(int)
            np.add.at(made, (chance.choice(areas, size), days), 1.0)
            asked = range(int(days.min()), int(days.max()) + 1)
            found = (last for last in asked if alarmed(what, told, place, made, last) & set(areas))
            first = next(found, None)
            delays += [] if first is None else [first - asked.start]
            anyway += any(plain[last] & set(areas) for last in asked)
        row[f"found_{size}"], row[f"anyway_{size}"] = len(delays) / times, anyway / times
        row[f"days_{size}"] = float(np.mean(delays)) if delays else None
    return row


def measured(data: Path, times: int) -> dict[str, Any]:
    """A row a county and watch, with the sizes of outbreaks in cases."""
    from lianfang.server import start

    start.django()
    told, rows = watches(), []
    places = {f"invented, {rate:g} cases a day": invented(rate) for rate in RATES}
    places["Seoul, 8 March to 27 April 2020"] = seoul(data)
    for name, place in places.items():
        a_day = float(place.counts[:, place.first :].sum() / (len(place.days) - place.first))
        of_place = [row_of(what, told, place, times) for what in WATCHES]
        signals = {row["what"]: row["signals_a_year"] for row in of_place}
        of_place[-1]["signals_a_year"] = signals["county"] + signals["scan"]
        rows += [{"data": name, "areas": len(place.areas), "cases_a_day": a_day} | row for row in of_place]
    return {"cases": CASES, "rows": rows}


if __name__ == "__main__":
    run(__doc__ or "", 40, "", measured)
