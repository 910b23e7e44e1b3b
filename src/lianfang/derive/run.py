"""The one door of this room: tables, plan and clock in, everything that follows out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from lianfang.derive.cases import cases as cases_of
from lianfang.derive.contacts import contacts as contacts_of
from lianfang.derive.duties import duties as duties_of
from lianfang.derive.people import people as people_of
from lianfang.plan import Plan


@dataclass(frozen=True, slots=True)
class Derived:
    """What follows from facts, plan and clock: frames with the columns of the vocabulary's derived tables."""

    duties: pl.DataFrame
    causes: pl.DataFrame
    contacts: pl.DataFrame
    people: pl.DataFrame
    cases: pl.DataFrame


def derive(tables: Mapping[str, pl.DataFrame], plan: Plan, at: datetime) -> Derived:
    """What follows from these facts by this plan at this moment.

    ``tables`` holds a frame a kind of fact, as ``facts.known_by`` gives them, and ``areas`` and ``units``. Pure: the
    same in gives the same out. Cases, contacts and duties are those of the plan's disease; people are everybody.
    """
    people = people_of(tables)
    cases = cases_of(tables, people)
    contacts = contacts_of(tables, cases, people)
    cases = cases.filter(pl.col("disease") == plan.disease)
    contacts = contacts.filter(pl.col("disease") == plan.disease)
    duties, causes = duties_of({**tables, "people": people, "cases": cases, "contacts": contacts}, plan, at)
    return Derived(duties, causes, contacts, people, cases)
