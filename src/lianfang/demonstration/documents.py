"""Identity numbers and telephones of nobody: true check digits and birth dates, an area and a range never given out."""

import numpy as np
import numpy.typing as npt
import polars as pl

# No area of the state begins with 00.
AREA = "000121"
# Mainland mobile numbers begin with 13 to 19, but 154 was never given to a carrier.
PREFIX = "154"
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECK = np.array(list("10X98765432"))


def identity_numbers(births: pl.Series, males: pl.Series, area: str = AREA, first: int = 0) -> pl.Series:
    """Identity numbers (GB 11643: area, birth, order, check digit) for birth dates and sexes, each once.

    ``first`` sets the first order number of a day, so that two calls do not give the same. Raises ValueError where
    more than 500 of one sex share a birth date, for which there are no more numbers.
    """
    frame = pl.DataFrame({"birth": births, "male": males})
    rank = frame.select(pl.int_range(pl.len()).over("birth", "male").alias("rank"))["rank"].to_numpy() + first
    if rank.size and rank.max() >= 500:
        raise ValueError("more than 500 people of one sex on one birth date; make the county smaller")
    # 37 shares no divisor with 500: the numbers of one day differ, but do not stand in a row.
    order = (rank * 37 + births.dt.day().to_numpy() * 11) % 500 * 2 + males.cast(pl.Int64).to_numpy()
    body = frame.select(
        pl.lit(area) + pl.col("birth").dt.strftime("%Y%m%d") + pl.Series(order).cast(pl.String).str.zfill(3)
    ).to_series()
    return (body + pl.Series(check_digits(body))).rename("identity_number")


def check_digits(bodies: pl.Series) -> npt.NDArray[np.str_]:
    """The check digit (ISO 7064, mod 11-2) of each body of 17 digits."""
    digits = np.frombuffer("".join(bodies.to_list()).encode(), dtype=np.uint8).reshape(-1, 17) - ord("0")
    return _CHECK[(digits.astype(np.int64) @ _WEIGHTS) % 11]


def telephones(count: int, first: int = 0) -> pl.Series:
    """So many telephone numbers of a range that belongs to nobody, each once."""
    numbers = (np.arange(first, first + count, dtype=np.int64) * 7_654_321 + 20_210_101) % 100_000_000
    return (pl.Series([PREFIX] * count, dtype=pl.String) + pl.Series(numbers).cast(pl.String).str.zfill(8)).rename(
        "telephone"
    )
