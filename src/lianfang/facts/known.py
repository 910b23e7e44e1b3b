"""The one way back: the facts as they were known at a moment."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import polars as pl

from lianfang import vocabulary
from lianfang.facts.recording.lookups import copied_out, head, polars_type, queried, selected
from lianfang.facts.tables import columns_of, table_of
from lianfang.vocabulary import SEALED

_INNER = frozenset({"area_path", "request", "key", "content"})


def columns_told(kind: str) -> list[str]:
    """The columns that ``known_by`` gives of a kind: all but what is encrypted, its hashes, and the ledger's own."""
    sealed = {column.name for column in vocabulary.kind(kind).columns if column.type in SEALED}
    sealed |= {f"{name}_hash" for name in sealed} | {"name_key"}
    return [name for name in columns_of(kind) if name not in sealed | _INNER]


def known_by(
    at: datetime,
    kinds: Iterable[str] | None = None,
    subjects: Mapping[str, Iterable[str]] | None = None,
    where: Mapping[str, Iterable[Any]] | None = None,
    between: tuple[datetime, datetime] | None = None,
    columns: Iterable[str] | None = None,
    withdrawn: bool = False,
    whole: bool = False,
) -> dict[str, pl.DataFrame]:
    """The facts as known at a moment, a frame a kind: each fact's latest correction known by then, none withdrawn.

    ``subjects`` narrows it to facts about these: by kind of subject, UUIDs as text; a fact belongs to a person by its
    subject, its ``person``, its ``persons``, and to a case by its subject or its ``case``. ``where`` narrows it to
    facts whose column is one of the values (``{"day": [day]}``), ``between`` to those that began from a moment to
    before another. ``columns`` are those wanted, all
    where it is left out. With ``withdrawn`` it gives instead the facts by which others were withdrawn, each with what
    the withdrawn one said. ``whole`` is for whoever reads a great part of the ledger: the same rows, sooner.
    Row-level security applies: a page sees its own area's, the machine all. UUIDs are text, moments UTC.
    """
    names = [kind.name for kind in vocabulary.kinds()] if kinds is None else list(kinds)
    wanted = None if columns is None else frozenset(columns)
    return {name: _known(name, at, subjects, where or {}, between, wanted, withdrawn, whole) for name in names}


def subjects_told(kind: str, after: datetime, until: datetime) -> list[str]:
    """The subjects about which facts of a kind, corrections or withdrawals became known after a moment until another.

    Row-level security applies.
    """
    sql = f'SELECT DISTINCT subject::text FROM "{table_of(kind)}" WHERE known_at > %s AND known_at <= %s'  # noqa: S608
    return queried(sql, [after, until], {"subject": pl.String})["subject"].to_list()


def _known(
    kind: str,
    at: datetime,
    subjects: Mapping[str, Iterable[str]] | None,
    where: Mapping[str, Iterable[Any]],
    between: tuple[datetime, datetime] | None,
    wanted: frozenset[str] | None,
    withdrawn: bool,
    whole: bool,
) -> pl.DataFrame:
    columns, table = columns_told(kind), table_of(kind)
    if wanted is not None:
        columns = [name for name in columns if name in wanted]
    schema = {name: polars_type(kind, name) for name in columns}
    parameters: list[object] = [at, at]
    condition = ""
    if subjects is not None:
        ways, values = _ways(kind, subjects)
        if not ways:
            return pl.DataFrame(schema=schema)
        condition = f" AND ({' OR '.join(ways)})"
        parameters += values
    for column, chosen in where.items():
        condition += f' AND fact."{column}" = ANY(%s::{columns_of(kind)[column]}[])'
        parameters.append(list(chosen))
    if between is not None:
        condition += " AND fact.occurred_from >= %s AND fact.occurred_from < %s"
        parameters += between
    sql = (
        f"SELECT {', '.join(selected(name, kind) for name in columns)} "  # noqa: S608 — names come from the models
        f'FROM "{table}" fact WHERE fact.known_at <= %s AND {"" if withdrawn else "NOT "}fact.withdrawn '
        f"AND {head(table, known_by='%s')}"
        f"{condition} ORDER BY fact.occurred_from, fact.id"
    )
    return (copied_out if whole else queried)(sql, parameters, schema)


def _ways(kind: str, subjects: Mapping[str, Iterable[str]]) -> tuple[list[str], list[object]]:
    declared, columns = vocabulary.kind(kind), columns_of(kind)
    ways: list[str] = []
    values: list[object] = []
    for subject_kind, chosen in subjects.items():
        # As PostgreSQL writes an array of them: psycopg would look at each whether it needs quoting.
        ids = f"{{{','.join(map(str, chosen))}}}"
        if ids == "{}":
            continue
        if declared.subject == subject_kind:
            ways.append("fact.subject = ANY(%s::uuid[])")
            values.append(ids)
        elif subject_kind in ("person", "case") and subject_kind in columns:
            ways.append(f'fact."{subject_kind}" = ANY(%s::uuid[])')
            values.append(ids)
        if subject_kind == "person" and "persons" in columns:
            ways.append("fact.persons && %s::uuid[]")
            values.append(ids)
    return ways, values
