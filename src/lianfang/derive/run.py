"""The one door: facts, plan and clock in, everything that follows out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

import polars as pl

from lianfang.derive import oracle
from lianfang.derive.cases import LYING
from lianfang.derive.cases import cases as cases_of
from lianfang.derive.closing import closed
from lianfang.derive.codes import codes_from
from lianfang.derive.contacts import contacts as contacts_of
from lianfang.derive.contacts import through
from lianfang.derive.encounters import encounters
from lianfang.derive.fallen import fallen_cases
from lianfang.derive.inputs import LOCAL, in_shape, prepared, schema_of, utc
from lianfang.derive.outputs import Derived, fitted, frame_of, local_schema, together
from lianfang.derive.people import people as people_of
from lianfang.plan import Plan, words
from lianfang.plan.expression import Query, walk
from lianfang.plan.meaning import meaning

if TYPE_CHECKING:
    from lianfang.derive.engines import Session

Engine = Literal["auto", "duckdb", "spark", "oracle"]
# Up to so many facts plain Python is the quicker engine; where a rule looks from each case at all of its area, up to so
# many cases, for their pairs are looked at.
FEW, FEW_CASES = 3_000, 200


def derive(
    tables: Mapping[str, pl.DataFrame],
    plan: Plan,
    at: datetime,
    engine: Engine = "auto",
    subjects: Collection[str] | None = None,
) -> Derived:
    """What follows from facts by a plan at a moment (aware).

    `tables` are the kinds of fact by name with the vocabulary's columns (current view), and `areas` (code, path or
    parent, level, name) and `units` (code, kind, area, name). Who met whom comes from `visit` and `journey`, or is
    given as `encounter`; `case_withdrawn` tells of cases that were withdrawn (`fallen.fallen_cases`), `case_lying`
    where a case lies of whose person nothing is given (`cases.cases`). With `subjects` only their duties, codes and
    proposals are given, and the duties of the groups to which they belong. `auto` takes plain Python for few facts and
    DuckDB for many; all engines give the same rows. Raises Mistake for columns that cannot be read.
    """
    return derive_by_each(tables, (plan,), at, engine, subjects)[0]


def derive_by_each(
    tables: Mapping[str, pl.DataFrame],
    plans: Sequence[Plan],
    at: datetime,
    engine: Engine = "auto",
    subjects: Collection[str] | None = None,
) -> list[Derived]:
    """What follows from facts by each of these plans, as `derive` has it; what no plan says is worked out once."""
    starts: dict[str, Start] = {}
    made = []
    with ExitStack() as opened:
        for plan in plans:
            zone = plan.time_zone
            if zone not in starts:
                starts[zone] = Start.of(tables, zone)
                opened.callback(starts[zone].close)
            each = [
                _by_plan(tables, starts[zone], one, at, engine, subjects) for one in _by_disease(plan, starts[zone])
            ]
            made.append(together(each))
    return made


def _by_disease(plan: Plan, start: Start) -> list[Plan]:
    """The plan; one for every disease once for each disease of which a case is known."""
    if plan.disease != words.ANY_DISEASE:
        return [plan]
    told = start.facts["case"]["disease"].drop_nulls().unique().sort()
    return [replace(plan, disease=disease) for disease in told] or [plan]


@dataclass
class Start:
    """From where every plan of a time zone goes on: the facts in one shape, who people are, what cases are.

    `status` is who is a contact beside, by the engine asked; it is kept for the next plan that judges as the last did.
    """

    facts: dict[str, pl.DataFrame]
    people: pl.DataFrame
    cases: pl.DataFrame
    lying: pl.DataFrame
    kept: tuple[object, tuple[dict[str, pl.DataFrame], pl.DataFrame]] | None = None
    session: Session | None = None

    @classmethod
    def of(cls, tables: Mapping[str, pl.DataFrame], time_zone: str) -> Start:
        facts = prepared(tables, time_zone)
        people = people_of(facts)
        lying = in_shape(tables.get("case_lying"), LYING, "case_lying", time_zone)
        return cls(facts, people, cases_of(facts, people, lying), lying)

    def session_of(
        self, status: Mapping[str, pl.DataFrame], disease: str, at: datetime, engine: Engine
    ) -> Session:  # fmt: skip
        """The fast engine with the facts of a disease; the one that is open where it holds the same."""
        # The engines are heavy to import, and few facts do without them.
        from lianfang.derive.engines import Session

        if self.session is None or self.session.disease != disease or self.session.status is not status:
            self.close()
            self.session = Session(self.facts, status, disease, at, engine)
        return self.session

    def close(self) -> None:
        """Closes the engine that is open."""
        if self.session is not None:
            self.session.close()
            self.session = None

    def status(
        self, tables: Mapping[str, pl.DataFrame], plan: Plan, engine: Engine
    ) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:  # fmt: skip
        """The statuses of people, cases and contacts, and the encounters, by a plan."""
        judging: object = None
        if tables.get("encounter") is None and plan.contacts is not None:
            judging = plan.id, plan.disease, meaning(plan.contacts)
        if self.kept is None or self.kept[0] != judging:
            self.kept = judging, self._judged(tables, plan, engine)
        return self.kept[1]

    def _judged(
        self, tables: Mapping[str, pl.DataFrame], plan: Plan, engine: Engine
    ) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:  # fmt: skip
        fallen, met = met_by_cases(tables, self.facts, self.cases, self.people, plan)
        if engine == "oracle":
            rows_of = oracle.statuses(self.facts, met, fallen.to_dicts(), dict(self.lying.iter_rows()))
            vias = rows_of.pop("through")
            status = {name: frame_of(rows, name) for name, rows in rows_of.items()}
            status["through"] = pl.DataFrame(vias, schema=dict.fromkeys(("person", "case", "via"), pl.String)).unique()
        else:
            contacts = contacts_of(self.facts, pl.concat([self.cases, fallen], how="diagonal"), self.people, met)
            found = {"person_status": self.people, "case_status": self.cases, "contact": contacts}
            status = {name: fitted(frame, name) for name, frame in found.items()}
            status["through"] = through(self.facts, met)
        return status, met


def _by_plan(
    tables: Mapping[str, pl.DataFrame], start: Start, plan: Plan, at: datetime, engine: Engine,
    subjects: Collection[str] | None,
) -> Derived:  # fmt: skip
    local = at.astimezone(ZoneInfo(plan.time_zone)).replace(tzinfo=None)
    status, met = start.status(tables, plan, engine)
    if engine in ("duckdb", "spark") or (engine == "auto" and _many(start.facts, plan)):
        made = start.session_of(status, plan.disease, local, engine).duties(plan)
        owed = _told(made, start.facts, status, plan, local, subjects)
    else:
        held = {name: frame.to_dicts() for name, frame in status.items()}
        rows = oracle.duties(start.facts, held, plan, local, subjects)
        owed = {name: frame_of(told, name) for name, told in rows.items()}
    disease = pl.col("disease") == plan.disease
    made = {
        "duties": owed["duty"],
        "causes": owed["duty_cause"],
        "contacts": status["contact"].filter(disease),
        "people": status["person_status"],
        "cases": status["case_status"].filter(disease),
        "groups": owed["group"],
        "members": owed["group_member"],
        "codes": owed["health_code"],
        "encounters": met.filter(disease),
        "proposals": owed["case_proposal"],
    }
    return Derived(**{name: utc(frame, plan.time_zone) for name, frame in made.items()})


def met_by_cases(
    tables: Mapping[str, pl.DataFrame], facts: Mapping[str, pl.DataFrame], cases: pl.DataFrame, people: pl.DataFrame,
    plan: Plan, only: Collection[str] | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:  # fmt: skip
    """The cases that were withdrawn, and the encounters of all cases, or of `only` some: given, else traced."""
    schema = {**schema_of("case"), "first_known": LOCAL}
    gone = in_shape(tables.get("case_withdrawn"), schema, "case_withdrawn", plan.time_zone)
    fallen, told = fallen_cases(facts, gone, people)
    given = tables.get("encounter")
    if given is not None:
        return fallen, in_shape(given, local_schema("encounter"), "encounter", plan.time_zone)
    visits = in_shape(tables.get("visit"), schema_of("visit"), "visit", plan.time_zone)
    index = pl.concat([cases, fallen], how="diagonal")
    whole = {**facts, "case": pl.concat([facts["case"], told.select(facts["case"].columns)])}
    return fallen, encounters(whole, visits, index, plan, only)


def _many(facts: Mapping[str, pl.DataFrame], plan: Plan) -> bool:
    told = sum(frame.height for kind, frame in facts.items() if kind not in ("areas", "units"))
    return told > FEW or (facts["case"].height > FEW_CASES and _looks_around(plan))


@lru_cache(maxsize=64)
def _looks_around(plan: Plan) -> bool:
    """Whether a rule for cases asks about the other cases of their village, town or county."""
    formulas = [formula for rule in plan.rules if rule.kind == "case" for formula in rule.formulas]
    asked = [part for formula in formulas for part in walk(formula.expression) if isinstance(part, Query)]
    return any(part.kind == "case" and part.relation in _AROUND for part in asked)


_AROUND = frozenset(("same", level) for level in words.AREAS_SHARED)


def _told(
    made: dict[str, pl.DataFrame], facts: Mapping[str, pl.DataFrame], status: Mapping[str, pl.DataFrame], plan: Plan,
    at: datetime, subjects: Collection[str] | None,
) -> dict[str, pl.DataFrame]:  # fmt: skip
    """What the fast engine made as it is told: of these subjects, with waivers and assignments."""
    owed, causes = fitted(made["duty"], "duty"), fitted(made["duty_cause"], "duty_cause")
    grounds = made.pop("grounds")
    codes = codes_from(grounds, plan, status["person_status"], subjects) if grounds.width else grounds
    if subjects is not None:
        of_cases = made["group_member"].filter(pl.col("case").is_in(sorted(subjects)))
        owed = owed.filter(pl.col("subject").is_in(sorted({*subjects, *of_cases["group"]})))
        causes = causes.filter(pl.col("duty").is_in(owed["key"].implode()))
        made["case_proposal"] = made["case_proposal"].filter(pl.col("case").is_in(sorted(subjects)))
    told = facts["waiver"].filter(pl.col("occurred_from").is_not_null())
    given = facts["assignment"].filter(pl.col("occurred_from").is_not_null())
    if told.height or given.height:
        added = ("waived", "waived_by", "waiver_reason", "assigned_to")
        owed = fitted(closed(owed.drop(added), causes, told, given, facts["units"], at), "duty")
    return made | {"duty": owed, "duty_cause": causes, "health_code": fitted(codes, "health_code")}
