"""The book into which the ten days are told: row by row with the moment it was known, read out as batches."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from lianfang import vocabulary
from lianfang.demonstration.areas import Areas
from lianfang.demonstration.chance import chance, identifier
from lianfang.demonstration.rows import COVID, LOCAL, NOW, Batch


@dataclass(slots=True)
class Book:
    """What is told so far. ``people`` are the residents, by rows; ``taken`` those who already have a part to play."""

    areas: Areas
    units: list[dict[str, Any]]
    people: pl.DataFrame
    seed: int
    accounts: Mapping[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    travellers: list[dict[str, Any]] = field(default_factory=list)
    _rows: dict[tuple[str, str, str, str], list[dict[str, Any]]] = field(default_factory=dict)
    _acting: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._acting = {unit["code"]: unit["area"] for unit in self.units}

    def chance(self, part: str) -> np.random.Generator:
        """The generator of a part of the story."""
        return chance(self.seed, part)

    def new(self, generator: np.random.Generator) -> str:
        """A new subject."""
        return identifier(generator)

    def tell(self, layout: str, unit: str, known_at: datetime, /, source: str = "页面录入", **row: Any) -> bool:
        """Tells a row that this unit recorded at ``known_at``; what would be known after NOW is not told.

        Names of columns have ``__`` for the point (``case__onset``). Answers whether it was told.
        """
        if known_at > NOW:
            return False
        day = known_at.astimezone(LOCAL).date().isoformat()
        full = {name.replace("__", "."): value for name, value in row.items() if value is not None}
        self._rows.setdefault((day, layout, unit, source), []).append(full | {"known_at": known_at})
        return True

    def fact(
        self,
        kind: str,
        unit: str,
        occurred: datetime,
        known_at: datetime | None = None,
        /,
        source: str = "页面录入",
        **columns: Any,
    ) -> bool:
        """Tells one fact of this kind; it is known when it occurred unless ``known_at`` says later.

        A subject stands by its kind (``person``, ``case``, ``task`` …), the disease is COVID-19 where none is named.
        Answers whether it was told.
        """
        declared = vocabulary.kind(kind)
        own = {column.name: column for column in declared.columns}
        if "disease" in own and own["disease"].required:
            columns.setdefault("disease", COVID)
        of_kind = {*own, "occurred_until"} - {"person"}
        row = {f"{kind}__{name}" if name in of_kind else name: value for name, value in columns.items()}
        row[f"{kind}__occurred_from"] = occurred
        return self.tell(kind, unit, known_at or occurred, source, **row)

    def take(self, count: int, where: pl.Expr, generator: np.random.Generator) -> list[dict[str, Any]]:
        """So many residents for whom ``where`` holds and who play no part yet, if there are so many."""
        open_ = self.people.filter(where & ~pl.col("person").is_in(list(self.taken)))
        chosen = generator.permutation(open_.height)[:count]
        rows = [open_.row(int(i), named=True) for i in chosen]
        self.taken |= {row["person"] for row in rows}
        return rows

    def household(self, household: str) -> list[dict[str, Any]]:
        """All who live in a household."""
        return self.people.filter(pl.col("household") == household).to_dicts()

    def batches(self) -> list[Batch]:
        """All that was told, by time: a batch is what a unit recorded in one layout, on one day, by one way."""
        made = []
        for (_, layout, unit, source), rows in self._rows.items():
            rows = sorted(rows, key=lambda row: row["known_at"])
            frame = pl.DataFrame(rows, infer_schema_length=None)
            account = self.accounts.get(unit, f"登记-{unit}")
            made.append(Batch(rows[-1]["known_at"], layout, frame, unit, self._acting[unit], account, source))
        return sorted(made, key=lambda batch: (batch.at, batch.layout, batch.unit))


def hours(count: float) -> timedelta:
    """So many hours."""
    return timedelta(minutes=round(count * 60))


def minutes(count: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=round(count))
