"""How many causes continue the episode of another, counted without numbering any, is what the numbered ones say."""

from collections import Counter
from datetime import datetime, timedelta

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.derive import owing
from lianfang.derive.duck import Duck
from lianfang.derive.inputs import LOCAL

START = datetime(2021, 1, 5, 8)  # noqa: DTZ001 (local wall clock)
COLUMNS = ("fact", "opened", "ends", "due", "anchor", "subject", "original")
cause = st.tuples(
    # So few people and hours that some have one cause, some two, some more, and some open together.
    st.sampled_from(["p1", "p2", "p3", "p4"]), st.integers(0, 6), st.sampled_from([None, 1, 2, 3])
)  # fmt: skip


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(told=st.lists(cause, max_size=12))
def test_what_continues_is_counted_as_it_is_numbered(told):
    rows = [
        {
            "fact": f"f{number:02}", "original": f"f{number:02}", "subject": subject, "due": None, "anchor": None,
            "opened": START + timedelta(hours=hour),
            "ends": None if lasts is None else START + timedelta(hours=hour + lasts),
        }
        for number, (subject, hour, lasts) in enumerate(told)
    ]  # fmt: skip
    types = {name: LOCAL if name in ("opened", "ends", "due", "anchor") else pl.String for name in COLUMNS}
    duck = Duck()
    duck.hold("_found", pl.DataFrame(rows, schema=types))
    number, more = duck.asked_for(owing.number_of_continuing(COLUMNS)).row(0)
    of_more = duck.asked_for(owing.number_of_more_continuing(COLUMNS))["number"].item()
    numbered = duck.asked_for(owing.numbered(COLUMNS))
    duck.close()
    assert number + of_more == numbered.height - numbered.select("subject", "_episode").unique().height
    assert bool(more) == any(count > 2 for count in Counter(subject for subject, _, _ in told).values())
