"""The tree of areas from a file: codes, names, levels, parents; and the populations of areas that are here."""

import re
from pathlib import Path

import polars as pl

from lianfang.facts.cells import reason, trimmed
from lianfang.facts.load.answer import Answer, RejectedRow
from lianfang.facts.load.options import Options
from lianfang.facts.load.rejects import rejects_of
from lianfang.facts.reading import Sheet, header_key, read
from lianfang.places.models import Area
from lianfang.places.short_names import short_name
from lianfang.places.tree import install_areas
from lianfang.vocabulary import Mistake
from lianfang.vocabulary.shared_columns import AREA_LEVELS

_HEADERS = {
    "code": ("code", "代码", "区划代码", "行政区划代码", "area_code", "编码"),
    "name": ("name", "名称", "地区", "area", "行政区划名称"),
    "level": ("level", "级别", "层级"),
    "parent": ("parent", "上级", "上级代码", "parent_code"),
    "short_name": ("short_name", "简称"),
    "neighbours": ("neighbours", "相邻区划", "相邻区划代码", "相邻辖区", "neighbors"),
    "population": ("population", "人口", "常住人口", "pop", "pop_2010"),
}
_LEVELS = {word: level.name for level in AREA_LEVELS for word in (level.name, level.zh, level.en.casefold())} | {
    "市": "prefecture",
    "县": "county",
    "区县": "county",
    "乡": "town",
    "镇": "town",
    "村": "village",
    "国": "nation",
}


def load_areas(path: Path, options: Options) -> Answer:
    """Puts areas in: ``code, name, level, parent``, maybe ``population`` and ``neighbours`` (codes).

    A nation is put above provinces that have no parent.

    A file without levels mends those that are here: their population, or who lies beside whom, an area once or once for
    each of its neighbours. Of a census by county the sums of prefectures and provinces are filled in too. Raises
    Mistake where the file cannot be used.
    """
    words = {header_key(word) for forms in _HEADERS.values() for word in forms}
    sheet = read(path, sheet=options.sheet, words=words)[0]
    columns = _columns(sheet)
    if "code" not in columns:
        raise Mistake(
            f"{path}: no column for the areas' codes (code / 区划代码); it has {', '.join(sheet.header[:12])}"
        )
    rows = pl.DataFrame({name: trimmed(sheet.rows[header]) for name, header in columns.items()})
    if "level" in columns and "name" in columns:
        return _tree(path, sheet, columns, rows, options)
    if "population" in columns and "neighbours" in columns:
        raise Mistake(f"{path}: areas need their populations and their neighbours in a file each; leave a column out")
    if "population" in columns:
        return _populations(path, sheet, columns, rows)
    if "neighbours" in columns:
        return _neighbours(path, sheet, columns, rows)
    raise Mistake(
        f"{path}: areas need name and level, or a population or neighbours for areas that are here; add the columns"
    )


def _columns(sheet: Sheet) -> dict[str, str]:
    by_key = {header_key(header): header for header in sheet.header}
    found = {}
    for name, forms in _HEADERS.items():
        header = next((by_key[header_key(form)] for form in forms if header_key(form) in by_key), None)
        if header is not None:
            found[name] = header
    return found


def _tree(path: Path, sheet: Sheet, columns: dict[str, str], rows: pl.DataFrame, options: Options) -> Answer:
    given = rows.rows(named=True)
    here = {area.code: area for area in Area.objects.all()}
    codes = {row["code"] for row in given} | set(here)
    refused: dict[int, tuple[str, str, str]] = {}
    good: dict[str, dict[str, object]] = {}
    places: dict[str, int] = {}
    for place, row in enumerate(given):
        level = _LEVELS.get(row["level"].casefold(), "")
        why = _lack(row, level, codes, good)
        if why is not None:
            refused[place] = why
            continue
        area = {**row, "level": level, "short_name": row.get("short_name") or short_name(row["name"])}
        area["population"] = _number(row.get("population", ""))
        area["neighbours"] = " ".join(_codes(row.get("neighbours", "")))
        good[row["code"]], places[row["code"]] = area, place
    remarks = ["a nation CN 中国 was put above the provinces"] if _needs_nation(good, here) else []
    for code in _without_parent(good, refused, places):
        del good[code]
    states = {code: _state(area, here.get(code), bool(remarks)) for code, area in good.items()}
    if remarks:
        for area in good.values():
            if area["level"] == "province" and not area.get("parent"):
                area["parent"] = "CN"
        nation = {"code": "CN", "name": "中国", "level": "nation", "parent": "", "short_name": "全国"}
        install_areas([*([] if "CN" in here else [nation]), *good.values()])
    else:
        install_areas(good.values())
    return _answer(path, sheet, columns, list(states.values()), refused, remarks)


def _lack(
    row: dict[str, str], level: str, codes: set[str], good: dict[str, dict[str, object]]
) -> tuple[str, str, str] | None:
    code, parent = row["code"], row.get("parent", "")
    if not code or not code.isascii() or "/" in code or "~" in code or len(code) > 40:
        return "code", code, reason("code_form")
    if code in good:
        return "code", code, reason("twice")
    if not row["name"]:
        return "name", "", reason("area_name_blank")
    if not level:
        return "level", row["level"], reason("no_level", levels=", ".join(each.name for each in AREA_LEVELS))
    if parent and parent not in codes:
        return "parent", parent, reason("parent_missing")
    for other in _codes(row.get("neighbours", "")):
        if other not in codes:
            return "neighbours", other, reason("parent_missing")
    return None


def _without_parent(
    good: dict[str, dict[str, object]], refused: dict[int, tuple[str, str, str]], places: dict[str, int]
) -> list[str]:
    """Areas whose parent's row was refused cannot stand either, nor those in a circle."""
    here = set(Area.objects.values_list("code", flat=True))
    gone: list[str] = []
    for code in good:
        seen, at = set(), code
        while at in good and at not in seen:
            seen.add(at)
            at = str(good[at].get("parent") or "")
        if at in seen or (at and at not in here and at != "CN"):
            refused[places[code]] = ("parent", str(good[code].get("parent")), reason("parent_nowhere"))
            gone.append(code)
    return gone


def _needs_nation(good: dict[str, dict[str, object]], here: dict[str, Area]) -> bool:
    orphans = [a for a in good.values() if a["level"] == "province" and not a.get("parent")]
    chinese = all(str(area["code"]).isdigit() and len(str(area["code"])) == 6 for area in orphans)
    return bool(orphans) and chinese and "CN" not in good


def _state(area: dict[str, object], before: Area | None, nation: bool) -> str:
    if before is None:
        return "loaded"
    parent = area.get("parent") or ("CN" if nation and area["level"] == "province" else None)
    same = (
        (before.name, before.level, before.parent_id) == (area["name"], area["level"], parent)
        and (area["population"] or before.population) == before.population
        and (area["neighbours"] or before.neighbours) == before.neighbours
        and (before.short_name or area["short_name"]) == before.short_name
    )
    return "unchanged" if same else "corrected"


def _codes(text: str) -> list[str]:
    """The codes in a cell, whatever stands between them."""
    return re.split(r"[\s,，、;；]+", text.strip()) if text.strip() else []


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _populations(path: Path, sheet: Sheet, columns: dict[str, str], rows: pl.DataFrame) -> Answer:
    here = {area.code: area for area in Area.objects.all()}
    flag = next((h for h in sheet.header if header_key(h).startswith(header_key("in_gbt2260"))), None)
    gone = (sheet.rows[flag].str.strip_chars() == "0") if flag else pl.Series([False] * rows.height)
    refused: dict[int, tuple[str, str, str]] = {}
    states: list[str] = []
    skipped: list[tuple[str, int, str]] = []
    changed: list[Area] = []
    for place, row in enumerate(rows.iter_rows(named=True)):
        population, area = _number(row["population"].replace(",", "")), here.get(row["code"])
        if gone[place]:
            skipped.append((sheet.name, int(sheet.row_numbers[place]), reason("area_gone")))
        elif row["population"] and population is None:
            refused[place] = ("population", row["population"], reason("not_an_integer"))
        elif area is None:
            refused[place] = ("code", row["code"], reason("area_missing"))
        elif population is None or area.population == population:
            states.append("unchanged")
        else:
            states.append("loaded" if area.population is None else "corrected")
            area.population = population
            changed.append(area)
    changed += _sums(rows, here)
    Area.objects.bulk_update(changed, ["population"], batch_size=2000)
    return _answer(path, sheet, columns, states, refused, [], skipped)


def _neighbours(path: Path, sheet: Sheet, columns: dict[str, str], rows: pl.DataFrame) -> Answer:
    """What the file tells of an area takes the place of what was told of it before."""
    here = {area.code: area for area in Area.objects.all()}
    refused: dict[int, tuple[str, str, str]] = {}
    told: dict[str, list[str]] = {}
    places: list[str] = []
    for place, row in enumerate(rows.iter_rows(named=True)):
        others = _codes(row["neighbours"])
        unknown = next((other for other in others if other not in here), None)
        if row["code"] not in here:
            refused[place] = ("code", row["code"], reason("area_missing"))
        elif unknown is not None:
            refused[place] = ("neighbours", unknown, reason("area_missing"))
        else:
            told.setdefault(row["code"], []).extend(others)
            places.append(row["code"])
    state_of, changed = {}, []
    for code, others in told.items():
        area, beside = here[code], " ".join(dict.fromkeys(others))
        same = not beside or area.neighbours == beside
        state_of[code] = "unchanged" if same else "corrected" if area.neighbours else "loaded"
        if not same:
            area.neighbours = beside
            changed.append(area)
    Area.objects.bulk_update(changed, ["neighbours"], batch_size=2000)
    return _answer(path, sheet, columns, [state_of[code] for code in places], refused, [])


def _sums(rows: pl.DataFrame, here: dict[str, Area]) -> list[Area]:
    """Prefectures, provinces and the nation by the sum of all the counties of that census, those no more included.

    Codes say in which prefecture and province a county of that census lay, whatever became of it.
    """
    figures = rows.with_columns(pl.col("population").str.replace_all(",", "").cast(pl.Int64, strict=False))
    given = set(rows["code"].to_list())
    sums: dict[str, int] = {}
    for code, population in figures.select("code", "population").iter_rows():
        if population and len(code) == 6 and code.isdigit():
            for above in {code[:4] + "00", code[:2] + "0000", "CN"} - {code}:
                sums[above] = sums.get(above, 0) + population
    changed = []
    for code, total in sums.items():
        area = here.get(code)
        if area is not None and code not in given and area.population is None:
            area.population = total
            changed.append(area)
    return changed


def _answer(
    path: Path,
    sheet: Sheet,
    columns: dict[str, str],
    states: list[str],
    refused: dict[int, tuple[str, str, str]],
    remarks: list[str],
    passed_over: list[tuple[str, int, str]] | None = None,
) -> Answer:
    places = sorted(refused)
    found = [
        RejectedRow(
            sheet.name,
            int(sheet.row_numbers[place]),
            columns.get(refused[place][0], refused[place][0]),
            *refused[place][1:],
        )
        for place in places
    ]
    return Answer(
        file=str(path),
        rows=len(states) + len(found),
        loaded=states.count("loaded"),
        unchanged=states.count("unchanged"),
        corrected=states.count("corrected"),
        rejected=len(found),
        rejections=tuple(found),
        skipped=(*((sheet.name, number, why) for number, why in sheet.skipped), *(passed_over or ())),
        remarks=tuple(remarks),
        rejects=rejects_of(sheet, found, places),
    )
