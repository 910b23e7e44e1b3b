"""From the subjects of which facts were recorded to all those whose situation may change by it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from lianfang.places.models import Area, Unit
from lianfang.places.tree import range_of
from lianfang.situation.followed import FOLLOWED, own_subject
from lianfang.situation.goods import Goods, batches_told, goods_beside, handlers_of, units_of_specimens
from lianfang.situation.relating import (
    at_units,
    beside,
    cases_in,
    in_zones,
    members_with,
    near,
    sharing,
    through,
    told_as,
    told_of,
    units_named,
    within_areas,
)
from lianfang.situation.relating import ids as _ids
from lianfang.situation.ties import Grouping, ties
from lianfang.vocabulary import place_subject


@dataclass(slots=True)
class Subjects:
    """The subjects whose situation is derived anew; the cases (`beside`), persons (`around`) and goods known beside."""

    persons: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    areas: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    signals: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    letter_names: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)
    around: set[str] = field(default_factory=set)
    of_goods: Goods = field(default_factory=Goods)
    # Whatever else something is owed of as such, by its kind: a finding, a specimen.
    others: dict[str, set[str]] = field(default_factory=dict)
    # Whether a specimen is among what was told: then others may have been tested than were.
    sampled: bool = False

    def __len__(self) -> int:
        parts = (self.persons, self.cases, self.units, self.areas, self.signals, self.letters, self.letter_names)
        return sum(map(len, (*parts, *self.others.values())))

    def all(self) -> set[str]:
        """Every subject derived anew, whatever its kind."""
        people = self.persons | self.cases | self.units | self.areas | self.groups
        return people.union(self.signals, self.letters, self.letter_names, *self.others.values())


def affected(touched: Iterable[tuple[str, str]]) -> Subjects:
    """All whose situation these subjects (kind, UUID) may change.

    A specimen stands for its persons, a duty for whom it is about, a declaration for those who come from its area and
    for the units that sign there, a case for its contacts, a person for the cases that are theirs; a case to which
    somebody was exposed (`exposing`) stands only where a plan asks of a case what was told of its contacts. A county
    stands beside each of its cases, for its first case and its clusters. A letter stands for each of its names, a name
    for its letter.
    """
    by_kind: dict[str, list[str]] = {}
    counties = set[str]()
    for kind, subject in touched:
        by_kind.setdefault(kind, []).append(str(subject))
    exposing = by_kind.get("exposing", ()) if ties().by_exposures else ()
    found = Subjects(
        persons=set(by_kind.get("person", ())),
        cases={*by_kind.get("case", ()), *exposing},
        units=set(by_kind.get("unit", ())),
        areas=set(by_kind.get("area", ())),
        signals=set(by_kind.get("signal", ())),
        letters=set(by_kind.get("letter", ())),
        letter_names=set(by_kind.get("letter_name", ())),
        sampled="specimen" in by_kind,
    )
    apart = {kind: own_subject(kind) for kind in ties().of_themselves if own_subject(kind) not in FOLLOWED}
    found.others = {own: set(by_kind.get(own, ())) for own in apart.values()}
    found.units |= {place_subject("unit", code) for code in units_named(by_kind, ties().of_units)}
    if specimens := by_kind.get("specimen"):
        found.persons |= _ids(
            "SELECT DISTINCT unnest(persons)::text FROM facts_specimen WHERE subject = ANY(%s::uuid[])", specimens
        )
        found.units |= {place_subject("unit", code) for code in units_of_specimens(specimens)}
    asked_of_others = any(one.kind == "handling" for one in ties().of_batch)
    handled = found.persons if asked_of_others else ()
    batches = batches_told(by_kind.get("specimen", ()), by_kind.get("consignment", ()), handled)
    found.persons |= handlers_of(batches)
    if duties := by_kind.get("duty"):
        found.persons |= _of_duties(duties, "person")
        others = _of_duties(duties, "subject") - found.persons
        counties = _of_duties(duties, "subject", "area")
        others -= counties
        found.cases |= cases_in(others)
        # A duty of neither a person nor a unit stands for its own subject: a signal, a letter, a name in it, a finding.
        found.signals |= told_as("signal", others)
        found.letters |= told_as("letter", others)
        found.letter_names |= told_as("letter_name", others)
        for kind, own in apart.items():
            found.others[own] |= told_as(kind, others)
        found.units |= others.difference(found.signals, found.letters, found.letter_names, *found.others.values())
    if found.letter_names:
        found.letters |= _ids(
            "SELECT letter::text FROM facts_lettername WHERE subject = ANY(%s::uuid[])", list(found.letter_names)
        )
    if found.letters:
        found.letter_names |= _ids(
            "SELECT subject::text FROM facts_lettername WHERE letter = ANY(%s::uuid[])", list(found.letters)
        )
    if found.areas:
        declared = _areas(found.areas)
        found.persons |= within_areas(declared, ties().of("covering"))
        found.units |= _units_within(declared)
    found.areas |= counties
    found.cases |= _ids("SELECT subject::text FROM facts_case WHERE person = ANY(%s::uuid[])", list(found.persons))
    cases = list(found.cases)
    found.persons |= _ids("SELECT person::text FROM facts_case WHERE subject = ANY(%s::uuid[])", cases)
    found.persons |= _ids('SELECT person::text FROM facts_exposure WHERE "case" = ANY(%s::uuid[])', cases)
    found.persons |= _ids('SELECT person::text FROM situation_encounter WHERE "case" = ANY(%s::uuid[])', cases)
    found.cases |= _ids("SELECT subject::text FROM facts_case WHERE person = ANY(%s::uuid[])", list(found.persons))
    _widen_by_ties(found)
    met = 'SELECT "case"::text FROM situation_encounter WHERE person = ANY(%s::uuid[])'
    found.beside |= _ids(met, list(found.persons))
    found.beside |= _ids('SELECT "case"::text FROM facts_exposure WHERE person = ANY(%s::uuid[])', list(found.persons))
    _known_around(found)
    if asked_of_others:
        found.around |= handlers_of(batches_told(persons=found.persons)) - found.persons
    found.of_goods = goods_beside(batches | batches_told(persons=found.persons | found.around), unit_codes(found.units))
    if found.cases or found.areas:
        _widen_to_counties(found)
    return found


def _widen_by_ties(found: Subjects) -> None:
    """Whoever the plans in force relate to these: by what they share, as a contact, at a unit, in a group."""
    held, told = ties(), set(found.persons)
    for share, asked in held.shares.items():
        asked_about = told_of(told, {(one.kind, ()) for one in asked})
        found.persons |= told_of(sharing(asked_about, [share]), {(one.about, one.narrowed) for one in asked})
    if found.units and held.of("at"):
        codes = unit_codes(found.units)
        found.persons |= at_units(codes, {(one.about, one.key) for one in held.of("at")})
    if found.units and held.of("covering"):
        found.persons |= in_zones(found.units, {(one.about, one.key, one.kind) for one in held.of("covering")})
    if held.of("contacts"):
        exposed = told_of(told, {(one.kind, ()) for one in held.of("contacts")})
        found.cases |= _ids('SELECT "case"::text FROM facts_exposure WHERE person = ANY(%s::uuid[])', list(exposed))
        # What makes a contact by tracing is no exposure that was told: whoever met a case may be asked about.
        met = 'SELECT "case"::text FROM situation_encounter WHERE person = ANY(%s::uuid[])'
        found.cases |= _ids(met, list(told))
    if held.reaches:
        zones = [one.disease for one in held.groupings if one.reaches]
        found.cases |= beside("measurement", found.units, held.reaches, zones)
    if held.of("close contact"):
        found.persons |= through(told, backward=False)
    found.cases |= near(found.cases, found.persons, held.near)
    found.cases |= _ids("SELECT subject::text FROM facts_case WHERE person = ANY(%s::uuid[])", list(found.persons))
    found.cases |= _grouped(found.cases)
    found.persons |= _ids("SELECT person::text FROM facts_case WHERE subject = ANY(%s::uuid[])", list(found.cases))
    found.cases |= _ids("SELECT subject::text FROM facts_case WHERE person = ANY(%s::uuid[])", list(found.persons))


def _grouped(cases: set[str]) -> set[str]:
    """All cases that may be in one group with these, and with those again: what a group is depends on all of it."""
    held = ties()
    if not held.groupings or not cases:
        return set()
    told = _ids("SELECT DISTINCT disease FROM facts_case WHERE subject = ANY(%s::uuid[])", list(cases))
    found = set[str]()
    for one in held.groupings:
        if one.disease in told:
            found |= _in_one_group(cases, one)
    return found


def _in_one_group(cases: set[str], by: Grouping) -> set[str]:
    """The cases of one disease that may be in a group with these."""
    of_disease = "SELECT subject::text FROM facts_case WHERE subject = ANY(%s::uuid[]) AND disease = %s"
    within, before = _ids(of_disease, list(cases), by.disease), 0
    while len(within) > before:
        before = len(within)
        ill = _ids("SELECT person::text FROM facts_case WHERE subject = ANY(%s::uuid[])", list(within))
        mates = sharing(ill, by.shares) | ill
        within |= _ids(
            "SELECT subject::text FROM facts_case WHERE person = ANY(%s::uuid[]) AND disease = %s",
            list(mates), by.disease,
        )  # fmt: skip
        within |= near(within, ill, by.shares, (by.disease,))
        within |= beside("case", within, by.apart, (by.disease,))
        within |= members_with(within)
    return within


def _known_around(found: Subjects) -> None:
    """Those of whom rules ask when they look at these: not derived anew, but known."""
    held = ties()
    for share, asked in held.shares.items():
        looking = told_of(found.persons, {(one.about, one.narrowed) for one in asked})
        found.around |= told_of(sharing(looking, [share]), {(one.kind, ()) for one in asked})
    if held.of("contacts"):
        found.around |= _ids(
            'SELECT person::text FROM facts_exposure WHERE "case" = ANY(%s::uuid[])', list(found.cases)
        )
        found.around |= _ids(
            'SELECT person::text FROM situation_encounter WHERE "case" = ANY(%s::uuid[])', list(found.cases)
        )
    if held.of("close contact"):
        found.around |= through(found.persons, backward=True)
    if held.of("index case"):
        index = list(found.beside | found.cases)
        found.around |= _ids("SELECT person::text FROM facts_case WHERE subject = ANY(%s::uuid[])", index)
    if any(one.kind == "group" for asked in held.shares.values() for one in asked):
        ill = _ids("SELECT subject::text FROM facts_case WHERE person = ANY(%s::uuid[])", list(found.around))
        grouped = list(_grouped(ill))
        found.around |= _ids("SELECT person::text FROM facts_case WHERE subject = ANY(%s::uuid[])", grouped)
    found.around -= found.persons


def unit_codes(subjects: set[str]) -> list[str]:
    """The codes of the units that these subjects stand for."""
    codes = Unit.objects.values_list("code", flat=True)
    return [code for code in codes if place_subject("unit", code) in subjects]


def _of_duties(subjects: list[str], column: str, kind: str | None = None) -> set[str]:
    """Whom these duties are about, of one kind of subject or of all.

    Found by the key that somebody used or by what caused the duty at that time.
    """
    told = (
        "WITH told AS (SELECT duty, causes FROM facts_waiver WHERE subject = ANY(%s::uuid[])"
        " UNION ALL SELECT duty, causes FROM facts_assignment WHERE subject = ANY(%s::uuid[]))"
    )
    named = (
        "SELECT duty FROM told UNION"
        " SELECT cause.duty FROM situation_dutycause cause JOIN told ON cause.original = ANY(told.causes)"
    )
    of_kind = "(%s::text IS NULL OR subject_kind = %s)"
    sql = f'{told} SELECT "{column}"::text FROM situation_duty WHERE key IN ({named}) AND {of_kind}'  # noqa: S608
    return _ids(sql, subjects, subjects, kind, kind)


def _areas(subjects: set[str]) -> list[str]:
    """The codes of the areas that these subjects stand for."""
    codes = Area.objects.values_list("code", flat=True)
    return [code for code in codes if place_subject("area", code) in subjects]


def _units_within(declared: list[str]) -> set[str]:
    """The units in these areas: a response level declared there obliges them to sign each day."""
    inside = Q(pk__in=())
    for path in Area.objects.filter(code__in=declared).values_list("path", flat=True):
        low, high = range_of(path)
        inside |= Q(path__gte=low, path__lt=high)
    return {place_subject("unit", code) for code in Unit.objects.filter(inside).values_list("code", flat=True)}


def _widen_to_counties(found: Subjects) -> None:
    """A county's first case and its clusters depend on all of its cases: the county is derived anew, they beside it.

    A case that names no area is where its person lives, as far as that is told; where it was so far, it may leave.
    """
    cases = list(found.cases)
    persons = list(_ids("SELECT DISTINCT person::text FROM facts_case WHERE subject = ANY(%s::uuid[])", cases))
    counties = _ids(
        "SELECT DISTINCT county.code FROM places_area area"
        " JOIN places_area county ON county.level = 'county' AND starts_with(area.path, county.path)"
        " WHERE area.code IN (SELECT unnest(ARRAY[responsible, area]) FROM facts_case WHERE subject = ANY(%s::uuid[])"
        " UNION SELECT unnest(ARRAY[residence, area]) FROM facts_person WHERE subject = ANY(%s::uuid[])"
        " UNION SELECT unnest(ARRAY[destination, area]) FROM facts_journey WHERE person = ANY(%s::uuid[]))"
        ' OR area.path IN (SELECT responsible FROM situation_casestatus WHERE "case" = ANY(%s::uuid[]))',
        cases,
        persons,
        persons,
        cases,
    )
    counties |= set(Area.objects.filter(level="county", code__in=_areas(found.areas)).values_list("code", flat=True))
    found.areas |= {place_subject("area", code) for code in counties}
    found.beside |= _ids(
        "SELECT fact.subject::text FROM facts_case fact JOIN places_area area ON area.code = fact.responsible"
        " JOIN places_area county ON county.code = ANY(%s) AND starts_with(area.path, county.path)"
        ' UNION SELECT status."case"::text FROM situation_casestatus status'
        " JOIN places_area county ON county.code = ANY(%s) AND starts_with(status.responsible, county.path)",
        list(counties),
        list(counties),
    )
