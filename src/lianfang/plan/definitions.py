"""What a plan defines before its rules: anchors, which are moments of its own, and groups, which are subjects."""

from __future__ import annotations

import re
from datetime import timedelta

from lianfang.plan import expression as e
from lianfang.plan import words
from lianfang.plan.branch import Branch, Mapping, Scalar, place
from lianfang.plan.finding import Span
from lianfang.plan.model import Anchor, Formula, Founding, Group
from lianfang.plan.parameters import names_taken, read_source
from lianfang.plan.reading import CONDITION, MOMENT_LIKE, NAME, Reader

ANCHOR_KEYS = ("name", "for", "at", "day")
GROUP_KEYS = ("name", "source", "where", "counted by", "founded by", "joined by", "closed after", "reaches")
FOUNDING_KEYS = ("cases", "within", "in one", "near")
DISTANCE = re.compile(r"(\d+(?:\.\d+)?)\s*(m|km)")
SHARES = (*words.SHARED, *words.AREAS_SHARED)
GROUP_NAME = re.compile(r"[a-z][a-z0-9-]{0,60}")
# For what no anchor can be: a group is made of cases, which may be counted by an anchor.
FOLLOWING = ("group", "case_proposal")
ANCHORED = tuple(kind for kind in words.kinds() if kind not in FOLLOWING)


def read_definitions(reader: Reader, told: Mapping) -> None:
    """The anchors and groups of a plan into the reader, where its rules find them."""
    reader.anchors = _anchors(reader, told.items.get("anchors"))
    reader.groups = _groups(reader, told.items.get("groups"))


def _anchors(reader: Reader, branch: Branch | None) -> dict[str, Anchor]:
    found = {}
    for key, item, span in reader.entries(
        branch, "anchors", "anchors have names", "write rash: and its parts below it"
    ):
        if not NAME.fullmatch(key) or key in names_taken() or key in reader.parameters:
            remedy = "write it in small letters, and otherwise than any column or parameter, as rash"
            reader.say("unusable-name", span, f"an anchor cannot be called {key[:40]}", remedy)
            continue
        parts = reader.mapping(item, "an anchor", ANCHOR_KEYS, ANCHOR_KEYS)
        reader.used = set()
        names = reader.names(parts.items.get("name"), "name")
        kinds = reader.words(parts.items.get("for"), "for", ANCHORED, "unknown-fact")
        formulas: list[tuple[str, Formula]] = []
        for kind in dict.fromkeys(kinds):
            made = reader.formula(parts.items.get("at"), "at", kind, reader.columns(kind), {}, MOMENT_LIKE)
            if made is None:
                break
            if not formulas:
                _asks_what_follows(reader, parts.items.get("at"), made, "an anchor")
            formulas.append((kind, made))
        first = reader.number(parts.items.get("day"), "day")
        here = tuple(sorted(reader.used))
        found[key] = Anchor(key, names, first or 0, tuple(formulas), here, span)
        if not formulas:
            # What it means is not known: whoever names it has made no mistake of their own.
            reader.broken.add(key)
            del found[key]
    return found


def _groups(reader: Reader, branch: Branch | None) -> dict[str, Group]:
    remedy = "write class-cluster: and its parts below it"
    found = {}
    for key, item, span in reader.entries(branch, "groups", "groups have names", remedy):
        if not GROUP_NAME.fullmatch(key):
            remedy = "write it in small letters with - between them, as class-cluster"
            reader.say("unusable-name", span, f"a group cannot be called {key[:40]}", remedy)
            continue
        made = _group(reader, key, item, span)
        if made is not None:
            found[key] = made
        else:
            reader.broken.add(f"group {key}")
    return found


def _group(reader: Reader, key: str, branch: Branch, span: Span) -> Group | None:
    parts = reader.mapping(branch, "a group", GROUP_KEYS, ("name", "founded by", "closed after"))
    reader.used = set()
    names = reader.names(parts.items.get("name"), "name")
    source = read_source(reader, parts, span, "the group")
    columns = reader.columns("case")
    where = reader.formula(parts.items.get("where"), "where", "case", columns, {}, CONDITION)
    counted = reader.formula(parts.items.get("counted by"), "counted by", "case", columns, {}, MOMENT_LIKE)
    for part, made in (("where", where), ("counted by", counted)):
        _asks_what_follows(reader, parts.items.get(part), made, "a group")
    founded = [_founding(reader, one) for one in reader.items(parts.items.get("founded by"))]
    joined = reader.words(parts.items.get("joined by"), "joined by", SHARES, "unknown-relation")
    closed = reader.duration(parts.items.get("closed after"), "closed after")
    reach = _distance(reader, parts.items["reaches"], "reaches") if "reaches" in parts.items else None
    here = tuple(sorted(reader.used))
    if closed is None or not founded or any(one is None for one in founded):
        return None
    kept = tuple(one for one in founded if one is not None)
    apart = {one.apart for one in kept if one.apart}
    if len(apart) > 1:
        reader.say("unknown-key", parts.keys["founded by"], "a group has two distances", "keep one near")
        return None
    if "reaches" in parts.items and not apart:
        reader.say("unknown-key", parts.keys["reaches"], "only what is near reaches somewhere", "add near: 200 m")
    reaches = reach if reach is not None else max(apart, default=0.0)
    return Group(key, names, source, where, counted, kept, joined, closed, here, span, reaches)


def _asks_what_follows(reader: Reader, branch: Branch | None, made: Formula | None, what: str) -> None:
    """Says where an expression asks about what is derived after it."""
    for part in e.walk(made.expression) if made is not None else ():
        if isinstance(part, e.Query) and part.kind in FOLLOWING:
            assert isinstance(branch, Scalar)
            message = f"{what} asks about {part.kind}, which is derived after it"
            remedy = "ask the facts, or say it in a rule"
            reader.say("asks-what-follows", place(branch, part.start, part.end), message, remedy)


def _founding(reader: Reader, branch: Branch) -> Founding | None:
    near = isinstance(branch, Mapping) and "near" in branch.items
    needed = ("cases", "near") if near else ("cases", "within", "in one")
    parts = reader.mapping(branch, "founded by", FOUNDING_KEYS, needed)
    cases = _cases(reader, parts.items.get("cases"))
    if not near:
        within = reader.duration(parts.items.get("within"), "within")
        share = reader.word(parts.items.get("in one"), "in one", SHARES, "unknown-relation")
        return None if cases is None or within is None or share is None else Founding(cases, within, share, parts.span)
    if "in one" in parts.items:
        reader.say("unknown-key", parts.keys["in one"], "near and in one contradict each other", "keep one of them")
    apart = _distance(reader, parts.items["near"], "near")
    # Of one case alone no time needs to be said.
    alone = cases is not None and cases <= 1 and "within" not in parts.items
    within = timedelta(days=1) if alone else reader.duration(parts.items.get("within"), "within")
    if within is None and "within" not in parts.items and cases is not None:
        reader.say("missing-key", parts.span, "founded by says no within", "add within: …")
    if cases is None or within is None or apart is None:
        return None
    return Founding(cases, within, words.DISTANCE, parts.span, apart)


def _distance(reader: Reader, branch: Branch, key: str) -> float | None:
    """A distance in metres: `200 m`, `1.5 km`, or a parameter that is a number of metres."""
    held = reader.parameter(branch, key, "number")
    if held is not None:
        return held.value if isinstance(held.value, float) and held.value > 0 else None
    found = DISTANCE.fullmatch(branch.text.strip()) if isinstance(branch, Scalar) else None
    metres = float(found[1]) * (1000 if found[2] == "km" else 1) if found is not None else 0.0
    if not metres:
        reader.say("wrong-shape", branch.span, f"{key} is no distance", f"write {key}: 200 m")
        return None
    return metres


def _cases(reader: Reader, branch: Branch | None) -> int | None:
    """How many cases, written out or by a parameter that is a number."""
    held = reader.parameter(branch, "cases", "number")
    if held is None:
        return reader.number(branch, "cases")
    return round(held.value) if isinstance(held.value, float) else None
