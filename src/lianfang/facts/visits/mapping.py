"""How the columns of a file of visits are read: a mapping that ships, one of the user's own, or the columns' own names.

columns:
  person: {from: pid}
  start: {from: [start, date]}                    the first that is filled
  place: {from: [latitude, longitude], joined: ","}
  kind: {from: mode, where: vehicle, values: {高铁: train}, only: true, otherwise: venue}
  number: {from: vehicle, part: number}           of a train or flight as printed: number, carriage, seat
constants: {how: ticket}
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lianfang.facts.visits.entry import OF_SCANS
from lianfang.trace.itinerary.vehicles import Vehicle, train
from lianfang.trace.store import TOLD, VISIT
from lianfang.vocabulary import Mistake

Part = Literal["number", "carriage", "seat"]
COLUMNS = (*VISIT, "gone", *OF_SCANS)
# What files call them beside the names of our own.
ALSO = {
    "person": ("证件号", "证件号码", "身份证号", "有效证件号", "手机号", "联系电话", "identity_number", "telephone"),
    "place": ("场所编码", "场所", "场所名称", "place_id", "venue"),
    "kind": ("场所类型",), "start": ("进入时间", "扫码时间", "entered"), "end": ("离开时间", "left"),
    "number": ("车次", "航班号", "车牌号", "vehicle"), "carriage": ("车厢",), "room": ("房间", "包间"), "row": ("排",),
    "seat": ("座位", "座位号"), "how": ("记录方式",), "area": ("辖区", "区划代码", "area_code"),
    "device": ("设备号", "扫码设备"), "scanned_in": ("扫码地", "扫码地区划"),
}  # fmt: skip


class Source(BaseModel):
    """Where a column comes from."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    headers: list[str] | str = Field(alias="from")
    joined: str | None = None
    where: str | None = None
    values: dict[str, str] = {}
    only: bool = False
    otherwise: str | None = None
    part: Part | None = None
    form: str | None = None

    @property
    def named(self) -> list[str]:
        """The headers it reads."""
        told = [self.headers] if isinstance(self.headers, str) else self.headers
        return told if self.where is None else [*told, self.where]


class Told(BaseModel):
    """A mapping as its file has it."""

    model_config = ConfigDict(extra="forbid")
    about: str = ""
    headers: list[str] = []
    columns: dict[str, Source]
    constants: dict[str, str] = {}


@dataclass(frozen=True)
class Mapping:
    """Which headers are read as which columns of a visit."""

    name: str
    columns: dict[str, Source]
    constants: dict[str, str] = field(default_factory=dict)

    def headers(self) -> list[str]:
        """Every header that is read."""
        return list(dict.fromkeys(header for source in self.columns.values() for header in source.named))

    def read(self, raw: pl.DataFrame) -> pl.DataFrame:
        """The columns of visits, all but moments in their types' text; what is empty is null."""
        made: dict[str, pl.Series] = {}
        for name, source in self.columns.items():
            made[name] = _read(raw, source, made.get("kind")).alias(name)
        for name, text in self.constants.items():
            made[name] = pl.repeat(text, raw.height, eager=True).alias(name)
        return pl.DataFrame(list(made.values()))


@cache
def shipped() -> dict[str, tuple[Told, Mapping]]:
    """The mappings that ship, by name."""
    folder = resources.files("lianfang.facts.visits") / "mappings"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    return {
        name: (told, Mapping(name, told.columns, told.constants))
        for file in files
        for name, told in [(file.name.removesuffix(".yaml"), _built(file.read_text("utf-8"), file.name))]
    }


def mapping_for(headers: list[str], asked: str | None, file: Path) -> Mapping:
    """The mapping asked for, the shipped one for just these headers, or that of the columns' own names.

    Raises Mistake where it cannot be read, or reads a header that the file does not have, or nobody or no start.
    """
    if asked is not None:
        found = _asked(asked)
    else:
        fitting = (mapping for told, mapping in shipped().values() if set(told.headers) == set(headers))
        found = next(fitting, _by_names(headers))
    missing = [header for header in found.headers() if header not in headers]
    if missing:
        raise Mistake(f"{file}: has no column {', '.join(missing)}, which the mapping {found.name} reads")
    wanting = [name for name in ("person", "start") if name not in found.columns]
    if wanting:
        told = f"its columns are {', '.join(headers[:12])}"
        raise Mistake(f"{file}: no column is known as {' or '.join(wanting)} ({told}); name them with --map")
    return found


def _asked(name: str) -> Mapping:
    if name in shipped():
        return shipped()[name][1]
    path = Path(name)
    if not path.is_file():
        raise Mistake(f"no mapping of visits is called {name!r}; name a YAML file or one of {', '.join(shipped())}")
    told = _built(path.read_text("utf-8"), name)
    return Mapping(name, told.columns, told.constants)


def _built(text: str, name: str) -> Told:
    try:
        told = Told.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as wrong:
        raise Mistake(f"{name}: is no YAML: {' '.join(str(wrong).split())[:120]}") from None
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = " > ".join(str(part) for part in first["loc"])
        raise Mistake(f"{name}: {where}: {first['msg']}") from None
    unknown = [column for column in (*told.columns, *told.constants) if column not in COLUMNS]
    if unknown:
        raise Mistake(f"{name}: visits have no column {', '.join(unknown)}; they have {', '.join(COLUMNS)}")
    # What kind of vehicle it is decides how its number is read.
    told.columns = dict(sorted(told.columns.items(), key=lambda item: item[0] != "kind"))
    return told


def _by_names(headers: list[str]) -> Mapping:
    columns = {}
    for name in COLUMNS:
        header = next((one for one in (name, *ALSO.get(name, ())) if one in headers), None)
        if header is not None:
            columns[name] = Source.model_validate({"from": header})
    return Mapping("of the columns' own names", columns)


def _read(raw: pl.DataFrame, source: Source, kind: pl.Series | None) -> pl.Series:
    named = [source.headers] if isinstance(source.headers, str) else source.headers
    columns = [_filled(raw[header]) for header in named]
    if source.joined is not None:
        value = pl.select(pl.concat_str(columns, separator=source.joined)).to_series()
    else:
        value = columns[0] if len(columns) == 1 else pl.select(pl.coalesce(columns)).to_series()
    if source.values:
        value = value.replace_strict(source.values, default=None if source.only else value, return_dtype=pl.String)
    if source.where is not None:
        value = value.set(_filled(raw[source.where]).is_null(), None)
    if source.otherwise is not None:
        value = value.fill_null(source.otherwise)
    if source.part is not None:
        value = _parts(value, kind, source.part)
    return value


def _filled(column: pl.Series) -> pl.Series:
    """The column, blank texts as null."""
    if column.dtype != pl.String:
        return column
    plain = column.str.strip_chars()
    return plain.set(plain == "", None)


def _parts(texts: pl.Series, kind: pl.Series | None, part: Part) -> pl.Series:
    trains = pl.repeat(True, texts.len(), eager=True) if kind is None else (kind == "train").fill_null(False)
    frame = pl.DataFrame({"text": texts, "train": trains})
    distinct = frame.unique().drop_nulls()
    read = [_vehicle(text, is_train) for text, is_train in distinct.iter_rows()]
    made = distinct.with_columns(pl.Series("part", [getattr(one, part) or None for one in read], dtype=pl.String))
    return frame.join(made, on=["text", "train"], how="left", maintain_order="left")["part"]


def _vehicle(text: str, is_train: bool) -> Vehicle:
    return train(text) if is_train else Vehicle("", text.partition("/")[0].strip())


def types() -> dict[str, Any]:
    """The columns of a visit that are neither moments nor text, with their types."""
    return {name: dtype for name, dtype in {**TOLD, "gone": pl.Boolean}.items() if dtype != pl.String}
