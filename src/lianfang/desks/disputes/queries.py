"""The reads of the page of disputed corrections."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lianfang import vocabulary
from lianfang.access import rights
from lianfang.access.models import Account
from lianfang.desks import names
from lianfang.desks.moments import day_words, moment_words
from lianfang.desks.reasons import column_words
from lianfang.desks.words import kind_name, word
from lianfang.facts.disputes import OpenDispute, open_disputes, tellings
from lianfang.vocabulary import SEALED, Type
from lianfang.vocabulary.mistakes import Mistake

# So many stand on the page; the next come when these are decided.
MOST = 50
_MOMENTS = ("occurred_from", "occurred_until")


@dataclass(frozen=True, slots=True)
class Telling:
    """What one of them told: by whom, when, why, and each column that is disputed with what stands there, in words."""

    fact: str
    by: str
    at: datetime
    reason: str
    words: tuple[tuple[str, str], ...]
    stands: bool
    may_be_chosen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A dispute as a page shows it: of what, about whom, in which columns, what was told: first what both saw."""

    dispute: OpenDispute
    kind: str
    person: UUID | None
    columns: tuple[str, ...]
    told: tuple[Telling, ...]
    may_decide: bool


def disputed(account: Account) -> list[Shown]:
    """The open disputes of the kinds that this account may read, of facts that it may see; the latest first."""
    found: list[Shown] = []
    for dispute in open_disputes():
        if (
            len(found) < MOST
            and rights.may(account, "read", dispute.kind)
            and (rows := tellings(dispute.kind, dispute))
        ):
            found.append(_shown(account, dispute, rows))
    return found


def correction(account: Account, dispute: OpenDispute, fact: str) -> dict[str, Any] | None:
    """What to record so that what this telling says stands; None where it is none of the dispute's, or cannot be so.

    It supersedes the fact that stood when the page was made: two who decide at once dispute again.
    """
    rows = tellings(dispute.kind, dispute)
    chosen = next((row for row in rows if row["id"] == fact and fact != str(dispute.seen)), None)
    last = rows[-1] if rows else None
    if chosen is None or last is None or not (chosen is last or _may_be_told(dispute, chosen)):
        return None
    row: dict[str, Any] = {f"{dispute.kind}.supersedes": str(dispute.fact)}
    row[f"{dispute.kind}.withdrawn"] = bool(chosen["withdrawn"])
    if chosen is not last:
        for name in _columns(dispute, rows):
            if chosen[name] != last[name]:
                row[f"{dispute.kind}.{name}"] = chosen[name]
    return row


def _columns(dispute: OpenDispute, rows: list[dict[str, Any]]) -> list[str]:
    """The disputed columns; where somebody withdrew the fact, all that another told otherwise beside it."""
    told = [name for name in dispute.columns if name != "withdrawn"]
    if "withdrawn" in dispute.columns:
        named = [*_MOMENTS, *(column.name for column in vocabulary.kind(dispute.kind).columns)]
        told = [name for name in named if name in rows[0] and any(row[name] != rows[0][name] for row in rows)]
    return told


def _may_be_told(dispute: OpenDispute, row: Mapping[str, Any]) -> bool:
    """Whether a telling can be recorded again as it is: not what is encrypted, nor that nothing was known."""
    return all(row.get(name) is not None for name in dispute.columns)


def _shown(account: Account, dispute: OpenDispute, rows: list[dict[str, Any]]) -> Shown:
    columns = _columns(dispute, rows)
    sealed = [name for name in dispute.columns if name != "withdrawn" and name not in rows[0]]
    words = tuple(column_words(f"{dispute.kind}.{name}") for name in (*columns, *sealed))
    told = tuple(
        Telling(
            row["id"],
            row["recorded_by"],
            row["known_at"],
            row["reason"] or "",
            tuple(
                zip(
                    words,
                    [_word(dispute.kind, name, row) for name in columns] + [_("sealed")] * len(sealed),
                    strict=True,
                )
            ),
            row is rows[-1],
            row is rows[-1] or (row is not rows[0] and _may_be_told(dispute, row)),
        )
        for row in rows
    )
    person = rows[-1].get("person") or (
        rows[-1]["subject"] if vocabulary.kind(dispute.kind).subject == "person" else None
    )
    may = rights.may(account, "correct", dispute.kind)
    return Shown(dispute, kind_name(dispute.kind), UUID(person) if person else None, words, told, may)


def _word(kind: str, name: str, row: Mapping[str, Any]) -> str:
    """What stands in a column, in the words of the page."""
    value = row[name]
    if row["withdrawn"]:
        return _("withdrawn")
    if isinstance(value, datetime):
        return moment_words(value)
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    try:
        type_ = vocabulary.kind(kind).column(name).type
    except Mistake:
        return word(value, f"{kind}.{name}")
    if type_ is Type.AREA and value:
        found = names.areas([value])
        return found[value].name if value in found else str(value)
    if type_ is Type.UNIT and value:
        units = names.units([value])
        return units[value].name if value in units else str(value)
    if type_ in (Type.SUBJECT, Type.SUBJECTS, Type.FACT, *SEALED):
        return _("another") if value else "–"
    return word(value, f"{kind}.{name}")
