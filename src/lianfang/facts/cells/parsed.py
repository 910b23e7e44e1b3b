"""A column after reading: its values, and what was wrong or remarkable about each cell."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Parsed:
    """A column of typed values, as long as the column of text that it was read from.

    ``values`` is null where the cell was blank or refused; ``reasons`` says in English why a cell was refused, else
    null (``cells.chinese`` turns it into Chinese); ``notes`` says what was left out of a cell that was accepted.
    """

    values: pl.Series
    reasons: pl.Series
    notes: pl.Series

    @staticmethod
    def of(values: pl.Series, reasons: pl.Series | None = None, notes: pl.Series | None = None) -> "Parsed":
        """A column with reasons and notes where there are any."""
        none = pl.Series([None], dtype=pl.String).new_from_index(0, len(values))
        return Parsed(values, none if reasons is None else reasons, none if notes is None else notes)
