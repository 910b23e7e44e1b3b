"""A made county in which some are recorded twice: who is whom is known, so what a matcher proposes can be judged.

Names are as frequent as the state's statistics say; families share a surname, an address, often a telephone. A second
record of somebody is never a copy: each of its parts is lost or written otherwise by chance (``FAULTS``). Strangers
stand among the new records as well, some of them the relatives of known people: brothers and sisters of one address and
telephone, twins, and namesakes born on one day. Numbers of identity are left out: by them one is found before anybody
is compared.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from lianfang.demonstration.names import full_names, surnames
from lianfang.facts.matching import pinyin_keys

# By chance a second record has each of these; of two for one part the later one wins.
FAULTS = {
    "name by another character of the same sound": 0.06,
    "one character of the name another": 0.04,
    "birth: month and day swapped": 0.02,
    "birth: one of year, month, day another": 0.05,
    "birth not told": 0.15,
    "telephone another": 0.25,
    "telephone not told": 0.10,
    "address with spaces": 0.10,
    "address without the town before it": 0.20,
    "address another (moved)": 0.10,
    "address not told": 0.15,
}
_EPOCH = np.datetime64("1930-01-01")
_DAYS = 90 * 365


@dataclass(frozen=True, slots=True)
class Made:
    """Known people, new records, and of each new record whom it tells of (null where nobody known)."""

    known: pl.DataFrame
    new: pl.DataFrame

    @property
    def pairs(self) -> set[tuple[int, int]]:
        """The true pairs: (new record, known person)."""
        told = self.new.drop_nulls("truth")
        return set(zip(told["row"].to_list(), told["truth"].to_list(), strict=True))


def made(people: int, new: int, seed: int = 20210106) -> Made:
    """So many known people and new records, half of which tell of somebody known; the same for the same seed."""
    chance = np.random.default_rng(seed)
    known = _families(people, chance)
    second = known.sample(new // 2, seed=seed).rename({"person": "truth"})
    second = _written_otherwise(second, chance)
    strangers = _strangers(known, new - second.height, chance)
    both = pl.concat([second, strangers], how="diagonal_relaxed").sample(fraction=1, shuffle=True, seed=seed)
    return Made(_with_sound(known.drop("family")), _with_sound(both.drop("family").with_row_index("row")))


def _families(people: int, chance: np.random.Generator) -> pl.DataFrame:
    sizes = chance.choice([1, 2, 3, 4, 5], people, p=[0.25, 0.25, 0.25, 0.15, 0.10])
    family = np.repeat(np.arange(people), sizes)[:people]
    families = int(family.max()) + 1
    house = surnames(families, chance)
    # One in three has married in, with a surname of their own.
    own = np.where(chance.random(people) < 0.35, surnames(people, chance), house[family])
    males = chance.random(people) < 0.5
    shared = chance.random(people) < 0.25
    numbers = np.where(shared, family, people + np.arange(people))
    return pl.DataFrame(
        {
            "person": np.arange(people),
            "family": family,
            "name": full_names(own, males, chance),
            "birth": _EPOCH + chance.integers(0, _DAYS, people).astype("timedelta64[D]"),
            "telephone": _telephones(numbers),
            "address": _addresses(family),
        }
    ).with_columns(pl.col("birth").cast(pl.Date))


def _telephones(numbers: np.ndarray) -> pl.Series:
    # A prime step spreads the numbers so that neighbours are not alike.
    return pl.Series(13_000_000_000 + (numbers.astype(np.int64) * 7_919_317) % 900_000_000).cast(pl.String)


def _addresses(family: np.ndarray) -> pl.Series:
    houses = pl.DataFrame({"family": family})
    return houses.select(
        pl.format(
            "青禾县{}镇{}村{}组{}号",
            pl.lit("甲") + (pl.col("family") % 17).cast(pl.String),
            (pl.col("family") // 17 % 211).cast(pl.String),
            (pl.col("family") % 9 + 1).cast(pl.String),
            (pl.col("family") // 3587 + 1).cast(pl.String),
        ).alias("address")
    )["address"]


def _written_otherwise(second: pl.DataFrame, chance: np.random.Generator) -> pl.DataFrame:
    count = second.height
    hit = {fault: pl.Series(chance.random(count) < share) for fault, share in FAULTS.items()}
    name, birth = second["name"].to_list(), second["birth"].to_list()
    homophones = _homophones(name)
    others = pl.Series(name).str.slice(-1).to_list()
    for place in range(count):
        if hit["name by another character of the same sound"][place]:
            same = homophones.get(name[place][-1], ())
            if same:
                name[place] = name[place][:-1] + same[int(chance.integers(len(same)))]
        if hit["one character of the name another"][place]:
            name[place] = name[place][:-1] + others[int(chance.integers(count))]
        if hit["birth: month and day swapped"][place] and birth[place].day <= 12:
            birth[place] = birth[place].replace(month=birth[place].day, day=birth[place].month)
        if hit["birth: one of year, month, day another"][place]:
            part = ("year", "month", "day")[int(chance.integers(3))]
            low, high = {"year": (1930, 2020), "month": (1, 13), "day": (1, 28)}[part]
            day = min(birth[place].day, 28)
            birth[place] = birth[place].replace(day=day).replace(**{part: int(chance.integers(low, high))})
    far = pl.Series(chance.integers(0, 10_000_000, count) + 50_000_000)
    address = pl.col("address")
    return second.with_columns(pl.Series("name", name), pl.Series("birth", birth, dtype=pl.Date)).with_columns(
        pl.when(hit["birth not told"]).then(None).otherwise(pl.col("birth")).alias("birth"),
        pl.when(hit["telephone not told"])
        .then(None)
        .when(hit["telephone another"])
        .then(_telephones((far + 400_000_000).to_numpy()))
        .otherwise(pl.col("telephone"))
        .alias("telephone"),
        pl.when(hit["address not told"])
        .then(None)
        .when(hit["address another (moved)"])
        .then(_addresses(far.to_numpy()))
        .when(hit["address without the town before it"])
        .then(address.str.replace("^青禾县甲\\d+镇", ""))
        .when(hit["address with spaces"])
        .then(address.str.replace("镇", "镇 ").str.replace("村", "村 "))
        .otherwise(address)
        .alias("address"),
    )


def _homophones(names: list[str]) -> dict[str, list[str]]:
    """By last character of a name the other last characters of the same sound."""
    last = pl.Series("last", sorted({name[-1] for name in names}))
    sounds = pl.DataFrame({"last": last, "sound": pinyin_keys(last)})
    grouped = sounds.group_by("sound").agg(pl.col("last").sort())["last"].to_list()
    return {each: [other for other in group if other != each] for group in grouped for each in group}


def _strangers(known: pl.DataFrame, count: int, chance: np.random.Generator) -> pl.DataFrame:
    """Nobody known: half of them quite others, and relatives, twins and namesakes of known people."""
    seeds = known.sample(count, seed=int(chance.integers(1 << 30)), with_replacement=True)
    males = chance.random(count) < 0.5
    family_names = np.array([name[0] for name in seeds["name"].to_list()])
    sibling = full_names(family_names, males, chance)
    other = full_names(surnames(count, chance), males, chance)
    kind = pl.Series(chance.random(count))
    born = pl.Series(_EPOCH + chance.integers(0, _DAYS, count).astype("timedelta64[D]")).cast(pl.Date)
    far = np.arange(count) + 70_000_000
    relative, twin, namesake = (kind >= 0.5) & (kind < 0.9), (kind >= 0.9) & (kind < 0.95), kind >= 0.95
    home = relative | twin
    return seeds.with_columns(
        pl.lit(None, pl.Int64).alias("truth"),
        pl.when(home).then(sibling).when(namesake).then(pl.col("name")).otherwise(other).alias("name"),
        pl.when(twin | namesake).then(pl.col("birth")).otherwise(born).alias("birth"),
        pl.when(home).then(pl.col("telephone")).otherwise(_telephones(far)).alias("telephone"),
        pl.when(home).then(pl.col("address")).otherwise(_addresses(far)).alias("address"),
    ).drop("person")


def _with_sound(people: pl.DataFrame) -> pl.DataFrame:
    return people.with_columns(pinyin_keys(people["name"]).alias("pinyin"))
