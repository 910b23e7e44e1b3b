"""What a page shows of a person until somebody opens it."""

import pytest

from lianfang.access.masks import masked, numbers_masked


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("identity", "000000199001010019", "000***********0019"),
        ("identity", "000000900101001", "000********1001"),
        ("identity", "E12345678", "E********"),
        ("identity", "X", "X"),
        ("telephone", "13800005678", "138****5678"),
        ("telephone", "65551234", "******34"),
        ("telephone", "1", "1"),
        ("address", "绥安市青禾县河东镇河东村3组12号", "绥安市青禾县河东镇河东村***"),
        ("address", "城关街道人民路5号2单元301", "城关街道***"),
        ("address", "12 Long Street", "12 Lon***"),
        ("name", "张伟", "张*"),
        ("name", "张小伟", "张**"),
        ("name", "欧阳修", "欧阳*"),
        ("name", "欧阳", "欧*"),
        ("name", "阿依古丽·买买提", "阿*******"),
        ("name", "𠮷田", "𠮷*"),
        ("name", "John Smith", "J***"),
        ("name", "", ""),
        ("name", None, ""),
    ],
)
def test_masks(kind: str, text: str | None, shown: str) -> None:
    assert masked(kind, text) == shown  # type: ignore[arg-type]


def test_what_has_no_mask_is_an_error_and_not_shown() -> None:
    with pytest.raises(KeyError):
        masked("passport", "E12345678")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("身份证000000199001010019，电话13800005678", "身份证000***********0019，电话138****5678"),
        ("000000900101001", "000********1001"),
        ("+8613800005678", "+86*******5678"),
        ("HS2101100001 / HS13800005678", "HS2101100001 / HS13800005678"),
        ("1380000567", "1380000567"),
        ("00000019900101001x", "000***********001x"),
    ],
)
def test_a_number_is_masked_wherever_it_stands_by_itself(text: str, shown: str) -> None:
    assert numbers_masked(text) == shown
