"""Rows handed from one library to another where they lie, through Arrow's own interface: no library of Arrow is loaded.

Nothing of DuckDB is known here: Polars remembers for good of which class it was lent something, and whatever that class
can reach is never given back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Lender(Protocol):
    """Whoever can show its rows: a frame of Polars, a query of DuckDB."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


@dataclass(frozen=True, eq=False)
class Lent:
    """Rows of somebody else, who is asked for them each time that they are read."""

    by: Lender

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.by.__arrow_c_stream__(requested_schema)
