"""What the pages of a checkpoint read: journeys and the risk of their origin, who is expected, what is owed of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import polars as pl
from django.db.models import Count, QuerySet

from lianfang.access.models import Account
from lianfang.desks.moments import local, local_zone, start_of
from lianfang.desks.names import areas as areas_of
from lianfang.desks.queries import open_duties
from lianfang.desks.risks import Risk, Risks, risks_at
from lianfang.facts import known_by
from lianfang.places.models import Area
from lianfang.situation.models import Duty, DutyCause
from lianfang.situation.plans import plans_in_force

# How far back a page looks for the origins and vehicles that it offers first.
LATELY = timedelta(days=3)
# The levels by which flows are told, and how many days they show.
LEVELS = ("province", "prefecture", "county")
FLOW_DAYS = 14


def rules_for(*kinds: str) -> list[str]:
    """The rules of the plans in force that a fact of one of these kinds obliges by."""
    return [rule.id for plan in plans_in_force() for rule in plan.rules if rule.kind in kinds]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of journeys is narrowed by; days are local and both included."""

    first: date
    last: date
    direction: str = ""
    origin: Area | None = None
    unknown_origin: bool = False
    means: str = ""
    at_risk: bool = False
    destination: Area | None = None
    vehicle: str = ""


@dataclass(frozen=True, slots=True)
class Journeys:
    """Journeys as a table, a row each, the latest first, with the areas and the declarations that they name.

    Beside the columns of the fact: ``origin_path``, ``destination_path``, ``day`` (local) and ``risk``, the level of
    the declaration that concerns the journey.
    """

    frame: pl.DataFrame
    areas: dict[str, Area]
    risks: Risks

    def risk_of(self, row: dict[str, Any]) -> Risk | None:
        """The declaration that concerns a row."""
        return self.risks.of(row["origin_path"], row["left_origin"], row["occurred_from"])


def journeys(account: Account, at: datetime, asked: Asked) -> Journeys:
    """The journeys registered in the account's area, or leading to or from it, that fit: one way for list and figures.

    Read by days, so that it asks of a county of any size only what the page shows.
    """
    between = (start_of(asked.first), start_of(asked.last + timedelta(days=1)))
    where = {column: [value] for column in ("direction", "means") if (value := getattr(asked, column))}
    told = known_by(at, ["journey"], where=where, between=between)["journey"]
    return _narrowed(account, at, asked, told)


def _narrowed(account: Account, at: datetime, asked: Asked, told: pl.DataFrame) -> Journeys:
    codes = pl.concat([told[column] for column in ("origin", "destination", "area")]).drop_nulls().unique()
    areas, risks = areas_of(codes.to_list()), risks_at(at)
    paths = {code: area.path for code, area in areas.items()}
    day = pl.col("occurred_from").dt.convert_time_zone(str(local_zone())).dt.date()
    frame = told.with_columns(
        *(
            pl.col(column).replace_strict(paths, default=None, return_dtype=pl.String).alias(f"{column}_path")
            for column in ("origin", "destination", "area")
        ),
        day.alias("day"),
    )
    here = pl.any_horizontal(
        pl.col(column).str.starts_with(account.area_path).fill_null(False)
        for column in ("area_path", "origin_path", "destination_path")
    )
    frame = frame.filter(here & pl.col("person").is_not_null())
    if asked.origin is not None:
        frame = frame.filter(pl.col("origin_path").str.starts_with(asked.origin.path))
    if asked.unknown_origin:
        frame = frame.filter(pl.col("origin_path").is_null())
    if asked.destination is not None:
        frame = frame.filter(pl.col("destination_path").str.starts_with(asked.destination.path))
    if asked.vehicle:
        frame = frame.filter(pl.col("vehicle").str.contains(asked.vehicle, literal=True))
    frame = frame.with_columns(_levels(frame, risks))
    if asked.at_risk:
        frame = frame.filter(pl.col("risk").is_not_null())
    return Journeys(frame.sort("occurred_from", "id", descending=True), areas, risks)


def _levels(frame: pl.DataFrame, risks: Risks) -> pl.Series:
    """The level of risk of each journey; only those from a place that was ever declared are looked at one by one."""
    declared = {path for path in frame["origin_path"].drop_nulls().unique() if risks.over(path)}
    levels = []
    for path, left, arrived in frame.select("origin_path", "left_origin", "occurred_from").iter_rows():
        risk = risks.of(path, left, arrived) if path in declared else None
        levels.append(risk.level if risk else None)
    return pl.Series("risk", levels, dtype=pl.String)


def owed(account: Account, at: datetime, rules: Iterable[str]) -> QuerySet[Duty]:
    """What is owed by these rules since today began, open now, the earliest deadline first."""
    today = start_of(local(at).date())
    return open_duties(account, at).filter(rule__in=list(rules), opened__gte=today).order_by("due", "key")


def owed_by_rule(account: Account, at: datetime, rules: Iterable[str]) -> list[tuple[str, str, int]]:
    """Of what is owed since today began: plan, rule and how many duties, those due first before."""
    counted = owed(account, at, rules).order_by().values_list("plan", "rule").annotate(n=Count("key"))
    return sorted(counted, key=lambda line: (-line[2], line[1]))


def owed_before(account: Account, at: datetime, rules: Iterable[str]) -> QuerySet[Duty]:
    """What those who came before today still owe, the earliest deadline first."""
    today = start_of(local(at).date())
    return open_duties(account, at).filter(rule__in=list(rules), opened__lt=today).order_by("due", "key")


def expected(account: Account, at: datetime, found: Journeys) -> list[dict[str, Any]]:
    """Of these journeys the returns intended for today whose person has not arrived since the day before."""
    day = local(at).date()
    intended = found.frame.filter((pl.col("direction") == "intended_return") & (pl.col("day") == day))
    arrived = known_by(
        at,
        ["journey"],
        {"person": intended["person"].drop_nulls().unique().to_list()},
        where={"direction": ["arrival"]},
        between=(start_of(day - timedelta(days=1)), at + timedelta(seconds=1)),
    )["journey"]
    missing = intended.filter(~pl.col("person").is_in(arrived["person"].implode()))
    return list(missing.sort("occurred_from", "id").iter_rows(named=True))


def journeys_of(person: UUID, at: datetime) -> pl.DataFrame:
    """A person's journeys that the account may see, the one recorded last at the end."""
    return known_by(at, ["journey"], {"person": [str(person)]})["journey"].sort("recorded_at", "id")


def told_of(person: UUID, at: datetime) -> dict[str, Any]:
    """What was last said here of somebody whom another area has: their name and what else is not sealed."""
    told = known_by(at, ["person"], {"person": [str(person)]})["person"]
    return told.row(-1, named=True) if told.height else {}


def checks_at(person: UUID, moment: datetime, at: datetime) -> pl.DataFrame:
    """What was measured of a person at the moment of their journey: the checks at the door."""
    return known_by(
        at,
        ["health_check"],
        {"person": [str(person)]},
        where={"setting": ["door"]},
        between=(moment, moment + timedelta(seconds=1)),
    )["health_check"]


def causes_of(duties: Iterable[Duty]) -> dict[str, set[str]]:
    """By duty, the facts that oblige to it."""
    found: dict[str, set[str]] = {}
    keys = [duty.key for duty in duties]
    for key, fact in DutyCause.objects.filter(duty__in=keys).values_list("duty", "fact"):
        found.setdefault(key, set()).add(str(fact))
    return found


def by_origin(found: Journeys, level: str) -> pl.DataFrame:
    """The journeys by the origin's area of a level, by day: ``origin, day, n, at_risk``; null is an origin unknown.

    An origin above the level counts as itself: who only says 北省 comes from 北省.
    """
    depth = _depths(found, level)
    origins = found.frame["origin_path"].drop_nulls().unique().to_list()
    shown = {path: depth.get(path, path) for path in origins}
    frame = found.frame.with_columns(
        pl.col("origin_path").replace_strict(shown, default=None, return_dtype=pl.String).alias("shown")
    )
    return frame.group_by("shown", "day").agg(pl.len().alias("n"), pl.col("risk").is_not_null().sum().alias("at_risk"))


def _depths(found: Journeys, level: str) -> dict[str, str]:
    """For each path of an origin the path of the area of this level above it, where there is one."""
    origins = found.frame["origin_path"].drop_nulls().unique().to_list()
    codes = {code for path in origins for code in path.strip("/").split("/")}
    levels = dict(Area.objects.filter(code__in=codes).values_list("code", "level"))
    cut = {}
    for path in origins:
        parts = path.strip("/").split("/")
        place = next((i for i, code in enumerate(parts) if levels.get(code) == level), None)
        if place is not None:
            cut[path] = "/" + "/".join(parts[: place + 1]) + "/"
    return cut


def by_means(found: Journeys) -> pl.DataFrame:
    """The journeys by means of travel, by day: ``means, day, n``."""
    return found.frame.group_by("means", "day").agg(pl.len().alias("n"))


def table_of(
    counted: pl.DataFrame, name: str, days: list[date]
) -> list[tuple[str | None, list[tuple[date, int]], int, int]]:
    """Counts by day as the lines of a page, those at risk first, then the largest."""
    lines: dict[str | None, dict[date, int]] = {}
    risks: dict[str | None, int] = {}
    for row in counted.iter_rows(named=True):
        lines.setdefault(row[name], {})[row["day"]] = row["n"]
        risks[row[name]] = risks.get(row[name], 0) + row.get("at_risk", 0)
    told = [
        (what, [(day, by_day.get(day, 0)) for day in days], sum(by_day.values()), risks[what])
        for what, by_day in lines.items()
    ]
    return sorted(told, key=lambda line: (-line[3], -line[2], line[0] or "~"))
