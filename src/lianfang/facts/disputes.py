"""What is disputed: corrections of one fact that were made at once and contradict each other, undecided yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lianfang.access.session import machine_session
from lianfang.facts.known import columns_told
from lianfang.facts.models import Dispute
from lianfang.facts.recording.lookups import facts_by, heads_by


@dataclass(frozen=True, slots=True)
class OpenDispute:
    """One that nobody decided yet: of which kind, the fact that both saw, the two corrections, where they contradict.

    ``fact`` is the later correction, which stands; ``before`` the earlier. ``withdrawn`` among the columns says that
    one of them withdrew the fact, and so withdrawn it is.
    """

    kind: str
    seen: UUID
    before: UUID
    fact: UUID
    columns: tuple[str, ...]
    at: datetime
    recorded_by: str


def open_disputes() -> list[OpenDispute]:
    """The open ones, the latest first. Row-level security applies: those of which one side recorded in one's area."""
    noted = list(Dispute.objects.order_by("-at", "-id"))
    open_: set[str] = set()
    for kind in {one.kind for one in noted}:
        open_ |= _standing(kind, [one.fact for one in noted if one.kind == kind])
    return [
        OpenDispute(
            one.kind, one.seen, one.before, one.fact, tuple(one.columns.split(",")), one.at, one.recorded_by
        )
        for one in noted
        if str(one.fact) in open_
    ]  # fmt: skip


def disputed_among(kind: str, facts: Iterable[UUID | str]) -> set[UUID]:
    """Which of these facts are disputed. Whoever may see a fact may know that, wherever it was recorded."""
    asked = [str(fact) for fact in facts]
    with machine_session():
        noted = Dispute.objects.filter(kind=kind, fact__in=asked).values_list("fact", flat=True)
        return {UUID(fact) for fact in _standing(kind, noted)}


def tellings(kind: str, dispute: OpenDispute) -> list[dict[str, Any]]:
    """What was told of a disputed fact, from what both saw on, in its order: rows as `known_by` gives them.

    Row-level security applies; none where the session sees not every one of them.
    """
    wanted = columns_told(kind)
    thread = [str(dispute.seen)]
    while later := facts_by(kind, "supersedes", thread[-1:], ("id", "known_at")).sort("known_at", "id")["id"].to_list():
        thread.append(later[-1])
    rows = {row["id"]: row for row in facts_by(kind, "id", thread, wanted).iter_rows(named=True)}
    if not {str(dispute.seen), str(dispute.before), str(dispute.fact)} <= rows.keys():
        return []
    return [rows[fact] for fact in thread if fact in rows]


def fact_told(kind: str, fact: UUID | str) -> dict[str, Any] | None:
    """A fact as it was told, corrected since or not; None where the session sees none of this id."""
    found = facts_by(kind, "id", [str(fact)], columns_told(kind))
    return found.row(0, named=True) if found.height else None


def _standing(kind: str, facts: Iterable[UUID]) -> set[str]:
    return set(heads_by(kind, "id", [str(fact) for fact in facts], ("id",))["id"])
