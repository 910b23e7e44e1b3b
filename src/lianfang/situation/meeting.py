"""Who met a case, kept as encounters: found anew for each case that something recorded may touch.

It reads the visits of those who expose others and of who was where they were meanwhile, and nothing else.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from django.db import connection

from lianfang.derive.cases import cases as cases_of
from lianfang.derive.encounters import visits_and_rides
from lianfang.derive.inputs import in_shape, prepared, schema_of, utc
from lianfang.derive.outputs import frame_of
from lianfang.derive.people import people as people_of
from lianfang.derive.run import met_by_cases
from lianfang.facts import known_by
from lianfang.facts.places_visited import visits_at
from lianfang.facts.recording.lookups import queried
from lianfang.places.frames import areas_frame, units_frame
from lianfang.plan import ContactRules, Plan
from lianfang.situation.models import Encounter
from lianfang.situation.plans import outermost_plans
from lianfang.situation.writing import columns, fitted, replaced, stored
from lianfang.trace import few

_MOVES = ("visit", "journey")
# What a case's time of exposing others, and a contact's, are told by.
_TOLD = ("case", "specimen", "admission", "observation")


def met_anew(told: Iterable[tuple[str, str]], at: datetime) -> set[str]:
    """Finds anew the encounters of every case that facts about these subjects (kind, UUID) may touch.

    Answers whose encounters changed.
    """
    plans = [(plan, plan.contacts) for plan in outermost_plans(at) if plan.contacts is not None]
    touched = _cases_touched(*_of_whom(told), plans, at) if plans else set()
    if not touched:
        return set()
    before = stored(Encounter, "case", touched)
    found = _Gathered(at, touched, plans).encounters()
    after = fitted(Encounter, found)
    replaced(Encounter, "case", touched, after)
    every = list(columns(Encounter))
    changed = [
        one.join(other, on=every, how="anti", nulls_equal=True)["person"]
        for one, other in ((before, after), (after, before))
    ]
    return {*changed[0], *changed[1]}


def withdrawn_cases(at: datetime, cases: Iterable[str] | None = None) -> pl.DataFrame:
    """The facts by which cases were withdrawn, with since when each case had been known: all, or of some cases."""
    about = None if cases is None else {"case": list(cases)}
    told = known_by(at, ["case"], about, withdrawn=True)["case"]
    schema = {"subject": pl.String, "first_known": pl.Datetime("us", "UTC")}
    sql = "SELECT subject::text, min(known_at) FROM facts_case WHERE subject = ANY(%s::uuid[]) GROUP BY subject"
    first = queried(sql, [told["subject"].unique().to_list()], schema)
    return told.join(first, on="subject", how="left", maintain_order="left")


def _of_whom(told: Iterable[tuple[str, str]]) -> tuple[set[str], set[str]]:
    """The persons and the cases themselves: not all whose situation they change."""
    by_kind: dict[str, list[str]] = {}
    for kind, subject in told:
        by_kind.setdefault(kind, []).append(str(subject))
    persons, cases = set(by_kind.get("person", ())), set(by_kind.get("case", ()))
    persons |= _ids("SELECT person::text FROM facts_case WHERE subject = ANY(%s::uuid[])", list(cases))
    if specimens := by_kind.get("specimen"):
        taken = "SELECT DISTINCT unnest(persons)::text FROM facts_specimen WHERE subject = ANY(%s::uuid[])"
        persons |= _ids(taken, specimens)
    return persons, cases


def _cases_touched(
    persons: set[str], cases: set[str], plans: list[tuple[Plan, ContactRules]], at: datetime
) -> set[str]:  # fmt: skip
    """Cases of these persons, those whose encounters they stand in, and those of whoever was where they were."""
    people = list(persons)
    found = cases | _ids("SELECT subject::text FROM facts_case WHERE person = ANY(%s::uuid[])", people)
    found |= _ids(
        'SELECT "case"::text FROM situation_encounter WHERE person = ANY(%s::uuid[]) OR via = ANY(%s::uuid[])',
        people, people,
    )  # fmt: skip
    moves = known_by(at, _MOVES, {"person": people}) if people else {}
    if not any(frame.height for frame in moves.values()):
        return found
    beside: set[str] = set()
    for frame in _beside(moves, plans, at).values():
        beside |= set(frame["person"].drop_nulls())
    found |= _ids("SELECT subject::text FROM facts_case WHERE person = ANY(%s::uuid[])", list(beside))
    found |= _ids(
        'SELECT "case"::text FROM situation_encounter WHERE person = ANY(%s::uuid[])'
        " AND grade IN ('close', 'secondary')",
        list(beside),
    )
    return found


def _beside(
    moves: dict[str, pl.DataFrame], plans: list[tuple[Plan, ContactRules]], at: datetime
) -> dict[str, pl.DataFrame]:  # fmt: skip
    """The visits and journeys of whoever was at the places of these meanwhile, their own among them."""
    places: list[tuple[str, datetime, datetime]] = []
    vehicles: list[tuple[str, datetime, datetime]] = []
    for plan, rules in plans:
        zone = ZoneInfo(plan.time_zone)
        wide = rules.tolerance + max((one.lingers for one in rules.settings), default=timedelta(0))
        for spot in _spots(moves, plan, rules):
            window = (spot.place, (spot.start - wide).replace(tzinfo=zone), (spot.end + wide).replace(tzinfo=zone))
            places.append(window)
            if spot.number:
                vehicles.append(window)
    visits, journeys = visits_at(places, vehicles)
    told = zip(_MOVES, (visits, journeys), strict=True)
    return {kind: known_by(at, [kind], where={"id": sorted(ids)})[kind] for kind, ids in told}


def _spots(moves: dict[str, pl.DataFrame], plan: Plan, rules: ContactRules) -> Iterator[few.Visit]:
    shaped = [in_shape(moves[kind], schema_of(kind), kind, plan.time_zone) for kind in _MOVES]
    kinds = dict(units_frame().select("code", "kind").iter_rows())
    yield from few.spots(visits_and_rides(shaped[0], shaped[1], kinds, rules), {})


@dataclass
class _Gathered:
    """The facts that decide the encounters of some cases, gathered hop by hop."""

    at: datetime
    cases: set[str]
    plans: list[tuple[Plan, ContactRules]]
    moves: dict[str, pl.DataFrame] = field(default_factory=dict)
    exposing: set[str] = field(default_factory=set)

    def encounters(self) -> pl.DataFrame:
        """The encounters of the cases, by all plans."""
        new = _ids("SELECT person::text FROM facts_case WHERE subject = ANY(%s::uuid[])", list(self.cases))
        hops = max(rules.hops for _, rules in self.plans)
        found = utc(frame_of([], "encounter"), "UTC")
        for _ in range(hops):
            if not new:
                break
            self._add(new)
            if not any(frame.height for frame in self.moves.values()):
                break
            found = self._found()
            new = set(found.filter(pl.col("grade") != "general")["person"]) - self.exposing
        return found

    def _add(self, persons: set[str]) -> None:
        """What these persons did, and what others did where they were."""
        self.exposing |= persons
        own = known_by(self.at, _MOVES, {"person": list(persons)})
        beside = _beside(own, self.plans, self.at) if any(frame.height for frame in own.values()) else {}
        for kind in _MOVES:
            frames = [one[kind] for one in (self.moves, own, beside) if kind in one]
            self.moves[kind] = pl.concat(frames).unique("id", maintain_order=True)

    def _found(self) -> pl.DataFrame:
        about = {"person": list(self.exposing), "case": list(self.cases)}
        tables = known_by(self.at, _TOLD, about)
        specimens = tables["specimen"]["subject"].unique().to_list()
        tables |= known_by(self.at, ["test_result"], {"specimen": specimens})
        told = {*self.cases, *tables["case"]["subject"]}
        tables |= {**self.moves, "areas": areas_frame(), "units": units_frame()}
        tables["case_withdrawn"] = withdrawn_cases(self.at, told)
        each = []
        for plan, _ in self.plans:
            facts = prepared(tables, plan.time_zone)
            people = people_of(facts)
            _, met = met_by_cases(tables, facts, cases_of(facts, people), people, plan, self.cases)
            each.append(utc(met, plan.time_zone))
        return pl.concat(each)


def _ids(sql: str, *parameters: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return {row[0] for row in cursor.fetchall() if row[0] is not None}
