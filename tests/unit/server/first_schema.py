"""Makes first_schema.backup: an installation as the first release left it, with facts in it, taken by its own backup.

    python tests/unit/server/first_schema.py

Run once, in a clone with its history, and never again: what it made is what somebody may still have.
"""

import io
import os
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

# The last commit whose rooms all stand at their first migration.
RELEASE = "2d291f5~1"
FILE = Path(__file__).with_suffix(".backup")
NOW = datetime(2021, 1, 10, 1, 0, tzinfo=UTC)
AREAS = (
    ("CN", "中国", "nation", None), ("C1", "青禾县", "county", "CN"), ("T1", "河东镇", "town", "C1"),
    ("R1", "风险县", "county", "CN"),
)  # fmt: skip
UNITS = (("CDC1", "cdc", "县疾控中心", "C1"), ("CP1", "checkpoint", "火车站", "T1"))
RISK = {
    "about": "risk",
    "declared": "R1",
    "level": "medium",
    "occurred_from": "2021-01-08",
    "counts_from": "2020-12-26",
}
JOURNEY = {"direction": "arrival", "occurred_from": "2021-01-09 15:00", "origin": "R1", "destination": "T1"}
CASE = {"number": "C1", "classification": "confirmed", "occurred_from": "2021-01-09 18:00"}
TOLD = (
    ("risk-areas", {f"declaration.{name}": value for name, value in RISK.items()}),
    ("journeys", {"person.number": "P1", "person.name": "赵某", "person.residence": "T1"}
     | {f"journey.{name}": value for name, value in JOURNEY.items()}),
    ("linelist", {"person.number": "P2", "person.name": "钱某", "person.residence": "T1"}
     | {f"case.{name}": value for name, value in CASE.items()}),
)  # fmt: skip


def within_the_release() -> None:
    """Runs in the old release's code."""
    from lianfang.server import copies, migrating, start

    start.django()
    migrating.migrate()
    from django.db import connections

    from lianfang import facts
    from lianfang.access.audit import audited
    from lianfang.access.session import machine_session
    from lianfang.places.tree import install_areas, install_units
    from lianfang.situation.refresh import rebuild

    install_areas([dict(zip(("code", "name", "level", "parent"), row, strict=True)) for row in AREAS])
    install_units([dict(zip(("code", "kind", "name", "area"), row, strict=True)) for row in UNITS])
    for number, (kind, row) in enumerate(TOLD):
        by = facts.Recorder("first", "C1", "CDC1")
        told = facts.record(kind, [row], by, "page", UUID(int=number + 1), NOW, defaults={"disease": "covid19"})
        assert told.loaded and not told.rejected, told
    audited(None, "sign in refused", name="nobody")
    with machine_session():
        rebuild(NOW)
    connections.close_all()
    print(copies.back_up(FILE), "bytes")


def main() -> None:
    if FILE.exists():
        sys.exit(f"{FILE} is there, and is to stay as it is")
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory() as home:
        packed = subprocess.run(
            ["git", "archive", RELEASE, "src"], cwd=FILE.parent.parents[2], capture_output=True, check=True
        )
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as release:
            release.extractall(place, filter="data")
        environment = {**os.environ, "LIANFANG_HOME": home, "PYTHONPATH": f"{place}/src"}
        subprocess.run([sys.executable, __file__, "--within"], env=environment, check=True)


if __name__ == "__main__":
    within_the_release() if "--within" in sys.argv else main()
