"""Backup and restore, whole or not at all."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lianfang.access.keys import KeyGone, keys
from lianfang.server import copies, postgres
from lianfang.server.backup_proof import Proof
from lianfang.server.sealed_stream import MAGIC
from lianfang.vocabulary.mistakes import Mistake


@pytest.fixture
def home(new_home: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    place = new_home("home")
    settings.KEYS_FOLDER, settings.VISITS_FOLDER = place / "keys", place / "visits"
    monkeypatch.setenv("LIANFANG_HOME", str(place))
    return place


def run(user: str, *statements: str) -> list[tuple[object, ...]]:
    server = postgres.server()
    with psycopg.connect(host=server.host, user=user, dbname=postgres.DATABASE) as connection:
        for statement in statements:
            cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


MONTH = "2021-01"
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
    day = home / "visits" / "2021-01-03" / "a.arrow"
    day.parent.mkdir(parents=True)
    # More than a chunk, so that the order of chunks is tried; what is being written is left out.
    day.write_bytes("到访：王二小".encode() * 200_000)
    day.with_name(".b.arrow").touch()
    assert copies.back_up(file, MONTH) == file.stat().st_size > day.stat().st_size
    assert "王二小".encode() not in file.read_bytes() and b"PGDMP" not in file.read_bytes()
    told = day.read_bytes()
    copies.take_out(file, tmp_path / "open")
    assert (tmp_path / "open" / "database.dump").read_bytes().startswith(b"PGDMP")
    assert [path.read_bytes() for path in (tmp_path / "open" / "visits").rglob("*.arrow")] == [told]
    day.write_bytes(b"later")
    day.with_name("later.arrow").touch()
    assert file.stat().st_mode & 0o777 == 0o600
    assert run(postgres.OWNER, "SELECT count(*) FROM people") == [(0,)]  # forced: the owner too sees nothing
    run(postgres.OWNER, "DROP TABLE people", "CREATE TABLE other (a int)")
    copies.restore(file, replace=True)
    assert [path.read_bytes() for path in sorted(day.parent.iterdir())] == [told]
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
    copies.back_up(file, MONTH)
    with pytest.raises(Mistake, match="say --replace"):
        copies.restore(file, replace=False)


def test_a_broken_backup_leaves_the_old_database(home: Path, tmp_path: Path) -> None:
    """Cut off, at a chunk's end too; changed; of a month whose key was destroyed; and a dump in clear of before."""
    run(postgres.OWNER, *SECRET)
    day = home / "visits" / "day.arrow"
    day.parent.mkdir()
    day.write_bytes(b"x" * 2**20)
    file = tmp_path / "a.backup"
    copies.back_up(file, MONTH)
    whole = file.read_bytes()
    chunk = 2**20 + 16
    head = len(MAGIC) + 7 + 16
    changed = bytearray(whole)
    changed[head + 100] ^= 1
    swapped = whole[:head] + whole[head + chunk : head + 2 * chunk] + whole[head : head + chunk]
    for broken in (whole[:1500], whole[: head + chunk], whole[:-1], bytes(changed), swapped):
        file.write_bytes(broken)
        with pytest.raises(Mistake, match="was changed or cut off"):
            copies.restore(file, replace=True)
    file.write_bytes(b"PGDMP" + b"0" * 900)
    with pytest.raises(Mistake, match=r"^pg_restore: "):
        copies.restore(file, replace=True)
    file.write_bytes(whole)
    keys().destroy_backups(MONTH)
    for tried in (lambda: copies.restore(file, replace=True), lambda: copies.back_up(tmp_path / "b.backup", MONTH)):
        with pytest.raises(KeyGone):
            tried()
    assert run(postgres.BACKUP, "SELECT count(*) FROM people") == [(2,)]
    assert day.read_bytes() == b"x" * 2**20 and not (tmp_path / "b.backup").exists()


def test_what_comes_back_otherwise_than_it_was_is_not_put_in_place(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof is counted in the dump's own moment, whoever writes meanwhile, and held against what is restored."""
    run(postgres.OWNER, *SECRET)
    file = tmp_path / "a.backup"
    true_count = copies.counted

    def meanwhile(connection: Any) -> Proof:
        run(postgres.OWNER, "ALTER TABLE people NO FORCE ROW LEVEL SECURITY", "INSERT INTO people VALUES ('later', '')")
        return true_count(connection)

    monkeypatch.setattr(copies, "counted", meanwhile)
    copies.back_up(file, MONTH)
    monkeypatch.setattr(copies, "counted", true_count)
    proof = copies.restore(file, replace=True)
    assert proof is not None and proof.tables["people"][0] == 2 == proof.rows("people")
    monkeypatch.setattr(copies, "counted", lambda connection: Proof({"people": (2, "0"), "gone": (7, "0")}))
    copies.back_up(tmp_path / "b.backup", MONTH)
    monkeypatch.setattr(copies, "counted", true_count)
    with pytest.raises(
        Mistake, match=r"the old database stays: gone \(7 rows then, 0 now\), people \(2 rows then, 2 now\)"
    ):
        copies.restore(tmp_path / "b.backup", replace=True)
    assert run(postgres.BACKUP, "SELECT count(*) FROM people") == [(2,)]


def test_what_cannot_be_used_is_said(home: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("a,b\n")
    with pytest.raises(Mistake, match="is no backup that lianfang backup wrote"):
        copies.restore(tmp_path / "list.csv", replace=False)
    with pytest.raises(Mistake, match="no such file"):
        copies.restore(tmp_path / "none", replace=False)
    with pytest.raises(Mistake, match="exists already"):
        copies.back_up(tmp_path / "list.csv", MONTH)
    with pytest.raises(Mistake, match="is no folder"):
        copies.back_up(tmp_path / "none/a.backup", MONTH)


def test_a_table_is_counted_by_its_name_and_not_with_those_that_begin_alike():
    proof = Proof(
        {"situation_duty": (3, ""), "situation_dutycause": (5, ""), "facts_case": (1, ""), "facts_person": (2, "")}
    )
    assert (proof.rows("situation_duty"), proof.rows("facts_*"), proof.rows("situation_count")) == (3, 3, 0)
