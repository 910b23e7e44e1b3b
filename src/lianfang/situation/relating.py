"""Whom a fact touches through what the plans in force relate: classmates, contacts, a group; and who is known beside.

Each question here is answered by an index, never by reading the ledger: what it finds may be more than what the plan's
conditions then hold to be related, never less.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl
from django.db import connection

from lianfang import vocabulary
from lianfang.facts.recording.lookups import queried
from lianfang.facts.tables import columns_of, table_of
from lianfang.places.tree import ROOT_PATH
from lianfang.plan import words
from lianfang.situation.followed import found_by_unit, own_subject
from lianfang.situation.ties import BEHIND, Asked, Narrowed

# By unit alone, or by unit and name, as `words.SHARED` says; a workplace without a unit goes by its name.
_SHARING = {
    "school": "other.unit = own.unit AND own.unit IN (SELECT code FROM places_unit WHERE kind = 'school')",
    "unit": "other.unit = own.unit OR (own.unit IS NULL AND other.unit IS NULL AND other.\"group\" = own.\"group\")",
    "name": "other.\"group\" = own.\"group\" AND other.unit IS NOT DISTINCT FROM own.unit",
}  # fmt: skip

# Rides that lie within two days of each other fall on one day at most, wherever the day begins.
_RIDE = "least({0}.left_origin, {0}.occurred_from), greatest({0}.left_origin, {0}.occurred_from) + interval '2 days'"
_RIDING = (
    "SELECT DISTINCT other.person::text FROM facts_journey own JOIN facts_journey other ON other.vehicle = own.vehicle"  # noqa: S608
    f" AND ({_RIDE.format('own')}) OVERLAPS ({_RIDE.format('other')}) WHERE own.person = ANY(%s::uuid[])"
)


def ids(sql: str, *parameters: str | float | list[str] | None) -> set[str]:
    """The values of the first column that a query answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return {row[0] for row in cursor.fetchall() if row[0] is not None}


def told_of(persons: Iterable[str], kinds: Iterable[tuple[str, Narrowed]]) -> set[str]:
    """Those of these persons about whom there is a fact of any of the kinds, with these words, also if withdrawn."""
    wanted, found = list(persons), set[str]()
    for kind, narrowed in sorted(
        {(BEHIND.get(kind, kind), told if kind not in BEHIND else ()) for kind, told in kinds}
    ):
        if not wanted:
            break
        if "person" in columns_of(kind):
            kept = _kept(kind, narrowed)
            among = f"person = ANY(%s::uuid[]){_holding(kept)}"
            sql = f'SELECT DISTINCT person::text FROM "{table_of(kind)}" WHERE {among}'  # noqa: S608
            found |= ids(sql, wanted, *(list(held) for _, held in kept))
        elif kind in ("specimen", "test_result"):
            sql = "SELECT DISTINCT unnest(persons)::text FROM facts_specimen WHERE persons && %s::uuid[]"
            found |= ids(sql, wanted) & set(wanted)
    return found


def told_as(kind: str, subjects: Iterable[str]) -> set[str]:
    """Those of these subjects of which facts of a kind tell as such: which of them are signals, letters, findings."""
    return ids(f'SELECT DISTINCT subject::text FROM "{table_of(kind)}" WHERE subject = ANY(%s::uuid[])', list(subjects))  # noqa: S608


def _kept(kind: str, narrowed: Narrowed) -> Narrowed:
    """Of the words that columns must hold, those of columns that the table itself has."""
    return tuple((column, held) for column, held in narrowed if columns_of(kind).get(column) == "text")


def _holding(kept: Narrowed) -> str:
    return "".join(f' AND "{column}" = ANY(%s)' for column, _ in kept)


def sharing(persons: Iterable[str], shares: Iterable[str]) -> set[str]:
    """Everybody who ever shared one of these ties with these persons; a vehicle, at about the same time."""
    wanted, found = list(persons), set[str]()
    if not wanted:
        return found
    if "vehicle" in shares:
        found |= ids(_RIDING, wanted)
    for share in sorted(set(shares) & words.SHARED.keys()):
        kind, by = words.SHARED[share]
        if share == "household":
            found |= ids(
                "SELECT DISTINCT other.person::text FROM facts_person own JOIN facts_person other"
                " ON other.household = own.household WHERE own.person = ANY(%s::uuid[])",
                wanted,
            )
        else:
            found |= ids(
                "SELECT DISTINCT other.person::text FROM facts_membership own JOIN facts_membership other"  # noqa: S608
                f" ON ({_SHARING[by]}) AND (%s::text IS NULL OR other.group_kind = %s)"
                " WHERE own.person = ANY(%s::uuid[]) AND (%s::text IS NULL OR own.group_kind = %s)",
                kind, kind, wanted, kind, kind,
            )  # fmt: skip
    return found


def through(persons: Iterable[str], backward: bool) -> set[str]:
    """The secondary contacts through these persons; backward, the close contacts through whom these are secondary."""
    wanted = list(persons)
    if not wanted:
        return set()
    given, asked = ("person", "via") if backward else ("via", "person")
    return ids(
        f"SELECT {asked}::text FROM facts_exposure WHERE {given} = ANY(%s::uuid[])"  # noqa: S608
        f" UNION SELECT {asked}::text FROM situation_encounter WHERE grade = 'secondary' AND {given} = ANY(%s::uuid[])",
        wanted, wanted,
    )  # fmt: skip


def near(cases: Iterable[str], persons: Iterable[str], levels: Iterable[str], diseases: Iterable[str] = ()) -> set[str]:
    """The cases in the same village, town or county as these cases may lie in; of some diseases, or of all."""
    of_cases, of_persons, wanted = list(cases), list(persons), sorted(set(levels) & set(words.AREAS_SHARED))
    if not wanted or not of_cases:
        return set()
    places = ids(
        "SELECT DISTINCT around.code FROM ("
        " SELECT responsible AS code FROM facts_case WHERE subject = ANY(%s::uuid[])"
        " UNION SELECT residence FROM facts_person WHERE person = ANY(%s::uuid[])"
        " UNION SELECT area FROM facts_person WHERE person = ANY(%s::uuid[])"
        " UNION SELECT destination FROM facts_journey WHERE person = ANY(%s::uuid[])"
        " UNION SELECT to_area FROM facts_transfer WHERE person = ANY(%s::uuid[])"
        " UNION SELECT area.code FROM facts_transfer moved JOIN places_unit unit ON unit.code = moved.to_unit"
        " JOIN places_area area ON area.path = unit.path WHERE moved.person = ANY(%s::uuid[])"
        ") told JOIN places_area own ON own.code = told.code JOIN places_area around"
        " ON around.level = ANY(%s) AND starts_with(own.path, around.path)",
        of_cases, of_persons, of_persons, of_persons, of_persons, of_persons, wanted,
    )  # fmt: skip
    places |= ids(
        "SELECT DISTINCT around.code FROM situation_casestatus own JOIN places_area around"
        ' ON around.level = ANY(%s) AND starts_with(own.responsible, around.path) WHERE own."case" = ANY(%s::uuid[])',
        wanted, of_cases,
    )  # fmt: skip
    disease = " AND told.disease = ANY(%s)" if diseases else ""
    more = [sorted(diseases)] if diseases else []
    return ids(
        'SELECT DISTINCT told."case"::text FROM situation_casestatus told JOIN places_area around'  # noqa: S608
        " ON told.responsible >= around.path AND told.responsible < around.path || '~'"
        f" WHERE around.code = ANY(%s){disease}",
        list(places), *more,
    ) | ids(
        "SELECT DISTINCT told.subject::text FROM facts_case told JOIN places_area own ON own.code = told.responsible"  # noqa: S608
        f" JOIN places_area around ON starts_with(own.path, around.path) WHERE around.code = ANY(%s){disease}",
        list(places), *more,
    )  # fmt: skip


# Degrees of latitude in a metre, somewhat more than there are; of longitude more towards the poles.
_BOX = (
    " AND abs(other.latitude - own.latitude) <= %s / 110000.0"
    " AND abs(other.longitude - own.longitude) <= %s / 110000.0 / greatest(cos(radians(own.latitude)), 0.01)"
)


def beside(kind: str, subjects: Iterable[str], metres: float, diseases: Iterable[str]) -> set[str]:
    """The cases of these diseases that may lie so near to a fact of these subjects: a case, a unit's measurement."""
    wanted = list(subjects)
    if not wanted or not metres:
        return set()
    return ids(
        f"SELECT DISTINCT other.subject::text FROM facts_{kind} own JOIN facts_case other"  # noqa: S608
        f" ON other.disease = ANY(%s){_BOX} WHERE own.subject = ANY(%s::uuid[])",
        sorted(diseases), metres, metres, wanted,
    )  # fmt: skip


def members_with(cases: Iterable[str]) -> set[str]:
    """The cases that are, as far as is known, in one group with these."""
    return ids(
        'SELECT DISTINCT other."case"::text FROM situation_groupmember own JOIN situation_groupmember other'
        ' ON other."group" = own."group" WHERE own."case" = ANY(%s::uuid[])',
        list(cases),
    )


def cases_in(groups: Iterable[str]) -> set[str]:
    """The cases of these groups, as far as is known."""
    return ids('SELECT "case"::text FROM situation_groupmember WHERE "group" = ANY(%s::uuid[])', list(groups))


def groups_with(cases: Iterable[str]) -> set[str]:
    """The groups to which these cases belong, as far as is known."""
    return ids(
        'SELECT DISTINCT "group"::text FROM situation_groupmember WHERE "case" = ANY(%s::uuid[])', list(cases)
    )  # fmt: skip


def lying(cases: Iterable[str]) -> pl.DataFrame:
    """Where cases lie, as far as is known: `case, path`. Theirs or their persons' facts move it only when refreshed."""
    schema = {"case": pl.String, "path": pl.String}
    sql = 'SELECT "case"::text, nullif(responsible, %s) FROM situation_casestatus WHERE "case" = ANY(%s::uuid[])'
    return queried(sql, [ROOT_PATH, list(cases)], schema)


def at_units(codes: Iterable[str], asked: Iterable[tuple[str, str]]) -> set[str]:
    """The persons whose facts of these kinds name one of these units in this column."""
    found = set[str]()
    for kind, column in sorted(set(asked)):
        if "person" in columns_of(kind):
            sql = f'SELECT DISTINCT person::text FROM "{table_of(kind)}" WHERE "{column}" = ANY(%s)'  # noqa: S608
            found |= ids(sql, list(codes))
    return found


def in_zones(units: Iterable[str], asked: Iterable[tuple[str, str, str]]) -> set[str]:
    """The persons whose facts name an area in this column that lies in a zone of which these units told a quantity."""
    found = set[str]()
    for about, column, kind in sorted(set(asked)):
        if vocabulary.kind(kind).subject == "unit" and "person" in columns_of(about):
            found |= ids(
                f'SELECT DISTINCT told.person::text FROM "{table_of(about)}" told'  # noqa: S608
                f' JOIN places_area own ON own.code = told."{column}"'
                " JOIN places_area around ON starts_with(own.path, around.path)"
                f' JOIN "{table_of(kind)}" measured ON measured."{words.COVERING[kind]}" = around.code'
                " WHERE measured.subject = ANY(%s::uuid[])",
                list(units),
            )
    return found


def within_areas(codes: Iterable[str], asked: Iterable[Asked]) -> set[str]:
    """The persons whose facts name one of these areas, or one within, where a plan asks what is declared of it.

    Whoever comes from there is always among them: their code may rest on it.
    """
    named = {(one.about, one.key, one.narrowed) for one in asked if one.kind == "declaration"}
    found = set[str]()
    for kind, column, narrowed in sorted(named | {("journey", "origin", ())}):
        if "person" in columns_of(kind):
            kept = _kept(kind, narrowed)
            found |= ids(
                f'SELECT DISTINCT told.person::text FROM "{table_of(kind)}" told'  # noqa: S608
                f' JOIN places_area own ON own.code = told."{column}"'
                " JOIN places_area around ON starts_with(own.path, around.path)"
                f" WHERE around.code = ANY(%s){_holding(kept)}",
                list(codes), *(list(held) for _, held in kept),
            )  # fmt: skip
    return found


def units_named(touched: Mapping[str, Iterable[str]], kinds: Iterable[str]) -> set[str]:
    """The codes of the units that facts of these kinds name, of those that are found by the unit, as inspections."""
    found = set[str]()
    for kind in sorted(kinds):
        subjects = list(touched.get(own_subject(kind), ()))
        if found_by_unit(kind) and subjects:
            found |= ids(f'SELECT DISTINCT unit FROM "{table_of(kind)}" WHERE subject = ANY(%s::uuid[])', subjects)  # noqa: S608
    return found
