"""Where a layer finds what it stands on: beside its own file, else among the plans that ship."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

# The text of the plan or layer of this id; None where there is none.
Shelf = Callable[[str], str | None]
LARGEST = 4_000_000
ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,80}")


def shipped(plan: str) -> str | None:
    """The text of a plan that ships with the package."""
    file = files("lianfang.plans").joinpath(f"{plan}.yaml")
    return file.read_text(encoding="utf-8") if ID.fullmatch(plan) and file.is_file() else None


def beside(folder: Path) -> Shelf:
    """Plans in a folder, each in a file called as the plan is; then those that ship."""

    def find(plan: str) -> str | None:
        file = folder / f"{plan}.yaml"
        if ID.fullmatch(plan) and file.is_file() and file.stat().st_size <= LARGEST:
            try:
                return file.read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError):
                return None
        return shipped(plan)

    return find
