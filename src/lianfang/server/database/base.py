"""The backend `lianfang.server.database`; an empty HOST means the embedded server."""

from typing import Any

from django.db.backends.postgresql import base

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
