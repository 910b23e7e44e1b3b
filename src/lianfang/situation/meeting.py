"""Who met a case, kept as encounters: found anew for each case that something recorded may touch.

It reads the visits of those who expose others and of who was where they were meanwhile, and nothing else.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

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
from lianfang.situation.relating import ids
from lianfang.situation.writing import columns, fitted, replaced, stored
from lianfang.trace import few

MOVES = ("visit", "journey")
# What a case's time of exposing others, and a contact's, are told by.
_TOLD = ("case", "specimen", "admission", "observation")


def met_anew(told: Iterable[tuple[str, str]], at: datetime) -> set[str]:
    """Finds anew the encounters of every case that facts about these subjects (kind, UUID) may touch.

    Answers whose encounters changed.
    """
    plans = [(plan, plan.contacts) for plan in outermost_plans(at) if plan.contacts is not None]
    touched = _cases_touched(*persons_and_cases(told), plans, at) if plans else set()
    if not touched:
        return set()
    before = stored(Encounter, "case", touched)
    found = Gathered(at, touched, plans).encounters()
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


def persons_and_cases(told: Iterable[tuple[str, str]]) -> tuple[set[str], set[str]]:
    """The persons and the cases themselves: not all whose situation they change."""
    by_kind: dict[str, list[str]] = {}
    for kind, subject in told:
        by_kind.setdefault(kind, []).append(str(subject))
    persons, cases = set(by_kind.get("person", ())), set(by_kind.get("case", ()))
    persons |= ids("SELECT person::text FROM facts_case WHERE subject = ANY(%s::uuid[])", list(cases))
    if specimens := by_kind.get("specimen"):
        taken = "SELECT DISTINCT unnest(persons)::text FROM facts_specimen WHERE subject = ANY(%s::uuid[])"
        persons |= ids(taken, specimens)
    return persons, cases


def _cases_touched(
    persons: set[str], cases: set[str], plans: list[tuple[Plan, ContactRules]], at: datetime
) -> set[str]:  # fmt: skip
    """Cases of these persons, those whose encounters they stand in, and those of whoever was where they were."""
    people = list(persons)
    found = cases | cases_around(people)
    moves = known_by(at, MOVES, {"person": people}) if people else {}
    if not any(frame.height for frame in moves.values()):
        return found
    there: set[str] = set()
    for frame in beside(moves, plans, at).values():
        there |= set(frame["person"].drop_nulls())
    return found | cases_exposing(list(there))


def cases_around(persons: list[str]) -> set[str]:
    """Cases of these persons, and those in whose encounters they stand."""
    found = ids("SELECT subject::text FROM facts_case WHERE person = ANY(%s::uuid[])", persons)
    return found | ids(
        'SELECT "case"::text FROM situation_encounter WHERE person = ANY(%s::uuid[]) OR via = ANY(%s::uuid[])',
        persons, persons,
    )  # fmt: skip


def cases_exposing(persons: list[str]) -> set[str]:
    """Cases on whose account these persons may have exposed others."""
    found = ids("SELECT subject::text FROM facts_case WHERE person = ANY(%s::uuid[])", persons)
    return found | ids(
        'SELECT "case"::text FROM situation_encounter WHERE person = ANY(%s::uuid[])'
        " AND grade IN ('close', 'secondary')",
        persons,
    )


def beside(
    moves: dict[str, pl.DataFrame], plans: list[tuple[Plan, ContactRules]], at: datetime
) -> dict[str, pl.DataFrame]:  # fmt: skip
    """The visits and journeys of whoever was at the places of these meanwhile, their own among them."""
    found = list(windows(moves, plans))
    visits, journeys = visits_at([window for _, window in found], [window for aboard, window in found if aboard])
    told = zip(MOVES, (visits, journeys), strict=True)
    return {kind: known_by(at, [kind], where={"id": sorted(named)})[kind] for kind, named in told}


def windows(
    moves: dict[str, pl.DataFrame], plans: list[tuple[Plan, ContactRules]]
) -> Iterator[tuple[bool, tuple[str, datetime, datetime]]]:  # fmt: skip
    """Where and when others may have met these visits and journeys, by any plan; whether aboard something numbered."""
    for plan, rules in plans:
        zone = ZoneInfo(plan.time_zone)
        wide = wide_of(rules)
        for spot in _spots(moves, plan, rules):
            window = (spot.place, (spot.start - wide).replace(tzinfo=zone), (spot.end + wide).replace(tzinfo=zone))
            yield bool(spot.number), window


def wide_of(rules: ContactRules) -> timedelta:
    """By how much a visit reaches beyond its own time: by the tolerance of clocks and the air that stays risky."""
    return rules.tolerance + max((one.lingers for one in rules.settings), default=timedelta(0))


def _spots(moves: dict[str, pl.DataFrame], plan: Plan, rules: ContactRules) -> Iterator[few.Visit]:
    shaped = [in_shape(moves[kind], schema_of(kind), kind, plan.time_zone) for kind in MOVES]
    kinds = dict(units_frame().select("code", "kind").iter_rows())
    yield from few.spots(visits_and_rides(shaped[0], shaped[1], kinds, rules), {})


@dataclass
class Gathered:
    """The facts that decide the encounters of some cases, gathered hop by hop."""

    at: datetime
    cases: set[str]
    plans: list[tuple[Plan, ContactRules]]
    moves: dict[str, pl.DataFrame] = field(default_factory=dict)
    exposing: set[str] = field(default_factory=set)

    def encounters(self) -> pl.DataFrame:
        """The encounters of the cases, by all plans."""
        new = ids("SELECT person::text FROM facts_case WHERE subject = ANY(%s::uuid[])", list(self.cases))
        hops = max(rules.hops for _, rules in self.plans)
        found = utc(frame_of([], "encounter"), "UTC")
        for _ in range(hops):
            if not new:
                break
            self._add(new)
            if not any(frame.height for frame in self.moves.values()):
                break
            found = self.found()
            new = set(found.filter(pl.col("grade") != "general")["person"]) - self.exposing
        return found

    def _add(self, persons: set[str]) -> None:
        """What these persons did, and what others did where they were."""
        self.exposing |= persons
        own = self.own(persons)
        others = self.beside(own) if any(frame.height for frame in own.values()) else {}
        for kind in MOVES:
            frames = [one[kind] for one in (self.moves, own, others) if kind in one]
            self.moves[kind] = pl.concat(frames).unique("id", maintain_order=True)

    def own(self, persons: set[str]) -> dict[str, pl.DataFrame]:
        """The visits and journeys of these persons."""
        return known_by(self.at, MOVES, {"person": list(persons)})

    def beside(self, own: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        """The visits and journeys of whoever was where these were made, meanwhile."""
        return beside(own, self.plans, self.at)

    def tables(self) -> dict[str, pl.DataFrame]:
        """The facts that say who exposes others and when, with the visits and journeys gathered so far."""
        about = {"person": list(self.exposing), "case": list(self.cases)}
        tables = known_by(self.at, _TOLD, about)
        specimens = tables["specimen"]["subject"].unique().to_list()
        tables |= known_by(self.at, ["test_result"], {"specimen": specimens})
        told = {*self.cases, *tables["case"]["subject"]}
        tables |= {**self.moves, "areas": areas_frame(), "units": units_frame()}
        tables["case_withdrawn"] = withdrawn_cases(self.at, told)
        return tables

    def found(self) -> pl.DataFrame:
        """The encounters among what was gathered so far."""
        tables, each = self.tables(), []
        for plan, _ in self.plans:
            facts = prepared(tables, plan.time_zone)
            people = people_of(facts)
            _, met = met_by_cases(tables, facts, cases_of(facts, people), people, plan, self.cases)
            each.append(utc(met, plan.time_zone))
        return pl.concat(each)
