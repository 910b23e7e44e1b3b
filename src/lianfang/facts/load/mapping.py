"""A mapping: how the columns of one kind of file become the vocabulary's. A YAML file, or made from the headers."""

from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from lianfang import vocabulary
from lianfang.vocabulary import Layout, Mistake

# Kinds of file that are no layout of facts, or that say something of facts already here.
LINKS = "links"
BOUNDARIES = "boundaries"


@dataclass(frozen=True, slots=True)
class ColumnSource:
    """Where a column's value comes from, tried in order: the first header whose cell is not blank, else ``otherwise``.

    ``values`` translates cells, ``unknown`` are cells that mean "not known" (only in rows where the column
    ``unknown_where_filled`` has a value, if that is named). ``only`` are the values that count, after translation;
    others are as if blank. A day (2020-01-31) before that in the column ``not_before`` is as if blank. ``filled`` is
    the value where any of the headers has one.
    ``times`` converts a unit. ``row`` takes the row's number, ``file_name`` what a pattern finds in the file's name.
    ``days`` counts days from day 0. ``prefixed`` puts the mapping's prefix before each number.
    """

    headers: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    unknown_where_filled: str = ""
    only: frozenset[str] = frozenset()
    not_before: str = ""
    filled: str = ""
    otherwise: str = ""
    times: float | None = None
    days: bool = False
    row: bool = False
    file_name: str = ""
    prefixed: bool = False


@dataclass(frozen=True, slots=True)
class AreaLevel:
    """One level of the area that a row names: the headers of its code and name; what an area without a code is."""

    level: str
    code: str = ""
    name: str = ""
    uncoded: str = "elsewhere"
    same_as_parent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Areas:
    """How the areas that a file names come about.

    ``known``: areas put in where missing (code, name, level, parent). ``under``: the code above the first level.
    ``by``: the levels whose headers name the row's area, from the top. ``text``: headers that name it as one text, read
    from the front (省市区…); what is left of it goes to ``rest``. Where it is blank
    the header ``instead`` is read up to the sign ``until``. ``columns``: the AREA columns that receive the code.
    """

    known: tuple[dict[str, str], ...] = ()
    under: str = ""
    by: tuple[AreaLevel, ...] = ()
    text: tuple[str, ...] = ()
    instead: str = ""
    until: str = ""
    rest: str = ""
    columns: tuple[str, ...] = ()

    def headers(self) -> set[str]:
        """The headers by which the areas are named."""
        levels = {header for level in self.by for header in (level.code, level.name)}
        return (levels | set(self.text) | {self.instead}) - {""}


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the columns of one kind of file become the vocabulary's."""

    name: str
    kind: str
    columns: dict[str, ColumnSource]
    about: str = ""
    headers: tuple[str, ...] = ()
    automatic: bool = True
    disease: str = ""
    outbreak: str = ""
    area: str = ""
    prefix: str = ""
    date_order: str | None = None
    earliest: date | None = None
    day_zero_needed: bool = False
    only_filled: str = ""
    only_unknown: frozenset[str] = frozenset()
    only_why: str = ""
    areas: Areas | None = None

    def headers_used(self) -> set[str]:
        """The headers that anything is taken from."""
        used = {header for source in self.columns.values() for header in source.headers}
        return used | (self.areas.headers() if self.areas is not None else set())


_TOP = {
    "about", "kind", "headers", "automatic", "disease", "outbreak", "area", "prefix", "date_order", "earliest",
    "day_zero", "only", "areas", "constants", "columns",
}  # fmt: skip
_COLUMN = {
    "from", "values", "unknown", "unknown_where_filled", "only", "not_before", "filled", "otherwise", "times", "days",
    "row", "file_name", "prefixed",
}  # fmt: skip
_AREAS = {"known", "under", "by", "text", "instead", "until", "rest", "columns"}
_LEVEL = {"level", "code", "name", "uncoded", "same_as_parent"}


def mapping_of(path: Path) -> Mapping:
    """The mapping of a YAML file. Raises Mistake, in one line, on anything in it that cannot be."""
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Mistake(f"{path}: the mapping cannot be read: {error}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        raise Mistake(f"{path}: {where}not YAML: {getattr(error, 'problem', error)}") from None
    return built(told, path.stem, str(path))


def built(told: Any, name: str, where: str) -> Mapping:
    """The mapping of what a YAML file told; ``where`` stands before each mistake."""
    _check_keys(told, _TOP, where)
    if not told.get("kind"):
        raise Mistake(f"{where}: kind is missing; say what the file holds, e.g. kind: linelist")
    kind = str(told["kind"])
    layout = None if kind == BOUNDARIES else layout_of_kind(kind, where)
    known = known_columns(layout) if layout is not None else frozenset({"code"})
    called = layout.name if layout is not None else kind
    columns: dict[str, ColumnSource] = {}
    for full, source in (told.get("columns") or {}).items():
        _check_column(full, known, where, called)
        columns[full] = _source(source, f"{where}: columns: {full}", full.rpartition(".")[2])
    for full, value in (told.get("constants") or {}).items():
        _check_column(full, known, where, called)
        columns[full] = ColumnSource(otherwise=str(value))
    only = told.get("only") or {}
    _check_keys(only, {"filled", "unknown", "why"}, f"{where}: only")
    areas = _areas(told["areas"], f"{where}: areas", known, called) if told.get("areas") else None
    return Mapping(
        name=name,
        kind=kind,
        columns=columns,
        about=str(told.get("about") or ""),
        headers=tuple(map(str, told.get("headers") or ())),
        automatic=bool(told.get("automatic", True)),
        disease=str(told.get("disease") or ""),
        outbreak=str(told.get("outbreak") or ""),
        area=str(told.get("area") or ""),
        prefix=str(told.get("prefix") or ""),
        date_order=_date_order(told.get("date_order"), where),
        earliest=told.get("earliest"),
        day_zero_needed=told.get("day_zero") == "needed",
        only_filled=str(only.get("filled") or ""),
        only_unknown=frozenset(_texts(only.get("unknown"))),
        only_why=str(only.get("why") or ""),
        areas=areas,
    )


def layout_of_kind(kind: str, where: str = "") -> Layout:
    """The layout that a kind of file is recorded by; links say something of cases."""
    try:
        return vocabulary.layout("case" if kind == LINKS else kind)
    except Mistake as mistake:
        raise Mistake(f"{where}: {mistake}" if where else str(mistake)) from None


def known_columns(layout: Layout) -> frozenset[str]:
    """The full names of all columns that a file may fill."""
    names = {full for full, _, _ in layout.columns()}
    names |= {f"{part.name}.occurred_until" for part in layout.parts}
    return frozenset(names | ({"link.from", "link.to", "link.setting"} if layout.name == "case" else set()))


def _check_keys(told: Any, allowed: set[str], where: str) -> None:
    if not isinstance(told, dict):
        raise Mistake(f"{where}: must be names and values, one a line (name: value)")
    for key in told:
        if key not in allowed:
            near = get_close_matches(str(key), sorted(allowed), 1)
            raise Mistake(f"{where}: {key!r} is not known here; {_hint(near) or 'use ' + ', '.join(sorted(allowed))}")


def _check_column(full: str, known: frozenset[str], where: str, layout: str) -> None:
    if full not in known:
        near = get_close_matches(str(full), sorted(known), 1)
        raise Mistake(f"{where}: {layout} has no column {full!r}; {_hint(near) or 'see lianfang load --help'}")


def _hint(near: list[str]) -> str:
    return f"did you mean {near[0]!r}?" if near else ""


def _texts(value: Any) -> tuple[str, ...]:
    return (str(value),) if isinstance(value, str | int | float) else tuple(map(str, value or ()))


def _date_order(value: Any, where: str) -> str | None:
    if value not in (None, "ymd", "mdy", "dmy"):
        raise Mistake(f"{where}: date_order is {value!r}; use ymd, mdy or dmy")
    return value


def _source(told: Any, where: str, column: str) -> ColumnSource:
    numbered = column in ("number", "index_number", "case_number", "from", "to")
    if isinstance(told, str | list):
        return ColumnSource(headers=_texts(told), prefixed=numbered)
    _check_keys(told, _COLUMN, where)
    return ColumnSource(
        headers=_texts(told.get("from")),
        values={str(k): "" if v is None else str(v) for k, v in (told.get("values") or {}).items()},
        unknown=frozenset(_texts(told.get("unknown"))),
        unknown_where_filled=str(told.get("unknown_where_filled") or ""),
        only=frozenset(_texts(told.get("only"))),
        not_before=str(told.get("not_before") or ""),
        filled=str(told.get("filled") or ""),
        otherwise=str(told.get("otherwise") or ""),
        times=told.get("times"),
        days=bool(told.get("days")),
        row=bool(told.get("row")),
        file_name=str(told.get("file_name") or ""),
        prefixed=bool(told.get("prefixed", numbered)),
    )


def _areas(told: Any, where: str, known: frozenset[str], layout: str) -> Areas:
    _check_keys(told, _AREAS, where)
    levels = []
    for level in told.get("by") or ():
        _check_keys(level, _LEVEL, f"{where}: by")
        levels.append(
            AreaLevel(
                level=str(level["level"]),
                code=str(level.get("code") or ""),
                name=str(level.get("name") or ""),
                uncoded=str(level.get("uncoded") or "elsewhere"),
                same_as_parent=frozenset(_texts(level.get("same_as_parent"))),
            )
        )
    for full in (*_texts(told.get("columns")), *_texts(told.get("rest"))):
        _check_column(full, known, where, layout)
    return Areas(
        known=tuple({k: str(v) for k, v in area.items()} for area in told.get("known") or ()),
        under=str(told.get("under") or ""),
        by=tuple(levels),
        text=_texts(told.get("text")),
        instead=str(told.get("instead") or ""),
        until=str(told.get("until") or ""),
        rest=str(told.get("rest") or ""),
        columns=_texts(told.get("columns")),
    )
