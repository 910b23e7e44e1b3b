"""Of the facts those about whom some plans may oblige at all: what a change of a few rules must look at.

A rule about contacts moves nobody who is none; yet who people are, where, and of whom they are contacts is worked out
for all, and takes most of the time. Where the rules ask only of a person's own facts, of their case and of areas, the
facts of everybody else are left out. Else all stay: the answer is the same, later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import polars as pl

from lianfang.plan import expression as e
from lianfang.plan import words
from lianfang.plan.model import Formula, Plan, Rule

Frames = dict[str, pl.DataFrame]
# By these ties a rule asks only of whom the fact at hand is about, of the case, and of where things are.
_OWN = frozenset({("same", "person"), ("same", "case"), ("same", "subject")})
# Of the cases everybody's facts stay: who is a contact, and what an area's level is, follows from them.
_WHOLE = frozenset({*words.OF_CASES, "merge", "areas", "units", "case_withdrawn"})
# Fewer facts are derived as quickly as they are sorted out.
_MANY = 3_000


def concerned(tables: Mapping[str, pl.DataFrame], plans: Sequence[Plan], about: Collection[str]) -> Frames:
    """The facts from which the duties and codes of these plans follow as from all, for whomever a fact of some kinds is
    about; `tables` as `derive` takes them.
    """
    whole = dict(tables)
    traced = "encounter" not in whole and "visit" in whole and whole["visit"].height
    many = sum(frame.height for frame in whole.values()) > _MANY
    if not many or traced or not all(_of_themselves(plan) for plan in plans):
        return whole
    persons = _persons(whole, about)
    if persons is None:
        return whole
    kept = persons.to_frame("person").lazy()
    for kind, frame in tables.items():
        if kind in _WHOLE or not frame.height:
            continue
        if "person" in frame.columns:
            own = frame.lazy().join(kept, on="person", how="semi")
            unnamed = frame.lazy().filter(pl.col("person").is_null())
            whole[kind] = pl.concat([own, unnamed]).collect()
    return whole


def _obliging(plan: Plan) -> Iterator[Rule]:
    yield from plan.rules
    yield from (code.rule for code in plan.codes)


def _of_themselves(plan: Plan) -> bool:
    """Whether a plan asks of nobody but whom a fact is about, and obliges only of persons and cases."""
    if plan.groups or plan.conditions or plan.disease == words.ANY_DISEASE:
        return False
    formulas = [formula for anchor in plan.anchors for _, formula in anchor.formulas]
    for rule in _obliging(plan):
        if rule.subject not in ("person", "case") or rule.kind in ("person", "group", "case_proposal"):
            return False
        formulas += _formulas(rule)
    asked = (part for formula in formulas for part in e.walk(formula.expression) if isinstance(part, e.Query))
    return all(query.relation in _OWN or _of_places(query) for query in asked)


def _of_places(query: e.Query) -> bool:
    return query.relation is not None and query.relation[0] == "covering"


def _formulas(rule: Rule) -> list[Formula]:
    """What a rule asks, and what is asked of that by which it is met."""
    found = [one for meeting in rule.owes.met_by for one in (meeting.where, meeting.since, meeting.until)]
    return [*rule.formulas, *(one for one in found if one is not None)]


def _persons(tables: Mapping[str, pl.DataFrame], kinds: Iterable[str]) -> pl.Series | None:
    """Everybody of whom one of these kinds tells, and whose case it is; None where that cannot be seen from it."""
    wanted = {*kinds, "case"}
    found = [pl.Series("person", [], dtype=pl.String)]
    if "contact" in wanted:
        wanted = wanted - {"contact"} | {"exposure", "encounter"}
    if wanted & {"specimen", "test_result"}:
        wanted = wanted - {"test_result"} | {"specimen"}
    for kind in wanted:
        frame = tables.get(kind)
        if frame is None or not frame.height:
            continue
        if kind == "specimen":
            found.append(frame["persons"].explode(empty_as_null=True))
        elif "person" in frame.columns:
            found.append(frame["person"])
        elif kind not in words.OF_CASES:
            return None
    return pl.concat([one.cast(pl.String).rename("person") for one in found]).drop_nulls().unique()
