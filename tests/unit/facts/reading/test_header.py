import pytest

from lianfang.facts.reading.header import header_key, header_of
from lianfang.facts.reading.sheet import Grid, Merge


def header(
    text: str, words: set[str] | None = None, merges: list[Merge] | None = None
) -> tuple[int, int, list[str]] | None:
    """First row, last row and names, of a grid written with | between cells."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    found = header_of(Grid("a", rows, merges), words or set())
    return None if found is None else (found.first, found.last, found.names)


def test_known_words_beat_a_row_above_that_looks_like_a_header() -> None:
    text = "单位 | 某县疾控中心 | 某局\n姓名 | 乡镇 | 备注\n张三 | 惠七镇 | 无"
    assert header(text, {"姓名", "乡镇", "备注"}) == (1, 1, ["姓名", "乡镇", "备注"])
    assert header(text) == (0, 0, ["单位", "某县疾控中心", "某局"])


def test_known_words_are_found_in_any_dress() -> None:
    assert header("x | y\n姓 名* | 乡镇（街道）\n张三 | 惠七镇", {"姓名", "乡镇"}) == (1, 1, ["姓 名*", "乡镇（街道）"])


def test_no_word_known_and_no_title() -> None:
    assert header("a | b\n1 | 2") == (0, 0, ["a", "b"])


def test_titles_are_not_headers() -> None:
    assert header("名单 | |\n截至1月5日 | |\na | b | c\n1 | 2 | 3\n1 | 2 | 3") == (2, 2, ["a", "b", "c"])


def test_rows_of_figures_alone_have_no_header() -> None:
    assert header("1 | 2\n3 | 4") is None
    assert header("2021-01-05 | 张三\n2021-01-06 | 李四") is None


def test_child_lines_join_their_parent() -> None:
    text = "a | b | | c\n | d | e |\n1 | 2 | 3 | 4"
    assert header(text) == (0, 1, ["a", "b/d", "b/e", "c"])
    assert header(text, merges=[(0, 0, 1, 2), (0, 1, 0, 0)]) == (0, 1, ["a", "b/d", "b/e", "c"])


def test_a_row_of_words_is_no_child_line() -> None:
    assert header("a | b | | c\n张三 | d | e | f\n1 | 2 | 3 | 4") == (0, 0, ["a", "b", "", "c"])
    assert header("a | b | | c\n | 5 | 6 |\n1 | 2 | 3 | 4") == (0, 0, ["a", "b", "", "c"])


@pytest.mark.parametrize(
    "name", ["发病日期", "发病/日期", "发病 日期", "*发病日期", "发病日期（必填）", "发病日期:", "发病\n日期"]
)
def test_one_name_in_many_dresses(name: str) -> None:
    assert header_key(name) == "发病日期"


def test_case_and_underscores() -> None:
    assert header_key("Onset_Date") == header_key("onset date") == "onsetdate"


def test_three_lines_whose_merges_are_lost() -> None:
    text = "a | b | | | c\n | d | | e |\n | f | g | |\n1 | 2 | 3 | 4 | 5"
    assert header(text) == (0, 2, ["a", "b/d/f", "b/d/g", "b/e", "c"])
