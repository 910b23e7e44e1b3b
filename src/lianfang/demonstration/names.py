"""Names of invented people: Faker's surnames and given names by their frequency, rare characters, names with a dot."""

import numpy as np
import numpy.typing as npt
import polars as pl
from faker.providers.person.zh_CN import Provider

_RARE = ("𠮷", "㛃", "䶮", "喆", "堃", "犇", "翀", "燚", "玥", "昉", "㴓", "甯")
_DOTTED_FAMILY = ("买买提", "艾力", "孟和", "吐尔逊", "哈斯", "达瓦", "托合提", "巴依尔")
_DOTTED_MALE = ("阿卜杜拉", "巴特尔", "阿迪力", "苏和", "努尔兰", "扎西")
_DOTTED_FEMALE = ("阿依古丽", "其其格", "古丽娜尔", "萨仁", "迪丽努尔", "卓玛")


def _weighted(names: object) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.float64]]:
    if isinstance(names, dict):
        shares = np.array(list(names.values()), dtype=float)
        return np.array(list(names)), shares / shares.sum()
    plain = np.array(list(names))  # type: ignore[call-overload]
    return plain, np.full(len(plain), 1 / len(plain))


def surnames(count: int, generator: np.random.Generator) -> npt.NDArray[np.str_]:
    """So many surnames, as frequent as in the state's statistics that Faker carries."""
    pool, shares = _weighted(Provider.last_names)
    return generator.choice(pool, count, p=shares)


def full_names(
    families: npt.NDArray[np.str_], males: npt.NDArray[np.bool_], generator: np.random.Generator
) -> pl.Series:
    """Full names for surnames and sexes: one or two characters given, 4 in a thousand rare, 3 in a thousand dotted."""
    count = len(families)
    given = np.where(
        males,
        _given(Provider.first_names_male, count, generator),
        _given(Provider.first_names_female, count, generator),
    )
    kind = generator.random(count)
    rare = generator.choice(np.array(_RARE), count)
    dotted = np.where(males, generator.choice(np.array(_DOTTED_MALE), count), generator.choice(_DOTTED_FEMALE, count))
    families_of_dotted = generator.choice(np.array(_DOTTED_FAMILY), count)
    frame = pl.DataFrame(
        {"f": families, "g": given, "k": kind, "r": rare, "d": dotted, "o": families_of_dotted}
    ).select(
        pl.when(pl.col("k") < 0.004)
        .then(pl.col("f") + pl.col("r"))
        .when(pl.col("k") < 0.007)
        .then(pl.col("d") + "·" + pl.col("o"))
        .otherwise(pl.col("f") + pl.col("g"))
        .alias("name")
    )
    return frame["name"]


def _given(pool: object, count: int, generator: np.random.Generator) -> npt.NDArray[np.str_]:
    names, _ = _weighted(pool)
    short = names[[len(name) == 1 for name in names]]
    drawn = generator.choice(names, count)
    first, second = generator.choice(short, count), generator.choice(short, count)
    paired = generator.random(count) < 0.45
    return np.where(paired & (first != second), np.char.add(first, second), drawn)
