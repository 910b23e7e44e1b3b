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
    return kept() or _made(_grammar())


def kept() -> Lark | None:
    """The parser from its tables; None where there are none of this grammar and this Lark."""
    try:
        with TABLES.open("rb") as held:
            return Lark.load(held) if held.readline().strip() == _mark(_grammar()) else None
    except FileNotFoundError:
        return None


def tables() -> bytes:
    """What `grammar.tables` holds: of which grammar and which Lark it was made, then Lark's own form of it."""
    held = io.BytesIO()
    held.write(_mark(_grammar()) + b"\n")
    _made(_grammar()).save(held)
    return held.getvalue()


def _grammar() -> str:
    return GRAMMAR.read_text(encoding="utf-8")


def _made(grammar: str) -> Lark:
    return Lark(grammar, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def _mark(grammar: str) -> bytes:
    made_by = f"{lark.__version__} {sys.version_info[:2]} {grammar}"
    return hashlib.sha256(made_by.encode()).hexdigest().encode()
