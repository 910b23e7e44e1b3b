"""`lianfang nowcast`: its table, and what it says of files it cannot use."""

import csv
from datetime import date, timedelta
from functools import partial

import numpy as np
import polars as pl
import pytest

from command_line import lianfang
from lianfang.vocabulary.mistakes import Mistake

nowcast = partial(lianfang, "nowcast")


COLUMNS = ["--first", "onset", "--second", "report"]


@pytest.fixture
def linelist(tmp_path):
    chance, lines = np.random.default_rng(1), ["area,onset,report"]
    for number in range(1500):
        onset = date(2021, 1, 1) + timedelta(days=int(chance.integers(0, 60)))
        report = "" if number % 50 == 0 else onset + timedelta(days=int(chance.gamma(2, 2)))
        lines.append(f"{'AB'[number % 3 == 0]},{onset},{report}")
    file = tmp_path / "l.csv"
    file.write_text("\n".join([*lines, "C,2021-02-03,2021-02-01"]) + "\n", encoding="utf-8")
    return file


def test_what_is_still_to_come_is_foretold_by_area(linelist, tmp_path):
    done = nowcast("--linelist", linelist, *COLUMNS, "--by", "area", "--at", "2021-02-20", "--out", tmp_path / "o.csv")
    assert "left out 1 cases known before they began" in done.output
    assert "C: no case is known" in done.output
    told = pl.read_csv(tmp_path / "o.csv")
    assert told.columns == ["group", "date", "known", "reported", "expected", "low", "high"]
    assert told.height == 28
    assert (told["known"] <= told["low"]).all() and (told["low"] <= told["high"]).all()
    last = told.filter((pl.col("group") == "A") & (pl.col("date") >= "2021-02-16"))
    assert last["expected"].sum() > 1.5 * last["known"].sum()
    with linelist.open() as file:
        final = sum(row["area"] == "A" and "2021-02-16" <= row["onset"] <= "2021-02-20" for row in csv.DictReader(file))
    assert last["low"].sum() < final < last["high"].sum()


def test_bad_files_and_dates_are_named(linelist, tmp_path):
    with pytest.raises(Mistake, match="--at soon"):
        nowcast("--linelist", linelist, *COLUMNS, "--at", "soon", "--out", tmp_path / "o.csv")
    with pytest.raises(Mistake, match="has no column told"):
        nowcast("--linelist", linelist, "--first", "onset", "--second", "told", "--out", tmp_path / "o.csv")
    empty = tmp_path / "e.csv"
    empty.write_text("onset,report\n,\n", encoding="utf-8")
    with pytest.raises(Mistake, match="no row has both"):
        nowcast("--linelist", empty, *COLUMNS, "--out", tmp_path / "o.csv")
