"""`lianfang rt`: the table it writes, and what it says of files it cannot use."""

from datetime import date, timedelta
from functools import partial

import numpy as np
import polars as pl
import pytest

from command_line import lianfang, written
from lianfang import analysis
from lianfang.vocabulary.mistakes import Mistake

rt = partial(lianfang, "rt")

CASES = [1, 1, 0, 2, 5, 3, 3, 3, 6, 2, 5, 9, 13, 12, 13, 11]


def test_a_row_for_each_window(tmp_path):
    file = written(tmp_path / "i.csv", "I", *CASES)
    rt("--incidence", file, "--si-mean", 2.6, "--si-sd", 1.5, "--out", tmp_path / "o.csv")
    told = pl.read_csv(tmp_path / "o.csv")
    assert told.columns == ["t_start", "t_end", "mean", "sd", "q025", "q25", "median", "q75", "q975"]
    assert (told["t_start"][0], told["t_end"][0], told.height) == (2, 8, 9)
    want = analysis.parametric_reproduction(CASES, 2.6, 1.5)
    np.testing.assert_allclose(told["median"], want.quantile(0.5))


def test_dates_may_stand_in_any_order_and_a_missing_day_empties_its_windows(tmp_path):
    lines = [f"{date(2020, 1, 1) + timedelta(days=day)},{count}" for day, count in enumerate(CASES) if day != 11]
    file = written(tmp_path / "i.csv", "date,I", *reversed(lines))
    done = rt("--incidence", file, "--si-mean", 2.6, "--si-sd", 1.5, "--window", 3, "--out", tmp_path / "o.parquet")
    assert "1 of 16 days are missing" in done.output
    told = pl.read_parquet(tmp_path / "o.parquet")
    assert told.height == 13
    assert told.filter(pl.col("t_end") >= 12)["mean"].null_count() == 5


def test_imported_cohort_and_uncertain_are_options(tmp_path):
    apart = written(tmp_path / "a.csv", "I,imported", *(f"{count},{count // 3}" for count in CASES))
    plain = written(tmp_path / "i.csv", "I", *CASES)
    si = written(tmp_path / "si.csv", "w", 0, 0.2, 0.5, 0.3)
    for file, options in ((apart, []), (plain, []), (plain, ["--method", "wallinga-teunis"])):
        rt("--incidence", file, "--si", si, *options, "--out", tmp_path / f"{file.stem}{len(options)}.csv")
    mean = {name: pl.read_csv(tmp_path / f"{name}.csv")["mean"].to_numpy() for name in ("a0", "i0", "i2")}
    assert np.all(mean["a0"] < mean["i0"])
    assert not np.allclose(mean["i0"], mean["i2"])
    for name, wide in (("sure", 0), ("wide", 0.5)):
        shaped = ["--si-mean", 2.6, "--si-sd", 1.5, "--si-uncertain", wide]
        rt("--incidence", plain, *shaped, "--out", tmp_path / f"{name}.csv")
    sure, wide = (pl.read_csv(tmp_path / f"{name}.csv") for name in ("sure", "wide"))
    assert wide["sd"].mean() > sure["sd"].mean()


@pytest.mark.parametrize(
    ("lines", "options", "words"),
    [
        (["I", "few"], ["--si-mean", 5, "--si-sd", 2], "i.csv: line 2, column I: 'few' is no number"),
        (["I", "1", "-2"], ["--si-mean", 5, "--si-sd", 2], "line 3, column I: '-2' must be 0 or more"),
        (["I,imported", "1,2"], ["--si-mean", 5, "--si-sd", 2], "line 2, column imported: '2' is more than I, 1"),
        (["date,I", "2020-01-01,1", "2020-01-01,1"], ["--si-mean", 5, "--si-sd", 2], "line 3, column date"),
        (["I", *"123"], ["--si-mean", 5, "--si-sd", 2], "too few for a window of 7"),
        (["I", *"123456789"], ["--si-mean", 0.5, "--si-sd", 2], "above 1 day, not 0.5"),
        (["I", *"123456789"], ["--si-mean", 5], "wanted once"),
        (["I", *"123456789"], [], "wanted once"),
        (["J", "1"], ["--si-mean", 5, "--si-sd", 2], "has no column I; it has J"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_place(tmp_path, lines, options, words):
    file = written(tmp_path / "i.csv", *lines)
    with pytest.raises(Mistake) as told:
        rt("--incidence", file, *options, "--out", tmp_path / "o.csv")
    assert words in str(told.value)
    assert not (tmp_path / "o.csv").exists()
