"""The counts kept: for the areas touched or for all, from the statuses just written and the specimens known."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from lianfang.derive.counts import COUNTS, ZONE, counts, spells_of_cases, spells_of_contacts
from lianfang.facts import known_by
from lianfang.facts.recording.lookups import head, queried
from lianfang.places.frames import areas_frame
from lianfang.situation.models import CaseStatus, Contact, Count, PersonStatus
from lianfang.situation.writing import replaced, stored

# Of so many people at most the specimens are looked up one by one; past that all specimens are read.
FEW = 20_000
_TESTED = "new_tested"


def recounted(at: datetime, paths: Iterable[str] | None = None, tested: Iterable[str] | None = None) -> bool:
    """Counts anew in the areas with these paths, or everywhere; answers whether any figure changed.

    Who was tested is counted anew in the areas ``tested`` among them, or in all: the specimens of an area are too many
    to be looked at for a fact that concerns none.
    """
    areas = areas_frame().select(pl.col("code").alias("area"), "path")

    def placed(paths: list[str] | None, rows: pl.DataFrame, among: pl.Expr) -> bool:
        chosen = areas if paths is None else areas.filter(pl.col("path").is_in(paths))
        rows = rows.join(chosen, on="area", how="inner")
        return replaced(Count, "area", chosen["area"].to_list(), rows, among)

    within = None if paths is None else sorted(set(paths))
    looked = within if tested is None else sorted(set(tested))
    of_tests = pl.col("figure") == _TESTED
    changed = False
    if within != []:
        changed = placed(within, counts(_spells(at, within), at), ~of_tests)
    if looked != []:
        changed |= placed(looked, people_tested(at, looked), of_tests)
    return changed


def _spells(at: datetime, within: list[str] | None) -> pl.DataFrame:
    """The spells of cases and contacts counted in the areas with these paths, or everywhere."""
    areas = areas_frame()
    if within is None:
        cases, contacts = stored(CaseStatus), stored(Contact)
        admissions = known_by(at, ["admission"])["admission"]
    else:
        codes = areas.filter(pl.col("path").is_in(within))["code"].to_list()
        cases, contacts = stored(CaseStatus, "counted_in", codes), stored(Contact, "responsible", within)
        admissions = known_by(at, ["admission"], {"person": cases["person"].drop_nulls().to_list()})["admission"]
    return pl.concat([spells_of_cases(cases, admissions), spells_of_contacts(contacts, areas)])


def people_tested(at: datetime, within: list[str] | None = None) -> pl.DataFrame:
    """How many people were tested on each day, as `derive.counts` counts `spells_of_tests`; counted by the database."""
    midnight = at.astimezone(ZoneInfo(ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)
    known = f"""SELECT disease, (occurred_from AT TIME ZONE %(zone)s)::date AS day, unnest(persons) AS person
        FROM facts_specimen fact
        WHERE known_at <= %(at)s AND occurred_from < %(until)s AND NOT withdrawn
            AND {head("facts_specimen", known_by="%(at)s")}"""  # noqa: S608 (conditions of ours)
    people, lateral, about = "situation_personstatus", "", ""
    if within is not None:
        people = "(SELECT person, responsible FROM situation_personstatus WHERE responsible = ANY(%(within)s))"
        if PersonStatus.objects.filter(responsible__in=within)[: FEW + 1].count() <= FEW:
            lateral, about = "LATERAL", "AND persons @> ARRAY[home.person]"
    return queried(
        f"""
        SELECT area.code, taken.disease, taken.day, '{_TESTED}', '', count(DISTINCT home.person)
        FROM {people} home JOIN {lateral} ({known} {about}) taken ON taken.person = home.person
        JOIN places_area area ON area.path = home.responsible
        GROUP BY 1, 2, 3
        """,  # noqa: S608 (conditions of ours)
        {"at": at, "until": midnight + timedelta(days=1), "zone": ZONE, "within": within},
        COUNTS,
    ).sort("area", "disease", "date")
