"""The parser of expressions, from tables made when the package was built; made anew where those do not fit.

Nothing else of ours is imported, so that whoever builds the package can run this file by itself.
"""

import hashlib
import io
import sys
from functools import cache
from pathlib import Path

import lark
from lark import Lark

GRAMMAR = Path(__file__).with_name("grammar.lark")
# A large part of the time that checking a plan took went into making these.
TABLES = Path(__file__).with_name("grammar.tables")


@cache
def parser() -> Lark:
    """The parser, once a process."""
    grammar = GRAMMAR.read_text(encoding="utf-8")
    try:
        with TABLES.open("rb") as kept:
            if kept.readline().strip() == _mark(grammar):
                return Lark.load(kept)
    except FileNotFoundError:
        pass
    return _made(grammar)


def tables() -> bytes:
    """What `grammar.tables` holds: of which grammar and which Lark it was made, then Lark's own form of it."""
    grammar = GRAMMAR.read_text(encoding="utf-8")
    held = io.BytesIO(_mark(grammar) + b"\n")
    held.seek(0, io.SEEK_END)
    _made(grammar).save(held)
    return held.getvalue()


def _made(grammar: str) -> Lark:
    return Lark(grammar, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def _mark(grammar: str) -> bytes:
    made_by = f"{lark.__version__} {sys.version_info[:2]} {grammar}"
    return hashlib.sha256(made_by.encode()).hexdigest().encode()
