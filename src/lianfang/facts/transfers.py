"""Transfers as the ledger keeps them: what is between two hands, what came back, what both ends signed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from lianfang.facts.known import columns_told, known_by
from lianfang.facts.recording.handing_over import ANSWERS
from lianfang.facts.recording.lookups import head, polars_type, queried, selected

Row = dict[str, Any]
# What happened at the very moment asked counts.
_MOMENT = timedelta(microseconds=1)


def between_two_hands(at: datetime) -> list[Row]:
    """What was sent and is neither received nor refused, as known at a moment; the longest on the way first.

    Of somebody sent again only the last sending counts. Row-level security decides which are seen.
    """
    columns = columns_told("transfer")
    sql = (
        f"SELECT {', '.join(selected(name, 'transfer') for name in columns)} FROM facts_transfer fact"  # noqa: S608 (names come from the models)
        f" WHERE fact.stage = 'sent' AND {_known('fact')} AND NOT EXISTS (SELECT 1 FROM facts_transfer answer"
        f" WHERE answer.subject = fact.subject AND answer.stage = ANY(%(answers)s) AND {_known('answer')})"
        " AND NOT EXISTS (SELECT 1 FROM facts_transfer again WHERE again.person = fact.person"
        " AND again.what = fact.what AND again.stage = 'sent' AND again.subject <> fact.subject"
        " AND (again.occurred_from, again.id) > (fact.occurred_from, fact.id)"
        f" AND {_known('again')}) ORDER BY fact.occurred_from, fact.id"
    )
    schema = {name: polars_type("transfer", name) for name in columns}
    return queried(sql, {"at": at, "answers": list(ANSWERS)}, schema).rows(named=True)


def _known(row: str) -> str:
    """The condition that a fact was known by the moment asked, and was neither corrected nor withdrawn by then."""
    stands = head("facts_transfer", row, "%(at)s")
    return f"{row}.known_at <= %(at)s AND NOT {row}.withdrawn AND {stands}"


def both_ends(subjects: Iterable[str], at: datetime) -> dict[str, dict[str, Row]]:
    """By transfer, its stages as known at a moment: what each end signed, when, and who recorded it."""
    found: dict[str, dict[str, Row]] = {}
    for row in known_by(at, ["transfer"], {"transfer": list(subjects)})["transfer"].iter_rows(named=True):
        found.setdefault(row["subject"], {})[row["stage"]] = row
    return found


def answered_since(since: datetime, at: datetime) -> list[Row]:
    """The answers, receipts and refusals, given since a moment, as known at another, the latest first."""
    told = known_by(at, ["transfer"], where={"stage": ANSWERS}, between=(since, at + _MOMENT))["transfer"]
    return told.sort("occurred_from", "id", descending=True).rows(named=True)


def came_back(answers: Iterable[Row], at: datetime) -> list[Row]:
    """Of these answers the refusals after which the sender has not sent that person again: the sender's to settle."""
    refused = [row for row in answers if row["stage"] == "refused" and row["person"]]
    if not refused:
        return []
    told = known_by(at, ["transfer"], {"person": [row["person"] for row in refused]})["transfer"]
    sent = told.filter(pl.col("stage") == "sent").group_by("person", "what").agg(pl.col("occurred_from").max())
    again = {(person, what): moment for person, what, moment in sent.iter_rows()}
    return [
        row for row in refused if again.get((row["person"], row["what"]), row["occurred_from"]) <= row["occurred_from"]
    ]
