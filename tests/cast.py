"""The people of all tests: a tiny county with its desks, a neighbour who may see none of it, a case and its contacts.

Plain rows first, so that tests of the pure rooms can use them; ``install`` puts them into a test's database.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

# 10 January 2021, 09:00 in the county.
NOW = datetime(2021, 1, 10, 1, 0, tzinfo=UTC)
DISEASE, OUTBREAK = "covid19", "河东村婚宴"

NATION, PROVINCE, PREFECTURE, COUNTY, NEIGHBOUR = "CN", "000000", "000100", "000121", "000122"
TOWN, OTHER_TOWN, VILLAGE, GRID = "000121101", "000121102", "000121101201", "000121101201001"
RISK_COUNTY, RISK_TOWN = "010102", "010102101"
AREAS: tuple[dict[str, Any], ...] = (
    {"code": NATION, "parent": "", "level": "nation", "name": "中国"},
    {"code": PROVINCE, "parent": NATION, "level": "province", "name": "东岭省", "short_name": "东岭"},
    {"code": PREFECTURE, "parent": PROVINCE, "level": "prefecture", "name": "黑石市", "short_name": "黑石"},
    {"code": COUNTY, "parent": PREFECTURE, "level": "county", "name": "青禾县", "population": 60_000},
    {"code": NEIGHBOUR, "parent": PREFECTURE, "level": "county", "name": "白桦县", "population": 54_000},
    {"code": TOWN, "parent": COUNTY, "level": "town", "name": "向阳镇"},
    {"code": OTHER_TOWN, "parent": COUNTY, "level": "town", "name": "东升镇"},
    {"code": VILLAGE, "parent": TOWN, "level": "village", "name": "河东村"},
    {"code": GRID, "parent": VILLAGE, "level": "grid", "name": "河东村第1网格"},
    {"code": "010000", "parent": NATION, "level": "province", "name": "临海省"},
    {"code": RISK_COUNTY, "parent": "010000", "level": "county", "name": "清安区"},
    {"code": RISK_TOWN, "parent": RISK_COUNTY, "level": "town", "name": "增和镇"},
)

COMMAND, CDC, CLINIC, HOSPITAL, LABORATORY = "ZHB", "CDC", "FRMZ", "YY", "JCS"
SITE, STATION, TOWN_COMMAND, GRID_UNIT, NEIGHBOUR_COMMAND = "GL1", "HCZ", "XYZHB", "G1", "BHZHB"
UNITS: tuple[dict[str, Any], ...] = (
    {"code": COMMAND, "kind": "command", "name": "青禾县指挥部", "area": COUNTY, "leader": "周建民"},
    {"code": CDC, "kind": "cdc", "name": "青禾县疾控中心", "area": COUNTY, "leader": "邵文博"},
    {"code": CLINIC, "kind": "fever_clinic", "name": "县医院发热门诊", "area": COUNTY, "leader": "韩雪梅"},
    {"code": HOSPITAL, "kind": "hospital", "name": "青禾县人民医院", "area": COUNTY, "leader": "冯志远"},
    {"code": LABORATORY, "kind": "laboratory", "name": "县疾控实验室", "area": COUNTY, "leader": "石静"},
    {
        "code": SITE,
        "kind": "isolation_site",
        "name": "如意宾馆隔离点",
        "area": COUNTY,
        "leader": "姜丽",
        "capacity": 60,
    },
    {"code": STATION, "kind": "checkpoint", "name": "青禾火车站", "area": COUNTY, "leader": "孟凡军"},
    {"code": TOWN_COMMAND, "kind": "command", "name": "向阳镇指挥部", "area": TOWN, "leader": "王海燕"},
    {"code": GRID_UNIT, "kind": "grid", "name": "河东村第1网格", "area": GRID, "leader": "赵秀英"},
    {"code": NEIGHBOUR_COMMAND, "kind": "command", "name": "白桦县指挥部", "area": NEIGHBOUR, "leader": "杨树林"},
)

# username: name, role, unit, area
ACCOUNTS: dict[str, tuple[str, str, str, str]] = {
    "commander": ("周建民", "commander", COMMAND, COUNTY),
    "investigator": ("邵文博", "cdc", CDC, COUNTY),
    "doctor": ("韩雪梅", "fever_clinic", CLINIC, COUNTY),
    "laboratory_worker": ("石静", "laboratory", LABORATORY, COUNTY),
    "checkpoint_officer": ("孟凡军", "checkpoint", STATION, COUNTY),
    "nurse": ("姜丽", "isolation_site", SITE, COUNTY),
    "town_leader": ("王海燕", "town", TOWN_COMMAND, TOWN),
    "grid_worker": ("赵秀英", "grid_worker", GRID_UNIT, GRID),
    "neighbour": ("杨树林", "commander", NEIGHBOUR_COMMAND, NEIGHBOUR),
}


def subject(name: str) -> str:
    """The UUID of somebody or something of the cast, always the same."""
    return str(uuid5(UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8"), f"lianfang:cast:{name}"))


def _person(
    name: str, sex: str, birth: str, identity: str, telephone: str | None, household: str, address: str
) -> dict[str, Any]:
    return {
        "person": subject(name),
        "person.name": name,
        "person.sex": sex,
        "person.birth": birth,
        "person.identity_kind": "resident",
        "person.identity_number": identity,
        "person.telephone": telephone,
        "person.residence": GRID,
        "person.address": address,
        "person.household": subject(household),
    }


_LI, _ZHANG = "青禾县向阳镇河东村1组3号", "青禾县向阳镇河东村1组8号"
# Two households: 李 with the case, 张 with a guest of the wedding. Area 00 is nobody's, the check digits are true.
PEOPLE: tuple[dict[str, Any], ...] = (
    _person("李国强", "male", "1985-03-12", "000121198503120017", "15400000001", "household 李", _LI),
    _person("刘桂兰", "female", "1987-07-25", "000121198707250024", "15400000002", "household 李", _LI),
    _person("李小雨", "female", "2012-11-05", "000121201211050023", None, "household 李", _LI),
    _person("张𠮷", "male", "1970-01-30", "00012119700130003X", "15400000004", "household 张", _ZHANG),
    _person("古丽娜尔·艾力", "female", "1972-09-18", "000121197209180049", "15400000005", "household 张", _ZHANG),
)
CASE_PERSON, WIFE, DAUGHTER, GUEST, OTHER = (person["person"] for person in PEOPLE)
CONTACTS = (WIFE, DAUGHTER, GUEST)
CASE = subject("case")
WEDDING_FROM, WEDDING_UNTIL = datetime(2021, 1, 1, 3, 0, tzinfo=UTC), datetime(2021, 1, 1, 6, 0, tzinfo=UTC)
SUSPECTED, CONFIRMED = datetime(2021, 1, 8, 2, 0, tzinfo=UTC), datetime(2021, 1, 8, 14, 0, tzinfo=UTC)
JUDGED = CONFIRMED + timedelta(hours=2)


def _case(classification: str, at: datetime, unit: str) -> dict[str, Any]:
    return {
        "case": CASE,
        "person": CASE_PERSON,
        "case.number": "QH-1",
        "case.disease": DISEASE,
        "case.outbreak": OUTBREAK,
        "case.classification": classification,
        "case.occurred_from": at,
        "case.onset": "2021-01-06",
        "case.origin": "local",
        "case.responsible": TOWN,
        "case.reported_by": unit,
        "case.reported": at,
    }


def _exposure(person: str, first: datetime, last: datetime, setting: str) -> dict[str, Any]:
    return {
        "person": person,
        "exposure.case": CASE,
        "exposure.case_number": "QH-1",
        "exposure.disease": DISEASE,
        "exposure.outbreak": OUTBREAK,
        "exposure.grade": "close",
        "exposure.occurred_from": first,
        "exposure.last": last,
        "exposure.setting": setting,
    }


# layout, account that records, when, rows: the story in order of time.
STORY: tuple[tuple[str, str, datetime, tuple[dict[str, Any], ...]], ...] = (
    ("people", "commander", datetime(2020, 12, 30, 1, 0, tzinfo=UTC), PEOPLE),
    ("case", "doctor", SUSPECTED, (_case("suspected", SUSPECTED, CLINIC),)),
    ("case", "investigator", CONFIRMED, (_case("confirmed", CONFIRMED, CDC),)),
    (
        "exposure",
        "investigator",
        JUDGED,
        (
            _exposure(WIFE, WEDDING_FROM, SUSPECTED, "共同居住"),
            _exposure(DAUGHTER, WEDDING_FROM, SUSPECTED, "共同居住"),
            _exposure(GUEST, WEDDING_FROM, WEDDING_UNTIL, "婚宴同桌"),
        ),
    ),
)


def install_places() -> None:
    """Puts areas and units into the database. For tests marked ``django_db``."""
    from lianfang.access.session import machine_session
    from lianfang.places.tree import install_areas, install_units

    with machine_session():
        install_areas(AREAS)
        install_units(UNITS)


def account(username: str, password: str | None = None) -> Any:
    """The account of this name, made when first asked for. Hashing a password is slow: without one use force_login."""
    from lianfang.access.models import Account
    from lianfang.access.session import machine_session
    from lianfang.places.tree import path_of

    name, role, unit, area = ACCOUNTS[username]
    with machine_session():
        known = Account.objects.filter(username=username).first()
        return known or Account.objects.given(
            username, password, role, name=name, unit=unit, area=area, area_path=path_of(area)
        )


def recorder(username: str) -> Any:
    """Who records as this account, for ``facts.record``."""
    from lianfang.facts import Recorder

    _, _, unit, area = ACCOUNTS[username]
    return Recorder(username, next(u["area"] for u in UNITS if u["code"] == unit) if unit else area, unit or None)


def install(at: datetime = NOW) -> None:
    """Places, the clock at ``at``, and the story recorded up to then; the situation as it follows at ``at``."""
    from lianfang.facts import clock
    from photographs import told_once

    install_places()
    clock.set_to(at)
    told_once(("cast", at), lambda: _told(at))


def _told(at: datetime) -> None:
    from lianfang.facts import outbox, record
    from lianfang.situation.outbox import drain

    with outbox.quiet():
        for order, (layout, username, known, rows) in enumerate(STORY):
            if known <= at:
                request = UUID(subject(f"request {order}"))
                recorded = record(
                    layout, rows, recorder(username), "cast", request, known, defaults={"disease": DISEASE}
                )
                assert not recorded.rejected, recorded.rejections
    drain(at)
