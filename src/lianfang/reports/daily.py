"""The figures of a day: from tables in, a tree of dataclasses out. Reads no database and no clock."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time

import polars as pl

from lianfang.places.short_names import short_name, short_names
from lianfang.reports.counted import Counted, Tree
from lianfang.reports.english_names import english_name
from lianfang.reports.figures import (
    AreaFigures,
    AreaName,
    Basis,
    BothBases,
    BulletinRow,
    ContactsFigures,
    DailyFigures,
    Difference,
    Opening,
    Rate,
    Revision,
    SignOffFigures,
    SignOffState,
    SumCheck,
)
from lianfang.reports.promises import duties_due, promises_kept, rules_kept, units_overdue
from lianfang.reports.signing import sign_off_figures
from lianfang.reports.wording import ZONE
from lianfang.vocabulary import Mistake

# The bulletin's rows in their order: root of the figure's name, whether origins are told apart, which columns it has.
_BULLETIN: tuple[tuple[str, bool, tuple[str, ...]], ...] = (
    ("confirmed", True, ("new", "current", "cumulative")),
    ("asymptomatic", True, ("new", "current", "cumulative")),
    ("suspected", False, ("new", "current", "cumulative")),
    ("clinical", False, ("new", "current", "cumulative")),
    ("severe", False, ("current",)),
    ("critical", False, ("current",)),
    ("discharged", False, ("new", "cumulative")),
    ("died", False, ("new", "cumulative")),
    ("turned", False, ("new",)),
    ("tested", False, ("new",)),
)
_ORIGINS = ("local", "import_related", "imported")
# Figures of which the parent's own is held against its children's sum.
_SUMMED = (
    "cumulative_confirmed",
    "new_confirmed",
    "current_confirmed",
    "current_suspected",
    "current_asymptomatic",
    "cumulative_discharged",
    "cumulative_died",
)
# What stands for a table of which nothing is to be told.
NOTHING_SIGNED = NO_UNITS = pl.DataFrame()
NO_DUTIES = pl.DataFrame(
    schema=dict.fromkeys(("rule", "disease", "owed_by", "responsible"), pl.String)
    | dict.fromkeys(("due", "met", "waived", "ends"), pl.Datetime("us", "UTC"))
)


def daily_figures(
    counted: Counted,
    *,
    area: str,
    day: date,
    known_at: datetime,
    cut: datetime,
    due: datetime,
    sign_offs: pl.DataFrame = NOTHING_SIGNED,
    units: pl.DataFrame = NO_UNITS,
    duties: pl.DataFrame = NO_DUTIES,
    contact_infection: tuple[int | None, int | None] = (None, None),
    signing: Collection[str] = (),
    signers: Collection[str] | None = None,
    promises: Mapping[str, str] | None = None,
    rule_titles: Mapping[str, tuple[str, str]] | None = None,
    late_facts: Mapping[str, Collection[datetime]] | None = None,
    revised: tuple[Revision, ...] = (),
    disease_names: tuple[str, str] | None = None,
) -> DailyFigures:
    """The figures of an area and day, of a disease as it is ``counted``, as they were known at ``known_at``.

    ``sign_offs`` has the columns of that kind, ``units`` those of ``places.frames``, ``duties`` those of
    ``vocabulary.derived("duty")``; of what is left out nothing is told. ``contact_infection`` is what
    ``infected_contacts`` answers. ``signing`` names the kinds of unit that sign, or ``signers`` the units themselves,
    ``promises`` by rule which of the three promises it keeps (``promises.promise_of``), ``rule_titles`` by rule its
    Chinese and English title, ``late_facts`` by unit when facts of the day became known, ``revised`` what became known
    of earlier days (``revisions.revisions``). ``cut`` and ``due`` are the day's moments by the plan.

    Raises Mistake on an area that is not in the tree.
    """
    tree, disease = counted.tree, counted.disease
    if area not in tree.rows:
        raise Mistake(f"no area has the code {area!r}; `lianfang load areas FILE` puts areas in")
    names = _names(tree, area)
    path = tree.path(area)
    inside = units.filter(pl.col("path").str.starts_with(path)) if units.height else units
    signing_units = inside
    if inside.height:
        chosen = pl.col("kind").is_in(list(signing)) if signers is None else pl.col("code").is_in(list(signers))
        signing_units = inside.filter(chosen)
    signed = sign_off_figures(
        sign_offs, signing_units, late_facts or {}, day=day, disease=disease, known_at=known_at, cut=cut, due=due
    )
    begins = datetime.combine(day, time(), ZONE)
    owed = duties_due(duties, path=path, disease=disease, begins=begins, cut=min(cut, known_at))
    traced = ContactsFigures(
        traced=counted.figure(area, day, "cumulative_contacts"),
        released=counted.figure(area, day, "cumulative_released"),
        observed=counted.figure(area, day, "current_contacts"),
    )
    zh, en = disease_names or (disease, disease)
    return DailyFigures(
        area=names[area],
        day=day,
        disease=disease,
        disease_zh=zh,
        disease_en=en,
        known_at=known_at,
        basis=counted.basis(area, day),
        opening=_opening(counted, names, area, day),
        bulletin=tuple(_bulletin(counted, area, day)),
        revisions=revised,
        contacts=traced,
        children=tuple(_child(counted, names[code], day, signed, tree) for code in tree.children.get(area, ())),
        sums=tuple(_sums(counted, area, day)),
        both=tuple(_both(counted, area, day)),
        rates=tuple(_rates(counted, area, day, contact_infection)),
        promises=promises_kept(owed, promises or {}),
        rules=rules_kept(owed, rule_titles or {}),
        overdue=units_overdue(owed, units),
        sign_offs=signed,
    )


def _names(tree: Tree, area: str) -> dict[str, AreaName]:
    """The area and its children, named."""
    children = {code: str(tree.rows[code]["name"]) for code in tree.children.get(area, ())}
    name = str(tree.rows[area]["name"])
    short = short_names(children) | {area: short_name(name)}
    return {
        code: AreaName(code, str(tree.rows[code]["level"]), full, short[code], english_name(full))
        for code, full in (children | {area: name}).items()
    }


def _opening(counted: Counted, names: Mapping[str, AreaName], area: str, day: date) -> Opening:
    confirmed = counted.figure(area, day, "cumulative_confirmed")
    clinical = counted.figure(area, day, "current_clinical")
    suspected = counted.figure(area, day, "current_suspected")
    affected, none, unknown, suspected_known = [], [], [], True
    children = counted.tree.children.get(area, ())
    for code in children:
        proven = counted.figure(code, day, "cumulative_confirmed")
        possible = [counted.figure(code, day, name) for name in ("current_suspected", "current_clinical")]
        if proven or any(possible):
            affected.append(names[code])
        elif proven is None:
            unknown.append(names[code])
        else:
            none.append(names[code])
            suspected_known = suspected_known and possible[0] is not None
    levels = {names[code].level for code in children}
    return Opening(
        area=names[area],
        day=day,
        reported=None if confirmed is None else confirmed + (clinical or 0) + (suspected or 0),
        confirmed=confirmed,
        clinical=clinical,
        suspected=suspected,
        asymptomatic=counted.figure(area, day, "current_asymptomatic"),
        child_level=levels.pop() if len(levels) == 1 else "mixed",
        affected=tuple(affected),
        none=tuple(none),
        unknown=tuple(unknown),
        suspected_known=suspected_known,
    )


def _bulletin(counted: Counted, area: str, day: date) -> list[BulletinRow]:
    rows = []
    told_apart = counted.basis(area, day) in (Basis.PERSONS, Basis.CHILDREN)
    for name, by_origin, has in _BULLETIN:
        for origin in ("", *_ORIGINS) if by_origin and told_apart else ("",):
            values = {
                column: counted.figure(area, day, f"{column}_{name}", origin) if column in has else None
                for column in ("new", "current", "cumulative")
            }
            rows.append(BulletinRow(name, origin, **values, has=has))
    return [row for row in rows if row.origin == "" or any((row.new, row.current, row.cumulative, told_apart))]


def _child(counted: Counted, name: AreaName, day: date, signed: SignOffFigures, tree: Tree) -> AreaFigures:
    path, code = tree.path(name.code), name.code
    missing = sum(
        1
        for line in signed.of(SignOffState.MISSING)
        if line.area in tree.rows and tree.path(line.area).startswith(path)
    )
    columns = (
        "new_confirmed", "current_confirmed", "cumulative_confirmed", "new_asymptomatic", "current_asymptomatic",
        "current_suspected", "cumulative_discharged", "cumulative_died",
    )  # fmt: skip
    values = {column: counted.figure(code, day, column) for column in columns}
    return AreaFigures(name, counted.basis(code, day), **values, missing_units=missing)


def _sums(counted: Counted, area: str, day: date) -> list[SumCheck]:
    if not counted.tree.children.get(area) or counted.basis(area, day) is Basis.CHILDREN:
        return []
    checks = []
    for name in _SUMMED:
        total, unknown = counted.of_children(area, day, name)
        own = counted.figure(area, day, name)
        if own is not None or total is not None:
            checks.append(SumCheck(name, own, total, unknown))
    return checks


def _both(counted: Counted, area: str, day: date) -> list[BothBases]:
    if counted.persons_from(area) != day:
        return []
    return [
        BothBases(name, counted.of_reports(area, day, name), counted.of_persons(area, day, name)) for name in _SUMMED
    ]


def _rates(counted: Counted, area: str, day: date, contact_infection: tuple[int | None, int | None]) -> list[Rate]:
    """The four rates, the third in its two forms."""
    confirmed = counted.figure(area, day, "cumulative_confirmed")
    population = counted.tree.rows[area].get("population")
    infected, over = contact_infection
    return [
        Rate(
            "admission",
            counted.figure(area, day, "current_admitted"),
            counted.figure(area, day, "current_confirmed"),
            100,
        ),
        Rate("cure", counted.figure(area, day, "cumulative_discharged"), confirmed, 100),
        Rate("infection", confirmed, None if population is None else int(str(population)), 100_000),
        Rate("contact_infection", infected, over, 100),
        Rate("death", counted.figure(area, day, "cumulative_died"), confirmed, 100),
    ]


def infected_contacts(
    contacts: pl.DataFrame, cases: pl.DataFrame, path: str, disease: str, cut: datetime
) -> tuple[int | None, int | None]:
    """How many of the contacts whose observation is over became infected, and how many these are.

    Unknown where there are no contacts.
    """
    if not contacts.height:
        return None, None
    over, infected = contacts_over(contacts, cases, path, disease, cut)
    return infected.len(), over.len()


def contacts_over(
    contacts: pl.DataFrame, cases: pl.DataFrame, path: str, disease: str, cut: datetime
) -> tuple[pl.Series, pl.Series]:
    """The contacts of an area whose observation is over, and the infected among them, as persons.

    Observation ends with release, or with the infection itself.
    """
    here = contacts.filter((pl.col("disease") == disease) & pl.col("responsible").str.starts_with(path))
    infected = cases.filter(
        (pl.col("disease") == disease) & ((pl.col("confirmed") < cut) | (pl.col("asymptomatic") < cut))
    )["person"].unique()
    over = here.filter((pl.col("released") < cut) | pl.col("person").is_in(infected.implode()))["person"].unique()
    return over, over.filter(over.is_in(infected.implode()))


def differences(then: DailyFigures, now: DailyFigures) -> tuple[Difference, ...]:
    """Each figure of the bulletin as known then and as known now, in the bulletin's order."""
    before = {row.key: row for row in then.bulletin}
    found = []
    for row in now.bulletin:
        for column in row.has:
            known = getattr(before[row.key], column) if row.key in before else None
            found.append(Difference(row.key, column, known, getattr(row, column)))
    for column in ("traced", "released", "observed"):
        found.append(Difference("contacts", column, getattr(then.contacts, column), getattr(now.contacts, column)))
    return tuple(found)
