"""The short names of areas, as a Chinese report writes them: 攀枝花市 → 攀枝花, 阿坝藏族羌族自治州 → 阿坝."""

import re
from collections import Counter
from collections.abc import Mapping

# The 55 peoples named in the names of autonomous areas; 族 is written or, after some of them, left out.
_PEOPLES = (
    "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家", "哈尼",
    "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇", "柯尔克孜", "土",
    "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒", "乌孜别克",
    "俄罗斯", "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔", "独龙", "鄂伦春", "赫哲", "门巴", "珞巴",
    "基诺", "各",
)  # fmt: skip
_ALTERNATIVES = "|".join(sorted(_PEOPLES, key=len, reverse=True))
_WITH_SUFFIX = re.compile(rf"(?:{_ALTERNATIVES})族$")
_BARE = re.compile(r"(?:蒙古|哈萨克|柯尔克孜|维吾尔|塔吉克|锡伯|鄂伦春)$")

_AUTONOMOUS = ("自治区", "自治州", "自治县", "自治旗")
_OF_A_PEOPLE = ("民族乡", "民族镇")
# Longest first: what follows the name proper.
_SUFFIXES = (
    "特别行政区", "街道办事处", "村民委员会", "居民委员会", "地区办事处", "街道", "地区", "特区", "新区",
    "省", "市", "盟", "县", "区", "镇", "乡",
)  # fmt: skip
# Names of which the last character is part: a banner, a mining district, a development zone, what a town is called.
_WHOLE = ("旗", "矿区", "郊区", "开发区", "高新区", "示范区", "管理区", "工业园区", "市辖区", "直辖县级行政区划")
_OF_THEIR_OWN = {"中国": "全国", "中华人民共和国": "全国", "神农架林区": "神农架"}


def short_name(name: str) -> str:
    """The short name of an area by its full one; a name that would be left with one character stays whole."""
    if name in _OF_THEIR_OWN:
        return _OF_THEIR_OWN[name]
    for suffix in _AUTONOMOUS:
        if name.endswith(suffix):
            return _without_peoples(name.removesuffix(suffix), name)
    for suffix in _OF_A_PEOPLE:
        if name.endswith(suffix):
            return _without_peoples(name.removesuffix(suffix[1:]), name)
    if name.endswith(_WHOLE):
        return name
    for suffix in _SUFFIXES:
        if name.endswith(suffix):
            stem = name.removesuffix(suffix)
            if stem.endswith("族") and suffix in ("区", "乡", "镇"):
                return _without_peoples(stem, name)
            if len(stem) > 1:
                return stem
    return name


def _without_peoples(stem: str, name: str) -> str:
    """What stands before the names of peoples; `name` where nothing but the people's own name would be left."""
    left = stem
    while True:
        # The bare names only follow a place's name directly, never another people's.
        shorter = _WITH_SUFFIX.sub("", left)
        if shorter == left:
            shorter = _BARE.sub("", left)
        if shorter == left:
            return left
        if len(shorter) < 2:
            bare = left.removesuffix("族")
            return bare if len(bare) > 1 else name
        left = shorter


def short_names(names: Mapping[str, str]) -> dict[str, str]:
    """The short names of areas beside one another, by code; those that would read alike (伊宁市, 伊宁县) stay whole."""
    short = {code: short_name(name) for code, name in names.items()}
    times = Counter(short.values())
    return {code: text if times[text] == 1 else names[code] for code, text in short.items()}
