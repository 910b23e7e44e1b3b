"""What is wrong with, or worth knowing of, a plan file. A finding is data; `plan/show.py` renders it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Span:
    """A place in the text: lines and columns count from 1, the end is exclusive and on the same or a later line."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Finding:
    """One finding: the mistake's name in words, its place, a terse message and what to write instead.

    `span` is None where the place is not known. `clause` says where in the plan it stands ("密切接触者 > told").
    `note` findings do not make a plan unfit.
    """

    name: str
    message: str
    span: Span | None
    remedy: str = ""
    clause: str = ""
    note: bool = False
    others: tuple[Span, ...] = field(default=())


def nearest(word: str, words: Iterable[str]) -> str:
    """A remedy naming the known word that looks most like this one; else the known words, where they are few."""
    known = sorted(set(words))
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]}?"
    return f"there are {', '.join(known)}" if 0 < len(known) <= 12 else ""
