"""What a derivation gives: the frames and their columns, as the vocabulary declares them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache

import polars as pl

from lianfang import vocabulary
from lianfang.derive.inputs import POLARS


@dataclass(frozen=True)
class Derived:
    """Everything that follows from facts, plan and clock; moments in UTC, subjects and facts as text."""

    duties: pl.DataFrame
    causes: pl.DataFrame
    contacts: pl.DataFrame
    people: pl.DataFrame
    cases: pl.DataFrame
    groups: pl.DataFrame
    members: pl.DataFrame
    codes: pl.DataFrame
    encounters: pl.DataFrame
    proposals: pl.DataFrame


def together(each: Sequence[Derived]) -> Derived:
    """What follows by several plans, or scopes of one, as one; what two of them say alike stands once."""
    if len(each) == 1:
        return each[0]
    frames = ([getattr(one, field.name) for one in each] for field in fields(Derived))
    return Derived(*(pl.concat(told).unique(maintain_order=True) for told in frames))


NAMES = {
    "duties": "duty", "causes": "duty_cause", "contacts": "contact", "people": "person_status", "cases": "case_status",
    "groups": "group", "members": "group_member",
    "codes": "health_code",
    "encounters": "encounter",
    "proposals": "case_proposal",
}  # fmt: skip


@cache
def local_schema(table: str) -> dict[str, pl.DataType]:
    """The columns of a derived table, moments as local wall clock."""
    schema = {}
    for column in vocabulary.derived(table).columns:
        dtype = POLARS.get(column.type, pl.String)
        schema[column.name] = dtype if isinstance(dtype, pl.DataType) else dtype()
    return schema


# A cause as it stands in the row of its duty, where duties are written alone: what `duty_cause` says of it. Causes
# are in the order of these.
CAUSE = {name: local_schema("duty_cause")[name] for name in ("since", "original", "fact", "kind", "until")}
# The columns of duties written alone, and what may be asked for beside: the facts of the causes and nothing about them.
DUTY = (*local_schema("duty"), "causes")
OF_DUTIES = (*DUTY, "facts")


def empty(table: str) -> pl.DataFrame:
    """A derived table without a row."""
    return pl.DataFrame(schema=local_schema(table))


def fitted(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """A frame with exactly the columns of a derived table, sorted by its key."""
    return in_columns(frame, table).sort(vocabulary.derived(table).key)


def in_columns(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """The same in any order."""
    schema = local_schema(table)
    if not frame.width:
        return pl.DataFrame(schema=schema)
    columns = (pl.col(name) if name in frame.columns else pl.lit(None).alias(name) for name in schema)
    return frame.select(columns).cast(pl.Schema(schema))


def frame_of(rows: Iterable[Mapping[str, object]], table: str) -> pl.DataFrame:
    """Rows as the frame of a derived table, sorted by its key."""
    schema = local_schema(table)
    told = [{name: row.get(name) for name in schema} for row in rows]
    return pl.DataFrame(told, schema=schema).sort(vocabulary.derived(table).key)
