"""Itineraries read: how many a second, and how well against the labels of tests/itineraries.

    python benchmarks/reading_itineraries.py --texts itineraries.jsonl

One process on one core: the shortest of some first readings, each in a process of its own that has read one text only,
as a machine with other work tells each a different time. The texts are not part of the project; the labels name them.
"""

import argparse
import json
import multiprocessing
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from itineraries.scoring import SETS, Score, labels, scores  # noqa: E402
from lianfang.trace.itinerary import read  # noqa: E402

DEFAULT = ROOT.parent / "shared/data/itineraries/itineraries.jsonl"


PASSES = 9


def _first_reading(texts: list[str]) -> tuple[int, float, list[float]]:
    """Rows, seconds of the processor, and seconds of the clock for each text."""
    read(texts[0])
    at_work, rows, seconds = time.process_time(), 0, []
    for text in texts:
        begin = time.perf_counter()
        rows += len(read(text).rows)
        seconds.append(time.perf_counter() - begin)
    return rows, time.process_time() - at_work, seconds


def _together(*sets: dict[str, Score]) -> dict[str, Score]:
    return {field: Score(*map(sum, zip(*(one[field] for one in sets), strict=True))) for field in sets[0]}


def _measured(score: Score) -> dict[str, Any]:
    precision, recall = score.intervals()
    return {
        "labelled": score.labelled,
        "precision": round(score.precision, 3),
        "recall": round(score.recall, 3),
        "precision_between": [round(one, 2) for one in precision],
        "recall_between": [round(one, 2) for one in recall],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=Path, default=DEFAULT)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    texts = [json.loads(line)["text"] for line in arguments.texts.read_text("utf-8").splitlines()]
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as one:
        passes = one.map(_first_reading, [texts] * PASSES, chunksize=1)
    clock, processor = min(sum(one[2]) for one in passes), min(one[1] for one in passes)
    undisturbed = sum(map(min, zip(*(one[2] for one in passes), strict=True)))
    scored = {which: scores(arguments.texts, which) for which in SETS}
    result = {
        "itineraries": len(texts),
        "rows": passes[0][0],
        "passes": PASSES,
        "a_second": round(len(texts) / clock),
        "a_second_of_processor": round(len(texts) / processor),
        "slowest_of_processor": round(len(texts) / max(one[1] for one in passes)),
        "undisturbed": round(len(texts) / undisturbed),
        "characters": round(sum(map(len, texts)) / len(texts)),
        "labelled": {which: len(labels(which)) for which in SETS},
        "scores": {
            which: {field: _measured(one) for field, one in found.items()}
            for which, found in (scored | {"unseen": _together(scored["held"], scored["fresh"])}).items()
        },
    }
    print(json.dumps(result, ensure_ascii=False) if arguments.json else json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
