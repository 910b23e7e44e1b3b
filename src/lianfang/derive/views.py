"""The facts as rules see them: with the columns looked up for them, of one disease only, every row numbered `_row`.

`plan/words.py` says which columns these are; `oracle/views.py` makes the same by loops.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

import polars as pl

from lianfang.derive.inputs import LOCAL, POLARS
from lianfang.derive.keys import contact_original
from lianfang.plan import words
from lianfang.vocabulary import place_subject

Frames = dict[str, pl.DataFrame]
# The people of a specimen; `list.sort` takes fifty times as long as to sort each list by itself.
PERSONS = pl.col("persons").list.eval(pl.element().unique().sort())


def views_of(
    facts: Mapping[str, pl.DataFrame], status: Mapping[str, pl.DataFrame], disease: str, named: bool = True,
    kinds: Collection[str] | None = None,
) -> Frames:  # fmt: skip
    """A frame a kind that a rule may name (or those wanted), with exactly the columns it may name.

    `facts` as `inputs.prepared`. With `named` false contacts are not given the name by which their duties are known,
    which takes a while.
    """
    wanted = words.kinds() if kinds is None else kinds
    made = {kind: _looked_up(kind, facts, status) for kind in wanted if kind in facts and facts[kind].height}
    if "contact" in wanted:
        made["contact"] = _contacts(status["contact"], named)
    return {kind: _seen(made[kind], kind, disease) if kind in made else _nothing(kind) for kind in wanted}


def _looked_up(kind: str, facts: Mapping[str, pl.DataFrame], status: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The facts of a kind with what is looked up for them."""
    told = facts[kind]
    if kind in words.OF_CASES:
        told = told.with_columns(case=pl.col("subject"))
    if kind == "case":
        told = _with_places(told)
    if kind in ("case", "action"):
        return told.join(_areas_of_cases(facts, status), on="case", how="left", maintain_order="left")
    if kind == "specimen":
        return told.with_columns(person=PERSONS).explode("person", empty_as_null=True)
    if kind == "test_result":
        return _with_specimens(told, facts["specimen"])
    if kind == "attempt":
        return _with_calls_in_vain(told)
    if kind == "membership":
        kinds = facts["units"].select(unit="code", unit_kind="kind")
        return told.join(kinds, on="unit", how="left", maintain_order="left")
    if kind == "measurement":
        return told.with_columns(group=pl.lit(None, pl.String))
    return told.with_columns(letter=pl.col("subject")) if kind == "letter" else told


def _with_specimens(results: pl.DataFrame, specimens: pl.DataFrame) -> pl.DataFrame:
    """Results with what was told first of their specimen, one of several people once for each."""
    taken = specimens.sort("occurred_from", "id").select(
        "subject", PERSONS.alias("persons"), pl.col("occurred_from").alias("sampled"), *words.OF_SPECIMEN
    ).unique("subject", keep="first", maintain_order=True)  # fmt: skip
    return (
        results.join(taken, on="subject", how="left", maintain_order="left")
        .with_columns(pooled=pl.col("persons").list.len().fill_null(0).cast(pl.Int64), person=pl.col("persons"))
        .explode("person", empty_as_null=True)
    )


def _areas_of_cases(facts: Mapping[str, pl.DataFrame], status: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The village, town and county in which each case counts: ``case, village, town, county``."""
    counted = status["case_status"].select("case", path="responsible")
    return counted.join(areas_of_paths(facts["areas"]), on="path", how="left", maintain_order="left").drop("path")


def _contacts(contacts: pl.DataFrame, named: bool) -> pl.DataFrame:
    pairs = contacts.select("person", "case").iter_rows() if named else ()
    names = pl.Series([contact_original(*pair) for pair in pairs], dtype=pl.String) if named else pl.col("evidence")
    return contacts.with_columns(
        original=names, id=pl.col("evidence"), subject=pl.col("person"), occurred_from=pl.col("judged")
    )


def seen_group(groups: pl.DataFrame) -> pl.DataFrame:
    """Groups as rules see them: each stands as its own cause, recognised when it is."""
    named = groups.with_columns(
        id="evidence", original="group", subject="group", occurred_from="recognised"
    ).with_row_index("_row")  # fmt: skip
    return named.with_columns(pl.col("_row").cast(pl.Int64))


def _with_places(cases: pl.DataFrame) -> pl.DataFrame:
    """The facts of cases, those without a place of their own with the one that was told last of the case."""
    if cases["longitude"].null_count() == cases.height:
        return cases
    untold = pl.col("longitude").is_null() | pl.col("latitude").is_null()
    told = cases.filter(~untold).sort("occurred_from", "id", nulls_last=False)
    last = told.unique("subject", keep="last").select("subject", _x="longitude", _y="latitude")
    joined = cases.join(last, on="subject", how="left", maintain_order="left")
    from_another = untold & pl.col("_x").is_not_null()
    return joined.with_columns(
        longitude=pl.when(from_another).then("_x").otherwise("longitude"),
        latitude=pl.when(from_another).then("_y").otherwise("latitude"),
    ).drop("_x", "_y")  # fmt: skip


def _with_calls_in_vain(attempts: pl.DataFrame) -> pl.DataFrame:
    """The attempts with how many calls in a row nobody answered, up to each: whoever is heard begins the row anew."""
    ordered = attempts.with_row_index("place").sort("person", "occurred_from", "id")
    heard = pl.col("result").is_in(["reached", "refused", "gone"]).fill_null(False)
    vain = pl.col("result").is_in(["no_answer", "wrong_number"]).fill_null(False)
    vain &= (pl.col("channel") != "visit").fill_null(True) & pl.col("person").is_not_null()
    row = pl.struct("person", heard.cast(pl.Int64).cum_sum().over("person").alias("heard"))
    calls = vain.cast(pl.Int64).cum_sum().over(row)
    told = ordered.with_columns(in_vain=pl.when(vain).then(calls).otherwise(0).cast(pl.Int64))
    return told.sort("place").drop("place")


@cache
def _nothing(kind: str) -> pl.DataFrame:
    return pl.DataFrame(schema={"_row": pl.Int64, **_schema(kind)})


def _schema(kind: str) -> dict[str, pl.DataType | type[pl.DataType]]:
    return {name: POLARS.get(column.type, pl.String) for name, column in words.columns(kind).items()}


def _seen(facts: pl.DataFrame, kind: str, disease: str) -> pl.DataFrame:
    schema = _schema(kind)
    frame = facts.select(pl.col(name).cast(dtype) for name, dtype in schema.items())
    if "disease" in schema:
        frame = frame.filter(pl.col("disease").is_null() | (pl.col("disease") == disease))
    return frame.with_row_index("_row").with_columns(pl.col("_row").cast(pl.Int64))


def ancestors_of(areas: pl.DataFrame) -> pl.DataFrame:
    """Each area with each area that it is or lies in: ``code, path, above, above_path, above_level``."""
    named = areas.select(above="code", above_path="path", above_level="level")
    each = areas.filter(pl.col("path").is_not_null()).select(
        "code", "path", above=pl.col("path").str.strip_chars("/").str.split("/")
    )
    return each.explode("above").join(named, on="above", how="inner").filter(
        pl.col("path").str.starts_with(pl.col("above_path"))
    )  # fmt: skip


def areas_of_paths(areas: pl.DataFrame) -> pl.DataFrame:
    """The village, town and county in which each path lies: ``path, village, town, county``; of those above, none."""
    every = ancestors_of(areas)
    found = every.select("path").unique(maintain_order=True)
    for level in words.AREAS_SHARED:
        of_level = every.filter(pl.col("above_level") == level).select("path", **{level: pl.col("above")})
        found = found.join(of_level.unique("path", keep="first", maintain_order=True), on="path", how="left")
    return found


def shared_of(facts: Mapping[str, pl.DataFrame], ridden: bool = True) -> pl.DataFrame:
    """Who belongs to which class, school, household, …: ``share, person, place, since, until``.

    With ``ridden`` also who rode in which vehicle, by whole days.
    """
    told = facts["membership"].filter(pl.col("person").is_not_null())
    named = pl.when(pl.col("group").is_not_null()).then(
        pl.concat_str([pl.col("unit").fill_null(""), pl.lit("|"), pl.col("group")])
    )
    # Where no beginning was told, the ledger holds the moment of recording.
    untold = pl.col("known_at").is_not_null() & (pl.col("occurred_from") >= pl.col("known_at"))
    since = pl.when(~untold).then("occurred_from")
    schools = facts["units"].filter(pl.col("kind") == "school")["code"]
    parts = []
    for share, (kind, by) in words.SHARED.items():
        at_school = pl.when(pl.col("unit").is_in(schools.implode())).then("unit")
        place = named if by == "name" else at_school if by == "school" else pl.coalesce("unit", "group")
        of_kind = told if kind is None else told.filter(pl.col("group_kind") == kind)
        parts.append(of_kind.select("person", share=pl.lit(share), place=place, since=since, until="occurred_until"))
    households = (
        facts["person"]
        .filter(pl.col("person").is_not_null() & pl.col("household").is_not_null())
        .sort("occurred_from", "id", nulls_last=False, maintain_order=True)
        .group_by("person")
        .agg(place=pl.col("household").last())
    )
    nothing = pl.lit(None, LOCAL)
    parts.append(households.with_columns(share=pl.lit("household"), since=nothing, until=nothing))
    parts += [_rides(facts)] if ridden else []
    columns = ("share", "person", "place", "since", "until")
    return pl.concat([part.select(columns) for part in parts]).filter(pl.col("place").is_not_null())


def _rides(facts: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Who rode in which vehicle, from the first day of the ride until the day after its last."""
    # Whoever intends to return has not ridden yet.
    rode = (pl.col("direction") != "intended_return").fill_null(True) & pl.col("occurred_from").is_not_null()
    rides = facts["journey"].filter(rode & pl.col("person").is_not_null() & pl.col("vehicle").is_not_null())
    left, arrived = pl.coalesce("left_origin", "occurred_from"), pl.col("occurred_from")
    return rides.select(
        "person",
        share=pl.lit("vehicle"),
        place="vehicle",
        since=pl.min_horizontal(left, arrived).dt.truncate("1d"),
        until=pl.max_horizontal(left, arrived).dt.truncate("1d").dt.offset_by("1d"),
    )


def places_of(facts: Mapping[str, pl.DataFrame]) -> Frames:
    """What the fast engine asks about places: areas and units with their subjects, and who lies in whom."""
    areas, units = facts["areas"], facts["units"]

    def subjects(kind: str, codes: list[str]) -> pl.Series:
        return pl.Series("subject", [place_subject(kind, code) for code in codes], dtype=pl.String)

    levels = areas.select(area="code", area_level="level")
    return {
        "areas": areas.with_columns(subjects("area", areas["code"].to_list())),
        "units": units.join(levels, on="area", how="left", maintain_order="left").with_columns(
            subjects("unit", units["code"].to_list())
        ),
        "ancestors": ancestors_of(areas),
    }


def clock_of(at: object) -> pl.DataFrame:
    """The clock as a table of one row, so that a compiled rule need not know the hour."""
    return pl.DataFrame({"at": [at]}, schema={"at": LOCAL})
