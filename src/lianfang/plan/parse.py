"""Text of an expression in, tree out. `unreadable` is the only mistake made here; names and types come after."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from lark import Token, Transformer, UnexpectedInput, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken
from lark.tree import Meta

from lianfang.plan import expression as e
from lianfang.plan.grammar import parser

SECONDS = {"w": 604800, "d": 86400, "h": 3600, "m": 60}
WORDS = {
    "LPAR": "(", "RPAR": ")", "NAME": "a name", "NUMBER": "a number", "DURATION": "a duration (14 days)",
    "STRING": "text",
    "COMPARATOR": "a comparison", "IS": "is", "IN": "in", "AND": "and", "OR": "or", "$END": "the end", "DOT": ".",
}  # fmt: skip


class Unreadable(Exception):
    """The text is no expression. `offset` counts characters from its start."""

    def __init__(self, offset: int, length: int, found: str, expected: tuple[str, ...]) -> None:
        super().__init__(found)
        self.offset, self.length, self.found, self.expected = offset, length, found, expected


def duration_of(text: str) -> timedelta:
    """`14 days`, `24 h`, `1 week`, `30 minutes` as a timedelta."""
    digits = text.rstrip("abcdefghijklmnopqrstuvwxyz ")
    unit = text[len(digits) :].strip()
    return timedelta(seconds=float(digits) * SECONDS[unit[0]])


@v_args(meta=True)
class Builder(Transformer[Token, e.Expression]):
    """Lark's tree to ours."""

    def either(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Or(meta.start_pos, meta.end_pos, *held)

    def both(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.And(meta.start_pos, meta.end_pos, *held)

    def denial(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Not(meta.start_pos, meta.end_pos, held[0])

    def compare(self, meta: Meta, held: list[Any]) -> e.Expression:
        left, comparator, right = held
        return e.Compare(meta.start_pos, meta.end_pos, str(comparator), left, right)  # type: ignore[arg-type]

    def equals(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Compare(meta.start_pos, meta.end_pos, "=", *held)

    def differs(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Compare(meta.start_pos, meta.end_pos, "!=", *held)

    def is_unknown(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.IsKnown(meta.start_pos, meta.end_pos, held[0], True)

    def is_known(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.IsKnown(meta.start_pos, meta.end_pos, held[0], False)

    def member(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Member(meta.start_pos, meta.end_pos, held[0], tuple(held[1:]), False)

    def no_member(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Member(meta.start_pos, meta.end_pos, held[0], tuple(held[1:]), True)

    def within(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Within(meta.start_pos, meta.end_pos, held[0], held[2])

    def during(self, meta: Meta, held: list[Any]) -> e.Expression:
        """A window with an earliest and a latest end, each said as a comparison: before and from hold the earliest."""
        term, length, edge, point = held
        start, end = meta.start_pos, meta.end_pos
        back = edge in ("before", "to")
        other = e.Shift(start, end, point, length, -1 if back else 1)
        earliest, latest = (other, point) if back else (point, other)
        closed = edge in ("before", "from")
        return e.And(
            start, end, e.Compare(start, end, ">=" if closed else ">", term, earliest),
            e.Compare(start, end, "<" if closed else "<=", term, latest),
        )  # fmt: skip

    def edge(self, meta: Meta, held: list[Any]) -> str:
        return str(held[0])

    def ratio(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Ratio(meta.start_pos, meta.end_pos, *held)

    def day_of(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.DayOf(meta.start_pos, meta.end_pos, int(str(held[0]).split()[1]), held[1])

    def plus(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Shift(meta.start_pos, meta.end_pos, held[0], held[1], 1)

    def minus(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Shift(meta.start_pos, meta.end_pos, held[0], held[1], -1)

    def start_of_day(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.DayEdge(meta.start_pos, meta.end_pos, held[0], "start")

    def end_of_day(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.DayEdge(meta.start_pos, meta.end_pos, held[0], "end")

    def earlier(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Choose(meta.start_pos, meta.end_pos, "earlier", tuple(held))

    def later(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Choose(meta.start_pos, meta.end_pos, "later", tuple(held))

    def at_least(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.AtLeast(meta.start_pos, meta.end_pos, int(str(held[0]).split()[2]), tuple(held[1:]))

    def duration(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Value(meta.start_pos, meta.end_pos, duration_of(str(held[0])))

    def day(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Value(meta.start_pos, meta.end_pos, _calendar(held[0], date.fromisoformat))

    def moment(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Value(meta.start_pos, meta.end_pos, _calendar(held[0], datetime.fromisoformat))

    def number(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Value(meta.start_pos, meta.end_pos, float(held[0]))

    def string(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Value(meta.start_pos, meta.end_pos, str(held[0])[1:-1])

    def true(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Value(meta.start_pos, meta.end_pos, True)

    def false(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Value(meta.start_pos, meta.end_pos, False)

    def name(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Name(meta.start_pos, meta.end_pos, str(held[0]))

    def named(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Name(meta.start_pos, meta.end_pos, str(held[0]))

    def qualified(self, meta: Meta, held: list[Any]) -> e.Expression:
        return e.Name(meta.start_pos, meta.end_pos, str(held[1]), str(held[0]))

    def same(self, meta: Meta, held: list[Any]) -> tuple[str, str]:
        return ("same", str(held[0]))

    def covering(self, meta: Meta, held: list[Any]) -> tuple[str, str]:
        return ("covering", str(held[0]))

    def at(self, meta: Meta, held: list[Any]) -> tuple[str, str]:
        return ("at", str(held[0]))

    def index_case(self, meta: Meta, held: list[Any]) -> tuple[str, str]:
        return ("index case", "case")

    def contacts(self, meta: Meta, held: list[Any]) -> tuple[str, str]:
        return ("contacts", "case")

    def close_contact(self, meta: Meta, held: list[Any]) -> tuple[str, str]:
        return ("close contact", "person")

    def of_group(self, meta: Meta, held: list[Any]) -> tuple[str, str]:
        return ("group", "group")

    def query(self, meta: Meta, held: list[Any]) -> e.Expression:
        how, kind, *rest = held
        relation = next((part for part in rest if isinstance(part, tuple)), None)
        where = next((part for part in rest if isinstance(part, e.Expression)), None)
        return e.Query(
            meta.start_pos, meta.end_pos, str(how), str(kind), relation, where, None, kind.start_pos or 0, meta.end_pos
        )

    def column_of(self, meta: Meta, held: list[Any]) -> e.Expression:
        query, column = held
        return e.Query(
            meta.start_pos, meta.end_pos, query.how, query.kind, query.relation, query.where, str(column),
            query.kind_start, column.start_pos or 0,
        )  # fmt: skip


def _calendar(token: Token, read: Any) -> Any:
    try:
        return read(str(token))
    except ValueError as wrong:
        raise Unreadable(token.start_pos or 0, len(token), str(token), ("a day that exists",)) from wrong


@lru_cache(maxsize=1024)
def parse(text: str) -> e.Expression:
    """The tree of an expression. Raises `Unreadable` with the place."""
    from lark.exceptions import VisitError

    try:
        return Builder().transform(parser().parse(text))
    except VisitError as wrong:
        if isinstance(wrong.orig_exc, Unreadable):
            raise wrong.orig_exc from None
        raise
    except RecursionError:
        raise Unreadable(0, len(text), text[:40], ("fewer brackets",)) from None
    except UnexpectedEOF:
        raise Unreadable(len(text), 0, "", ("more",)) from None
    except UnexpectedToken as wrong:
        if wrong.token.type == "$END":
            raise Unreadable(len(text), 0, "", _words(wrong.expected)) from None
        raise Unreadable(wrong.pos_in_stream or 0, len(wrong.token), str(wrong.token), _words(wrong.expected)) from None
    except UnexpectedCharacters as wrong:
        place = wrong.pos_in_stream or 0
        raise Unreadable(place, 1, text[place : place + 1], ()) from None
    except UnexpectedInput as wrong:
        raise Unreadable(wrong.pos_in_stream or 0, 1, "", ()) from None


def _words(expected: set[str]) -> tuple[str, ...]:
    return tuple(sorted({WORDS[name] for name in expected if name in WORDS}))
