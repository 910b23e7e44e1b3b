"""The cast's county with a task in it; for every role an account here, and one of another county or province."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

import cast

# Where an account of a role acts: here, and elsewhere.
HERE = {"grid_worker": cast.GRID, "town": cast.TOWN, "prefecture": cast.PREFECTURE, "province": cast.PROVINCE}
ELSEWHERE = {"prefecture": "010000", "province": "010000"}
UNIT_HERE = {
    "commander": cast.COMMAND,
    "cdc": cast.CDC,
    "fever_clinic": cast.CLINIC,
    "laboratory": cast.LABORATORY,
    "checkpoint": cast.STATION,
    "isolation_site": cast.SITE,
    "town": cast.TOWN_COMMAND,
    "grid_worker": cast.GRID_UNIT,
}


@pytest.fixture
def story(db: None) -> Iterator[dict[str, Any]]:
    """What addresses are about: a person ill, the case, a duty about a contact, a unit, a task, a plan, a transfer."""
    from lianfang.facts import clock
    from photographs import told_once

    cast.install_places()
    clock.set_to(cast.NOW)
    told = told_once("addresses", _told)
    # Accounts stand in no photograph: this one is another in each test.
    yield told | {"account": cast.account("investigator").pk}
    clock.set_to(cast.NOW)


def _told() -> dict[str, Any]:
    from lianfang import facts
    from lianfang.access.session import machine_session
    from lianfang.situation.models import Duty
    from lianfang.situation.outbox import drain

    cast.install()
    row = {
        "task.number": "2021-001",
        "task.title": "核对名单",
        "task.owner": cast.GRID_UNIT,
        "task.occurred_from": cast.NOW,
        "task.deadline": cast.NOW + timedelta(days=1),
    }
    request = UUID(cast.subject("a task of the access tests"))
    told = facts.record("task", [row], cast.recorder("commander"), "cast", request, cast.NOW)
    assert not told.rejected, told.rejections
    carried = {
        "person": cast.WIFE,
        "what": "person",
        "stage": "sent",
        "from_unit": cast.TOWN_COMMAND,
        "to_unit": cast.CLINIC,
        "occurred_from": cast.NOW - timedelta(hours=1),
    }
    request = UUID(cast.subject("a transfer of the access tests"))
    sent = facts.record("transfer", [carried], cast.recorder("commander"), "cast", request, cast.NOW)
    assert not sent.rejected, sent.rejections
    came = {
        "person": cast.OTHER,
        "journey.direction": "arrival",
        "journey.occurred_from": cast.NOW,
        "journey.origin": cast.RISK_TOWN,
        "journey.destination": cast.GRID,
    }
    request = UUID(cast.subject("a journey of the access tests"))
    told_of = facts.record("journeys", [came], cast.recorder("checkpoint_officer"), "cast", request, cast.NOW)
    assert not told_of.rejected, told_of.rejections
    sampled = {"person": cast.WIFE, "specimen.number": "HS1", "specimen.occurred_from": cast.NOW}
    request = UUID(cast.subject("a specimen of the access tests"))
    by = cast.recorder("laboratory_worker")
    tube = facts.record("tests", [sampled], by, "cast", request, cast.NOW, defaults={"disease": cast.DISEASE})
    assert not tube.rejected, tube.rejections
    asked = {
        "letter": cast.subject("letter"),
        "number": "邻指协〔2021〕7号",
        "direction": "incoming",
        "disease": cast.DISEASE,
        "from_name": "邻县指挥部",
        "receipt": cast.NOW,
        "occurred_from": cast.NOW,
    }
    request = UUID(cast.subject("a letter of the access tests"))
    letter = facts.record("letter", [asked], cast.recorder("investigator"), "cast", request, cast.NOW)
    assert not letter.rejected, letter.rejections
    named = {
        "letter_name": cast.subject("name"),
        "letter_name.letter": asked["letter"],
        "name": "王强",
        "occurred_from": cast.NOW,
    }
    request = UUID(cast.subject("a name of the access tests"))
    assert not facts.record("letter_name", [named], cast.recorder("investigator"), "cast", request, cast.NOW).rejected
    drain(cast.NOW)
    with machine_session():
        duty = Duty.objects.filter(person=cast.WIFE).order_by("key").first()
        assert duty is not None
    return {
        "person": UUID(cast.WIFE),
        "case": UUID(cast.CASE),
        "arrived": UUID(cast.OTHER),
        "duty": duty.key,
        "unit": cast.GRID_UNIT,
        "task": UUID(str(told.subjects["task"][0])),
        "plan": duty.plan,
        "letter": UUID(asked["letter"]),
        "transfer": UUID(str(sent.subjects["transfer"][0])),
        "specimen": UUID(str(tube.subjects["specimen"][0])),
    }


@pytest.fixture
def account_of(story: dict[str, Any]) -> Callable[..., Any]:
    """An account of a role: here, or (``here=False``) of the county or province next door."""
    from lianfang.access.models import Account
    from lianfang.access.session import machine_session
    from lianfang.places.tree import path_of

    def given(role: str, here: bool = True) -> Any:
        name = f"{role} {'here' if here else 'elsewhere'}"
        area = HERE.get(role, cast.COUNTY) if here else ELSEWHERE.get(role, cast.NEIGHBOUR)
        unit = UNIT_HERE.get(role, "") if here else (cast.NEIGHBOUR_COMMAND if role == "commander" else "")
        with machine_session():
            known = Account.objects.filter(username=name).first()
            return known or Account.objects.given(
                name, None, role, name=name, unit=unit, area=area, area_path=path_of(area)
            )

    return given


@pytest.fixture
def client_of(account_of: Callable[..., Any]) -> Callable[..., Client]:
    """A client signed in as the account of a role."""

    def given(role: str, here: bool = True) -> Client:
        client = Client()
        client.force_login(account_of(role, here), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return given


@pytest.fixture
def token_for(account_of: Callable[..., Any]) -> Callable[..., dict[str, str]]:
    """The headers by which an account of a role calls the API."""
    from lianfang.access.session import machine_session
    from lianfang.access.tokens import token_of

    def given(role: str, here: bool = True) -> dict[str, str]:
        with machine_session():
            secret = token_of(account_of(role, here), "access tests", timedelta(days=1))[1]
        return {"Authorization": f"Bearer {secret}"}

    return given
