import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from lianfang.facts.cells import LOST_DIGITS, reason
from lianfang.facts.identity import checked_identities
from lianfang.facts.reading import read

WORDS = {"姓名", "身份证号", "发病日期", "乡镇", "确诊", "发病/日期"}


def workbook(folder: Path, rows: list[list[object]], merges: tuple[str, ...] = (), name: str = "a.xlsx") -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for merge in merges:
        book.active.merge_cells(merge)
    book.save(folder / name)
    return folder / name


def test_cells_as_the_text_that_one_sees(tmp_path: Path) -> None:
    values = [
        12,
        12.0,
        0.1 + 0.2,
        date(2021, 1, 5),
        datetime.fromisoformat("2021-01-05T09:30"),
        time(9, 30),
        True,
        "00012",
        " x ",
        None,
    ]
    (sheet,) = read(workbook(tmp_path, [[f"c{chr(97 + i)}" for i in range(len(values))], values]))
    expected = ("12", "12", "0.3", "2021-01-05", "2021-01-05 09:30:00", "09:30:00", "TRUE", "00012", "x", "")
    assert sheet.rows.rows() == [expected]


def test_an_identity_number_damaged_by_a_number_cell_is_refused_with_that_reason(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        [["姓名", "身份证号"], ["张三", 230127199001011238], ["李四", "230127199001011238"], ["王五", 230127900101123]],
    )
    (sheet,) = read(path)
    assert sheet.rows["身份证号"][0].startswith(LOST_DIGITS)
    # Fifteen digits fit a number cell.
    assert sheet.rows["身份证号"][2] == "230127900101123"
    assert checked_identities(sheet.rows["身份证号"]).reasons.to_list() == [reason("lost_digits"), None, None]


def test_a_header_of_two_merged_lines_beneath_a_merged_title(tmp_path: Path) -> None:
    rows = [
        ["密切接触者登记表"],
        ["姓名", "发病", None, "检测", None, "备注"],
        [None, "日期", "地点", "日期", "结果", None],
        ["张三", date(2021, 1, 5), "惠七镇", "2021-01-06", "阴性", None],
    ]
    path = workbook(tmp_path, rows, ("A1:F1", "A2:A3", "B2:C2", "D2:E2", "F2:F3"))
    for words in ((), WORDS):
        (sheet,) = read(path, words=words)
        assert sheet.header == ("姓名", "发病/日期", "发病/地点", "检测/日期", "检测/结果", "备注")
        assert sheet.rows.rows() == [("张三", "2021-01-05", "惠七镇", "2021-01-06", "阴性", "")]
        assert sheet.row_numbers.tolist() == [4]


def test_a_header_of_three_merged_lines(tmp_path: Path) -> None:
    rows = [
        ["乡镇", "病例", None, None, "接触者"],
        [None, "确诊", None, "疑似", None],
        [None, "本土", "输入", None, None],
        ["惠七镇", 3, 1, 0, 40],
    ]
    (sheet,) = read(workbook(tmp_path, rows, ("A1:A3", "B1:D1", "B2:C2", "D2:D3", "E1:E3")))
    assert sheet.header == ("乡镇", "病例/确诊/本土", "病例/确诊/输入", "病例/疑似", "接触者")
    assert sheet.rows.rows() == [("惠七镇", "3", "1", "0", "40")]


def test_words_merged_over_rows_hold_for_each_and_figures_only_once(tmp_path: Path) -> None:
    rows = [["乡镇", "村", "户数"], ["惠七镇", "一村", 7], [None, "二村", None], ["先锋镇", "三村", 2]]
    (sheet,) = read(workbook(tmp_path, rows, ("A2:A3", "C2:C3")))
    assert sheet.rows.rows() == [("惠七镇", "一村", "7"), ("惠七镇", "二村", ""), ("先锋镇", "三村", "2")]


def test_hidden_rows_are_read_and_sheets_without_a_table_are_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    first.title = "一镇"
    for row in (["姓名", "乡镇"], ["张三", "一镇"], ["李四", "一镇"]):
        first.append(row)
    first.row_dimensions[3].hidden = True
    second = book.create_sheet("二镇")
    for row in (["二镇名单"], [], ["姓名", "乡镇"], ["王五", "二镇"]):
        second.append(row)
    book.create_sheet("空表")
    book.create_sheet("只有表头").append(["姓名", "乡镇"])
    options = book.create_sheet("字典")
    for row in (["选项", "代码"], ["甲", "a"]):
        options.append(row)
    options.sheet_state = "hidden"
    notes = book.create_sheet("填表说明")
    for row in (["项目", "说明"], ["日期", "写全"]):
        notes.append(row)
    book.create_chartsheet("图")
    book.save(tmp_path / "a.xlsx")
    sheets = read(tmp_path / "a.xlsx", words={"姓名", "乡镇"})
    assert [(s.name, s.rows["姓名"].to_list(), s.row_numbers.tolist()) for s in sheets] == [
        ("一镇", ["张三", "李四"], [2, 3]),
        ("二镇", ["王五"], [4]),
    ]
    assert dict(sheets.skipped) == {
        "空表": reason("no_table"),
        "只有表头": reason("no_rows"),
        "字典": reason("hidden_sheet"),
        "填表说明": reason("not_known_header"),
        "图": reason("chart_sheet"),
    }
    assert [s.name for s in read(tmp_path / "a.xlsx", sheet="二镇")] == ["二镇"]


def test_old_workbooks(tmp_path: Path) -> None:
    xlwt = pytest.importorskip("xlwt", reason="writes .xls for this test")
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    day = xlwt.XFStyle()
    day.num_format_str = "yyyy-mm-dd"
    sheet.write_merge(0, 0, 0, 2, "名单")
    for column, name in enumerate(["姓名", "身份证号", "发病日期"]):
        sheet.write(1, column, name)
    sheet.write(2, 0, "𠮷野")
    sheet.write(2, 1, 230127199001011238)
    sheet.write(2, 2, date(2021, 1, 5), day)
    book.save(str(tmp_path / "a.xls"))
    (found,) = read(tmp_path / "a.xls")
    assert found.header == ("姓名", "身份证号", "发病日期")
    assert found.rows["姓名"].to_list() == ["𠮷野"] and found.rows["发病日期"].to_list() == ["2021-01-05"]
    assert found.rows["身份证号"][0].startswith(LOST_DIGITS)
    assert found.row_numbers.tolist() == [3]


def test_open_document(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        texts = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
        )
        return f"<table:table-row>{texts}</table:table-row>"

    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="表">{row("姓名", "乡镇")}{row("张三", "惠七镇")}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<?xml version="1.0"?><m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    (found,) = read(tmp_path / "a.ods")
    assert found.header == ("姓名", "乡镇") and found.rows.rows() == [("张三", "惠七镇")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_web_page_saved_as_xls(tmp_path: Path, encoding: str) -> None:
    page = (
        '<html><head><meta charset="gb2312"></head><body><table><tr><td colspan=4>登记表</td></tr>'
        "<tr><th rowspan=2>姓名</th><th colspan=2>发病</th><th rowspan=2>身份证号</th></tr>"
        "<tr><th>日期</th><th>地点</th></tr>"
        "<tr><td rowspan=2>𠮷野</td><td>2021-01-05</td><td>惠七镇<br>一村</td><td>230127199001011238</td></tr>"
        "<tr><td>2021-01-06</td><td>先锋镇</td><td></td></tr></table></body></html>"
    )
    (tmp_path / "a.xls").write_bytes(page.encode(encoding))
    (sheet,) = read(tmp_path / "a.xls")
    assert sheet.header == ("姓名", "发病/日期", "发病/地点", "身份证号")
    assert sheet.rows.rows() == [
        ("𠮷野", "2021-01-05", "惠七镇一村", "230127199001011238"),
        ("𠮷野", "2021-01-06", "先锋镇", ""),
    ]
    assert sheet.row_numbers.tolist() == [4, 5]


def test_parquet(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"day": [date(2021, 1, 5), None], "n": [12.0, 1.5], "ids": [["A1", "A2"], []], "t": ["x", None]}
    )
    frame.write_parquet(tmp_path / "a.parquet")
    (sheet,) = read(tmp_path / "a.parquet")
    assert sheet.rows.rows() == [("2021-01-05", "12", "A1、A2", "x"), ("", "1.5", "", "")]
    assert sheet.row_numbers.tolist() == [1, 2]
