"""Every CSV of the shared data reads as Python's csv reads it."""

import csv
import gzip
import os
from pathlib import Path

import pytest

from lianfang.facts.reading import read

DATA = Path(os.environ.get("LIANFANG_TEST_DATA", Path(__file__).parents[5] / "shared" / "data"))
FILES = sorted(str(path.relative_to(DATA)) for path in DATA.rglob("*.csv*")) if DATA.is_dir() else []


def test_the_data_is_there() -> None:
    if not FILES:
        pytest.skip(f"no real files at {DATA}: set LIANFANG_TEST_DATA")
    assert len(FILES) > 30


@pytest.mark.parametrize("name", FILES)
def test_the_same_rows_as_csv(name: str) -> None:
    path = DATA / name
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        header = next(reader)
        expected = [tuple(cell.strip() for cell in row) for row in reader]
    (sheet,) = read(path)
    assert (sheet.header, sheet.skipped) == (tuple(header), [])
    assert sheet.rows.height == len(expected)
    assert sheet.row_numbers.tolist() == list(range(2, len(expected) + 2))
    assert sheet.rows.rows()[:5000] == expected[:5000]
    assert sheet.rows.rows()[-1] == expected[-1]
