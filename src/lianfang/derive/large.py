"""The duties of very many people, from Parquet to Parquet: rule by rule inside DuckDB.

What `run.py` derives from frames in memory is asked of the files in place: only the columns of which a rule speaks are
read, and what a rule owes is written before the next is asked. What a rule means is compiled once for both ways
(`duties.py`, `owing.py`); here stands only in which order it is asked. Whatever is few (areas, cases, contacts) is made
as ever.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from lianfang.derive import asking, owing
from lianfang.derive.duck import CONFIG
from lianfang.derive.engines import define
from lianfang.derive.files import emptied
from lianfang.derive.in_place import SAMPLED, Files, Placing
from lianfang.derive.inputs import PLACES, schema_of
from lianfang.derive.outputs import empty, local_schema
from lianfang.derive.run import Start
from lianfang.derive.terms import terms_of
from lianfang.derive.told import TYPES, listed, seen_by_rules, shaped, text, universal
from lianfang.derive.views import clock_of, places_of, shared_of, views_of
from lianfang.derive.whereabouts import place_people, repeated
from lianfang.plan import words
from lianfang.plan.model import Plan, Rule

# Beside the facts about cases and contacts, of a kind asked in place, what others may have to do with them.
ALSO = {"journey": "vehicle", "person": "household"}
# Text that repeats is held as a type of its own, and the rest repeats too seldom to look for it: its lengths stand
# apart (version 2), and zstd at its first level then halves the file for the time that others take.
AS_PARQUET = "FORMAT parquet, PARQUET_VERSION V2, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 1"
NOT_OWED = ("waived", "waived_by", "waiver_reason", "assigned_to")
# A column in which nothing stands.
NOTHING = {"TIMESTAMP": "TIMESTAMPTZ", "VARCHAR": "word"}


def duties_in_place(folder: Path, plan: Plan, at: datetime, out: Path) -> dict[str, int] | None:
    """Writes `duties.parquet` and `causes.parquet`, folders with a file a rule; answers how many rows each has.

    Gives None, and writes nothing, where the plan or the files ask for what only the way through memory does.
    """
    return _run(folder, plan, at, out, lambda run: run.written(out))


def counted_in_place(folder: Path, plan: Plan, at: datetime, out: Path) -> dict[str, int] | None:
    """How many duties each rule of a plan makes; no duty is made. None as above. `out` is there for what is spilled."""
    return _run(folder, plan, at, out, _Run.counted)


def _run(
    folder: Path, plan: Plan, at: datetime, out: Path, work: Callable[[_Run], dict[str, int]]
) -> dict[str, int] | None:  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    config = CONFIG | {"memory_limit": "1600MB", "temp_directory": str(out / ".spilled")}
    duck = Placing(config | {"preserve_insertion_order": False})
    duck.connection.execute("SET TimeZone = 'UTC'")
    try:
        files = Files.of(duck.connection, folder)
        if files is None or not _possible(plan, files):
            return None
        return work(_Run(duck, files, plan, at.astimezone(ZoneInfo(plan.time_zone)).replace(tzinfo=None)))
    finally:
        duck.close()
        shutil.rmtree(out / ".spilled", ignore_errors=True)


def _possible(plan: Plan, files: Files) -> bool:
    if plan.disease == words.ANY_DISEASE or files.rows.keys() & {"waiver", "assignment"}:
        return False
    return not _anchored(plan) & files.many() - SAMPLED


def _anchored(plan: Plan) -> set[str]:
    return {kind for anchor in plan.anchors for kind, _ in anchor.formulas}


@dataclass
class _Run:
    """One derivation: what DuckDB holds, rule after rule."""

    duck: Placing
    files: Files
    plan: Plan
    at: datetime

    def __post_init__(self) -> None:
        self.asked = self._asked()
        # The kinds that are asked in place.
        self.many = self.files.many()
        if "test_result" in self.asked or _anchored(self.plan) & SAMPLED:
            self.many -= SAMPLED

    def _asked(self) -> set[str]:
        """The kinds about which a question of the plan asks."""
        plan, dialect = self.plan, self.duck.dialect
        there = [rule.id for rule in plan.rules if rule.kind in self.files.where or rule.kind in words.DERIVED]
        meetings = (asking.met(plan, rule, dialect) for rule in there)
        each = [asking.causes(plan, rule, dialect) for rule in there] + [one for one in meetings if one is not None]
        each += [
            asking.anchor(plan, anchor.id, kind, dialect) for anchor in plan.anchors for kind, _ in anchor.formulas
        ]
        each += [question for held in plan.conditions for question in asking.weighing(plan, held.id, dialect)]
        return {name for question in each for name in question.tables}

    def written(self, out: Path) -> dict[str, int]:
        """The duties and causes of every rule, written; answers how many there are."""
        self._hold()
        place_people(self.duck.connection, {kind: held for kind, held in self.files.held.items() if kind not in PLACES})
        told = {"duties": 0, "causes": 0}
        for name in told:
            emptied(out / f"{name}.parquet")
        for number, rule in enumerate(self.plan.rules):
            for name, rows in self._owed(rule, out, f"{number:03}").items():
                told[name] += rows
        return told

    def counted(self) -> dict[str, int]:
        """How many duties each rule makes."""
        self._hold()
        return {rule.id: self._number(rule) for rule in self.plan.rules}

    def _sql(self, statement: str) -> duckdb.DuckDBPyConnection:
        return self.duck.connection.execute(statement)

    def _count(self, rows: str) -> int:
        found = self._sql(f"SELECT count(*) FROM {rows}").fetchone()  # noqa: S608 (names of ours)
        assert found is not None
        return int(found[0])

    def _hold(self) -> None:
        """Facts, and what the plan defines, as tables of DuckDB."""
        zone = self.plan.time_zone
        for kind, file in self.files.where.items():
            if kind not in PLACES:
                self._sql(f"CREATE TEMP VIEW told_{kind} AS {shaped(kind, file, self.files.held[kind], zone)}")
        frames = self._frames()
        start = Start.of(frames, zone)
        status, _ = start.status(frames, self.plan, "duckdb")
        self.tables = {**status, **views_of(start.facts, status, self.plan.disease), **places_of(start.facts)}
        self.tables |= {"clock": clock_of(self.at), "shared": shared_of(start.facts)}
        self.tables |= {"group_member": empty("group_member"), **terms_of(self.plan)}
        self.duck.name_words(self.tables, self.plan)
        for name, frame in self.tables.items():
            if name not in {*self.many, "person_status"}:
                self.duck.hold(name, frame)
        for kind in self.many & self.asked:
            self._sql(f"CREATE TEMP VIEW {kind} AS {seen_by_rules(kind, f'told_{kind}', self.plan.disease)}")
        define(self.duck, self.plan, self.tables)
        self._sql("CREATE TEMP TABLE places AS SELECT code, path FROM areas")
        self._sql(
            "CREATE TEMP TABLE sites AS SELECT u.code, a.path FROM units AS u LEFT JOIN areas AS a ON u.area = a.code"
        )

    def _frames(self) -> dict[str, pl.DataFrame]:
        """What contacts and cases are made of: files that are few, and of those asked in place whom it is about."""
        frames = {name: pl.read_parquet(file) for name, file in self.files.where.items() if name not in self.many}
        sources = [f"told_{kind}" for kind in ("exposure", "case") if kind in self.files.where]
        if self.plan.contacts is not None:
            # Whoever may have met a case becomes a contact, of whom everything is asked that is asked of one.
            sources += ["told_visit"] if "visit" in self.files.where else []
            if "vehicle" in self.files.held.get("journey", ()):
                sources.append("told_journey WHERE vehicle IS NOT NULL")
        named = [f"SELECT person FROM (FROM {source}) WHERE person IS NOT NULL" for source in sources]  # noqa: S608
        self._sql(
            f"CREATE TEMP TABLE circle AS {' UNION '.join(named) or 'SELECT NULL::VARCHAR AS person WHERE FALSE'}"
        )
        for kind in self.many:
            wanted = listed(name for name in schema_of(kind) if name in self.files.held[kind])
            source = f"read_parquet({text(self.files.where[kind])})"
            frames[kind] = self.duck.asked_for(f"SELECT {wanted} FROM {source} WHERE {self._about_the_circle(kind)}")  # noqa: S608
        return frames

    def _about_the_circle(self, kind: str) -> str:
        """The condition that a fact of a kind is about somebody of whom contacts and cases are made."""
        held = self.files.held[kind]
        among = ["person IN (FROM circle)"] if "person" in held else ["FALSE"]
        if kind in SAMPLED and "specimen" in self.files.where:
            each = "SELECT subject, unnest(persons) AS person FROM told_specimen"
            among.append(f"subject IN (SELECT subject FROM ({each}) WHERE person IN (FROM circle))")  # noqa: S608
        among += [f"{column} IS NOT NULL" for of, column in ALSO.items() if of == kind and column in held]
        return " OR ".join(among)

    def _owed(self, rule: Rule, out: Path, file: str) -> dict[str, int]:
        """Writes what a rule owes, and from which facts."""
        if not self._is_told_of(rule.kind):
            return {}
        columns = self._columns(rule)
        found = asking.causes(self.plan, rule.id, self.duck.dialect).sql
        self._sql(f"CREATE OR REPLACE TEMP TABLE _causes AS SELECT {listed(columns)} FROM ({found})")  # noqa: S608
        self._episodes(rule, columns)
        self._sql(f"CREATE OR REPLACE TEMP TABLE _made AS {owing.each_time(self.plan, rule, tuple(columns))}")
        told = {}
        if self._count("_made"):
            self._sql(f"CREATE OR REPLACE TEMP VIEW _owed AS SELECT *, {owing.constants(rule, columns)} FROM _made")  # noqa: S608
            told["duties"] = self._write_duties(rule, out / "duties.parquet" / f"{file}.parquet")
            told["causes"] = self._write_causes(rule, columns, out / "causes.parquet", file)
        for name in ("_made", "_causes", "_several"):
            self._sql(f"DROP TABLE {name} CASCADE")
        return told

    def _number(self, rule: Rule) -> int:
        """How many duties a rule makes."""
        if not self._is_told_of(rule.kind):
            return 0
        columns = ["fact", "opened", "ends", "due", "anchor", "subject"]
        columns += ["original"] if "original" in self._columns(rule) else []
        found = asking.causes(self.plan, rule.id, self.duck.dialect).sql
        self._sql(f"CREATE OR REPLACE TEMP VIEW _causes AS SELECT {listed(columns)} FROM ({found})")  # noqa: S608
        self._episodes(rule, columns)
        row = self._sql(owing.number_of_times(self.plan, rule)).fetchone()
        assert row is not None
        return int(row[0])

    def _is_told_of(self, kind: str) -> bool:
        return bool(self.files.rows[kind] if kind in self.many else self.tables[kind].height)

    def _columns(self, rule: Rule) -> list[str]:
        """The columns of a cause in which a rule says something."""
        if rule.kind in self.many:
            told: Collection[str] = self.files.held[rule.kind]
            return owing.columns(rule, told, original="original" in told)
        frame = self.tables[rule.kind]
        return owing.columns(rule, [name for name in frame.columns if frame[name].null_count() < frame.height], True)

    def _episodes(self, rule: Rule, columns: Collection[str]) -> None:
        """Makes the episodes of a rule, as `_episodes`, from its `_causes`; `_number` is 0 of one cause alone.

        Whoever is the subject of one cause has one episode. Of the others they are told as for few people: `_several`
        are their causes.
        """
        twice = repeated(self.duck.connection, "SELECT hash(subject) AS h FROM _causes", "_repeated")
        self._sql(f"""CREATE OR REPLACE TEMP VIEW _found AS
            SELECT {owing.as_causes(rule, columns)} FROM _causes SEMI JOIN _repeated ON hash(subject) = h""")  # noqa: S608
        several, once = owing.of_several()
        self._sql(f"CREATE OR REPLACE TEMP TABLE _several AS {several}")
        alone = "_causes ANTI JOIN _repeated ON hash(subject) = h" if twice else "_causes"
        more = f" UNION ALL SELECT {listed(columns)}, _episode::INTEGER FROM ({once})" if twice else ""  # noqa: S608
        self._sql(f"""CREATE OR REPLACE TEMP VIEW _episodes AS
            SELECT {listed(columns)}, 0::INTEGER AS _number FROM {alone}{more}""")  # noqa: S608

    def _write_duties(self, rule: Rule, file: Path) -> int:
        told = {name: f'_owed."{name}"' for name in local_schema("duty")}
        told |= {"plan": _word(self.plan.id), "rule": _word(rule.id), "disease": _word(self.plan.disease)}
        told |= {name: f"{told[name]}::word" for name in ("subject_kind", "owed_kind")} | dict.fromkeys(
            NOT_OWED, "NULL"
        )
        meeting = asking.met(self.plan, rule.id, self.duck.dialect)
        source = "_owed"
        if meeting is not None:
            self._sql(f"CREATE OR REPLACE TEMP TABLE _meeting AS {meeting.sql}")
        if meeting is not None and self._count("_meeting"):
            source += " LEFT JOIN _meeting USING (key)"
            told |= {name: f"_meeting.{name}" for name in ("met", "met_by", "met_kind")}
            told |= {"key": "key", "met_kind": "_meeting.met_kind::word"}
        else:
            told |= dict.fromkeys(("met", "met_by", "met_kind"), "NULL")
        rows = self._copy("duty", told, source, file)
        self._sql("DROP TABLE IF EXISTS _meeting")
        return rows

    def _write_causes(self, rule: Rule, columns: Collection[str], folder: Path, file: str) -> int:
        alone = {"duty": "key", "kind": _word(rule.kind), **owing.cause(rule, columns)}
        rows = self._copy("duty_cause", alone, "_owed WHERE _number = 0", folder / f"{file}.parquet")
        if self._count("_several"):
            several = alone | {"fact": "c.fact", "original": "c.original", "since": "c.opened", "until": "c.ends"}
            both = "_owed JOIN _several AS c ON _owed.subject = c.subject AND _number = _episode"
            rows += self._copy("duty_cause", several, both, folder / f"{file}-several.parquet")
        return rows

    def _copy(self, table: str, told: Mapping[str, str], source: str, file: Path) -> int:
        """Writes rows of a derived table, moments in UTC again; answers how many."""
        columns = []
        for column, dtype in local_schema(table).items():
            value = told[column]
            if value == "NULL":
                value = f"NULL::{NOTHING.get(TYPES[dtype], TYPES[dtype])}"
            elif TYPES[dtype] == "TIMESTAMP":
                value = universal(value, self.plan.time_zone)
            elif TYPES[dtype] != "VARCHAR":
                value = f"{value}::{TYPES[dtype]}"
            columns.append(f'{value} AS "{column}"')
        query = f"SELECT {', '.join(columns)} FROM {source}"  # noqa: S608 (names of ours)
        rows = self._sql(f"COPY ({query}) TO {text(file)} ({AS_PARQUET})").fetchone()
        assert rows is not None
        return int(rows[0])


def _word(told: str) -> str:
    return f"{text(told)}::word"
