"""How much a form told, and how much of it the ledger held already: so "nobody asked twice" is measured, not said."""

from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from lianfang.facts.recording.lookups import polars_type
from lianfang.vocabulary import HASHED, SEALED, Column, Kind, Type

_REFERENCES = (Type.SUBJECT, Type.SUBJECTS, Type.FACT)
# By what somebody is found who was not chosen on a page, and what their number says: a reference in words.
_WHO = ("name", "identity_kind", "identity_number", "number", "telephone", "birth", "sex")
# Which plan is meant, where only one is in force, and of which event: a page fills them in, nobody types them.
_GIVEN_BY_PAGE = ("disease", "outbreak")
# An answer to a letter is about whom the letter names.
_NAMED_THERE = "letter_answer.name"


@dataclass
class Paper:
    """Columns that the rows of a request told (``filled``), and those of them that were held already, by column.

    A column counts as held where the fact that the row tells stood in the ledger with this very value. What tells one
    fact from another (the case's classification, the name of a symptom) counts where the fact is new, and as held only
    where the row says nothing new at all. Not counted: references, moments, the recorder's unit, disease and event;
    nor, in rows that name a person and choose none (``in_words``), the name and numbers by which somebody known was
    found: without them nobody could tell that the ledger holds the rest.
    """

    filled: int = 0
    held: Counter[str] = field(default_factory=Counter)
    in_words: frozenset[int] = frozenset()

    def count(self, tellings: pl.DataFrame, kind: Kind) -> None:
        """Counts tellings of a kind; what the ledger holds of the same facts stands in their columns ``old.…``."""
        rows = tellings.filter(~pl.col("withdrawn").fill_null(False)) if "withdrawn" in tellings.columns else tellings
        # A form tells a few of a kind's columns: the others are not looked at, row by row, on every page.
        said = {name for name in rows.columns if rows[name].null_count() < rows.height}
        counted = [column for column in kind.columns if _typed(column, kind) and column.name in said]
        if not counted:
            return
        stands = pl.col("old.id").is_not_null() & ~pl.col("old.withdrawn").fill_null(False)
        chosen = ~(stands & pl.col("row_number").is_in(list(self.in_words)))
        given = {
            column.name: pl.col(column.name).is_not_null() & (chosen if _names_who(column, kind) else pl.lit(True))
            for column in counted
        }
        same = {
            column.name: (given[column.name] & stands & _equal(column, kind)).fill_null(False) for column in counted
        }
        beside = [name for name in given if name not in kind.key]
        news = pl.any_horizontal([given[name] & ~same[name] for name in beside]) if beside else pl.lit(False)
        told = {name: given[name] & (pl.lit(True) if name in beside else ~stands | ~news) for name in given}
        held = {name: same[name] & (pl.lit(True) if name in beside else ~news) for name in given}
        sums = rows.select(
            *(expression.sum().alias(f"told {name}") for name, expression in told.items()),
            *(expression.sum().alias(f"held {name}") for name, expression in held.items()),
        ).row(0, named=True)
        self.filled += sum(sums[f"told {name}"] for name in told)
        for name in held:
            if sums[f"held {name}"]:
                self.held[f"{kind.name}.{name}"] += sums[f"held {name}"]


def _typed(column: Column, kind: Kind) -> bool:
    if column.type in _REFERENCES or column.recorder or column.name in _GIVEN_BY_PAGE:
        return False
    return f"{kind.name}.{column.name}" != _NAMED_THERE


def _names_who(column: Column, kind: Kind) -> bool:
    return kind.name == "person" and column.name in _WHO


def _equal(column: Column, kind: Kind) -> pl.Expr:
    if column.type in HASHED or column.type in SEALED:
        return pl.col(f"{column.name}_hash") == pl.col(f"old.{column.name}_hash")
    return pl.col(column.name).cast(polars_type(kind.name, column.name)) == pl.col(f"old.{column.name}")
