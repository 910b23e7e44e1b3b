"""Contacts by the same rules as `contacts.py`, asked of exposures in place: for very many of them.

Only what was told, not what was traced, and nothing of what became of a contact. Most pairs of a contact and a case
were told once and need no grouping.
"""

from __future__ import annotations

import duckdb

from lianfang.derive.contacts import GRADES
from lianfang.derive.keys import contacts_named
from lianfang.derive.repeated import each_once, one_each
from lianfang.derive.several import Several
from lianfang.derive.told import text

# The columns of a contact, beside those by which rules know every fact (`words.columns("contact")`).
COLUMNS = ("person", "case", "disease", "outbreak", "grade", "evidence", "first_exposed", "last_exposed", "judged",
           "ground_fell", "fell_because", "responsible", "whereabouts", "treated", "id", "original", "subject",
           "occurred_from")  # fmt: skip
_MOMENTS = ("told", "carried", "received", "released", "called", "refused", "left")


def contacts_of_exposures(
    connection: duckdb.DuckDBPyConnection, disease: str, placed: bool, kept: bool, linked: bool,
    several: Several | None,
) -> None:  # fmt: skip
    """Makes `contact` as rules see it, and `through` where they are `linked`, of `told_exposure`.

    `case_known` (case, person, classification, excluded, because) are the cases, withdrawn ones too. Where `placed`,
    `person_status` says where people are. Contacts are `kept`, or worked out where they are asked about, which takes
    less where that is once. `several` were exposed more than once, where that is known and they are few; their
    contacts are `several_contact` too.
    """
    connection.execute("""CREATE TEMP VIEW _exposed AS SELECT *, coalesce("last", occurred_from) AS _last,
        coalesce(known_at, occurred_from) AS _known FROM told_exposure WHERE person IS NOT NULL""")
    ranks = " ".join(f"WHEN {text(grade)} THEN {rank}" for rank, grade in enumerate(GRADES))
    order = f"ORDER BY CASE grade {ranks} ELSE 9 END, occurred_from NULLS FIRST, id"

    def first(name: str, among: str = "") -> str:
        return f"first({name} {order}){among} AS {name}"

    once = 'person, "case", disease, outbreak, grade, id, occurred_from, _last, _known, _row'
    whole = f"""person, "case", {first("disease", " FILTER (disease IS NOT NULL)")},
        {first("outbreak", " FILTER (outbreak IS NOT NULL)")}, {first("grade")}, {first("id")},
        min(occurred_from), max(_last), min(_known), min(_row)"""
    if several is None:
        pairs = one_each(connection, "_exposed", 'person, "case"', once, whole, "exposed_twice")
    else:
        theirs = several.theirs("person") if several.number else None
        pairs = each_once("_exposed", 'person, "case"', once, whole, theirs)
    fallen = "classification IN ('excluded', 'withdrawn')"
    where = ("responsible", "whereabouts", "treated")
    places = ", ".join(f"p.{name}" if placed else f"NULL::VARCHAR AS {name}" for name in where)
    beside = "LEFT JOIN person_status AS p ON e.person = p.person" if placed else ""
    held = "TABLE" if kept else "VIEW"
    connection.execute(f"""CREATE TEMP {held} _contacts AS SELECT e.person, e."case", e.disease, e.outbreak, e.grade,
            e.id AS evidence, e.occurred_from AS first_exposed, e._last AS last_exposed, e._known AS judged,
            CASE WHEN {fallen} THEN k.excluded END AS ground_fell,
            CASE WHEN {fallen} THEN coalesce(k.because, k.classification) END AS fell_because, {places}, e._row
        FROM ({pairs}) AS e LEFT JOIN case_known AS k ON e."case" = k."case" {beside}
        WHERE (k.person IS NULL OR k.person <> e.person) AND (e.disease IS NULL OR e.disease = {text(disease)})
        """)  # noqa: S608 (names of ours)
    unsaid = ", ".join(f'NULL::TIMESTAMP AS "{name}"' for name in _MOMENTS)
    seen = f"""SELECT *, {unsaid}, NULL::BIGINT AS unanswered, evidence AS id, evidence AS original, person AS subject,
        judged AS occurred_from FROM _contacts"""  # noqa: S608 (names of ours)
    connection.execute(f"CREATE TEMP VIEW contact AS {contacts_named(f'({seen})')}")
    if several is not None and several.number:
        connection.execute(f"CREATE TEMP TABLE {several.facts} AS FROM contact SEMI JOIN {several.theirs('person')}")
    if linked:
        connection.execute("""CREATE TEMP TABLE through AS SELECT DISTINCT person, "case", via FROM told_exposure
            WHERE grade = 'secondary' AND person IS NOT NULL AND "case" IS NOT NULL AND via IS NOT NULL""")
