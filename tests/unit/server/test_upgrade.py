"""A backup of the first release, restored and migrated: the facts are there, what follows is derived, all is guarded.

The backup was made by first_schema.py, in that release's own code.
"""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from lianfang.access.audit import verify
from lianfang.access.session import machine_session
from lianfang.facts import known_by
from lianfang.server import migrating, postgres
from lianfang.server.postgres import roles
from lianfang.situation.models import Duty
from lianfang.situation.refresh import rebuild

BACKUP = Path(__file__).with_name("first_schema.backup")
NOW = datetime(2021, 1, 10, 1, 0, tzinfo=UTC)
# Of each table in both databases: whether its rows are guarded, and by what.
GUARDED = (
    "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, p.polname, p.polcmd::text,"
    " pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)"
    " FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid"
    " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
)
COLUMNS = (
    "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
    " WHERE table_schema = 'public' AND table_name !~ '_[0-9]{4}_?[0-9]{2}$'"
)
RIGHTS = (
    "SELECT relname, given.grantee::regrole::text, given.privilege_type FROM pg_class, aclexplode(relacl) given"
    " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition"
)


@pytest.fixture
def upgraded(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The name of the database that a fresh installation has; both aliases point at the one that was upgraded."""
    from django.db import connections

    server, name = postgres.server(), f"test_upgraded_{os.getpid()}"
    fresh = connections["default"].settings_dict["NAME"]
    own = {"host": server.host, "user": roles.SUPERUSER, "autocommit": True, "prepare_threshold": None}
    with psycopg.connect(dbname="postgres", **own) as connection:
        named = sql.Identifier(name)
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(named, sql.Identifier(roles.OWNER)))
        roles.grant(server.host, name)
        restored = [server.cluster.program("pg_restore"), "--exit-on-error", "-h", server.host, "-U", roles.SUPERUSER]
        subprocess.run([*restored, "-d", name, str(BACKUP)], check=True)
        with django_db_blocker.unblock():
            for alias in ("default", "owner"):
                connections[alias].close()
                connections[alias].settings_dict["NAME"] = name
            try:
                migrating.migrate()
                yield fresh
            finally:
                for alias in ("default", "owner"):
                    connections[alias].close()
                    connections[alias].settings_dict["NAME"] = fresh
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(named))


def test_a_backup_of_the_first_release_is_upgraded_to_what_a_fresh_installation_is(upgraded: str) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), machine_session():
        known = known_by(NOW, ["person", "journey", "case", "declaration"], whole=True)
        assert sorted(known["person"]["name"]) == ["赵某", "钱某"]
        assert known["journey"]["origin"].to_list() == ["R1"] and known["case"]["number"].to_list() == ["C1"]
        assert verify() == []
    rebuild(NOW)
    with transaction.atomic(), machine_session():
        assert Duty.objects.filter(rule__contains="test").exists()
    with (
        connection.cursor() as cursor,
        psycopg.connect(
            host=postgres.server().host, user=roles.OWNER, dbname=upgraded, prepare_threshold=None
        ) as fresh,
    ):
        for question in (COLUMNS, GUARDED, RIGHTS):
            cursor.execute(question)
            here, there = set(cursor.fetchall()), set(fresh.execute(question).fetchall())
            assert here ^ there == set(), f"too much: {here - there}; missing: {there - here}"
