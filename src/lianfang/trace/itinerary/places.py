"""The names of places as they stand in a sentence: cut clean, several told apart."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lianfang.trace.itinerary.scanner import words

# 甲超市和乙医院 are two places, 呼和浩特市和林格尔县 is one.
_FULL = "店城村厂院站行场房馆楼厅）)"
_AND = re.compile(rf"(?:(?<=[超集夜早]市)|(?<=[{_FULL}]))[和及](?=[^和及]{{1,20}}[{_FULL}市镇])")
# What is cut behind a name by its form, and the characters it can end in.
_TRAILING = r"(?<=[家店村厂校院室场市铺])里|(?<=[家中里])住|陪[一-龥]某+|\s|\d[-\d]*[次人]|\d+个?小时?|\d+分钟?"
_LAST = "里住某次人时小分钟 \t\n\u3000\xa0"
_IN_BRACKETS = re.compile(r"[（(].*[）)]$")
_MEASURE = re.compile(r"\s*(?:[\d几两数半][\d\s]*(?:(?:天|次|小时|分钟|人|名|例).*)?)?")


@lru_cache(maxsize=16_384)
def names_of(text: str) -> tuple[str, ...]:
    """The places named in a stretch of text, separated by 、 or by 和 between two full names."""
    parts = text.split("、")
    if "和" in text or "及" in text:
        parts = [name for part in parts for name in _AND.split(part)]
    return tuple(name for name in map(_clean, parts) if _is_place(name))


@lru_cache(maxsize=16_384)
def bare_names_of(text: str) -> tuple[str, ...]:
    """The places that a stretch names by how they end, where no word says that one went there."""
    return tuple(name for name in names_of(text) if _IN_BRACKETS.sub("", name).endswith(_bare()) and len(name) <= 30)


@cache
def _bare() -> tuple[str, ...]:
    return tuple(words()["bare_place"])


def _clean(name: str) -> str:
    leading, begins, trailing, ends = _cuts()
    name = name.strip()
    while name:
        # Most names have nothing to cut, which their first and last character tell.
        if name[0] in begins and (cut := leading.match(name)) is not None:
            name = name[cut.end() :]
        elif name[-1] in ends and (cut := trailing.search(name)) is not None:
            name = name[: cut.start()]
        else:
            break
    return name


@cache
def _cuts() -> tuple[re.Pattern[str], frozenset[str], re.Pattern[str], frozenset[str]]:
    """What is cut before a name, the characters it can begin with; what behind it, and the characters it can end in."""
    before, behind = words()["leading"], words()["trailing"]
    leading, trailing = ("|".join(map(re.escape, some)) for some in (before, behind))
    return (
        re.compile(f"(?:{leading})+"),
        frozenset(word[0] for word in before),
        re.compile(rf"(?:{trailing}|{_TRAILING})+$"),
        frozenset(word[-1] for word in behind) | frozenset(_LAST),
    )


@cache
def _none() -> tuple[frozenset[str], tuple[str, ...]]:
    """What is no place, and what no name of one ends in."""
    return frozenset(words()["no_place"]), tuple(words()["no_place_ending"])


def _is_place(name: str) -> bool:
    if len(name) < 2:
        return name in words()["one"]
    names, endings = _none()
    return name not in names and not name.endswith(endings) and _MEASURE.fullmatch(name) is None
