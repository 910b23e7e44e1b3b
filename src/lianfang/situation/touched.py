"""The persons of a breach as a table: from the audit, with who they are as far as that is still kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
from django.conf import settings

from lianfang.access.audit import audited
from lianfang.access.session import machine_session
from lianfang.access.touched import touched
from lianfang.situation.frames import frame_of
from lianfang.situation.models import PersonStatus


def table_of_touched(since: datetime, until: datetime, account: str = "", address: str = "") -> pl.DataFrame:
    """``person, name, area, first, last, lines, actions``, in local time; names are empty of who was removed since.

    A line of the audit tells of it. Raises Mistake as ``access.touched.touched`` does.
    """
    found = touched(since, until, account, address)
    with machine_session():
        people = frame_of(
            PersonStatus.objects.filter(person__in=[one.person for one in found]), ("person", "name", "responsible")
        )
        audited(None, "export persons of a breach", [one.person for one in found], where="command", name="command line")
    rows = [(str(one.person), one.first, one.last, one.lines, ", ".join(sorted(one.actions))) for one in found]
    moment = pl.Datetime("us", "UTC")
    schema: dict[str, Any] = {
        "person": pl.String, "first": moment, "last": moment, "lines": pl.Int64, "actions": pl.String,
    }  # fmt: skip
    table = pl.DataFrame(rows, schema, orient="row").join(people, on="person", how="left", maintain_order="left")
    zone = settings.TIME_ZONE
    return table.with_columns(pl.col("first", "last").dt.convert_time_zone(zone).dt.replace_time_zone(None)).select(
        "person", "name", pl.col("responsible").str.strip_chars("/").str.split("/").list.last().alias("area"), "first",
        "last", "lines", "actions",
    )  # fmt: skip
