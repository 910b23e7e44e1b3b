from datetime import UTC, datetime

import polars as pl
import pytest

from lianfang import vocabulary
from lianfang.facts.cells import LOST_DIGITS, reason
from lianfang.facts.values import parsed, subjects
from lianfang.vocabulary.columns import Type

AT = datetime(2021, 1, 20, 4, tzinfo=UTC)


def one(kind: str, cell: str, **options: object) -> object:
    """The value of one cell, or the reason, or the value and the note."""
    found = parsed(pl.Series([cell]), kind, at=AT, **options)  # type: ignore[arg-type]
    if found.reasons[0] is not None:
        assert found.values[0] is None
        return found.reasons[0]
    return found.values[0] if found.notes[0] is None else (found.values[0], found.notes[0])


def test_every_type_of_the_vocabulary_has_its_reader() -> None:
    for kind in Type:
        assert len(parsed(pl.Series(["", None]), kind, at=AT, options=()).values) == 2
    with pytest.raises(ValueError, match="no such type"):
        parsed(pl.Series([""]), "colour", at=AT)


@pytest.mark.parametrize("kind", ["TEXT", "NAME", "TELEPHONE", "ADDRESS", "IDENTITY", "DATE", "NUMBER", "SUBJECT"])
def test_a_null_character_is_refused_whatever_it_stands_in(kind: str) -> None:
    assert one(kind, "张\x00三") == reason("null_character")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("12", 12),
        ("12.0", 12),
        ("1,234", 1234),
        ("１，２３４", 1234),
        ("12例", 12),
        ("-3", -3),
        ("+3", 3),
        ("12.5", reason("not_an_integer")),
        ("1,23", reason("not_an_integer")),
        ("十二", reason("not_an_integer")),
        ("1E+05", reason("lost_digits")),
        ("12 13", reason("not_an_integer")),
        ("9" * 30, reason("not_an_integer")),
        (LOST_DIGITS + "1234567890123456", 1234567890123456),
    ],
)
def test_whole_numbers(cell: str, expected: object) -> None:
    assert one("INTEGER", cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("36.5", 36.5),
        ("36.5℃", 36.5),
        ("３６．５", 36.5),
        ("1,234.5", 1234.5),
        ("5%", 0.05),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("inf", reason("not_a_number")),
        ("36..5", reason("not_a_number")),
        ("3月龄", reason("not_a_number")),
        ("50s", reason("not_a_number")),
    ],
)
def test_numbers(cell: str, expected: object) -> None:
    assert one("NUMBER", cell) == expected


def test_percent_in_a_column_of_percent() -> None:
    assert one("number", "5%", unit="%") == 5
    assert one("number", "5", unit="%") == 5


@pytest.mark.parametrize(
    ("cell", "years", "completed"),
    [
        ("12岁", 12.0, 12),
        ("3月龄", 0.25, 0),
        ("6个月", 0.5, 0),
        ("2岁3个月", 2.25, 2),
        ("0.25", 0.25, None),
        ("73天", 0.2, 0),
    ],
)
def test_ages(cell: str, years: float, completed: int | None) -> None:
    assert one("number", cell, unit="years", minimum=0, maximum=125) == pytest.approx(years)
    if completed is not None:
        assert one("integer", cell, unit="years") == completed


def test_a_decade_of_age_is_its_first_year_and_said() -> None:
    assert one("number", "50s", unit="years") == (50.0, reason("decade"))
    assert one("number", "0s", unit="years") == (0.0, reason("decade"))
    assert one("number", "100s", unit="years") == (100.0, reason("decade"))


def test_limits_are_said() -> None:
    assert one("number", "130", unit="years", minimum=0, maximum=125) == "is above 125"
    assert one("number", "-1", minimum=0) == "is below 0"
    assert one("integer", "125", maximum=125) == 125


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("是", True),
        ("Y", True),
        ("√", True),
        ("有", True),
        ("1", True),
        ("TRUE", True),
        ("否", False),
        ("无", False),
        ("no", False),
        ("0", False),
        ("未知", None),
        ("-", None),
        ("maybe", reason("not_yes_or_no")),
    ],
)
def test_yes_or_no(cell: str, expected: object) -> None:
    assert one("boolean", cell) is expected or one("boolean", cell) == expected


def test_options_by_every_name_of_the_vocabulary() -> None:
    for kind in vocabulary.kinds():
        for column in kind.columns:
            if column.type != Type.CHOICE:
                continue
            for option in column.options:
                for word in (option.name, option.zh, option.en, option.en.upper(), option.name.replace("_", " ")):
                    assert one("choice", word, options=column.options) == option.name, (kind.name, column.name, word)


def test_a_sign_that_is_an_option_is_no_blank() -> None:
    options = {"negative": ["阴性", "-"], "none": "无", "male": ["男"]}
    cells = pl.Series(["-", "无", "/", "　男 ", "ＭＡＬＥ", "x", "不详", ""])
    found = parsed(cells, "choice", at=AT, options=options)
    assert found.values.to_list() == ["negative", "none", None, "male", "male", None, None, None]
    assert found.reasons.drop_nulls().to_list() == [reason("no_such_option", options="negative, none, male")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("张　三", "张三"),
        ("王 小 明", "王小明"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("阿里.木", "阿里·木"),
        ("阿里 · 木", "阿里·木"),
        ("𠮷野", "𠮷野"),
        ("John  Smith", "John Smith"),
        ("Smith, John", "Smith, John"),
        ("张三、李四", reason("two_values")),
        ("张三,李四", reason("two_values")),
        ("13945678901", reason("name_is_number")),
    ],
)
def test_names(cell: str, expected: str) -> None:
    assert one("name", cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("13945678901", "13945678901"),
        ("+86 139 4567 8901", "13945678901"),
        ("008613945678901", "13945678901"),
        ("139-4567-8901", "13945678901"),
        ("１３９４５６７８９０１", "13945678901"),
        ("13945678901.0", "13945678901"),
        ("电话：13945678901", "13945678901"),
        ("045188888888", "0451-88888888"),
        ("(0451)88888888", "0451-88888888"),
        ("0451-88888888转123", "0451-88888888-123"),
        ("+82 10-1234-5678", "+821012345678"),
        ("88888888", ("88888888", reason("no_area_code"))),
        ("12", reason("not_a_telephone")),
        ("12345678901", reason("not_a_telephone")),
        ("1394567890", reason("not_a_telephone")),
        ("1.39457E+10", reason("lost_digits")),
        ("张三", reason("not_a_telephone")),
        ("13945678901/13812345678", ("13945678901", reason("first_telephone", count=2))),
        ("13945678901 13812345678", ("13945678901", reason("first_telephone", count=2))),
        ("13945678901、13812345678；0451-88888888", ("13945678901", reason("first_telephone", count=3))),
    ],
)
def test_telephones(cell: str, expected: object) -> None:
    assert one("telephone", cell) == expected


@pytest.mark.parametrize("cell", ["A12、A13", "A12,A13", "A12；A13", "A12/A13", "A12 A13", "A12\nA13"])
def test_two_ids_in_a_cell(cell: str) -> None:
    assert one("subject", cell) == reason("two_values")
    assert subjects(pl.Series([cell, None])).to_list() == [["A12", "A13"], None]


def test_one_id_that_only_looks_like_two() -> None:
    cells = ["Patient 12", "SK_14", "Ｋ２０６", "A/b"]
    assert parsed(pl.Series(cells), "subject", at=AT).values.to_list() == ["Patient 12", "SK_14", "K206", "A/b"]


def test_text_keeps_what_means_something() -> None:
    cells = ["无", "未知", "NA", "—", " 武汉；接触 ", LOST_DIGITS + "1234567890123456"]
    found = parsed(pl.Series(cells), "text", at=AT)
    assert found.values.to_list() == ["无", "未知", None, None, "武汉；接触", None]
    assert found.reasons.to_list() == [None] * 5 + [reason("lost_digits")]


def test_addresses() -> None:
    assert one("address", "望奎县　惠七镇 ３组１２号") == "望奎县惠七镇 3组12号"


def test_a_column_of_nothing_and_one_of_no_rows() -> None:
    for kind in Type:
        for cells in ([], [None, None]):
            found = parsed(pl.Series(cells, dtype=pl.String), kind, at=AT, options=())
            assert len(found.values) == len(found.reasons) == len(found.notes) == len(cells)
