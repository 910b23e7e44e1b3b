"""Each case as its facts leave it: its classification and since when, severity, what became of it, where it counts."""

import polars as pl

from lianfang.derive.people import Tables
from lianfang.derive.places import with_path

MOVES = ("suspected", "clinical", "confirmed", "asymptomatic", "excluded")
# What a later fact leaves out, an earlier one still says; and what else is read of the facts of a case.
_SAID = ("person", "number", "disease", "outbreak", "onset", "origin", "generation", "responsible")
TOLD = (*_SAID, "classification", "occurred_from", "id")
LYING = {"case": pl.String(), "path": pl.String()}


def cases(tables: Tables, people: pl.DataFrame, lying: pl.DataFrame | None = None) -> pl.DataFrame:
    """A row a case, with the columns of the vocabulary's ``case_status``.

    The latest classification holds; what a later fact leaves out, an earlier one still says. Counted in the area that
    was named responsible, else in that of the person's residence. Of a case of whose person nothing is read, `lying`
    (`case, path`) says where it is.
    """
    facts = tables["case"].select(pl.col("subject").alias("case"), *TOLD)
    told = told_once(facts) if facts["case"].n_unique() == facts.height else told_again(facts)
    severity = (
        tables["severity"]
        .sort("occurred_from", "id")
        .group_by(pl.col("subject").alias("case"))
        .agg(pl.col("severity").last())
    )
    outcome = (
        tables["outcome"]
        .sort("occurred_from", "id")
        .group_by(pl.col("subject").alias("case"))
        .agg(pl.col("outcome").last(), pl.col("occurred_from").last().alias("ended"))
    )
    told = told.join(severity, on="case", how="left", maintain_order="left")
    told = told.join(outcome, on="case", how="left", maintain_order="left")
    told = with_path(told, "responsible", tables["areas"], "named")
    where = people.select("person", pl.col("responsible").alias("home"), "whereabouts", "treated")
    whole = told.join(where, on="person", how="left", maintain_order="left")
    known = pl.DataFrame(schema=LYING) if lying is None else lying
    whole = whole.join(known, on="case", how="left", maintain_order="left")
    path = pl.coalesce("path", "named", "home")
    codes = tables["areas"].select(pl.col("path").alias("counted_path"), pl.col("code").alias("counted_in"))
    whole = whole.with_columns(path.alias("counted_path")).join(
        codes, on="counted_path", how="left", maintain_order="left"
    )
    return whole.with_columns(responsible="counted_path").select(
        "case", "person", "number", "disease", "outbreak", "classification", "classified", "severity", "outcome",
        "ended", "onset", "origin", "generation", *MOVES, "counted_in", "latest_fact", "responsible", "whereabouts",
        "treated",
    )  # fmt: skip


def told_once(facts: pl.DataFrame) -> pl.DataFrame:
    """Cases of each of which one fact tells, as `told_again` has them: as most do in a list that was loaded."""
    moves = (pl.when(pl.col("classification") == move).then("occurred_from").alias(move) for move in MOVES)
    return facts.with_columns(*moves).rename({"occurred_from": "classified", "id": "latest_fact"})


def told_again(facts: pl.DataFrame) -> pl.DataFrame:
    """What the facts of each case say together."""
    return facts.sort("occurred_from", "id").group_by("case", maintain_order=True).agg(
        pl.col(_SAID).last(ignore_nulls=True),
        pl.col("classification").last(),
        pl.col("occurred_from").last().alias("classified"),
        pl.col("id").last().alias("latest_fact"),
        *(pl.when(pl.col("classification") == move).then("occurred_from").min().alias(move) for move in MOVES),
    )  # fmt: skip
