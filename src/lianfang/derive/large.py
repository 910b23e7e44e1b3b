"""The duties of very many people, from Parquet to Parquet: rule by rule inside DuckDB.

What `run.py` derives from frames in memory is asked of the files in place: only the columns of which a rule speaks are
read, and what a rule owes is written before the next is asked. What a rule means is compiled once for both ways
(`duties.py`, `owing.py`); here stands only in which order it is asked. Whatever is few (areas, cases, most often
contacts) is made as ever.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from lianfang.derive import asking, in_place, owing
from lianfang.derive.cases import cases as cases_of
from lianfang.derive.codes import THREE
from lianfang.derive.contacts import contacts as contacts_of
from lianfang.derive.contacts import through
from lianfang.derive.contacts_in_place import COLUMNS, contacts_of_exposures
from lianfang.derive.duck import CONFIG, Opened
from lianfang.derive.engines import define
from lianfang.derive.files import made_for_duties, table_in
from lianfang.derive.in_place import SAMPLED, Files, Placing
from lianfang.derive.inputs import PLACES, prepared, schema_of
from lianfang.derive.keys import contacts_named
from lianfang.derive.one_rule import OneRule
from lianfang.derive.outputs import DUTY, empty, in_columns
from lianfang.derive.run import met_by_cases
from lianfang.derive.said import anchored, asks_of_links, asks_of_rides, asks_where_cases_are, told_alone
from lianfang.derive.several import SeveralFacts
from lianfang.derive.terms import terms_of
from lianfang.derive.told import listed, seen_by_rules, shaped, text
from lianfang.derive.views import clock_of, places_of, shared_of, views_of
from lianfang.derive.whereabouts import place_people
from lianfang.plan import words
from lianfang.plan.model import Plan, Rule
from lianfang.vocabulary.mistakes import Mistake

# How DuckDB begins to say that what stands in a file is damaged.
UNREAD = "Failed to read file"
# Beside the facts about cases and contacts, of a kind asked in place, what others may have to do with them.
ALSO = {"journey": "vehicle", "person": "household"}
# The kinds, of those asked in place, by which somebody is met or something becomes of a contact.
MET = ("journey", "observation", "notice")
# The kinds that are asked as they were told, by which somebody is where they are, or has to do with a case.
AS_TOLD = frozenset(
    ("person", "case", "exposure", "visit", "journey", "observation", "admission", "outcome", "transfer", "specimen")
)


def duties_in_place(
    folder: Path, plan: Plan, at: datetime, out: Path, wanted: Collection[str] = DUTY, opened: Opened = duckdb.connect
) -> dict[str, int] | None:
    """Writes `duties.parquet`, a folder with a file a rule, in the columns wanted (of `OF_DUTIES`).

    Answers how many duties there are, and how many causes if these are wanted. What is not wanted is not worked out:
    to say who owes a duty costs more than all the rest. Gives None, and writes nothing, where the plan or the files ask
    for what only the way through memory does. Raises Mistake where a file is damaged.
    """
    return _run(folder, plan, at, out, wanted, lambda run: run.written(out), opened)


def counted_in_place(
    folder: Path, plan: Plan, at: datetime, out: Path, opened: Opened = duckdb.connect
) -> dict[str, int] | None:
    """How many duties each rule of a plan makes; no duty is made. None as above. `out` is there for what is spilled."""
    return _run(folder, plan, at, out, (), _Run.counted, opened)


def _run(
    folder: Path, plan: Plan, at: datetime, out: Path, wanted: Collection[str], work: Callable[[_Run], dict[str, int]],
    how: Opened,
) -> dict[str, int] | None:  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    config = CONFIG | {"memory_limit": "1600MB", "temp_directory": str(out / ".spilled")}
    # The same files are read for rule after rule: how each is laid out is read once.
    duck = Placing(config | {"preserve_insertion_order": False, "parquet_metadata_cache": True}, how)
    duck.connection.execute("SET TimeZone = 'UTC'")
    with ExitStack() as opened:
        opened.callback(shutil.rmtree, out / ".spilled", ignore_errors=True)
        opened.callback(duck.close)
        files = Files.of(duck.connection, folder)
        if files is None or not _possible(plan, files):
            return None
        clock = at.astimezone(ZoneInfo(plan.time_zone)).replace(tzinfo=None)
        try:
            return work(_Run(duck, files, plan, clock, wanted, opened))
        except duckdb.InvalidInputException as wrong:
            told = " ".join(str(wrong).split())
            if UNREAD not in told:
                raise
            raise Mistake(f"{told[told.index(UNREAD) :]}; write that file again") from None


def _possible(plan: Plan, files: Files) -> bool:
    if plan.disease == words.ANY_DISEASE or files.rows.keys() & {"waiver", "assignment"}:
        return False
    return not anchored(plan) & files.many() - SAMPLED


@dataclass
class _Run:
    """One derivation: what DuckDB holds, rule after rule."""

    duck: Placing
    files: Files
    plan: Plan
    at: datetime
    # The columns of duties that are wanted; none where duties are only counted.
    wanted: Collection[str]
    opened: ExitStack

    def __post_init__(self) -> None:
        self.asked = self._asked()
        # The views of kinds as they were told.
        self.views: set[str] = set()
        # The kinds that are asked in place.
        self.many = self.files.many()
        if "test_result" in self.asked or anchored(self.plan) & SAMPLED:
            self.many -= SAMPLED
        if self.files.rows.get("exposure", 0) >= in_place.MANY and told_alone(self.plan):
            self.many |= {"exposure", "contact"}

    def _asked(self) -> Counter[str]:
        """About which kinds the questions of the plan ask, and how many of them do."""
        plan, dialect = self.plan, self.duck.dialect
        there = [rule.id for rule in plan.rules if rule.kind in self.files.where or rule.kind in words.DERIVED]
        meetings = (asking.met(plan, rule, dialect) for rule in there if not owing.MEETING.isdisjoint(self.wanted))
        each = [asking.causes(plan, rule, dialect) for rule in there] + [one for one in meetings if one is not None]
        each += [
            asking.anchor(plan, anchor.id, kind, dialect) for anchor in plan.anchors for kind, _ in anchor.formulas
        ]
        each += [asking.counted(plan, group.id, dialect) for group in plan.groups]
        each += [question for held in plan.conditions for question in asking.weighing(plan, held.id, dialect)]
        return Counter(name for question in each for name in question.tables)

    def written(self, out: Path) -> dict[str, int]:
        """The duties of every rule, written; answers how many there are, and how many causes if these are wanted."""
        self._hold()
        told = {"duties": 0} | ({"causes": 0} if "causes" in self.wanted else {})
        folder = made_for_duties(out)
        for number, rule in self._in_turn():
            for name, rows in self._one(rule).written(folder, f"{number:03}").items():
                told[name] += rows
        return told

    def counted(self) -> dict[str, int]:
        """How many duties each rule makes."""
        self._hold()
        told = {rule.id: 0 for rule in self.plan.rules}
        return told | {rule.id: self._one(rule).number() for _, rule in self._in_turn()}

    def _in_turn(self) -> list[tuple[int, Rule]]:
        """The rules of whose kind something is told, each with its number, those last that have to wait."""
        told = [each for each in enumerate(self.plan.rules) if self._is_told_of(each[1].kind)]
        return sorted(told, key=lambda each: self.several.awaited(each[1]))

    def _one(self, rule: Rule) -> OneRule:
        return OneRule(self.duck, self.plan, rule, tuple(self._columns(rule)), self.wanted, self.several.of(rule))

    def _sql(self, statement: str) -> duckdb.DuckDBPyConnection:
        return self.duck.connection.execute(statement)

    def _hold(self) -> None:
        """Facts, and what the plan defines, as tables of DuckDB; where it is wanted also where everybody is."""
        placing = not owing.WHERE.isdisjoint(self.wanted)
        # Contacts have no file.
        of_files = self.many & self.asked.keys() & self.files.held.keys()
        for kind in of_files:
            self._sql(f"CREATE VIEW {kind} AS {self._seen(kind)}")
        of_people = {kind: self.files.held[kind] for kind in of_files if "person" in self.files.held[kind]}
        exposures = self._told("exposure") if "contact" in self.many else ""
        self.several = SeveralFacts(
            self.duck.connection, self.plan, of_people, self._seen, bool(self.wanted), exposures
        )
        self.opened.callback(self.several.close)
        facts = prepared(self._frames(), self.plan.time_zone)
        places = places_of(facts)
        if self.wanted:
            self.duck.name_words(places, self.plan)
        for name, frame in places.items():
            self.duck.hold(name, frame)
        self._sql("CREATE TEMP TABLE places AS SELECT code, path FROM areas")
        self._sql(
            "CREATE TEMP TABLE sites AS SELECT u.code, a.path FROM units AS u LEFT JOIN areas AS a ON u.area = a.code"
        )
        placed = asks_where_cases_are(self.plan)
        if placing or placed:
            told = {kind: held for kind, held in self.files.held.items() if kind not in PLACES}
            for kind in told.keys() & AS_TOLD:
                self._as_told(kind)
            place_people(self.duck.connection, told)
        status = self._status(facts, self._placed(placed, placing), placed)
        seen = {"case", "measurement", *words.DERIVED, *self.asked} & set(words.kinds())
        # The names of very many contacts are made where they are asked for; with an anchor they are held as they are.
        named = "contact" in anchored(self.plan)
        views = views_of(facts, status, self.plan.disease, named=named, kinds=seen)
        self.tables = {**status, **views, **places}
        self.tables |= {"clock": clock_of(self.at), "shared": shared_of(facts, asks_of_rides(self.plan))}
        self.tables |= {"group_member": empty("group_member"), **terms_of(self.plan)}
        held = self.tables.keys() - self.many - places.keys()
        if "contact" in held and not named:
            held -= {"contact"}
            self.duck.hold("_unnamed", self.tables["contact"])
            self._sql(f"CREATE TEMP VIEW contact AS {contacts_named('_unnamed')}")
        for name in held:
            self.duck.hold(name, self.tables[name])
        define(self.duck, self.plan, self.tables)

    def _told(self, kind: str, among: str = "") -> str:
        """A SELECT that gives a kind as it was told; only the rows of its file that a join chooses."""
        return shaped(kind, self.files.where[kind], self.files.held[kind], self.plan.time_zone, among=among)

    def _as_told(self, kind: str) -> str:
        """A view that gives a kind as it was told, by its name."""
        name = f"told_{kind}"
        if name not in self.views:
            self._sql(f"CREATE VIEW {name} AS {self._told(kind)}")
            self.views.add(name)
        return name

    def _seen(self, kind: str, among: str = "") -> str:
        """The same as rules see it."""
        return seen_by_rules(kind, f"({self._told(kind, among)})", self.plan.disease)

    def _status(self, facts: dict[str, pl.DataFrame], people: pl.DataFrame, placed: bool) -> dict[str, pl.DataFrame]:
        """The cases, and the contacts unless they are asked in place, in the columns of which the plan speaks."""
        cases = cases_of(facts, people)
        fallen, met = met_by_cases(facts, facts, cases, people, self.plan)
        every = pl.concat([cases, fallen], how="diagonal")
        if "contact" in self.many:
            known = ("case", "person", "classification", "excluded", "because")
            self.duck.hold("case_known", every.select(name for name in known))
            kept, linked = self.asked["contact"] > 1, "through" in self.asked
            several = self.several.exposed()
            self._as_told("exposure")
            contacts_of_exposures(self.duck.connection, self.plan.disease, placed, kept, linked, several)
            contacts = empty("contact")
        else:
            contacts = contacts_of(facts, every, people, met, linked=asks_of_links(self.plan))
            self.duck.hold("through", through(facts, met))
        return {"case_status": in_columns(cases, "case_status"), "contact": in_columns(contacts, "contact")}

    def _placed(self, contacts: bool, duties: bool) -> pl.DataFrame:
        """Where those are of whom that is asked: of cases, that their duties may be owed there, and of contacts."""
        columns = ("person", *THREE)
        if not contacts and not duties:
            return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
        case = f"SELECT person FROM {self._as_told('case')}" if "case" in self.files.where else "SELECT NULL"  # noqa: S608
        among = f"FROM {self._circle}" if contacts else case
        chosen = ", ".join(f"{name}::VARCHAR AS {name}" for name in columns)
        return self.duck.asked_for(f"SELECT {chosen} FROM person_status WHERE person IN ({among})")  # noqa: S608

    @cached_property
    def _circle(self) -> str:
        """A table of whom contacts and cases are made, made when it is asked about."""
        sources = [self._as_told(kind) for kind in ("exposure", "case") if kind in self.files.where]
        if self.plan.contacts is not None:
            # Whoever may have met a case becomes a contact, of whom everything is asked that is asked of one.
            sources += [self._as_told("visit")] if "visit" in self.files.where else []
            if "vehicle" in self.files.held.get("journey", ()):
                sources.append(f"{self._as_told('journey')} WHERE vehicle IS NOT NULL")
        named = [f"SELECT person FROM (FROM {source}) WHERE person IS NOT NULL" for source in sources]  # noqa: S608
        self._sql(
            f"CREATE TEMP TABLE circle AS {' UNION '.join(named) or 'SELECT NULL::VARCHAR AS person WHERE FALSE'}"
        )
        return "circle"

    def _frames(self) -> dict[str, pl.DataFrame]:
        """What contacts and cases are made of: files that are few, and of those asked in place whom it is about."""
        read = (self.files.where.keys() & {*self.asked, *PLACES, *in_place.MADE_OF}) - self.many
        frames = {name: table_in(self.files.where[name]) for name in read}
        for kind in self.many & {*MET, *ALSO, *SAMPLED}:
            about = self._about_the_circle(kind)
            if about:
                wanted = listed(name for name in schema_of(kind) if name in self.files.held[kind])
                source = f"read_parquet({text(self.files.where[kind])})"
                frames[kind] = self.duck.asked_for(f"SELECT {wanted} FROM {source} WHERE {about}")  # noqa: S608
        return frames

    def _about_the_circle(self, kind: str) -> str:
        """The condition that a fact of a kind says what contacts and cases follow from; nothing where none can."""
        held, traced = self.files.held[kind], self.plan.contacts is not None
        among = []
        if kind in MET and "person" in held and (traced or asks_of_links(self.plan)):
            among.append(f"person IN (FROM {self._circle})")
        if kind in SAMPLED and "specimen" in self.files.where and traced:
            each = f"SELECT subject, unnest(persons) AS person FROM {self._as_told('specimen')}"  # noqa: S608
            among.append(f"subject IN (SELECT subject FROM ({each}) WHERE person IN (FROM {self._circle}))")  # noqa: S608
        among += [f"{column} IS NOT NULL" for of, column in ALSO.items() if of == kind and column in held]
        return " OR ".join(among)

    def _is_told_of(self, kind: str) -> bool:
        if kind not in self.many:
            return kind in self.tables and bool(self.tables[kind].height)
        return bool(self.files.rows["exposure" if kind == "contact" else kind])

    def _columns(self, rule: Rule) -> list[str]:
        """The columns of a cause in which a rule says something."""
        if rule.kind == "contact" and rule.kind in self.many:
            return owing.columns(rule, COLUMNS, original=True)
        if rule.kind in self.many:
            told: Collection[str] = self.files.held[rule.kind]
            return owing.columns(rule, told, original="original" in told)
        frame = self.tables[rule.kind]
        return owing.columns(rule, [name for name in frame.columns if frame[name].null_count() < frame.height], True)
