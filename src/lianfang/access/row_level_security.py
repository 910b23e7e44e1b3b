"""The SQL of row-level security, for the migrations of every room that keeps rows about people.

The forms are those measured in docs/decisions/row-level-security.md. Two rules follow from it: the setting stands in
the policy itself, never wrapped in a sub-select (the planner then cannot see how few rows an area has), and what a unit
owes is asked by ``= ANY (ARRAY(SELECT …))``, never by IN or EXISTS (which no index serves under OR).
"""

from collections.abc import Sequence

_UNIT = "nullif(current_setting('app.unit', true), '')"
ACCOUNT = "nullif(current_setting('app.account', true), '')::uuid"
IS_MACHINE = "current_setting('app.role', true) = 'machine'"
WEB = "lianfang_web"
RETENTION = "lianfang_retention"


def within(path: str, setting: str = "app.area") -> str:
    """The condition that a path column lies in the session's area; false for null and where no area is set.

    `setting` is the area whose people are seen, or ``app.audit`` and ``app.figures``, of which the same is read.
    """
    area = f"nullif(current_setting('{setting}', true), '')"
    return f"({path} >= {area} AND {path} < {area} || '~')"


def owed(column: str, table: str, subject: str, unit: str) -> str:
    """The condition that `column` is among the `subject` values of `table` rows whose `unit` column is the session's.

    For `extra` of `policies`: ``owed("person", "situation_owedperson", "person", "owed_by")``. Needs an index on
    (unit, subject) there and one on `column` here. `table` must not in turn have a policy that reads this table.
    """
    return f"{column} = ANY (ARRAY(SELECT {subject} FROM {table} WHERE {unit} = {_UNIT}))"  # noqa: S608 (names from migrations)


def opened(column: str) -> str:
    """The condition that `column` is a person whose file the session's account opened in an emergency, not yet over.

    Over by the database's own clock, so that a file closes although nobody closes it.
    """
    held = f"SELECT person FROM access_opening WHERE account = {ACCOUNT} AND until > now()"  # noqa: S608 (no input)
    return f"{column} = ANY (ARRAY({held}))"


def seen(table: str, where: str) -> str:
    """The condition that the session sees a row of `table` for which `where` holds, asked for each row by itself.

    Not EXISTS: of that PostgreSQL makes a hash of all that the session sees, a town's hundred thousand people for the
    one whose facts are asked.
    """
    return f"(SELECT true FROM {table} WHERE {where} LIMIT 1)"  # noqa: S608 (names from migrations)


def seen_by(table: str, *, paths: Sequence[str], extra: str) -> str:
    """The statement by which other rows of `table` are seen than before: as `policies` has ``paths`` and ``extra``."""
    either = " OR ".join([*(within(path) for path in paths), f"({extra})"])
    return f"ALTER POLICY {table}_seen ON {table} USING ({either})"


def policies(
    table: str,
    *,
    paths: Sequence[str] = ("area_path",),
    unit: str | None = None,
    extra: str | None = None,
    written_by: str = "area",
) -> list[str]:
    """Statements that enable and force row-level security on `table`, for RunSQL.

    A row is seen whose path in any of `paths` (text, COLLATE "C", an index each) lies in the session's area, or whose
    `unit` column is the session's unit, or for which `extra` (SQL) holds. `written_by` "area" lets a session insert
    rows with any of `paths` in its own area (facts); "machine" lets only the machine insert, change and delete (derived
    tables). Update and delete have no policy under "area", so that they touch no row. Raises ValueError for another.
    """
    if written_by not in ("area", "machine"):
        raise ValueError(f"written_by is 'area' or 'machine', not {written_by!r}")
    ranges = [within(path) for path in paths]
    seen = list(ranges)
    if unit:
        seen.append(f"{unit} = {_UNIT}")
    if extra:
        seen.append(f"({extra})")
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {table}_seen ON {table} FOR SELECT USING ({' OR '.join(seen)})",
    ]
    if written_by == "area":
        statements.append(f"CREATE POLICY {table}_added ON {table} FOR INSERT WITH CHECK ({' OR '.join(ranges)})")
        return statements
    return [
        *statements,
        f"CREATE POLICY {table}_added ON {table} FOR INSERT WITH CHECK ({IS_MACHINE})",
        f"CREATE POLICY {table}_changed ON {table} FOR UPDATE USING ({IS_MACHINE}) WITH CHECK ({IS_MACHINE})",
        f"CREATE POLICY {table}_removed ON {table} FOR DELETE USING ({IS_MACHINE})",
    ]


def insert_only(table: str) -> list[str]:
    """Statements after which rows of `table` are never changed or deleted, by the web role or by the owner.

    Only the role that removes what is due may, where `removable` lets it, for one transaction that says
    ``set_config('app.retention', 'on', true)``. Needs the migration access.0001. TRUNCATE is taken from the web role
    only, since a trigger against it would stop the tests' clean-up.
    """
    return [
        refused_to_web(table, "UPDATE, DELETE, TRUNCATE"),
        f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION lianfang_refuse_change()",
    ]


_LET = "current_setting('app.retention', true) = 'on'"


def removable(table: str) -> str:
    """The statement by which the role that removes what is due may delete rows of `table`."""
    policy = f"CREATE POLICY {table}_let_go ON {table} FOR DELETE TO {RETENTION} USING ({_LET})"
    return _where_it_is(f"GRANT SELECT, DELETE ON {table} TO {RETENTION}; {policy}")


def sealed_anew(table: str, columns: Sequence[str]) -> str:
    """The statement by which that role may change `columns`: to the same value, encrypted with another key."""
    policy = f"CREATE POLICY {table}_sealed ON {table} FOR UPDATE TO {RETENTION} USING ({_LET}) WITH CHECK ({_LET})"
    return _where_it_is(f"GRANT SELECT, UPDATE ({', '.join(columns)}) ON {table} TO {RETENTION}; {policy}")


def readable_by_retention(*tables: str) -> str:
    """The statement by which that role may read `tables`."""
    return _where_it_is(f"GRANT SELECT ON {', '.join(tables)} TO {RETENTION}")


def _where_it_is(statements: str) -> str:
    """The statements for where the role exists: a server of somebody else's may not have it."""
    return f"DO $do$ BEGIN IF to_regrole('{RETENTION}') IS NOT NULL THEN {statements}; END IF; END $do$"


def refused_to_web(table: str, privileges: str) -> str:
    """The statement that takes `privileges` on `table` from the web role, where that role exists."""
    revoked = f"REVOKE {privileges} ON {table} FROM {WEB}"
    return f"DO $$ BEGIN IF to_regrole('{WEB}') IS NOT NULL THEN {revoked}; END IF; END $$"


REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION lianfang_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('app.retention', true) = 'on' AND current_user = 'lianfang_retention' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on % is refused: rows are only ever added; a correction is a new row', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$
"""
