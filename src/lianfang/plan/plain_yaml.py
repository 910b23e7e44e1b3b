"""The tree of a text that is YAML without anything out of the ordinary, by libyaml, in a tenth of the time.

Whatever is wrong, doubtful or seldom (a tag, a key said twice, a part too deep) is left to `marked_yaml`, which reads
slowly and has the words for it. Where this answers, that would say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import yaml

from lianfang.plan.branch import Branch, Mapping, Scalar, Sequence
from lianfang.plan.finding import Span

# Where the two count lines or characters otherwise, or one of them reads what the other does not.
SELDOM = re.compile("[\t\r\ufeff\x85\u2028\u2029]|[^\x00-\uffff]|^(---|[.]{3}|%)", re.MULTILINE)


def plain(text: str, deepest: int, most: int) -> Branch | None:
    """The tree of a text of no more levels and parts than these; None where only `marked_yaml` may say what it is."""
    if not text.endswith("\n") or SELDOM.search(text):
        return None
    # Built where libyaml was not at hand.
    loader = getattr(yaml, "CSafeLoader", None)
    if loader is None:
        return None
    try:
        return _built(yaml.parse(text, Loader=loader), text, deepest, most)
    except (yaml.YAMLError, _Seldom):
        return None


class _Seldom(Exception):
    """Something that `marked_yaml` reads."""


def _built(events: Any, text: str, deepest: int, most: int) -> Branch | None:
    """Without recursion, so that brackets without end are no end of the process."""
    # Of each part that is open: where it starts, its keys with their places (None for a sequence), its values.
    opened: list[tuple[Any, list[Scalar] | None, list[Branch]]] = []
    named: dict[str, Branch] = {}
    root: Branch | None = None
    parts = 0
    for event in events:
        parts += 1
        match event:
            case yaml.ScalarEvent():
                made: Branch = _scalar(event, text)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                if event.tag is not None or len(opened) >= deepest or _waits_for_key(opened):
                    raise _Seldom
                opened.append((event, [] if isinstance(event, yaml.MappingStartEvent) else None, []))
                continue
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                start, keys, values = opened.pop()
                span = _span(start, event)
                made = Sequence(tuple(values), span) if keys is None else _mapping(keys, values, span)
                event = start
            case yaml.AliasEvent():
                # One that is still open, or that nobody named, is a mistake.
                if event.anchor not in named or _waits_for_key(opened):
                    raise _Seldom
                made = named[event.anchor]
                size, height = _size_and_height(made)
                parts += size
                if len(opened) + height > deepest:
                    raise _Seldom
            case yaml.DocumentStartEvent(version=(_, _)):
                raise _Seldom
            case _:
                continue
        if parts > most or (root is not None and not opened):
            raise _Seldom
        if event.anchor is not None and not isinstance(event, yaml.AliasEvent):
            if event.anchor in named:
                raise _Seldom
            named[event.anchor] = made
        if not opened:
            root = made
        elif _waits_for_key(opened):
            assert isinstance(made, Scalar)
            keys = opened[-1][1]
            assert keys is not None
            keys.append(made)
        else:
            opened[-1][2].append(made)
    return root


def _size_and_height(branch: Branch) -> tuple[int, int]:
    """How many parts a part has, itself among them, and over how many levels."""
    held: Iterable[Branch] = ()
    if isinstance(branch, Sequence):
        held = branch.items
    elif isinstance(branch, Mapping):
        held = branch.items.values()
    below = [_size_and_height(one) for one in held]
    return 1 + sum(size for size, _height in below), 1 + max((height for _size, height in below), default=0)


def _waits_for_key(opened: list[tuple[Any, list[Scalar] | None, list[Branch]]]) -> bool:
    """Whether what comes next is the key of a mapping."""
    if not opened:
        return False
    _, keys, values = opened[-1]
    return keys is not None and len(keys) == len(values)


def _scalar(event: Any, text: str) -> Scalar:
    # Where nothing is, the two do not agree where it is.
    if event.tag is not None or event.start_mark.index == event.end_mark.index:
        raise _Seldom
    raw = text[event.start_mark.index : event.end_mark.index]
    return Scalar(event.value, _span(event, event), raw, event.style in ("'", '"'))


def _mapping(keys: list[Scalar], values: list[Branch], span: Span) -> Mapping:
    items = {key.text: value for key, value in zip(keys, values, strict=True)}
    if len(items) < len(keys):
        raise _Seldom
    return Mapping(items, {key.text: key.span for key in keys}, span)


def _span(start: Any, end: Any) -> Span:
    first, last = start.start_mark, end.end_mark
    return Span(first.line + 1, first.column + 1, last.line + 1, last.column + 1)
