"""A correction that lowers a signed figure stands on the first page of the level above at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts import Recorder, clock, known_by
from unit.desks.conftest import NOON

pytestmark = pytest.mark.django_db
BY = Recorder("cdc", "231299", "QH-CDC")


def test_what_was_signed_and_is_taken_back_is_shown_above(
    story: Callable[..., Any], signed_in: Callable[..., Client]
) -> None:
    told = story(1)

    def recorded(kind: str, row: dict[str, Any], at: Any) -> None:
        answer = facts.record(kind, [row], BY, "test", uuid4(), at, defaults={"disease": "covid19"})
        assert not answer.rejections, answer.rejections

    def shown(role: str, **more: Any) -> Any:
        return signed_in(role, **more).get(reverse("areas:today")).context["lowered"]

    with machine_session():
        (held,) = known_by(NOON, ["case"], {"case": [str(told["case"][0])]})["case"].to_dicts()
    back = {"supersedes": held["id"], "withdrawn": True, "reason": "实验室复核为阴性"}
    recorded(
        "sign_off",
        {"sign_off.unit": "QH-CDC", "day": "2021-01-09", "zero": False, "signed_by": "刘芳", "occurred_from": NOON},
        NOON + timedelta(minutes=1),
    )
    clock.set_to(NOON + timedelta(minutes=5))
    assert shown("prefecture") == []
    # Between the signature and the withdrawal the case was corrected in what no figure counts: that hides nothing.
    recorded("case", {"supersedes": held["id"], "case.setting": "婚宴"}, NOON + timedelta(minutes=5, seconds=30))
    clock.set_to(NOON + timedelta(minutes=5, seconds=45))
    assert shown("prefecture") == []
    with machine_session():
        (held,) = known_by(NOON + timedelta(hours=1), ["case"], {"case": [str(told["case"][0])]})["case"].to_dicts()
    recorded("case", back | {"supersedes": held["id"]}, NOON + timedelta(minutes=6))
    clock.set_to(NOON + timedelta(minutes=6, seconds=30))
    (one,) = shown("prefecture")
    assert (one.figure, f"{one.day}", one.units, one.reason) == ("confirmed", "2021-01-09", ("QH-CDC",), back["reason"])
    assert "青禾县疾控中心" in signed_in("province").get(reverse("areas:today")).content.decode()
    # The county next door learns nothing, and after a week it is no news.
    assert shown("commander", neighbour=True) == []
    clock.set_to(NOON + timedelta(days=8))
    assert shown("prefecture") == []
