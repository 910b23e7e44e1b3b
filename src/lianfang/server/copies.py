"""Backups: the database into one file and back, whole or not at all."""

import contextlib
import os
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from lianfang.server import addresses, home, postgres
from lianfang.server.postgres import roles
from lianfang.server.postgres.cluster import cluster_environment
from lianfang.vocabulary.mistakes import Mistake

MAGIC = b"PGDMP"


def key_folder() -> Path:
    """Where the keys lie that no backup holds."""
    return home.folder()


def back_up(file: Path) -> int:
    """Writes the database into `file` as the backup role, who alone sees all rows. Returns the number of bytes.

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
            _run([program, "--format=custom", "--no-password"], _connection("backup", server), stdout=opened)
        unfinished.replace(file)
    except OSError as error:
        raise Mistake(f"{file} cannot be written: {error.strerror}") from None
    finally:
        with contextlib.suppress(FileNotFoundError):
            unfinished.unlink()
    return file.stat().st_size


def restore(file: Path, replace: bool) -> None:
    """Puts the database of `file` in place. The old one stays until the new one is whole, then goes.

    Raises Mistake where the file is none of ours, where a ledger is there and `replace` is not said, or where the
    database is on a server of somebody else's, whose own tools do this.
    """
    if not file.is_file():
        raise Mistake(f"{file}: no such file")
    with file.open("rb") as opened:
        if opened.read(len(MAGIC)) != MAGIC:
            raise Mistake(f"{file} is no backup that lianfang backup wrote")
    if os.environ.get("DATABASE_URL"):
        raise Mistake("DATABASE_URL names another server: restore there with pg_restore as its administrator")
    server = postgres.server()
    with _administering(server) as connection:
        if not replace and _has_tables(server):
            raise Mistake("a database is there already: say --replace to put the backup in its place")
        fresh = sql.Identifier("lianfang_restoring")
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(fresh))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(fresh, sql.Identifier(roles.OWNER)))
        roles.grant(server.host, "lianfang_restoring")
        # The superuser alone may give every object back to its owner and write past the policies.
        with file.open("rb") as opened:
            _run(
                [server.cluster.program("pg_restore"), "--exit-on-error", "--single-transaction", "--no-password",
                 "--dbname=lianfang_restoring"],
                {"PGHOST": server.host, "PGPORT": str(server.port), "PGUSER": roles.SUPERUSER}, stdin=opened,
            )  # fmt: skip
        old = sql.Identifier(roles.DATABASE)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(old))
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(fresh, old))


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
    settings = addresses.database(role)
    if server:
        settings = {**settings, "HOST": server.host, "PORT": str(server.port)}
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    return {variable: str(settings[name]) for name, variable in names.items() if settings.get(name)}


def _own_program(name: str) -> str:
    from lianfang.server.postgres import binaries

    return str(binaries.program_folder(binaries.run_as()) / name)


def _run(command: list[str], connection: dict[str, str], **streams: Any) -> None:
    done = subprocess.run(  # noqa: S603 (a program of PostgreSQL, a list, no shell)
        command, env={**cluster_environment(), **connection}, stderr=subprocess.PIPE, check=False, **streams
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise Mistake(f"{Path(command[0]).name}: {said[0]}")
