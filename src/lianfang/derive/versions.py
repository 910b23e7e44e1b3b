"""Duties by the versions of a plan: each comes from the version in force when its obligation arose.

Where a version says `running duties: change over`, what stands when it begins goes on by its rules: a duty that both
know takes its new term, one that only the old one knew ends with it, and what the new one alone asks is owed from then
on, unless its time had passed. Days are those of the plan's time zone; `until` is the last day in force.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import polars as pl

from lianfang.derive.compare import stands
from lianfang.derive.outputs import Derived
from lianfang.derive.run import Engine, derive_by_each
from lianfang.plan import Plan
from lianfang.vocabulary import Mistake

Duties = tuple[pl.DataFrame, pl.DataFrame]


def derive_by_versions(
    tables: Mapping[str, pl.DataFrame], versions: Sequence[Plan], at: datetime, engine: Engine = "auto",
    subjects: Collection[str] | None = None,
) -> Derived:  # fmt: skip
    """What follows from facts by the versions of one plan at a moment (aware); `tables` as `derive` takes them.

    Raises Mistake where they are not versions of one plan, or two of them are in force on one day.
    """
    ordered = in_order(versions)
    made: Duties | None = None
    each = derive_by_each(tables, ordered, at, engine, subjects)
    for version, (begins, ends), found in zip(ordered, _windows(ordered), each, strict=True):
        own = found.duties.join(_arising(found.causes), left_on="key", right_on="duty", how="left")
        own = own.filter(pl.lit(True) if ends is None else pl.col("_arose") < ends)
        if made is None:
            rows = own if begins is None else own.filter(pl.col("_arose") >= begins)
            made = rows, found.causes
        else:
            assert begins is not None
            made = _followed(made, own, found.causes, begins, version.running == "change over")
    assert made is not None
    duties, causes = made
    kept = causes.join(duties.select(duty="key"), on="duty", how="semi")
    return replace(each[-1], duties=duties.drop("_arose").sort("key"), causes=kept.sort("duty", "fact", "original"))


def in_order(versions: Sequence[Plan]) -> list[Plan]:
    """The versions by the days from which they are in force; raises Mistake where they do not follow one another."""
    if not versions:
        raise Mistake("no version of a plan was named")
    ordered = sorted(versions, key=lambda plan: plan.in_force_from or date.min)
    for before, after in pairwise(ordered):
        for what in ("id", "disease", "time_zone"):
            one, other = getattr(before, what), getattr(after, what)
            if one != other:
                raise Mistake(f"{before.file} and {after.file} are no versions of one plan: {what} {one} and {other}")
        if after.in_force_from is None or (before.in_force_from or date.min) == after.in_force_from:
            raise Mistake(f"{after.file}: say from when it is in force, another day than {before.file}")
        if before.in_force_until is not None and before.in_force_until >= after.in_force_from:
            raise Mistake(f"{before.file} and {after.file} are both in force on {after.in_force_from}; end one before")
    return ordered


def in_force(ordered: Sequence[Plan], at: datetime) -> Plan:
    """The version in force at a moment (aware): the last that had begun; before the first one, that."""
    begun = [
        plan for plan, (begins, _) in zip(ordered, _windows(ordered), strict=True) if begins is None or begins <= at
    ]  # fmt: skip
    return begun[-1] if begun else ordered[0]


def _windows(ordered: Sequence[Plan]) -> list[tuple[datetime | None, datetime | None]]:
    """From and until when each version is in force, half-open; without an end of its own until the next begins."""
    zone = ZoneInfo(ordered[0].time_zone)

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), zone).astimezone(UTC)

    begins = [midnight(plan.in_force_from) if plan.in_force_from else None for plan in ordered]
    ends = [
        midnight(plan.in_force_until + timedelta(days=1)) if plan.in_force_until else following
        for plan, following in zip(ordered, [*begins[1:], None], strict=True)
    ]
    return list(zip(begins, ends, strict=True))


def _arising(causes: pl.DataFrame) -> pl.DataFrame:
    """When the obligation of each duty arose: `duty, _arose`, the first of its causes."""
    return causes.group_by("duty").agg(_arose=pl.col("since").min())


def _followed(made: Duties, own: pl.DataFrame, causes: pl.DataFrame, begins: datetime, change_over: bool) -> Duties:
    """The duties so far with those of the version that begins at a moment."""
    rows, before = made
    running = own.filter(pl.col("_arose") < begins)
    arisen = own.filter(pl.col("_arose") >= begins).join(rows, on="key", how="anti")
    if not change_over:
        return _joined(rows, before, arisen, causes)
    stood = rows.filter(stands(begins))
    known = pl.col("key").is_in(stood["key"].implode())
    in_time = pl.col("due").is_null() | (pl.col("due") > begins)
    untold = ~pl.col("key").is_in(rows["key"].implode()) & in_time
    gone_on = running.filter(stands(begins) & (known | untold))
    ended = stood.join(gone_on, on="key", how="anti").with_columns(ends=pl.lit(begins).cast(rows.schema["ends"]))
    done = rows.join(stood, on="key", how="anti")
    kept = pl.concat([done, ended])
    return _joined(kept, before, pl.concat([gone_on, arisen]), causes)


def _joined(rows: pl.DataFrame, before: pl.DataFrame, more: pl.DataFrame, causes: pl.DataFrame) -> Duties:
    of_more = causes.join(more.select(duty="key"), on="duty", how="semi")
    of_rows = before.join(rows.select(duty="key"), on="duty", how="semi")
    return pl.concat([rows, more]), pl.concat([of_rows, of_more])
