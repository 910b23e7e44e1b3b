"""A small county, an account a desk, and clients signed in as them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from lianfang.access.models import Account
from lianfang.access.session import machine_session
from lianfang.facts import clock
from lianfang.places.tree import install_areas, install_units

COUNTY = "/CN/230000/231200/231299/"
NOON = datetime(2021, 1, 10, 4, 0, tzinfo=UTC)  # 12:00 in the county

AREAS = [
    {"code": "CN", "name": "中国", "level": "nation"},
    {"code": "230000", "name": "北省", "level": "province", "parent": "CN"},
    {"code": "231200", "name": "绥安市", "level": "prefecture", "parent": "230000"},
    {"code": "231299", "name": "青禾县", "level": "county", "parent": "231200"},
    {"code": "231299001", "name": "河东镇", "level": "town", "parent": "231299"},
    {"code": "231299002", "name": "新民镇", "level": "town", "parent": "231299"},
    {"code": "231298", "name": "邻县", "level": "county", "parent": "231200"},
]
UNITS = [
    {"code": "QH-ZHB", "kind": "command", "name": "青禾县指挥部", "area": "231299"},
    {"code": "QH-CDC", "kind": "cdc", "name": "青禾县疾控中心", "area": "231299", "leader": "刘芳"},
    {"code": "HD-ZHB", "kind": "command", "name": "河东镇指挥部", "area": "231299001", "leader": "赵建国"},
    {"code": "XM-ZHB", "kind": "command", "name": "新民镇指挥部", "area": "231299002", "leader": "何伟"},
    {"code": "QH-HOSP", "kind": "hospital", "name": "县人民医院", "area": "231299"},
]
ACCOUNTS = {
    "commander": ("231299", COUNTY, "QH-ZHB"),
    "cdc": ("231299", COUNTY, "QH-CDC"),
    "town": ("231299001", f"{COUNTY}231299001/", "HD-ZHB"),
    "prefecture": ("231200", "/CN/230000/231200/", ""),
    "province": ("230000", "/CN/230000/", ""),
    "grid_worker": ("231299001", f"{COUNTY}231299001/", "HD-ZHB"),
    "administrator": ("231299", COUNTY, ""),
}


@pytest.fixture
def county(db: None) -> Iterator[None]:
    """Areas and units, and a clock that shows noon of 10 January 2021."""
    with machine_session():
        install_areas(AREAS)
        install_units(UNITS)
        clock.set_to(NOON)
    yield


@pytest.fixture
def account(county: None) -> Callable[..., Account]:
    """An account of a role; ``neighbour=True`` places it in the county next door."""

    def given(role: str, neighbour: bool = False) -> Account:
        area, path, unit = ACCOUNTS[role]
        name = f"{role}-neighbour" if neighbour else role
        if neighbour:
            area, path, unit = "231298", "/CN/230000/231200/231298/", ""
        return Account.objects.filter(username=name).first() or Account.objects.given(
            name, "pass-word-1", role, name=name, area=area, area_path=path, unit=unit
        )

    return given


@pytest.fixture
def signed_in(account: Callable[..., Account]) -> Callable[..., Client]:
    """A client signed in as an account of a role."""

    def client(role: str, **more: Any) -> Client:
        client = Client()
        client.force_login(account(role, **more), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return client
