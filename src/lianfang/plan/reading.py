"""Parts of the tree as values: each says what it asks for where it does not find it, and goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Table
from datetime import date, timedelta
from typing import Any

from lianfang.plan.branch import Branch, Mapping, Scalar, Sequence, place
from lianfang.plan.finding import Finding, Span, nearest
from lianfang.plan.model import Anchor, Formula, Group, Names, Parameter
from lianfang.plan.parse import Unreadable, duration_of, parse
from lianfang.plan.resolve import resolved
from lianfang.plan.scope import Scope, columns_of
from lianfang.vocabulary import Column, Type

DURATION = re.compile(r"\d+(\.\d+)?\s*(weeks?|days?|hours?|h|minutes?|min)")
NAME = re.compile(r"[a-z][a-z0-9_]*")
GROUNDS = ("reason", "milder")
MOMENT_LIKE: frozenset[object] = frozenset({Type.MOMENT, Type.DATE})
CONDITION: frozenset[object] = frozenset({Type.BOOLEAN})
SLOT = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)-([01]?\d|2[0-4]):([0-5]\d)")


class Reader:
    """Reads values of one plan; gathers findings under the clause being read.

    `parameters` may stand for values; `used` gathers those that did since a part of the plan set it anew.
    """

    def __init__(self, parameters: Table[str, Parameter] | None = None) -> None:
        self.findings: list[Finding] = []
        self.clause = ""
        self.parameters: dict[str, Parameter] = dict(parameters or {})
        self.used: set[str] = set()
        # Parameters that were said but cannot be read: what names them is no mistake of its own.
        self.broken: set[str] = set()
        # What the plan defines of its own, by name: moments that stand beside the columns, and groups.
        self.anchors: dict[str, Anchor] = {}
        self.groups: dict[str, Group] = {}

    def columns(self, kind: str) -> dict[str, Column]:
        """The columns of a kind that an expression may name, the plan's anchors among them."""
        return columns_of(kind, self.anchors)

    def say(self, name: str, span: Span | None, message: str, remedy: str = "", note: bool = False) -> None:
        self.findings.append(Finding(name, message, span, remedy, self.clause, note))

    def mapping(self, branch: Branch | None, what: str, known: tuple[str, ...], needed: tuple[str, ...]) -> Mapping:
        """The branch as a mapping of these keys; an empty one where it is none."""
        told = self.named(branch, f"{what} has parts: {', '.join(known)}", f"write {known[0]}: …")
        if told is not branch:
            return told
        meant = set()
        for key in told:
            if key not in known:
                remedy = nearest(key, known)
                meant |= {one for one in known if remedy == f"did you mean {one}?"}
                self.say("unknown-key", told.keys[key], f"{what} knows no {key}", remedy)
        for key in needed:
            if key not in told.items and key not in meant:
                self.say("missing-key", _head(told.span), f"{what} says no {key}", f"add {key}: …")
        return told

    def named(self, branch: Branch | None, message: str, remedy: str) -> Mapping:
        """The branch as a mapping whose keys are names of the plan's own; an empty one where it is none."""
        if isinstance(branch, Mapping):
            return branch
        if branch is None:
            return Mapping({}, {}, Span(1, 1, 1, 1))
        self.say("wrong-shape", branch.span, message, remedy)
        return Mapping({}, {}, branch.span)

    def entries(
        self, branch: Branch | None, part: str, message: str, remedy: str
    ) -> Iterator[tuple[str, Branch, Span]]:  # fmt: skip
        """What the plan names under one of its parts: name, what is told of it, where its name stands.

        Findings made meanwhile are of the clause `part > name`.
        """
        told = self.named(branch, message, remedy)
        for key, item in told.items.items():
            self.clause = f"{part} > {key}"
            yield key, item, told.keys[key]
        self.clause = ""

    def items(self, branch: Branch | None) -> tuple[Branch, ...]:
        """The items of a list; of a single value, that value."""
        if branch is None:
            return ()
        return branch.items if isinstance(branch, Sequence) else (branch,)

    def text(self, branch: Branch | None, what: str) -> str | None:
        if branch is None:
            return None
        if not isinstance(branch, Scalar):
            self.say("wrong-shape", _head(branch.span), f"{what} is one text", "")
            return None
        if not branch.text.strip():
            self.say("wrong-shape", branch.span, f"{what} is empty", "")
            return None
        return branch.text.strip()

    def word(self, branch: Branch | None, what: str, known: tuple[str, ...], name: str = "unknown-word") -> str | None:
        """One of the known words."""
        text = self.text(branch, what)
        if text is None or branch is None or (text not in known and self.misspelt(branch, what)):
            return None
        if text not in known:
            self.say(name, branch.span, f"{what} is never {text}", nearest(text, known))
            return None
        return text

    def words(self, branch: Branch | None, what: str, known: tuple[str, ...], name: str) -> tuple[str, ...]:
        found = (self.word(item, what, known, name) for item in self.items(branch))
        return tuple(word for word in found if word is not None)

    def names(self, branch: Branch | None, what: str) -> Names:
        told = self.mapping(branch, what, ("zh", "en"), ("zh", "en"))
        zh = self.text(told.items.get("zh"), f"{what} in Chinese") or ""
        return Names(zh, self.text(told.items.get("en"), f"{what} in English") or zh)

    def grounds(self, told: Mapping) -> tuple[Names | None, Names | None]:
        """The reason of what is stricter than above and the milder way considered, each None where it is not said."""
        reason, milder = (self.names(told.items[part], part) if part in told.items else None for part in GROUNDS)
        return reason, milder

    def day(self, branch: Branch | None, what: str) -> date | None:
        text = self.text(branch, what)
        if text is None or branch is None:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.say("bad-date", branch.span, f"{what} is no day: {text[:40]}", "write it as 2020-09-15")
            return None

    def days(self, branch: Branch | None) -> tuple[date | None, date | None]:
        """From which day and until which something is in force."""
        told = self.mapping(branch, "in force", ("from", "until"), ())
        return self.day(told.items.get("from"), "from"), self.day(told.items.get("until"), "until")

    def parameter(self, branch: Branch | None, what: str, type_: str) -> Parameter | None:
        """The parameter that this branch names, of this type; None where it names none."""
        if not isinstance(branch, Scalar) or branch.quoted:
            return None
        held = self.parameters.get(branch.text.strip())
        if held is None:
            return None
        self.used.add(held.id)
        if held.type != type_:
            fitting = sorted(one.id for one in self.parameters.values() if one.type == type_)
            remedy = (
                f"of this type are {', '.join(fitting)}" if fitting else f"write it out, or make one of type {type_}"
            )
            self.say("wrong-type", branch.span, f"{what} is of type {type_}, {held.id} of type {held.type}", remedy)
        return held

    def listed(self, branch: Branch | None, what: str, type_: str) -> tuple[Any, ...] | None:
        """The values of a parameter of lists where this branch names one; else None."""
        held = self.parameter(branch, what, type_)
        if held is None:
            return None
        return held.value if held.type == type_ and isinstance(held.value, tuple) else ()

    def misspelt(self, branch: Branch, what: str) -> bool:
        """Whether the branch looks like the name of a parameter that is there; says so."""
        if not isinstance(branch, Scalar) or not NAME.fullmatch(branch.text.strip()):
            return False
        if branch.text.strip() in self.broken:
            return True
        meant = nearest(branch.text.strip(), self.parameters)
        if not meant.startswith("did you mean"):
            return False
        self.used |= {one for one in self.parameters if meant == f"did you mean {one}?"}
        self.say("unknown-parameter", branch.span, f"{what}: the plan has no parameter {branch.text.strip()}", meant)
        return True

    def duration(self, branch: Branch | None, what: str) -> timedelta | None:
        held = self.parameter(branch, what, "duration")
        if held is not None:
            return held.value if isinstance(held.value, timedelta) else None
        text = self.text(branch, what)
        if text is None or branch is None:
            return None
        if not DURATION.fullmatch(text) and self.misspelt(branch, what):
            return None
        if not DURATION.fullmatch(text):
            self.say("bad-duration", branch.span, f"{what} is no duration: {text[:40]}", "write 2 h, 30 min or 14 days")
            return None
        try:
            return duration_of(text)
        except OverflowError:
            self.say("bad-duration", branch.span, f"{what} is longer than any epidemic", "")
            return None

    def number(self, branch: Branch | None, what: str) -> int | None:
        text = self.text(branch, what)
        if text is None or branch is None or self.misspelt(branch, what):
            return None
        if not re.fullmatch(r"-?\d{1,4}", text):
            self.say("wrong-shape", branch.span, f"{what} is a whole number, not {text[:40]}", "")
            return None
        return int(text)

    def slot(self, branch: Branch) -> tuple[int, int] | None:
        """`06:00-12:00` as minutes of the day."""
        if self.misspelt(branch, "a slot"):
            return None
        text = self.text(branch, "a slot")
        found = SLOT.fullmatch(text or "")
        if found is None:
            self.say("bad-slot", branch.span, f"{text} is no part of a day", "write it as 06:00-12:00")
            return None
        begin, end = (int(found[i]) * 60 + int(found[i + 1]) for i in (1, 3))
        if not 0 <= begin < end <= 1440:
            self.say("bad-slot", branch.span, f"{text} ends before it begins", "cut a slot at midnight in two")
            return None
        return begin, end

    def formula(
        self, branch: Branch | None, what: str, kind: str, columns: Table[str, Column], this: Table[str, Column],
        wanted: frozenset[object], inside: bool = False, called: Table[str, Names] | None = None,
        unread: tuple[str, str, str] = Scope.unread,
    ) -> Formula | None:  # fmt: skip
        """An expression of one of the wanted types. `kind` names the fact at hand in messages.

        `called` are the columns that have a name of the plan's own, `unread` says what is wrong with asking for visits.
        """
        text = self.text(branch, what)
        if text is None:
            return None
        assert isinstance(branch, Scalar)
        before = len(self.findings)

        def locate(start: int, end: int) -> Span:
            assert isinstance(branch, Scalar)
            return place(branch, start, end)

        try:
            tree = parse(branch.text)
        except Unreadable as wrong:
            span = locate(wrong.offset, wrong.offset + max(1, wrong.length))
            found = f"cannot read {wrong.found}" if wrong.found else "breaks off"
            remedy = f"here can stand {', '.join(wrong.expected)}" if wrong.expected else ""
            self.say("unreadable-expression", span, found, remedy)
            return None
        scope = Scope(
            kind, columns, this, locate, inside=inside, parameters=self.parameters, used=self.used, broken=self.broken,
            anchors=self.anchors, groups=self.groups, called=called or {}, unread=unread,
        )  # fmt: skip
        made, found_type = resolved(tree, scope)
        for finding in scope.findings:
            self.say(finding.name, finding.span, finding.message, finding.remedy)
        if len(self.findings) > before or found_type is None:
            return None
        if found_type not in wanted:
            asked = " or ".join(sorted(getattr(type_, "value", str(type_)) for type_ in wanted))
            self.say("wrong-type", locate(tree.start, tree.end), f"{what} is a {asked}, this is not", "")
            return None
        return Formula(text, made, found_type, branch.span)  # type: ignore[arg-type]


def _head(span: Span) -> Span:
    """The first character of a long part, so that a finding does not mark half a file."""
    return Span(span.line, span.column, span.line, span.column + 1)
