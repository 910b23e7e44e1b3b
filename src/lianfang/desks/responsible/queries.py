"""Who is responsible for what in an area, and which open duties are still with somebody who left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from lianfang.access.models import Account
from lianfang.facts.responsible import Responsible, holding, told_of
from lianfang.places.models import Unit
from lianfang.places.tree import range_of
from lianfang.situation.models import Duty
from lianfang.situation.plans import plans_in_force
from lianfang.situation.queries import duties_of, unfinished

ROLES = ("leader", "worker", "signer")


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit with who holds each role now; ``leader`` is the one told with the unit where no fact speaks of it."""

    unit: Unit
    leader: Responsible | None
    worker: Responsible | None
    signer: Responsible | None
    signs: bool
    coming: tuple[Responsible, ...]

    @property
    def leader_name(self) -> str:
        return self.leader.name if self.leader else self.unit.leader


def signing_kinds() -> frozenset[str]:
    """The kinds of unit whose day the plans in force ask to be signed."""
    found: set[str] = set()
    for plan in plans_in_force():
        for rule in plan.rules:
            if rule.owes.schedule.how == "daily":
                found.update(rule.owes.schedule.units)
    return frozenset(found)


def units_here(account: Account, kind: str, sought: str) -> QuerySet[Unit]:
    """The units of an account's area: of a kind, or with a text in their name, code or leader."""
    low, high = range_of(account.area_path)
    units = Unit.objects.filter(path__gte=low, path__lt=high).select_related("area").order_by("area__path", "code")
    if kind == "signing":
        units = units.filter(kind__in=signing_kinds())
    elif kind:
        units = units.filter(kind=kind)
    if sought:
        units = units.filter(Q(name__contains=sought) | Q(code=sought) | Q(leader__contains=sought))
    return units


def lines(units: Iterable[Unit], at: datetime) -> list[UnitLine]:
    """Each unit with who is responsible at a moment, and who is to be."""
    chosen = list(units)
    told = told_of(at, [unit.code for unit in chosen])
    held, signing = holding(told, at), signing_kinds()
    coming: dict[str, list[Responsible]] = {}
    for one in told:
        if one.since > at:
            coming.setdefault(one.unit, []).append(one)
    return [
        UnitLine(
            unit,
            leader=held.get((unit.code, "leader")),
            worker=held.get((unit.code, "worker")),
            signer=held.get((unit.code, "signer")),
            signs=unit.kind in signing,
            coming=tuple(coming.get(unit.code, ())),
        )
        for unit in chosen
    ]


@dataclass(frozen=True, slots=True)
class Left:
    """Open duties of a unit that are still assigned to somebody who has left, and who follows."""

    unit: str
    account: str
    follower: Responsible
    duties: int


def left_behind(account: Account, at: datetime, unit: str | None = None) -> list[Left]:
    """Duties that have not moved along: assigned to an account that held a role of the unit and holds it no more."""
    told = told_of(at, None if unit is None else [unit])
    held = holding(told, at)
    former: dict[str, dict[str, Responsible]] = {}
    for one in told:
        now = held.get((one.unit, one.role))
        if now is not None and now.account and one.account and one.account != now.account and one.since <= at:
            former.setdefault(one.unit, {})[one.account] = now
    # Who holds another role of the unit has not left.
    for (code, _role), now in held.items():
        former.get(code, {}).pop(now.account, None)
    if not any(former.values()):
        return []
    rows = (
        _assigned(account, at, former, {name for of_unit in former.values() for name in of_unit})
        .values_list("owed_by", "assigned_to")
        .annotate(n=Count("key"))
    )
    counted = [(code or "", name or "", number) for code, name, number in rows]
    return [Left(code, name, former[code][name], n) for code, name, n in counted if name in former.get(code, {})]


def duties_left(account: Account, at: datetime, unit: str, name: str) -> list[Duty]:
    """The open duties of a unit that are assigned to an account."""
    return list(_assigned(account, at, [unit], [name]))


def _assigned(account: Account, at: datetime, units: Iterable[str], names: Iterable[str]) -> QuerySet[Duty]:
    return duties_of(account).filter(unfinished(at), owed_by__in=list(units), assigned_to__in=list(names))
