"""One rule asked in place: its causes, their episodes, and the duties they make, written or counted.

Nobody's duties are held on the way: what is written is asked of the files at once. Only whoever has several causes of
the rule, and what meets its duties, is few enough to be made first. What else has a name stands as a part of each query
that asks it: as a view it would be gone through once more when it is made.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from lianfang.derive import asking, owing
from lianfang.derive.duck import Duck
from lianfang.derive.outputs import CAUSE, local_schema
from lianfang.derive.repeated import repeated
from lianfang.derive.several import Several
from lianfang.derive.told import TYPES, listed, text, universal
from lianfang.plan.model import Plan, Rule

# Text that repeats is held as a type of its own, and the rest repeats too seldom to look for it: its lengths stand
# apart (version 2), and zstd at its first level then halves the file for the time that others take.
AS_PARQUET = "FORMAT parquet, PARQUET_VERSION V2, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 1"
NOT_OWED = ("waived", "waived_by", "waiver_reason", "assigned_to")
# A column in which nothing stands.
NOTHING = {"TIMESTAMP": "TIMESTAMPTZ", "VARCHAR": "word"}


@dataclass
class OneRule:
    """A rule, with the columns of a cause in which it says something."""

    duck: Duck
    plan: Plan
    rule: Rule
    columns: tuple[str, ...]
    # The columns of its duties that are wanted.
    wanted: Collection[str]
    # Of whom several facts of its kind tell, where that is known and they are few.
    several: Several | None = None
    # How many causes it has, where that was seen on the way.
    causes: int | None = None
    # What has a name and is worked out where it is asked, each of the files and of those before it.
    named: dict[str, str] = field(default_factory=dict)

    def written(self, folder: Path, file: str) -> dict[str, int]:
        """Writes the duties of the rule in the columns wanted; answers how many there are, and how many causes if told.

        Duties of several causes stand in a file of their own.
        """
        self._causes()
        several = self._repeated()
        self.named["_episodes"] = self._alone(several)
        cause = self._cause(owing.cause(self.rule, self.columns))
        told = {"causes": f"[{cause}]", "facts": "[_fact]"}
        duties = causes = self._write(told, "", folder / f"{file}.parquet")
        if several:
            self._number_them()
            self.named["_episodes"] = self._of_several()
            target, beside = folder / f"{file}-several.parquet", ""
            told = {"causes": "_together.causes", "facts": "list_transform(_together.causes, lambda one: one.fact)"}
            if not told.keys().isdisjoint(self.wanted):
                together = f"list_sort(list({self._each_of_several()})) AS causes"
                whose = "subject AS _whose, _episode AS _which"
                self._make("_together", f"SELECT {whose}, {together} FROM _several GROUP BY ALL")  # noqa: S608
                beside = " JOIN _together ON _each.subject = _whose AND _number = _which"
            more = self._write(told, beside, target)
            duties += more
            if more and "causes" in self.wanted:
                causes += self._one(f"SELECT sum(len(causes)) FROM read_parquet({text(target)})")  # noqa: S608
        self._dropped()
        return {"duties": duties} | ({"causes": causes} if "causes" in self.wanted else {})

    def number(self) -> int:
        """How many duties the rule makes."""
        self._causes()
        rows = self._number()
        self._dropped()
        return rows

    def _number(self) -> int:
        several = self._repeated()
        if self.rule.owes.schedule.how == "once":
            rows = self.causes if self.causes is not None else self._one("SELECT count(*) FROM _causes")
            return rows - self._continuing() if several else rows
        if several:
            self._number_them()
        more = f" UNION ALL {self._of_several()}" if several else ""
        self.named["_episodes"] = f"{self._alone(several)}{more}"
        return self._one(owing.number_of_times(self.plan, self.rule))

    def _continuing(self) -> int:
        """How many causes continue the episode of another."""
        found = self._sql(self._of_named(owing.number_of_continuing(self.columns))).fetchone()
        assert found is not None
        number, more = found
        return int(number) + (self._one(owing.number_of_more_continuing(self.columns)) if more else 0)

    def _sql(self, statement: str) -> duckdb.DuckDBPyConnection:
        return self.duck.connection.execute(statement)

    def _of_named(self, query: str) -> str:
        """A query, with what has a name and is asked there."""
        parts = ", ".join(f"{name} AS NOT MATERIALIZED ({told})" for name, told in self.named.items())
        return f"WITH {parts} FROM ({query})" if parts else query

    def _one(self, query: str) -> int:
        return self._rows(self._of_named(query))

    def _rows(self, statement: str) -> int:
        """The number that a statement answers."""
        found = self._sql(statement).fetchone()
        assert found is not None
        return int(found[0])

    def _make(self, name: str, query: str) -> None:
        self._sql(f"CREATE OR REPLACE TEMP TABLE {name} AS {self._of_named(query)}")

    def _causes(self) -> None:
        """The facts that oblige, as `_causes`: kept where other kinds are asked too, for else to ask again is less."""
        found = asking.causes(self.plan, self.rule.id, self.duck.dialect)
        causes = f"SELECT {listed(self.columns)} FROM ({found.sql})"  # noqa: S608 (names of ours)
        if set(found.tables) <= {self.rule.kind}:
            self.named["_causes"] = causes
        else:
            self._make("_causes", causes)

    def _dropped(self) -> None:
        for name in ("_together", "_several", "_meeting", "_causes"):
            self._sql(f"DROP TABLE IF EXISTS {name}")

    def _repeated(self) -> str | None:
        """What to join `_causes` with for those who may have several, which are `_found`; None where nobody has.

        Whoever has several facts of the kind need not have several causes, and comes to the same by the longer way.
        """
        if self.several is not None and not self.several.number:
            return None
        if self.several is not None and "_causes" in self.named:
            among = asking.causes_among(self.plan, self.rule.id, self.several.facts, self.duck.dialect)
            self.named["_found"] = f"SELECT {listed(self.columns)} FROM ({among.sql})"  # noqa: S608 (names of ours)
            return self.several.theirs("subject")
        hashes = self._of_named("SELECT hash(subject) AS h FROM _causes")
        self.causes, several = repeated(self.duck.connection, hashes, "_repeated")
        if not several:
            return None
        beside = "_repeated ON hash(subject) = h"
        self.named["_found"] = f"FROM _causes SEMI JOIN {beside}"
        return beside

    def _number_them(self) -> None:
        """The causes of those who have several numbered by their episode, as `_several`."""
        self._make("_several", owing.numbered(self.columns))

    def _alone(self, several: str | None) -> str:
        """The episodes of one cause."""
        source = f"_causes ANTI JOIN {several}" if several else "_causes"
        return f"SELECT {listed(self.columns)}, 0::INTEGER AS _number FROM {source}"  # noqa: S608 (names of ours)

    def _of_several(self) -> str:
        once = owing.owed_once(self.columns)
        return f"SELECT {listed(self.columns)}, _episode::INTEGER AS _number FROM ({once})"  # noqa: S608

    def _each_of_several(self) -> str:
        """A cause of `_several`, in the order of its parts; of its facts alone only what orders them."""
        told = {"since": "opened", "original": owing.original(self.columns), "fact": "fact", "until": "ends"}
        if "causes" in self.wanted:
            return self._cause(told)
        return "{" + ", ".join(f"'{name}': {told[name]}" for name in ("since", "original", "fact")) + "}"

    def _cause(self, told: Mapping[str, str]) -> str:
        """A cause as it stands in the row of its duty."""
        values = {name: self._as_written(value, TYPES[CAUSE[name]]) for name, value in told.items()}
        values["kind"] = _word(self.rule.kind)
        return "{" + ", ".join(f"'{name}': {values[name]}" for name in CAUSE) + "}"

    def _write(self, caused: Mapping[str, str], beside: str, file: Path) -> int:
        """Writes the times of `_episodes` as duties; answers how many, and leaves no file where there are none.

        `caused` says where their causes and facts stand, in what is joined `beside` them.
        """
        placing = not owing.WHERE.isdisjoint(self.wanted)
        each = owing.each_time(self.plan, self.rule, self.columns, placing)
        constants = owing.constants(self.rule, self.columns)
        self.named["_each"] = f"SELECT *, {constants} FROM ({each})"  # noqa: S608 (names of ours)
        told = {name: f'_each."{name}"' for name in local_schema("duty")}
        told |= {"plan": _word(self.plan.id), "rule": _word(self.rule.id), "disease": _word(self.plan.disease)}
        told |= {name: f"{told[name]}::word" for name in ("subject_kind", "owed_kind")}
        told |= dict.fromkeys((*NOT_OWED, "met", "met_by", "met_kind"), "NULL")
        source = f"_each{beside}"
        if not owing.MEETING.isdisjoint(self.wanted) and self._met():
            source += " LEFT JOIN _meeting ON _each._time = _meeting.key"
            told |= {"met": "_meeting.met", "met_by": "_meeting.met_by", "met_kind": "_meeting.met_kind::word"}
        columns = [f'{self._as_written(told[name], TYPES[type_])} AS "{name}"'
                   for name, type_ in local_schema("duty").items() if name in self.wanted]  # fmt: skip
        columns += [f"{value} AS {name}" for name, value in caused.items() if name in self.wanted]
        query = f"SELECT {', '.join(columns)} FROM {source}"  # noqa: S608 (names of ours)
        rows = self._rows(f"COPY ({self._of_named(query)}) TO {text(file)} ({AS_PARQUET})")
        if not rows:
            file.unlink()
        return rows

    def _as_written(self, value: str, type_: str) -> str:
        """A value as it stands in the file, moments in UTC again."""
        if value == "NULL":
            return f"NULL::{NOTHING.get(type_, type_)}"
        if type_ == "TIMESTAMP":
            return universal(value, self.plan.time_zone)
        return value if type_ == "VARCHAR" else f"{value}::{type_}"

    def _met(self) -> int:
        """What meets the times of `_episodes`, as `_meeting`; answers how many are met."""
        meeting = asking.met(self.plan, self.rule.id, self.duck.dialect)
        if meeting is None:
            return 0
        self.named["_owed"] = owing.times(self.plan, self.rule, self.columns)
        self._make("_meeting", meeting.sql)
        return self._one("SELECT count(*) FROM _meeting")


def _word(told: str) -> str:
    return f"{text(told)}::word"
