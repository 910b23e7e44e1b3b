"""What is lent to DuckDB and lent back is what it was, and no library of Arrow is loaded for it."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from command_line import python
from lianfang.derive.duck import Duck

ROWS = pl.DataFrame(
    {
        "text": ["甲", None, "a text that is longer than twelve bytes"],
        "texts": [["a", None], [], None],
        "number": [1, None, -1],
        "share": [0.5, None, 1.0],
        "yes": [True, None, False],
        "day": [date(2020, 1, 24), None, date(1950, 1, 1)],
        "local": [datetime(2020, 1, 24, 8), None, datetime(1950, 1, 1)],  # noqa: DTZ001
        "moment": [datetime(2020, 1, 24, 8, tzinfo=UTC), None, datetime(1950, 1, 1, tzinfo=UTC)],
    }
)


@pytest.mark.parametrize("rows", [ROWS, ROWS.clear(), pl.concat([ROWS, ROWS], rechunk=False)], ids=["3", "0", "parts"])
def test_what_is_lent_comes_back_as_it_was(rows):
    duck = Duck()
    duck.connection.execute("SET TimeZone = 'UTC'")
    duck.hold("lent", rows)
    again = duck.asked_for("FROM lent")
    assert again.schema == rows.schema
    assert again.equals(rows)
    # It can be read again, of another shape, and taken back for another.
    assert duck.asked_for("SELECT text FROM lent WHERE number = 1")["text"].to_list() == ["甲"] * (rows.height // 3)
    duck.hold("lent", rows.head(1))
    assert duck.asked_for("FROM lent").height == min(rows.height, 1)
    duck.close()


def test_no_library_of_arrow_is_loaded_and_nothing_is_left_over_at_the_end():
    code = (
        "import sys, polars as pl; from lianfang.derive.duck import Duck; duck = Duck();"
        "duck.hold('lent', pl.DataFrame({'a': [1]})); assert duck.asked_for('FROM lent')['a'].to_list() == [1];"
        "duck.close(); print('pyarrow' in sys.modules)"
    )
    done = python(code)
    assert (done.stdout, done.stderr) == ("False\n", "")
