"""The counts kept: for the areas touched or for all, from the statuses just written and the specimens known."""

from collections.abc import Iterable
from datetime import datetime

import polars as pl

from lianfang.derive.counts import counts, spells_of_cases, spells_of_contacts, spells_of_tests
from lianfang.facts import known_by
from lianfang.places.frames import areas_frame
from lianfang.situation.models import CaseStatus, Contact, Count, PersonStatus
from lianfang.situation.writing import replaced, stored


def spells(at: datetime, paths: Iterable[str] | None = None) -> pl.DataFrame:
    """All spells counted in the areas with these paths, or everywhere: what figures and the rows behind them count."""
    areas = areas_frame()
    if paths is None:
        cases, contacts, people = stored(CaseStatus), stored(Contact), stored(PersonStatus)
        facts = known_by(at, ["admission", "specimen"])
    else:
        chosen = sorted(set(paths))
        codes = areas.filter(pl.col("path").is_in(chosen))["code"].to_list()
        cases = stored(CaseStatus, "counted_in", codes)
        contacts = stored(Contact, "responsible", chosen)
        people = stored(PersonStatus, "responsible", chosen)
        facts = known_by(at, ["admission"], {"person": cases["person"].drop_nulls().to_list()})
        facts |= known_by(at, ["specimen"], {"person": people["person"].to_list()})
    return pl.concat(
        [
            spells_of_cases(cases, facts["admission"]),
            spells_of_contacts(contacts, areas),
            spells_of_tests(facts["specimen"], people, areas),
        ]
    )


def recounted(at: datetime, paths: Iterable[str] | None = None) -> bool:
    """Counts anew in the areas with these paths, or everywhere; answers whether any figure changed."""
    areas = areas_frame().select(pl.col("code").alias("area"), "path")
    chosen = areas if paths is None else areas.filter(pl.col("path").is_in(sorted(set(paths))))
    if paths is not None and not chosen.height:
        return False
    rows = counts(spells(at, paths), at).join(chosen, on="area", how="inner")
    return replaced(Count, "area", chosen["area"].to_list(), rows)
