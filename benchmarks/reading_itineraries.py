"""Itineraries read: how many a second, and how well against the labels of tests/itineraries.

    python benchmarks/reading_itineraries.py --texts itineraries.jsonl

One process on one core. The texts are not part of the project; the labels name them by id.
"""

import argparse
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from itineraries.scoring import labels, scores  # noqa: E402
from lianfang.trace.itinerary import read  # noqa: E402

DEFAULT = ROOT.parent / "shared/data/itineraries/itineraries.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=Path, default=DEFAULT)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    texts = [json.loads(line)["text"] for line in arguments.texts.read_text("utf-8").splitlines()]
    read(texts[0])
    begin, at_work = time.perf_counter(), time.process_time()
    rows = sum(len(read(text).rows) for text in texts)
    result = {
        "itineraries": len(texts),
        "rows": rows,
        "a_second": round(len(texts) / (time.perf_counter() - begin)),
        "a_second_of_processor": round(len(texts) / (time.process_time() - at_work)),
        "characters": round(sum(map(len, texts)) / len(texts)),
        "labelled": {which: len(labels(which)) for which in ("tuned", "held")},
        "scores": {
            which: {
                field: {"labelled": one.labelled, "precision": round(one.precision, 3), "recall": round(one.recall, 3)}
                for field, one in scores(arguments.texts, which).items()
            }
            for which in ("tuned", "held")
        },
    }
    print(json.dumps(result, ensure_ascii=False) if arguments.json else json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
