"""API under schemathesis, rows of every kind and the readers under Hypothesis, so many minutes or so many inputs.

    python -m fire.fuzz [--minutes 60] [--inputs N] [--seed N] [--keep FILE]

Rounds of each with one seed after another, until the time is over, or so many inputs were given in all; what was
counted so far is kept in a file after each round, and a run with the same seed and file goes on from there. The
first answer of the server's own error (500), or the first exception out of a reader, ends it, with the smallest input
that does so.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fire.house import day_and_load, kept_in, own_installation

# Inputs of a round. Most are prose, which is read four times as quickly as a file; a plan takes twenty times as long as
# one, a request to the API ten times.
OF_A_FILE, OF_PROSE, OF_A_PLAN, OF_AN_OPERATION, OF_A_KIND = 3_000, 105_000, 50, 100, 20
EXAMPLES = {"itinerary": OF_PROSE, "message": OF_PROSE, "letter": OF_PROSE, "plan": OF_A_PLAN}


def rounds(
    minutes: float,
    seed: int,
    inputs: int | None = None,
    keep: Callable[[dict[str, Any]], Any] = lambda figures: None,
    before: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Figures of all rounds: requests by operation and status, inputs by reader, rows by kind: read and refused.

    Ends after so many `minutes`, or where `inputs` are said when so many were given. `keep` is told after each round.
    `before`: what an earlier run with this seed has counted, after which this one goes on.
    """
    from fire.county import AREAS, COUNTY, UNITS, made

    token = made()
    from django.core.wsgi import get_wsgi_application
    from django.test import Client

    from fire import api_fuzz, reader_fuzz, row_fuzz
    from lianfang.vocabulary import Type

    application = get_wsgi_application()
    tokens = row_fuzz.tokens_by_role(COUNTY, f"/CN/{COUNTY}/")
    places = {Type.AREA: tuple(one[0] for one in AREAS), Type.UNIT: tuple(one[0] for one in UNITS)}
    post = row_fuzz.posted_by(Client(HTTP_HOST="localhost"))
    before = before or {}
    began = time.monotonic() - 60 * before.get("minutes", 0)
    operations = {label: Counter(counts) for label, counts in before.get("operations", {}).items()}
    readers = {name: Counter(counts) for name, counts in before.get("readers", {}).items()}
    rows = {kind: Counter(counts) for kind, counts in before.get("rows", {}).items()}
    number, given = before.get("rounds", 0), before.get("inputs", 0)
    found = before
    while number == 0 or (given < inputs if inputs is not None else time.monotonic() < began + minutes * 60):
        for label, statuses in api_fuzz.fuzzed(application, token, OF_AN_OPERATION, seed + number).items():
            operations.setdefault(label, Counter()).update({str(status): n for status, n in statuses.items()})
        for target in reader_fuzz.TARGETS:
            counted = reader_fuzz.fuzzed(target, EXAMPLES.get(target, OF_A_FILE), seed + number)
            readers.setdefault(target, Counter()).update(counted)
        for kind, counted in row_fuzz.fuzzed(post, tokens, places, OF_A_KIND, seed + number).items():
            rows.setdefault(kind, Counter()).update(counted)
        number += 1
        given = sum(sum(counts.values()) for counts in (*operations.values(), *readers.values(), *rows.values()))
        found = {
            "seed": seed, "rounds": number, "minutes": round((time.monotonic() - began) / 60, 1), "inputs": given,
            "operations": {k: dict(v) for k, v in operations.items()},
            "readers": {k: dict(v) for k, v in readers.items()}, "rows": {k: dict(v) for k, v in rows.items()},
            **day_and_load(),
        }  # fmt: skip
        keep(found)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, help="The same again; by default one is drawn and told.")
    parser.add_argument("--inputs", type=int, help="Instead of for so many minutes: until so many were given.")
    parser.add_argument("--keep", type=Path, help="A file for the figures so far, as python -m fire --told reads it.")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if given.seed is None else given.seed
    print(f"seed {seed}", file=sys.stderr)
    with own_installation():
        before = json.loads(given.keep.read_text()) if given.keep and given.keep.exists() else None
        if before and before["seed"] != seed:
            parser.error(f"{given.keep} is of seed {before['seed']}: go on with --seed {before['seed']}")
        found = rounds(given.minutes, seed, given.inputs, lambda figures: kept_in(given.keep, figures), before)
    print(json.dumps(found, ensure_ascii=False) if given.json else found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
