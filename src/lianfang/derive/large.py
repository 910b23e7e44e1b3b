"""The duties of very many people, from Parquet to Parquet: rule by rule inside DuckDB.

What `run.py` derives from frames in memory is asked of the files in place: only the columns of which a rule speaks are
read, and what a rule owes is written before the next is asked. What a rule means is compiled once for both ways
(`duties.py`); here stands only in which order it is asked. Whatever is few (areas, cases, contacts) is made as ever.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import ibis
import polars as pl
from ibis.expr import types as ir

from lianfang.derive import asking, duties
from lianfang.derive.asking import CAUSES
from lianfang.derive.compiled import asked
from lianfang.derive.duck import CONFIG, Duck
from lianfang.derive.engines import define
from lianfang.derive.files import emptied
from lianfang.derive.inputs import PLACES, read_kinds, schema_of
from lianfang.derive.outputs import empty, local_schema
from lianfang.derive.run import Start
from lianfang.derive.terms import ABOUT, terms_of
from lianfang.derive.told import TYPES, columns_of, listed, readable, seen_by_rules, shaped, text, universal
from lianfang.derive.views import clock_of, places_of, shared_of, views_of
from lianfang.derive.whereabouts import place_people, repeated
from lianfang.plan import words
from lianfang.plan.model import Plan, Rule

# From so many rows on a file is asked in place and never held.
MANY = 200_000
# Kinds that rules do not see as they were told, or of which contacts and cases are made: always held.
HELD = frozenset(
    ("specimen", "test_result", "attempt", "case", "severity", "outcome", "action", "measurement", "letter", "exposure",
     "membership", "admission", "transfer", "merge", "visit")
)  # fmt: skip
# Beside the facts about cases and contacts, of a kind asked in place, what others may have to do with them.
ALSO = {"journey": "vehicle", "person": "household"}
# Text that repeats is held as a type of its own, and the rest repeats too seldom to look for it.
AS_PARQUET = "FORMAT parquet, COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 1"
# What a duty may be about.
SUBJECTS = ("person", "case", "unit", "area", "specimen", "group", "subject")
NOT_OWED = ("waived", "waived_by", "waiver_reason", "assigned_to")
ABOUT_WHOM = tuple(name for name in ABOUT if name not in ("subject_kind", "subject"))


def duties_in_place(folder: Path, plan: Plan, at: datetime, out: Path) -> dict[str, int] | None:
    """Writes `duties.parquet` and `causes.parquet`, folders with a file a rule; answers how many rows each has.

    Gives None, and writes nothing, where the plan or the files ask for what only the way through memory does.
    """
    out.mkdir(parents=True, exist_ok=True)
    config = CONFIG | {"memory_limit": "1600MB", "temp_directory": str(out / ".spilled")}
    duck = _Placing(config | {"preserve_insertion_order": False})
    duck.connection.execute("SET TimeZone = 'UTC'")
    try:
        files = _Files.of(duck.connection, folder)
        if files is None or not _possible(plan, files):
            return None
        return _Run(duck, files, plan, at.astimezone(ZoneInfo(plan.time_zone)).replace(tzinfo=None), out).written()
    finally:
        duck.close()
        shutil.rmtree(out / ".spilled", ignore_errors=True)


def _possible(plan: Plan, files: _Files) -> bool:
    if plan.disease == words.ANY_DISEASE or files.rows.keys() & {"waiver", "assignment"}:
        return False
    anchored = {kind for anchor in plan.anchors for kind, _ in anchor.formulas}
    return not anchored & files.many()


class _Placing(Duck):
    """A DuckDB in which paths and units are numbers that know their text: there are few, and every duty names some."""

    def name_words(self, tables: Mapping[str, pl.DataFrame], plan: Plan) -> None:
        """Takes the paths and codes of areas and units as the types `path` and `code`, a plan's words as `word`."""
        paths = pl.concat([tables[name]["path"] for name in ("areas", "units")]).drop_nulls().unique().sort()
        said = {plan.id, plan.disease, *SUBJECTS, *words.kinds(), *(rule.id for rule in plan.rules)}
        said |= {kind for rule in plan.rules for kind in rule.owes.by.kinds} | set(tables["units"]["kind"].drop_nulls())
        codes = tables["units"]["code"].unique().sort()
        for name, told in (("path", paths), ("code", codes), ("word", pl.Series(sorted(said)))):
            self.connection.register("_named", told.alias("named").to_frame().to_arrow())
            self.connection.execute(f"CREATE TYPE {name} AS ENUM (SELECT named FROM _named)")  # noqa: S608 (names of ours)
        self.connection.unregister("_named")

    def hold(self, name: str, frame: pl.DataFrame) -> None:
        named = {column: type_ for column, type_ in _NAMED.get(name, {}).items() if column in frame.columns}
        if not named:
            super().hold(name, frame)
            return
        super().hold("_held", frame)
        told = ", ".join(f'"{column}"::{type_} AS "{column}"' for column, type_ in named.items())
        self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS SELECT * REPLACE ({told}) FROM _held')  # noqa: S608


_PATHS = dict.fromkeys(("path", "above_path", "responsible", "whereabouts", "treated"), "path")
_NAMED = {
    "areas": _PATHS, "ancestors": _PATHS, "case_status": _PATHS, "group": _PATHS, "units": {**_PATHS, "code": "code"},
}  # fmt: skip


@dataclass(frozen=True)
class _Files:
    """The Parquet files of a folder by kind: where each is, its columns with their types, its rows."""

    where: Mapping[str, Path]
    held: Mapping[str, Mapping[str, str]]
    rows: Mapping[str, int]

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, folder: Path) -> _Files | None:
        """None where one is no Parquet, of no kind, or cannot be asked in place."""
        known = {*read_kinds(), *PLACES, "visit"}
        files = [file for file in sorted(folder.iterdir()) if file.suffix in (".parquet", ".csv")]
        if any(file.suffix == ".csv" or file.stem not in known for file in files):
            return None
        held = {file.stem: columns_of(connection, file) for file in files}
        if not all(readable(kind, columns) for kind, columns in held.items() if kind not in PLACES):
            return None
        if not all("id" in columns for kind, columns in held.items() if kind not in PLACES):
            return None
        rows = {file.stem: pl.scan_parquet(file).select(pl.len()).collect().item() for file in files}
        return cls({file.stem: file for file in files}, held, rows)

    def many(self) -> set[str]:
        """The kinds that are asked in place."""
        return {kind for kind, rows in self.rows.items() if rows >= MANY and kind not in HELD and kind not in PLACES}


@dataclass
class _Run:
    """One derivation: what DuckDB holds, rule after rule."""

    duck: _Placing
    files: _Files
    plan: Plan
    at: datetime
    out: Path
    repeated: dict[str, str] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=lambda: {"duties": 0, "causes": 0})

    def written(self) -> dict[str, int]:
        """The duties and causes of every rule, written."""
        for name in self.told:
            emptied(self.out / f"{name}.parquet")
        self._hold()
        for number, rule in enumerate(self.plan.rules):
            if self._rows(rule.kind):
                self._owe(rule, number)
        return self.told

    def _sql(self, statement: str) -> duckdb.DuckDBPyConnection:
        return self.duck.connection.execute(statement)

    def _rows(self, kind: str) -> int:
        return self.files.rows[kind] if kind in self.files.many() else self.tables[kind].height

    def _hold(self) -> None:
        """Facts, who people are, and what the plan defines, as tables of DuckDB."""
        zone, many = self.plan.time_zone, self.files.many()
        kinds = [kind for kind in self.files.where if kind not in PLACES]
        for kind in kinds:
            source = shaped(kind, self.files.where[kind], self.files.held[kind], zone)
            self._sql(f"CREATE TEMP VIEW told_{kind} AS {source}")
        frames = self._frames(kinds, many)
        start = Start.of(frames, zone)
        status, _ = start.status(frames, self.plan, "duckdb")
        self.tables = {**status, **views_of(start.facts, status, self.plan.disease), **places_of(start.facts)}
        self.tables |= {"clock": clock_of(self.at), "shared": shared_of(start.facts)}
        self.tables |= {"group_member": empty("group_member"), **terms_of(self.plan)}
        self.duck.name_words(self.tables, self.plan)
        for name, frame in self.tables.items():
            if name not in {*many, "person_status"}:
                self.duck.hold(name, frame)
        for kind in many:
            self._sql(f"CREATE TEMP VIEW {kind} AS {seen_by_rules(kind, f'told_{kind}', self.plan.disease)}")
        define(self.duck, self.plan, self.tables)
        self._sql("CREATE TEMP TABLE places AS SELECT code, path FROM areas")
        self._sql(
            "CREATE TEMP TABLE sites AS SELECT u.code, a.path FROM units AS u LEFT JOIN areas AS a ON u.area = a.code"
        )
        place_people(self.duck.connection, {kind: self.files.held[kind] for kind in kinds})

    def _frames(self, kinds: Collection[str], many: Collection[str]) -> dict[str, pl.DataFrame]:
        """What contacts and cases are made of: files that are few, and of those asked in place whom it is about."""
        frames = {name: pl.read_parquet(file) for name, file in self.files.where.items() if name not in many}
        sources = [f"told_{kind}" for kind in ("exposure", "case") if kind in kinds]
        if self.plan.contacts is not None:
            # Whoever may have met a case becomes a contact, of whom everything is asked that is asked of one.
            sources += ["told_visit"] if "visit" in kinds else []
            if "vehicle" in self.files.held.get("journey", ()):
                sources.append("told_journey WHERE vehicle IS NOT NULL")
        named = [f"SELECT person FROM (FROM {source}) WHERE person IS NOT NULL" for source in sources]  # noqa: S608
        self._sql(
            f"CREATE TEMP TABLE circle AS {' UNION '.join(named) or 'SELECT NULL::VARCHAR AS person WHERE FALSE'}"
        )
        for kind in many:
            held = self.files.held[kind]
            among = ["person IN (FROM circle)"] if "person" in held else ["FALSE"]
            among += [f"{column} IS NOT NULL" for of, column in ALSO.items() if of == kind and column in held]
            wanted = listed(name for name in schema_of(kind) if name in held)
            frames[kind] = self.duck.asked_for(
                f"SELECT {wanted} FROM read_parquet({text(self.files.where[kind])}) WHERE {' OR '.join(among)}"  # noqa: S608
            )
        return frames

    def _owe(self, rule: Rule, number: int) -> None:
        """Writes what a rule owes, and from which facts."""
        columns = self._episodes(rule)
        self._sql(f"CREATE OR REPLACE TEMP TABLE _made AS {_made(self.plan, rule.id, tuple(columns))}")
        if not self._count("_made"):
            return
        self._sql(f"CREATE OR REPLACE TEMP VIEW _owed AS SELECT *, {_constants(rule, columns)} FROM _made")  # noqa: S608
        meeting = asking.met(self.plan, rule.id, self.duck.dialect)
        self._sql(f"CREATE OR REPLACE TEMP TABLE _meeting AS {meeting.sql if meeting else _UNMET}")
        told = {name: f'_owed."{name}"' for name in local_schema("duty")}
        told |= {
            "key": "key",
            "plan": _word(self.plan.id),
            "disease": _word(self.plan.disease),
            "owed_kind": "owed_kind::word",
        }
        told |= {name: f"_meeting.{name}" for name in ("met", "met_by", "met_kind")}
        told |= dict.fromkeys(NOT_OWED, "NULL") | {"met_kind": "_meeting.met_kind::word", "rule": _word(rule.id)}
        told["subject_kind"] = f"{told['subject_kind']}::word"
        self._copy("duties", "duty", number, told, "_owed LEFT JOIN _meeting USING (key)")
        alone = {
            "duty": "key", "fact": "_fact", "original": "_original", "kind": _word(rule.kind), "since": "_since",
            "until": "_until",
        }  # fmt: skip
        self._copy("causes", "duty_cause", number, alone, "_owed WHERE _number = 0")
        if self._count("_several"):
            several = alone | {"fact": "c.fact", "original": "c.original", "since": "c.opened", "until": "c.ends"}
            both = "_owed JOIN _several AS c ON _owed.subject = c.subject AND _number = _episode"
            self._copy("causes", "duty_cause", number, several, both, "-several")
        for name in ("_made", "_meeting", "_several"):
            self._sql(f"DROP TABLE {name} CASCADE")

    def _count(self, name: str) -> int:
        found = self._sql(f"SELECT count(*) FROM {name}").fetchone()  # noqa: S608 (names of ours)
        assert found is not None
        return int(found[0])

    def _episodes(self, rule: Rule) -> list[str]:
        """Makes the episodes of a rule, as `_episodes`; answers its columns beside `_number`, 0 of one cause alone.

        Whoever is the subject of one fact has one episode. Of the others they are told as for few people: `_several`
        are their causes.
        """
        daily, many = rule.owes.schedule.how == "daily", rule.kind in self.files.many()
        original = "original" in self.files.held.get(rule.kind, {}) or not many
        about = ["unit"] if daily else [name for name in ABOUT_WHOM if name == rule.subject and name not in _SELF]
        names = ["fact", "opened", "ends", "due", "anchor", "subject", *about]
        names += ["person"] if rule.subject == "case" else []
        names += ["original"] if original else []
        names += ["named"] if duties.names_owner(rule) else []
        names += [name for name in ("outbreak", "area") if name in self._told(rule.kind)]
        found = asking.causes(self.plan, rule.id, self.duck.dialect).sql
        told = {name: f"NULL::{_SQL_TYPES[type_]}" for name, type_ in CAUSES.items()}
        told |= {name: f'"{name}"' for name in names}
        told |= {"rule": text(rule.id), "kind": text(rule.kind)} | ({} if original else {"original": "fact"})
        every = ", ".join(f'{value} AS "{name}"' for name, value in told.items())
        twice = self._repeated(rule, found)
        self._sql(f"""CREATE OR REPLACE TEMP VIEW _found AS
            SELECT {every} FROM ({found}) SEMI JOIN {twice} ON hash(subject) = h""")  # noqa: S608
        several, once = _of_several()
        self._sql(f"CREATE OR REPLACE TEMP TABLE _several AS {several}")
        alone = listed(names) + ("" if original else ', fact AS "original"')
        columns = [*names, *(() if original else ("original",))]
        self._sql(f"""CREATE OR REPLACE TEMP VIEW _episodes AS
            SELECT {alone}, 0::INTEGER AS _number FROM ({found}) ANTI JOIN {twice} ON hash(subject) = h
            UNION ALL SELECT {listed(columns)}, _episode::INTEGER FROM ({once})""")  # noqa: S608
        return columns

    def _told(self, kind: str) -> Collection[str]:
        """The columns of a kind in which something is said at all."""
        if kind in self.files.many():
            return self.files.held[kind]
        frame = self.tables[kind]
        return [name for name in frame.columns if frame[name].null_count() < frame.height]

    def _repeated(self, rule: Rule, found: str) -> str:
        """The table of the hashes of those who may be the subject of several causes of a rule; kept for the next."""
        column = "subject" if rule.subject in ("subject", "specimen") else rule.subject
        plain = rule.owes.schedule.how != "daily" and rule.subject not in ("unit", "county")
        source = f'SELECT "{column}" AS subject FROM "{rule.kind}"' if plain else f"SELECT subject FROM ({found})"  # noqa: S608
        if source not in self.repeated:
            self.repeated[source] = f"_repeated{len(self.repeated)}"
            query = f"SELECT hash(subject) AS h FROM ({source}) WHERE subject IS NOT NULL"  # noqa: S608
            repeated(self.duck.connection, query, self.repeated[source])
        return self.repeated[source]

    def _copy(self, name: str, table: str, number: int, told: Mapping[str, str], source: str, more: str = "") -> None:
        """Writes rows of a derived table, moments in UTC again."""
        columns = []
        for column, dtype in local_schema(table).items():
            value = told[column]
            if value == "NULL":
                value = f"NULL::{_NOTHING.get(TYPES[dtype], TYPES[dtype])}"
            elif TYPES[dtype] == "TIMESTAMP":
                value = universal(value, self.plan.time_zone)
            elif TYPES[dtype] != "VARCHAR":
                value = f"{value}::{TYPES[dtype]}"
            columns.append(f'{value} AS "{column}"')
        file = self.out / f"{name}.parquet" / f"{number:03}{more}.parquet"
        query = f"SELECT {', '.join(columns)} FROM {source}"  # noqa: S608 (names of ours)
        rows = self._sql(f"COPY ({query}) TO {text(file)} ({AS_PARQUET})").fetchone()
        assert rows is not None
        self.told[name] += rows[0]


def _word(told: str) -> str:
    return f"{text(told)}::word"


# Whose name is also their subject.
_SELF = ("person", "case", "group")
# A column in which nothing stands.
_NOTHING = {"TIMESTAMP": "TIMESTAMPTZ", "VARCHAR": "word"}
_SQL_TYPES = {"string": "VARCHAR", "timestamp": "TIMESTAMP"}
_UNMET = (
    "SELECT NULL::VARCHAR AS key, NULL::TIMESTAMP AS met, NULL::VARCHAR AS met_kind, NULL::VARCHAR AS met_by"
    " WHERE FALSE"
)


def _of_several() -> tuple[str, str]:
    """The causes numbered by their episode (`_several`), and each episode once."""

    def once() -> ir.Table:
        numbered = duties.episodes(ibis.table(CAUSES, name="_found"))
        return duties.owed_once(ibis.table(numbered.schema(), name="_several"))

    return asking.common("duckdb").numbered.sql, asked("owed once", None, "duckdb", once).sql


def _made(plan: Plan, rule: str, columns: tuple[str, ...]) -> str:
    """Each time that a rule is owed, in the columns in which it says something."""
    of = plan.rule(rule)
    about = (of, plan.id, plan.disease, columns)
    return asked("owed by a rule", about, "duckdb", lambda: _owed_by(of, plan, columns)).sql


def _owed_by(of: Rule, plan: Plan, columns: tuple[str, ...]) -> ir.Table:
    types = {name: CAUSES[name] for name in columns} | {"_number": "int32"}
    rows = ibis.table(types, name="_episodes")
    rows = rows.mutate(_fact=rows["fact"], _original=rows["original"], _since=rows["opened"], _until=rows["ends"])
    if of.subject in _SELF:
        rows = rows.mutate(**{of.subject: rows["subject"]})
    owed = duties.owed_by(of, plan, rows)
    kept = [
        "key",
        "subject",
        "opened",
        "due",
        "ends",
        "anchor",
        "day",
        "occurrence",
        "owed_by",
        "owed_kind",
        "area",
        "responsible",
        "whereabouts",
        "treated",
        "_fact",
        "_original",
        "_since",
        "_until",
        "_number",
    ]
    kept += [name for name in columns if name in ("outbreak", *ABOUT_WHOM)]
    return owed.select(*kept)


def _constants(rule: Rule, columns: Collection[str]) -> str:
    """What of a duty is the same for the whole rule, or stands in another column already."""
    daily = rule.owes.schedule.how == "daily"
    kind = "unit" if daily else {"county": "area"}.get(rule.subject, rule.subject)
    told = {"subject_kind": text(kind), "rule": text(rule.id)}
    told |= {name: "NULL::VARCHAR" for name in (*ABOUT_WHOM, "outbreak") if name not in columns}
    told |= {rule.subject: "subject"} if rule.subject in _SELF else {}
    return ", ".join(f'{value} AS "{name}"' for name, value in told.items())
