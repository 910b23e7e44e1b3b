"""Bad rows come back with row, column, value and reason; a file of no use at all records nothing and says why."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts import load as loading
from lianfang.vocabulary import Mistake

pytestmark = pytest.mark.django_db

Loaded = Callable[..., Any]
AT = datetime(2021, 1, 10, 8, tzinfo=UTC)


def known(kind: str) -> Any:
    """The facts of a kind as the machine sees them: all areas'."""
    with machine_session():
        return facts.known_by(AT, [kind])[kind]


HEADER = "姓名,性别,年龄,身份证号,发病日期,诊断时间,病例分类,报告时间,责任辖区\n"
GOOD = "张三,男,40,,2021-01-03,2021-01-05,确诊,2021-01-05,木兰镇\n"


def cases() -> pl.DataFrame:
    return known("case")


@pytest.mark.parametrize(
    ("row", "column", "value", "why"),
    [
        ("李四,男,40,,2021-02-03,2021-01-05,确诊,2021-01-05,木兰镇", "发病日期", "2021-02-03", "lies in the future"),
        ("李四,男,40,,2021-01-07,2021-01-05,确诊,2021-01-05,木兰镇", "发病日期", "2021-01-07", "after the report"),
        ("李四,男,130,,2021-01-03,2021-01-05,确诊,2021-01-05,木兰镇", "年龄", "130", "is above 125"),
        ("李四,男,40,,2021-01-03,2021-01-05,确诊,2021-01-05,东兴县", "责任辖区", "东兴县", "is no area here"),
        (
            "李四,男,40,11010519491231002Y,2021-01-03,2021-01-05,确诊,2021-01-05,木兰镇",
            "身份证号",
            "11010519491231002Y",
            "no known form",
        ),
        (
            "李四,男,40,110105194912310021,2021-01-03,2021-01-05,确诊,2021-01-05,木兰镇",
            "身份证号",
            "110105194912310021",
            "check digit",
        ),
        ("李四,男,40,,2021-01-03,2021-01-05,好像是,2021-01-05,木兰镇", "病例分类", "好像是", "is none of"),
        ("李四,男,40,,2021-01-03,,确诊,2021-01-05,木兰镇", "诊断时间", "", "is missing"),
    ],
)
def test_the_bad_row_comes_back_and_the_good_one_is_recorded(
    areas: None, loaded: Loaded, row: str, column: str, value: str, why: str
) -> None:
    answer = loaded("linelist", HEADER + GOOD + row + "\n", disease="covid19")
    assert (answer.rows, answer.loaded, answer.rejected) == (2, 1, 1)
    rejection = answer.rejections[0]
    assert (rejection.row, rejection.column, rejection.value) == (3, column, value)
    assert why in rejection.reason
    assert cases().height == 1


def test_an_identity_number_that_lost_its_digits_to_a_number_cell_is_refused_with_that_reason(
    areas: None, tmp_path: Path
) -> None:
    path = tmp_path / "cases.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for column, name in enumerate(HEADER.strip().split(",")):
            sheet.write(0, column, name)
        for column, cell in enumerate(GOOD.strip().split(",")):
            sheet.write(1, column, 110105194912310020 if column == 3 else cell)
    answer = loading.load("linelist", path, loading.Options(disease="covid19"), AT)
    assert answer.rejected == 1
    assert answer.rejections[0].column == "身份证号"
    assert "last digits were lost" in answer.rejections[0].reason


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        ("", "empty.csv", "empty"),
        (HEADER, "only.csv", "only a header"),
        (b"%PDF-1.7 nothing", "paper.csv", "PDF"),
        ("a,b,c\n1,2,3\n", "other.csv", "no column for"),
        ("品名,数量\n口罩,3\n手套,4\n", "stock.csv", "no column for"),
    ],
)
def test_a_file_of_no_use_is_one_line_and_records_nothing(
    areas: None, loaded: Loaded, content: str | bytes, name: str, said: str
) -> None:
    with pytest.raises(Mistake, match=said) as error:
        loaded("linelist", content, name=name, disease="covid19")
    assert "\n" not in str(error.value) and name in str(error.value)
    assert cases().height == 0


def test_a_file_over_the_limit_is_refused(areas: None, loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lianfang.facts.load.prepare.LIMIT_BYTES", 10)
    with pytest.raises(Mistake, match="too large"):
        loaded("linelist", HEADER + GOOD, disease="covid19")


def test_without_a_disease_nothing_is_guessed(areas: None, loaded: Loaded) -> None:
    with pytest.raises(Mistake, match="--disease"):
        loaded("linelist", HEADER + GOOD)


def test_a_contact_of_no_known_case_is_refused(areas: None, loaded: Loaded) -> None:
    answer = loaded(
        "exposures",
        "姓名,联系电话,关联病例编号,接触者类型,首次接触时间\n王五,13812345678,没有的,密接,2021-01-02\n",
        disease="covid19",
    )
    assert (answer.rejected, answer.rejections[0].column) == (1, "关联病例编号")
    assert "no case of this disease has this number" in answer.rejections[0].reason
