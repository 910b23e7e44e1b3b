"""Tests run as the web role on a real PostgreSQL under a temporary LIANFANG_HOME, one server for all workers of a run.

`django_db` works as ever: each test in a transaction that is rolled back. `django_db(transaction=True)` commits;
afterwards all tables are emptied. To use the alias "owner" in a test, name it: databases=["default", "owner"].
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from psycopg import sql

# Before any setting is read: they name folders under LIANFANG_HOME. (The ini file does not name the settings, for
# pytest-django would then read them earlier still, with the home of whoever runs the tests.)
MADE_HERE = "LIANFANG_TEST_HOME" not in os.environ
if MADE_HERE:
    os.environ["LIANFANG_TEST_HOME"] = tempfile.mkdtemp(prefix="lianfang-tests-")
os.environ["LIANFANG_HOME"] = os.environ["LIANFANG_TEST_HOME"]
os.environ["DJANGO_SETTINGS_MODULE"] = "lianfang.server.settings"
for variable in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "LIANFANG_DEMONSTRATION"):
    os.environ.pop(variable, None)

# How long an example takes says how busy the machine is, not whether the code is right. The same test gets the same
# examples, so that what fails is the change; with LIANFANG_SEEK=1 others are drawn, to find what nobody thought of.
hypothesis.settings.register_profile(
    "untimed", deadline=None, derandomize="LIANFANG_SEEK" not in os.environ, database=None
)
hypothesis.settings.load_profile("untimed")

# Durability is no use to a test, speed is.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
# A password of a test need not withstand anybody: the hash that is slow on purpose is tried where it is tested.
QUICK_HASH = "django.contrib.auth.hashers.MD5PasswordHasher"
# Rows that migrations make and that no test changes.
KEPT = ("django_migrations", "django_content_type", "auth_permission")


def pytest_configure(config: pytest.Config) -> None:
    """Workers of pytest-xdist inherit the run's home; only who made it removes it."""
    import django

    django.setup()
    from django.conf import settings

    settings.PASSWORD_HASHERS = [QUICK_HASH, *settings.PASSWORD_HASHERS]
    # Asked for where it is tested: every other test signs in by one step.
    settings.SECOND_FACTOR_EXEMPT = True
    # Each worker has a database of its own, whose batches of visits are numbered from one: in one folder they collide.
    settings.VISITS_FOLDER /= os.environ.get("PYTEST_XDIST_WORKER", "alone")
    if MADE_HERE:
        config.add_cleanup(lambda: _remove(Path(os.environ["LIANFANG_HOME"])))


def _remove(home: Path) -> None:
    """Stops the run's server, whoever still seems to use it, and removes its folders."""
    from lianfang.server import postgres
    from lianfang.server.postgres import process

    place = home / "postgresql"
    if place.exists():
        known = postgres.server(home).cluster
        process.stop(known)
        postgres.release(home)
        shutil.rmtree(known.folder, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: object, worker_id: str, request: pytest.FixtureRequest
) -> Iterator[None]:
    """A migrated database of this worker's own; all aliases point at it."""
    from django.db import connections

    from lianfang.server import migrating, postgres
    from lianfang.server.postgres import roles

    name = f"test_lianfang_{worker_id}"
    server = postgres.server(settings=FAST)
    for alias in ("default", "owner", "retention"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    with _administering(server.host) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(roles.OWNER))
        )
    roles.grant(server.host, name)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        migrating.migrate()
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def _tables_are_emptied() -> Iterator[None]:
    """After a transactional test Django flushes as the web role, which may not TRUNCATE: the superuser does it instead.

    (Not the owner, to whom the rows of a table under row-level security are none.)
    """
    from django.db import connections
    from django.test import TransactionTestCase

    def emptied_at_once(self: TransactionTestCase) -> None:
        from lianfang.server import postgres

        connections.close_all()
        name = connections["default"].settings_dict["NAME"]
        with _administering(postgres.server().host, name) as connection:
            connection.execute("SET lock_timeout = '10s'")
            tables = connection.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
                " AND NOT relispartition AND relname <> ALL(%s)",
                [list(KEPT)],
            ).fetchall()
            # To empty a table makes new files of it, its indexes and partitions: into most a test wrote nothing.
            asked = sql.SQL(" UNION ALL ").join(
                sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(table), sql.Identifier(table))
                for (table,) in tables
            )
            written = [sql.Identifier(table) for (table,) in connection.execute(asked)]
            if written:
                named = sql.SQL(", ").join(written)
                connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(named))

    original = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = emptied_at_once  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[method-assign]


def _administering(host: str, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    from lianfang.server.postgres import roles

    return psycopg.connect(host=host, user=roles.SUPERUSER, dbname=database, autocommit=True, prepare_threshold=None)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files (LIANFANG_TEST_DATA, default ../shared/data); the test is skipped where it is absent."""
    root = Path(__file__).resolve().parent.parent
    folder = Path(os.environ.get("LIANFANG_TEST_DATA", root.parent / "shared/data"))
    if not folder.is_dir():
        pytest.skip(f"the real files are not here: {folder} (set LIANFANG_TEST_DATA)")
    return folder
