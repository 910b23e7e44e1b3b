"""The library takes columns as notebooks hold them, a blank being missing in each."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas
import polars as pl
import pyarrow as pa
import pytest

from command_line import python
from lianfang import analysis

COUNTS = [3, 5, None, 4, 6, 5, 3, 4, 5, 6, 4, 3, 20]
DAYS = np.datetime64("2021-01-01") + np.arange(len(COUNTS))


def pandas_column(values: Any) -> Any:
    return pandas.Series(values, dtype="Int64") if None in list(values) else pandas.Series(values)


@pytest.mark.parametrize(
    "column",
    [
        pytest.param(list, id="list"),
        pytest.param(lambda values: pa.array(values), id="arrow"),
        pytest.param(lambda values: pa.chunked_array([pa.array(values[:4]), pa.array(values[4:])]), id="arrow-chunked"),
        pytest.param(lambda values: pl.Series(values), id="polars"),
        pytest.param(pandas_column, id="pandas"),
    ],
)
def test_a_column_of_any_kind_is_judged_alike(column: Callable[[Any], Any]) -> None:
    plain = np.array([np.nan if value is None else value for value in COUNTS])
    counts: Any = plain if column is list else column(COUNTS)
    days = column(DAYS)
    told, wanted = analysis.ears(counts, "C1"), analysis.ears(plain, "C1")
    np.testing.assert_array_equal(told.upper, wanted.upper)
    assert told.alarm[-1]
    np.testing.assert_array_equal(
        analysis.moving_percentile(counts, days, first=12).upper,
        analysis.moving_percentile(plain, DAYS, first=12).upper,
    )
    assert analysis.epidemic_curve(days).counts.tolist() == [1] * len(DAYS)


def test_whoever_estimates_loads_no_compiler() -> None:
    """A name brings its own module alone: the pages of estimates come without what early warning compiles."""
    code = (
        "import sys; from lianfang import analysis;"
        "analysis.reproduction, analysis.nowcast, analysis.delay, analysis.severity, analysis.forecast;"
        "print('numba' in sys.modules, 'scan' in dir(analysis))"
    )
    done = python(code)
    assert (done.stdout, done.stderr) == ("False True\n", "")
