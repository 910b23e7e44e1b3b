"""Backup and restore, whole or not at all."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from lianfang.server import copies, postgres
from lianfang.vocabulary.mistakes import Mistake


@pytest.fixture
def home(new_home: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    place = new_home("home")
    monkeypatch.setenv("LIANFANG_HOME", str(place))
    return place


def run(user: str, *statements: str) -> list[tuple[object, ...]]:
    server = postgres.server()
    with psycopg.connect(host=server.host, user=user, dbname=postgres.DATABASE) as connection:
        for statement in statements:
            cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


SECRET = [
    "CREATE TABLE people (name text, area text)",
    "INSERT INTO people VALUES ('王二小', '/CN/230000/'), ('李四', '/CN/110000/')",
    "ALTER TABLE people ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE people FORCE ROW LEVEL SECURITY",
    "CREATE POLICY own ON people USING (area = nullif(current_setting('app.area', true), ''))",
]


def test_every_row_comes_back_with_owner_rights_and_policies(home: Path, tmp_path: Path) -> None:
    run(postgres.OWNER, *SECRET)
    file = tmp_path / "备份 1.backup"
    assert copies.back_up(file) == file.stat().st_size > 1000
    assert file.stat().st_mode & 0o777 == 0o600
    assert run(postgres.OWNER, "SELECT count(*) FROM people") == [(0,)]  # forced: the owner too sees nothing
    run(postgres.OWNER, "DROP TABLE people", "CREATE TABLE other (a int)")
    copies.restore(file, replace=True)
    assert run(postgres.WEB, "SELECT name FROM people") == []
    seen = run(postgres.WEB, "SELECT set_config('app.area', '/CN/230000/', false)", "SELECT name FROM people")
    assert seen == [("王二小",)]
    assert run(postgres.BACKUP, "SELECT count(*) FROM people") == [(2,)]
    assert run(postgres.OWNER, "SELECT tablename, tableowner FROM pg_tables WHERE schemaname = 'public'") == [
        ("people", postgres.OWNER)
    ]
    # Tables of later migrations are open to the web role as before.
    run(postgres.OWNER, "CREATE TABLE later (a int)")
    assert run(postgres.WEB, "SELECT count(*) FROM later") == [(0,)]


def test_a_ledger_that_is_there_is_not_overwritten_unasked(home: Path, tmp_path: Path) -> None:
    run(postgres.OWNER, *SECRET)
    file = tmp_path / "a.backup"
    copies.back_up(file)
    with pytest.raises(Mistake, match="say --replace"):
        copies.restore(file, replace=False)


def test_a_broken_backup_leaves_the_old_database(home: Path, tmp_path: Path) -> None:
    run(postgres.OWNER, *SECRET)
    file = tmp_path / "a.backup"
    copies.back_up(file)
    file.write_bytes(file.read_bytes()[:1500])
    with pytest.raises(Mistake, match=r"^pg_restore: "):
        copies.restore(file, replace=True)
    assert run(postgres.BACKUP, "SELECT count(*) FROM people") == [(2,)]


def test_what_cannot_be_used_is_said(home: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("a,b\n")
    with pytest.raises(Mistake, match="is no backup that lianfang backup wrote"):
        copies.restore(tmp_path / "list.csv", replace=False)
    with pytest.raises(Mistake, match="no such file"):
        copies.restore(tmp_path / "none", replace=False)
    with pytest.raises(Mistake, match="exists already"):
        copies.back_up(tmp_path / "list.csv")
    with pytest.raises(Mistake, match="is no folder"):
        copies.back_up(tmp_path / "none/a.backup")
