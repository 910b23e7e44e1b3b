"""Figures by area and day, on an installation that knows no area yet: blank is unknown, 0 is zero."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.places.models import Area

pytestmark = pytest.mark.django_db

Loaded = Callable[..., Any]
AT = datetime(2021, 1, 10, 8, tzinfo=UTC)


def known(kind: str) -> Any:
    """The facts of a kind as the machine sees them: all areas'."""
    with machine_session():
        return facts.known_by(AT, [kind])[kind]


HEADER = "date,country,countryCode,province,provinceCode,city,cityCode,confirmed,suspected,cured,dead\n"
ROWS = (
    "2020-01-24,中国,CN,,,,,1287,1965,38,41\n"
    "2020-01-24,中国,CN,四川省,510000,,,28,0,0,0\n"
    "2020-01-24,中国,CN,四川省,510000,成都市,510100,16,,0,0\n"
    "2020-01-24,中国,CN,北京市,110000,朝阳区,110105,5,0,0,0\n"
    "2020-01-24,中国,CN,北京市,110000,外地来京,,2,0,0,0\n"
    "2020-01-24,中国,CN,台湾省,710000,台湾省,710000,3,0,0,0\n"
    "2020-01-24,中国,CN,台湾省,710000,,,4,0,0,0\n"
    "2020-01-23,中国,CN,吉林省,220000,公主岭,,0,0,0,0\n"
    "2020-01-24,中国,CN,吉林省,220000,公主岭,220381,1,0,0,0\n"
)


def counted() -> dict[tuple[str, str], tuple[int | None, int | None]]:
    rows = known("reported_count").iter_rows(named=True)
    return {(row["counted"], str(row["day"])): (row["confirmed"], row["suspected"]) for row in rows}


def test_areas_come_from_the_file_and_each_row_is_its_own_areas(db: None, loaded: Loaded) -> None:
    answer = loaded("counts", HEADER + ROWS)
    assert (answer.rows, answer.loaded, answer.rejected) == (9, 9, 0)
    assert any("areas named in the file were put in" in remark for remark in answer.remarks)
    found = counted()
    assert found["CN", "2020-01-24"] == (1287, 1965)
    assert found["510000", "2020-01-24"] == (28, 0)
    assert found["510100", "2020-01-24"] == (16, None)
    # A part without a code is not its whole, and one with the code of its whole is kept beside it.
    assert found["110000-waidilaijing", "2020-01-24"] == (2, 0)
    assert "110000" not in {code for code, _ in found}
    assert found["710000", "2020-01-24"] == (4, 0)
    assert found["710000-taiwansheng", "2020-01-24"] == (3, 0)
    # A name is the area that elsewhere in the file has a code.
    assert found["220381", "2020-01-23"] == (0, 0)
    levels = dict(Area.objects.values_list("code", "level"))
    assert levels["510100"] == "prefecture" and levels["110105"] == "county" and levels["CN"] == "nation"
    assert levels["110000-waidilaijing"] == "elsewhere"
    assert Area.objects.get(code="110105").path == "/CN/110000/110105/"


def test_an_unpublished_zero_is_unknown_where_the_mapping_says_so(db: None, loaded: Loaded) -> None:
    loaded("counts", HEADER + ROWS, map="china_2020_national")
    found = counted()
    assert found["CN", "2020-01-24"] == (1287, 1965)
    assert found["510000", "2020-01-24"] == (28, None)


def test_the_same_file_again_changes_nothing(db: None, loaded: Loaded) -> None:
    loaded("counts", HEADER + ROWS)
    answer = loaded("counts", HEADER + ROWS)
    assert (answer.loaded, answer.unchanged, answer.corrected) == (0, 9, 0)
    assert Area.objects.count() == 10


def test_codes_alone_need_areas(areas: None, loaded: Loaded) -> None:
    text = "date,provinceCode,cityCode,confirmed,suspected,cured,dead\n2020-01-24,230000,230100,3,,0,0\n"
    assert loaded("counts", text, disease="covid19").loaded == 1
    answer = loaded("counts", text.replace("230100", "510100"), disease="covid19")
    assert (answer.rejections[0].column, answer.rejections[0].value) == ("cityCode", "510100")
