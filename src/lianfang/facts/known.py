"""The one way back: the facts as they were known at a moment."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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
    found: dict[str, pl.DataFrame] = {}
    about = None if subjects is None else {kind: _written(chosen) for kind, chosen in subjects.items()}
    told = names if about is None else _kinds_told(names, about)
    for name in names:
        if name in told:
            found[name] = _known(name, at, about, where or {}, between, wanted, withdrawn, whole)
        else:
            found[name] = pl.DataFrame(schema=_schema(name, wanted))
    return found


def subjects_told(kind: str, after: datetime, until: datetime) -> list[str]:
    """The subjects about which facts of a kind, corrections or withdrawals became known after a moment until another.

    Row-level security applies.
    """
    sql = f'SELECT DISTINCT subject::text FROM "{table_of(kind)}" WHERE known_at > %s AND known_at <= %s'  # noqa: S608
    return queried(sql, [after, until], {"subject": pl.String})["subject"].to_list()


# Of so many kinds or more it is asked at once whether there are any facts, of so many bytes of ids at most.
_SEVERAL_KINDS, _FEW_IDS = 4, 40_000


def _kinds_told(names: Sequence[str], about: Mapping[str, str]) -> Collection[str]:
    """Of these kinds those of which there is any fact about these subjects, in one question where that is sooner.

    About most subjects there are facts of few kinds, and to ask for each kind takes as long as to read it.
    """
    asked = {name: _ways(name, about) for name in names}
    asked = {name: (ways, values) for name, (ways, values) in asked.items() if ways}
    if len(asked) < _SEVERAL_KINDS or sum(map(len, about.values())) > _FEW_IDS:
        return asked
    places = {value: f"ids{number}" for number, value in enumerate(dict.fromkeys(about.values()))}
    questions = []
    for name, (ways, values) in asked.items():
        told = [way % f"(SELECT {places[value]} FROM given)" for way, value in zip(ways, values, strict=True)]  # noqa: S608
        questions.append(
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{table_of(name)}\" fact WHERE {' OR '.join(told)})"  # noqa: S608
        )
    given = ", ".join(f"%s::uuid[] AS {place}" for place in places.values())
    sql = f"WITH given AS (SELECT {given}) {' UNION ALL '.join(questions)}"
    return set(queried(sql, list(places), {"kind": pl.String})["kind"])


def _schema(kind: str, wanted: frozenset[str] | None) -> dict[str, Any]:
    return {name: polars_type(kind, name) for name in columns_told(kind) if wanted is None or name in wanted}


def _known(
    kind: str,
    at: datetime,
    about: Mapping[str, str] | None,
    where: Mapping[str, Iterable[Any]],
    between: tuple[datetime, datetime] | None,
    wanted: frozenset[str] | None,
    withdrawn: bool,
    whole: bool,
) -> pl.DataFrame:
    schema, table = _schema(kind, wanted), table_of(kind)
    parameters: list[object] = [at, at]
    condition = ""
    if about is not None:
        ways, values = _ways(kind, about)
        condition = f" AND ({' OR '.join(ways)})"
        parameters += values
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


def _ways(kind: str, about: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """How a fact of a kind may be about these subjects, by kind of subject as arrays; none where it cannot be."""
    declared, columns = vocabulary.kind(kind), columns_of(kind)
    ways: list[str] = []
    values: list[str] = []
    for subject_kind, ids in about.items():
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
