"""Whom and what each row is about: the person by number, identity or name, the case by its number, the specimen by its.

Only what is certain joins two rows here (an equal number; an equal name with an equal birth date or telephone). What is
merely alike is proposed elsewhere and decided by people.
"""

import os
import time

import numpy as np
import polars as pl

from lianfang.facts.cells import reason
from lianfang.facts.recording.lookups import heads_by, kept_of_merged
from lianfang.facts.recording.requirements import told_column
from lianfang.facts.recording.rows import values_of
from lianfang.facts.recording.values import Reasons
from lianfang.facts.recording.whose import (
    agreement,
    persons_of_cases,
    refuse_cases_of_others,
    refuse_numbers_of_others,
    with_persons_kept,
)
from lianfang.vocabulary import Layout, place_subject
from lianfang.vocabulary.kinds.laboratory import SPECIMEN

# Whose rows are found again by a number of their own.
NUMBERED = ("specimen", "transfer", "letter", "inspection", "finding", "task", "meeting", "consignment", "household")


def new_ids(count: int) -> list[str]:
    """So many new UUIDs (version 7, RFC 9562 section 5.7), rising, so that indexes grow at their end.

    After the milliseconds 26 bits count up (RFC 9562 section 6.2, method 1), 48 bits are random.
    """
    ids = np.zeros((count, 16), dtype=np.uint8)
    stamp = int(time.time() * 1000).to_bytes(6)
    ids[:, :6] = np.frombuffer(stamp, dtype=np.uint8)
    counter = np.arange(count, dtype=np.uint32)
    ids[:, 6] = 0x70 | (counter >> 22 & 0xF)
    ids[:, 7] = counter >> 14 & 0xFF
    ids[:, 8] = 0x80 | (counter >> 8 & 0x3F)
    ids[:, 9] = counter & 0xFF
    ids[:, 10:] = np.frombuffer(os.urandom(6 * count), dtype=np.uint8).reshape(count, 6)
    text = ids.tobytes().hex()
    whole = (text[i : i + 32] for i in range(0, 32 * count, 32))
    return [f"{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}" for one in whole]


def resolved(frame: pl.DataFrame, layout: Layout, reasons: Reasons, *, threaded: bool = False) -> pl.DataFrame:
    """The frame with a column of subjects (text) for each kind of subject of the layout: ``person``, ``case`` …

    Of rows told late (``threaded``) nobody asks whose a number is now: they say whose it was.
    """
    kinds = {part.subject for part in layout.parts}
    names = {part.name for part in layout.parts}
    frame = _given(frame, layout)
    for kind in ("case", "specimen"):
        if kind in names and not threaded:
            refuse_numbers_of_others(frame, kind, reasons)
    if "case" in kinds:
        frame = _cases_by_number(frame, "case.number", "case.disease")
    if "exposure" in names:
        frame = _exposed_to(frame, reasons)
    if any(part.about_a_person for part in layout.parts):
        frame = _persons(frame)
    if "case" in kinds:
        frame = _cases_of_persons(frame)
        if "of_case" in frame.columns and not threaded:
            refuse_cases_of_others(frame, reasons)
    for kind in NUMBERED:
        if kind in kinds:
            frame = _by_number(frame, kind)
    if "signal" in kinds:
        _refuse_unknown_signals(frame, layout, reasons)
    if "letter_name" in kinds:
        # A name is one of a letter's: its subject comes from there (``vocabulary.subjects``).
        lost = frame["letter_name"].is_null()
        reasons.where(f"{layout.parts[-1].name}.letter", frame, lost, reason("missing", zh="协查函", en="Letter"))
    if "specimen" in names:
        frame = with_persons_kept(frame, reasons)
        _refuse_persons_of_goods(frame, reasons)
    if layout.name == "results":
        frame = _of_known_specimens(frame, reasons)
    for kind, column in (("unit", "unit"), ("area", "declared"), ("area", "counted"), ("duty", "duty")):
        for part in layout.parts:
            if part.subject == kind and f"{part.name}.{column}" in frame.columns:
                codes = frame[f"{part.name}.{column}"]
                made = {code: place_subject(kind, code) for code in codes.drop_nulls().unique()}
                new = codes.replace_strict(made, default=None, return_dtype=pl.String)
                frame = frame.with_columns(pl.col(kind).fill_null(new))
    if "measurement" in names:
        frame = _measured_elsewhere(frame)
    return frame


def _measured_elsewhere(frame: pl.DataFrame) -> pl.DataFrame:
    """What was measured at no unit is a measurement of its zone, or else of the point where it was measured."""
    zone = values_of(frame, "measurement.zone")
    point = pl.DataFrame([values_of(frame, f"measurement.{name}", pl.Float64) for name in ("longitude", "latitude")])
    texts = point.select(pl.concat_str(pl.all().cast(pl.String), separator=",")).to_series()
    for kind, told in (("area", zone), ("point", texts)):
        made = {one: place_subject(kind, one) for one in told.drop_nulls().unique()}
        new = told.replace_strict(made, default=None, return_dtype=pl.String)
        frame = frame.with_columns(pl.col("unit").fill_null(new))
    return frame


def _given(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """The subjects that rows name themselves, from ``person`` or ``part.subject``."""
    wanted = {part.subject for part in layout.parts} | (
        {"person"} if any(p.about_a_person for p in layout.parts) else set()
    )
    for kind in sorted(wanted):
        sources = [kind] if kind in frame.columns else []
        sources += [
            f"{p.name}.subject" for p in layout.parts if p.subject == kind and f"{p.name}.subject" in frame.columns
        ]
        if kind == "person":
            sources += [f"{p.name}.person" for p in layout.parts if f"{p.name}.person" in frame.columns]
        made = (
            pl.coalesce([pl.col(source).cast(pl.String) for source in sources]) if sources else pl.lit(None, pl.String)
        )
        frame = frame.with_columns(made.alias(kind))
    return frame


def _cases_by_number(frame: pl.DataFrame, number: str, disease: str) -> pl.DataFrame:
    numbers = values_of(frame, number)
    known = heads_by("case", "number", numbers.drop_nulls().unique().to_list(), ("number", "disease", "subject"))
    known = known.unique(["number", "disease"], keep="last")
    found = pl.DataFrame({"number": numbers, "disease": values_of(frame, disease)}).join(
        known, on=["number", "disease"], how="left", maintain_order="left"
    )
    return frame.with_columns(pl.col("case").fill_null(found["subject"]))


def _exposed_to(frame: pl.DataFrame, reasons: Reasons) -> pl.DataFrame:
    """The case that an exposure names; a contact of no case is refused, for nobody is bound without a ground."""
    given = values_of(frame, "exposure.case")
    helper = pl.DataFrame(
        {
            "case": given,
            "number": values_of(frame, "exposure.case_number"),
            "disease": values_of(frame, "exposure.disease"),
        }
    )
    cases = _cases_by_number(helper.rename({"number": "n", "disease": "d"}), "n", "d")["case"]
    frame = frame.with_columns(cases.alias("exposure.case"))
    # What corrects an exposure speaks of the same case unless it says otherwise.
    missing = cases.is_null() & values_of(frame, "exposure.supersedes").is_null()
    if missing.any():
        name = "exposure.case_number"
        reasons.where(name, frame, missing, reason("no_case"))
    return frame


def _refuse_persons_of_goods(frame: pl.DataFrame, reasons: Reasons) -> None:
    """A positive package makes nobody positive: a specimen of anything but people names none."""
    of_goods = values_of(frame, "specimen.category").is_in(["surface", "goods", "animal"]).fill_null(False)
    named = values_of(frame, "person").is_not_null()
    if "specimen.persons" in frame.columns:
        named |= frame["specimen.persons"].list.len().fill_null(0) > 0
    refused = of_goods & named
    if refused.any():
        reasons.where("specimen.category", frame, refused, reason("specimen_of_goods"))


def _persons(frame: pl.DataFrame) -> pl.DataFrame:
    identity = values_of(frame, "person.identity_number_hash", pl.Binary)
    telephone = values_of(frame, "person.telephone_hash", pl.Binary)
    number, name, birth = (
        values_of(frame, "person.number"),
        values_of(frame, "person.name"),
        values_of(frame, "person.birth", pl.Date),
    )
    found = frame["person"]
    can = pl.Series([False], dtype=pl.Boolean).new_from_index(0, frame.height)
    if "case" in frame.columns:
        # A case is somebody's: a row that does not name somebody else speaks of them.
        of_case = kept_of_merged(persons_of_cases(frame["case"]))
        frame = frame.with_columns(of_case.alias("of_case"))
        sure, can = agreement(frame, of_case)
        found = found.fill_null(pl.select(pl.when(sure).then(of_case)).to_series())
    # By identity number; then by the file's own number of the person; both are certain.
    for column, values in (("identity_number_hash", identity), ("number", number)):
        asked = values.filter(found.is_null()).drop_nulls().unique()
        if asked.len():
            known = heads_by("person", column, asked.to_list(), (column, "subject")).unique(column, keep="last")
            match = pl.DataFrame({column: values}).join(known, on=column, how="left", maintain_order="left")
            found = found.fill_null(match["subject"])
    found = _persons_alike(frame["row_number"], found, identity, telephone, name, birth)
    if "of_case" in frame.columns:
        found = found.fill_null(pl.select(pl.when(can).then(frame["of_case"])).to_series())
    open_ = found.is_null() & _someone(frame)
    if open_.any():
        label = pl.DataFrame(
            {
                "row_number": frame["row_number"],
                "identity": identity,
                "number": number,
                "name": name,
                "birth": birth,
                "phone": telephone,
            }
        ).with_columns(pl.col("birth").cast(pl.String), pl.col("identity", "phone").bin.encode("hex"))
        certain = pl.coalesce(
            pl.lit("identity ") + pl.col("identity"),
            pl.lit("number ") + pl.col("number"),
            pl.lit("name ") + pl.col("name") + pl.lit(" birth ") + pl.col("birth"),
            pl.lit("name ") + pl.col("name") + pl.lit(" telephone ") + pl.col("phone"),
        )
        # Rows of one case are of one person, whichever of them says who it is.
        case = (
            pl.lit("case ") + values_of(frame, "case.number") + pl.lit(" ") + values_of(frame, "case.disease")
        ).alias("case")
        label = label.with_columns(certain.alias("certain"), case)
        within_case = pl.when(pl.col("case").is_not_null()).then(pl.col("certain").drop_nulls().first().over("case"))
        told = pl.coalesce("certain", within_case, "case", pl.lit("row ") + pl.col("row_number").cast(pl.String))
        labels = label.select(told.alias("label"))["label"].filter(open_)
        distinct = labels.unique(maintain_order=True)
        made = dict(zip(distinct.to_list(), new_ids(distinct.len()), strict=True))
        fresh = pl.DataFrame(
            {
                "row_number": frame["row_number"].filter(open_),
                "fresh": labels.replace_strict(made, return_dtype=pl.String),
            }
        )
        found = found.fill_null(
            frame.select("row_number").join(fresh, on="row_number", how="left", maintain_order="left")["fresh"]
        )
    return frame.with_columns(kept_of_merged(found).alias("person"))


def _someone(frame: pl.DataFrame) -> pl.Series:
    """Whether a row speaks of a person at all: a surface's specimen speaks of none."""
    ways = [c for c in frame.columns if c.startswith("person.") and not c.endswith(("told", "occurred_from", "_hash"))]
    case = [c for c in ("case.number", "case") if c in frame.columns]
    if not ways and not case:
        return pl.Series([False] * frame.height, dtype=pl.Boolean)
    return frame.select(pl.any_horizontal(pl.col([*ways, *case]).is_not_null())).to_series()


def _persons_alike(
    rows: pl.Series, found: pl.Series, identity: pl.Series, telephone: pl.Series, name: pl.Series, birth: pl.Series
) -> pl.Series:
    """The same name with the same birth date or the same telephone, and no identity number that contradicts it."""
    open_ = found.is_null() & name.is_not_null() & (birth.is_not_null() | telephone.is_not_null())
    if not open_.any():
        return found
    wanted = ("subject", "name", "birth", "telephone_hash", "identity_number_hash")
    asked = pl.DataFrame(
        {"row_number": rows, "name": name, "birth": birth, "telephone_hash": telephone, "identity": identity}
    )
    asked = asked.filter(open_)
    by_birth = heads_by("person", "birth", asked["birth"].drop_nulls().unique().to_list(), wanted)
    by_phone = heads_by("person", "telephone_hash", asked["telephone_hash"].drop_nulls().unique().to_list(), wanted)
    pairs = pl.concat(
        [
            asked.join(known, on=["name", column], how="inner").select(
                "row_number", "identity", "subject", "identity_number_hash"
            )
            for column, known in (("birth", by_birth), ("telephone_hash", by_phone))
        ]
    )
    pairs = pairs.filter(
        pl.col("identity").is_null()
        | pl.col("identity_number_hash").is_null()
        | (pl.col("identity") == pl.col("identity_number_hash"))
    )
    # Two different people that fit are no certainty.
    single = pairs.group_by("row_number").agg(pl.col("subject").unique()).filter(pl.col("subject").list.len() == 1)
    single = single.select("row_number", pl.col("subject").list.first())
    return found.fill_null(
        rows.to_frame("row_number").join(single, on="row_number", how="left", maintain_order="left")["subject"]
    )


def _cases_of_persons(frame: pl.DataFrame) -> pl.DataFrame:
    """The case of the person with this disease where no number named one; else a new one, one a person and disease."""
    disease = values_of(frame, "case.disease")
    known = heads_by(
        "case", "person", frame["person"].drop_nulls().unique().to_list(), ("person", "disease", "subject", "number")
    )
    match = pl.DataFrame({"person": frame["person"], "disease": disease, "given": values_of(frame, "case.number")})
    known = known.unique(["person", "disease"], keep="last")
    match = match.join(known, on=["person", "disease"], how="left", maintain_order="left")
    # A case that has a number of its own is not another number's case.
    same = match["given"].is_null() | match["number"].is_null() | (match["given"] == match["number"])
    frame = frame.with_columns(
        pl.col("case").fill_null(match["subject"].zip_with(same, pl.Series([None], dtype=pl.String)))
    )
    open_ = frame["case"].is_null()
    if open_.any():
        label = pl.coalesce(
            pl.lit("number ") + pl.col("number"), pl.lit("person ") + pl.col("person") + pl.lit(" ") + pl.col("disease")
        )
        told = pl.DataFrame({"number": match["given"], "person": frame["person"], "disease": disease.fill_null("")})
        labels = told.select(label.alias("label"))["label"]
        distinct = labels.filter(open_).drop_nulls().unique(maintain_order=True)
        made = dict(zip(distinct.to_list(), new_ids(distinct.len()), strict=True))
        frame = frame.with_columns(
            pl.col("case").fill_null(labels.replace_strict(made, default=None, return_dtype=pl.String))
        )
    return frame


def _refuse_unknown_signals(frame: pl.DataFrame, layout: Layout, reasons: Reasons) -> None:
    """A signal is named by whoever raises it; an answer is to one that was raised."""
    missing = frame["signal"].is_null()
    if layout.name == "signal_answer":
        asked = frame["signal"].drop_nulls().unique().to_list()
        known = heads_by("signal", "subject", asked, ("subject",))["subject"]
        missing |= ~frame["signal"].is_in(known.implode()).fill_null(False)
    reasons.where("signal", frame, missing, reason("no_signal"))


def _of_known_specimens(frame: pl.DataFrame, reasons: Reasons) -> pl.DataFrame:
    """A result of a specimen that nobody registered is no result of anybody: it is refused and comes back."""
    known = heads_by("specimen", "subject", frame["specimen"].unique().to_list(), ("subject",))["subject"]
    missing = ~frame["specimen"].is_in(known.implode()) & ~frame[told_column(SPECIMEN)]
    reasons.where("specimen.number", frame, missing, reason("no_specimen"))
    return frame


def _by_number(frame: pl.DataFrame, kind: str) -> pl.DataFrame:
    numbers = values_of(frame, f"{kind}.number")
    known = heads_by(kind, "number", numbers.drop_nulls().unique().to_list(), ("number", "subject")).unique(
        "number", keep="last"
    )
    found = numbers.to_frame("number").join(known, on="number", how="left", maintain_order="left")["subject"]
    frame = frame.with_columns(pl.col(kind).fill_null(found))
    open_ = frame[kind].is_null()
    if open_.any():
        rows = pl.Series([f"row {row}" for row in frame["row_number"]], dtype=pl.String)
        labels = numbers.zip_with(numbers.is_not_null(), rows)
        distinct = labels.filter(open_).unique(maintain_order=True)
        made = dict(zip(distinct.to_list(), new_ids(distinct.len()), strict=True))
        frame = frame.with_columns(
            pl.col(kind).fill_null(labels.replace_strict(made, default=None, return_dtype=pl.String))
        )
    return frame
