"""The figures of a daily report, as a tree of frozen dataclasses. Every way of showing a report shows these.

A figure that is None is unknown: not published, not counted here. It is never zero and is printed as 未公布 or —.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Basis(StrEnum):
    """What an area's figures rest on: people's own records, figures as reported, the sum of its children, nothing."""

    PERSONS = "persons"
    REPORTED = "reported"
    CHILDREN = "children"
    NOTHING = "nothing"


class SignOffState(StrEnum):
    """What became of a unit's daily sign-off. PENDING: the moment by which it is due has not come."""

    REPORTED = "reported"
    ZERO = "zero"
    LATE = "late"
    MISSING = "missing"
    REOPENED = "reopened"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class AreaName:
    """An area as a report names it: code, level, full name, the short one (阿坝), the one in Latin letters (Aba)."""

    code: str
    level: str
    name: str
    short: str
    latin: str


@dataclass(frozen=True, slots=True)
class Opening:
    """The parts of the opening paragraph: totals to the end of the day, and which children have what.

    ``reported`` is confirmed, clinically diagnosed and suspected together, as far as known. ``affected`` are the
    children with a case, ``none`` those without, ``unknown`` those of which no figure is known. ``suspected_known``
    says whether the children without a confirmed case are known to have no suspected one either.
    """

    area: AreaName
    day: date
    reported: int | None
    confirmed: int | None
    clinical: int | None
    suspected: int | None
    asymptomatic: int | None
    child_level: str
    affected: tuple[AreaName, ...]
    none: tuple[AreaName, ...]
    unknown: tuple[AreaName, ...]
    suspected_known: bool


@dataclass(frozen=True, slots=True)
class BulletinRow:
    """A row of the bulletin: new on the day, current at its end, cumulative; where ``None`` stands, unknown.

    ``name`` is the figure's root (``confirmed``), ``origin`` empty or the origin it is told apart by; ``has`` names
    which of the three the row can have at all (there are no cumulative tested).
    """

    name: str
    origin: str
    new: int | None
    current: int | None
    cumulative: int | None
    has: tuple[str, ...] = ("new", "current", "cumulative")

    @property
    def key(self) -> str:
        return f"{self.name}.{self.origin}" if self.origin else self.name


@dataclass(frozen=True, slots=True)
class ContactsFigures:
    """Contacts: traced in all, released from observation, still under it."""

    traced: int | None
    released: int | None
    observed: int | None


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """A child area's row. ``basis`` says what its figures rest on; ``late_units`` counts its units not yet signed."""

    area: AreaName
    basis: Basis
    new_confirmed: int | None
    current_confirmed: int | None
    cumulative_confirmed: int | None
    new_asymptomatic: int | None
    current_asymptomatic: int | None
    current_suspected: int | None
    cumulative_discharged: int | None
    cumulative_died: int | None
    missing_units: int


@dataclass(frozen=True, slots=True)
class SumCheck:
    """The parent's own figure beside the sum of its children. ``unknown`` counts children without this figure."""

    figure: str
    own: int | None
    children: int | None
    unknown: int

    @property
    def difference(self) -> int | None:
        return None if self.own is None or self.children is None else self.own - self.children


@dataclass(frozen=True, slots=True)
class BothBases:
    """Typed figures beside people's records, on the day from which persons count."""

    figure: str
    reported: int | None
    persons: int | None


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with what it is made of. ``per`` is 100 for a percentage, 100,000 for a rate among residents."""

    name: str
    numerator: int | None
    denominator: int | None
    per: int

    @property
    def value(self) -> float | None:
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator * self.per / self.denominator


@dataclass(frozen=True, slots=True)
class PromiseFigures:
    """应收尽收, 应检尽检, 应隔尽隔, or one rule: duties due by the cut, met of them, and what became of the rest.

    ``due == met + waived + missed + overdue``; ``late`` are those of the met that were met after they were due,
    ``missed`` those whose time to be met ended before anybody did.
    """

    name: str
    title_zh: str
    title_en: str
    due: int
    met: int
    late: int
    waived: int
    missed: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Revision:
    """Infections of an earlier day that became known (补报) or were taken back (核减) since the day before was due."""

    name: str
    day: date
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class OverdueUnit:
    """A unit that owes what is overdue or let it pass, with its responsible leader (包保)."""

    unit: str
    name: str
    leader: str
    overdue: int
    missed: int


@dataclass(frozen=True, slots=True)
class SignOffLine:
    """A unit's sign-off of the day. ``covers_until`` is set where it was signed before the cut and covers only so far;
    ``late_facts`` counts facts of the day recorded after it, which re-open it."""

    unit: str
    name: str
    kind: str
    area: str
    leader: str
    state: SignOffState
    zero: bool | None
    signed: datetime | None
    covers_until: datetime | None
    late_facts: int


@dataclass(frozen=True, slots=True)
class SignOffFigures:
    """Who has reported the day. ``complete`` where every unit that signs has."""

    cut: datetime
    due: datetime
    lines: tuple[SignOffLine, ...]

    def of(self, state: SignOffState) -> tuple[SignOffLine, ...]:
        return tuple(line for line in self.lines if line.state is state)

    @property
    def complete(self) -> bool:
        return not self.of(SignOffState.MISSING) and not self.of(SignOffState.PENDING)


@dataclass(frozen=True, slots=True)
class DailyFigures:
    """A day of an area and a disease, as known at a moment."""

    area: AreaName
    day: date
    disease: str
    disease_zh: str
    disease_en: str
    known_at: datetime
    basis: Basis
    opening: Opening
    bulletin: tuple[BulletinRow, ...]
    revisions: tuple[Revision, ...]
    contacts: ContactsFigures
    children: tuple[AreaFigures, ...]
    sums: tuple[SumCheck, ...]
    both: tuple[BothBases, ...]
    rates: tuple[Rate, ...]
    promises: tuple[PromiseFigures, ...]
    rules: tuple[PromiseFigures, ...]
    overdue: tuple[OverdueUnit, ...]
    sign_offs: SignOffFigures

    def row(self, key: str) -> BulletinRow:
        """The bulletin's row of this key (``confirmed``, ``confirmed.imported``); raises KeyError where none is."""
        for row in self.bulletin:
            if row.key == key:
                return row
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure as known then and now. ``difference`` is None where either is unknown."""

    row: str
    column: str
    then: int | None
    now: int | None

    @property
    def difference(self) -> int | None:
        return None if self.then is None or self.now is None else self.now - self.then

    @property
    def changed(self) -> bool:
        return self.then != self.now


@dataclass(frozen=True, slots=True)
class DailyReport:
    """What a document shows: the figures, and beside them what was known at an earlier moment.

    ``then_known_at`` is that moment, ``then_is_due`` whether it is the day's due moment; both empty where the report
    stands alone, as do ``differences``.
    """

    figures: DailyFigures
    then_known_at: datetime | None = None
    then_is_due: bool = False
    differences: tuple[Difference, ...] = ()
