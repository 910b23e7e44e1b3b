"""Files of figures by area and day: which of their headers name the area, level by level."""

from collections.abc import Iterable

from lianfang.facts.load.mapping import AreaLevel, Areas
from lianfang.facts.reading import header_key

# For each level the headers of its code and of its name.
_LEVELS = (
    ("nation", ("countryCode", "国家代码"), ("country", "国家", "nation")),
    ("province", ("provinceCode", "省代码", "省份代码", "省级代码"), ("province", "省", "省份", "省级")),
    (
        "prefecture",
        ("cityCode", "市代码", "城市代码", "地市代码"),
        ("city", "市", "城市", "地市", "市（州）", "prefecture"),
    ),
    ("county", ("countyCode", "县代码", "区县代码"), ("county", "县", "区县", "县（市、区）")),
)


def counts_areas(headers: Iterable[str]) -> Areas | None:
    """How these headers name the area of a row; None where they do by a single column, if at all."""
    by_key = {header_key(header): header for header in headers}
    levels = []
    for level, codes, names in _LEVELS:
        code = next((by_key[header_key(c)] for c in codes if header_key(c) in by_key), "")
        name = next((by_key[header_key(n)] for n in names if header_key(n) in by_key), "")
        if code or name:
            levels.append(AreaLevel(level, code, name))
    if not any(level.level != "nation" for level in levels):
        return None
    return Areas(by=tuple(levels), columns=("reported_count.counted",))
