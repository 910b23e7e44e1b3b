"""The areas: 青禾县 with its towns, villages and grids, the counties around it, and the places from which people come.

Codes are made like those of GB/T 2260, but begin with 00 to 03, which no province has.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lianfang.demonstration.chance import chance

NATION, PROVINCE, PREFECTURE, COUNTY = "CN", "000000", "000100", "000121"
NEIGHBOUR = "000122"
TOWNS = (
    ("青禾镇", 9), ("向阳镇", 3), ("东升镇", 3), ("双泉镇", 2), ("柳河镇", 2), ("兴隆镇", 2),
    ("永安镇", 2), ("三道岗镇", 2), ("靠山屯镇", 2), ("红旗乡", 1), ("太平乡", 1), ("四合乡", 1),
)  # fmt: skip
SEAT, WEDDING_TOWN = "000121100", "000121101"
WEDDING_VILLAGE, BIRTHDAY_VILLAGE = "000121101201", "000121101202"
# The grid whose worker has an account.
WEDDING_GRID = f"{WEDDING_VILLAGE}001"
VILLAGES_A_TOWN, GRIDS = 15, 700
_COMMUNITIES = (
    "人民路社区", "解放社区", "站前社区", "北门社区", "南苑社区", "东湖社区", "西岭社区", "铁道社区", "文化社区",
    "粮库社区", "育才社区", "锦绣社区", "和平社区", "朝阳社区", "城关村",
)  # fmt: skip
_FAMILIES = tuple("王李张刘陈杨赵孙周吴徐马高于林郑宋韩唐冯董姜崔潘田范石谭邵孟")
_PLACES = ("家屯", "家窝棚", "家店", "家岗", "家油坊", "家洼子", "家烧锅")
_HOPES = (
    "胜利", "前进", "光明", "团结", "红星", "新立", "永胜", "富强", "兴农", "丰产", "保安", "长发", "万宝", "民主",
    "建设", "新发", "福兴", "四海", "龙泉", "大岗子", "二道沟", "头道桥", "八里铺", "榆树林", "杏花", "沙河沿",
)  # fmt: skip
# Provinces from which people come, each with prefectures, counties and the places at risk of them.
ELSEWHERE = (
    ("010000", "临海省", "临海", (("010100", "安阜市", "安阜", (("010102", "清安区"), ("010121", "正平县"))),
                               ("010200", "云台市", "云台", (("010202", "新城区"),)))),
    ("020000", "海州省", "海州", (("020100", "望海市", "望海", (("020102", "港东区"), ("020103", "金湾区"))),)),
    ("030000", "北原省", "北原", (("030100", "松平市", "松平", (("030121", "绥山县"), ("030122", "望岭县"))),)),
)  # fmt: skip
RISK_COUNTIES = ("010102", "010121", "010202", "020103", "030122")
HIGH_RISK = "010102101"
MEDIUM_RISK_PLACES = 63


@dataclass(slots=True)
class Areas:
    """The rows of areas, and the codes that the story asks for. ``grids_of`` holds each village's grids."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    towns: list[str] = field(default_factory=list)
    villages: list[str] = field(default_factory=list)
    grids: list[str] = field(default_factory=list)
    grids_of: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    at_risk: list[str] = field(default_factory=list)

    def add(self, code: str, parent: str, level: str, name: str, short: str = "", population: int | None = None) -> str:
        """Adds an area and answers its code."""
        self.rows.append(
            {"code": code, "parent": parent, "level": level, "name": name, "short_name": short or name,
             "population": population}
        )  # fmt: skip
        self.names[code] = name
        return code


def town_of(code: str) -> str:
    """The town in which a village or grid of the county lies."""
    return code[:9]


def village_of(code: str) -> str:
    """The village in which a grid of the county lies."""
    return code[:12]


def invented_areas(size: int, seed: int) -> Areas:
    """All areas of the demonstration, for a county of ``size`` residents."""
    areas, generator = Areas(), chance(seed, "areas")
    areas.add(NATION, "", "nation", "中国")
    areas.add(PROVINCE, NATION, "province", "东岭省", "东岭")
    areas.add(PREFECTURE, PROVINCE, "prefecture", "黑石市", "黑石")
    areas.add(COUNTY, PREFECTURE, "county", "青禾县", "青禾", size)
    for code, name, share in (
        (NEIGHBOUR, "白桦县", 0.9), ("000123", "松河县", 1.3), ("000102", "桥西区", 3.1), ("000103", "桥东区", 2.4),
    ):  # fmt: skip
        areas.add(code, PREFECTURE, "county", name, name[:-1], int(size * share))
    for code, name in (("000200", "云江市"), ("000300", "北林市"), ("000400", "雁山市")):
        areas.add(code, PROVINCE, "prefecture", name, name[:-1])
    _add_county(areas, generator)
    _add_elsewhere(areas)
    return areas


def _add_county(areas: Areas, generator: np.random.Generator) -> None:
    names = [f"{family}{place}村" for place in _PLACES for family in _FAMILIES] + [f"{hope}村" for hope in _HOPES]
    names = [names[i] for i in generator.permutation(len(names))]
    for number, (town_name, _) in enumerate(TOWNS):
        town = areas.add(f"{COUNTY}{100 + number}", COUNTY, "town", town_name)
        areas.towns.append(town)
        for order in range(1, VILLAGES_A_TOWN + 1):
            if number == 0:
                name = _COMMUNITIES[order - 1]
            elif number == 1 and order <= 2:
                name = ("河东村", "河西村")[order - 1]
            else:
                name = names.pop()
            areas.villages.append(areas.add(f"{town}{200 + order}", town, "village", name))
    weights = np.repeat([weight for _, weight in TOWNS], VILLAGES_A_TOWN).astype(float)
    counts = 1 + generator.multinomial(GRIDS - len(areas.villages), weights / weights.sum())
    for village, count in zip(areas.villages, counts, strict=True):
        areas.grids_of[village] = [
            areas.add(f"{village}{n:03d}", village, "grid", f"{areas.names[village]}第{n}网格")
            for n in range(1, count + 1)
        ]
        areas.grids += areas.grids_of[village]


def _add_elsewhere(areas: Areas) -> None:
    for province, name, short, prefectures in ELSEWHERE:
        areas.add(province, NATION, "province", name, short)
        for prefecture, prefecture_name, prefecture_short, counties in prefectures:
            areas.add(prefecture, province, "prefecture", prefecture_name, prefecture_short)
            for county, county_name in counties:
                areas.add(county, prefecture, "county", county_name, county_name[:-1])
    areas.at_risk.append(areas.add(HIGH_RISK, "010102", "town", "增和镇"))
    places = [
        f"{a}{b}"
        for b in ("小区", "家园", "花园", "公寓")
        for a in (
            "锦江",
            "翠湖",
            "阳光",
            "金域",
            "同泰",
            "瑞景",
            "东方",
            "滨河",
            "怡和",
            "康乐",
            "凤凰",
            "中山",
            "紫荆",
            "梧桐",
            "天河",
            "学府",
        )
    ]
    for number, place in enumerate(places[:MEDIUM_RISK_PLACES]):
        county = RISK_COUNTIES[number % len(RISK_COUNTIES)]
        areas.at_risk.append(areas.add(f"{county}{200 + number}", county, "town", place))
