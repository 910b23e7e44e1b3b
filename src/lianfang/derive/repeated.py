"""Who stands in a table more than once: for very many people, of whom nearly everybody stands there once.

Most people have one fact of a kind, and need no grouping: whoever may have more is found by a sort of hashes, and only
these are grouped. Two people of one hash are only looked at more closely.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from lianfang.derive.duck import asked_for

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.unsignedinteger]

# The half of a hash that is looked at first, and as what it stands by itself.
HIGH_HALF = 0xFFFFFFFF_00000000
HALF = "(hash({key}) >> 32)::UINTEGER"


def repeated(connection: duckdb.DuckDBPyConnection, query: str, name: str) -> tuple[int, int]:
    """Keeps as a table the hashes (`h`) that a query gives more than once.

    Answers how many rows the query gives, and how many hashes these are.
    """
    hashes = asked_for(connection, query)["h"].to_numpy(writable=True)
    hashes.sort()
    twice = _each_once(hashes[1:][hashes[1:] == hashes[:-1]])
    _keep(connection, name, "h", twice)
    return len(hashes), len(twice)


def rows_repeated(connection: duckdb.DuckDBPyConnection, facts: str, name: str, rows: str) -> tuple[int, int]:
    """The same of the persons of facts that have the number of their row (`_row`), by half of each hash (`HALF`).

    Keeps as a second table the rows (`r`) whose person may stand there several times. Half a hash and a row are one
    number, sorted in little more time than the half alone.
    """
    import numpy as np

    halves = f"SELECT (hash(person) & {HIGH_HALF}) | _row::UBIGINT AS h FROM {facts} WHERE person IS NOT NULL"  # noqa: S608
    numbers = asked_for(connection, halves)["h"].to_numpy(writable=True)
    numbers.sort()
    high = numbers.view("<u4")[1::2]
    again = high[1:] == high[:-1]
    twice = _each_once(high[1:][again])
    _keep(connection, name, "h", twice)
    chosen = np.append(again, False)
    chosen[1:] |= again
    _keep(connection, rows, "r", numbers[chosen].astype(np.uint32))
    return len(numbers), len(twice)


def _each_once(ordered: Numbers) -> Numbers:
    """The numbers of an array in their order, each once."""
    import numpy as np

    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def _keep(connection: duckdb.DuckDBPyConnection, name: str, column: str, numbers: Numbers) -> None:
    connection.register("_numbers", {column: numbers})
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT {column} FROM _numbers")  # noqa: S608 (names of ours)
    connection.unregister("_numbers")


def one_each(connection: duckdb.DuckDBPyConnection, source: str, key: str, alone: str, grouped: str, name: str) -> str:
    """A SELECT of a row for each key of a source: `alone` of a key that stands there once, else `grouped` by it.

    `name` keeps the hashes of the keys that stand there several times.
    """
    _, several = repeated(connection, f"SELECT hash({key}) AS h FROM {source}", name)  # noqa: S608 (names of ours)
    return each_once(source, key, alone, grouped, f"{name} ON hash({key}) = h" if several else None)


def each_once(source: str, key: str, alone: str, grouped: str, several: str | None) -> str:
    """The same where it is known with what to join the source for whoever may stand there several times."""
    if several is None:
        return f"SELECT {alone} FROM {source}"  # noqa: S608 (names of ours)
    return f"""SELECT {alone} FROM {source} ANTI JOIN {several}
        UNION ALL SELECT {grouped} FROM {source} SEMI JOIN {several} GROUP BY {key}"""  # noqa: S608
