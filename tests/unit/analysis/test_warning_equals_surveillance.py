"""The warning methods against R surveillance: on invented series (tests/golden/warning.R) and on real Salmonella."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from lianfang.analysis import FARRINGTON_OPTIONS, FarringtonOptions, cusum, ears, farrington

GOLDEN = Path(__file__).parents[2] / "golden"
MUAN = FarringtonOptions(
    years=4, half_window=2, reweight=False, left_out=12, trend_p=0.1, threshold="muan", periods=5, alpha=0.01,
    least_cases=0,
)  # fmt: skip
HALF = FarringtonOptions(years=3, half_window=4, power="1/2", weights_threshold=1, alpha=0.01, trend=False)
FIRST = 308
METHODS = {
    "ears-C1": lambda counts, days: ears(counts, "C1"),
    "ears-C2": lambda counts, days: ears(counts, "C2"),
    "ears-C3": lambda counts, days: ears(counts, "C3"),
    "cusum-standard": lambda counts, days: cusum(counts, FIRST),
    "cusum-rossi": lambda counts, days: cusum(counts, FIRST, transform="rossi"),
    "farrington-default": lambda counts, days: farrington(counts, days, FARRINGTON_OPTIONS["default"], first=FIRST),
    "farrington-noufaily": lambda counts, days: farrington(counts, days, FARRINGTON_OPTIONS["noufaily"], first=FIRST),
    "farrington-muan": lambda counts, days: farrington(counts, days, MUAN, first=FIRST),
    "farrington-half": lambda counts, days: farrington(counts, days, HALF, first=FIRST),
}


def number(cell: str) -> float:
    return np.nan if cell in ("", "NA", "NaN") else float(cell)


@pytest.fixture(scope="module")
def given():
    with (GOLDEN / "warning_counts.csv").open() as file:
        rows = list(csv.DictReader(file))
    series = [name for name in rows[0] if name != "date"]
    counts = np.array([[float(row[name]) for row in rows] for name in series])
    return series, np.array([row["date"] for row in rows], dtype="datetime64[D]"), counts


@pytest.fixture(scope="module")
def told():
    with gzip.open(GOLDEN / "warning_told.csv.gz", "rt") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("method", METHODS)
def test_bounds_and_alarms_are_those_of_surveillance(method, given, told):
    series, days, counts = given
    judged = METHODS[method](counts, days)
    rows = [row for row in told if row["method"] == method]
    assert len(rows) == len(series) * (len(days) - FIRST)
    at = (
        [series.index(row["series"]) for row in rows],
        np.searchsorted(days, np.array([row["date"] for row in rows], dtype="datetime64[D]")),
    )
    upper = np.array([number(row["upper"]) for row in rows])
    np.testing.assert_allclose(judged.upper[at], upper, rtol=1e-6, atol=1e-9)
    assert judged.alarm[at].tolist() == [row["alarm"] == "1" for row in rows]
    if method.startswith("farrington"):
        expected = np.array([number(row["expected"]) for row in rows])
        np.testing.assert_allclose(judged.expected[at], expected, rtol=1e-6)
        assert np.sum(~np.isnan(upper)) > 100


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("earsC1", lambda counts, days: ears(counts, "C1")),
        ("earsC2", lambda counts, days: ears(counts, "C2")),
        ("earsC3", lambda counts, days: ears(counts, "C3")),
        ("cusum", lambda counts, days: cusum(counts, 424)),
        ("farrington_default", lambda counts, days: farrington(counts, days, FARRINGTON_OPTIONS["default"])),
        ("farrington_noufaily", lambda counts, days: farrington(counts, days, FARRINGTON_OPTIONS["noufaily"])),
    ],
)
def test_real_salmonella_is_judged_as_surveillance_judges_it(name, method, shared_data):
    folder = shared_data / "golden/surveillance"
    with (folder / "salmNewport_observed.csv").open() as file:
        seen = list(csv.DictReader(file))
    days = np.array([row["epoch"] for row in seen], dtype="datetime64[D]")
    judged = method(np.array([float(row["observed"]) for row in seen]), days)
    with (folder / f"salmNewport_{name}.csv").open() as file:
        rows = list(csv.DictReader(file))
    places = np.array([int(row["t"]) - 1 for row in rows])
    np.testing.assert_allclose(judged.upper[places], [number(row["upper"]) for row in rows], rtol=1e-6)
    assert judged.alarm[places].tolist() == [number(row["alarm"]) > 0 for row in rows]
