"""Reads an itinerary sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lianfang.trace.itinerary.book import Book
from lianfang.trace.itinerary.rows import Row
from lianfang.trace.itinerary.scanner import Token, tokens
from lianfang.trace.itinerary.sentence import Sentence

_LEFT_ALONE = {"heading", "others"}
_AS_FOLLOWS = "如下"
# Digits and letters of full width, as some keyboards write them: Ｇ１２３.
_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_TO_HALF_WIDTH = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}


@dataclass(frozen=True)
class Itinerary:
    """What was read: rows in the order of the text, and the spans of sentences in which nothing was found."""

    rows: list[Row]
    unread: list[tuple[int, int]]


def read(text: str, published: date | None = None, id: str = "0") -> Itinerary:
    """Reads one itinerary in Chinese prose. `published` gives the year to days that have none.

    A sentence that is a heading, or speaks of others than the person, is left alone. Digits and letters of full width
    are read, and told, as those of half width; the spans fit both.
    """
    if _FULL_WIDTH.search(text) is not None:
        text = text.translate(_TO_HALF_WIDTH)
    book, unread = Book(text, published, id), []
    for sentence, left_alone in _sentences(tokens(text)):
        if not left_alone:
            before = book.adds
            Sentence(book, sentence).read()
            if book.adds == before:
                unread.append((sentence[0].start, sentence[-1].end))
        elif sentence[-1].text == _AS_FOLLOWS and not any(token.type == "DAYS" for token in sentence):
            book.ranges = []  # what follows is of no day told before
    return Itinerary(book.rows, unread)


def _sentences(found: list[Token]) -> Iterator[tuple[list[Token], bool]]:
    """The tokens of each sentence, and whether it is left alone."""
    sentence: list[Token] = []
    left_alone = False
    for token in found:
        kind = token.type
        if kind != "STOP":
            sentence.append(token)
            left_alone = left_alone or kind in _LEFT_ALONE
        elif sentence:
            yield sentence, left_alone
            sentence, left_alone = [], False
    if sentence:
        yield sentence, left_alone
