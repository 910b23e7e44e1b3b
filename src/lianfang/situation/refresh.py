"""The only writers of the situation: ``refresh`` for subjects touched, ``rebuild`` for all; they always agree."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cache

import polars as pl
from django.db import connection, transaction
from django.db.models import Model

from lianfang.access.session import machine_session
from lianfang.derive import Derived, derive_by_each
from lianfang.derive.inputs import read_kinds
from lianfang.derive.outputs import together
from lianfang.derive.scopes import derive_in_scopes
from lianfang.derive.unplanned import unplanned
from lianfang.facts import known_by
from lianfang.places.frames import areas_frame, units_frame
from lianfang.plan import Plan
from lianfang.situation.counting import recounted
from lianfang.situation.followed import follows, found_by_unit
from lianfang.situation.levelling import relevelled
from lianfang.situation.meeting import met_anew, withdrawn_cases
from lianfang.situation.models import (
    CaseProposal,
    CaseStatus,
    Contact,
    Duty,
    DutyCause,
    Encounter,
    Group,
    GroupMember,
    HealthCode,
    PersonStatus,
)
from lianfang.situation.plans import every_plan, look_again, planned_diseases, scopes_at
from lianfang.situation.relating import groups_with, lying, told_of
from lianfang.situation.signing import signed_anew
from lianfang.situation.ties import ties
from lianfang.situation.touching import Subjects, affected, unit_codes
from lianfang.situation.writing import replaced, stored
from lianfang.vocabulary import place_subject

_REFRESHING = 20210107
# What is known of a case beside those derived anew: enough to say whether it is one, where, and what became of it.
_BESIDE = ("case", "outcome", "severity", "action")


def refresh(touched: Iterable[tuple[str, str]], at: datetime) -> bool:
    """Derives anew what follows for these subjects (kind, UUID) and for all whom they affect, as known at ``at``.

    Answers whether anything changed. Reads the ledger for those subjects only.
    """
    with transaction.atomic(), machine_session():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_REFRESHING])
        told = list(touched)
        signed = signed_anew(at, (subject for kind, subject in told if kind == "plan"))
        look_again()
        if not _followed(every_plan()):
            return rebuild(at) or signed
        subjects = affected(told)
        if moved := met_anew(told, at):
            subjects = affected([*told, *(("person", person) for person in moved)])
        if not len(subjects):
            return signed
        derived = derived_from(tables_of(subjects, at), at, subjects.all())
        return _written(derived, subjects, at) or signed


@cache
def _followed(plans: tuple[Plan, ...]) -> bool:
    return all(follows(plan) for plan in plans)


def rebuild(at: datetime) -> bool:
    """Derives everything anew from the whole ledger as known at ``at``; answers whether anything changed."""
    with transaction.atomic(), machine_session():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_REFRESHING])
        signed = signed_anew(at)
        look_again()
        tables = whole_tables(at)
        derived = derived_from(tables, at)
        return _written(derived, None, at) or signed


def whole_tables(at: datetime) -> dict[str, pl.DataFrame]:
    """The whole ledger as known at a moment, with areas and units: what ``derive`` takes."""
    told = known_by(at, [*derivable(), "visit"], whole=True) | {"case_withdrawn": withdrawn_cases(at)}
    return {**told, "areas": areas_frame(), "units": units_frame()}


def derivable() -> list[str]:
    """The kinds of fact from which anything is derived."""
    return list(read_kinds())


def tables_of(subjects: Subjects, at: datetime) -> dict[str, pl.DataFrame]:
    """The facts about these subjects as known at a moment, with what must be known beside them."""
    by_kind = {
        "person": subjects.persons,
        "case": subjects.cases,
        "unit": subjects.units,
        "area": subjects.areas,
        "signal": subjects.signals,
        "letter": subjects.letters,
        "letter_name": subjects.letter_names,
        **subjects.others,
        "specimen": subjects.of_goods.specimens | subjects.others.get("specimen", set()),
        "consignment": subjects.of_goods.consignments | subjects.others.get("consignment", set()),
    }
    tables = known_by(at, derivable(), by_kind)
    beside = known_by(at, _BESIDE, {"case": subjects.beside - subjects.cases})
    for kind, facts in beside.items():
        tables[kind] = pl.concat([tables[kind], facts]).unique("id", maintain_order=True)
    tables["case_lying"] = lying(subjects.beside - subjects.cases)
    held = ties()
    apart = [kind for kind in held.of_units if found_by_unit(kind)]
    if apart and subjects.units:
        for kind, facts in known_by(at, apart, where={"unit": unit_codes(subjects.units)}).items():
            tables[kind] = pl.concat([tables[kind], facts]).unique("id", maintain_order=True)
    if subjects.around:
        for kind, facts in known_by(at, held.kinds_beside(), {"person": subjects.around}).items():
            tables[kind] = pl.concat([tables[kind], facts]).unique("id", maintain_order=True)
    for told, kind in (("specimen", "test_result"), ("transfer", "transfer")):
        known = {*tables[told]["subject"], *subjects.others.get(told, ())}
        tables[kind] = known_by(at, [kind], {told: known})[kind]
    tables["encounter"] = stored(Encounter, "person", subjects.persons | subjects.around)
    tables["case_withdrawn"] = withdrawn_cases(at, subjects.cases | subjects.beside)
    # Declarations are few and bind whoever comes from there; waivers and assignments name the duty they speak of.
    tables |= known_by(at, {"declaration", "waiver", "assignment"} | held.kinds_whole())
    return {**tables, "areas": areas_frame(), "units": units_frame()}


def derived_from(tables: Mapping[str, pl.DataFrame], at: datetime, subjects: Collection[str] | None = None) -> Derived:
    """What follows by all plans in force together; with ``subjects`` only their duties.

    Cases of a disease without a plan stand there all the same, and who was told to be a contact of one.
    """
    first, *others = scopes_at(at)
    # Who people are and where follows by any plan: the first says it.
    asked = [
        first,
        *(held for held in others if subjects is None or any(_speaks(s.plan, tables, subjects) for s in held)),
    ]
    plain = [scope.plan for (scope, *more) in asked if scope.plain and not more]
    each = derive_by_each(tables, plain, at, subjects=subjects)
    each += [
        derive_in_scopes(tables, held, at, subjects=subjects) for held in asked if not held[0].plain or len(held) > 1
    ]
    rest = unplanned(tables, planned_diseases(at), first[0].plan.time_zone)
    each += [rest] if rest is not None else []
    return together(each)


def _speaks(plan: Plan, tables: Mapping[str, pl.DataFrame], subjects: Collection[str]) -> bool:
    """Whether a plan may say anything of these subjects: of its disease something is told, or of none what obliges.

    A plan for another disease is passed over: to derive by it takes as long as by the one that speaks.
    """
    obliging = {rule.kind for rule in (*plan.rules, *(code.rule for code in plan.codes))}
    for kind, frame in tables.items():
        if kind == "declaration":
            # Read whole: only what is declared of these areas is about them.
            frame = frame.filter(pl.col("subject").is_in(list(subjects)))
        if "disease" in frame.columns:
            told = pl.col("disease") == plan.disease
            # What is of no disease obliges by itself or not at all: a duty begins with a fact that a rule is for.
            if frame.filter(told | pl.col("disease").is_null() if kind in obliging else told).height:
                return True
        elif frame.height and kind in obliging:
            return True
    if not any(rule.owes.schedule.how == "daily" for rule in plan.rules):
        return False
    return any(place_subject("unit", code) in subjects for code in tables["units"]["code"])


def _written(derived: Derived, subjects: Subjects | None, at: datetime) -> bool:
    """Writes what was derived in place of what stood there: of these subjects, or of all where there are none."""
    if subjects is not None:
        # A group whose cases are derived anew is so itself: that which stood, and that which now is.
        subjects.groups |= groups_with(subjects.cases)
        of_cases = derived.members.filter(pl.col("case").is_in(list(subjects.cases)))
        subjects.groups |= set(of_cases["group"])
    if subjects is None:
        duties, keys = derived.duties, set(stored(Duty)["key"])
    else:
        duties = derived.duties.filter(pl.col("subject").is_in(list(subjects.all())))
        keys = set(stored(Duty, "subject", subjects.all())["key"])
    keys |= set(duties["key"])
    changed = replaced(Duty, "key", keys, duties)
    causes = derived.causes.filter(pl.col("duty").is_in(duties["key"].implode()))
    changed |= replaced(DutyCause, "duty", keys, causes)
    if subjects is None:
        cases = {*stored(Encounter)["case"], *derived.encounters["case"]}
        changed |= replaced(Encounter, "case", cases, derived.encounters)
    homes_before, of_cases_before, levelled_before = _homes(subjects), _paths_of_cases(subjects), _counted_in(subjects)
    moved: set[type[Model]] = set()
    for model, column, rows, chosen in (
        (Contact, "person", derived.contacts, None if subjects is None else subjects.persons),
        (PersonStatus, "person", derived.people, None if subjects is None else subjects.persons),
        (HealthCode, "person", derived.codes, None if subjects is None else subjects.persons),
        (CaseStatus, "case", derived.cases, None if subjects is None else subjects.cases),
        (CaseProposal, "case", derived.proposals, None if subjects is None else subjects.cases),
        (Group, "group", derived.groups, None if subjects is None else subjects.groups),
        (GroupMember, "group", derived.members, None if subjects is None else subjects.groups),
    ):
        if chosen is None:
            chosen = {*stored(model)[column], *rows[column]}
        if replaced(model, column, chosen, rows.filter(pl.col(column).is_in(list(chosen)))):
            moved.add(model)
    if subjects is None:
        changed |= recounted(at)
        return relevelled(at) or bool(moved) or changed
    homes = _homes(subjects)
    at_home = {*homes_before.values(), *homes.values()}
    tested = at_home if subjects.sampled else _homes_of_tested(homes_before, homes)
    changed |= recounted(at, at_home | of_cases_before | _paths_of_cases(subjects), tested)
    # Where no case is otherwise than it was, only what was told of areas and units can move a level.
    levelled = _told_of(subjects) | (levelled_before | _counted_in(subjects) if CaseStatus in moved else set())
    return relevelled(at, levelled) or bool(moved) or changed


def _counted_in(subjects: Subjects | None) -> set[str]:
    """The areas, by code, in which these cases are counted."""
    if subjects is None:
        return set()
    return {code for code in stored(CaseStatus, "case", subjects.cases)["counted_in"] if code is not None}


def _told_of(subjects: Subjects) -> set[str]:
    """The areas touched themselves, by code, as by a count told for them, and those of the units touched."""
    codes: set[str] = set()
    if subjects.areas:
        codes |= {code for code in areas_frame()["code"] if place_subject("area", code) in subjects.areas}
    if subjects.units:
        units = units_frame().select("code", "area").iter_rows()
        codes |= {area for code, area in units if place_subject("unit", code) in subjects.units}
    return codes


def _homes(subjects: Subjects | None) -> dict[str, str]:
    """By person the area, by its path, in whose counts they stand."""
    if subjects is None:
        return {}
    found = stored(PersonStatus, "person", subjects.persons).select("person", "responsible").drop_nulls()
    return dict(found.iter_rows())


def _homes_of_tested(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """The areas from which and to which these people moved of whom a specimen was ever taken."""
    moved = {person for person in {*before, *after} if before.get(person) != after.get(person)}
    tested = told_of(moved, [("specimen", ())])
    return {homes[person] for homes in (before, after) for person in tested if person in homes}


def _paths_of_cases(subjects: Subjects | None) -> set[str]:
    """The areas responsible for these cases."""
    if subjects is None:
        return set()
    return {path for path in stored(CaseStatus, "case", subjects.cases)["responsible"] if path is not None}
