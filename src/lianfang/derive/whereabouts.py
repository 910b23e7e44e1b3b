"""Where people are, by the same rules as `people.py`, asked of facts in place: for very many people."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import duckdb

from lianfang.derive.repeated import one_each


def _latest(value: str, among: str = "TRUE") -> str:
    """The value of the latest fact among some, which may be unknown."""
    key = "(coalesce(moment, TIMESTAMP '-infinity'), fact)"
    return f"(arg_max({{'told': {value}}}, {key}) FILTER (WHERE {among})).told"


# Each fact that may move somebody: the area at which it says they arrived, whether and to which path it moved them,
# whether home, whether it began or ended a treatment.
_MOVES = {
    "journey": """SELECT f.person, f.occurred_from AS moment, f.id AS fact,
        CASE WHEN f.direction = 'arrival' THEN f.destination END AS arrived,
        f.direction IN ('arrival', 'departure') AS moves, a.path, FALSE AS homeward, FALSE AS begun, FALSE AS over
        FROM told_journey AS f LEFT JOIN places AS a ON f.destination = a.code""",
    "observation": """SELECT f.person, f.occurred_from, f.id, NULL,
        coalesce(f.stage = 'released', FALSE) OR coalesce(f.observation = 'central', FALSE), u.path,
        f.stage = 'released', FALSE, FALSE
        FROM told_observation AS f LEFT JOIN sites AS u ON f.site = u.code""",
    "admission": """SELECT f.person, f.occurred_from, f.id, NULL, TRUE, u.path, FALSE, TRUE, FALSE
        FROM told_admission AS f LEFT JOIN sites AS u ON f.hospital = u.code""",
    "outcome": """SELECT f.person, f.occurred_from, f.id, NULL, TRUE, NULL, TRUE, FALSE, TRUE
        FROM told_outcome AS f""",
}
_NOTHING_MOVED = """SELECT NULL::VARCHAR AS person, NULL::TIMESTAMP AS moment, NULL::VARCHAR AS fact,
    NULL::VARCHAR AS arrived, FALSE AS moves, NULL::VARCHAR AS path, FALSE AS homeward, FALSE AS begun, FALSE AS over
    WHERE FALSE"""


def place_people(connection: duckdb.DuckDBPyConnection, told: Mapping[str, Collection[str]]) -> None:
    """Keeps `person_status` (person, responsible, whereabouts, treated) of everybody of whom `told_<kind>` speaks.

    `told` are the kinds that are there, with the columns in which they say something; `places` (code, path) and `sites`
    (code, path) are there too. Whoever is named only elsewhere has no place in it.
    """
    moves = " UNION ALL ".join(f"({_MOVES[kind]})" for kind in _MOVES if kind in told) or _NOTHING_MOVED
    connection.execute(f"CREATE OR REPLACE TEMP VIEW moves AS SELECT * FROM ({moves}) WHERE person IS NOT NULL")  # noqa: S608
    # A place unknown moves nobody; an end of treatment ends it without one.
    moved = "moves AND (path IS NOT NULL OR homeward)"
    once = f"""person, arrived, CASE WHEN {moved} THEN path END AS path,
        CASE WHEN {moved} THEN homeward END AS homeward,
        CASE WHEN {moved} AND begun THEN path END AS treated"""
    last = f"""person, {_latest("arrived", "arrived IS NOT NULL")}, {_latest("path", moved)},
        {_latest("homeward", moved)}, {_latest("path", f"{moved} AND (begun OR over)")}"""
    each = one_each(connection, "moves", "person", once, last, "moved_twice")
    connection.execute(f"CREATE OR REPLACE TEMP VIEW moved AS {each}")
    if "person" in told:
        connection.execute("""CREATE OR REPLACE TEMP VIEW named AS SELECT person, residence, area,
            occurred_from AS moment, id AS fact FROM told_person WHERE person IS NOT NULL""")
        last = f"""person, {_latest("residence", "residence IS NOT NULL")}, {_latest("area", "area IS NOT NULL")}"""
        homes = one_each(connection, "named", "person", "person, residence, area", last, "named_twice")
    else:
        homes = "SELECT NULL::VARCHAR AS person, NULL::VARCHAR AS residence, NULL::VARCHAR AS area WHERE FALSE"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW homes AS {homes}")
    named, taken_over = "NULL::VARCHAR", "NULL"
    more = ""
    if "responsible" in told.get("case", ()):
        named = "named"
        more += f""" FULL JOIN (SELECT person, {_latest("responsible", "responsible IS NOT NULL")} AS named
            FROM (SELECT person, responsible, occurred_from AS moment, id AS fact FROM told_case
                WHERE person IS NOT NULL) GROUP BY person) USING (person)"""  # noqa: S608
    if "transfer" in told:
        taken_over = "taken_over"
        more += f""" FULL JOIN (SELECT person, {_latest("path", "path IS NOT NULL")} AS taken_over FROM (
            SELECT f.person, f.occurred_from AS moment, f.id AS fact, coalesce(a.path, u.path) AS path
            FROM told_transfer AS f LEFT JOIN places AS a ON f.to_area = a.code LEFT JOIN sites AS u
            ON f.to_unit = u.code WHERE f.what = 'responsibility' AND f.stage = 'received' AND f.person IS NOT NULL)
            GROUP BY person) USING (person)"""  # noqa: S608
    connection.execute(f"""CREATE OR REPLACE TEMP TABLE person_status AS
        SELECT person, responsible, CASE WHEN homeward THEN responsible ELSE coalesce(w.path, responsible) END
            AS whereabouts, w.treated
        FROM (SELECT person, coalesce({taken_over}, a.path) AS responsible, m.path, homeward, treated
            FROM homes FULL JOIN moved AS m USING (person){more}
            LEFT JOIN places AS a ON coalesce(residence, {named}, arrived, area) = a.code) AS w""")  # noqa: S608
