"""An installation of a benchmark's own: begun with an empty ledger in a folder of its own, taken away at the end."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_installation(demonstration: bool = False) -> Iterator[Path]:
    """Its folder. What needs Django may be imported within, not before."""
    home = Path(tempfile.mkdtemp(prefix="lianfang-bench-"))
    os.environ["LIANFANG_HOME"] = str(home)
    if demonstration:
        os.environ["LIANFANG_DEMONSTRATION"] = "1"
    from lianfang.server import migrating, postgres, start

    start.django()
    migrating.migrate()
    from django.db import connections

    try:
        yield home
    finally:
        connections.close_all()
        postgres.release(home)
        shutil.rmtree(home, ignore_errors=True)
