"""Who the pages are to the database: the web role, which owns nothing."""

import pytest
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError


def asked(alias: str, question: str) -> object:
    with connections[alias].cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_tests_run_as_the_web_role() -> None:
    assert asked("default", "SELECT current_user") == "lianfang_web"


@pytest.mark.django_db
def test_the_web_role_is_no_owner_and_no_superuser() -> None:
    assert asked("default", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") > 10
    assert asked("default", "SELECT count(*) FROM pg_tables WHERE tableowner = current_user") == 0
    assert asked("default", "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") is False
    with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_session DISABLE ROW LEVEL SECURITY")


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_owner_migrates_and_is_no_superuser() -> None:
    assert asked("owner", "SELECT current_user") == "lianfang_owner"
    assert asked("owner", "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") is False


@pytest.mark.django_db
def test_connections_keep_no_plans() -> None:
    connection.ensure_connection()
    assert connection.connection.prepare_threshold is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_committed_row_is_gone_for_the_next_test(turn: int) -> None:
    assert asked("default", "SELECT count(*) FROM django_session") == 0
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('k', '', '2021-01-01')")
    connection.close()
    assert asked("default", "SELECT count(*) FROM django_session") == 1
