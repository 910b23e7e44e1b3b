"""A station's day: a place declared at risk, people who live here, and the journeys that tests register by the page."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import cast

# 12:00 of 10 January 2021 in the county.
NOON = datetime(2021, 1, 10, 4, 0, tzinfo=UTC)
KNOWN = "000121198503120017"
NEW = "000121199001010015"
CHILD = "000121201505050010"


def install() -> None:
    """The cast's county at noon; 增和镇 is at high risk, from a day that counts."""
    from lianfang.facts import clock
    from photographs import told_once

    cast.install_places()
    told_once("arrivals", _told)
    clock.set_to(NOON)


def _told() -> None:
    from lianfang import facts
    from lianfang.situation.outbox import drain

    cast.install()
    declared = [
        {
            "declaration.about": "risk",
            "declaration.disease": "covid19",
            "declaration.declared": cast.RISK_TOWN,
            "declaration.level": "high",
            "declaration.counts_from": "2020-12-28",
            "declaration.occurred_from": "2021-01-02 08:00",
        }
    ]
    told = facts.record("declaration", declared, cast.recorder("commander"), "test", uuid4(), NOON)
    assert not told.rejections, told.rejections
    drain(NOON)


def people(count: int, journeys: str | None = None, origin: str = cast.RISK_TOWN) -> None:
    """So many people who live in the town; with ``journeys`` each with a journey of that direction today."""
    from lianfang import facts
    from lianfang.situation.outbox import drain

    rows = []
    for number in range(count):
        row: dict[str, Any] = {
            "person.name": f"孙{number:03d}",
            "person.birth": f"19{50 + number % 40}-05-0{1 + number % 9}",
            "person.telephone": f"136{number:08d}",
            "person.residence": cast.GRID,
            "journey.direction": journeys,
            "journey.occurred_from": f"2021-01-10 0{8 + number % 2}:{number % 60:02d}",
            "journey.origin": origin,
            "journey.destination": cast.GRID,
            "journey.means": "train" if number % 2 else "coach",
            "journey.vehicle": "K7041" if number % 2 else "东A12345",
        }
        rows.append(row)
    layout = "journeys" if journeys else "people"
    if journeys is None:
        rows = [{name: value for name, value in row.items() if name.startswith("person.")} for row in rows]
    told = facts.record(layout, rows, cast.recorder("checkpoint_officer"), "test", uuid4(), NOON)
    assert not told.rejections, told.rejections
    drain(NOON)


def form(**more: str) -> dict[str, str]:
    """A form of an arrival by train from a place that is not at risk; ``more`` changes it."""
    return {"direction": "arrival", "origin": cast.NEIGHBOUR, "vehicle": "K7041", "request_id": str(uuid4())} | more
