"""Boundaries of areas from GeoJSON, joined by area code: data of the installation, for maps and for neighbours."""

import gzip
import json
import zlib
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from lianfang.facts.cells import reason
from lianfang.facts.load.answer import Answer, RejectedRow
from lianfang.facts.load.mapping import BOUNDARIES, mapping_of
from lianfang.facts.load.options import Options
from lianfang.facts.reading import header_key
from lianfang.places.models import Area
from lianfang.vocabulary import Mistake

LIMIT_BYTES = 400 * 1024 * 1024
# Under which names public files hold the code of an area; the first that a feature fills is taken.
CODE_PROPERTIES = (
    "code", "adcode", "ad_code", "area_code", "区划代码", "行政区划代码", "行政区代码", "代码", "编码",
    "gb", "xzqdm", "pac",
)  # fmt: skip
_NATION = "/CN/"
# What files of public maps write before the code of an area of China.
_CHINA_BEFORE = "156"
_DEGREES = ("CRS84", "4326", "4490")


def load_boundaries(path: Path, options: Options, at: datetime) -> Answer:
    """Puts in the boundary of each area that a FeatureCollection holds; what another takes the place of is kept.

    A feature that cannot be used comes back with its number, property, value and reason; the same file again changes
    nothing. Raises Mistake where the file cannot be used at all.
    """
    from lianfang.places.bounding import install_boundaries
    from lianfang.places.outlines import CHINA, Unfit, outline_of

    features = _features(path)
    names, values = _mapped(options)
    told = [_code(feature, names, values) for feature in features]
    here = dict(Area.objects.values_list("code", "path"))
    found = [_known(code, here) for _name, code in told]
    often = Counter(code for code in found if code)
    refused: dict[int, tuple[str, str, str]] = {}
    outlines = {}
    for place, (feature, (name, code), known) in enumerate(zip(features, told, found, strict=True)):
        if not code:
            refused[place] = (name, code, reason("boundary_no_code"))
        elif known is None:
            refused[place] = (name, code, reason("boundary_no_area"))
        elif often[known] > 1:
            refused[place] = (name, code, reason("boundary_twice"))
        else:
            try:
                within = CHINA if here[known].startswith(_NATION) else None
                outlines[known] = outline_of(feature.get("geometry"), within)
            except Unfit as unfit:
                refused[place] = (name, code, reason(unfit.key, **unfit.named))
    states = list(install_boundaries(outlines, path.name, options.account, at).values())
    rejections = [RejectedRow(path.name, place + 1, *why) for place, why in sorted(refused.items())]
    return Answer(
        file=str(path),
        rows=len(features),
        loaded=states.count("loaded"),
        unchanged=states.count("unchanged"),
        corrected=states.count("corrected"),
        rejected=len(rejections),
        rejections=tuple(rejections),
        rejects=pl.DataFrame(
            [(one.row, one.column, one.value, one.reason) for one in rejections],
            schema={"feature": pl.Int64, "property": pl.String, "value": pl.String, "reason": pl.String},
            orient="row",
        ),
        counted="feature",
    )


def _features(path: Path) -> list[dict[str, Any]]:
    """The features of a file. Raises Mistake where it is no FeatureCollection in degrees."""
    try:
        raw = path.read_bytes() if path.stat().st_size <= LIMIT_BYTES else None
    except OSError as error:
        raise Mistake(f"{path}: the file cannot be read: {error.strerror}") from None
    if raw is None:
        raise Mistake(f"{path}: the file is larger than {LIMIT_BYTES >> 20} MB; simplify the boundaries, or split it")
    try:
        if raw[:2] == b"\x1f\x8b":
            with gzip.open(path) as opened:
                raw = opened.read(LIMIT_BYTES + 1)
            if len(raw) > LIMIT_BYTES:
                raise Mistake(f"{path}: unpacked it is larger than {LIMIT_BYTES >> 20} MB; split it")
        told = json.loads(raw.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise Mistake(
            f"{path}: line {error.lineno}, column {error.colno}: no JSON ({error.msg}); save the boundaries as GeoJSON"
        ) from None
    except (ValueError, OSError, EOFError, RecursionError, zlib.error) as error:
        raise Mistake(
            f"{path}: cannot be read as JSON in UTF-8 ({type(error).__name__}); save the boundaries as GeoJSON"
        ) from None
    kind = told.get("type") if isinstance(told, dict) else type(told).__name__
    if kind != "FeatureCollection":
        raise Mistake(
            f"{path}: holds a {kind}, not a FeatureCollection; save the boundaries as GeoJSON, a feature an area"
        )
    features = told.get("features")
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise Mistake(f"{path}: features must be a list of features; save the boundaries as GeoJSON again")
    if not features:
        raise Mistake(f"{path}: holds no feature; save the boundaries as GeoJSON, a feature an area")
    _check_degrees(path, told.get("crs"))
    return features


def _check_degrees(path: Path, crs: Any) -> None:
    """Raises Mistake where the file itself says that its numbers are no longitude and latitude."""
    if not isinstance(crs, dict):
        return
    told = crs.get("properties")
    name = str(told.get("name") or "") if isinstance(told, dict) else ""
    if name and not name.endswith(_DEGREES):
        raise Mistake(f"{path}: its crs is {name}; save it in longitude and latitude (WGS 84, EPSG:4326)")


def _mapped(options: Options) -> tuple[tuple[str, ...], dict[str, str]]:
    """The properties in which to look for the code, and what stands for what in them."""
    if not options.map:
        return CODE_PROPERTIES, {}
    mapping = mapping_of(Path(options.map))
    if mapping.kind != BOUNDARIES:
        raise Mistake(f"{options.map}: is a mapping of {mapping.kind}; boundaries need one of kind: boundaries")
    if "code" not in mapping.columns:
        raise Mistake(f"{options.map}: says not which property holds the code; name it as code under columns")
    return mapping.columns["code"].headers, mapping.columns["code"].values


def _code(feature: dict[str, Any], names: tuple[str, ...], values: dict[str, str]) -> tuple[str, str]:
    """The property that holds a feature's code, and the code as written; without any the feature's own id."""
    properties = feature.get("properties")
    told = properties if isinstance(properties, dict) else {}
    by_key = {header_key(str(name)): name for name in told}
    for name in (by_key[header_key(name)] for name in names if header_key(name) in by_key):
        code = _text(told[name])
        if code:
            return str(name), values.get(code, code)
    code = _text(feature.get("id"))
    return ("id", values.get(code, code)) if code else (names[0], "")


def _text(value: Any) -> str:
    """A code as text: a number that a file wrote as 220200.0 is 220200."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _known(code: str, here: dict[str, str]) -> str | None:
    """The area here that a code means: as it is, without the nation's number before it, or the noughts after it."""
    forms = [code]
    if len(code) == 9 and code.startswith(_CHINA_BEFORE):
        forms.append(code[len(_CHINA_BEFORE) :])
    if len(code) == 12 and code.isdigit():
        forms += [code[:length] for length in (9, 6) if not code[length:].strip("0")]
    return next((form for form in forms if form in here), None)
