"""Boundaries from GeoJSON: joined by area code, refused feature by feature, kept when another comes."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lianfang.facts.load.boundaries import CODE_PROPERTIES
from lianfang.places.boundaries import bounded, drawings, neighbours
from lianfang.places.models import Area, Boundary
from lianfang.vocabulary import Mistake

pytestmark = pytest.mark.django_db

Loaded = Callable[..., Any]


def ring(west: float, east: float, south: float = 46, north: float = 47) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: Any, rings: list[Any], name: str = "code", kind: str = "Polygon") -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": "…", name: code},
        "geometry": {"type": kind, "coordinates": rings},
    }


def collection(*features: dict[str, Any], **others: Any) -> str:
    return json.dumps({"type": "FeatureCollection", **others, "features": list(features)}, ensure_ascii=False)


def _crs(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{name}"}}


TOWNS = (feature("230127001", [ring(127, 128)]), feature("230127002", [ring(128, 129)]))


def test_boundaries_come_in_and_the_same_file_again_changes_nothing(areas: None, loaded: Loaded) -> None:
    answer = loaded("boundaries", collection(*TOWNS), "towns.geojson", account="chen")
    assert (answer.rows, answer.loaded, answer.rejected, answer.counted) == (2, 2, 0, "feature")
    assert neighbours("town") == [("230127001", "230127002")]
    assert (
        drawings(["230127001", "230127"]) == {"230127001": {"type": "Polygon", "coordinates": [ring(127, 128)]}}
        or drawings(["230127001"])["230127001"]["type"] == "Polygon"
    )
    again = loaded("boundaries", collection(*TOWNS), "towns.geojson")
    assert (again.unchanged, again.loaded, again.corrected) == (2, 0, 0) and Boundary.objects.count() == 2
    kept = Boundary.objects.get(area="230127001")
    assert (kept.file, kept.by, kept.until) == ("towns.geojson", "chen", None)


def test_a_newer_file_takes_the_place_and_what_was_is_kept(areas: None, loaded: Loaded) -> None:
    loaded("boundaries", collection(*TOWNS), "towns.geojson", account="chen")
    parted = feature("230127002", [ring(128.5, 129)])
    answer = loaded("boundaries", collection(TOWNS[0], parted), "towns-2021.geojson", account="li")
    assert (answer.corrected, answer.unchanged) == (1, 1)
    before, now = Boundary.objects.filter(area="230127002").order_by("id")
    assert (before.file, before.by, before.until) == ("towns.geojson", "chen", now.since)
    assert (now.file, now.by, now.until) == ("towns-2021.geojson", "li", None)
    assert neighbours("town") == [], "they touch no more"
    Area.objects.filter(code="230127002").update(neighbours="230127001")
    assert neighbours("town") == [("230127001", "230127002")], "what was told of a ferry holds beside boundaries"
    assert (bounded("town").areas, bounded("town").bounded, bounded("town").told) == (2, 2, 1)
    assert bounded("county").since is None


def test_bad_features_come_back_one_by_one(areas: None, loaded: Loaded) -> None:
    bow = [[127, 46], [128, 47], [128, 46], [127, 47], [127, 46]]
    answer = loaded(
        "boundaries",
        collection(
            TOWNS[0],
            feature("230127002", [bow]),
            feature("999999", [ring(1, 2)]),
            feature("", [ring(1, 2)]),
            feature("230127", [ring(127, 128)]),
            feature("230127", [ring(128, 129)]),
            {"type": "Feature", "properties": None, "geometry": None},
            feature("230100", [[[46.5, 126], [47, 126], [47, 127], [46.5, 126]]], "adcode"),
        ),
        "towns.geojson",
    )
    assert (answer.rows, answer.loaded, answer.rejected) == (8, 1, 7)
    told = {one.row: (one.column, one.value, one.reason.partition(";")[0]) for one in answer.rejections}
    assert told == {
        2: ("code", "230127002", "a ring crosses itself or another at 127.5, 46.5"),
        3: ("code", "999999", "no area here has this code"),
        4: ("code", "", told[4][2]),
        5: ("code", "230127", "the area stands more than once in this file"),
        6: ("code", "230127", "the area stands more than once in this file"),
        7: ("code", "", told[4][2]),
        8: ("adcode", "230100", "the point 46.5, 126 has its latitude first"),
    }
    assert told[4][2].startswith("no property holds the code of its area")
    assert answer.rejects["feature"].to_list() == [2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize("name", CODE_PROPERTIES)
def test_the_code_stands_under_any_of_the_names_that_public_files_use(areas: None, loaded: Loaded, name: str) -> None:
    assert loaded("boundaries", collection(feature("230127", [ring(127, 128)], name.upper()))).loaded == 1


@pytest.mark.parametrize("code", [230127, 230127.0, " 230127 ", "156230127", "230127000000"])
def test_the_code_is_known_as_public_files_write_it(areas: None, loaded: Loaded, code: Any) -> None:
    assert loaded("boundaries", collection(feature(code, [ring(127, 128)]))).loaded == 1
    assert Boundary.objects.get().area_id == "230127"


def test_a_feature_may_hold_its_code_as_its_own_id(areas: None, loaded: Loaded) -> None:
    told = {"type": "Feature", "id": 230127, "geometry": feature("", [ring(127, 128)])["geometry"]}
    assert loaded("boundaries", collection(told)).loaded == 1


def test_a_mapping_names_the_property_and_what_stands_in_it(areas: None, loaded: Loaded, tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text("kind: boundaries\ncolumns: {code: {from: [乡镇], values: {木兰: 230127001}}}\n")
    assert loaded("boundaries", collection(feature("木兰", [ring(127, 128)], "乡镇")), map=str(mapping)).loaded == 1
    for text, said in (
        ("kind: linelist\ncolumns: {}\n", "kind: boundaries"),
        ("kind: boundaries\n", "which property"),
        ("kind: boundaries\ncolumns: {name: [x]}\n", "no column 'name'"),
    ):
        mapping.write_text(text)
        with pytest.raises(Mistake, match=said):
            loaded("boundaries", collection(*TOWNS), map=str(mapping))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1, column 1: no JSON"),
        ("{", "line 1, column 2: no JSON"),
        ("code,name\n1,2\n", "no JSON"),
        ("[]", "holds a list, not a FeatureCollection"),
        (json.dumps(TOWNS[0]), "holds a Feature, not a FeatureCollection"),
        ('{"type": "Topology", "objects": {}}', "holds a Topology"),
        ('{"type": "FeatureCollection"}', "features must be a list"),
        (collection(), "holds no feature"),
        (collection(*TOWNS, crs=_crs("EPSG::3857")), "3857; save it"),
        (b"\xff\xfe\x00", "cannot be read as JSON in UTF-8"),
        (b"\x1f\x8b\x08\x00 no archive", "cannot be read as JSON"),
        ('{"type": ' + "[" * 200_000, "cannot be read as JSON|no JSON"),
        ("[" + "9" * 5000 + "]", "cannot be read as JSON"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_why_in_one_line(areas: None, loaded: Loaded, text: Any, said: str) -> None:
    with pytest.raises(Mistake, match=said) as refused:
        loaded("boundaries", text, "towns.geojson")
    assert "\n" not in str(refused.value) and "towns.geojson" in str(refused.value)
    assert not Boundary.objects.exists()


def test_a_packed_file_with_its_crs_in_degrees_is_read_and_a_look_records_nothing(areas: None, loaded: Loaded) -> None:
    packed = gzip.compress(collection(*TOWNS, crs=_crs("OGC:1.3:CRS84")).encode())
    assert loaded("boundaries", packed, "towns.geojson.gz", dry=True).answer.loaded == 2
    assert not Boundary.objects.exists()
    assert loaded("boundaries", packed, "towns.geojson.gz").loaded == 2


def test_the_command_says_which_feature_and_what_to_do(areas: None, tmp_path: Path) -> None:
    from lianfang import cli

    cli.discover()
    file, rejects = tmp_path / "towns.geojson", tmp_path / "rejects.csv"
    file.write_text(collection(TOWNS[0], feature("230127002", [ring(128, 129)[:4]])))
    done = CliRunner().invoke(cli.app, ["load", "boundaries", str(file), "--rejects", str(rejects)])
    assert done.exit_code == 1, done.output
    assert "towns.geojson, feature 2, code, '230127002': a ring is not closed" in done.output
    assert "2 features: 1 loaded, 0 unchanged, 0 corrected, 1 rejected" in done.output
    assert "230127002" in rejects.read_text()
