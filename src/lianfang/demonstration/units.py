"""The units of the county: who commands, treats, tests, guards and keeps, each with the leader who answers for it."""

from typing import Any

from lianfang.demonstration.areas import (
    COUNTY,
    NEIGHBOUR,
    PREFECTURE,
    PROVINCE,
    SEAT,
    WEDDING_TOWN,
    WEDDING_VILLAGE,
    Areas,
)
from lianfang.demonstration.chance import chance
from lianfang.demonstration.documents import telephones
from lianfang.demonstration.names import full_names, surnames

COMMAND, HEALTH_AUTHORITY, CDC = "QH-ZHB", "QH-WJW", "QH-CDC"
HOSPITAL, SECOND_HOSPITAL, FEVER_CLINIC = "QH-YY1", "QH-YY2", "QH-FRMZ"
LABORATORY, HOSPITAL_LABORATORY = "QH-JCS", "QH-YY1-JY"
SITES = ("QH-GL1", "QH-GL2")
STATION, EXPRESSWAY, HIGHWAY, COACH_STATION = "QH-KZ1", "QH-KZ2", "QH-KZ3", "QH-KZ4"
CHECKPOINTS = (STATION, EXPRESSWAY, HIGHWAY, COACH_STATION)
POLICE, WAREHOUSE = "QH-GA", "QH-CK"
SCHOOL = "QH-XX02"
BANQUET_HALL, RESTAURANT, SHOP, CARD_ROOM = "QH-CS01", "QH-CS02", "QH-CS03", "QH-CS04"
MARKET, COLD_STORE = "QH-SC01", "QH-LK01"
PREFECTURE_COMMAND, PROVINCE_COMMAND, NEIGHBOUR_COMMAND = "HS-ZHB", "DL-ZHB", "BH-ZHB"

# Kinds of unit that sign their day, as the demonstration lives it; whom a plan asks is the plan's to say.
SIGNING_KINDS = (
    "command", "cdc", "hospital", "fever_clinic", "clinic", "laboratory", "isolation_site", "checkpoint", "school",
)  # fmt: skip

_OF_THE_COUNTY = (
    (COMMAND, "command", "青禾县新冠肺炎疫情防控指挥部", COUNTY, None),
    (HEALTH_AUTHORITY, "health_authority", "青禾县卫生健康局", COUNTY, None),
    (CDC, "cdc", "青禾县疾病预防控制中心", COUNTY, None),
    (HOSPITAL, "hospital", "青禾县人民医院", COUNTY, 420),
    (SECOND_HOSPITAL, "hospital", "青禾县中医院", COUNTY, 180),
    (FEVER_CLINIC, "fever_clinic", "青禾县人民医院发热门诊", COUNTY, 12),
    (LABORATORY, "laboratory", "青禾县疾控中心核酸检测实验室", COUNTY, 2000),
    (HOSPITAL_LABORATORY, "laboratory", "青禾县人民医院检验科", COUNTY, 1200),
    (SITES[0], "isolation_site", "如意宾馆集中隔离点", COUNTY, 120),
    (SITES[1], "isolation_site", "县委党校集中隔离点", COUNTY, 160),
    (STATION, "checkpoint", "青禾火车站检查站", COUNTY, None),
    (EXPRESSWAY, "checkpoint", "青禾西高速口检查站", COUNTY, None),
    (HIGHWAY, "checkpoint", "国道柳河段检查站", COUNTY, None),
    (COACH_STATION, "checkpoint", "青禾客运站检查站", COUNTY, None),
    (POLICE, "police", "青禾县公安局", COUNTY, None),
    (WAREHOUSE, "warehouse", "青禾县应急物资仓库", COUNTY, None),
    ("QH-XX01", "school", "青禾县第一小学", SEAT, None),
    (SCHOOL, "school", "青禾县第二小学", SEAT, None),
    ("QH-XX03", "school", "青禾县第三中学", SEAT, None),
    ("QH-XX04", "school", "青禾县高级中学", SEAT, None),
    ("QH-XX05", "school", "向阳镇中心小学", WEDDING_TOWN, None),
    (BANQUET_HALL, "venue", "河东村文化活动室", WEDDING_VILLAGE, 80),
    (RESTAURANT, "venue", "聚福饭店", WEDDING_TOWN, 60),
    (SHOP, "market", "河东村便民超市", WEDDING_VILLAGE, None),
    (CARD_ROOM, "venue", "河西村棋牌室", WEDDING_TOWN, None),
    (MARKET, "market", "青禾县农贸市场", SEAT, None),
    (COLD_STORE, "cold_store", "北门冷库", SEAT, None),
    ("QH-QY01", "enterprise", "青禾米业有限公司", SEAT, None),
    (PREFECTURE_COMMAND, "command", "黑石市疫情防控指挥部", PREFECTURE, None),
    (PROVINCE_COMMAND, "command", "东岭省疫情防控指挥部", PROVINCE, None),
    (NEIGHBOUR_COMMAND, "command", "白桦县疫情防控指挥部", NEIGHBOUR, None),
)


def town_command(town: str) -> str:
    """The code of a town's command."""
    return f"QH-ZHB-{town[-3:]}"


def health_centre(town: str) -> str:
    """The code of a town's health centre."""
    return f"QH-WSY-{town[-3:]}"


def grid_unit(grid: str) -> str:
    """The code of a grid's unit: the grid's own, behind a letter."""
    return f"G{grid}"


def village_clinic(village: str) -> str:
    """The code of a village's clinic."""
    return f"QH-WSS-{village[-6:]}"


def invented_units(areas: Areas, seed: int) -> list[dict[str, Any]]:
    """All units: ``code, kind, name, area, leader, leader_telephone, capacity``; a grid's leader is its grid worker."""
    rows: list[tuple[str, str, str, str, int | None]] = list(_OF_THE_COUNTY)
    for town in areas.towns:
        name = areas.names[town]
        rows.append((town_command(town), "command", f"{name}疫情防控指挥部", town, None))
        rows.append((health_centre(town), "hospital", f"{name}卫生院", town, 30))
        rows.append((f"QH-PCS-{town[-3:]}", "police", f"{name}派出所", town, None))
    for village in areas.villages:
        name = areas.names[village]
        rows.append((village_clinic(village), "clinic", f"{name}卫生{'站' if '社区' in name else '室'}", village, None))
    rows += [(grid_unit(grid), "grid", areas.names[grid], grid, None) for grid in areas.grids]
    return _with_leaders(rows, seed)


def _with_leaders(rows: list[tuple[str, str, str, str, int | None]], seed: int) -> list[dict[str, Any]]:
    generator = chance(seed, "leaders")
    males = generator.random(len(rows)) < 0.6
    leaders = full_names(surnames(len(rows), generator), males, generator)
    numbers = telephones(len(rows), first=40_000_000)
    columns = ("code", "kind", "name", "area", "capacity")
    return [
        dict(zip(columns, row, strict=True)) | {"leader": leader, "leader_telephone": number}
        for row, leader, number in zip(rows, leaders, numbers, strict=True)
    ]


def leaders_of(units: list[dict[str, Any]]) -> dict[str, str]:
    """The leader of each unit, by its code."""
    return {unit["code"]: unit["leader"] for unit in units}


def areas_of(units: list[dict[str, Any]]) -> dict[str, str]:
    """The area of each unit, by its code."""
    return {unit["code"]: unit["area"] for unit in units}
