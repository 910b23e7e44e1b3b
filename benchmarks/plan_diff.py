"""Seconds to tell what a change of plan moves, on a ledger of invented people: facts read once, both plans derived.

    python benchmarks/plan_diff.py [--people 100000]

Of a hundred people one is a case, ten are close contacts and thirty arrived from a place at risk; of the others nothing
but who they are is known. The new plan isolates for 7 days instead of 14 and moves nothing else. The peer derives
both plans whole, each from the same facts in memory, and compares.
"""

import argparse
import json
import os
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from installation import own_installation

AT = datetime(2021, 1, 15, 4, 0, tzinfo=UTC)
COUNTY, TOWNS = "231299", [f"2312990{number:02d}" for number in range(1, 21)]
BATCH = 20_000


def places() -> None:
    """A county of twenty towns, each with its command, and a county at risk from which people came."""
    from lianfang.places.tree import install_areas, install_units

    areas = [("CN", "", "nation"), ("230000", "CN", "province"), (COUNTY, "230000", "county")]
    areas += [("130000", "CN", "province"), ("130102", "130000", "county")]
    areas += [(town, COUNTY, "town") for town in TOWNS]
    install_areas({"code": code, "parent": above, "level": level, "name": code} for code, above, level in areas)
    units = [("ZHB", "command", COUNTY), ("CDC", "cdc", COUNTY), ("YY", "hospital", COUNTY)]
    units += [(f"{town}-ZHB", "command", town) for town in TOWNS]
    install_units({"code": code, "kind": kind, "name": code, "area": area} for code, kind, area in units)


def told(people: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The facts, by layout, in rows of as many as are recorded at once."""
    yield "declaration", [
        {"declaration.about": "risk", "declaration.disease": "covid19", "declaration.declared": "130102",
         "declaration.level": "medium", "declaration.occurred_from": "2021-01-02",
         "declaration.counts_from": "2020-12-10"}
    ]  # fmt: skip
    by_layout: dict[str, list[dict[str, Any]]] = {"linelist": [], "exposures": [], "journeys": [], "people": []}
    for number in range(people):
        town, day = TOWNS[number % len(TOWNS)], AT - timedelta(days=1 + number % 13)
        row: dict[str, Any] = {
            "person.number": f"P{number:08d}", "person.name": _name(number), "person.residence": town,
        }  # fmt: skip
        kind = number % 100
        if kind == 0:
            row |= {"case.number": f"K{number:08d}", "case.classification": "confirmed", "case.occurred_from": day,
                    "case.onset": day.date().isoformat(), "case.origin": "local"}  # fmt: skip
            by_layout["linelist"].append(row)
        elif kind <= 10:
            row |= {"exposure.case_number": f"K{number - kind:08d}", "exposure.grade": "close",
                    "exposure.occurred_from": day - timedelta(hours=3), "exposure.last": day}  # fmt: skip
            by_layout["exposures"].append(row)
        elif kind <= 40:
            row |= {"journey.direction": "arrival", "journey.origin": "130102", "journey.destination": town,
                    "journey.occurred_from": day}  # fmt: skip
            by_layout["journeys"].append(row)
        else:
            by_layout["people"].append(row | {"person.occurred_from": day})
    for layout, rows in by_layout.items():
        for begin in range(0, len(rows), BATCH):
            yield layout, rows[begin : begin + BATCH]


def _name(number: int) -> str:
    """A name of three characters; numbers are none."""
    return "".join(chr(0x4E00 + (number // 1000**place) % 1000) for place in range(3))


def plans() -> tuple[Any, Any]:
    """The plan that ships and the same with seven days of isolation."""
    from lianfang import plan
    from lianfang.plan.shelf import shipped

    text = shipped("covid19_2020")
    assert text is not None
    start = text.index("  isolation_length:")
    shorter = text[:start] + text[start:].replace("value: 14 days", "value: 7 days", 1)
    read = [plan.load(one, name)[0] for one, name in ((text, "old.yaml"), (shorter, "new.yaml"))]
    return read[0], read[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with own_installation():
        result = measured(arguments.people)
        print(json.dumps(result) if arguments.json else "\n".join(f"{k:28} {v}" for k, v in result.items()))


@dataclass(frozen=True)
class Timed:
    """What was made, in how many seconds of the clock and of this process's processor time."""

    made: Any
    seconds: float
    processor_seconds: float


def _timed(make: Callable[[], Any]) -> Timed:
    begin, processor = time.perf_counter(), time.process_time()
    made = make()
    return Timed(made, round(time.perf_counter() - begin, 2), round(time.process_time() - processor, 2))


def _kinds_read(whole: bool) -> Any:
    """Every kind but persons, as a comparison reads them: as one stream, or row by row."""
    from lianfang.access.session import machine_session
    from lianfang.facts import known_by
    from lianfang.situation.refresh import derivable

    with machine_session():
        return known_by(AT, derivable(), whole=whole)


def _facts_read(old: Any, new: Any) -> Any:
    from lianfang.access.session import machine_session
    from lianfang.situation import comparison

    with machine_session():
        return comparison._facts(old, new, AT, traced=False)


def measured(people: int) -> dict[str, Any]:
    """What the comparison takes on a ledger of so many people, and its peer."""
    from django.db import connection

    from lianfang import facts
    from lianfang.access.session import machine_session
    from lianfang.derive import derive
    from lianfang.derive.compare import compared
    from lianfang.derive.effect import effect
    from lianfang.facts import outbox
    from lianfang.situation import comparison

    with machine_session():
        places()
    by = facts.Recorder("benchmark", COUNTY, "CDC")
    recorded = 0
    for layout, rows in told(people):
        with outbox.quiet():
            answer = facts.record(layout, rows, by, "benchmark", uuid4(), AT, defaults={"disease": "covid19"})
        assert answer.rejected == 0, answer.rejections[:3]
        recorded += answer.loaded
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    old, new = plans()
    # The first in a process also imports the engines and compiles the SQL of the rules that differ.
    first = _timed(lambda: comparison.ledger_effect(old, new, AT))
    whole = _timed(lambda: comparison.ledger_effect(old, new, AT))
    reading = _timed(lambda: _facts_read(old, new))
    stream, rows = (_timed(lambda whole=whole: _kinds_read(whole)) for whole in (True, False))
    deriving = _timed(lambda: effect(reading.made, old, new, AT))
    found, areas = whole.made
    assert deriving.made.duties.rows.equals(found.duties.rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for _ in range(2):
        peer = _timed(lambda: [derive(reading.made, plan, AT) for plan in (old, new)])
    sides = peer.made
    assert compared(sides[0], sides[1], AT).rows.height == found.duties.rows.height
    return {
        "people": people,
        "facts": recorded,
        "duties": sides[0].duties.height,
        "moved": found.duties.rows.height,
        "codes_moved": found.codes.height,
        "areas": areas.height,
        "first_seconds": first.seconds,
        "seconds": whole.seconds,
        "processor_seconds": whole.processor_seconds,
        "reading_seconds": reading.seconds,
        "reading_processor_seconds": reading.processor_seconds,
        "stream_processor_seconds": stream.processor_seconds,
        "stream_seconds": stream.seconds,
        "rows_processor_seconds": rows.processor_seconds,
        "rows_seconds": rows.seconds,
        "deriving_seconds": deriving.seconds,
        "deriving_processor_seconds": deriving.processor_seconds,
        "peer_seconds": peer.seconds,
        "peer_processor_seconds": peer.processor_seconds,
        "peak_mebibytes": round(peak),
        "load_average": round(os.getloadavg()[0], 1),
    }


if __name__ == "__main__":
    main()
