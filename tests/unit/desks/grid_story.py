"""A grid for the tests of its worker: households behind doors, arrivals from a place at risk, a general contact."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import cast

# 10 January 2021, 09:00: the morning's temperatures are open until noon.
NOW = cast.NOW
ARRIVED = datetime(2021, 1, 8, 2, 0, tzinfo=UTC)
ENTERED = datetime(2021, 1, 8, 6, 0, tzinfo=UTC)
DECLARED = datetime(2021, 1, 6, 16, 0, tzinfo=UTC)


def _declared() -> dict[str, Any]:
    return {
        "declaration.about": "risk",
        "declaration.level": "medium",
        "declaration.declared": cast.RISK_TOWN,
        "declaration.counts_from": "2020-12-24",
        "declaration.number": "2021-3",
        "declaration.occurred_from": DECLARED,
    }


def record(layout: str, rows: list[dict[str, Any]], username: str = "investigator", at: datetime = NOW) -> Any:
    """Records rows as somebody of the cast, with a request of their own; none may be refused."""
    from uuid import uuid4

    from lianfang import facts

    told = facts.record(layout, rows, cast.recorder(username), "test", uuid4(), at, defaults={"disease": cast.DISEASE})
    assert not told.rejected, told.rejections
    return told


def person(name: str, **more: Any) -> dict[str, Any]:
    """The columns of somebody who lives in the grid."""
    return {
        "person": cast.subject(name),
        "person.name": name,
        "person.birth": "1970-05-05",
        "person.residence": cast.GRID,
        **{f"person.{column}": value for column, value in more.items()},
    }


def came(name: str, address: str | None, household: str | None = None, at: datetime = ARRIVED) -> dict[str, Any]:
    """The row of an arrival from the place at risk, without a test."""
    return person(name, address=address, household=cast.subject(household) if household else None) | {
        "journey.direction": "arrival",
        "journey.origin": cast.RISK_TOWN,
        "journey.destination": cast.GRID,
        "journey.occurred_from": at,
    }


def at_home(name: str, since: datetime = ENTERED) -> dict[str, Any]:
    """The row by which somebody's home observation began."""
    return {
        "person": cast.subject(name),
        "observation.observation": "home",
        "observation.stage": "entered",
        "observation.occurred_from": since,
    }


def follow() -> None:
    """Lets the duties follow from what was recorded, as happens by itself outside the tests' transaction."""
    from lianfang.facts import clock
    from lianfang.situation.outbox import drain

    drain(clock.now())


def install() -> None:
    """The cast's county, and in its grid: two of one household in home isolation, one just arrived, one contact."""
    from lianfang.facts import clock
    from photographs import told_once

    cast.install_places()
    clock.set_to(NOW)
    told_once("grid", _told)


def _told() -> None:
    cast.install()
    record("declaration", [_declared()], "commander", DECLARED)
    record(
        "journeys",
        [
            came("孙大海", "青禾县向阳镇河东村2号楼1单元301", "household 孙"),
            came("孙小海", "河东村2号楼1单元301室"),
            came("钱新到", "河东村10组2号", at=NOW - timedelta(hours=3)),
        ],
        "checkpoint_officer",
    )
    record("observations", [at_home("孙大海"), at_home("孙小海")], "town_leader")
    record("people", [person("马玉芬", birth="1938-02-01", care_need="alone", address="河东村2组1号")])
    exposure = {
        "person": cast.subject("马玉芬"),
        "exposure.case": cast.CASE,
        "exposure.grade": "general",
        "exposure.occurred_from": cast.WEDDING_FROM,
        "exposure.last": cast.WEDDING_UNTIL,
    }
    record("exposures", [exposure])
    follow()


def many(count: int) -> None:
    """So many more in home isolation, a household each."""
    names = [f"住户{number:02d}" for number in range(count)]
    record(
        "journeys", [came(name, f"河东村3组{number + 1}号") for number, name in enumerate(names)], "checkpoint_officer"
    )
    record("observations", [at_home(name) for name in names], "town_leader")
    follow()


def subject(name: str) -> UUID:
    """Somebody's UUID."""
    return UUID(cast.subject(name))
