"""What each row of a file would do to the ledger, gathered while it is recorded for trial."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import polars as pl

from lianfang.facts.load.answer import Change, RejectedRow
from lianfang.facts.load.mapping import Mapping
from lianfang.facts.reading import Sheet
from lianfang.facts.recording.comparison import CORRECTED, LOADED, own_columns
from lianfang.facts.recording.sealing import sealed_columns
from lianfang.vocabulary import SEALED, Kind, Layout

_STATES = {LOADED: "loaded", CORRECTED: "corrected"}
_NOT_TOLD = frozenset({"person", "case", "name_key"})
HIDDEN = "（已加密）"
_SHOWN = 3


class Changes:
    """Collects, for the first ``limit`` rows that do anything, what they do."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rows: dict[tuple[str, int], Change] = {}
        self._rejected: list[Change] = []
        self._unchanged: list[Change] = []
        self._cells: dict[str, tuple[dict[int, int], pl.DataFrame]] = {}

    def seen(self, sheet: Sheet, places: list[int]) -> Callable[[pl.DataFrame, Kind], None]:
        """What ``record`` calls with the facts that it writes of each kind."""

        def look(to_write: pl.DataFrame, kind: Kind) -> None:
            for fact in to_write.iter_rows(named=True):
                key = sheet.name, int(sheet.row_numbers[places[fact["row_number"]]])
                state = _STATES[fact["state"]]
                changes = _changes(fact, kind) if state == "corrected" else ()
                before = self._rows.get(key)
                if before is None and len(self._rows) >= self._limit:
                    continue
                corrected = state == "corrected" or (before is not None and before.state == "corrected")
                told = (*(before.changes if before else ()), *changes)
                person = str(fact.get("person") or (fact["subject"] if kind.subject == "person" else ""))
                case = str(fact["subject"]) if kind.subject == "case" else ""
                if before is not None:
                    person, case = person or before.person, case or before.case
                self._rows[key] = Change(*key, "corrected" if corrected else "loaded", told, person, case)

        return look

    def of_sheet(self, sheet: Sheet, mapping: Mapping, layout: Layout) -> None:
        """Notes the cells by which somebody knows the rows of a sheet again: the first three that are read in clear."""
        sealed = {full for full, _part, column in layout.columns() if column.type in SEALED}
        hidden = {h for full, source in mapping.columns.items() if full in sealed for h in source.headers}
        used = mapping.headers_used() - hidden
        shown = [header for header in sheet.header if header in used and not header.endswith(".id")][:_SHOWN]
        places = {number: place for place, number in enumerate(sheet.row_numbers.tolist())}
        self._cells[sheet.name] = places, sheet.rows.select(shown)

    def rejected(self, rows: Iterable[RejectedRow]) -> None:
        """Notes the rows that would be rejected."""
        self._rejected += [
            Change(row.sheet, row.row, "rejected", column=row.column, value=row.value, reason=row.reason)
            for row in rows
        ]

    def unchanged(self, sheet: str, numbers: Iterable[int]) -> None:
        """Notes which rows of a sheet are recorded as they stand: those of ``numbers`` that do nothing."""
        told = {row for name, row in self._rows if name == sheet}
        told |= {row.row for row in self._rejected if row.sheet == sheet}
        self._unchanged += [Change(sheet, number, "unchanged") for number in numbers if number not in told]

    def rows(self) -> tuple[Change, ...]:
        """The rows in the file's order, sheet by sheet."""
        every = [*self._rows.values(), *self._rejected]
        # Where not all could be looked at, nobody knows which of the others would do nothing.
        every += self._unchanged[: self._limit - len(every)] if len(every) < self._limit else []
        sheets = {name: place for place, name in enumerate(dict.fromkeys(change.sheet for change in every))}
        every.sort(key=lambda change: (sheets[change.sheet], change.row))
        return tuple(replace(change, cells=self._cells_of(change)) for change in every[: self._limit])

    def _cells_of(self, change: Change) -> tuple[str, ...]:
        places, rows = self._cells[change.sheet]
        place = places.get(change.row)
        return () if place is None or not rows.width else tuple(rows.row(place))


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
