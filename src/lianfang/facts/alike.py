"""Who among the people recorded last may be somebody known already: found by blocks in the database, then scored.

A block is what two people share before anybody compares them, as in ``matching.pairs``: a telephone; the sound of the
name with two of year, month and day of birth, or with the address; the birth date with the address. Telephone, address
and number of identity are compared by their keyed hashes; nothing is decrypted. The score is that of
``matching.proposed_pairs``. Row-level security applies: a page proposes among its own area's people.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from lianfang.access.row_level_security import within
from lianfang.facts.known import known_by
from lianfang.facts.matching import PROPOSED_FROM, proposed_pairs
from lianfang.facts.recording.lookups import head, queried
from lianfang.facts.tables import table_of

# So many of those recorded last are looked at. Nobody decides on more at one sitting.
LAST = 500
# A telephone that more people share is a work unit's or a made-up one; proposed_pairs has the same bound.
_SHARED_BY = 50

_COLUMNS: dict[str, Any] = {
    "person": pl.String,
    "name": pl.String,
    "pinyin": pl.String,
    "birth": pl.Date,
    "telephone": pl.String,
    "address": pl.String,
    "identity": pl.String,
}
_TOLD = (
    "fact.subject::text, fact.name, fact.name_key, fact.birth, encode(fact.telephone_hash, 'hex'), "
    "encode(fact.address_hash, 'hex'), encode(fact.identity_number_hash, 'hex')"
)
_PARTS = ("year", "month", "day")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who may be one: ``new`` was recorded later than ``known``.

    ``reasons``: same_name, same_sound, same_birth, near_birth, same_telephone, same_address.
    """

    new: str
    known: str
    score: float
    reasons: tuple[str, ...]


def pairs_alike(at: datetime, last: int = LAST, proposed_from: float = PROPOSED_FROM) -> list[Pair]:
    """The pairs worth a look among the people recorded last, the most alike first; what was decided is left out."""
    recent = _recent(last)
    if not recent.height:
        return []
    known = _in_a_block_with(recent["person"].to_list())
    frame = proposed_pairs(recent.rename({"person": "row"}), known, proposed_from=proposed_from)
    frame = frame.filter(pl.col("new_row") != pl.col("known_person"))
    people = {row["person"]: row for row in pl.concat([known, recent]).iter_rows(named=True)}
    pairs: dict[tuple[str, str], Pair] = {}
    for new, other, score, _parts in frame.iter_rows():
        # Ids rise with time: the lesser is whom one knew first.
        first, later = sorted((new, other))
        pairs.setdefault((first, later), Pair(later, first, score, _reasons(people[later], people[first])))
    decided = _decided({person for pair in pairs for person in pair}, at)
    left = [pair for key, pair in pairs.items() if frozenset(key) not in decided]
    return sorted(left, key=lambda pair: (-pair.score, pair.known, pair.new))


def _recent(last: int) -> pl.DataFrame:
    """The people whose fact was recorded last. Ids of facts rise, so the primary key finds them from its end."""
    table = table_of("person")
    # Those whom somebody recorded in the reader's own area: to look for them among all would take seconds for whoever
    # sees few.
    sql = (
        f'SELECT {_TOLD} FROM "{table}" fact WHERE NOT fact.withdrawn AND {within("fact.area_path")} '  # noqa: S608
        f"AND {head(table)} ORDER BY fact.id DESC LIMIT %s"
    )
    return queried(sql, [last], _COLUMNS)


def _in_a_block_with(persons: list[str]) -> pl.DataFrame:
    """Everybody who shares a block with one of these people, each once."""
    table = table_of("person")
    stands = head(table)
    near = " OR ".join(
        " AND ".join(f"extract({part} FROM fact.birth) = extract({part} FROM new.birth)" for part in two)
        for two in (("year", "month"), ("year", "day"), ("month", "day"))
    )
    swapped = (
        "extract(year FROM fact.birth) = extract(year FROM new.birth) "
        "AND extract(month FROM fact.birth) = extract(day FROM new.birth) "
        "AND extract(day FROM fact.birth) = extract(month FROM new.birth)"
    )
    blocks = (
        "fact.telephone_hash = new.telephone_hash AND new.telephone_hash IN (SELECT telephone_hash FROM rare)",
        f"fact.name_key = new.name_key AND ({near} OR ({swapped}))",
        "fact.name_key = new.name_key AND fact.address_hash = new.address_hash",
        "fact.birth = new.birth AND fact.address_hash = new.address_hash",
    )
    found = " UNION ".join(f'SELECT fact.id FROM new JOIN "{table}" fact ON {block}' for block in blocks)  # noqa: S608
    sql = (
        f"WITH new AS MATERIALIZED (SELECT subject, name_key, birth, telephone_hash, address_hash "  # noqa: S608
        f"FROM \"{table}\" fact WHERE subject = ANY(string_to_array(%s, ',')::uuid[]) AND NOT withdrawn AND {stands}), "
        f'rare AS MATERIALIZED (SELECT fact.telephone_hash FROM "{table}" fact '
        "WHERE fact.telephone_hash = ANY(ARRAY(SELECT telephone_hash FROM new WHERE telephone_hash IS NOT NULL)) "
        f"AND NOT fact.withdrawn AND {stands} GROUP BY 1 HAVING count(*) <= {_SHARED_BY}) "
        f'SELECT {_TOLD} FROM "{table}" fact WHERE fact.id IN ({found}) AND NOT fact.withdrawn AND {stands}'
    )
    return queried(sql, [",".join(persons)], _COLUMNS)


def _reasons(a: dict[str, Any], b: dict[str, Any]) -> tuple[str, ...]:
    found = []
    if a["name"] and a["name"] == b["name"]:
        found.append("same_name")
    elif a["pinyin"] and a["pinyin"] == b["pinyin"]:
        found.append("same_sound")
    if a["birth"] and a["birth"] == b["birth"]:
        found.append("same_birth")
    elif a["birth"] and b["birth"] and _near(a["birth"], b["birth"]):
        found.append("near_birth")
    found += [f"same_{part}" for part in ("telephone", "address") if a[part] and a[part] == b[part]]
    return tuple(found)


def _near(a: Any, b: Any) -> bool:
    same = sum(getattr(a, part) == getattr(b, part) for part in _PARTS)
    return same == 2 or (a.year == b.year and a.month == b.day and a.day == b.month)


def _decided(persons: set[str], at: datetime) -> set[frozenset[str]]:
    """The pairs of which somebody said that they are one, or that they are not."""
    told = known_by(at, ["merge"], where={"merged": sorted(persons)})["merge"] if persons else None
    if told is None:
        return set()
    return {frozenset((kept, merged)) for kept, merged in told.select("subject", "merged").iter_rows()}
