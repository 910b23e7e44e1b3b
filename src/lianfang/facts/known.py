"""The one way back: the facts as they were known at a moment."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from lianfang import vocabulary
from lianfang.facts.recording.lookups import copied_out, head, polars_type, queried, selected
from lianfang.facts.tables import columns_of, table_of
from lianfang.vocabulary import SEALED

# How facts of a kind may be about some subjects: conditions, each with its array of ids; none: whatever they are about.
_Ways = Sequence[tuple[str, str]]
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
    about: dict[str, _Ways] = dict.fromkeys(names, ()) if subjects is None else _about(names, subjects)
    return {
        name: _known(name, at, about[name], where or {}, between, wanted, withdrawn, whole)
        if name in about
        else pl.DataFrame(schema=_schema(name, wanted))
        for name in names
    }


def subjects_told(kind: str, after: datetime, until: datetime) -> list[str]:
    """The subjects about which facts of a kind, corrections or withdrawals became known after a moment until another.

    Row-level security applies.
    """
    sql = f'SELECT DISTINCT subject::text FROM "{table_of(kind)}" WHERE known_at > %s AND known_at <= %s'  # noqa: S608
    return queried(sql, [after, until], {"subject": pl.String})["subject"].to_list()


# Of so many kinds or more it is asked at once whether there are any facts, of so many bytes of ids at most.
_SEVERAL_KINDS, _FEW_IDS = 4, 40_000


def _about(names: Iterable[str], subjects: Mapping[str, Iterable[str]]) -> dict[str, _Ways]:
    """By kind how its facts may be about these subjects, of those kinds of which there may be any.

    About most subjects there are facts of few kinds, and to ask for each kind takes as long as to read it: where that
    is sooner, one question tells of which there are.
    """
    ids = {kind: _written(chosen) for kind, chosen in subjects.items()}
    asked = {name: ways for name in names if (ways := _ways(name, ids))}
    if len(asked) < _SEVERAL_KINDS or sum(map(len, ids.values())) > _FEW_IDS:
        return asked
    places = {value: f"ids{number}" for number, value in enumerate(dict.fromkeys(ids.values()))}
    questions = []
    for name, ways in asked.items():
        told = " OR ".join(way % f"(SELECT {places[value]} FROM given)" for way, value in ways)  # noqa: S608
        questions.append(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{table_of(name)}\" fact WHERE {told})")  # noqa: S608
    given = ", ".join(f"%s::uuid[] AS {place}" for place in places.values())
    sql = f"WITH given AS (SELECT {given}) {' UNION ALL '.join(questions)}"
    return {name: asked[name] for name in queried(sql, list(places), {"kind": pl.String})["kind"]}


def _schema(kind: str, wanted: frozenset[str] | None) -> dict[str, Any]:
    return {name: polars_type(kind, name) for name in columns_told(kind) if wanted is None or name in wanted}


def _known(
    kind: str,
    at: datetime,
    ways: _Ways,
    where: Mapping[str, Iterable[Any]],
    between: tuple[datetime, datetime] | None,
    wanted: frozenset[str] | None,
    withdrawn: bool,
    whole: bool,
) -> pl.DataFrame:
    schema, table = _schema(kind, wanted), table_of(kind)
    parameters: list[object] = [at, at]
    condition = ""
    if ways:
        condition = f" AND ({' OR '.join(way for way, _ in ways)})"
        parameters += [ids for _, ids in ways]
    for column, chosen in where.items():
        condition += f' AND fact."{column}" = ANY(%s::{columns_of(kind)[column]}[])'
        parameters.append(list(chosen))
    if between is not None:
        condition += " AND fact.occurred_from >= %s AND fact.occurred_from < %s"
        parameters += between
    sql = (
        f"SELECT {', '.join(selected(name, kind) for name in schema)} "  # noqa: S608 — names come from the models
        f'FROM "{table}" fact WHERE fact.known_at <= %s AND {"" if withdrawn else "NOT "}fact.withdrawn '
        f"AND {head(table, known_by='%s')}"
        f"{condition} ORDER BY fact.occurred_from, fact.id"
    )
    return (copied_out if whole else queried)(sql, parameters, schema)


def _written(ids: Iterable[str]) -> str:
    """As PostgreSQL writes an array of them: psycopg would look at each whether it needs quoting."""
    return f"{{{','.join(map(str, ids))}}}"


def _ways(kind: str, ids: Mapping[str, str]) -> _Ways:
    """How a fact of a kind may be about these subjects, by kind of subject as arrays; none where it cannot be."""
    declared, columns = vocabulary.kind(kind), columns_of(kind)
    ways: list[tuple[str, str]] = []
    for subject_kind, chosen in ids.items():
        if chosen == "{}":
            continue
        if declared.subject == subject_kind:
            ways.append(("fact.subject = ANY(%s::uuid[])", chosen))
        elif subject_kind in ("person", "case") and subject_kind in columns:
            ways.append((f'fact."{subject_kind}" = ANY(%s::uuid[])', chosen))
        if subject_kind == "person" and "persons" in columns:
            ways.append(("fact.persons && %s::uuid[]", chosen))
    return ways
