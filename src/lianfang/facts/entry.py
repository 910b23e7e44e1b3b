"""The one way in. Page, file, phone, laboratory and machine all record by this function."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection, transaction

from lianfang import vocabulary
from lianfang.access.session import machine_session
from lianfang.facts import outbox
from lianfang.facts.cells import reason
from lianfang.facts.models import Request
from lianfang.facts.recorder import Disputed, Recorded, Recorder, Rejection
from lianfang.facts.recording.at_once import NOTHING_AT_ONCE, noted, upon_what_stands
from lianfang.facts.recording.collecting_declared import refuse_unknown_places
from lianfang.facts.recording.comparison import CORRECTED, LOADED, as_given, compared, own_columns
from lianfang.facts.recording.elsewhere import rows_elsewhere
from lianfang.facts.recording.handing_over import refuse_void_receipts
from lianfang.facts.recording.paper import Paper
from lianfang.facts.recording.plans_signed import refuse_unfit_plans
from lianfang.facts.recording.requirements import by_default, completed, refuse_what_is_about_nothing, told_column
from lianfang.facts.recording.rows import frame_of
from lianfang.facts.recording.sealing import hashed
from lianfang.facts.recording.subjects import resolved
from lianfang.facts.recording.tightening import refuse_lone_tightening
from lianfang.facts.recording.two_hands import refuse_one_hand
from lianfang.facts.recording.values import Reasons, typed
from lianfang.facts.recording.writing import written
from lianfang.places.tree import path_of
from lianfang.vocabulary import Kind, Layout
from lianfang.vocabulary.kinds.contacts import TRANSFER

# Told of each kind's new facts before they are written, with what they supersede in `old.…`.
Seen = Callable[[pl.DataFrame, Kind], None]

# Two requests at once could each make the same new person: whoever records holds this for its transaction.
RECORDING = 20210106


def record(
    kind: str,
    rows: Sequence[Mapping[str, Any]] | pl.DataFrame,
    by: Recorder,
    source: str,
    request_id: UUID,
    at: datetime,
    *,
    defaults: Mapping[str, str] | None = None,
    historic: bool = False,
    threaded: bool = False,
    areas: Sequence[str] | None = None,
    seen: Seen | None = None,
    refused: Mapping[int, tuple[str, str, str]] | None = None,
) -> Recorded:
    """Records rows of a kind of fact or of a layout, each whole or not at all, in one transaction.

    ``rows`` have the layout's column names (``person.name``, ``case.onset``; of the last part without its name).
    Values may be text as people write it or typed. A telling of a fact already here changes nothing, or corrects it
    by a new fact that supersedes it; ``supersedes``, ``reason`` and ``withdrawn`` of a part say so outright. Where what
    it supersedes was corrected since, it corrects what stands now, and both tellings are kept: see ``disputed``.
    ``defaults`` fill columns left out (``disease``). The same ``request_id`` again gets the same answer and records
    nothing. ``at`` is the moment of recording; a ``historic`` source may tell ``known_at`` itself.
    ``threaded`` is for a historic source that learns late what was known early: its rows are whole as they stand,
    nothing is compared or carried over, and each may supersede a fact that was itself superseded since.
    ``refused``: rows that whoever asks does not let through, by place: column, value and why.
    ``areas``: where each row stands, of a machine that records for many areas at once; else where the recorder acts.

    Raises Mistake on a layout or column unknown, or an area of the recorder's or a row's that is not there.
    """
    layout = vocabulary.layout(kind)
    with transaction.atomic(), machine_session():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RECORDING])
        before = Request.objects.filter(id=request_id).first()
        if before is not None:
            return _answer(before.answer)
        # Only a form is filled in by somebody: what a file or a machine tells costs nobody's hand.
        paper = Paper() if source == "page" else None
        reasons = Reasons(refused)
        recorded = _recorded(
            layout, rows, by, source, request_id, at, dict(defaults or {}), historic, threaded, areas, seen, paper,
            reasons,
        )  # fmt: skip
        if recorded.rejected < recorded.rows:
            Request.objects.create(
                id=request_id,
                kind=layout.name,
                recorded_by=by.account,
                answer=_kept(recorded, layout),
                at=at,
                source=source,
                filled=paper.filled if paper else None,
                held_columns=dict(paper.held) if paper else None,
            )
    return recorded


def answered(request_id: UUID) -> Recorded | None:
    """What was answered to the request of this id; None where it is new, so that a form sent twice is told the same."""
    with machine_session():
        before = Request.objects.filter(id=request_id).first()
    return None if before is None else _answer(before.answer)


def _recorded(
    layout: Layout,
    rows: Sequence[Mapping[str, Any]] | pl.DataFrame,
    by: Recorder,
    source: str,
    request: UUID,
    at: datetime,
    defaults: dict[str, str],
    historic: bool,
    threaded: bool,
    areas: Sequence[str] | None,
    seen: Seen | None,
    paper: Paper | None,
    reasons: Reasons,
) -> Recorded:
    path = path_of(by.area)
    given = frame_of(rows, layout)
    if not historic and "known_at" in given.columns:
        raise vocabulary.Mistake("only a historic source may say when a fact was known; leave known_at out")
    if areas is not None:
        given = given.with_columns(pl.Series("stands_in", areas, pl.String))
    # What others told of the same fact may contradict it: a thread holds both as they were known.
    frame = typed(given, layout, at, path, reasons, contradictions=not threaded)
    frame = completed(frame, layout, by, at, defaults, reasons)
    frame = reasons.without_refused(frame)
    if not frame.height:
        return _counted(given.height, {}, reasons, frame)
    frame = hashed(frame, layout)
    at_once = NOTHING_AT_ONCE
    if not threaded:
        frame, at_once = upon_what_stands(frame, layout)
    frame = _about_the_same(frame, layout)
    if paper is not None:
        unchosen = frame.filter(pl.col("person").is_null()) if "person" in frame.columns else frame
        paper.in_words = frozenset(unchosen["row_number"])
    frame = resolved(frame, layout, reasons, threaded=threaded)
    refuse_what_is_about_nothing(frame, layout, reasons)
    refuse_one_hand(frame, layout, by, source, reasons)
    refuse_unfit_plans(frame, layout, by, reasons)
    refuse_lone_tightening(frame, layout, reasons)
    refuse_unknown_places(frame, layout, reasons)
    if not threaded:
        frame = _standing(reasons.without_refused(frame), layout, reasons)
        if TRANSFER in layout.parts:
            refuse_void_receipts(reasons.without_refused(frame), reasons)
    frame = reasons.without_refused(frame)
    states: dict[int, int] = dict.fromkeys(frame["row_number"].to_list(), 0)
    touched: set[tuple[str, str]] = set()
    disputed: list[Disputed] = []
    for part in layout.parts:
        remaining = _part(frame, part)
        while remaining.height:
            comparison = as_given(remaining, part) if threaded else compared(remaining, part, paper, at_once.deciding)
            for row, state in comparison.states.items():
                states[row] = max(states[row], state)
            if comparison.to_write.height:
                if seen is not None:
                    seen(comparison.to_write, part)
                facts = written(comparison.to_write, part, by, path, source, request, at)
                touched |= _touched(facts, part)
                disputed += noted(facts, part, at_once, by, path, at)
            remaining = comparison.later
    outbox.note(touched)
    return _counted(given.height, states, reasons, frame, rows_elsewhere(frame, path), disputed)


def _part(frame: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """The rows that tell this part, with its columns by their own names and its subject."""
    told = frame.filter(pl.col(told_column(kind)))
    own = own_columns(kind)
    columns = [pl.col("row_number")]
    for name in ("occurred_from", "occurred_until", "supersedes", "reason", "withdrawn", *own):
        full = f"{kind.name}.{name}"
        if full in told.columns:
            columns.append(pl.col(full).alias(name))
            if by_default(full) in told.columns:
                columns.append(pl.col(by_default(full)).alias(by_default(name)))
        elif name == "occurred_until":
            columns.append(pl.lit(None, pl.Datetime("us", "UTC")).alias(name))
        elif name == "withdrawn":
            columns.append(pl.lit(False).alias(name))
        elif name == "supersedes":
            columns.append(pl.lit(None, pl.String).alias(name))
    part = told.select(columns).with_columns(told[kind.subject].alias("subject"))
    if "person" in own and "person" in told.columns:
        part = part.with_columns(told["person"].alias("person"))
    if kind.name == "specimen":
        part = _with_persons(part, told)
    part = part.with_columns(told[name] for name in ("known_at", "stands_in") if name in told.columns)
    if part.schema["withdrawn"] != pl.Boolean:
        part = part.with_columns(pl.col("withdrawn").cast(pl.String).str.to_lowercase().is_in(["true", "1"]))
    return part


def _with_persons(part: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The persons of a specimen: those named outright, else all whose rows name this specimen."""
    of_rows = (
        pl.DataFrame({"subject": part["subject"], "person": told["person"]})
        .drop_nulls()
        .group_by("subject", maintain_order=True)
        .agg(pl.col("person").unique(maintain_order=True).alias("told_persons"))
        if "person" in told.columns
        else pl.DataFrame(schema={"subject": pl.String, "told_persons": pl.List(pl.String)})
    )
    part = part.join(of_rows, on="subject", how="left", maintain_order="left")
    given = [pl.col("persons")] if "persons" in part.columns else []
    return part.with_columns(pl.coalesce(*given, "told_persons").alias("persons")).drop("told_persons")


def _about_the_same(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """The frame in which a correction that names only the fact it supersedes is about the subject of that fact."""
    from lianfang.facts.recording.lookups import heads_by

    for kind in layout.parts:
        if f"{kind.name}.supersedes" not in frame.columns:
            continue
        asked = frame[f"{kind.name}.supersedes"]
        heads = heads_by(kind.name, "id", asked.drop_nulls().unique().to_list(), ("id", "subject"))
        subjects = asked.replace_strict(dict(heads.iter_rows()), default=None, return_dtype=pl.String)
        name = f"{kind.name}.subject"
        told = pl.col(name).cast(pl.String) if name in frame.columns else pl.lit(None, pl.String)
        frame = frame.with_columns(pl.coalesce(told, subjects).alias(name))
    return frame


def _standing(frame: pl.DataFrame, layout: Layout, reasons: Reasons) -> pl.DataFrame:
    """Notes rows that correct a fact which is not there."""
    from lianfang.facts.recording.lookups import heads_by

    for kind in layout.parts:
        name = f"{kind.name}.supersedes"
        if name not in frame.columns:
            continue
        asked = frame[name].drop_nulls().unique().to_list()
        heads = heads_by(kind.name, "id", asked, ("id", "subject"))
        frame = frame.with_columns(
            pl.col(kind.subject).fill_null(
                frame[name].replace_strict(dict(heads.iter_rows()), default=None, return_dtype=pl.String)
            )
        )
        gone = frame[name].is_not_null() & ~frame[name].is_in(heads["id"].implode())
        reasons.where(name, frame, gone, reason("no_such_fact"))
    return frame


def _touched(facts: pl.DataFrame, kind: Kind) -> set[tuple[str, str]]:
    touched = {(kind.subject, subject) for subject in facts["subject"].to_list()}
    if "person" in facts.columns:
        touched |= {("person", person) for person in facts["person"].drop_nulls().to_list()}
    if "merged" in facts.columns:
        touched |= {("person", person) for person in facts["merged"].drop_nulls().to_list()}
    if "case" in facts.columns:
        touched |= {(outbox.case_touched_by(kind.name), case) for case in facts["case"].drop_nulls().to_list()}
    if "persons" in facts.columns:
        touched |= {("person", person) for persons in facts["persons"].drop_nulls().to_list() for person in persons}
    return touched


def _counted(
    rows: int,
    states: dict[int, int],
    reasons: Reasons,
    frame: pl.DataFrame,
    elsewhere: dict[str, int] | None = None,
    disputed: Sequence[Disputed] = (),
) -> Recorded:
    values = list(states.values())
    rejections = tuple(Rejection(row, *reasons.found[row]) for row in sorted(reasons.found))
    subjects = {
        name: tuple(None if value is None else UUID(value) for value in frame[name].to_list())
        for name in vocabulary.SUBJECTS
        if name in frame.columns
    }
    corrected, loaded = values.count(CORRECTED), values.count(LOADED)
    unchanged = len(values) - loaded - corrected
    return Recorded(
        rows, loaded, unchanged, corrected, len(rejections), rejections, subjects, elsewhere or {}, tuple(disputed)
    )


def _kept(recorded: Recorded, layout: Layout) -> dict[str, Any]:
    few = recorded.rows <= 1000
    return {
        "counts": [recorded.rows, recorded.loaded, recorded.unchanged, recorded.corrected, recorded.rejected],
        "rejections": [[r.row, r.column, r.value, r.reason] for r in recorded.rejections[:1000]],
        "subjects": {k: [v and str(v) for v in values] for k, values in recorded.subjects.items()} if few else {},
        "elsewhere": recorded.elsewhere,
        "disputed": [
            [one.row, one.kind, str(one.fact), str(one.before), one.columns] for one in recorded.disputed[:1000]
        ],
    }


def _answer(kept: dict[str, Any]) -> Recorded:
    rows, loaded, unchanged, corrected, rejected = kept["counts"]
    rejections = tuple(Rejection(*rejection) for rejection in kept["rejections"])
    subjects = {kind: tuple(each and UUID(each) for each in ids) for kind, ids in kept["subjects"].items()}
    elsewhere = dict(kept.get("elsewhere", {}))
    disputed = tuple(
        Disputed(row, kind, UUID(fact), UUID(before), tuple(columns))
        for row, kind, fact, before, columns in kept.get("disputed", ())
    )
    return Recorded(rows, loaded, unchanged, corrected, rejected, rejections, subjects, elsewhere, disputed)
