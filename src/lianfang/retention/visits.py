"""Collected visits destroyed: those of a declaration that has ended, and those older than the plan lets them be kept.

What made a contact stays. Each day is a record of its own, written before the day's file is made anew without what is
destroyed: a kill between leaves the record, and the next run, finding just what it names still there, ends the work
without a second one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import polars as pl

from lianfang.access.session import machine_session
from lianfang.facts.clock import local_day
from lianfang.facts.models import Destruction
from lianfang.facts.visits.collecting import Collecting, covered, declared, with_paths
from lianfang.facts.visits.keeping import alone, places, seal, store, unsealed_days
from lianfang.places.models import Area
from lianfang.places.tree import ROOT_PATH
from lianfang.retention.evidence import made_contact, touched
from lianfang.situation.plans import plans_in_force
from lianfang.trace.few import Place
from lianfang.vocabulary import Mistake

LEAST_WITNESSES = 2
ENDED, TOO_OLD = "declaration ended", "days of the plan over"


@dataclass(frozen=True)
class DayDestroyed:
    """What is destroyed of a day: how many by kind of place and way of recording, how many stay as evidence."""

    day: date
    kinds: dict[str, int]
    destroyed: int
    kept: int
    digest: str


@dataclass(frozen=True)
class Destroyed:
    """What was destroyed, or with a dry run would be, on which ground, by whom, before whom."""

    ground: str
    at: datetime
    by: str
    witnesses: tuple[str, ...]
    area: str
    declaration: UUID | None
    days: list[DayDestroyed] = field(default_factory=list)
    left: list[date] = field(default_factory=list)

    @property
    def destroyed(self) -> int:
        """How many visits were destroyed."""
        return sum(day.destroyed for day in self.days)

    @property
    def kept(self) -> int:
        """How many of the same days and places stay, having made a contact."""
        return sum(day.kept for day in self.days)

    @property
    def digest(self) -> str:
        """The SHA-256 of the days' digests in their order."""
        return hashlib.sha256("".join(day.digest for day in self.days).encode()).hexdigest()


def days_kept() -> timedelta | None:
    """For how long visits that made no contact are kept: the shortest that a plan in force says, if any does."""
    told = [plan.contacts.visits_kept for plan in plans_in_force() if plan.contacts is not None]
    return min((length for length in told if length is not None), default=None)


def ended(at: datetime) -> list[tuple[Collecting, datetime]]:
    """Declarations that have ended, each with the moment by which its visits have to be destroyed."""
    length = days_kept() or timedelta(0)
    with machine_session():
        return [(one, one.until + length) for one in declared(at) if one.until is not None and one.until <= at]


def destroy_ended(
    declaration: UUID, at: datetime, by: str, witnesses: Sequence[str], *, dry_run: bool = False
) -> Destroyed:
    """Destroys what was collected under a declaration that has ended, and under none that still holds.

    Of today only what is sealed goes: its rows go tomorrow, and ``left`` names their day. Raises Mistake where there is
    no such declaration, it has not ended, or fewer than two witnesses are named.
    """
    with machine_session():
        every = declared(at)
    found = next((one for one in every if one.declaration == declaration), None)
    if found is None:
        raise Mistake(f"no declaration that visits are collected has the id {declaration}")
    if found.until is None or found.until > at:
        raise Mistake(f"the declaration {declaration} has not ended; its visits are collected until it is")
    holding = [one for one in every if one.until is None or one.until > at]
    scope = covered([found]) & ~covered(holding)
    made = Destroyed(ENDED, at, by, _named(witnesses, dry_run), found.area, declaration)
    return _destroyed(made, scope, found.area_path, dry_run)


def destroy_old(at: datetime, by: str, witnesses: Sequence[str] = ("machine",), *, dry_run: bool = False) -> Destroyed:
    """Destroys visits of days that lie further back than the plan lets those without a contact be kept.

    The worker does this each night, without witnesses. Raises Mistake where no plan in force says for how long.
    """
    length = days_kept()
    if length is None:
        raise Mistake("no plan in force says for how long visits are kept (contacts: visits kept)")
    with machine_session():
        root = Area.objects.filter(parent=None).order_by("code").values_list("code", flat=True).first() or ""
    made = Destroyed(TOO_OLD, at, by, tuple(witnesses), root, None)
    return _destroyed(made, pl.lit(True), ROOT_PATH, dry_run, before=local_day(at - length))


def _named(witnesses: Sequence[str], dry_run: bool) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(name.strip() for name in witnesses if name.strip()))
    if len(named) < LEAST_WITNESSES and not dry_run:
        raise Mistake(f"name {LEAST_WITNESSES} witnesses who see it done; {len(named)} named")
    return named


def _destroyed(made: Destroyed, scope: pl.Expr, path: str, dry_run: bool, before: date | None = None) -> Destroyed:
    seal(made.at)
    days = store()
    encounters: pl.DataFrame | None = None
    known: dict[str, Place] = {}
    for day in days.sealed_days():
        if before is not None and day >= before:
            continue
        # Nobody seals the day anew between its record and its file.
        with alone():
            visits = days.sealed_visits(day).visits()
            with machine_session():
                visits = with_paths(visits)
            within = visits.with_columns(within=scope)["within"]
            if not within.any():
                continue
            if encounters is None:
                with machine_session():
                    encounters, known = touched(days.segments(), made.at), places()
            gone = within & ~made_contact(visits, encounters)
            one = _day(day, visits, gone, within)
            made.days.append(one)
            if not dry_run and one.destroyed:
                _recorded(made, one, path)
                days.keep_only(day, ~gone, known)
    today = local_day(made.at)
    made.left.extend(day for day in unsealed_days() if day >= today and (before is None or day < before))
    return made


def _day(day: date, visits: pl.DataFrame, gone: pl.Series, within: pl.Series) -> DayDestroyed:
    removed = visits.filter(gone)
    told = removed.select(kind=pl.concat_str(pl.col("kind", "how").fill_null("?"), separator=" "))
    kinds = {str(kind): int(count) for kind, count in told.group_by("kind").len().sort("kind").iter_rows()}
    texts = removed.sort("person", "place", "number", "start").drop("gone", "path").write_csv().encode()
    digest = hashlib.sha256(texts).hexdigest()
    return DayDestroyed(day, kinds, removed.height, int(within.sum()) - removed.height, digest)


def _recorded(made: Destroyed, one: DayDestroyed, path: str) -> None:
    with machine_session():
        # The same day with the same digest is a work that was broken off: its record stands.
        if Destruction.objects.filter(digest=one.digest, counts__day=one.day.isoformat()).exists():
            return
        Destruction.objects.create(
            id=uuid4(), at=made.at, by=made.by, witnesses="、".join(made.witnesses), declaration=made.declaration,
            ground=made.ground, area=made.area, area_path=path, destroyed=one.destroyed, kept=one.kept,
            counts={"day": one.day.isoformat(), "kinds": one.kinds}, digest=one.digest,
        )  # fmt: skip
