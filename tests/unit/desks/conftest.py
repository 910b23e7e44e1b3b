"""A small county, an account a desk, and clients signed in as them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from photographs import told_once

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
    {"code": "QH-FRMZ", "kind": "fever_clinic", "name": "县医院发热门诊", "area": "231299", "leader": "韩雪梅"},
    {"code": "HD-GLD", "kind": "isolation_site", "name": "如意宾馆隔离点", "area": "231299001", "capacity": 60},
    {"code": "QH-LAB", "kind": "laboratory", "name": "县检测实验室", "area": "231299", "leader": "石静"},
]
ACCOUNTS = {
    "commander": ("231299", COUNTY, "QH-ZHB"),
    "cdc": ("231299", COUNTY, "QH-CDC"),
    "town": ("231299001", f"{COUNTY}231299001/", "HD-ZHB"),
    "prefecture": ("231200", "/CN/230000/231200/", ""),
    "province": ("230000", "/CN/230000/", ""),
    "grid_worker": ("231299001", f"{COUNTY}231299001/", "HD-ZHB"),
    "administrator": ("231299", COUNTY, ""),
    "fever_clinic": ("231299", COUNTY, "QH-FRMZ"),
    # The nurse's area is the town of the site only: whoever is sent there from elsewhere must be seen all the same.
    "isolation_site": ("231299001", f"{COUNTY}231299001/", "HD-GLD"),
    "laboratory": ("231299", COUNTY, "QH-LAB"),
    "auditor": ("231299", COUNTY, ""),
}


@pytest.fixture(autouse=True)
def nobody_asked_twice(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever form a test fills in on a page: it told nothing that the facts held, unless the test says it does so."""
    asks_database = request.node.get_closest_marker("django_db") or "db" in request.fixturenames
    if not asks_database or request.node.get_closest_marker("tells_again"):
        yield
        return
    request.getfixturevalue("db")
    yield
    from lianfang.access.session import machine_session
    from lianfang.facts.models import Request

    with machine_session():
        forms = Request.objects.filter(source="page").exclude(held_columns={})
        assert [(form.kind, form.held_columns) for form in forms] == []


@pytest.fixture
def county(db: None) -> Iterator[None]:
    """Areas and units, and a clock that shows noon of 10 January 2021."""
    from lianfang.access.session import machine_session
    from lianfang.facts import clock
    from lianfang.places.tree import install_areas, install_units

    with machine_session():
        install_areas(AREAS)
        install_units(UNITS)
        clock.set_to(NOON)
    yield


@pytest.fixture
def every_unit_led(county: None) -> None:
    """No unit lacks a leader: that of the command above, which a page asks for in two queries more, is never needed.

    Which unit stands on a page can depend on a tie between two duties; how many queries it takes must not.
    """
    from lianfang.access.session import machine_session
    from lianfang.places.models import Unit

    with machine_session():
        Unit.objects.filter(leader="").update(leader="孙立")


@pytest.fixture
def account(county: None) -> Callable[..., Any]:
    """An account of a role; ``neighbour=True`` places it in the county next door."""
    from lianfang.access.models import Account

    def given(role: str, neighbour: bool = False) -> Any:
        area, path, unit = ACCOUNTS[role]
        name = f"{role}-neighbour" if neighbour else role
        if neighbour:
            area, path, unit = "231298", "/CN/230000/231200/231298/", ""
        return Account.objects.filter(username=name).first() or Account.objects.given(
            name, "pass-word-1", role, name=name, area=area, area_path=path, unit=unit
        )

    return given


@pytest.fixture
def signed_in(account: Callable[..., Any]) -> Callable[..., Client]:
    """A client signed in as an account of a role."""

    def client(role: str, **more: Any) -> Client:
        client = Client()
        client.force_login(account(role, **more), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return client


@pytest.fixture
def story(county: None) -> Callable[..., dict[str, Any]]:
    """Records so many cases, each with two contacts, a specimen and a report card, and derives what follows."""
    return told


def told(cases: int = 1, at: datetime = NOON) -> dict[str, Any]:
    """The subjects recorded: ``case``, ``person`` (ill), ``contact``."""
    return {
        what: list(subjects) for what, subjects in told_once(("desks", cases, at), lambda: _told(cases, at)).items()
    }


def _told(cases: int, at: datetime) -> dict[str, Any]:
    from lianfang import facts
    from lianfang.facts.recorder import Recorder
    from lianfang.situation.refresh import rebuild

    by = Recorder("cdc", "231299", "QH-CDC")
    lines = [
        {
            "person.name": f"陈{number:03d}",
            "person.sex": "女",
            "person.birth": f"19{50 + number % 40}-03-0{1 + number % 9}",
            "person.telephone": f"138{number:08d}",
            "person.residence": "231299001",
            "case.number": f"QH-{number:03d}",
            "case.classification": "确诊",
            "case.occurred_from": "2021-01-09 15:20",
            "case.onset": f"2021-01-0{1 + number % 6}",
            "case.origin": "本地",
            "case.generation": 2,
            "case.responsible": "231299001",
            "case.outbreak": "河东婚宴",
            "severity.severity": "普通型",
            "severity.occurred_from": "2021-01-09 15:20",
        }
        for number in range(cases)
    ]
    defaults = {"disease": "covid19", "outbreak": "河东婚宴"}
    found = facts.record("linelist", lines, by, "test", uuid4(), at, defaults=defaults)
    assert not found.rejections, found.rejections
    exposures = [
        {
            "person.name": f"李{number:03d}{who}",
            "person.birth": f"19{50 + number % 40}-04-0{1 + number % 9}",
            "person.telephone": f"139{number:07d}{who}",
            "person.residence": "231299002",
            "exposure.case_number": f"QH-{number:03d}",
            "exposure.occurred_from": "2021-01-03 11:30",
            "exposure.last": "2021-01-03 13:30",
            "exposure.grade": "密接" if who == 0 else "一般接触者",
            "exposure.setting": "婚宴",
        }
        for number in range(cases)
        for who in (0, 1)
    ]
    near = facts.record("exposures", exposures, by, "test", uuid4(), at, defaults=defaults)
    assert not near.rejections, near.rejections
    tests = [
        {
            "person": str(person),
            "specimen.number": f"S-{number:04d}",
            "specimen.occurred_from": "2021-01-09 09:00",
            "test_result.assay": "核酸",
            "test_result.result": "阳性",
            "test_result.occurred_from": "2021-01-09 14:00",
            "test_result.laboratory": "QH-CDC",
        }
        for number, person in enumerate(found.subjects["person"])
    ]
    sampled = facts.record("tests", tests, by, "test", uuid4(), at, defaults={"disease": "covid19"})
    assert not sampled.rejections, sampled.rejections
    rebuild(at)
    return {"case": found.subjects["case"], "person": found.subjects["person"], "contact": near.subjects["person"]}
