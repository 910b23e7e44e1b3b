"""What a page shows of a value that identifies a person, until somebody opens it and the audit has the line."""

import re
from typing import Literal

Masked = Literal["identity", "telephone", "address", "name"]

# Surnames of two characters; any other name is taken to have one.
_TWO = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 夏侯 轩辕 端木 百里".split()  # noqa: SIM905
)
# An address is shown down to its village, street or town.
_PLACES = ("村", "社区", "街道", "镇", "乡", "区", "县")


def masked(kind: Masked, text: str | None) -> str:
    """`text` with its identifying part as asterisks; empty stays empty. Raises KeyError for a kind without a mask.

    identity 230***********0019 · telephone 138****5678 · name 张** · address 绥安市青禾县河东镇河东村***
    """
    mask = {"identity": _identity, "telephone": _telephone, "address": _address, "name": _name}[kind]
    text = (text or "").strip()
    return mask(text) if text else ""


# What looks like a number of identity or a mobile telephone and stands by itself, whatever its column is called. Within
# a longer code of letters and digits (a tube's number) it is none.
_LIKE_A_NUMBER = re.compile(r"(?<![0-9A-Za-z])(\d{17}[\dXx]|\d{15}|(?:\+?86)?1\d{10})(?![0-9A-Za-z])")


def numbers_masked(text: str) -> str:
    """The text, whatever it is, with each number in it that looks like one of identity or of a telephone masked."""
    return _LIKE_A_NUMBER.sub(_number_masked, text)


def _number_masked(found: re.Match[str]) -> str:
    return masked("identity" if len(found[0]) >= 15 else "telephone", found[0])


def _identity(text: str) -> str:
    return text[:3] + "*" * (len(text) - 7) + text[-4:] if len(text) >= 15 else text[:1] + "*" * (len(text) - 1)


def _telephone(text: str) -> str:
    return text[:3] + "*" * (len(text) - 7) + text[-4:] if len(text) >= 11 else "*" * (len(text) - 2) + text[-2:]


def _address(text: str) -> str:
    for word in _PLACES:
        end = text.find(word)
        if end > 0:
            end += len(word)
            return text[:end] + ("***" if text[end:] else "")
    return text[: min(6, len(text) // 2)] + "***"


def _name(text: str) -> str:
    if text.isascii():
        return text[0] + "***"
    shown = 2 if text[:2] in _TWO and len(text) > 2 else 1
    return text[:shown] + "*" * max(1, len(text) - shown)
