"""Cases of which every telling was withdrawn: their contacts lose their ground, and say why."""

from __future__ import annotations

import polars as pl

from lianfang.derive.cases import cases as cases_of
from lianfang.derive.people import Tables

WITHDRAWN = "withdrawn"


def fallen_cases(tables: Tables, withdrawn: pl.DataFrame, people: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The status of each fallen case and the facts that told of it, known when they first were.

    ``withdrawn`` has the columns of ``case``: the facts by which others were withdrawn, each with what the withdrawn
    one said, its ``reason``, and ``first_known``, since when the case had been known. The status is that of a case,
    with ``classification`` withdrawn, ``excluded`` the moment of the withdrawal, and ``because`` its reason.
    """
    gone = withdrawn.join(tables["case"].select("subject"), on="subject", how="anti", maintain_order="left")
    ends = (
        gone.sort("known_at", "id")
        .group_by(pl.col("subject").alias("case"))
        .agg(pl.col("known_at").last().alias("fell"), pl.col("reason").last(ignore_nulls=True).alias("because"))
    )
    told = gone.with_columns(known_at=pl.coalesce("first_known", "known_at")).drop("first_known")
    status = cases_of({**tables, "case": told}, people).join(ends, on="case", how="left", maintain_order="left")
    status = status.with_columns(classification=pl.lit(WITHDRAWN), excluded=pl.col("fell")).drop("fell")
    return status, told
