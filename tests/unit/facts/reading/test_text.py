import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.facts.cells import reason
from lianfang.facts.reading import read
from lianfang.facts.reading.tables import sheet_of
from lianfang.facts.reading.text import _grid, _quickly, delimiter_of

LIST = "姓名,身份证号,发病日期\n张三,230127199001011238,2021-01-05\n𠮷野,,2021-01-06\n"


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(tmp_path: Path, encoding: str, end: str) -> None:
    (sheet,) = read(written(tmp_path, "list.csv", LIST.replace("\n", end).encode(encoding)))
    assert sheet.header == ("姓名", "身份证号", "发病日期")
    # A character that GBK lacks, in real names.
    assert sheet.rows["姓名"].to_list() == ["张三", "𠮷野"]
    assert sheet.rows["身份证号"].to_list() == ["230127199001011238", ""]
    assert sheet.row_numbers.tolist() == [2, 3]
    assert sheet.skipped == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    text = LIST.replace(",", delimiter).replace("张三", '"张三,又名;李|四\t"')
    (sheet,) = read(written(tmp_path, "list.csv", text.encode()))
    assert sheet.rows["姓名"].to_list() == ["张三,又名;李|四", "𠮷野"]


def test_packed_and_tab_separated(tmp_path: Path) -> None:
    assert read(written(tmp_path, "a.csv.gz", gzip.compress(LIST.encode())))[0].rows.height == 2
    assert read(written(tmp_path, "a.tsv", LIST.replace(",", "\t").encode()))[0].rows.height == 2
    assert read(written(tmp_path, "a.xls", LIST.replace(",", "\t").encode("gb18030")))[0].rows.height == 2


def test_titles_subtotals_notes_blank_lines_and_the_header_again(tmp_path: Path) -> None:
    text = (
        "某县新冠肺炎疫情日报表,,\n填报单位：某县疾控中心,,\n\n序号,乡镇,确诊\n1,惠七镇,3\n2,先锋镇,1\n,小计,4\n\n"
        "序号,乡镇,确诊\n3,通江镇,2\n合 计,,6\nTotal,,6\n注：截至24时,,\n填表人：张三,,审核人：李四\n"
    )
    (sheet,) = read(written(tmp_path, "日报.csv", text.encode("gb18030")))
    assert sheet.header == ("序号", "乡镇", "确诊")
    assert sheet.rows.rows() == [("1", "惠七镇", "3"), ("2", "先锋镇", "1"), ("3", "通江镇", "2")]
    assert sheet.row_numbers.tolist() == [5, 6, 10]
    assert sheet.skipped[:5] == [
        (7, reason("subtotal")),
        (9, reason("header_again")),
        (11, reason("subtotal")),
        (12, reason("subtotal")),
        (13, reason("note_row")),
    ]


def test_names_are_made_distinct_and_missing_ones_named_after_their_column(tmp_path: Path) -> None:
    (sheet,) = read(written(tmp_path, "a.csv", "日期,日期,,姓名,\n2021-01-01,2021-01-02,x,张三,\n".encode()))
    assert sheet.header == ("日期", "日期 (2)", "column C", "姓名")


def test_a_row_with_more_values_than_the_header_is_given_back(tmp_path: Path) -> None:
    (sheet,) = read(written(tmp_path, "a.csv", b"a,b\n1,2\n1,2,3\n4,5,,\n6\n"))
    assert sheet.rows.rows() == [("1", "2"), ("4", "5"), ("6", "")]
    assert sheet.skipped == [(3, reason("too_many_values"))]


def test_line_breaks_inside_a_cell_do_not_move_the_row_numbers(tmp_path: Path) -> None:
    (sheet,) = read(written(tmp_path, "a.csv", b'a,b\n"1\n1",2\n3,4\n'))
    assert sheet.row_numbers.tolist() == [2, 3]
    assert sheet.rows["a"].to_list() == ["1\n1", "3"]


def test_the_separator_line_of_a_spreadsheet(tmp_path: Path) -> None:
    (sheet,) = read(written(tmp_path, "a.csv", b"sep=|\na|b\n1;2|3;4\n"))
    assert sheet.rows.rows() == [("1;2", "3;4")]


def test_a_header_of_two_lines_whose_merges_are_lost(tmp_path: Path) -> None:
    text = "密切接触者登记表,,,,\n姓名,发病,,检测,\n,日期,地点,日期,结果\n张三,2021-01-05,惠七镇,2021-01-06,阴性\n"
    (sheet,) = read(written(tmp_path, "a.csv", text.encode()))
    assert sheet.header == ("姓名", "发病/日期", "发病/地点", "检测/日期", "检测/结果")
    assert sheet.row_numbers.tolist() == [4]


def test_a_first_row_of_words_is_no_second_line_of_the_header(tmp_path: Path) -> None:
    (sheet,) = read(written(tmp_path, "a.csv", "姓名,备注,\n张三,,好\n李四,无,\n".encode()))
    assert sheet.header == ("姓名", "备注")
    # The values beneath no name are not lost in silence.
    assert sheet.rows.height == 1 and sheet.skipped == [(2, reason("too_many_values"))]


def test_one_column(tmp_path: Path) -> None:
    (sheet,) = read(written(tmp_path, "a.csv", b"w\n0\n\n0.5\n"))
    assert sheet.rows.rows() == [("0",), ("0.5",)]
    assert sheet.row_numbers.tolist() == [2, 4]


CELLS = st.text(st.sampled_from('ab张"1,;\n \t'), max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_the_fast_way_reads_what_csv_reads(rows: list[list[str]], end: str) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator=end)
    writer.writerow(["name", "place", "note"])
    # The fast way begins at a table's size.
    writer.writerows(rows + [["x", "y", "z"]] * 170)
    slow = sheet_of(_grid("a", stream.getvalue(), ","))
    fast = _quickly("a", stream.getvalue(), ",", ())
    assert slow is not None
    if fast is not None:
        assert (fast.header, fast.skipped) == (slow.header, slow.skipped)
        assert fast.rows.rows() == slow.rows.rows()
        assert fast.row_numbers.tolist() == slow.row_numbers.tolist()


def test_the_fast_way_is_taken_for_an_ordinary_file() -> None:
    text = "name,place\n" + '"a, b",c\n\n' * 200
    fast = _quickly("a", text, ",", ())
    assert fast is not None and fast.rows.height == 200
    assert fast.row_numbers.tolist()[:2] == [2, 4]


def test_the_delimiter_of_a_text_with_commas_in_it() -> None:
    assert delimiter_of("a;b\n1,5;2\n1,5;x, y, z\n") == ";"
