"""Cells as plain text: spaces around it gone, full-width digits and letters made half-width, the marks for unknown."""

import polars as pl

# Before the digits of a number cell that was too long for it: spreadsheets keep 15 digits and write 0 for the rest.
# A private-use character, so that no text of a file can be taken for it.
LOST_DIGITS = "\ue000"

# What people write for "not known" where a value is wanted. Compared in lower case.
UNKNOWN = frozenset(
    {
        "",
        "na",
        "n/a",
        "n.a.",
        "nan",
        "null",
        "none",
        "nil",
        "nd",
        "unk",
        "unknown",
        ".",
        "..",
        "-",
        "--",
        "—",
        "——",
        "–",
    }
    | {"/", "\\", "?", "*", "#n/a", "无", "不详", "未知", "不明", "不清楚", "暂无", "待查", "未提供", "空"}
)
# Of a free text only these: 无 (none) and 未知 (unknown) are statements there.
UNKNOWN_TEXT = frozenset({"", "na", "n/a", "nan", "null", ".", "-", "--", "—", "——", "–", "/", "\\", "#n/a"})

_SPACES = " \t\r\n\v\f\xa0\u3000\u2002\u2003\u2009\u200b\u200c\u200d\u200e\u2060\ufeff"
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " ", "\xa0": " "}
_WIDE |= {"．": ".", "−": "-", "–": "-", "‐": "-", "‑": "-", "－": "-"}
_TABLE = str.maketrans(_WIDE)
_WIDE_PATTERN = "[" + "".join(_WIDE) + "]"


def half_width_of(text: str) -> str:
    """The text with full-width digits, letters, punctuation and spaces made half-width."""
    return text.translate(_TABLE)


def half_width(text: pl.Series) -> pl.Series:
    """The column with full-width digits, letters, punctuation and spaces made half-width."""
    wide = text.str.contains(_WIDE_PATTERN).fill_null(False)
    if not wide.any():
        return text
    return text.str.replace_many(list(_WIDE), list(_WIDE.values()))


def trimmed(text: pl.Series) -> pl.Series:
    """The column as text without spaces, invisible marks and a spreadsheet's apostrophe around it."""
    return text.cast(pl.String).str.strip_chars(_SPACES).str.strip_prefix("'").str.strip_chars(_SPACES)


def without_unknown(text: pl.Series, marks: frozenset[str] = UNKNOWN) -> pl.Series:
    """The column with null where a cell says that the value is not known."""
    short = (text.str.len_chars() <= 8).fill_null(False)
    blank = short & text.str.to_lowercase().is_in(list(marks)).fill_null(False)
    return text.set(blank, None) if blank.any() else text
