"""Which database, as whom: the embedded server, or any by DATABASE_URL."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from lianfang.server.postgres.failure import Unusable
from lianfang.server.postgres.roles import BACKUP, DATABASE, OWNER, RETENTION, WEB

ROLES = {"web": WEB, "owner": OWNER, "backup": BACKUP, "retention": RETENTION}
VARIABLES = {
    "web": "DATABASE_URL",
    "owner": "DATABASE_OWNER_URL",
    "backup": "DATABASE_BACKUP_URL",
    "retention": "DATABASE_RETENTION_URL",
}


def database(role: str, pooled: bool = False) -> dict[str, Any]:
    """Django's settings of one connection, that of the `role` web, owner, backup or retention.

    `pooled` keeps connections between requests.
    With DATABASE_URL alone its user migrates too: row-level security still holds, for it is forced, but the role that
    serves pages could then alter tables.
    """
    url = os.environ.get(VARIABLES[role]) or os.environ.get("DATABASE_URL")
    embedded: dict[str, Any] = {"NAME": DATABASE, "USER": ROLES[role], "HOST": ""}
    settings = _from_url(url, VARIABLES[role]) if url else embedded
    return {
        "ENGINE": "lianfang.server.database",
        "ATOMIC_REQUESTS": role == "web",
        "CONN_MAX_AGE": 0,
        **settings,
        "OPTIONS": {
            **settings.get("OPTIONS", {}),
            # Plans that are kept ignore the caller's area: a town would be served with a province's plan.
            "prepare_threshold": None,
            **({"pool": {"min_size": 2, "max_size": 12, "timeout": 10}} if pooled and role == "web" else {}),
        },
    }


def _from_url(url: str, variable: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        form = "postgresql://user:password@host:5432/name"  # pragma: allowlist secret (no secret)
        raise Unusable(f"{variable} is not of the form {form}")
    options = dict(parse_qsl(parts.query))
    try:
        port = str(parts.port or "")
    except ValueError:
        raise Unusable(f"{variable}: the port is not a number") from None
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket folder is written as ?host=/var/run/postgresql or percent-encoded.
        "HOST": options.pop("host", "") or unquote(parts.hostname or "") or "localhost",
        "PORT": port,
        "OPTIONS": options,
    }
