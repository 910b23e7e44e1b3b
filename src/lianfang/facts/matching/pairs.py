"""Pairs worth a look between new rows and known people, without comparing everybody with everybody.

Two people meet where they share a telephone; or the sound of the name and two of year, month and day of birth (or the
two swapped), or the address; or the birth date and the address. Nobody else can reach 0.5 by the points of
``similarity``: without a telephone that needs a name and a birth, or one of them and the address. A telephone that more
than 50 known people share is a work unit's or a made-up one, and brings nobody together.
"""

import polars as pl

from lianfang.facts.matching import similarity as points
from lianfang.facts.matching.names import pinyin_keys

_PARTS = {
    "name": pl.String,
    "pinyin": pl.String,
    "birth": pl.Date,
    "telephone": pl.String,
    "address": pl.String,
    "identity": pl.String,
}
_SHARED_BY = 50


def proposed_pairs(new: pl.DataFrame, known: pl.DataFrame, *, proposed_from: float = 0.5) -> pl.DataFrame:
    """Who of the known each new row may be: ``new_row, known_person, score, reasons``, the best first within a row.

    ``new`` has ``row``, ``known`` has ``person``, both any of name, pinyin (made from the name where missing), birth
    (date), telephone, address, identity. ``reasons`` lists the parts that agree, as in ``similarity``. Rows whose
    identity number is found are matched already and should not be passed.
    """
    left = _prepared(new, "row").rename({"row": "new_row"})
    right = _prepared(known, "person").rename({"person": "known_person"})
    pairs = _candidates(left, right)
    whole = pairs.join(left, on="new_row").join(right, on="known_person", suffix="_known")
    scored = _scored(whole)
    return (
        scored.filter(pl.col("score") >= proposed_from)
        .select("new_row", "known_person", "score", "reasons")
        .sort("new_row", "score", "known_person", descending=[False, True, False])
    )


def _prepared(people: pl.DataFrame, key: str) -> pl.DataFrame:
    missing = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in _PARTS.items() if name not in people.columns]
    people = people.with_columns(missing).select(key, *(pl.col(n).cast(t) for n, t in _PARTS.items()))
    people = people.with_columns(pl.col(n).replace("", None) for n, t in _PARTS.items() if t == pl.String)
    if people["pinyin"].is_null().any():
        people = people.with_columns(pl.coalesce("pinyin", pinyin_keys(people["name"]).alias("pinyin")))
    return people.with_columns(pl.col("address").str.replace_all(r"\s+", ""))


def _candidates(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    year, month, day = (getattr(pl.col("birth").dt, part)() for part in ("year", "month", "day"))
    blocks = [
        [pl.col("pinyin"), pl.col("birth")],
        [pl.col("pinyin"), year, month],
        [pl.col("pinyin"), year, day],
        [pl.col("pinyin"), month, day],
        [pl.col("pinyin"), year, pl.min_horizontal(month, day), pl.max_horizontal(month, day)],
        [pl.col("pinyin"), pl.col("address")],
        [pl.col("birth"), pl.col("address")],
    ]
    found = [_joined(left, right, block) for block in blocks]
    rare = right.group_by("telephone").len().filter(pl.col("len") <= _SHARED_BY).select("telephone")
    found.append(_joined(left, right.join(rare, on="telephone", how="semi"), [pl.col("telephone")]))
    return pl.concat(found).unique()


def _joined(left: pl.DataFrame, right: pl.DataFrame, block: list[pl.Expr]) -> pl.DataFrame:
    names = [f"k{i}" for i in range(len(block))]
    keys = [expression.alias(name) for expression, name in zip(block, names, strict=True)]
    return (
        left.select("new_row", *keys)
        .drop_nulls(names)
        .join(right.select("known_person", *keys).drop_nulls(names), on=names)
        .select("new_row", "known_person")
    )


def _scored(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs with their score, equal to ``similarity`` of each."""
    name, birth = pl.col("name"), pl.col("birth")
    other_name, other_birth = pl.col("name_known"), pl.col("birth_known")
    same = {p: (pl.col(p) == pl.col(f"{p}_known")).fill_null(False) for p in _PARTS}
    parts = [getattr(birth.dt, part)() == getattr(other_birth.dt, part)() for part in ("year", "month", "day")]
    swapped = (
        parts[0] & (birth.dt.month() == other_birth.dt.day()) & (birth.dt.day() == other_birth.dt.month())
    ).fill_null(False)
    near = (pl.sum_horizontal(part.cast(pl.Int8) for part in parts) == 2) | swapped
    name_points = (
        pl.when(same["name"])
        .then(points.NAME)
        .when(name.is_null() | other_name.is_null())
        .then(0)
        .when(same["pinyin"])
        .then(points.SOUND)
        .otherwise(points.OTHER_NAME)
    )
    birth_points = (
        pl.when(same["birth"])
        .then(points.BIRTH)
        .when(birth.is_null() | other_birth.is_null())
        .then(0)
        .when(near)
        .then(points.NEAR_BIRTH)
        .otherwise(points.OTHER_BIRTH)
    )
    scored = pairs.with_columns(
        name_points=name_points,
        birth_points=birth_points,
        telephone_points=pl.when(same["telephone"]).then(points.TELEPHONE).otherwise(0),
        address_points=pl.when(same["address"]).then(points.ADDRESS).otherwise(0),
        others=(pl.col("identity") != pl.col("identity_known")).fill_null(False),
    )
    total = pl.sum_horizontal("name_points", "birth_points", "telephone_points", "address_points").clip(0, 100)
    said = [
        pl.when(pl.col(f"{part}_points") > 0).then(pl.lit(part)) for part in ("name", "birth", "telephone", "address")
    ]
    return scored.with_columns(
        score=pl.when("others").then(0.0).otherwise((total / 100).round(2)),
        reasons=pl.concat_list(said).list.drop_nulls(),
    )
