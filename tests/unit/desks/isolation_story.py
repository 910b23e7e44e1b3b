"""An isolation site's day for its tests: contacts of the other town sent to it, entered, measured, sampled."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts.recorder import Recorder
from lianfang.situation.models import Duty
from lianfang.situation.outbox import drain
from unit.desks.conftest import NOON

SITE, SENDER = "HD-GLD", "XM-ZHB"
BY_SENDER, BY_SITE = Recorder("xm", "231299002", SENDER), Recorder("nurse", "231299001", SITE)
SENT = NOON - timedelta(hours=2)
EARLIER = datetime(2021, 1, 8, 2, 0, tzinfo=UTC)  # 10:00 of the 8th: the 10th is day 3


def recorded(kind: str, rows: list[dict[str, Any]], by: Recorder = BY_SITE, at: datetime = NOON) -> Any:
    """Records rows as a unit does and works them in."""
    answer = facts.record(kind, rows, by, "test", uuid4(), at, defaults={"disease": "covid19"})
    assert not answer.rejections, answer.rejections
    drain(at)
    return answer


def sent(persons: list[UUID], at: datetime = SENT) -> None:
    """A town sends people to the site."""
    recorded(
        "transfer",
        [
            {
                "person": str(person),
                "what": "person",
                "stage": "sent",
                "from_unit": SENDER,
                "to_unit": SITE,
                "vehicle": "冀A·00001",
                "occurred_from": at,
            }
            for person in persons
        ],
        BY_SENDER,
    )


def entered(persons: list[UUID], at: datetime = EARLIER, room: int = 301) -> None:
    """People are in since a moment, a room each."""
    recorded(
        "observation",
        [
            {
                "person": str(person),
                "observation": "central",
                "stage": "entered",
                "site": SITE,
                "room": str(room + number),
                "ground": "密接",
                "outbreak": "河东婚宴",
                "occurred_from": at,
            }
            for number, person in enumerate(persons)
        ],
    )


def close(told: dict[str, Any]) -> list[UUID]:
    """The close contacts of a story, whose isolation the plan owes."""
    return list(told["contact"])[::2]


def facts_of(kind: str, **where: Any) -> list[Any]:
    """The facts of a kind in the ledger that fit, in order, as the machine sees them."""
    with machine_session():
        return list(apps.get_model("facts", kind).objects.filter(**where).order_by("occurred_from", "known_at", "id"))


def duties(rule: str, **where: Any) -> list[Duty]:
    """The duties of a rule that fit, as the machine sees them."""
    with machine_session():
        return list(Duty.objects.filter(rule=rule, **where).order_by("opened", "key"))
