"""The area of each row by the file's own codes and names; areas that are not here are made from them, and said so."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

import polars as pl

from lianfang.facts.load.mapping import AreaLevel, Areas
from lianfang.places.models import Area
from lianfang.places.short_names import short_name
from lianfang.places.tree import install_areas

_GB = re.compile(r"\d{6}")
_LONGEST = 40
NATION = {"code": "CN", "name": "中国", "level": "nation"}


@dataclass(slots=True)
class Made:
    """Areas to be put in, by code, and the code of each distinct combination of cells (None: a row that names none)."""

    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[tuple[str, ...], str | None] = field(default_factory=dict)


def area_codes_of_rows(rows: pl.DataFrame, areas: Areas) -> tuple[pl.Series, dict[str, dict[str, str]]]:
    """The code of each row's area, null where it names none or only an unknown code; and the areas to be made.

    A row's area is the deepest level of which it has a code or a name. A name without a code is the area so called in
    the one above it, else one made under it. Nothing is written here.
    """
    headers = [header for level in areas.by for header in (level.code, level.name) if header in rows.columns]
    cells = rows.select(pl.col(h).str.strip_chars() for h in headers)
    keys = cells.unique(maintain_order=True)
    here: dict[str, tuple[str, str | None, str]] = {
        code: (name, parent, level)
        for code, name, parent, level in Area.objects.values_list("code", "name", "parent_id", "level")
    }
    children: dict[tuple[str | None, str], str] = {(parent, name): code for code, (name, parent, _) in here.items()}
    made = Made()
    for known in areas.known:
        _make(made, here, children, known["code"], known["name"], known["level"], known.get("parent", ""))
    # Rows that have all their codes first: a name that elsewhere in the file stands without its code has the same.
    ordered = sorted(keys.iter_rows(named=True), key=lambda key: _uncoded(key, areas))
    for key in ordered:
        made.codes[tuple(key.values())] = _code(key, areas, here, children, made)
    codes = cells.rows()
    return pl.Series([made.codes[key] for key in codes], dtype=pl.String), made.rows


def _uncoded(key: dict[str, str], areas: Areas) -> int:
    return sum(1 for level in areas.by if key.get(level.name) and not key.get(level.code))


def install(made: dict[str, dict[str, str]]) -> None:
    """Puts the areas in."""
    if made:
        install_areas(made.values())


def install_known(areas: Iterable[dict[str, str]]) -> list[str]:
    """Puts in those of these areas that are not here; answers their codes."""
    rows = list(areas)
    here = set(Area.objects.filter(code__in=[row["code"] for row in rows]).values_list("code", flat=True))
    missing = [row for row in rows if row["code"] not in here]
    if missing:
        install_areas({"short_name": short_name(row["name"]), **row} for row in missing)
    return [row["code"] for row in missing]


def _code(
    key: dict[str, str],
    areas: Areas,
    here: dict[str, tuple[str, str | None, str]],
    children: dict[tuple[str | None, str], str],
    made: Made,
) -> str | None:
    parent, found = areas.under, None
    for level in areas.by:
        code, name = key.get(level.code, ""), key.get(level.name, "")
        if name in level.same_as_parent:
            name = ""
        if code and code == parent and name:
            # A part that carries the code of its whole (台湾省 as its own city) is kept beside it, by its name.
            code = ""
        if not code and not name:
            continue
        if not code:
            code = children.get((parent or None, name), "") or _code_by_name(parent, name, here, made)
            kind = level.uncoded
        else:
            kind = _level(code, level)
        if code not in here:
            if not name:
                # A code that nobody knows and without a name: the row is refused for it, with its value.
                return code
            parent = parent or _nation(code, here, children, made)
            _make(made, here, children, code, name, kind, parent)
        parent = found = code
    return found


def _nation(
    code: str,
    here: dict[str, tuple[str, str | None, str]],
    children: dict[tuple[str | None, str], str],
    made: Made,
) -> str:
    """The nation above a GB/T 2260 code that stands in a file without a column for it."""
    if not _GB.fullmatch(code):
        return ""
    if "CN" not in here:
        _make(made, here, children, NATION["code"], NATION["name"], NATION["level"], "")
    return "CN"


def _level(code: str, level: AreaLevel) -> str:
    """What a code of GB/T 2260 says of its level; the file's own level where it is none."""
    if level.level == "nation" or not _GB.fullmatch(code):
        return level.level if level.level == "nation" or _ordinary(level) else "elsewhere"
    return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"


def _ordinary(level: AreaLevel) -> bool:
    return level.uncoded != "elsewhere"


def _make(
    made: Made,
    here: dict[str, tuple[str, str | None, str]],
    children: dict[tuple[str | None, str], str],
    code: str,
    name: str,
    level: str,
    parent: str,
) -> None:
    if code in here:
        return
    here[code] = (name, parent or None, level)
    children.setdefault((parent or None, name), code)
    brief = "" if level == "elsewhere" else short_name(name)
    made.rows[code] = {"code": code, "name": name, "short_name": brief, "level": level, "parent": parent}


def _code_by_name(parent: str, name: str, here: dict[str, tuple[str, str | None, str]], made: Made) -> str:
    """A code of ASCII letters for an area that has only a name: its parent's, and how the name is written or sounds."""
    from pypinyin import lazy_pinyin

    spelled = name if name.isascii() else "".join(lazy_pinyin(name))
    slug = re.sub(r"[^0-9A-Za-z]+", "-", spelled).strip("-") or "area"
    code = f"{parent}-{slug}" if parent else slug
    taken = here.get(code)
    if len(code) > _LONGEST or (taken is not None and taken[0] != name):
        mark = blake2b(name.encode(), digest_size=3).hexdigest()
        code = f"{code[: _LONGEST - 7]}-{mark}"
    return code
