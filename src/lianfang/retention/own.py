"""A person's own collected visits, exported for them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import polars as pl
from django.conf import settings

from lianfang.access.audit import audited
from lianfang.access.session import machine_session
from lianfang.facts.identities import persons_by
from lianfang.facts.visits import number_of, numbers_of_persons, of_persons


def own_visits(person: str, at: datetime) -> pl.DataFrame:
    """The visits of whoever is named by an identity number, a telephone or an id of the ledger, in local time.

    Somebody whom the ledger knows is found under every number they may have. A line of the audit tells of it.
    """
    with machine_session():
        known = _known(person)
        numbers = [number for each in numbers_of_persons(known).values() for number in each]
        numbers += number_of(pl.Series([person])).drop_nulls().to_list()
        audited(None, "export own visits", known, where="command", name="command line")
    visits = of_persons(list(dict.fromkeys(numbers)), until=at)
    zone = settings.TIME_ZONE
    local = (pl.col(name).dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)
             for name in ("start", "end"))  # fmt: skip
    return visits.with_columns(local).drop("person")


def _known(person: str) -> list[UUID]:
    try:
        return [UUID(person)]
    except ValueError:
        found = [persons_by("identity", [person]), persons_by("telephone", [person])]
        return sorted({one for each in found for persons in each.values() for one in persons})
