"""Which area a letter means by the name of its sender or addressee, or by where somebody went."""

from lianfang.places.models import Area
from lianfang.places.names import area_codes
from lianfang.places.tree import is_within

# The most characters that the name of an area has.
_LONGEST = 14
_LEVELS = ("province", "prefecture", "county")


def area_named(text: str) -> Area | None:
    """The area that a text names: by code, by name, or as the lowest of those whose names begin an office's name.

    北原市东岭区疫情防控指挥部 means 东岭区 of 北原市. None where it names none, or several that nothing tells apart.
    """
    plain = "".join(text.split())
    if not plain:
        return None
    code = area_codes([plain]).codes.get(plain)
    if code is not None:
        return Area.objects.filter(code=code).first()
    lengths = range(2, min(len(plain), _LONGEST) + 1)
    parts = {plain[start : start + length] for start in range(len(plain)) for length in lengths}
    named = list(Area.objects.filter(name__in=parts, level__in=_LEVELS))
    # Those that lie within another that is named too are meant by it.
    lowest = [
        area
        for area in named
        if not any(other.path != area.path and is_within(other.path, area.path) for other in named)
    ]
    above = {area.code: sum(is_within(area.path, other.path) for other in named) for area in lowest}
    most = max(above.values(), default=0)
    best = [area for area in lowest if above[area.code] == most]
    return best[0] if len(best) == 1 else None
