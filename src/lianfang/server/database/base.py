"""The backend `lianfang.server.database`; an empty HOST means the embedded server."""

from typing import Any

from django.db.backends.postgresql import base

from lianfang.access import session
from lianfang.server import postgres


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL as Django knows it; with no HOST it asks the launcher for the embedded server's socket."""

    def get_connection_params(self) -> dict[str, Any]:
        parameters: dict[str, Any] = super().get_connection_params()
        if not parameters.get("host"):
            server = postgres.server()
            parameters["host"] = server.host
            parameters["port"] = server.port
        return parameters

    def set_autocommit(self, autocommit: bool, *args: Any, **options: Any) -> None:
        """A transaction begins when autocommit is turned off: it is told at once in whose name it is."""
        super().set_autocommit(autocommit, *args, **options)
        if not autocommit and session.current() != session.NOBODY:
            session.apply(self)
