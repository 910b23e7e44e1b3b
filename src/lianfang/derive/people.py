"""Where each person belongs, is, and is treated: three areas, each its own, from the latest fact that moved them."""

from collections.abc import Mapping

import polars as pl

from lianfang.derive.places import with_path, with_unit_path

Tables = Mapping[str, pl.DataFrame]


def people(tables: Tables) -> pl.DataFrame:
    """A row a person of whom any fact speaks: name, sex, birth, age, into whom merged, and the three areas as paths.

    Responsible is the area of residence (else that of the case, else where the person arrived) until another area's
    receipt of a transfer of responsibility; whereabouts the place of the latest arrival, departure, entry into or
    release from observation, admission or discharge; treated the area of the hospital from admission to outcome.
    """
    areas, units = tables["areas"], tables["units"]
    persons = _persons(tables)
    persons = with_path(persons, "residence", areas, "home")
    moved = _moves(tables, areas, units).sort("at", "fact")
    latest = moved.filter(pl.col("kind") != "treated").group_by("person").agg(pl.col("path", "homeward").last())
    treated = (
        moved.filter(pl.col("kind").is_in(["treated", "treatment_over"]))
        .group_by("person")
        .agg(pl.col("path").last().alias("treated"))
    )
    merges = (
        tables["merge"]
        .filter(~pl.col("undone").fill_null(False))
        .sort("occurred_from", "id", nulls_last=False)
        .select(pl.col("merged").alias("person"), pl.col("subject").alias("merged_into"))
        .unique("person", keep="last", maintain_order=True)
    )
    whole = persons.join(latest, on="person", how="left", maintain_order="left")
    whole = whole.join(treated, on="person", how="left", maintain_order="left")
    whole = whole.join(_responsible(tables, areas), on="person", how="left", maintain_order="left")
    whole = whole.join(merges, on="person", how="left", maintain_order="left")
    home = pl.coalesce("taken_over", "home")
    return whole.select(
        "person",
        "name",
        "sex",
        "birth",
        "age",
        "merged_into",
        home.alias("responsible"),
        pl.when(pl.col("homeward")).then(home).otherwise(pl.coalesce("path", home)).alias("whereabouts"),
        "treated",
    )


def _persons(tables: Tables) -> pl.DataFrame:
    """Everybody of whom a fact speaks: what was last said of who they are, and the code of where they belong."""
    named = [frame["person"] for frame in tables.values() if frame.height and "person" in frame.columns]
    named += [tables["merge"]["merged"]]
    if "specimen" in tables:
        named.append(tables["specimen"]["persons"].explode(empty_as_null=True).alias("person"))
    everybody = pl.concat([one.cast(pl.String).rename("person") for one in named]).drop_nulls().unique().sort()

    def latest(kind: str, columns: tuple[str, ...], chosen: pl.Expr = pl.lit(True)) -> pl.DataFrame:  # noqa: B008
        if kind not in tables:
            return pl.DataFrame(schema={"person": pl.String, **dict.fromkeys(columns, pl.String)})
        facts = tables[kind].filter(chosen & pl.col("person").is_not_null())
        facts = facts.sort("occurred_from", "id", nulls_last=False)
        return facts.group_by("person").agg(pl.col(columns).last(ignore_nulls=True))

    whole = everybody.to_frame()
    arrival = pl.col("direction") == "arrival"
    for found in (
        latest("person", ("name", "sex", "birth", "age", "residence", "area")),
        latest("case", ("responsible",)),
        latest("journey", ("destination",), arrival),
    ):
        whole = whole.join(found, on="person", how="left", maintain_order="left")
    # Nobody is without an area: where nothing says more, whoever registered a person answers for them.
    home = pl.coalesce("residence", "responsible", "destination", "area")
    return whole.with_columns(residence=home).drop("responsible", "destination", "area")


def _responsible(tables: Tables, areas: pl.DataFrame) -> pl.DataFrame:
    """Who took a person over: the area whose receipt of responsibility is the latest. Sent is not yet received."""
    taken = tables["transfer"].filter((pl.col("what") == "responsibility") & (pl.col("stage") == "received"))
    taken = with_path(taken.sort("occurred_from", "id"), "to_area", areas, "to_path")
    taken = with_unit_path(taken, "to_unit", tables["units"], areas, "unit_path")
    taken = taken.with_columns(taken_over=pl.coalesce("to_path", "unit_path"))
    return taken.group_by("person").agg(pl.col("taken_over").last(ignore_nulls=True))


def _moves(tables: Tables, areas: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Every fact that moved a person: ``person, at, fact, kind, path, homeward``."""
    journeys = tables["journey"].filter(pl.col("direction").is_in(["arrival", "departure"]))
    arrived = with_path(journeys, "destination", areas, "path").with_columns(homeward=pl.lit(False))
    watched = with_unit_path(tables["observation"], "site", units, areas, "path").with_columns(
        homeward=pl.col("stage") == "released"
    )
    watched = watched.filter(pl.col("homeward") | (pl.col("observation") == "central"))
    admitted = with_unit_path(tables["admission"], "hospital", units, areas, "path").with_columns(
        homeward=pl.lit(False)
    )
    ended = tables["outcome"].with_columns(path=pl.lit(None, pl.String), homeward=pl.lit(True))
    both = [
        _moved(arrived, "arrived"),
        _moved(watched, "observed"),
        _moved(admitted, "admitted"),
        _moved(admitted, "treated"),
        _moved(ended, "treatment_over"),
    ]
    moved = pl.concat(both)
    # A place unknown moves nobody; an end of treatment ends it without one.
    return moved.filter(pl.col("path").is_not_null() | pl.col("homeward"))


def _moved(frame: pl.DataFrame, kind: str) -> pl.DataFrame:
    return frame.filter(pl.col("person").is_not_null()).select(
        "person",
        pl.col("occurred_from").alias("at"),
        pl.col("id").alias("fact"),
        pl.lit(kind).alias("kind"),
        pl.col("path").cast(pl.String),
        pl.col("homeward").cast(pl.Boolean),
    )
