"""Contacts as told and as traced, united: a row a person and case, the higher grade, the whole exposure, the chain."""

import polars as pl

from lianfang.derive.people import Tables

GRADES = ("close", "secondary", "general")
_CHAIN = ("told", "carried", "received", "released")
_HEARD = ("called", "unanswered", "refused", "left")
# What became of a contact.
LINKS = frozenset((*_CHAIN, *_HEARD))


def contacts(
    tables: Tables, cases: pl.DataFrame, people: pl.DataFrame, encounters: pl.DataFrame | None = None,
    linked: bool = True,
) -> pl.DataFrame:  # fmt: skip
    """A row a contact of a case, with the columns of the vocabulary's ``contact``.

    Judged when first known; told, called, carried and received by the first such fact from then on, released by the
    first release after that. Refused and left hold only while nothing else was heard since; attempts without an answer
    are counted from whatever was heard last. The ground falls when the case is excluded or withdrawn. Nobody is a
    contact of their own case. Who was told as a contact of a case not known here is a contact all the same, with no
    case. ``encounters`` are what tracing found (`encounters.encounters`): evidence as what was told is.
    With ``linked`` false nothing is said of what became of them.
    """
    exposures = tables["exposure"].filter(pl.col("person").is_not_null()).select(
        "person", "case", "disease", "outbreak", "grade", "id", "occurred_from",
        pl.coalesce("last", "occurred_from").alias("last"), pl.coalesce("known_at", "occurred_from").alias("known"),
    )  # fmt: skip
    if encounters is not None and encounters.height:
        traced = encounters.select(
            "person", "case", "disease", "outbreak", "grade", pl.col("visit").alias("id"),
            pl.col("began").alias("occurred_from"), pl.col("ended").alias("last"), "known",
        )  # fmt: skip
        exposures = pl.concat([exposures, traced])
    rank = pl.col("grade").replace_strict({grade: rank for rank, grade in enumerate(GRADES)}, default=9)
    united = (
        exposures.sort(rank, "occurred_from", "id")
        .group_by("person", "case", maintain_order=True)
        .agg(
            pl.col("disease").first(ignore_nulls=True),
            pl.col("outbreak").first(ignore_nulls=True),
            pl.col("grade").first(),
            pl.col("id").first().alias("evidence"),
            pl.col("occurred_from").min().alias("first_exposed"),
            pl.col("last").max().alias("last_exposed"),
            pl.col("known").min().alias("judged"),
        )
    )
    fallen = ("excluded", "withdrawn")
    own = cases.select(
        "case", pl.col("person").alias("ill"), pl.col("excluded").alias("ruled_out"), "classification",
        pl.col("because") if "because" in cases.columns else pl.lit(None, pl.String).alias("because"),
    )  # fmt: skip
    united = united.join(own, on="case", how="left", maintain_order="left")
    united = united.filter(pl.col("ill").is_null() | (pl.col("ill") != pl.col("person")))
    fell = pl.col("classification").is_in(fallen)
    united = united.with_columns(
        pl.when(fell).then(pl.col("ruled_out")).alias("ground_fell"),
        pl.when(fell).then(pl.coalesce("because", "classification")).alias("fell_because"),
    )
    if linked:
        for name in _CHAIN:
            united = _with_first(united, _link(tables, name), name)
        united = _with_last_heard(united, _heard(tables))
    else:
        united = united.with_columns(pl.lit(None, pl.Datetime("us")).alias(name) for name in (*_CHAIN, *_HEARD))
    where = people.select("person", "responsible", "whereabouts", "treated")
    return united.join(where, on="person", how="left", maintain_order="left").select(
        "person", "case", "disease", "outbreak", "grade", "evidence", "first_exposed", "last_exposed", "judged",
        *_CHAIN, "ground_fell", "called", "unanswered", "refused", "left", "fell_because", "responsible", "whereabouts",
        "treated",
    )  # fmt: skip


def through(tables: Tables, encounters: pl.DataFrame | None = None) -> pl.DataFrame:
    """Through whom secondary contacts are contacts: ``person, case, via``, as told and as traced."""
    wanted = ("person", "case", "via")
    parts = [tables["exposure"].filter(pl.col("grade") == "secondary").select(wanted)]
    if encounters is not None and encounters.height:
        parts.append(encounters.filter(pl.col("grade") == "secondary").select(wanted))
    return pl.concat(parts).drop_nulls().unique().sort(wanted)


def _link(tables: Tables, name: str) -> pl.DataFrame:
    """The facts that are this link of the chain: ``person, at``."""
    if name == "told":
        facts = tables["notice"].filter(pl.col("about") == "isolation")
    elif name == "carried":
        facts = tables["transfer"].filter((pl.col("what") == "person") & (pl.col("stage") == "sent"))
    else:
        stage = "entered" if name == "received" else "released"
        isolated = pl.col("observation").is_in(["central", "home"])
        facts = tables["observation"].filter(isolated & (pl.col("stage") == stage))
    return facts.select("person", pl.col("occurred_from").alias("at"))


def _with_first(united: pl.DataFrame, link: pl.DataFrame, name: str) -> pl.DataFrame:
    """The contacts with the first such moment: from the first exposure on, a release from the receipt on."""
    since = pl.col("received") if name == "released" else pl.col("first_exposed")
    first = (
        united.join(link, on="person", how="inner")
        .filter(pl.col("at") >= since)
        .group_by("person", "case")
        .agg(pl.col("at").min().alias(name))
    )
    return united.join(first, on=["person", "case"], how="left", nulls_equal=True, maintain_order="left")


def _heard(tables: Tables) -> pl.DataFrame:
    """What was heard of people: ``person, at, fact, what``, what being reached, moved, refused, left or unanswered."""
    attempts = tables["attempt"].with_columns(
        pl.col("result")
        .replace_strict(
            {
                "reached": "reached",
                "refused": "refused",
                "gone": "left",
                "no_answer": "unanswered",
                "wrong_number": "unanswered",
            },
            default=None,
            return_dtype=pl.String,
        )
        .alias("what")
    )
    departed = tables["journey"].filter(pl.col("direction") == "departure").with_columns(what=pl.lit("left"))
    carried = tables["transfer"].filter((pl.col("what") == "person") & (pl.col("stage") == "sent"))
    entered = tables["observation"].filter(
        pl.col("observation").is_in(["central", "home"]) & (pl.col("stage") == "entered")
    )
    moved = [frame.with_columns(what=pl.lit("moved")) for frame in (carried, entered)]
    wanted = ("person", pl.col("occurred_from").alias("at"), pl.col("id").alias("fact"), "what")
    return pl.concat([frame.select(wanted) for frame in (attempts, departed, *moved)]).drop_nulls()


def _with_last_heard(united: pl.DataFrame, heard: pl.DataFrame) -> pl.DataFrame:
    """The contacts with when they were first reached, what was heard last of them, and the vain attempts since."""
    pair = ["person", "case"]
    since = united.select(*pair, "first_exposed").join(heard, on="person", how="inner")
    since = since.filter(pl.col("at") >= pl.col("first_exposed")).sort("at", "fact")
    vain = pl.col("what") == "unanswered"
    told = since.group_by(pair, maintain_order=True).agg(
        pl.col("at").filter(pl.col("what") == "reached").first().alias("called"),
        # Counted from the end as long as every attempt is in vain.
        vain.cast(pl.Int64).reverse().cum_min().sum().alias("unanswered"),
        pl.col("what").filter(~vain).last().alias("last"),
        pl.col("at").filter(~vain).last().alias("last_at"),
    )
    told = told.select(
        *pair,
        "called",
        "unanswered",
        *(pl.when(pl.col("last") == name).then("last_at").alias(name) for name in ("refused", "left")),
    )
    whole = united.join(told, on=pair, how="left", nulls_equal=True, maintain_order="left")
    return whole.with_columns(pl.col("unanswered").fill_null(0))
