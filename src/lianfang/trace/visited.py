"""Places visited, ranked by how far cases go beyond chance among those who were there: where it may have come from."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from scipy.stats import false_discovery_control

from lianfang.analysis.attack_rates import attack_rates

COLUMNS = (
    "place", "visitors", "cases", "expected", "attack_rate", "attack_rate_of_others", "ratio", "ratio_low",
    "ratio_high", "p", "p_of_all",
)  # fmt: skip


def places_visited(
    cases: pl.DataFrame, visits: pl.DataFrame, since: datetime | None = None, until: datetime | None = None
) -> pl.DataFrame:
    """A row a place, the least likely by chance first: `COLUMNS`.

    `cases` has `person`, and where known `exposed_from` and `exposed_until`: when that case may have been infected.
    `visits` has `person, place, start, end`; everybody in them is one of those who may have been ill. Visits count that
    overlap the time from `since` to `until` (half-open; all where they are left out), of a case those that also overlap
    its own time. Whoever was there once or often is one visitor. `p` is Fisher's exact test of the place by itself,
    `p_of_all` the same corrected for so many places (Benjamini and Hochberg, Journal of the Royal Statistical Society B
    57 (1995) 289-300). Ties stand by the number of cases, then by name.
    """
    during = pl.lit(True)
    if since is not None:
        during &= pl.col("end") > since
    if until is not None:
        during &= pl.col("start") < until
    there = visits.filter((pl.col("start") < pl.col("end")) & during)
    ill = cases["person"].unique()
    everybody = pl.concat([visits["person"], ill]).unique()
    own = {"exposed_from", "exposed_until"} & set(cases.columns)
    if own:
        times = cases.group_by("person").agg(
            pl.col("exposed_from").min() if "exposed_from" in own else pl.lit(None).alias("exposed_from"),
            pl.col("exposed_until").max() if "exposed_until" in own else pl.lit(None).alias("exposed_until"),
        )
        told = there.join(times, on="person", how="left")
        early = (pl.col("end") <= pl.col("exposed_from")).fill_null(False)
        late = (pl.col("start") >= pl.col("exposed_until")).fill_null(False)
        there = told.filter(~early & ~late)
    visitors = there.select("place", "person").unique()
    counted = visitors.group_by("place").agg(
        visitors=pl.len().cast(pl.Int64), cases=pl.col("person").is_in(ill.implode()).sum().cast(pl.Int64)
    )
    rates = attack_rates(counted["visitors"].to_numpy(), counted["cases"].to_numpy(), everybody.len(), ill.len())
    whole = counted.with_columns(
        expected=pl.Series(rates.expected),
        attack_rate=pl.Series(rates.exposed_rate),
        attack_rate_of_others=pl.Series(rates.unexposed_rate).fill_nan(None),
        ratio=pl.Series(rates.ratio).fill_nan(None),
        ratio_low=pl.Series(rates.ratio_low).fill_nan(None),
        ratio_high=pl.Series(rates.ratio_high).fill_nan(None),
        p=pl.Series(rates.p),
        p_of_all=pl.Series(false_discovery_control(rates.p) if rates.p.size else rates.p),
    )
    return whole.sort("p", -pl.col("cases"), "place").select(COLUMNS)
