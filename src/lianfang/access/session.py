"""Whose transaction this is: settings that row-level security reads, set at the start of every transaction.

A session is kept in a context variable. The database backend asks for it whenever a transaction begins, so that
ATOMIC_REQUESTS, a transaction opened by hand and one opened after commit are all covered. Settings are local to the
transaction: a connection given back to the pool carries nothing, and without a session nothing is seen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from lianfang.access import rights
from lianfang.access.roles import CITIZEN, MACHINE

if TYPE_CHECKING:
    from lianfang.access.models import Account


@dataclass(frozen=True, slots=True)
class Session:
    """What policies are told: path of the area whose people are seen, account, unit, role, path of the audit read, path
    of the area whose figures are seen by whoever sees no people; the person who sees their own record and no table."""

    area: str = ""
    account: str = ""
    unit: str = ""
    role: str = ""
    audit: str = ""
    figures: str = ""
    person: str = ""


NOBODY = Session()
EVERYTHING = Session(area="/", role=MACHINE, audit="/")
_current: ContextVar[Session] = ContextVar("lianfang_session", default=NOBODY)

_STATEMENT = (
    "SELECT set_config('app.area', %s, true), set_config('app.account', %s, true), set_config('app.unit', %s, true),"
    " set_config('app.role', %s, true), set_config('app.audit', %s, true),"
    " set_config('app.figures', %s, true), set_config('app.person', %s, true)"
)


def current() -> Session:
    """The session in whose name this thread acts; `NOBODY` where none was opened."""
    return _current.get()


def settings_of(account: "Account") -> Session:
    """What policies are told of an account. Who has no right to people gets no area, so that policies show none."""
    return Session(
        area=account.area_path if rights.sees_people(account.role) else "",
        account=str(account.id),
        unit=account.unit if rights.sees_people(account.role) else "",
        role=account.role,
        audit=account.area_path if rights.may(account, "read", "audit") else "",
        figures=account.area_path if rights.sees_figures(account.role) else "",
    )


@contextmanager
def session_of(account: "Account", using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """A transaction in which the database shows what this account may see. May be nested in another."""
    with acting_as(settings_of(account), using), transaction.atomic(using=using):
        yield


@contextmanager
def machine_session(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """A transaction of the machine's own (worker, load, refresh): it sees every area. Never for a person's reading."""
    with acting_as(EVERYTHING, using), transaction.atomic(using=using):
        yield


@contextmanager
def own_session(person: UUID, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """A transaction of somebody without an account: no table shows a row, only what `situation.own` gives of them."""
    with acting_as(Session(role=CITIZEN, person=str(person)), using), transaction.atomic(using=using):
        yield


@contextmanager
def acting_as(session: Session, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Every transaction begun within carries `session`, and so does the one that is already open, until the end."""
    token = _current.set(session)
    connection = connections[using]
    try:
        if connection.in_atomic_block:
            apply(connection)
        yield
    finally:
        _current.reset(token)
        # After an error PostgreSQL refuses every statement until the rollback, which takes the settings along.
        if connection.in_atomic_block and not connection.needs_rollback and _sound(connection):
            apply(connection)


def apply(connection: Any) -> None:
    """Tells the open transaction of `connection` the current session. The backend calls it when one begins."""
    session = _current.get()
    raw = connection.connection
    # Not through Django's cursor: counted queries and loggers are for what a page asks.
    with raw.cursor() as cursor:
        cursor.execute(_STATEMENT, list(astuple(session)))


def _sound(connection: Any) -> bool:
    from psycopg.pq import TransactionStatus

    raw = connection.connection
    return raw is not None and raw.info.transaction_status != TransactionStatus.INERROR
