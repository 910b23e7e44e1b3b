from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn.ric import calc_check_digit

from lianfang.facts.cells import LOST_DIGITS, reason
from lianfang.facts.identity import Document, RefusedNumber, checked_identities, document_of

AT = datetime(2021, 1, 20, tzinfo=UTC)
BODIES = st.tuples(
    st.sampled_from(["230127", "000000", "810000", "820000", "830000", "911560", "522222"]),
    st.dates(date(1890, 1, 1), date(2030, 1, 1)),
    st.integers(0, 999),
).map(lambda t: f"{t[0]}{t[1]:%Y%m%d}{t[2]:03d}")
DAMAGED = st.tuples(BODIES, st.integers(0, 17), st.sampled_from("0123456789X")).map(
    lambda t: (t[0] + calc_check_digit(t[0] + "0"))[: t[1]] + t[2] + (t[0] + calc_check_digit(t[0] + "0"))[t[1] + 1 :]
)
FREE = st.text("0123456789XHMEG -()ABC", max_size=20)


def with_check_digit(body: str) -> str:
    return body + calc_check_digit(body + "0")


@given(st.lists(st.one_of(BODIES.map(with_check_digit), DAMAGED, FREE, st.none()), min_size=1, max_size=30))
def test_whole_columns_say_what_the_slow_way_says_cell_by_cell(cells: list[str | None]) -> None:
    found = checked_identities(pl.Series(cells, dtype=pl.String), at=AT)
    for i, cell in enumerate(cells):
        if cell is None or cell.strip(" ") in {"", "-", "--"}:
            assert found.values[i] is None and found.reasons[i] is None
            continue
        try:
            document = document_of(cell, latest=date(2021, 1, 20))
        except RefusedNumber as error:
            assert (found.values[i], found.reasons[i]) == (None, str(error))
        else:
            said = Document(found.kinds[i], found.values[i], found.births[i], found.sexes[i])
            assert (said, found.reasons[i]) == (document, None)


def test_a_real_adult_of_a_county_that_is_no_more() -> None:
    # 522222 was Jiangkou county of Tongren until 2011; the library's own check knows it no longer, and refuses.
    assert document_of("522222198003040011"[:17] + calc_check_digit("52222219800304001" + "0")).birth == date(
        1980, 3, 4
    )


def test_the_demonstration_area_00_is_accepted() -> None:
    number = with_check_digit("00000019900101123")
    assert document_of(number) == Document("resident", number, date(1990, 1, 1), "male")


@pytest.mark.parametrize(
    ("number", "kind", "expected"),
    [
        (
            "230127900101123",
            None,
            Document("resident", with_check_digit("23012719900101123"), date(1990, 1, 1), "male"),
        ),
        (with_check_digit("81000019900101124"), "居住证", "residence_permit"),
        (with_check_digit("83000019900101124"), None, "residence_permit"),
        (with_check_digit("91156019900101124"), "永居证", "foreigner_permanent"),
        ("USA110090010112", None, "foreigner_permanent"),
        ("H12345678", None, "hong_kong_macao_permit"),
        ("m1234567801", "回乡证", "hong_kong_macao_permit"),
        ("12345678", "台胞证", "taiwan_permit"),
        ("0123456789(B)", "taiwan_permit", "taiwan_permit"),
        ("E12345678", None, "passport"),
        ("C01X0006H", "护照", "passport"),
        ("", "无", "none"),
        ("２３０１２７ １９９００１０１ １２３８", "身份证", "resident"),
    ],
)
def test_kinds_of_document(number: str, kind: str | None, expected: Document | str) -> None:
    found = document_of(number, kind)
    assert (found if isinstance(expected, Document) else found.kind) == expected


@pytest.mark.parametrize(
    ("number", "kind", "why"),
    [
        ("23012719900101123", None, reason("identity_length", digits=17)),
        ("230127199013011234", None, reason("identity_birth", digits="19901301")),
        ("230127202202011234", None, reason("identity_birth", digits="20220201")),
        ("230127199001011230", None, reason("identity_check_digit")),
        ("330127199001011000", None, reason("lost_digits")),
        ("2.30127E+17", None, reason("lost_digits")),
        (LOST_DIGITS + "230127199001011238", None, reason("lost_digits")),
        ("12345678", None, reason("identity_unknown_kind")),
        ("ABC", "回乡证", reason("identity_kind", kind="hong_kong_macao_permit")),
        ("230127199001011238", "无", reason("identity_none")),
        ("2301271990010112A8", "身份证", reason("identity_characters")),
    ],
)
def test_reasons_to_refuse(number: str, kind: str | None, why: str) -> None:
    with pytest.raises(RefusedNumber) as refusal:
        document_of(number, kind, latest=date(2021, 1, 20))
    assert str(refusal.value) == why
    kinds = None if kind is None else pl.Series([kind])
    assert checked_identities(pl.Series([number]), kinds, at=AT).reasons.to_list() == [why]


def test_two_numbers_in_a_cell_are_refused() -> None:
    number = with_check_digit("23012719900101123")
    cells = pl.Series([f"{number}、{number}", f"{number}/{number}", f"{number} {number}", number])
    assert checked_identities(cells).reasons.to_list() == [reason("two_values")] * 3 + [None]


def test_another_birth_date_beside_is_refused_and_another_sex_only_noted() -> None:
    number = with_check_digit("23012719900101123")
    births = pl.Series([date(1990, 1, 1), date(1991, 1, 1), None])
    found = checked_identities(pl.Series([number] * 3), birth=births, sex=pl.Series(["female", "male", "male"]))
    assert found.values.to_list() == [number, None, number]
    assert found.reasons.to_list() == [None, reason("identity_other_birth", number_birth="1990-01-01"), None]
    assert found.notes.to_list() == [reason("identity_other_sex"), None, None]


def test_old_number_finds_the_new_one_and_says_so() -> None:
    found = checked_identities(pl.Series(["230127900101123"]))
    assert found.values.to_list() == ["230127199001011238"]
    assert found.notes.to_list() == [reason("identity_old")]
