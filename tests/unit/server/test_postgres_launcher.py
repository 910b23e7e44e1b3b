"""The embedded PostgreSQL: who gets in, where it may lie, and what it survives."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from lianfang.server import postgres
from lianfang.server.postgres import process
from lianfang.server.postgres.binaries import run_as
from lianfang.server.postgres.cluster import Cluster

NewHome = Callable[..., Path]


def asked(server: postgres.Server, question: str, user: str = postgres.WEB) -> object:
    with psycopg.connect(
        host=server.host, port=server.port, user=user, dbname=postgres.DATABASE, prepare_threshold=None
    ) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def pid(server: postgres.Server) -> int:
    return int(server.cluster.pid_file.read_text().splitlines()[0])


def killed(server: postgres.Server) -> None:
    """kill -9, and wait until it is dead (a corpse that nobody collected counts)."""
    number = pid(server)
    os.kill(number, signal.SIGKILL)
    for _ in range(200):
        try:
            if os.waitpid(number, os.WNOHANG) != (0, 0):
                return
        except ChildProcessError:
            return
        time.sleep(0.01)


def test_nobody_is_trusted_and_no_port_is_open(new_home: NewHome) -> None:
    server = postgres.server(new_home("home"))
    rules = (server.cluster.data / "pg_hba.conf").read_text().splitlines()
    assert [line for line in rules if not line.startswith("#")] == ["local all all peer map=lianfang"]
    assert asked(server, "SHOW listen_addresses") == ""
    assert asked(server, "SELECT version()").startswith(f"PostgreSQL {postgres.MAJOR}.")  # type: ignore[attr-defined]
    assert Path(server.host).stat().st_mode & 0o077 == 0
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        asked(server, "SELECT 1", user="pg_monitor")
    with socket.socket(socket.AF_UNIX) as plain:
        plain.connect(f"{server.host}/.s.PGSQL.{server.port}")


def test_three_roles_and_none_is_a_superuser(new_home: NewHome) -> None:
    server = postgres.server(new_home("home"))
    rights = "SELECT concat_ws(' ', rolsuper, rolcreatedb, rolcreaterole, rolbypassrls) FROM pg_roles "
    for role, expected in ((postgres.OWNER, "f f f f"), (postgres.WEB, "f f f f"), (postgres.BACKUP, "f f f t")):
        assert asked(server, rights + "WHERE rolname = current_user", user=role) == expected
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        asked(server, "CREATE TABLE of_the_web (a int)")


def test_tables_of_the_owner_are_open_to_the_web_from_their_first_moment(new_home: NewHome) -> None:
    server = postgres.server(new_home("home"))
    with psycopg.connect(host=server.host, user=postgres.OWNER, dbname=postgres.DATABASE) as connection:
        connection.execute("CREATE TABLE later (a int); INSERT INTO later VALUES (7)")
    assert asked(server, "SELECT a FROM later") == 7
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        asked(server, "TRUNCATE later")


def test_after_kill_9_it_starts_again_with_what_was_committed(new_home: NewHome) -> None:
    home = new_home("home")
    server = postgres.server(home)
    with psycopg.connect(host=server.host, user=postgres.OWNER, dbname=postgres.DATABASE) as connection:
        connection.execute("CREATE TABLE kept (a int); INSERT INTO kept VALUES (42)")
    killed(server)
    assert server.cluster.pid_file.exists()
    assert asked(postgres.server(home), "SELECT a FROM kept") == 42


def test_a_stale_pid_file_that_names_another_living_program(new_home: NewHome) -> None:
    home = new_home("home")
    server = postgres.server(home)
    killed(server)
    lines = server.cluster.pid_file.read_text().splitlines()
    server.cluster.pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert asked(postgres.server(home), "SELECT 1") == 1
    assert pid(server) != os.getpid()


@pytest.mark.parametrize(
    "name",
    [
        "有 空格 的 文件夹",
        "so \"quoted\" 'twice' and $HOME, `id`; with a comma",
        "很长的路径" * 15,
    ],
    ids=["spaces and Chinese", "quotes", "longer than a socket's address"],
)
def test_any_path_will_do(new_home: NewHome, name: str) -> None:
    # In a closed folder root's cluster would lie elsewhere: here the path itself is on trial.
    home = new_home(name, open_to_all=True)
    server = postgres.server(home)
    assert asked(server, "SELECT current_user") == postgres.WEB
    assert len(os.fsencode(server.host)) < 107
    assert server.cluster.folder == home / "postgresql"
    postgres.release(home)
    assert asked(postgres.server(home), "SELECT 1") == 1


def test_a_folder_of_another_major_version_is_refused_in_one_line(new_home: NewHome) -> None:
    home = new_home("home")
    server = postgres.server(home)
    postgres.release(home)
    (server.cluster.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(postgres.Unusable) as refused:
        postgres.server(home)
    assert "was written by PostgreSQL 16 and this is PostgreSQL 18" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_folder_of_something_else_is_left_alone(new_home: NewHome) -> None:
    home = new_home("home")
    server = postgres.server(home)
    postgres.release(home)
    (server.cluster.data / "PG_VERSION").unlink()
    with pytest.raises(postgres.Unusable, match="is not a folder of PostgreSQL data"):
        postgres.server(home)
    assert (server.cluster.data / "base").is_dir()


def test_initdb_that_was_broken_off_is_begun_again(new_home: NewHome) -> None:
    home = new_home("home", open_to_all=True)
    half = home / "postgresql/data.unfinished/base"
    half.mkdir(parents=True)
    os.chown(home / "postgresql", run_as().uid, run_as().gid)
    assert asked(postgres.server(home), "SELECT 1") == 1
    assert not half.exists()


USE = """
import sys, psycopg
from pathlib import Path
from lianfang.server import postgres
server = postgres.server(Path(sys.argv[1]))
with psycopg.connect(host=server.host, user=postgres.WEB, dbname=postgres.DATABASE) as connection:
    connection.execute("SELECT 1")
print(server.cluster.pid_file.read_text().splitlines()[0], flush=True)
sys.stdin.read()
"""


def user_of(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USE, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_two_at_once_share_one_server_and_the_last_stops_it(new_home: NewHome) -> None:
    home = new_home("home")
    first, second = user_of(home), user_of(home)
    assert first.stdout and second.stdout
    numbers = {first.stdout.readline().strip(), second.stdout.readline().strip()}
    assert len(numbers) == 1
    assert numbers.pop().isdigit()
    known = Cluster((home / "postgresql").resolve(), run_as())
    first.communicate()
    assert process.running(known) is not None
    second.communicate()
    assert process.running(known) is None
    assert not known.pid_file.exists()


def test_a_user_who_was_killed_does_not_keep_it_up_for_ever(new_home: NewHome) -> None:
    home = new_home("home")
    lost = user_of(home)
    assert lost.stdout and lost.stdout.readline()
    lost.kill()
    lost.wait()
    server = postgres.server(home)
    assert process.running(server.cluster) is not None
    postgres.release(home)
    assert process.running(server.cluster) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
def test_root_opens_nobodys_home(new_home: NewHome) -> None:
    home = new_home("home")
    parents = {folder: folder.stat().st_mode for folder in (home, *home.parents)}
    server = postgres.server(home)
    assert server.cluster.user.name == "lianfang-postgres"
    assert server.cluster.data.stat().st_uid == server.cluster.user.uid
    assert (home / "postgresql").is_symlink()
    assert {folder: folder.stat().st_mode for folder in parents} == parents


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
def test_a_stranger_on_the_same_machine_is_kept_out_and_has_his_own(new_home: NewHome) -> None:
    ours = postgres.server(new_home("home"))
    theirs = new_home("theirs", open_to_all=True)
    stranger = 65534  # nobody
    os.chown(theirs, stranger, stranger)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # everything is loaded by now, so no folder of root's has to be read
        try:
            os.setgroups([])
            os.setgid(stranger)
            os.setuid(stranger)
            told = _told_by_stranger(ours, theirs)
        except BaseException as fault:
            told = repr(fault)
        os.write(writing, told.encode())
        os._exit(0)
    os.close(writing)
    told = os.read(reading, 1000).decode()
    os.waitpid(child, 0)
    assert told == "kept out; nobody's own: lianfang_web"


def _told_by_stranger(ours: postgres.Server, theirs: Path) -> str:
    from lianfang.server.postgres import binaries

    system = next(binaries.SYSTEM_FOLDER.glob("programs-*"))
    binaries.program_folder = lambda user: system / binaries.PACKAGE / binaries.FOLDER / "bin"
    try:
        asked(ours, "SELECT 1")
        first = "let in"
    except psycopg.OperationalError:
        first = "kept out"
    server = postgres.server(theirs)
    answer = asked(server, "SELECT current_user")
    postgres.release(theirs)
    return f"{first}; {server.cluster.user.name}'s own: {answer}"


def test_killed_while_many_ask_at_once_it_is_started_once(new_home: NewHome) -> None:
    """Its corpse belongs to this process, which collects it: its number would keep a new one from starting."""
    home = new_home("home")
    number = pid(postgres.server(home))
    os.kill(number, signal.SIGKILL)
    # Dead, collected or not: whoever asks before meets the dying server, which still takes connections.
    with contextlib.suppress(ChildProcessError):
        os.waitid(os.P_PID, number, os.WEXITED | os.WNOWAIT)
    with ThreadPoolExecutor(8) as threads:
        answers = [*threads.map(lambda number: asked(postgres.server(home), f"SELECT {number}"), range(8))]
    assert answers == [*range(8)]
