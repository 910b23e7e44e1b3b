"""The audit: who did what to whose records, when, why and from where; chained, so that no line changes unseen.

A line is part of the transaction that it tells of: what is rolled back was not seen. An attempt that was refused is
kept apart and written after the rollback.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest

from lianfang.access import shown
from lianfang.access.models import Account
from lianfang.access.session import NOBODY, acting_as, current, machine_session, settings_of

# Longer than any reason one writes; a page's text pasted in must not make the audit unreadable.
_LONGEST = 1000
_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where the chain does not hold: the link's number, the line's id, and what is wrong, in words."""

    number: int
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class _Refusal:
    account: Account | None
    action: str
    persons: tuple[UUID, ...]
    reason: str
    place: str


_refusals: ContextVar[list[_Refusal] | None] = ContextVar("lianfang_refusals", default=None)


def audited(
    account: Account | None,
    action: str,
    persons: Iterable[UUID] = (),
    reason: str = "",
    where: str = "",
    *,
    name: str = "",
    area: str = "",
) -> None:
    """Adds a line: `account` (None: nobody signed in, then `name` is the name tried) did `action` to `persons`.

    Where nobody signed in, `area` is the path of the area whose auditors see the line: that of whom it is about. Left
    out, only those of the whole see it.

    `action` is one or two words of ours ("read person", "export cases", "sign in refused"); `where` is `place_of` the
    request, or the command. The moment is the database's. The line stands or falls with the open transaction.
    """
    own = settings_of(account) if account else NOBODY
    # Within a request no savepoint of its own: the line stands or falls with the whole.
    with transaction.atomic(savepoint=False):
        if current().account == own.account and current().role == own.role:
            _insert(account, action, persons, reason, where, name, area)
        else:
            with acting_as(own):
                _insert(account, action, persons, reason, where, name, area)


def refused(
    account: Account | None, action: str, persons: Iterable[UUID] = (), reason: str = "", where: str = ""
) -> None:
    """Keeps a line on an attempt that ends in a refusal, whose own transaction is rolled back.

    Within a request it is written when the answer stands; elsewhere at once, so call it outside a transaction.
    """
    waiting = _refusals.get()
    if waiting is None:
        audited(account, action, persons, reason, where)
    else:
        waiting.append(_Refusal(account, action, tuple(persons), reason, where))


@contextmanager
def refusals_kept() -> Iterator[None]:
    """Lines of `refused` within are written at the end, whatever became of the transactions."""
    waiting: list[_Refusal] = []
    token = _refusals.set(waiting)
    try:
        yield
    finally:
        _refusals.reset(token)
        for line in waiting:
            audited(line.account, line.action, line.persons, line.reason, line.place)


def place_of(request: HttpRequest) -> str:
    """Where a request came from, for `where`: the address, the method and the page without its query."""
    return f"{request.META.get('REMOTE_ADDR', '')} {request.method} {request.path}"


def verify() -> list[Broken]:
    """Every place at which a line was removed, changed, put elsewhere or slipped in; empty where the chain holds.

    What the holder of the database cut off at the end shows only against an anchor kept elsewhere.
    """
    found: list[Broken] = []
    with machine_session(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        before, expected = b"", 1
        for number, line, digest, text in _links(cursor):
            if number != expected:
                found.append(Broken(expected, 0, f"links {expected} to {number - 1} were removed"))
            if text is None:
                found.append(Broken(number, line, f"line {line} was removed"))
            elif hashlib.sha256(before + text.encode()).digest() != digest:
                found.append(Broken(number, line, f"line {line} was changed, or stands in another's place"))
            before, expected = digest, number + 1
        cursor.execute(
            "SELECT id FROM access_auditline"
            " WHERE NOT EXISTS (SELECT FROM access_auditlink WHERE line = id) ORDER BY id"
        )
        found += [Broken(0, line, f"line {line} was added beside the chain") for (line,) in cursor.fetchall()]
    return found


def _links(cursor: object) -> Iterator[tuple[int, int, bytes, str | None]]:
    last = 0
    while True:
        cursor.execute(  # type: ignore[attr-defined]
            "SELECT number, link.line, digest, CASE WHEN written.id IS NOT NULL THEN access_audit_text(written) END"
            " FROM access_auditlink link LEFT JOIN access_auditline written ON written.id = link.line"
            " WHERE number > %s ORDER BY number LIMIT %s",
            [last, _CHUNK],
        )
        rows = cursor.fetchall()  # type: ignore[attr-defined]
        for number, line, digest, text in rows:
            yield number, line, bytes(digest), text
        if len(rows) < _CHUNK:
            return
        last = rows[-1][0]


def _insert(
    account: Account | None, action: str, persons: Iterable[UUID], reason: str, where: str, name: str, area: str
) -> None:
    told = sorted(set(persons))
    shown.told_of(told)
    values = [
        account.id if account else None,
        account.username if account else _plain(name),
        account.role if account else "",
        account.area_path if account else area or "/",
        _plain(action),
        told,
        _plain(reason),
        _plain(where),
    ]
    # By hand, for Django would ask the row back, which only an auditor may see.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_auditline (moment, account, name, role, area_path, action, persons, reason, place)"
            " VALUES (clock_timestamp(), %s, %s, %s, %s, %s, %s::uuid[], %s, %s)",
            values,
        )


def _plain(text: str) -> str:
    # PostgreSQL keeps no NUL; an attacker's must not stop the line that tells of it.
    return text.replace("\x00", "\ufffd")[:_LONGEST]
