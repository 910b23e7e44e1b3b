"""The features of a GeoJSON file of boundaries, and by which code each means an area: without a database."""

import gzip
import json
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lianfang.facts.reading.header import header_key
from lianfang.vocabulary.mistakes import Mistake

LIMIT_BYTES = 400 * 1024 * 1024
# Under which names public files hold the code of an area; the first that a feature fills is taken.
CODE_PROPERTIES = (
    "code", "adcode", "ad_code", "area_code", "区划代码", "行政区划代码", "行政区代码", "代码", "编码",
    "gb", "xzqdm", "pac",
)  # fmt: skip
_DEGREES = ("CRS84", "4326", "4490")


def features_of(path: Path) -> list[dict[str, Any]]:
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


def code_of(feature: Mapping[str, Any], names: Sequence[str], values: Mapping[str, str]) -> tuple[str, str]:
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
