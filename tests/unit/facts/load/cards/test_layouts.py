"""Exports of other years, and files that are none: one clear line, or read all the same."""

from collections.abc import Callable
from typing import Any

import pytest

from lianfang.facts.load.cards import HEADERS
from lianfang.vocabulary import Mistake

from .made import card, export

pytestmark = pytest.mark.django_db

Loaded = Callable[..., Any]
OLDER = tuple(
    "职业" if name == "人群分类" else name for name in HEADERS if name not in ("订正前诊断时间", "订正前终审时间")
)
NEWER = tuple(
    {
        "删除时间": "（删除/标注）时间",
        "删除用户": "（删除/标注）用户",
        "删除用户所属单位": "（删除/标注）用户所属单位",
        "删除原因": "（删除/未纳入统计）原因",
    }.get(name, name)
    for name in HEADERS
)


def test_the_layout_has_as_many_columns_as_the_export_has() -> None:
    assert 43 <= len(OLDER) <= len(HEADERS) <= 48


@pytest.mark.parametrize("headers", [OLDER, NEWER], ids=["older", "newer"])
def test_other_years_headers_are_read(areas: None, loaded: Loaded, headers: tuple[str, ...]) -> None:
    said = card(职业="教师") | {"（删除/标注）时间": "2021-01-06 08:00", "（删除/未纳入统计）原因": "误报"}
    answer = loaded("cards", export([said], headers))
    assert (answer.loaded, answer.rejected, answer.remarks) == (1, 0, ())
    # The same card in this year's words is the same card.
    again = loaded(
        "cards", export([card() | ({"删除时间": "2021-01-06 08:00", "删除原因": "误报"} if headers is NEWER else {})])
    )
    assert (again.loaded, again.unchanged) == (0, 1)


def test_a_column_that_nobody_knows_is_told_and_kept(areas: None, loaded: Loaded) -> None:
    answer = loaded("cards", export([card() | {"疫苗接种剂次": "2"}], (*HEADERS, "疫苗接种剂次")))
    assert (answer.loaded, answer.remarks) == (1, ("columns not used: 疫苗接种剂次",))


@pytest.mark.parametrize("missing", ["卡片ID", "病例分类", "诊断时间", "疾病名称", "报告卡录入时间"])
def test_a_layout_without_a_needed_column_is_one_line_and_nothing_is_recorded(
    areas: None, loaded: Loaded, missing: str
) -> None:
    with pytest.raises(Mistake) as mistake:
        loaded("cards", export([card()], [name for name in HEADERS if name != missing]))
    assert "\n" not in str(mistake.value)
    assert "no column for" in str(mistake.value) or "say which disease" in str(mistake.value)


def test_a_line_list_is_no_export_of_cards(areas: None, loaded: Loaded) -> None:
    with pytest.raises(Mistake, match="no column for 卡片ID"):
        loaded("cards", "病例编号,姓名,诊断日期,病例分类\n1,张三,2021-01-05,确诊\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "empty"),
        (export([]), "only a header"),
        ("传染病报告卡\n导出时间：2021-01-09\n", "no header|only a header|no column"),
        (b"%PDF-1.4 nothing", "PDF|cannot be read|it is"),
    ],
    ids=["empty", "header", "titles", "pdf"],
)
def test_a_file_that_is_no_table_is_one_line(areas: None, loaded: Loaded, text: str | bytes, said: str) -> None:
    with pytest.raises(Mistake, match=said) as mistake:
        loaded("cards", text)
    assert "\n" not in str(mistake.value)


def test_a_web_page_saved_as_xls_is_read(areas: None, loaded: Loaded) -> None:
    """As the system's own button saves it."""
    cells = "".join(f"<td>{card().get(name, '') or '.'}</td>" for name in HEADERS)
    heads = "".join(f"<th>{name}</th>" for name in HEADERS)
    title = "<tr><td colspan=46>传染病报告卡</td></tr>"
    page = f"<html><meta charset='gb18030'><table>{title}<tr>{heads}</tr><tr>{cells}</tr></table>"
    assert loaded("cards", page.encode("gb18030"), name="export.xls").loaded == 1


def test_a_mapping_of_ones_own_reads_a_layout_that_nobody_foresaw(areas: None, loaded: Loaded, tmp_path: Any) -> None:
    mapping = tmp_path / "mine.yaml"
    mapping.write_text(
        "kind: cards\ncolumns:\n  card.card: 序列号\n  person.name: 患者\n  case.classification: 分类\n"
        "  case.occurred_from: 诊断\n  card.disease_name: 病\n  case.disease: 病\n  card.disease: 病\n"
        "  card.entered: 录入\n",
        encoding="utf-8",
    )
    text = "序列号,患者,分类,诊断,病,录入\n5000001,张三,确诊病例,2021-01-05 09:00,麻疹,2021-01-05 10:00\n"
    assert loaded("cards", text, map=str(mapping)).loaded == 1
