"""The rota 值班表 and the hand-over of shifts 交接班: whose shift it is, who is on duty, who has signed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lianfang.access import ciphers
from lianfang.facts.known import known_by
from lianfang.facts.models import Shift

# The hours at which shifts change.
CHANGES = (time(8), time(20))


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody on the rota: from, until, whether as the leader on duty (带班领导). ``telephone`` "" where not asked."""

    id: str
    unit: str
    name: str
    leading: bool
    begins: datetime
    ends: datetime
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """One side's signature under a hand-over: who, by which account, what they had seen."""

    side: str
    signed_by: str
    account: str
    at: datetime
    known: datetime | None
    digest: str
    note: str


def shift_of(moment: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when to when the shift goes in which a moment lies: 8:00 to 20:00, or 20:00 to 8:00 of the next day."""
    local = moment.astimezone(zone)
    changes = [
        datetime.combine(local.date() + timedelta(days=day), hour, zone) for day in (-1, 0, 1) for hour in CHANGES
    ]
    begins = max(change for change in changes if change <= local)
    ends = min(change for change in changes if change > local)
    return begins.astimezone(UTC), ends.astimezone(UTC)


def rota(
    begins: datetime,
    ends: datetime,
    at: datetime,
    zone: ZoneInfo,
    units: Iterable[str] | None = None,
    *,
    telephones: bool = False,
) -> list[OnDuty]:
    """Who is on duty between two moments, as known at ``at``, by time, the leader first.

    A shift without an end lasts until the shifts change next. With ``telephones`` their telephones in clear.
    """
    where = None if units is None else {"unit": list(units)}
    # A shift lasts a day at most.
    rows = known_by(at, ["shift"], where=where, between=(begins - timedelta(days=1), ends))["shift"]
    found = []
    for row in rows.iter_rows(named=True):
        until = row["occurred_until"] or shift_of(row["occurred_from"], zone)[1]
        if row["occurred_from"] < ends and until > begins:
            found.append(OnDuty(row["id"], row["unit"], row["name"], bool(row["leading"]), row["occurred_from"], until))
    if telephones:
        found = _with_telephones(found)
    return sorted(found, key=lambda one: (one.begins, one.unit, not one.leading, one.name))


def signatures(unit: str, changes: datetime, at: datetime) -> dict[str, Signature]:
    """By side (``leaving``, ``coming``) who signed the hand-over of a unit at a moment."""
    rows = known_by(at, ["handover"], where={"unit": [unit], "changes": [changes]})["handover"]
    return {
        row["side"]: Signature(
            row["side"],
            row["signed_by"],
            row["recorded_by"],
            row["occurred_from"],
            row["known"],
            row["digest"] or "",
            row["note"] or "",
        )
        for row in rows.iter_rows(named=True)
    }


def _with_telephones(found: list[OnDuty]) -> list[OnDuty]:
    kept = Shift.objects.filter(id__in=[one.id for one in found], telephone__isnull=False)
    sealed = [(str(id_), bytes(value)) for id_, value in kept.values_list("id", "telephone") if value is not None]
    clear = dict(zip((id_ for id_, _ in sealed), ciphers.decrypted([value for _, value in sealed]), strict=True))
    return [
        OnDuty(one.id, one.unit, one.name, one.leading, one.begins, one.ends, clear.get(one.id, "")) for one in found
    ]
