"""Loading a file: translated, recorded a chunk a transaction, counted; or the same undone, to see what it would do."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4, uuid5

import polars as pl
from django.db import transaction

from lianfang import vocabulary
from lianfang.facts.cells import reason
from lianfang.facts.entry import record
from lianfang.facts.load import area_codes, areas, boundaries, cards, links, units
from lianfang.facts.load.answer import Answer, Preview, RejectedRow
from lianfang.facts.load.area_chains import Chains
from lianfang.facts.load.changes import Changes
from lianfang.facts.load.identified import with_subjects
from lianfang.facts.load.mapping import BOUNDARIES, LINKS, Areas, Mapping
from lianfang.facts.load.options import Options
from lianfang.facts.load.prepare import Ready, prepared
from lianfang.facts.load.rejects import rejects_of
from lianfang.facts.load.translate import Translated, translated
from lianfang.facts.reading import Sheet
from lianfang.facts.recorder import Recorded, Recorder
from lianfang.places.models import Area
from lianfang.places.tree import path_of
from lianfang.vocabulary import Mistake
from lianfang.vocabulary.diseases import disease_code

Progress = Callable[[int, int], None]

# Files of reference data, which are no facts.
_REFERENCE = {"areas": areas.load_areas, "units": units.load_units}
# So many areas are named where many are told of.
_FEW = 8
_TOO_MANY = reason("too_many_values")


def kinds_of_files() -> dict[str, str]:
    """The kinds of file that can be loaded, with their Chinese and English names."""
    found = {layout.name: f"{layout.zh} / {layout.en}" for layout in vocabulary.layouts()}
    found |= {"links": "传播链 / Who infected whom", "areas": "辖区 / Areas", "units": "单位 / Units"}
    found |= {BOUNDARIES: "辖区边界 / Boundaries of areas"}
    return found


def load(kind: str, path: Path, options: Options, at: datetime, progress: Progress | None = None) -> Answer:
    """Records a file's rows, each whole or not at all, a chunk a transaction; the same file again changes nothing.

    ``progress`` is told (rows done, rows). Raises Mistake, nothing being recorded, where the file cannot be used.
    """
    return _Run(kind, Path(path), options, at, progress).answer()


def preview(kind: str, path: Path, options: Options, at: datetime, limit: int = 1000) -> Preview:
    """What ``load`` would do, row by row: recorded by the very same way in a transaction that is then undone."""
    changes = Changes(limit)
    with transaction.atomic():
        run = _Run(kind, Path(path), options, at, None, changes)
        answer = run.answer()
        transaction.set_rollback(True)
    return Preview(answer, changes.rows())


@dataclass(slots=True)
class _Run:
    kind: str
    path: Path
    options: Options
    at: datetime
    progress: Progress | None
    changes: Changes | None = None
    load_id: UUID = field(default_factory=uuid4)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("loaded", "unchanged", "corrected"), 0))
    remarks: list[str] = field(default_factory=list)
    elsewhere: Counter[str] = field(default_factory=Counter)
    loaded_for: str = ""
    diseases: set[str] = field(default_factory=set)

    def answer(self) -> Answer:
        self.load_id = self.options.request or self.load_id
        if self.kind in _REFERENCE:
            return _REFERENCE[self.kind](self.path, self.options)
        if self.kind == BOUNDARIES:
            return boundaries.load_boundaries(self.path, self.options, self.at)
        ready, sheets = prepared(self.kind, self.path, self.options)
        # Whatever makes a sheet unusable is found before the first row of any is recorded.
        work = [(r, translated(r.sheet, r.mapping, r.layout, self.options, self.at, self.path)) for r in ready]
        total = sum(r.sheet.rows.height for r, _ in work)
        rejections: list[RejectedRow] = []
        rejects: list[pl.DataFrame] = []
        skipped: list[tuple[str, int, str]] = [(name, 0, why) for name, why in sheets.skipped]
        done = rows = 0
        for sheet_ready, rows_ready in work:
            sheet = sheet_ready.sheet
            self.remarks += [remark for remark in sheet_ready.remarks if remark not in self.remarks]
            refused = self._sheet(sheet_ready, rows_ready, done, total)
            done += sheet.rows.height
            places = sorted(refused)
            found = [_row(sheet, sheet_ready.mapping, place, *refused[place]) for place in places]
            rejects.append(rejects_of(sheet, found, places))
            over = [
                RejectedRow(sheet.name, number, "", "", reason("row_too_long"))
                for number, why in sheet.skipped
                if why == _TOO_MANY
            ]
            rejections += sorted(found + over, key=lambda rejection: rejection.row)
            skipped += [(sheet.name, number, why) for number, why in sheet.skipped if why != _TOO_MANY]
            skipped += [
                (sheet.name, int(sheet.row_numbers[place]), why)
                for place, why in sorted(rows_ready.passed_over.items())
            ]
            rows += sheet.rows.height - len(rows_ready.passed_over) + len(over)
            if self.changes is not None:
                self.changes.of_sheet(sheet, sheet_ready.mapping, sheet_ready.layout)
                self.changes.rejected(found + over)
                if self.kind != LINKS:
                    passed = rows_ready.passed_over
                    places_told = (place for place in range(sheet.rows.height) if place not in passed)
                    self.changes.unchanged(sheet.name, (int(sheet.row_numbers[place]) for place in places_told))
        return Answer(
            file=str(self.path),
            rows=rows,
            rejected=len(rejections),
            rejections=tuple(rejections),
            skipped=tuple(skipped),
            remarks=tuple(self.remarks),
            elsewhere=self._elsewhere(),
            loaded_for=self.loaded_for,
            diseases=tuple(sorted(self.diseases)),
            counted="row",
            rejects=pl.concat(rejects, how="diagonal"),
            **self.counts,
        )

    def _sheet(self, ready: Ready, rows: Translated, done: int, total: int) -> dict[int, tuple[str, str, str]]:
        """Records a sheet; answers the refused rows: place → (full column, value, reason)."""
        refused = dict(rows.refused)
        self.diseases |= _diseases_of(ready, rows.frame)
        if self.kind == LINKS:
            told = links.record_links(
                rows.frame,
                ready.sheet,
                ready.defaults["disease"],
                self._recorder(ready),
                self._source(),
                self._request,
                self.at,
            )
            self._add(told.recorded)
            return refused | told.refused
        if self.kind == cards.CARDS:
            return refused | self._cards(ready, rows, refused, done, total)
        frame = self._placed(ready, rows.frame, refused)
        frame = frame.filter(~pl.col("at").is_in([*refused, *rows.passed_over]))
        by, source = self._recorder(ready), self._source()
        frame = with_subjects(frame, ready.layout)
        for start in range(0, frame.height, self.options.chunk):
            chunk = frame.slice(start, self.options.chunk)
            places = chunk["at"].to_list()
            seen = self.changes.seen(ready.sheet, places) if self.changes is not None else None
            recorded = record(
                ready.layout.name,
                chunk.drop("at"),
                by,
                source,
                self._request(ready.sheet.name, start),
                self.at,
                defaults=ready.defaults,
                historic=bool(self.options.known_at),
                seen=seen,
            )
            self._add(recorded)
            for rejection in recorded.rejections:
                refused[places[rejection.row]] = (rejection.column, rejection.value, rejection.reason)
            self._progressed(done, total, start + chunk.height)
        return refused

    def _cards(
        self, ready: Ready, rows: Translated, refused: dict[int, tuple[str, str, str]], done: int, total: int
    ) -> dict[int, tuple[str, str, str]]:
        """Records the report cards of a sheet; answers the rows that it refused."""
        told = cards.record_cards(
            rows.frame.filter(~pl.col("at").is_in([*refused, *rows.passed_over])),
            ready.sheet,
            self._recorder(ready),
            self._source(),
            self._request,
            self.at,
            disease=ready.defaults.get("disease", ""),
            seen=self.changes.seen if self.changes is not None else None,
            progress=partial(self._progressed, done, total),
        )
        for state, count in told.counts().items():
            self.counts[state] += count
        return told.refused

    def _progressed(self, done: int, total: int, rows: int) -> None:
        if self.progress is not None:
            self.progress(done + rows, total)

    def _placed(self, ready: Ready, frame: pl.DataFrame, refused: dict[int, tuple[str, str, str]]) -> pl.DataFrame:
        """The frame with the areas that the mapping finds or makes."""
        told = ready.mapping.areas
        if told is None:
            return frame
        new = area_codes.install_known(told.known)
        codes: pl.Series | None = None
        if told.by:
            codes, made = area_codes.area_codes_of_rows(ready.sheet.rows, replace(told, known=()))
            area_codes.install(made)
            new += list(made)
        elif told.text:
            chains = Chains()
            cells = _texts_of_areas(ready.sheet, told)
            distinct = {cell: chains.found(cell, told.under) for cell in dict.fromkeys(cells)}
            codes = pl.Series([distinct[cell][0] for cell in cells], dtype=pl.String)
            for place, cell in enumerate(cells):
                if distinct[cell][0] is None:
                    refused.setdefault(
                        place,
                        (
                            told.columns[0],
                            "".join(cell),
                            reason("no_area_named"),
                        ),
                    )
            if told.rest:
                rest = pl.Series([distinct[cell][1] or None for cell in cells], dtype=pl.String)
                known = frame[told.rest].fill_null("") if told.rest in frame.columns else pl.Series([""] * frame.height)
                joined = (rest.fill_null("") + known).set((rest.fill_null("") + known) == "", None)
                frame = frame.with_columns(joined.alias(told.rest))
        if new:
            named = dict(Area.objects.filter(code__in=new[:_FEW]).values_list("code", "name"))
            few = ", ".join(f"{named[code]} {code}" for code in new[:_FEW]) + (" …" if len(new) > _FEW else "")
            were = "were put in" if self.changes is None else "would be put in"
            self.remarks.append(f"{len(new)} areas named in the file {were}: {few}")
        if codes is not None:
            frame = frame.with_columns(codes.alias(full) for full in told.columns)
        return frame

    def _recorder(self, ready: Ready) -> Recorder:
        """Who loads owes nothing for it: no unit. The area is that said, the mapping's, or the only root there is."""
        area = self.options.area or ready.mapping.area
        if not area:
            roots = list(Area.objects.filter(parent=None).values_list("code", flat=True)[:9])
            if not roots:
                raise Mistake(f"{self.path}: there are no areas yet; load them first: lianfang load areas FILE")
            if len(roots) > 1:
                raise Mistake(f"{self.path}: say for which area you load: --area {' or '.join(roots)}")
            area = roots[0]
        path_of(area)
        self.loaded_for = area
        return Recorder(self.options.account, area, None)

    def _elsewhere(self) -> tuple[tuple[str, str, int], ...]:
        """The areas of rows that whoever loads does not see; named now, for a trial puts no area in for good."""
        named = dict(Area.objects.filter(code__in=self.elsewhere).values_list("code", "name"))
        return tuple((code, named.get(code, ""), rows) for code, rows in self.elsewhere.most_common())

    def _source(self) -> str:
        return f"file {self.path.name}"

    def _request(self, sheet: str, start: int) -> UUID:
        """Each chunk is a request of its own. A later load is compared anew, row by row, and finds nothing to do."""
        return uuid5(self.load_id, f"{self.kind}:{sheet}:{start}")

    def _add(self, recorded: Recorded) -> None:
        self.counts["loaded"] += recorded.loaded
        self.counts["unchanged"] += recorded.unchanged
        self.counts["corrected"] += recorded.corrected
        self.elsewhere.update(recorded.elsewhere)


def _diseases_of(ready: Ready, frame: pl.DataFrame) -> set[str]:
    """The diseases of which rows speak: those in its columns, else that of the whole file."""
    told = [frame[name].drop_nulls() for name in frame.columns if name.endswith(".disease")]
    named = {disease_code(str(one)) for column in told for one in column.unique()}
    usual = ready.defaults.get("disease")
    return named or ({usual} if usual else set())


def _texts_of_areas(sheet: Sheet, told: Areas) -> list[tuple[str, ...]]:
    cells = sheet.rows.select(told.text).rows()
    if told.instead:
        others = sheet.rows[told.instead].to_list()
        cells = [
            cell if any(cell) else (other.partition(told.until)[0],) for cell, other in zip(cells, others, strict=True)
        ]
    return cells


def _row(sheet: Sheet, mapping: Mapping, place: int, full: str, value: str, why: str) -> RejectedRow:
    """The rejection in the file's own words: its header and its cell where the column came from one."""
    rows, numbers = sheet.rows, sheet.row_numbers
    header = ""
    source = mapping.columns.get(full)
    headers = list(source.headers) if source is not None else []
    if mapping.areas is not None and full in mapping.areas.columns:
        headers = [h for level in reversed(mapping.areas.by) for h in (level.code, level.name)] or list(
            mapping.areas.text
        )
    present = [h for h in headers if h in rows.columns]
    filled = [h for h in present if rows[h][place].strip()]
    if filled:
        header, value = filled[0], rows[filled[0]][place]
    elif present:
        header, value = present[0], ""
    return RejectedRow(sheet.name, int(numbers[place]), header or full, value, why)
