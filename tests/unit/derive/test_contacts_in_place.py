"""Contacts asked of exposures in place: the rows that frames in memory give."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import duckdb
import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.derive import several
from lianfang.derive.contacts import contacts, through
from lianfang.derive.contacts_in_place import COLUMNS, contacts_of_exposures
from lianfang.derive.inputs import LOCAL, prepared
from lianfang.derive.keys import contact_original

START = datetime(2021, 1, 5, 8, tzinfo=UTC)
CASES = pl.DataFrame(
    {
        "case": ["k1", "k2", "k3"],
        "person": ["ill", "p1", None],
        "classification": ["confirmed", "excluded", "withdrawn"],
        "excluded": [None, START + timedelta(days=4), START + timedelta(days=5)],
        "because": [None, None, "recorded_in_error"],
    }
).with_columns(pl.col("excluded").dt.replace_time_zone(None).cast(LOCAL))
NOBODY = pl.DataFrame(schema=dict.fromkeys(("person", "responsible", "whereabouts", "treated"), pl.String))
exposure = st.fixed_dictionaries(
    {
        "person": st.sampled_from(["p1", "p2", "ill", None]),
        "case": st.sampled_from(["k1", "k2", "k3", "unknown", None]),
        "disease": st.sampled_from(["covid19", "covid19", "measles", None]),
        "outbreak": st.sampled_from(["o1", None]),
        "grade": st.sampled_from(["close", "secondary", "general", None]),
        "occurred_from": st.integers(0, 3).map(lambda days: START + timedelta(days=days)),
        "last": st.sampled_from([None, START + timedelta(days=5)]),
        "known_at": st.sampled_from([None, START + timedelta(days=6)]),
        "via": st.sampled_from(["p2", None]),
    }
)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(told=st.lists(exposure, min_size=1, max_size=14), known=st.booleans())
def test_contacts_in_place_are_those_of_memory(told, known):
    rows = [{"id": f"e{number:02}", **row} for number, row in enumerate(told)]
    types = dict.fromkeys(("id", "person", "case", "disease", "outbreak", "grade", "via"), pl.String)
    types |= dict.fromkeys(("occurred_from", "last", "known_at"), pl.Datetime("us", "UTC"))
    areas = pl.DataFrame({"code": ["1"], "path": ["/1/"], "level": ["county"], "name": ["一"]})
    facts = prepared({"exposure": pl.DataFrame(rows, schema=types), "areas": areas}, "Asia/Shanghai")
    of_disease = pl.col("disease").is_null() | (pl.col("disease") == "covid19")
    expected = contacts(facts, CASES, NOBODY, linked=False).filter(of_disease)
    names = [contact_original(*pair) for pair in expected.select("person", "case").iter_rows()]
    expected = expected.with_columns(
        id="evidence", subject="person", occurred_from="judged", original=pl.Series(names, dtype=pl.String)
    ).select(COLUMNS)
    with duckdb.connect() as connection:
        connection.register("told_exposure", facts["exposure"].with_row_index("_row").to_arrow())
        connection.register("case_known", CASES.to_arrow())
        # Who was exposed several times is known, or looked for pair by pair.
        with mock.patch.object(several, "FEW", 1):
            twice = several.exposed_several_times(connection, "FROM told_exposure") if known else None
        contacts_of_exposures(connection, "covid19", placed=False, kept=len(told) % 2 == 0, linked=True, several=twice)
        columns = ", ".join(f'"{name}"' for name in COLUMNS)
        found = pl.from_arrow(connection.sql(f"SELECT {columns} FROM contact").to_arrow_table())
        vias = connection.sql("FROM through").fetchall()
        people = [row["person"] for row in told if row["person"] is not None]
        if twice is not None and twice.number:
            theirs = connection.sql(f"SELECT id FROM {twice.facts}").fetchall()
            again = pl.col("person").is_in([person for person in people if people.count(person) > 1])
            assert sorted(theirs) == sorted(found.filter(again).select("id").iter_rows())
    order = ["person", "case"]
    assert found.cast(expected.schema).sort(order).equals(expected.sort(order))
    assert sorted(vias) == sorted(through(facts).iter_rows())
