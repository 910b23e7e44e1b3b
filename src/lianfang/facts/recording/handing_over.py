"""Both ends sign a transfer once: a receipt that comes a second time, or too late, is refused, and nothing by half.

A key told again is the same fact, corrected: without this a second receipt would silently move the moment of the first.
Who wants that says which fact is corrected, and why.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from django.conf import settings

from lianfang.facts.cells import reason
from lianfang.facts.recording.lookups import heads_by
from lianfang.facts.recording.requirements import told_column
from lianfang.facts.recording.values import Reasons
from lianfang.places.models import Unit
from lianfang.vocabulary.kinds.contacts import TRANSFER

ANSWERS = ("received", "refused")
# Whoever is ill is received whether or not their isolation is over.
TREATING = ("hospital", "fever_clinic", "clinic")
_COLUMNS = ("row_number", "transfer", "person", "what", "stage", "to_unit", "occurred_from", "supersedes", "withdrawn")
_KNOWN = ("subject", "person", "what", "stage", "to_unit", "occurred_from", "withdrawn")
Row = dict[str, Any]


def refuse_void_receipts(frame: pl.DataFrame, reasons: Reasons) -> None:
    """Notes rows that would answer a transfer a second time, receive after a release, or hand over somebody who died.

    A release ends the carrying into isolation, not the care for the ill, nor the responsibility for whoever was
    released, which may still be handed on.
    """
    told = list(_first_tellings(frame))
    if not told:
        return
    known = _known_stages(told)
    persons = {row["transfer"]: row["person"] for row in told} | {
        subject: row["person"] for subject, stages in known.items() for row in stages if row["person"]
    }
    died, released = _deaths(persons.values()), _releases(persons.values())
    treating = _treating([row["to_unit"] for row in (*told, *(one for rows in known.values() for one in rows))])
    for row in told:
        stages = known.setdefault(row["transfer"], [])
        sent = next((one for one in stages if one["stage"] == "sent"), None)
        person, moment = persons[row["transfer"]], row["occurred_from"]
        why = _answered_before(row, stages)
        if why is None and row["stage"] != "refused" and (died.get(person) or moment) < moment:
            why = reason("transfer_of_the_dead", moment=_words(died[person]))
        into = row["to_unit"] or (sent["to_unit"] if sent else None)
        carried = (row["what"] or (sent["what"] if sent else None)) == "person"
        if why is None and row["stage"] == "received" and sent and carried and into not in treating:
            over = [end for end in released.get(person, ()) if sent["occurred_from"] < end <= moment]
            why = reason("transfer_after_release", moment=_words(min(over))) if over else None
        if why is not None:
            column = pl.Series([row["stage"]])
            reasons.add("transfer.stage", pl.Series([row["row_number"]]), column, why)
        elif row["stage"] in ANSWERS:
            # What stands in the same form or file counts for the rows behind it.
            stages.append(row)


def _first_tellings(frame: pl.DataFrame) -> Iterator[Row]:
    """The rows that tell a stage of a transfer, corrections and withdrawals left out, by plain names."""
    named = {name: f"transfer.{name}" for name in _COLUMNS if f"transfer.{name}" in frame.columns}
    named |= {name: name for name in ("row_number", "transfer", "person")}
    if "stage" not in named or "transfer" not in frame.columns:
        return
    told = frame.filter(pl.col(told_column(TRANSFER)))
    for given in told.select(pl.col(full).alias(name) for name, full in named.items()).iter_rows(named=True):
        row = dict.fromkeys(_COLUMNS) | given
        taken_back = str(row["withdrawn"] or "").lower() in ("true", "1")
        if row["stage"] in ("sent", *ANSWERS) and not row["supersedes"] and not taken_back and row["occurred_from"]:
            yield row


def _known_stages(told: Iterable[Row]) -> dict[str, list[Row]]:
    """By transfer, the stages that the ledger holds."""
    heads = heads_by("transfer", "subject", {row["transfer"] for row in told}, _KNOWN)
    stages: dict[str, list[Row]] = {}
    for row in heads.filter(~pl.col("withdrawn")).sort("occurred_from").iter_rows(named=True):
        stages.setdefault(row["subject"], []).append(row)
    return stages


def _answered_before(row: Row, stages: Iterable[Row]) -> str | None:
    """Why an answer is a second one; None where it is the first, or the same told again."""
    if row["stage"] not in ANSWERS:
        return None
    answers = [one for one in stages if one["stage"] in ANSWERS]
    if not answers or any(
        one["stage"] == row["stage"] and one["occurred_from"] == row["occurred_from"] for one in answers
    ):
        return None
    return reason(f"transfer_{answers[0]['stage']}_before", moment=_words(answers[0]["occurred_from"]))


def _deaths(persons: Iterable[str | None]) -> dict[str | None, datetime]:
    """When each of these people died, of those who did."""
    wanted = ("person", "outcome", "occurred_from", "withdrawn")
    heads = heads_by("outcome", "person", {person for person in persons if person}, wanted)
    dead = heads.filter((pl.col("outcome") == "died") & ~pl.col("withdrawn")).drop_nulls("occurred_from")
    return dict(dead.group_by("person").agg(pl.col("occurred_from").min()).iter_rows())


def _releases(persons: Iterable[str | None]) -> dict[str | None, list[datetime]]:
    """The moments at which each of these people was released from isolation."""
    wanted = ("person", "observation", "stage", "occurred_from", "withdrawn")
    heads = heads_by("observation", "person", {person for person in persons if person}, wanted)
    isolated = pl.col("observation").is_in(["central", "home"]) & (pl.col("stage") == "released")
    ended = heads.filter(isolated & ~pl.col("withdrawn")).drop_nulls("occurred_from")
    return dict(ended.group_by("person").agg(pl.col("occurred_from")).iter_rows())


def _treating(codes: Iterable[str | None]) -> set[str]:
    """Of these units, those that treat the ill."""
    return set(
        Unit.objects.filter(code__in={code for code in codes if code}, kind__in=TREATING).values_list("code", flat=True)
    )


def _words(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M}"
