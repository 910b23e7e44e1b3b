"""Rows that tell of somebody or something without a number: the same row again must be the same subject."""

from uuid import NAMESPACE_URL, uuid5

import polars as pl

from lianfang.facts.recording.subjects import NUMBERED
from lianfang.vocabulary import Layout


def with_subjects(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """The frame with the subject of each row that nothing certain identifies, made from what the row says.

    So a list of mere names, loaded twice, is no second list. A row that is edited becomes another's.
    """
    content = [name for name in frame.columns if name not in ("at", "known_at")]
    if any(part.name == "person" for part in layout.parts) and "person.name" in frame.columns:
        certain = [
            "person",
            "person.subject",
            "person.identity_number",
            "person.number",
            "case.number",
            "person.birth",
            "person.telephone",
        ]
        open_ = _blank(frame, certain) & frame["person.name"].is_not_null()
        frame = _made(frame, "person", open_, content)
    for part in layout.parts:
        if part.subject in NUMBERED and part.name == part.subject:
            given = [part.subject, f"{part.name}.subject", f"{part.name}.number", f"{part.name}.supersedes"]
            frame = _made(frame, part.subject, _blank(frame, given), content)
    return frame


def _blank(frame: pl.DataFrame, columns: list[str]) -> pl.Series:
    present = [name for name in columns if name in frame.columns]
    if not present:
        return pl.Series([True], dtype=pl.Boolean).new_from_index(0, frame.height)
    return frame.select(pl.all_horizontal(pl.col(present).is_null()))[:, 0]


def _made(frame: pl.DataFrame, subject: str, open_: pl.Series, content: list[str]) -> pl.DataFrame:
    if not open_.any():
        return frame
    rows = frame.filter(open_).select(pl.col(content).cast(pl.String).fill_null("")).rows()
    made = [str(uuid5(NAMESPACE_URL, f"lianfang:row:{subject}:" + "\x1f".join(row))) for row in rows]
    new = pl.Series(subject, [None], dtype=pl.String).new_from_index(0, frame.height)
    new = new.scatter(open_.arg_true(), made)
    old = [pl.col(subject)] if subject in frame.columns else []
    return frame.with_columns(pl.coalesce(*old, pl.lit(new)).alias(subject))
