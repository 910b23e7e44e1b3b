"""Backups: database and sealed visits into one encrypted file and back, whole or not at all."""

import contextlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from lianfang.access.keys import keys
from lianfang.server import addresses, home, postgres
from lianfang.server.backup_archive import add_database, add_proof, add_visits, taken_out
from lianfang.server.backup_proof import Proof, counted, held_against, read
from lianfang.server.postgres import roles
from lianfang.server.postgres.cluster import cluster_environment
from lianfang.server.sealed_stream import OpeningStream, SealingStream, month_in
from lianfang.vocabulary.mistakes import Mistake

# As pg_dump begins: what releases before this one wrote was the dump itself, in clear.
DUMP_MAGIC = b"PGDMP"


def key_folder() -> Path:
    """Where the keys lie that no backup holds."""
    return home.folder()


def back_up(file: Path, month: str) -> int:
    """Writes database and sealed visits into `file`, encrypted with the backups' key of `month` ('2021-01').

    The backup role reads, who alone sees all rows. Returns the number of bytes.
    Raises Mistake where the file exists already or cannot be written, or the database cannot be read.
    """
    if file.exists():
        raise Mistake(f"{file} exists already: name another file")
    if not file.absolute().parent.is_dir():
        raise Mistake(f"{file.absolute().parent} is no folder: make it first")
    server = postgres.server() if not os.environ.get("DATABASE_URL") else None
    program = server.cluster.program("pg_dump") if server else _own_program("pg_dump")
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            with (
                SealingStream(opened, month, keys().backup_key(month)) as sealed,
                tarfile.open(fileobj=sealed, mode="w|") as archive,
            ):
                # First the database: a day that is sealed meanwhile is then there twice, and never nowhere.
                with _snapshot(server) as (snapshot, proof):
                    add_proof(archive, proof.as_json)
                    command = [program, "--format=custom", "--no-password", f"--snapshot={snapshot}"]
                    with _program(command, _connection("backup", server), stdout=subprocess.PIPE) as process:
                        assert process.stdout is not None
                        add_database(archive, process.stdout)
                add_visits(archive, Path(settings.VISITS_FOLDER))
            os.fsync(opened.fileno())
        unfinished.replace(file)
    except OSError as error:
        raise Mistake(f"{file} cannot be written: {error.strerror}") from None
    finally:
        # It is not there where all went well, nor where the disk cannot be written.
        with contextlib.suppress(OSError):
            unfinished.unlink()
    return file.stat().st_size


def restore(file: Path, replace: bool) -> Proof | None:
    """Puts the database and the sealed visits of `file` in place. The old ones stay until the new are whole, then go.

    What was restored is counted and held against what the backup says of itself, table by table: answers that, or None
    where the backup is of a release that wrote no proof. Raises Mistake where the two differ; where the file is none of
    ours, was changed or cut off, or its key was destroyed; where a ledger is there and `replace` is not said; or where
    the database is on a server of somebody else's, whose own tools do this.
    """
    visits = Path(settings.VISITS_FOLDER)
    fresh_visits = visits.with_name(f".{visits.name}.restoring")
    with _opened(file) as (opened, month):
        if os.environ.get("DATABASE_URL"):
            raise Mistake(
                "DATABASE_URL names another server: take the dump out with --into FOLDER, and restore it there with "
                "pg_restore as its administrator"
            )
        server = postgres.server()
        with _administering(server) as connection, _only_while(fresh_visits):
            if not replace and (_has_tables(server) or _has_files(visits)):
                raise Mistake("a database is there already: say --replace to put the backup in its place")
            fresh = sql.Identifier("lianfang_restoring")
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(fresh))
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(fresh, sql.Identifier(roles.OWNER)))
            roles.grant(server.host, "lianfang_restoring")
            proof = _into_database(opened, month, server, fresh_visits)
            if proof is not None:
                held_against(proof, _counted_as_superuser(server))
            old = sql.Identifier(roles.DATABASE)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(old))
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(fresh, old))
            if month is not None:
                shutil.rmtree(visits, ignore_errors=True)
                if fresh_visits.exists():
                    fresh_visits.replace(visits)
    return proof


def take_out(file: Path, folder: Path) -> None:
    """Writes what is in a backup, opened, into a new folder: `database.dump` for pg_restore, `visits/`, `proof.json`.

    Raises Mistake as ``restore`` does, and where the folder is there already; what was written then is removed.
    """
    with _opened(file) as (opened, month):
        if month is None:
            raise Mistake(f"{file} is a dump already: pg_restore reads it as it is")
        stream = OpeningStream(opened, keys().backup_opening_key(month), str(file))
        try:
            folder.mkdir(mode=0o700)
        except OSError as error:
            raise Mistake(f"{folder} cannot be made: {error.strerror}") from None
        try:
            with (folder / "database.dump").open("wb") as dump:
                proof = taken_out(stream, dump, folder / "visits")
            if proof is not None:
                (folder / "proof.json").write_bytes(proof)
        except Mistake:
            shutil.rmtree(folder)
            raise


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[tuple[BinaryIO, str | None]]:
    """A backup, and the month whose key it needs: None for a dump in clear."""
    if not file.is_file():
        raise Mistake(f"{file}: no such file")
    with file.open("rb") as opened:
        head = opened.read(64)
        month = month_in(head)
        if month is None and not head.startswith(DUMP_MAGIC):
            raise Mistake(f"{file} is no backup that lianfang backup wrote")
        opened.seek(0)
        yield opened, month


@contextlib.contextmanager
def _only_while(folder: Path) -> Iterator[None]:
    """A folder that is not there before, and not after either where nobody moved it."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _into_database(opened: BinaryIO, month: str | None, server: postgres.Server, visits: Path) -> Proof | None:
    # The superuser alone may give every object back to its owner and write past the policies.
    command = [
        server.cluster.program("pg_restore"), "--exit-on-error", "--single-transaction", "--no-password",
        "--dbname=lianfang_restoring",
    ]  # fmt: skip
    reached = {"PGHOST": server.host, "PGPORT": str(server.port), "PGUSER": roles.SUPERUSER}
    if month is None:
        with _program(command, reached, stdin=opened):
            return None
    stream = OpeningStream(opened, keys().backup_opening_key(month), opened.name)
    raw = None
    with _program(command, reached, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        # A program that stops reading says itself why.
        with contextlib.suppress(BrokenPipeError):
            raw = taken_out(stream, process.stdin, visits)
            process.stdin.close()
    return None if raw is None else read(raw)


def _counted_as_superuser(server: postgres.Server) -> Proof:
    with psycopg.connect(
        host=server.host, port=server.port, user=roles.SUPERUSER, dbname="lianfang_restoring", prepare_threshold=None
    ) as connection:
        return counted(connection)


@contextlib.contextmanager
def _snapshot(server: postgres.Server | None) -> Iterator[tuple[str, Proof]]:
    """One moment of the database, as long as it is held, by its name; with what proves it."""
    where = make_conninfo(**_reached("backup", server))
    try:
        with psycopg.connect(where, prepare_threshold=None) as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            row = connection.execute("SELECT pg_export_snapshot()").fetchone()
            assert row is not None
            yield row[0], counted(connection)
    except psycopg.Error as error:
        raise Mistake(f"the database cannot be read: {str(error).strip().splitlines()[0]}") from None


def _has_files(folder: Path) -> bool:
    return folder.is_dir() and any(path.is_file() for path in folder.rglob("*"))


def _administering(server: postgres.Server) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(
        host=server.host, port=server.port, user=roles.SUPERUSER, dbname="postgres", autocommit=True,
        prepare_threshold=None,
    )  # fmt: skip


def _has_tables(server: postgres.Server) -> bool:
    with psycopg.connect(
        host=server.host, port=server.port, user=roles.OWNER, dbname=roles.DATABASE, prepare_threshold=None
    ) as connection:
        row = connection.execute("SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public')").fetchone()
    return bool(row and row[0])


def _connection(role: str, server: postgres.Server | None) -> dict[str, str]:
    """libpq's environment: a password on a command line would show in the list of processes."""
    variables = {"dbname": "PGDATABASE"}
    return {variables.get(name, f"PG{name.upper()}"): value for name, value in _reached(role, server).items()}


def _reached(role: str, server: postgres.Server | None) -> dict[str, str]:
    """Where the database is and as whom it is asked, in libpq's words."""
    settings = addresses.database(role)
    if server:
        settings = {**settings, "HOST": server.host, "PORT": str(server.port)}
    names = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    return {word: str(settings[name]) for word, name in names.items() if settings.get(name)}


def _own_program(name: str) -> str:
    from lianfang.server.postgres import binaries

    return str(binaries.program_folder(binaries.run_as()) / name)


@contextlib.contextmanager
def _program(command: list[str], connection: dict[str, str], **streams: Any) -> Iterator["subprocess.Popen[bytes]"]:
    """A program of PostgreSQL while it runs. Raises Mistake where it fails; is killed where what it serves does."""
    environment = {**cluster_environment(), **connection}
    # What it says goes into a file: nobody reads one pipe while another is served.
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, env=environment, stderr=said, **streams) as process,  # noqa: S603 (a list, no shell)
    ):
        try:
            yield process
        except BaseException:
            process.kill()
            if process.stdin is not None:
                # What waits to be written to it goes nowhere any more.
                with contextlib.suppress(BrokenPipeError):
                    process.stdin.close()
            raise
        if process.wait():
            said.seek(0)
            lines = said.read().decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
            raise Mistake(f"{Path(command[0]).name}: {lines[0]}")
