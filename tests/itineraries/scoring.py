"""Precision and recall of the itinerary reader against labels.csv, field by field.

A label is a fact, not prose: which itinerary, which field, the first day, the time where told, the value or the span of
characters that names a place. `set` is `tuned` where the text may be looked at to change the reader, `held` where it is
labelled and never looked at for that. Which of a drawing are held out is settled before any is read: of the second,
`random.Random(20210118).sample` of 66 among the texts not yet labelled, in the order of their ids, the first 30.

`fresh` is a second set held out, all of it labelled before the reader was run on any: 60 drawn among the texts not yet
labelled, `random.Random(20261126).sample`; and for numbers only, as these are rare, 60 among those then left in which
CUE finds a ride, `random.Random(20261127).sample`.

A day is the first of its range: of tests told for a range without their days there is one on its first. What names no
month has no day. A person's home is labelled where its area is named; where a flight from abroad ends is not.

A test is right when day and result are; a diagnosis when day and type are; a number when day and number are; a place
when the day is and the name is, or holds the other's by at least seven tenths of the longer. Home and village are no
places here, and where a ride only ends counts where it was labelled. A time is asked only of places found.
"""

import csv
import json
import math
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from lianfang.trace.itinerary import Row, read

LABELS = Path(__file__).parent / "labels.csv"
FIELDS = ("test", "diagnosis", "number", "seat", "place", "time")
CUE = (
    r"[A-Za-zＡ-Ｚａ-ｚ][-\s]?[0-9０-９]|[0-9０-９一二三四五六七八九十]\s?(?:路|号线)"
    r"|列车|火车|高铁|动车|航班|车厢|地铁|轻轨|公交"
)
SETS = ("tuned", "held", "fresh")
HOMES = {"", "家", "村", "家中", "本村", "宿舍", "住处"}


class Score(NamedTuple):
    """How many are right, of how many read and of how many labelled."""

    right: int
    read: int
    labelled: int

    @property
    def precision(self) -> float:
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.labelled if self.labelled else 1.0

    def intervals(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Between what precision and recall lie, by Wilson's interval at 95 percent."""
        return _wilson(self.right, self.read), _wilson(self.right, self.labelled)


def _wilson(right: int, of: int) -> tuple[float, float]:
    if not of:
        return 0.0, 1.0
    z, share = 1.96, right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def labels(which: str) -> dict[str, list[dict[str, str]]]:
    """The labels of a set by itinerary; the first of each says which fields were labelled."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with LABELS.open(encoding="utf-8") as file:
        for label in csv.DictReader(file):
            if label["set"] == which:
                found[label["id"]].append(label)
    return found


def scores(texts: Path, which: str) -> dict[str, Score]:
    """The score of every field over a set."""
    by_id = {str(one["id"]): one["text"] for one in map(json.loads, texts.read_text("utf-8").splitlines())}
    total = {field: [0, 0, 0] for field in FIELDS}
    for id, marked in labels(which).items():
        fields = next(label["value"] for label in marked if label["field"] == "read").split()
        for field, (right, found, wanted) in _scored(by_id[id], marked, fields).items():
            for position, count in enumerate((right, found, wanted)):
                total[field][position] += count
    return {field: Score(*counts) for field, counts in total.items()}


def _scored(text: str, marked: list[dict[str, str]], fields: Iterable[str]) -> dict[str, tuple[int, int, int]]:
    rows = read(text).rows
    made = {
        "test": {(row.date_from[-5:], row.result) for row in rows if row.kind == "specimen"},
        "diagnosis": {(row.date_from[-5:], row.result) for row in rows if row.kind == "diagnosis"},
        "number": {(row.date_from[-5:], row.number) for row in rows if row.number},
        "seat": {(row.date_from[-5:], f"{row.number}/{row.carriage}/{row.seat}") for row in rows if row.carriage},
    }
    wanted: dict[str, set[tuple[str, str]]] = {name: set() for name in made}
    for label in marked:
        if label["field"] in ("test", "diagnosis"):
            wanted[label["field"]].add((label["date"], label["value"]))
        elif label["field"] == "number":
            wanted["number"].add((label["date"], label["value"].partition("/")[0]))
            if "/" in label["value"]:
                wanted["seat"].add((label["date"], label["value"]))
    counts = {
        name: (len(made[name] & wanted[name]), len(made[name]), len(wanted[name]))
        for name in made
        if ("number" if name == "seat" else name) in fields
    }
    return counts | _of_places(text, marked, rows) if "place" in fields else counts


def _of_places(text: str, marked: list[dict[str, str]], rows: list[Row]) -> dict[str, tuple[int, int, int]]:
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        for name in {row.place, row.destination} - HOMES:
            named[row.date_from[-5:], name].add(row.time_from)
    stayed = {(row.date_from[-5:], row.place) for row in rows}
    wanted = [
        label
        for label in marked
        if label["field"] == "place" and text[int(label["span_from"]) : int(label["span_to"])] not in HOMES
    ]
    matched: set[tuple[str, str]] = set()
    right = timed = told = 0
    for label in wanted:
        place = text[int(label["span_from"]) : int(label["span_to"])]
        fits = [key for key in named if key[0] == label["date"] and _same(key[1], place)]
        matched.update(fits)
        right += bool(fits)
        if fits and label["time"]:
            told += 1
            timed += any(label["time"] in named[key] for key in fits)
    times = sum(any(named[key]) for key in matched)
    read_as_places = sum(key in stayed or key in matched for key in named)
    labelled = len({(label["date"], label["span_from"]) for label in wanted})
    return {"place": (min(right, len(matched)), read_as_places, labelled), "time": (min(timed, times), times, told)}


def _same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short in long and len(short) >= 0.7 * len(long)
