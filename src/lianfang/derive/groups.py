"""Clusters and outbreaks as a plan defines them, for many cases: sorted once, merged by union-find.

`oracle/groups.py` says the same by trying everything. What lies near is heavy to import: it comes where it is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from lianfang.derive.keys import group_subject
from lianfang.plan import words
from lianfang.plan.model import Founding, Group, Plan

ORDER = ("counted", "noticed", "original", "id")
TOLD = ("subject", "person", "id", "original", "known_at", "occurred_from", "outbreak", *words.AREAS_SHARED)


def groups_of(
    plan: Plan, group: Group, told: pl.DataFrame, shared: pl.DataFrame, cases: pl.DataFrame,
    places: Mapping[str, pl.DataFrame],
) -> tuple[pl.DataFrame, pl.DataFrame]:  # fmt: skip
    """The groups of one definition and their members. `told` as `counted` gives it, `places` areas and units."""
    each = told.sort(ORDER).unique("subject", keep="first", maintain_order=True)
    runs = [_runs(group, share, each, shared) for share in group.shares]
    founded = [found for found, _ in runs]
    held = [every if share in group.joined else found for share, (found, every) in zip(group.shares, runs, strict=True)]
    together = pl.concat(held)
    whole = _united(zip(together["subject"], together["run"], strict=True))
    first = pl.concat(founded).drop_nulls("recognised").with_columns(
        group=pl.col("run").replace_strict(whole, return_dtype=pl.String)
    )  # fmt: skip
    members = each.with_columns(group=pl.col("subject").replace_strict(whole, default=None, return_dtype=pl.String))
    members = members.join(first.select("group").unique(), on="group", how="semi")
    return _told(plan, group, members, first, cases, places)


def _runs(
    group: Group, share: str, each: pl.DataFrame, shared: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:  # fmt: skip
    """The cases of one class, village, … between which nothing closed: of runs that found a group, and of all.

    `run` names the run; of one that founds a group, `founded` and `recognised` say when.
    """
    if share == words.DISTANCE:
        from lianfang.derive.near import near

        placed = near(each, group.apart, group.closed_after, ORDER).with_columns(
            share=pl.lit(share), rank=pl.lit(group.shares.index(share))
        )
        return _with_foundings(group, share, placed)
    if share in words.AREAS_SHARED:
        placed = each.with_columns(place=pl.col(share)).drop_nulls("place")
    else:
        of_person = shared.filter(pl.col("share") == share).drop("share")
        placed = each.join(of_person, on="person", how="inner")
        begun = pl.col("since").is_null() | (pl.col("since") <= pl.col("counted"))
        going = pl.col("until").is_null() | (pl.col("counted") < pl.col("until"))
        placed = placed.filter(begun & going).unique(["subject", "place"])
    placed = placed.select("subject", "place", *ORDER).sort("place", *ORDER)
    apart = pl.col("counted") - pl.col("counted").shift(1).over("place") >= group.closed_after
    placed = placed.with_columns(number=apart.fill_null(True).cum_sum().over("place"))
    placed = placed.with_columns(
        share=pl.lit(share), rank=pl.lit(group.shares.index(share)),
        run=pl.concat_str([pl.lit(share), pl.col("number").cast(pl.String), pl.col("place")], separator="|"),
    )  # fmt: skip
    return _with_foundings(group, share, placed)


def _with_foundings(group: Group, share: str, placed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The runs that found a group, and all runs; the cases of a run stand in the order in which they count."""
    reached = [_foundings(placed, one) for one in group.founded if one.share == share]
    if not reached:
        nothing = pl.lit(None, placed.schema["counted"])
        every = placed.with_columns(founded=nothing, recognised=nothing)
    else:
        when = pl.concat(reached).group_by("run").agg(pl.col("founded", "recognised").min())
        every = placed.join(when, on="run", how="left")
    every = every.select("subject", "run", "share", "rank", "place", "founded", "recognised")
    return every.drop_nulls("recognised"), every


def _foundings(placed: pl.DataFrame, founding: Founding) -> pl.DataFrame:
    """The windows in which enough cases lie: `run, founded, recognised`.

    Cases stand in the order in which they count, so the last of enough is so many rows below the first.
    """
    last = pl.col("counted").shift(-(founding.cases - 1)).over("run")
    windows = placed.with_columns(founded=last).filter(pl.col("founded") - pl.col("counted") < founding.within)
    windows = windows.select("run", "founded", begins="counted", window="subject")
    inside = windows.join(placed.select("run", "counted", "noticed"), on="run")
    inside = inside.filter(
        (pl.col("counted") >= pl.col("begins")) & (pl.col("counted") < pl.col("begins") + founding.within)
    )
    return inside.group_by("run", "window").agg(
        pl.col("founded").first(), recognised=pl.col("noticed").sort().get(founding.cases - 1)
    ).select("run", "founded", "recognised")  # fmt: skip


def _united(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Cases and runs by the name of what they are part of: two runs that hold one case are one (union-find)."""
    above: dict[str, str] = {}

    def top(name: str) -> str:
        above.setdefault(name, name)
        while above[name] != name:
            above[name] = above[above[name]]
            name = above[name]
        return name

    for case, run in pairs:
        above[top(case)] = top(run)
    return {name: top(name) for name in above}


def _told(
    plan: Plan, group: Group, members: pl.DataFrame, runs: pl.DataFrame, cases: pl.DataFrame,
    places: Mapping[str, pl.DataFrame],
) -> tuple[pl.DataFrame, pl.DataFrame]:  # fmt: skip
    """The rows of the derived tables, from whole groups by a name of the moment."""
    known = members.sort("known_at", "original", nulls_last=False).unique("group", keep="first", maintain_order=True)
    subjects = [group_subject(plan.id, group.id, original) for original in known["original"]]
    known = known.select("group", evidence="id", outbreak="outbreak", subject=pl.Series(subjects, dtype=pl.String))
    first = runs.sort("recognised", "rank", "place").group_by("group", maintain_order=True).agg(
        pl.col("share", "place").first(), pl.col("founded", "recognised").min()
    )  # fmt: skip
    is_area = pl.col("share").is_in(words.AREAS_SHARED)
    name = pl.col("place").str.split("|")
    first = first.with_columns(
        area=pl.when(is_area).then("place"),
        code=pl.when(~is_area).then(name.list.first()),
        name=name.list.slice(1).list.join("|"),
    )
    areas = places["areas"].select(area="code", area_path="path")
    units = places["units"].select(code="code", unit="code", unit_path="path")
    first = first.join(areas, on="area", how="left").join(units, on="code", how="left")
    first = first.with_columns(place=pl.when(pl.col("name") != "").then("name").otherwise("place"))
    lying = members.join(cases.select(subject="case", path="responsible"), on="subject", how="left")
    spans = lying.group_by("group").agg(
        first=pl.col("counted").min(), last=pl.col("counted").max(), cases=pl.len().cast(pl.Int64),
        around=pl.col("path").drop_nulls(),
    )  # fmt: skip
    around = [_around(paths) for paths in spans["around"].to_list()]
    spans = spans.with_columns(around=pl.Series(around, dtype=pl.String))
    whole = known.join(first, on="group").join(spans, on="group").with_columns(
        plan=pl.lit(plan.id), definition=pl.lit(group.id), disease=pl.lit(plan.disease),
        closes=pl.col("last") + group.closed_after,
        responsible=pl.coalesce("area_path", "unit_path", "around"),
    )  # fmt: skip
    named = members.join(whole.select("group", made="subject"), on="group").select(
        group="made", case="subject", person="person", since="counted", fact="id"
    )
    return whole.drop("group").rename({"subject": "group"}), named


def _around(paths: list[str]) -> str | None:
    """The smallest area in which all of these lie."""
    if not paths:
        return None
    codes = [path.strip("/").split("/") for path in paths]
    common = codes[0]
    for one in codes[1:]:
        shared = 0
        while shared < min(len(one), len(common)) and one[shared] == common[shared]:
            shared += 1
        common = common[:shared]
    return f"/{'/'.join(common)}/" if common else None
