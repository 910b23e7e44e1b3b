"""The database shows an account its own area and unit, and nothing once its transaction is over."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

from lianfang.access import row_level_security
from lianfang.access.models import Account
from lianfang.access.session import NOBODY, acting_as, current, machine_session, session_of, settings_of

COUNTY = "/CN/230000/230100/230127/"
TOWN = COUNTY + "230127001/"
NEIGHBOUR = "/CN/230000/230100/230128/"
ROWS = (
    ("resident", TOWN, TOWN, None, ""),
    ("visitor", NEIGHBOUR, TOWN, None, ""),
    ("patient", NEIGHBOUR, NEIGHBOUR, COUNTY, ""),
    ("owed", NEIGHBOUR, NEIGHBOUR, None, "U1"),
    ("stranger", NEIGHBOUR, NEIGHBOUR, None, "U2"),
    # Just after the county in byte order, and sharing its beginning without lying in it.
    ("next", "/CN/230000/230100/2301270/", "/CN/230000/230100/2301270/", None, ""),
)


def account(role: str = "cdc", path: str = COUNTY, unit: str = "U1") -> Account:
    """An account of the county that is not kept."""
    return Account(username="zhou.min", role=role, area_path=path, unit=unit)


@pytest.fixture
def trial(django_db_setup: None, django_db_blocker: object) -> object:
    """A table of six people under the policies, made by the owner as a migration would."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                'CREATE TABLE trial (name text, here text COLLATE "C", there text COLLATE "C", cared text, unit text)'
            )
            for statement in row_level_security.policies("trial", paths=("here", "there", "cared"), unit="unit"):
                cursor.execute(statement)
        with machine_session(), connection.cursor() as cursor:
            cursor.executemany("INSERT INTO trial VALUES (%s, %s, %s, %s, %s)", ROWS)
        yield
        with connections["owner"].cursor() as cursor:
            cursor.execute("DROP TABLE trial")
        connections.close_all()


def seen() -> set[str]:
    """The names that the web role's plain question brings, with no filter of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM trial")
        return {name for (name,) in cursor.fetchall()}


def test_area_whereabouts_treatment_and_duty_each_open_a_row(trial: object) -> None:
    with session_of(account()):
        assert seen() == {"resident", "visitor", "patient", "owed"}
    with session_of(account(path=TOWN, unit="")):
        assert seen() == {"resident", "visitor"}
    with session_of(account(path=NEIGHBOUR, unit="U9")):
        assert seen() == {"visitor", "patient", "owed", "stranger"}


def test_machine_sees_all_and_nobody_sees_nothing(trial: object) -> None:
    with machine_session():
        assert len(seen()) == len(ROWS)
    assert seen() == set()
    with transaction.atomic():
        assert seen() == set()


def test_a_reused_connection_sees_nothing_after_the_transaction(trial: object) -> None:
    with session_of(account()):
        backend = connection.connection.info.backend_pid
        assert seen()
    assert connection.connection.info.backend_pid == backend
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.area', true)")
        # Not null but empty: the trap that the policies' nullif is for.
        assert cursor.fetchone() == ("",)
    assert seen() == set()
    with transaction.atomic():
        assert seen() == set()


def test_a_pooled_connection_sees_nothing_when_it_is_lent_again(trial: object) -> None:
    with session_of(account()):
        assert seen()
        parameters = connection.get_connection_params()
    from psycopg_pool import ConnectionPool

    kept = {key: parameters[key] for key in ("dbname", "user", "host", "port")}
    with ConnectionPool(min_size=1, max_size=1, kwargs={**kept, "prepare_threshold": None}, open=True) as pool:
        with pool.connection() as raw:
            raw.execute("SELECT set_config('app.area', %s, true)", [COUNTY])
            assert raw.execute("SELECT count(*) FROM trial").fetchone() == (3,)
            pid = raw.info.backend_pid
        with pool.connection() as raw:
            assert raw.info.backend_pid == pid
            assert raw.execute("SELECT count(*) FROM trial").fetchone() == (0,)


def test_a_session_within_another_gives_the_first_back(trial: object) -> None:
    with session_of(account(path=TOWN, unit="")):
        with machine_session():
            assert len(seen()) == len(ROWS)
        assert seen() == {"resident", "visitor"}
        with pytest.raises(ProgrammingError), machine_session(), connection.cursor() as cursor:
            cursor.execute("SELECT nonsense FROM trial")
        assert seen() == {"resident", "visitor"}
        with pytest.raises(IntegrityError), machine_session():
            raise IntegrityError("as a unique row does")
        assert seen() == {"resident", "visitor"}
    assert current() == NOBODY


def test_transactions_begun_after_the_commit_carry_the_session_too(trial: object) -> None:
    found: list[set[str]] = []

    def afterwards() -> None:
        with transaction.atomic():
            found.append(seen())

    with acting_as(settings_of(account(path=TOWN, unit=""))):
        with transaction.atomic():
            transaction.on_commit(afterwards)
        assert found == [{"resident", "visitor"}]
    afterwards()
    assert found[1] == set()


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_who_has_no_right_to_people_sees_none_even_of_the_whole_world(trial: object, role: str) -> None:
    with session_of(account(role, "/", "U1")):
        assert seen() == set()


def test_rows_are_added_in_ones_own_area_only(trial: object) -> None:
    add = "INSERT INTO trial (name, here) VALUES ('new', %s)"
    with session_of(account(path=TOWN)), connection.cursor() as cursor:
        cursor.execute(add, [TOWN + "v1/"])
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        session_of(account(path=TOWN)),
        connection.cursor() as cursor,
    ):
        cursor.execute(add, [NEIGHBOUR])
    with session_of(account()), connection.cursor() as cursor:
        cursor.execute("UPDATE trial SET unit = 'U2'")
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM trial")
        assert cursor.rowcount == 0


def test_the_owner_is_held_by_the_policies_too(trial: object) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trial")
        assert cursor.fetchone() == (0,)


def test_derived_tables_are_written_by_the_machine_alone(trial: object) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute('CREATE TABLE trial_derived (name text, area_path text COLLATE "C")')
        for statement in row_level_security.policies("trial_derived", written_by="machine"):
            cursor.execute(statement)
    try:
        add = "INSERT INTO trial_derived VALUES ('a', %s)"
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            session_of(account()),
            connection.cursor() as cursor,
        ):
            cursor.execute(add, [COUNTY])
        with machine_session(), connection.cursor() as cursor:
            cursor.execute(add, [COUNTY])
        with session_of(account()), connection.cursor() as cursor:
            cursor.execute("UPDATE trial_derived SET name = 'b'")
            assert cursor.rowcount == 0
        with machine_session(), connection.cursor() as cursor:
            cursor.execute("UPDATE trial_derived SET name = 'b'")
            assert cursor.rowcount == 1
            cursor.execute("DELETE FROM trial_derived")
            assert cursor.rowcount == 1
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("DROP TABLE trial_derived")


def test_rows_that_are_only_added_are_not_changed_by_anybody_but_retention(trial: object) -> None:
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("CREATE TABLE trial_kept (name text)")
        for statement in row_level_security.insert_only("trial_kept"):
            cursor.execute(statement)
        cursor.execute("INSERT INTO trial_kept VALUES ('a')")
    try:
        for statement in ("UPDATE trial_kept SET name = 'b'", "DELETE FROM trial_kept", "TRUNCATE trial_kept"):
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                machine_session(),
                connection.cursor() as cursor,
            ):
                cursor.execute("SELECT set_config('app.retention', 'on', true)")
                cursor.execute(statement)
        for statement in ("UPDATE trial_kept SET name = 'b'", "DELETE FROM trial_kept"):
            with (
                pytest.raises(ProgrammingError, match="rows are only ever added"),
                transaction.atomic(using="owner"),
                owner.cursor() as cursor,
            ):
                cursor.execute("SELECT set_config('app.retention', 'on', true)")
                cursor.execute(statement)
        remover = connections["retention"]
        for let in (None, row_level_security.removable("trial_kept")):
            if let is not None:
                with owner.cursor() as cursor:
                    cursor.execute(let)
            with transaction.atomic(using="retention"), remover.cursor() as cursor:
                cursor.execute("SELECT set_config('app.retention', 'on', true)")
                if let is None:
                    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic("retention"):
                        cursor.execute("DELETE FROM trial_kept")
                else:
                    cursor.execute("DELETE FROM trial_kept")
                    assert cursor.rowcount == 1
    finally:
        with owner.cursor() as cursor:
            cursor.execute("DROP TABLE trial_kept")


def test_what_a_unit_owes_is_asked_by_an_index_form() -> None:
    condition = row_level_security.owed("person", "situation_duty", "person", "owed_by")
    assert "= ANY (ARRAY(SELECT person FROM situation_duty" in condition
    with pytest.raises(ValueError, match="written_by"):
        row_level_security.policies("trial", written_by="anybody")


def test_policies_of_three_paths_and_owed_duties_are_served_by_indexes(trial: object) -> None:
    """The forms of docs/decisions/row-level-security.md: four indexes joined, and no row looked at in vain."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE trial_duty (person int, owed_by text)")
        cursor.execute(
            'CREATE TABLE trial_many (person int, here text COLLATE "C", there text COLLATE "C",'
            ' cared text COLLATE "C")'
        )
        for column in ("person", "here", "there", "cared"):
            cursor.execute(f"CREATE INDEX ON trial_many ({column})")
        cursor.execute("CREATE INDEX ON trial_duty (owed_by, person)")
        cursor.execute(
            "INSERT INTO trial_many SELECT n, '/CN/' || n % 900 || '/', '/CN/' || n % 900 || '/', NULL"
            " FROM generate_series(1, 40000) n"
        )
        cursor.execute("INSERT INTO trial_duty SELECT n, 'U' || n % 500 FROM generate_series(1, 5000) n")
        owed = row_level_security.owed("person", "trial_duty", "person", "owed_by")
        for statement in row_level_security.policies("trial_many", paths=("here", "there", "cared"), extra=owed):
            cursor.execute(statement)
        cursor.execute("ANALYZE trial_many, trial_duty")
    try:
        with session_of(account(path="/CN/7/")), connection.cursor() as cursor:
            cursor.execute("EXPLAIN SELECT count(*) FROM trial_many")
            plan = "\n".join(line for (line,) in cursor.fetchall())
            cursor.execute("SELECT count(*) FROM trial_many")
            # 45 of the area, and 10 that the unit owes, none of them both.
            assert cursor.fetchone() == (55,)
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("DROP TABLE trial_many, trial_duty")
    assert "BitmapOr" in plan, plan
    for column in ("here", "there", "cared", "person"):
        assert f"Bitmap Index Scan on trial_many_{column}_idx" in plan, plan
    assert "Seq Scan on trial_many" not in plan, plan
