"""The residents: households with ages that fit each other, names, documents, telephones, addresses. Vectorised."""

from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from lianfang.demonstration.areas import SEAT, TOWNS, VILLAGES_A_TOWN, Areas
from lianfang.demonstration.chance import chance, identifiers
from lianfang.demonstration.documents import identity_numbers, telephones
from lianfang.demonstration.names import full_names, surnames

# Share of households by size, from one person to six.
_SIZES = np.array([0.16, 0.28, 0.26, 0.16, 0.09, 0.05])
_TODAY = date(2021, 1, 1)
_STREETS = ("人民路", "解放街", "站前路", "中央大街", "文化路", "北门街", "青禾大街", "育才路")
_ESTATES = ("锦绣家园", "青禾花园", "幸福小区", "阳光新城", "铁路家属楼", "粮库小区", "和平里", "朝阳公寓")
_WORK = ("务农", "工人", "教师", "个体经营", "公务员", "司机", "医护人员", "餐饮服务", "建筑工人", "待业")
_WORK_SHARES = (0.38, 0.15, 0.04, 0.14, 0.04, 0.05, 0.02, 0.07, 0.07, 0.04)


def invented_people(size: int, areas: Areas, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The residents and their households, ``size`` people in all.

    People are in the columns of the layout ``people`` without the prefix, with ``person`` and ``household`` (UUIDs);
    households have ``household, number, residence, address``.
    """
    generator = chance(seed, "people")
    members = _members(size, generator)
    homes = len(members)
    home = np.repeat(np.arange(homes), members)
    place = np.arange(size) - np.repeat(np.cumsum(members) - members, members)
    age, male = _ages_and_sexes(home, place, homes, generator)
    residence = _residences(homes, areas, generator)
    households = pl.DataFrame(
        {
            "household": identifiers(homes, generator),
            "number": pl.select(pl.lit("H") + pl.int_range(homes).cast(pl.String).str.zfill(7)).to_series(),
            "residence": residence,
        }
    )
    households = households.with_columns(_addresses(residence, areas, generator).alias("address"))
    births = _births(age, generator)
    names = _names(home, place, homes, male, generator)
    people = pl.DataFrame(
        {
            "person": identifiers(size, generator),
            "home": home,
            "place": place,
            "name": names,
            "sex": pl.Series(np.where(male, "male", "female")),
            "birth": births,
            "age": age,
        }
    )
    people = people.with_columns(
        identity_numbers(people["birth"], people["sex"] == "male"),
        _telephones(age, generator).alias("telephone"),
        _occupations(age, generator).alias("occupation"),
        _care_needs(age, members[home], male, generator).alias("care_need"),
        pl.lit("resident").alias("identity_kind"),
        households["household"].gather(home).alias("household"),
        households["residence"].gather(home).alias("residence"),
        households["address"].gather(home).alias("address"),
    )
    return _with_guardians(people).drop("home"), households


def _members(size: int, generator: np.random.Generator) -> npt.NDArray[np.int64]:
    members = 1 + generator.choice(6, size // 2 + 10, p=_SIZES)
    whole = int(np.searchsorted(np.cumsum(members), size))
    members = members[: whole + 1].astype(np.int64)
    members[-1] -= members.sum() - size
    return members


def _ages_and_sexes(
    home: npt.NDArray[np.int64], place: npt.NDArray[np.int64], homes: int, generator: np.random.Generator
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Head, spouse, two children, then the head's parents: ages that fit; who would be below 0 or above 98 is not."""
    head = np.clip(generator.normal(47, 14, homes), 23, 88).astype(np.int64)
    head_male = generator.random(homes) < 0.82
    of_head, count = head[home], len(home)
    child = of_head - generator.integers(22, 34, count)
    # Children of the old have left home; in their stead lives a grandchild.
    child = np.where(child > 30, child - generator.integers(22, 28, count), child)
    age = np.select(
        [place == 0, place == 1, place <= 3],
        [of_head, of_head + generator.integers(-5, 4, count), child],
        of_head + generator.integers(21, 30, count),
    )
    age = np.where(age < 0, generator.integers(0, 6, count), age)
    age = np.where(age > 98, generator.integers(1, 12, count), age)
    alone = place == 0
    male = np.where(alone, head_male[home], np.where(place == 1, ~head_male[home], generator.random(count) < 0.51))
    male = np.where(place == 4, True, np.where(place == 5, False, male))
    return age.astype(np.int64), male.astype(bool)


def _residences(homes: int, areas: Areas, generator: np.random.Generator) -> pl.Series:
    weights = np.repeat([weight for _, weight in TOWNS], VILLAGES_A_TOWN)
    shares = np.concatenate(
        [
            np.full(len(areas.grids_of[v]), w / len(areas.grids_of[v]))
            for v, w in zip(areas.villages, weights, strict=True)
        ]
    )
    return pl.Series(areas.grids).gather(np.sort(generator.choice(len(areas.grids), homes, p=shares / shares.sum())))


def _addresses(residence: pl.Series, areas: Areas, generator: np.random.Generator) -> pl.Series:
    """In the seat: street, number, estate, building, entrance, floor, door; in a village: group and house number."""
    homes = residence.len()
    names = pl.DataFrame({"code": list(areas.names), "name": list(areas.names.values())})
    frame = pl.DataFrame({"grid": residence}).with_columns(
        pl.int_range(1, pl.len() + 1).over("grid").alias("order"),
        pl.col("grid").str.slice(0, 9).replace_strict(names["code"], names["name"]).alias("town"),
        pl.col("grid").str.slice(0, 12).replace_strict(names["code"], names["name"]).alias("village"),
        pl.col("grid").str.slice(12, 3).cast(pl.Int64).alias("group"),
        pl.Series("street", generator.choice(_STREETS, homes)),
        pl.Series("estate", generator.choice(_ESTATES, homes)),
    )
    order = pl.col("order") - 1
    text = pl.String
    floor, door = order // 2 % 6 + 1, order % 2 + 1
    town = pl.format(
        "青禾县{}{}{}号{}{}号楼{}单元{}层{}室",
        "town", "street", (pl.col("group") * 12 + 6).cast(text), "estate", (order // 48 + 1).cast(text),
        (order // 12 % 4 + 1).cast(text), floor.cast(text), (floor * 100 + door).cast(text),
    )  # fmt: skip
    village = pl.format("青禾县{}{}{}组{}号", "town", "village", pl.col("group").cast(text), pl.col("order").cast(text))
    return frame.select(pl.when(pl.col("grid").str.starts_with(SEAT)).then(town).otherwise(village).alias("a"))["a"]


def _births(age: npt.NDArray[np.int64], generator: np.random.Generator) -> pl.Series:
    days = np.minimum((age + generator.random(len(age))) * 365.2425, (age + 1) * 365.2425 - 1).astype(np.int64)
    # Nobody is born in the ten days of the story.
    return pl.Series("birth", np.datetime64(_TODAY, "D") - np.maximum(days, 20).astype("timedelta64[D]"))


def _names(
    home: npt.NDArray[np.int64],
    place: npt.NDArray[np.int64],
    homes: int,
    male: npt.NDArray[np.bool_],
    generator: np.random.Generator,
) -> pl.Series:
    """Children and the head's father bear the head's surname, spouse and the head's mother their own."""
    family, own = surnames(homes, generator)[home], surnames(len(home), generator)
    return full_names(np.where((place == 1) | (place == 5), own, family), male, generator)


def _telephones(age: npt.NDArray[np.int64], generator: np.random.Generator) -> pl.Series:
    has = (age >= 12) & (generator.random(len(age)) < np.where(age > 70, 0.8, 0.985))
    return pl.select(pl.when(pl.Series(has)).then(telephones(len(age)))).to_series()


def _occupations(age: npt.NDArray[np.int64], generator: np.random.Generator) -> pl.Series:
    work = generator.choice(_WORK, len(age), p=np.array(_WORK_SHARES))
    return pl.Series(
        np.select([age < 3, age < 6, age < 18, age > 62], ["散居儿童", "幼托儿童", "学生", "离退人员"], work).astype(
            str
        )
    )


def _care_needs(
    age: npt.NDArray[np.int64],
    members: npt.NDArray[np.int64],
    male: npt.NDArray[np.bool_],
    generator: np.random.Generator,
) -> pl.Series:
    draw = generator.random(len(age))
    need = np.select(
        [
            age < 14,
            (age >= 70) & (members == 1),
            ~male & (age >= 21) & (age <= 40) & (draw < 0.035),
            (age >= 30) & (draw < 0.0008),
            (age >= 16) & (draw < 0.004),
            draw < 0.015,
        ],
        ["child", "alone", "pregnant", "dialysis", "psychiatric", "disabled"],
        "",
    )
    return pl.Series(need.astype(str)).replace("", None)


def _with_guardians(people: pl.DataFrame) -> pl.DataFrame:
    """A child under 14 has the head of its household as guardian, where the child itself is not the head."""
    heads = people.filter(pl.col("place") == 0).select(
        "home", pl.col("name").alias("guardian_name"), pl.col("telephone").alias("guardian_telephone")
    )
    child = (pl.col("care_need") == "child") & (pl.col("place") > 0)
    return people.join(heads, on="home", how="left", maintain_order="left").with_columns(
        pl.when(child).then("guardian_name").alias("guardian_name"),
        pl.when(child).then("guardian_telephone").alias("guardian_telephone"),
    )
