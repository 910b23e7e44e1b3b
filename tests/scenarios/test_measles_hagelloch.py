"""Measles in Hagelloch, 1861, by the plan that ships: one village, one outbreak; figures counted by hand.

188 children; the rashes are of 3, 6, 8, 11, 11, 13 November … to 19 December 1861, never 21 days apart, and one of
27 January 1862, 39 days later. So the second case within ten days fell ill on 6 November, the outbreak has 187 cases
and was over on 9 January (19 December and 21 days); the last child belongs to none.
"""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

pytestmark = pytest.mark.django_db

AT = datetime(1862, 3, 1, tzinfo=UTC)


def test_one_village_one_outbreak(shared_data: Path) -> None:
    from lianfang.access.session import machine_session
    from lianfang.facts import load as loading
    from lianfang.places.tree import install_areas, install_units
    from lianfang.situation.models import Duty, Group, GroupMember
    from lianfang.situation.refresh import rebuild
    from lianfang.situation.writing import stored

    install_areas(
        [
            {"code": "DE", "name": "德国", "level": "nation", "parent": None},
            {"code": "DE-Hagelloch", "name": "Hagelloch", "level": "village", "parent": "DE"},
        ]
    )
    install_units([{"code": "DE-CDC", "kind": "cdc", "name": "疾控中心", "area": "DE"}])
    loading.load("linelist", shared_data / "outbreaks/measles_hagelloch_1861.csv", loading.Options(), AT)
    rebuild(AT)
    with machine_session():
        groups, members, duties = stored(Group), stored(GroupMember), stored(Duty)
    groups = groups.with_columns(pl.col("first", "founded", "last", "closes").dt.convert_time_zone("Asia/Shanghai"))
    (outbreak,) = groups.to_dicts()
    assert (outbreak["definition"], outbreak["share"], outbreak["place"]) == ("outbreak", "village", "DE-Hagelloch")
    assert (outbreak["cases"], members.height) == (187, 187)
    moments = {name: outbreak[name].date() for name in ("first", "founded", "last", "closes")}
    assert moments == {
        "first": date(1861, 11, 3), "founded": date(1861, 11, 6), "last": date(1861, 12, 19),
        "closes": date(1862, 1, 9),
    }  # fmt: skip
    owed = dict(duties.filter(disease="measles").group_by("rule").len().iter_rows())
    assert owed["outbreak-report"] == owed["outbreak-investigation"] == 1
    assert owed["case-report"] == owed["isolation"] == 188
    report = duties.filter(rule="outbreak-report").row(0, named=True)
    assert (report["owed_by"], report["responsible"]) == ("DE-CDC", "/DE/DE-Hagelloch/")
    # Kept apart to the end of day 4 of the rash, which is day 0.
    rashes = members.with_columns(pl.col("since").dt.convert_time_zone("Asia/Shanghai").dt.date().alias("rash"))
    ends = duties.filter(rule="isolation").with_columns(pl.col("ends").dt.convert_time_zone("Asia/Shanghai"))
    whose = rashes.join(ends.select("subject", "ends"), left_on="case", right_on="subject")
    after = (whose["ends"].dt.date() - whose["rash"]).dt.total_days()
    assert whose.height == 187 and set(after) == {5}
