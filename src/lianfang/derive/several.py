"""Of whom several facts of a kind tell: looked for once for all its rules, while other things are made ready.

Nearly everybody has one fact of a kind, whose duty is that fact's. Whoever has several is gone through more closely,
and need not be looked for in the whole file by each rule again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import duckdb

from lianfang.derive.inputs import schema_of
from lianfang.derive.repeated import HALF, repeated, rows_repeated
from lianfang.derive.said import words_of
from lianfang.derive.told import TYPES, listed
from lianfang.plan import words
from lianfang.plan.model import Plan, Rule

# They are few if they are one in so many facts; else each rule looks for those among its own causes.
FEW = 10
# The hash of a person. Of ten million people twelve thousand share the half of theirs with another, and are only looked
# at more closely.
HASH = "hash({key})"
# What causes tell of the facts that they are, whatever a rule asks (`duties.causes`).
OF_CAUSES = ("id", "original", "subject", "outbreak", "area", "declared")
# A kind, and a join that chooses among the rows of its file, to a SELECT.
Seen = Callable[[str, str], str]


class Several(NamedTuple):
    """Of whom several facts of a kind tell: where their hashes (`h`) stand and how many, where these facts do.

    `hashed` says how a `key` becomes a hash.
    """

    hashes: str
    facts: str
    hashed: str
    number: int = 0

    def theirs(self, key: str) -> str:
        """What to join facts with whose person is `key`, that these remain."""
        return f"{self.hashes} ON {self.hashed.format(key=key)} = h"


class SeveralFacts:
    """Who has several facts of the kinds about which more than one rule asks, each found when it is first needed.

    The kinds, each with the columns that its file has, are views that every connection sees, named as they are; `seen`
    gives a kind as a SELECT of the rows of its file that a join chooses. Where duties are only counted (`named` false)
    no fact is told apart from another. Of contacts, that are made of `exposures` (a SELECT, where they are asked in
    place), it is said who was exposed several times.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, plan: Plan, kinds: Mapping[str, Collection[str]], seen: Seen,
        named: bool, exposures: str = "",
    ) -> None:  # fmt: skip
        asked = Counter(rule.kind for rule in plan.rules if rule.subject == "person" and rule.kind in kinds)
        self.connection = connection.cursor()
        self.connection.execute("SET TimeZone = 'UTC'")
        self.beside = ThreadPoolExecutor(max_workers=1)
        self.found: dict[str, Future[Several | None]] = {}
        if exposures:
            self.found["contact"] = self.beside.submit(exposed_several_times, self.connection, exposures)
        for kind, rules in asked.items():
            if rules > 1:
                told = _told(plan, kinds[kind], named)
                self.found[kind] = self.beside.submit(_looked_for, self.connection, kind, told, seen)

    def awaited(self, rule: Rule) -> bool:
        """Whether a rule needs what is still looked for."""
        return rule.kind in self.found and not self.found[rule.kind].done()

    def of(self, rule: Rule) -> Several | None:
        """Of whom several facts of the kind of a rule tell; None where the rule is to look for them itself."""
        found = self.found.get(rule.kind) if rule.subject == "person" else None
        return found.result() if found is not None else None

    def exposed(self) -> Several | None:
        """Who was exposed several times; None where that are many."""
        return self.found["contact"].result()

    def close(self) -> None:
        """Waits for what is still looked for."""
        self.beside.shutdown(cancel_futures=True)
        self.connection.close()


def _told(plan: Plan, held: Collection[str], named: bool) -> set[str]:
    """The columns of a kind in which something stands of which a plan speaks."""
    spoken = {"person", "occurred_from"} | words_of(plan) | set(OF_CAUSES if named else ())
    return spoken & {*held, "original"}


def exposed_several_times(connection: duckdb.DuckDBPyConnection, exposures: str) -> Several | None:
    """Of whom several exposures tell, that a SELECT gives; None where that are many."""
    found = Several("twice_contact", "several_contact", HASH)
    person = f"SELECT {HASH.format(key='person')} AS h FROM ({exposures}) WHERE person IS NOT NULL"  # noqa: S608
    return _if_few(found, *repeated(connection, person, found.hashes))


def _if_few(found: Several, rows: int, several: int) -> Several | None:
    return found._replace(number=several) if several <= rows / FEW else None


def _looked_for(connection: duckdb.DuckDBPyConnection, kind: str, told: set[str], seen: Seen) -> Several | None:
    rows = f"rows_{kind}"
    looked = Several(f"twice_{kind}", f"several_{kind}", HALF)
    found = _if_few(looked, *rows_repeated(connection, kind, looked.hashes, rows))
    if found is None or not found.number:
        return found
    # Chosen before their moments are made local, for they are few; and what nobody told takes no room.
    chosen = seen(kind, f"SEMI JOIN {rows} ON file_row_number = r")
    types = {name: TYPES[type_] for name, type_ in schema_of(kind).items() if name in words.columns(kind)}
    columns = listed(("_row", *(name for name in types if name in told)))
    untold = "".join(f', NULL::{type_} AS "{name}"' for name, type_ in types.items() if name not in told)
    connection.execute(f"CREATE TABLE told_{found.facts} AS SELECT {columns} FROM ({chosen})")  # noqa: S608
    connection.execute(f"CREATE VIEW {found.facts} AS SELECT *{untold} FROM told_{found.facts}")  # noqa: S608
    return found
