"""Writes docs/three-cities.md and its picture: Wuhan, Wenzhou and Urumqi with the figures as known at three past dates.

    python docs/three_cities.py ../shared/data/china-2020

Both files of the public series of 2020 (canghailan/Wuhan-2019-nCoV) are loaded with --known-at into a ledger made for
the purpose: a figure is known from its own day on. What the page says is what the analysis page said on those mornings.
"""

import argparse
import csv
import gzip
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
ZONE = ZoneInfo("Asia/Shanghai")
CITIES = (("420100", "武汉市", "Wuhan"), ("330300", "温州市", "Wenzhou"), ("650100", "乌鲁木齐市", "Urumqi"))
# Mornings: before the definition changed on 12 February; after it; a month into Urumqi's summer outbreak.
MORNINGS = (date(2020, 2, 10), date(2020, 2, 20), date(2020, 8, 17))
LATEST = datetime(2020, 10, 2, tzinfo=UTC)
# Both files with the header that names a city's code; the second goes on to September.
FILES = (("prefecture_daily.csv.gz", "cityCode"), ("area_daily_to_2020-09-30.csv.gz", "area_code"))
SECOND = """about: The longer series, every level as published; here its prefectures.
kind: counts
disease: covid19
areas:
  columns: reported_count.counted
  by:
    - {level: prefecture, code: area_code, name: area}
columns:
  reported_count.day: date
  reported_count.confirmed: confirmed
  reported_count.cured: cured
  reported_count.dead: dead
"""
AREAS = [
    {"code": "CN", "name": "中国", "level": "nation"},
    {"code": "420000", "name": "湖北省", "level": "province", "parent": "CN"},
    {"code": "330000", "name": "浙江省", "level": "province", "parent": "CN"},
    {"code": "650000", "name": "新疆维吾尔自治区", "level": "province", "parent": "CN"},
    *({"code": code, "name": name, "level": "prefecture", "parent": code[:2] + "0000"} for code, name, _ in CITIES),
]


@dataclass(frozen=True)
class Morning:
    """What was known of a city on a morning: by day the new cases, the estimates, the days that EARS C2 alarmed on.

    ``came`` are the new cases of the four weeks after it, as known in the end; None is a day that nobody told of.
    """

    code: str
    day: date
    analysed: Any
    alarms: tuple[date, ...]
    came: tuple[tuple[date, float | None], ...]


def mornings(data: Path, folder: Path, loaded: Callable[..., Any]) -> list[Morning]:
    """Every city on every morning, from the two files; ``loaded`` puts a file of counts in, as ``lianfang load`` does.

    Called where the ledger is empty and everything may be read.
    """
    from lianfang.places.models import Area
    from lianfang.places.tree import install_areas
    from lianfang.reports.estimates import analysed
    from lianfang.situation.case_series import case_series, reported_by_day

    install_areas(AREAS)
    codes = {code for code, _name, _latin in CITIES}
    for number, (name, column) in enumerate(FILES):
        chosen, mapping = folder / f"{number}.csv", folder / "second.yaml"
        with gzip.open(data / name, "rt", encoding="utf-8") as file, chosen.open("w", encoding="utf-8") as out:
            rows = csv.DictReader(file)
            writer = csv.DictWriter(out, rows.fieldnames or [])
            writer.writeheader()
            writer.writerows(row for row in rows if row[column] in codes)
        mapping.write_text(SECOND, encoding="utf-8")
        loaded(chosen, map=str(mapping) if number else None, known_at="date")
    found = []
    for code, _name, _latin in CITIES:
        area = Area.objects.get(code=code)
        for day in MORNINGS:
            at = datetime.combine(day, time(8), ZONE).astimezone(UTC)
            told = analysed([], reported_by_day(area, "covid19", day, at), "covid19", day)
            series = case_series("covid19", ("confirmed",), "prefecture", day, 90, at, only=code)
            later = case_series(
                "covid19", ("confirmed",), "prefecture", day + timedelta(days=27), 28, LATEST, only=code
            )
            came = [(one, None if value != value else value) for one, value in _pairs(later)]
            found.append(Morning(code, day, told, _alarms(series), tuple(came)))
    return found


def _pairs(series: Any) -> list[tuple[date, float]]:
    return list(zip(series.days.astype(object).tolist(), series.counts[0].tolist(), strict=True))


def _alarms(series: Any) -> tuple[date, ...]:
    """The days on which EARS C2 would have alarmed, of those that were over."""
    from lianfang import analysis

    judged = analysis.ears(series.counts[:, :-1], "C2", alpha=0.001)
    flagged = judged.alarm[0] & judged.judged[0] & (series.counts[0, :-1] >= 3)
    return tuple(series.days[:-1].astype(object)[flagged].tolist())


def page(found: list[Morning]) -> str:
    """The page."""
    from lianfang.reports.estimate_words import estimate_words

    parts = [
        "# 武汉、温州、乌鲁木齐 · Three cities, as known then",
        "",
        "Written by `python docs/three_cities.py FOLDER` from both files of the public series of 2020",
        "(canghailan/Wuhan-2019-nCoV, MIT), loaded with `--known-at`. It says what the page of analysis said on those",
        "mornings, and beside it what came; the tests write it again. Cases are by day of report; no person is told.",
        "On 12 February 2020 Hubei began to count clinically diagnosed cases: what the days before the first morning",
        "could not tell, its forecast did not claim to: it was withheld.",
        "",
        "![Three cities at three dates](three-cities.png)",
        "",
        "Pale: known then. Hatched: what came in the four weeks after. Triangle: a day on which EARS C2 alarmed (three",
        "cases or more). Cross: a day nobody told of, or on which the cumulative figure fell: missing, never zero.",
        "The band is the forecast where it was shown.",
    ]
    for code, name, latin in CITIES:
        parts += ["", f"## {name} · {latin}"]
        for one in (one for one in found if one.code == code):
            days = [line for line in one.analysed.days if line.day < one.day]
            week = [line.told for line in days[-7:]]
            known = [value for value in week if value is not None]
            told = [value for _day, value in one.came[:7] if value is not None]
            parts += [
                "",
                f"**{one.day.day} {one.day:%B %Y}, 08:00.** New in the seven days before: {sum(known):,.0f}"
                f"{_missing(len(week) - len(known))}. In the seven days from then on came {sum(told):,.0f}"
                f"{_missing(7 - len(told))}. Days with an alarm in the four weeks before: "
                f"{sum(day >= one.day - timedelta(days=28) for day in one.alarms)}.",
                "",
                "| figure | value | interval | beware |",
                "| --- | --- | --- | --- |",
            ]
            for estimate in one.analysed.estimates:
                if estimate.name in ("r", "growth", "ahead"):
                    words = estimate_words(estimate, "en")
                    parts.append(f"| {words.title} | {words.value} | {words.interval} | {words.caution} |")
    return "\n".join(parts) + "\n"


def _missing(days: int) -> str:
    return f" ({days} {'day' if days == 1 else 'days'} missing)" if days else ""


def picture(found: list[Morning], file: Path) -> None:
    """Nine panels: a row a city, a column a morning."""
    import numpy as np

    from lianfang.cli._plot import ACCENT, INK, PALE, RED, dated, drawn

    latin = {code: f"{name} {word}" for code, name, word in CITIES}
    by_name = {f"{latin[one.code]}, {one.day.day} {one.day:%b}": one for one in found}

    def draw(panel: Any, name: str) -> None:
        one = by_name[name]
        past = [line for line in one.analysed.days if one.day - timedelta(days=42) <= line.day < one.day]
        known = {line.day: line.told for line in past if line.told is not None}
        panel.bar(list(known), list(known.values()), width=0.8, color=PALE, label="当时所知 known then")
        came = {day: value for day, value in one.came if value is not None}
        panel.bar(
            list(came), list(came.values()), width=0.8, facecolor="white", edgecolor=ACCENT, hatch="////", lw=0.4,
            label="后来所知 what came",
        )  # fmt: skip
        gaps = [line.day for line in past if line.told is None] + [day for day, value in one.came if value is None]
        panel.plot(gaps, np.zeros(len(gaps)), ls="", marker="x", ms=4, mec=INK, label="缺报 missing")
        alarms = [day for day in one.alarms if day in known]
        heights = [known[day] for day in alarms]
        panel.plot(alarms, heights, ls="", marker="^", ms=6, mfc=RED, mec=INK, label="预警 alarm")
        ahead = one.analysed.ahead
        if ahead:
            days = [line.day for line in ahead]
            low, high = [line.low90 for line in ahead], [line.high90 for line in ahead]
            panel.fill_between(days, low, high, color=INK, alpha=0.15, lw=0, label="预测 forecast, 90 %")
            panel.plot(days, [line.median for line in ahead], color=INK, lw=1.2)
        panel.set_xlim(one.day - timedelta(days=43), one.day + timedelta(days=28))
        dated(panel)

    drawn(file, list(by_name), draw, columns=3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with the two files of 2020")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        os.environ["LIANFANG_HOME"] = str(folder / "home")
        from lianfang.server import start

        start.django()
        from lianfang.server import migrating

        migrating.migrate()
        from django.db import transaction

        from lianfang.access.session import machine_session
        from lianfang.facts.load.options import Options
        from lianfang.facts.load.run import load

        def loaded(file: Path, **options: Any) -> None:
            answer = load("counts", file, Options(disease="covid19", **options), LATEST)
            print(f"{file.name}: {answer.loaded} loaded, {answer.unchanged} unchanged, {answer.rejected} rejected")

        with transaction.atomic(), machine_session():
            found = mornings(arguments.data, folder, loaded)
        (HERE / "three-cities.md").write_text(page(found), encoding="utf-8")
        picture(found, HERE / "three-cities.png")


if __name__ == "__main__":
    main()
