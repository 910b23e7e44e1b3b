"""What each row of a file would do to the ledger, gathered while it is recorded for trial."""

from collections.abc import Callable, Iterable

import polars as pl

from lianfang.facts.load.answer import Change, RejectedRow
from lianfang.facts.reading import Sheet
from lianfang.facts.recording.comparison import CORRECTED, LOADED, own_columns
from lianfang.facts.recording.sealing import sealed_columns
from lianfang.vocabulary import Kind

_STATES = {LOADED: "loaded", CORRECTED: "corrected"}
_NOT_TOLD = frozenset({"person", "case", "name_key"})
HIDDEN = "（已加密）"


class Changes:
    """Collects, for the first ``limit`` rows that do anything, what they do."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rows: dict[tuple[str, int], Change] = {}
        self._rejected: list[Change] = []

    def seen(self, sheet: Sheet, places: list[int]) -> Callable[[pl.DataFrame, Kind], None]:
        """What ``record`` calls with the facts that it writes of each kind."""

        def look(to_write: pl.DataFrame, kind: Kind) -> None:
            for fact in to_write.iter_rows(named=True):
                key = sheet.name, int(sheet.row_numbers[places[fact["row"]]])
                state = _STATES[fact["state"]]
                changes = _changes(fact, kind) if state == "corrected" else ()
                before = self._rows.get(key)
                if before is None and len(self._rows) >= self._limit:
                    continue
                corrected = state == "corrected" or (before is not None and before.state == "corrected")
                told = (*(before.changes if before else ()), *changes)
                self._rows[key] = Change(*key, "corrected" if corrected else "loaded", told)

        return look

    def rejected(self, rows: Iterable[RejectedRow]) -> None:
        """Notes the rows that would be rejected."""
        self._rejected += [
            Change(row.sheet, row.row, "rejected", reason=f"{row.column}, {row.value}: {row.reason}") for row in rows
        ]

    def rows(self) -> tuple[Change, ...]:
        """The rows in the file's order, sheet by sheet."""
        sheets = list(dict.fromkeys(change.sheet for change in (*self._rows.values(), *self._rejected)))
        every = [*self._rows.values(), *self._rejected]
        return tuple(sorted(every, key=lambda change: (sheets.index(change.sheet), change.row)))[: self._limit]


def _changes(fact: dict[str, object], kind: Kind) -> tuple[tuple[str, str, str], ...]:
    sealed = set(sealed_columns(kind))
    found = []
    for name in [*own_columns(kind), "occurred_from", "occurred_until", "withdrawn"]:
        if name in _NOT_TOLD or name.endswith("_hash"):
            continue
        compared = f"{name}_hash" if name in sealed else name
        old, new = fact.get(f"old.{compared}"), fact.get(compared)
        if old != new:
            before = HIDDEN if name in sealed and old is not None else _text(old)
            found.append((f"{kind.name}.{name}", before, _text(fact.get(name))))
    return tuple(found)


def _text(value: object) -> str:
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
