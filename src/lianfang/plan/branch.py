"""A text of YAML as a tree in which every part knows its place: what `tree` reads and `load` gives meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lianfang.plan.finding import Span

# As many levels, and as many parts, as a tree may have.
DEEPEST = 40
# An alias may stand for a part that holds aliases, and so on: a few lines can mean more than any memory holds.
MOST = 200_000


@dataclass(frozen=True)
class Scalar:
    """A word or text; `raw` is its spelling in the file from `offset` on, quotes and line ends included."""

    text: str
    span: Span
    raw: str
    quoted: bool


@dataclass(frozen=True)
class Sequence:
    items: tuple[Branch, ...]
    span: Span


@dataclass(frozen=True)
class Mapping:
    """Keys in their order. `keys` gives each key's own place."""

    items: dict[str, Branch]
    keys: dict[str, Span]
    span: Span

    def __iter__(self) -> Iterator[str]:
        return iter(self.items)


Branch = Scalar | Sequence | Mapping


def place(scalar: Scalar, start: int, end: int) -> Span:
    """Where the characters [start, end) of a scalar's value stand in the file, also where it runs over lines.

    Folding changes white space only, so the n-th character that is none is the n-th in the file too.
    """
    raw = scalar.raw
    skip = 1 if scalar.quoted else (raw.find("\n") + 1 if raw[:1] in "|>" else 0)
    wanted = [len("".join(scalar.text[:offset].split())) for offset in (start, max(start, end - 1))]
    line, column, seen = scalar.span.line, scalar.span.column, 0
    first = last = None
    for index, character in enumerate(raw):
        if index >= skip and not character.isspace():
            if seen == wanted[0] and first is None:
                first = (line, column)
            if seen == wanted[1]:
                last = (line, column)
                break
            seen += 1
        if character == "\n":
            line, column = line + 1, 1
        else:
            column += 1
    if first is None:
        first = (line, column)
    if last is None:
        last = first
    return Span(first[0], first[1], last[0], last[1] + 1)
