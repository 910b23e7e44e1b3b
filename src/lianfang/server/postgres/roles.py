"""The database and its roles: one owns and migrates, one serves, one takes backups, one removes what is due.

None is a superuser.
"""

import psycopg
from psycopg import sql

DATABASE = "lianfang"
OWNER = "lianfang_owner"
WEB = "lianfang_web"
BACKUP = "lianfang_backup"
RETENTION = "lianfang_retention"
SUPERUSER = "postgres"

ROLES = {
    OWNER: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
    WEB: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
    # Under forced policies nobody else can read whole tables.
    BACKUP: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS",
    # What it may remove, and where, is granted table by table in the migrations.
    RETENTION: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
}


def prepare(socket_folder: str, database: str = DATABASE) -> None:
    """Makes roles, database and default rights where they are missing. Asks one question where all is there."""
    with psycopg.connect(
        host=socket_folder, user=SUPERUSER, dbname="postgres", autocommit=True, prepare_threshold=None
    ) as connection:
        asked = "SELECT rolname, EXISTS (SELECT FROM pg_database WHERE datname = %s) FROM pg_roles"
        there: dict[str, bool] = dict(connection.execute(asked, [database]).fetchall())
        if all(there.values()) and there.keys() >= ROLES.keys():
            return
        for role, attributes in ROLES.items():
            if role not in there:
                connection.execute(sql.SQL("CREATE ROLE {} " + attributes).format(sql.Identifier(role)))
        if all(there.values()):  # made before there was this role; a migration gives it its rights
            return
        connection.execute(sql.SQL("GRANT pg_read_all_data TO {}").format(sql.Identifier(BACKUP)))
        unfinished = f"{database}_unfinished"
        name = sql.Identifier(unfinished)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, sql.Identifier(OWNER)))
        grant(socket_folder, unfinished)
        # Renamed when whole, so that a database of this name always has its rights.
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(name, sql.Identifier(database)))


def grant(socket_folder: str, database: str) -> None:
    """Gives the roles their rights in an empty database. Must come before its tables: defaults hold for later ones."""
    with psycopg.connect(
        host=socket_folder, user=SUPERUSER, dbname=database, autocommit=True, prepare_threshold=None
    ) as connection:
        for statement in grants(database):
            connection.execute(statement)


def grants(database: str) -> list[sql.Composed]:
    """The statements that separate the roles in an empty database; facts' own migrations take more away."""
    names = {
        "database": sql.Identifier(database),
        "owner": sql.Identifier(OWNER),
        "web": sql.Identifier(WEB),
        "backup": sql.Identifier(BACKUP),
    }
    lines = [
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        # Loads go through a temporary table, for COPY is refused under policies.
        "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {web}",
        "GRANT CONNECT ON DATABASE {database} TO {backup}",
        "ALTER SCHEMA public OWNER TO {owner}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {web}, {backup}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public "
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {web}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {web}",
    ]
    return [sql.SQL(line).format(**names) for line in lines]
